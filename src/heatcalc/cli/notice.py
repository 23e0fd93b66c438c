"""`heatcalc notice`."""

from collections import Counter
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import IO, Annotated, NamedTuple

import typer

from heatcalc.batches.batch_options import Defaults
from heatcalc.batches.rejects import Reject
from heatcalc.billing.bill import refusal
from heatcalc.billing.stated import HomeOptions, date
from heatcalc.cli import options
from heatcalc.cli.help_page import HelpedCommand
from heatcalc.cli.home_options import home_options
from heatcalc.cli.images import image
from heatcalc.cli.language import LANG
from heatcalc.cli.option_groups import Reading, grouped
from heatcalc.cli.options import about, text
from heatcalc.cli.output import warn, write
from heatcalc.cli.refusals import refuse
from heatcalc.errors import InputFileError, OutputError, Refused, UsageError
from heatcalc.export.notices import Notice, Wanted, notice_of, notices_of
from heatcalc.files.atomic import Outputs
from heatcalc.files.plain_name import plain_name
from heatcalc.ledger.dataset import Part
from heatcalc.messages import say
from heatcalc.show.notices_html import Letterhead, NoticeText, Paper, html_pages, letterhead, text_of
from heatcalc.show.sheet import clean_lines

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)
_SHOWN = 3
_NOT_ON_A_NOTICE = ("paid_on", "supply_from", "supply_to", "cold", "outage_hours")
"""A notice is written before the bill is paid and before the winter is over."""


class Whose(NamedTuple):
    """Whom a notice is for."""

    account: Annotated[str, typer.Option("--account", help=text("account"))] = ""
    name: Annotated[str, typer.Option("--name", help=text("name"))] = ""
    address: Annotated[str, typer.Option("--address", help=text("address"))] = ""


class Sender(NamedTuple):
    """Whom a notice is from, and when and how to pay."""

    pay_by: Annotated[str | None, typer.Option("--due", help=text("due"), metavar="DATE")] = None
    company: Annotated[str, typer.Option("--company", help=text("company"))] = ""
    phone: Annotated[str, typer.Option("--phone", help=text("phone"))] = ""
    code: Annotated[Path | None, typer.Option("--code", help=text("code"), metavar="IMAGE")] = None
    ground: Annotated[str, typer.Option("--ground", help=text("ground"))] = ""
    arrears: Annotated[str | None, typer.Option("--arrears", help=text("arrears"), metavar="COLUMN")] = None

    def head(self) -> Letterhead:
        """Return what stands on each notice.

        Raises:
            InputFileError: the code is no image.
            UsageError: a ground without a company.
        """
        return letterhead(self.company, self.phone, b"" if self.code is None else image(self.code), self.ground)


class Layout(NamedTuple):
    """How notices are laid out."""

    paper: Annotated[Paper, typer.Option("--paper", help=text("paper"))] = "A5"
    split: Annotated[bool, typer.Option("--each", help=text("each"))] = False
    split_by: Annotated[str | None, typer.Option("--split-by", help=text("split_by"), metavar="COLUMN")] = None
    font: Annotated[Path | None, typer.Option("--font", help=text("font"), metavar="FILE")] = None
    mask: Annotated[bool, typer.Option("--mask", help=about("mask"))] = False
    force: options.Force = False


@app.command(cls=HelpedCommand, help=text("notice"), epilog=text("notice_example"))
@grouped
@home_options(without=_NOT_ON_A_NOTICE)
def notice(
    out: Annotated[Path, typer.Option("--out", "-o", help=text("notice_out"), metavar="FILE")],
    home: HomeOptions,
    *,
    ledger: Annotated[Path | None, typer.Option("--ledger", help=text("notice_ledger"), metavar="FILE")] = None,
    whose: Whose,
    sender: Sender,
    layout: Layout,
    reading: Reading,
    tariffs: options.Tariffs = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Write notices. Exit code 1: some lines of the ledger were rejected."""
    request = home.request()
    if (ledger is None) != bool(request.home.measures):
        raise UsageError("notice.no_home" if ledger is None else "notice.home_and_ledger")
    for option, given in (("--arrears", sender.arrears), ("--split-by", layout.split_by)):
        if ledger is None and given is not None:
            raise UsageError("notice.only_ledger", option=option)
    if layout.split and layout.split_by is not None:
        raise UsageError("notice.each_or_split")
    by = None if sender.pay_by is None else date("--due", sender.pay_by)
    head = sender.head()
    wanted = Wanted(by, layout.mask, bool(head.ground), sender.arrears, layout.split_by)
    seen = _Seen()
    if ledger is None:
        table = options.table_for(tariffs, home.city)
        try:
            made = [notice_of(table, request, whose._asdict(), wanted, LANG)]
        except Refused as error:
            return refuse(refusal(error, LANG), None)
        _write(out, seen.texts(made, head), head, layout)
    else:
        table = options.table(tariffs)
        defaults = Defaults(request.city, request.class_, request.plan, request.winter)
        with Part(ledger.name, ledger).open() as file:
            found = notices_of(
                file,
                table,
                defaults,
                wanted,
                LANG,
                meant=reading.meant(table.attributes()),
                encoding=reading.encoding,
                sheets=reading.sheets or (),
                several=reading.several,
            )
            files = _write(out, seen.texts(found, head), head, layout)
        if layout.split_by is not None:
            write(say("notice.parts", LANG, files=files) + "\n")
    _tell(seen.rejects)
    for note, count in seen.told.items():
        warn(say("notice.told", LANG, notices=count, note=note) + "\n")
    write(say("notice.made", LANG, notices=seen.count, rejects=len(seen.rejects)) + "\n")
    return 1 if seen.rejects else 0


class _Seen:
    """What was met while notices were made."""

    def __init__(self) -> None:
        self.count = 0
        self.rejects: list[Reject] = []
        self.told: Counter[str] = Counter()
        """What the sender must know, and of how many notices."""

    def texts(self, found: Iterable[Notice | Reject], head: Letterhead) -> Iterator[tuple[str, NoticeText]]:
        """Yield the text of each notice, with what it is split by."""
        for each in found:
            if isinstance(each, Reject):
                self.rejects.append(each)
                continue
            self.count += 1
            self.told.update(each.told)
            yield each.part, text_of(each, head, LANG)


def _tell(rejects: list[Reject]) -> None:
    """Say on standard error why there is no notice for some lines, the first of each reason."""
    counts = Counter(reject.code for reject in rejects)
    for code, count in sorted(counts.items()):
        warn(say("ledger.reject", LANG, code=code, count=count) + "\n")
        for each in [reject for reject in rejects if reject.code == code][:_SHOWN]:
            told = say("ledger.reject_line", LANG, line=each.line, message=each.message)
            warn(f"  {clean_lines(told)}\n")


def _write(out: Path, texts: Iterator[tuple[str, NoticeText]], head: Letterhead, layout: Layout) -> int:
    """Write the notices into one file, one a home or one a part, whole or not at all; return how many files there are.

    Raises:
        InputFileError: there is no notice.
        OutputError: a file is there, or cannot be written.
    """
    if out.suffix.lower() not in (".html", ".pdf"):
        raise OutputError("files.suffix", file=out, formats=[".html", ".pdf"])
    first = next(texts, None)
    if first is None:
        raise InputFileError("notice.nothing")
    texts = chain([first], texts)
    with Outputs(out.absolute().parent) as outputs:
        outputs.lock(out)
        if layout.split or layout.split_by is not None:
            work = outputs.workplace(out)
            parted = _each(out, texts) if layout.split else _parts(out, texts)
            for files, (path, some) in enumerate(parted, 1):  # noqa: B007 - how many there are is returned
                _refuse_there(path, layout)
                with (work / path.name).open("wb") as file:
                    _lay_out(file, out.suffix, some, head, layout)
                outputs.take(work / path.name, path)
        else:
            files = 1
            _refuse_there(out, layout)
            _lay_out(outputs.file(out, out), out.suffix, (text for _, text in texts), head, layout)
        outputs.publish()
    return files


def _each(out: Path, texts: Iterator[tuple[str, NoticeText]]) -> Iterator[tuple[Path, Iterator[NoticeText]]]:
    for number, (_, text_) in enumerate(texts, 1):
        yield out.with_name(f"{out.stem}-{number:05}{out.suffix}"), iter([text_])


def _parts(out: Path, texts: Iterator[tuple[str, NoticeText]]) -> Iterator[tuple[Path, Iterator[NoticeText]]]:
    """Yield a file for each part, in the order of the ledger, with its notices; they are held in memory."""
    parts: dict[str, list[NoticeText]] = {}
    for part, text_ in texts:
        parts.setdefault(part, []).append(text_)
    names: set[str] = set()
    for part, some in parts.items():
        name = plain_name(part) or say("notice.not_said", LANG)
        distinct, number = name, 1
        while distinct.casefold() in names:
            number += 1
            distinct = f"{name}-{number}"
        names.add(distinct.casefold())
        yield out.with_name(f"{out.stem}-{distinct}{out.suffix}"), iter(some)


def _refuse_there(out: Path, layout: Layout) -> None:
    if out.exists() and not layout.force:
        raise OutputError("files.exists", file=out)


def _lay_out(file: IO[bytes], suffix: str, texts: Iterator[NoticeText], head: Letterhead, layout: Layout) -> None:
    """Write notices into a file, as its name's suffix says."""
    if suffix.lower() == ".pdf":
        from heatcalc.show.notices_pdf import Pdf

        whole = BytesIO()
        Pdf(whole, head, layout.paper, layout.font).write(texts)
        file.write(whole.getvalue())
        return
    for piece in html_pages(texts, head, layout.paper, LANG):
        file.write(piece.encode())
