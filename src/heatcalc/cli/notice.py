"""`heatcalc notice`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from heatcalc.batches.batch_options import Defaults
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
from heatcalc.errors import InputFileError, Refused, UsageError
from heatcalc.export.notices import Wanted, notice_of, notices_of
from heatcalc.ledger.dataset import Part
from heatcalc.messages import say
from heatcalc.show.notice_files import NOTHING, write_notices
from heatcalc.show.notices_html import Letterhead, NoticeText, Paper, letterhead
from heatcalc.show.notices_seen import NoticesSeen

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)
_NOT_ON_A_NOTICE = ("paid_on", "supply_from", "supply_to", "cold", "outage_hours", "ratio")
"""A notice is written before the bill is paid and before the winter is over, and rests on no assumption."""


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
    each: Annotated[bool, typer.Option("--each", help=text("each"))] = False
    split_by: Annotated[str | None, typer.Option("--split-by", help=text("split_by"), metavar="COLUMN")] = None
    font: Annotated[Path | None, typer.Option("--font", help=text("font"), metavar="FILE")] = None
    mask: Annotated[bool, typer.Option("--mask", help=about("mask"))] = False
    force: options.Force = False

    def write(self, out: Path, seen: NoticesSeen, texts: Iterator[tuple[str, NoticeText]], head: Letterhead) -> int:
        """Write the notices, and return into how many files; tell what was `seen` where there is none.

        Raises:
            InputFileError: there is no notice.
            OutputError: a file is there, or cannot be written.
        """
        ways = {"each": self.each, "parted": self.split_by is not None, "force": self.force}
        try:
            return write_notices(out, texts, head, LANG, self.paper, self.font, **ways)
        except InputFileError as error:
            for line in seen.said() if error.key == NOTHING else ():
                warn(f"{line}\n")
            raise


@app.command(cls=HelpedCommand, help=text("notice"), epilog=text("notice_example"))
@grouped
@home_options(without=_NOT_ON_A_NOTICE)
def notice(
    out: Annotated[Path, typer.Option("--out", "-o", help=text("notice_out"), metavar="FILE")],
    home: HomeOptions,
    *,
    ledger: Annotated[Path | None, typer.Option("--ledger", help=text("notice_ledger"), metavar="FILE")] = None,
    corrected: Annotated[
        list[Path] | None, typer.Option("--corrected", help=text("notice_corrected"), metavar="REJECTS")
    ] = None,
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
    of_ledgers = {"--arrears": sender.arrears, "--split-by": layout.split_by, "--corrected": corrected or None}
    for option, given in of_ledgers.items():
        if ledger is None and given is not None:
            raise UsageError("notice.only_ledger", option=option)
    if layout.each and layout.split_by is not None:
        raise UsageError("notice.each_or_split")
    by = None if sender.pay_by is None else date("--due", sender.pay_by)
    head = sender.head()
    wanted = Wanted(by, layout.mask, bool(head.ground), sender.arrears, layout.split_by)
    seen = NoticesSeen(LANG)
    if ledger is None:
        table = options.table_for(tariffs, home.city)
        try:
            made = [notice_of(table, request, whose._asdict(), wanted, LANG)]
        except Refused as error:
            return refuse(refusal(error, LANG), None)
        layout.write(out, seen, seen.texts(made, head), head)
    else:
        table = options.table(tariffs)
        defaults = Defaults(request.city, request.class_, request.plan, request.winter, home.asked)
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
                corrected=corrected or (),
            )
            files = layout.write(out, seen, seen.texts(found, head), head)
        if layout.split_by is not None:
            write(say("notice.parts", LANG, files=files) + "\n")
    for line in seen.said():
        warn(f"{line}\n")
    write(say("notice.made", LANG, notices=seen.notices, rejects=seen.rejects) + "\n")
    return 1 if seen.rejects else 0
