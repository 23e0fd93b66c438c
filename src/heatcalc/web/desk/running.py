"""What is made of a ledger: its bills, as `heatcalc batch` makes them, and notices, as `heatcalc notice` does."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from heatcalc.batches.run import Batch, run
from heatcalc.billing.stated import date
from heatcalc.export.notices import Wanted, notices_of
from heatcalc.ledger.dataset import opened
from heatcalc.ledger.format_names import CSV_ENCODING, OutputEncoding
from heatcalc.ledger.map_file import LedgerMap
from heatcalc.messages import Lang
from heatcalc.show.notice_files import write_notices
from heatcalc.show.notices_html import Paper, letterhead
from heatcalc.show.notices_seen import NoticesSeen
from heatcalc.tariffs.load import hash_of_table, load_tariffs
from heatcalc.web.desk.choices import Choices
from heatcalc.web.desk.tasks import Progress


class Output(NamedTuple):
    """How bills are written."""

    suffix: str = "csv"
    encoding: OutputEncoding = CSV_ENCODING
    by: tuple[str, ...] = ()
    explain: bool = False
    mask: bool = False

    @property
    def bills(self) -> str:
        """The name of the file of bills."""
        return f"bills.{self.suffix}"

    def arguments(self) -> list[str]:
        """Return this as arguments of `heatcalc batch`."""
        said = [part for header in self.by for part in ("--by", header)]
        said += ["--explain"] if self.explain else []
        said += ["--mask"] if self.mask else []
        return said + (["--out-encoding", self.encoding] if self.encoding != CSV_ENCODING else [])


class AskedRun(NamedTuple):
    """A run: where its outputs go, what is billed, and how."""

    folder: Path
    ledger: Path
    tariffs: Path | None
    choices: Choices
    corrected: tuple[Path, ...]
    output: Output
    lang: Lang


def bill_ledger(asked: AskedRun, progress: Progress) -> Batch:
    """Bill a ledger, and return what the run did.

    Raises:
        HeatcalcError: as `batches.run` does.
    """
    table, output = load_tariffs(asked.tariffs), asked.output
    options = asked.choices.options(table, asked.lang)._replace(
        corrected=asked.corrected,
        by=output.by,
        explain=output.explain,
        mask=output.mask,
        out_encoding=output.encoding,
    )
    with opened(asked.ledger) as file:
        done = run(file, asked.folder / output.bills, table, hash_of_table(asked.tariffs), options, progress=progress)
    return done._replace(manifest=dict(done.manifest))


class Stationery(NamedTuple):
    """What notices have besides the bills."""

    suffix: str = "html"
    company: str = ""
    phone: str = ""
    ground: str = ""
    pay_by: str = ""
    paper: Paper = "A5"
    mask: bool = False

    @property
    def notices(self) -> str:
        """The name of the file of notices."""
        return f"notices.{self.suffix}"

    def arguments(self) -> list[str]:
        """Return this as arguments of `heatcalc notice`."""
        named = {"--company": self.company, "--phone": self.phone, "--ground": self.ground, "--due": self.pay_by}
        said = [part for option, value in named.items() if value for part in (option, value)]
        said += ["--paper", self.paper] if self.paper != "A5" else []
        return said + (["--mask"] if self.mask else [])


class AskedNotices(NamedTuple):
    """Notices that are asked for."""

    folder: Path
    ledger: Path
    tariffs: Path | None
    choices: Choices
    corrected: tuple[Path, ...]
    stationery: Stationery
    lang: Lang
    font: Path | None = None


class MadeNotices(NamedTuple):
    """How many notices there are, and how many rows have none; and what `heatcalc notice` says beside that."""

    notices: int
    rejects: int
    said: Sequence[str] = ()


def make_notices(asked: AskedNotices, _: Progress) -> MadeNotices:
    """Write the notices of a ledger, and return how many there are.

    Raises:
        HeatcalcError: as `heatcalc notice` does.
    """
    table, said = load_tariffs(asked.tariffs), asked.stationery
    head = letterhead(said.company, said.phone, b"", said.ground)
    options = asked.choices.options(table, asked.lang)
    wanted = Wanted(date("--due", said.pay_by) if said.pay_by else None, said.mask, bool(head.ground))
    seen = NoticesSeen(asked.lang)
    with opened(asked.ledger) as file:
        found = notices_of(
            file,
            table,
            options.defaults,
            wanted,
            asked.lang,
            meant=LedgerMap(options.renamed, options.values, options.asked),
            encoding=options.encoding,
            sheets=options.sheets,
            several=options.several,
            corrected=asked.corrected,
        )
        write_notices(asked.folder / said.notices, seen.texts(found, head), head, asked.lang, said.paper, asked.font)
    return MadeNotices(seen.notices, seen.rejects, tuple(seen.said()))
