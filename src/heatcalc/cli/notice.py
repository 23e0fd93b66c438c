"""`heatcalc notice`."""

from collections import Counter
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Annotated, NamedTuple

import typer

from heatcalc.batches.batch_options import Defaults
from heatcalc.batches.rejects import Reject
from heatcalc.billing.bill import refusal
from heatcalc.cli import options
from heatcalc.cli.help_page import HelpedCommand
from heatcalc.cli.home_options import HomeOptions, home_options
from heatcalc.cli.images import image
from heatcalc.cli.language import LANG
from heatcalc.cli.option_groups import Reading, grouped
from heatcalc.cli.options import about, text
from heatcalc.cli.output import warn, write
from heatcalc.cli.refusals import refuse
from heatcalc.errors import InputFileError, OutputError, Refused, UsageError
from heatcalc.export.notices import Notice, notice_of, notices_of
from heatcalc.files.atomic import Outputs
from heatcalc.ledger.dataset import Part
from heatcalc.messages import say
from heatcalc.show.notices_html import Letterhead, NoticeText, Paper, html_pages, text_of
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


class Layout(NamedTuple):
    """How notices are laid out."""

    paper: Annotated[Paper, typer.Option("--paper", help=text("paper"))] = "A5"
    split: Annotated[bool, typer.Option("--each", help=text("each"))] = False
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
    by = None if sender.pay_by is None else options.date("--due", sender.pay_by)
    head = Letterhead(sender.company, sender.phone, b"" if sender.code is None else image(sender.code))
    rejects: list[Reject] = []
    if ledger is None:
        table = options.table_for(tariffs, home.city)
        try:
            made = [notice_of(table, request, whose._asdict(), by, LANG, mask=layout.mask)]
        except Refused as error:
            return refuse(refusal(error, LANG), None)
        _write(out, (text_of(each, head, LANG) for each in made), head, layout)
        write(say("notice.made", LANG, notices=1, rejects=0) + "\n")
        return 0
    table = options.table(tariffs)
    defaults = Defaults(request.city, request.class_, request.plan, request.winter)
    with Part(ledger.name, ledger).open() as file:
        found = notices_of(
            file,
            table,
            defaults,
            by,
            LANG,
            meant=reading.meant(table.attributes()),
            encoding=reading.encoding,
            sheets=reading.sheets or (),
            several=reading.several,
            mask=layout.mask,
        )
        count = _write(out, (text_of(each, head, LANG) for each in _kept(found, rejects)), head, layout)
    _tell(rejects)
    write(say("notice.made", LANG, notices=count, rejects=len(rejects)) + "\n")
    return 1 if rejects else 0


def _kept(found: Iterable[Notice | Reject], rejects: list[Reject]) -> Iterator[Notice]:
    for each in found:
        if isinstance(each, Reject):
            rejects.append(each)
        else:
            yield each


def _tell(rejects: list[Reject]) -> None:
    """Say on standard error why there is no notice for some lines, the first of each reason."""
    counts = Counter(reject.code for reject in rejects)
    for code, count in sorted(counts.items()):
        warn(say("ledger.reject", LANG, code=code, count=count) + "\n")
        for each in [reject for reject in rejects if reject.code == code][:_SHOWN]:
            told = say("ledger.reject_line", LANG, line=each.line, message=each.message)
            warn(f"  {clean_lines(told)}\n")


def _write(out: Path, texts: Iterator[NoticeText], head: Letterhead, layout: Layout) -> int:
    """Write the notices into one file, or into one a home, whole or not at all; return how many they are."""
    if out.suffix.lower() not in (".html", ".pdf"):
        raise OutputError("files.suffix", file=out, formats=[".html", ".pdf"])
    count = 0

    def counted() -> Iterator[NoticeText]:
        nonlocal count
        for one in texts:
            count += 1
            yield one

    with Outputs(out.absolute().parent) as outputs:
        outputs.lock(out)
        if layout.split:
            work = outputs.workplace(out)
            for one in counted():
                numbered = out.with_name(f"{out.stem}-{count:05}{out.suffix}")
                _refuse_there(numbered, layout)
                with (work / numbered.name).open("wb") as file:
                    _lay_out(file, out.suffix, iter([one]), head, layout)
                outputs.take(work / numbered.name, numbered)
        else:
            _refuse_there(out, layout)
            _lay_out(outputs.file(out, out), out.suffix, counted(), head, layout)
        if not count:
            raise InputFileError("notice.nothing")
        outputs.publish()
    return count


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
