"""Billing a ledger of households: every line is billed, rejected with a reason, or skipped, or nothing is published."""

import csv
import io
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal, NamedTuple

from heatcalc.errors import HeatcalcError, InputFileError, OutputError, UsageError
from heatcalc.jobs.desk import Defaults, Desk, Group, Reject, group_of
from heatcalc.ledger.bills import CSV_ENCODING, format_of, transcode, write_bills
from heatcalc.ledger.blocks import BLOCK_BYTES, Block, Ledger, open_ledger
from heatcalc.ledger.columns import RESULTS
from heatcalc.ledger.hashed import Hashed, sha256_of
from heatcalc.ledger.mask import masked_columns
from heatcalc.ledger.output import Outputs, lock_of
from heatcalc.ledger.rows import Faulty, escaped, is_total
from heatcalc.ledger.text import Record
from heatcalc.measures import AREAS
from heatcalc.messages import Lang, say
from heatcalc.money import plain
from heatcalc.tariffs.model import Table

if TYPE_CHECKING:
    from heatcalc.engines.duckdb import Answer, Engine, Profile

EngineName = Literal["exact", "duckdb"]

_REJECT = ("line", "column", "code", "message")
_SHOWN = 3
"""How many rejects of each reason are shown."""
_FEW_LINES = 5000
"""A ledger of no more lines is billed before DuckDB would have started."""
_MOST_REPEATED = 10_000
"""Of more accounts that stand on several lines the whole ledger is billed by the exact reader."""


class Reason(NamedTuple):
    """A reason why rows were rejected: how many there are, and the first of them."""

    code: str
    rows: int
    first: tuple[Reject, ...]


class Batch(NamedTuple):
    """What a run did: the counts in physical lines, the sums of the bills, and the rejects by reason."""

    manifest: Mapping[str, Any]
    groups: tuple[Group, ...]
    reasons: tuple[Reason, ...]
    unchanged: bool
    files: tuple[Path, ...]


class Wanted(NamedTuple):
    """What is wanted of a run besides the bills."""

    defaults: Defaults = Defaults()
    encoding: str | None = None
    renamed: Mapping[str, str] = {}
    max_rejects: int | Fraction | None = None
    """A number of rows, or as a `Fraction` a share of the rows billed and rejected."""
    explain: bool = False
    mask: bool = False
    format: str | None = None
    """The format of the bills; that of the file's name where none is asked for."""
    out_encoding: str = CSV_ENCODING
    """The encoding of what is written as CSV."""
    engine: EngineName | None = None
    """What bills most rows; DuckDB where it is installed and there are many."""
    lang: Lang = "zh"
    block_bytes: int = BLOCK_BYTES


def run(
    file: IO[bytes],
    out: Path | None,
    table: Table,
    table_hash: str,
    wanted: Wanted | None = None,
    *,
    force: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> Batch:
    """Bill the ledger in `file` into `out`, with rejects and manifest beside it. The file must be seekable.

    Without `out` only reckon. `progress` is told how many bytes [of UTF-8] were done.

    Raises:
        InputFileError: the ledger is unusable as a whole, or has more rejects than allowed; nothing is written.
        OutputError: an output cannot be written; what was there before stays.
        UsageError: an extra that is needed is not installed.
    """
    wanted = wanted or Wanted()
    format_ = "csv" if out is None else format_of(out, wanted.format)
    with ExitStack() as stack:
        outputs = None
        if out is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="heatcalc-")))
        else:
            _may_write(out, force=force)
            outputs = stack.enter_context(Outputs(out.absolute().parent))
            outputs.lock(out)
            folder = outputs.workplace(out)
        try:
            run_ = _Run(file, folder, table, wanted, progress)
            run_.bill()
            if outputs is None or out is None:
                return Batch(run_.manifest(table_hash, {}), run_.groups(), run_.reasons(), unchanged=False, files=())
            width = len(run_.header)
            figures = range(width, width + len(RESULTS))
            write_bills(run_.bills, folder / "out", format_, figures, say("ledger.sheet", wanted.lang))
            made = {out: folder / "out"}
            if run_.rejected:
                made[_beside(out, "rejects.csv")] = run_.rejects
            same = wanted.out_encoding == CSV_ENCODING
            for path, written in () if same else made.items():
                if path != out or format_ == "csv":
                    transcode(written, wanted.out_encoding)
            known = {out: run_.bills_sha256()} if format_ == "csv" and same else {}
            hashes = {_name(path, out): known.get(path) or sha256_of(written) for path, written in made.items()}
            manifest = run_.manifest(table_hash, hashes)
            unchanged, files = _publish(outputs, out, made, manifest)
            return Batch(manifest, run_.groups(), run_.reasons(), unchanged=unchanged, files=files)
        except OSError as error:
            raise OutputError("files.unwritable", file=out or folder, reason=error.strerror or error) from error


class _Run:
    """One way through a ledger. `bills` and `rejects` are files of CSV with a byte order mark."""

    def __init__(
        self, file: IO[bytes], folder: Path, table: Table, wanted: Wanted, progress: Callable[[int], None]
    ) -> None:
        self._file = Hashed(file)
        self._folder = folder
        self._table = table
        self._wanted = wanted
        self._progress = progress
        self.bills = folder / "bills.csv"
        self.rejects = folder / "rejects.csv"
        self.rejected = 0

    def bill(self) -> None:
        """Bill the ledger; again, where accounts turn out to stand on several lines."""
        repeated: frozenset[int] = frozenset()
        exact = self._wanted.engine == "exact" or self._wanted.explain
        while True:
            ledger = self._begin()
            first = next(ledger.blocks, None)
            few = self._wanted.engine is None and (first is None or first.length <= _FEW_LINES)
            engine = None if exact or few else self._engine(ledger, repeated)
            self._through(ledger._replace(blocks=chain([] if first is None else [first], ledger.blocks)), engine)
            if engine is None:
                return
            engine.keep(self._desk.accounts)
            found = engine.repeated() - repeated
            engine.close()
            if not found:
                return
            repeated |= found
            exact = len(repeated) > _MOST_REPEATED

    def bills_sha256(self) -> str:
        """Return the hash of the bills as CSV."""
        return self._hashed.sha256()

    def groups(self) -> tuple[Group, ...]:
        """Return the sums by city and class, in the order of the table."""
        cities = [city.id for city in self._table.city]
        classes = list(self._table.classes)
        return tuple(
            sorted(self._groups.values(), key=lambda group: (cities.index(group.city), classes.index(group.class_)))
        )

    def reasons(self) -> tuple[Reason, ...]:
        """Return the rejects by their codes."""
        return tuple(Reason(code, count, tuple(first)) for code, (count, first) in sorted(self._reasons.items()))

    def manifest(self, table_hash: str, outputs: Mapping[str, str]) -> dict[str, Any]:
        """Return the counts and control totals, with the hashes of input, table and outputs."""
        from heatcalc import __version__

        groups = self._groups.values()
        fen = {name: sum(getattr(group, name) for group in groups) for name in ("total", "others", "due")}
        amounts = {
            "total": fen["total"],
            "household": fen["total"] - fen["others"],
            "government": fen["others"],
            "due": fen["due"],
        }
        return {
            "schema": "heatcalc.batch/1",
            "lines": self._lines,
            **self._counts,
            "households": sum(group.households for group in groups),
            "rejects": self.rejected,
            "area": plain(sum((group.area for group in groups), Fraction(0))),
            **{name: str(yuan(amount)) for name, amount in amounts.items()},
            "input": {"sha256": self._file.sha256(), "encoding": self._encoding()},
            "tariffs": table_hash,
            "program": __version__,
            "outputs": dict(outputs),
        }

    def _begin(self) -> Ledger:
        wanted = self._wanted
        attributes = sorted({name for city in self._table.city for when in city.whens() for name in when})
        ledger = open_ledger(self._file, wanted.encoding, wanted.renamed, attributes, wanted.block_bytes)
        self.header = ledger.header.words
        self._encoding = ledger.encoding
        self._desk = Desk(self._table, wanted.defaults, wanted.lang, ledger.header)
        self._masks = masked_columns(ledger.header) if wanted.mask else {}
        self._counts = {"billed": 0, "rejected": 0, "skipped": ledger.header.line}
        self._lines = ledger.header.line
        self._groups: dict[tuple[str, str], Group] = {}
        self._reasons: dict[str, tuple[int, list[Reject]]] = {}
        self.rejected = 0
        return ledger

    def _engine(self, ledger: Ledger, repeated: frozenset[int]) -> "Engine | None":
        from heatcalc.engines.duckdb import Engine

        def formula_of(profile: "Profile") -> Any:  # noqa: ANN401 - a formula or None
            return self._desk.folded(dict(profile.words), profile.stated)

        try:
            return Engine(ledger.header, self._folder, formula_of, mask=self._wanted.mask, repeated=repeated)
        except UsageError:
            if self._wanted.engine is None:
                return None
            raise

    def _through(self, ledger: Ledger, engine: "Engine | None") -> None:
        """Bill the ledger block by block into the two files, and count."""
        with self.bills.open("wb") as file, self.rejects.open("w", encoding="utf-8-sig", newline="") as rejects:
            self._hashed = bills = Hashed(file)
            self._bad = csv.writer(rejects, lineterminator="\r\n")
            formula = ["formula"] if self._wanted.explain else []
            header = [escaped(word) for word in self.header]
            bills.write(self._csv([*header, *RESULTS, *formula]).encode("utf-8-sig") + b"\n")
            self._bad.writerow([*header, *_REJECT])
            answers = ((block, None) for block in ledger.blocks) if engine is None else _answers(ledger.blocks, engine)
            for block, answer in answers:
                if answer is None:
                    self._each(block, ledger, bills)
                else:
                    self._merged(block, answer, ledger, bills)
                self._lines += block.length
                self._progress(len(block.text))
        assert sum(self._counts.values()) == self._lines, "a line of the ledger is lost"
        self._check_share()

    def _each(self, block: Block, ledger: Ledger, bills: Hashed) -> None:
        """Bill each record of a block."""
        for record in block.records(ledger.width):
            line = self._line(record, ledger)
            if line is not None:
                bills.write(line.encode() + b"\n")

    def _merged(self, block: Block, answer: "Answer", ledger: Ledger, bills: Hashed) -> None:
        """Write the bills of the engine, and in their places those that it left to be made one by one."""
        rows = block.length - len(answer.unsure)
        self._counts["billed"] += rows
        assert sum(each.households for each in answer.sums) == rows, "a bill of the engine is lost"
        for each in answer.sums:
            city, class_ = self._desk.place(dict(each.profile.words))
            bases = tuple(name for name in AREAS if name in each.profile.stated)[:1]
            self._add(Group(city, class_, each.households, each.area, each.total, each.others, each.due, bases))
        if not answer.unsure:
            with answer.bills.open("rb") as made:
                shutil.copyfileobj(made, bills, 2**20)
            return
        lines: list[bytes | None] = list(answer.bills.read_bytes().split(b"\n")[:-1])
        raw = block.text.split(b"\n")
        for at in answer.unsure:
            text = raw[at].removesuffix(b"\r").decode("utf-8", "replace")
            record = block.record(at, text, ledger.width)
            line = None if record is None else self._line(record, ledger)
            lines[at] = None if line is None else line.encode()
        bills.write(b"".join(line + b"\n" for line in lines if line is not None))

    def _line(self, record: Record, ledger: Ledger) -> str | None:
        """Return the line of a record's bill, without a line feed; or count it as rejected or skipped."""
        if not record.fault and (not any(field.strip() for field in record.fields) or is_total(record.fields)):
            self._counts["skipped"] += record.lines
            return None
        try:
            worked = self._desk.bill(record)
        except (HeatcalcError, Faulty) as error:
            self._reject(record, self._desk.reject(record, error), ledger)
            return None
        self._counts["billed"] += record.lines
        group = group_of(worked)
        self._add(group)
        fields = [self._masks[at].text(field) if at in self._masks else field for at, field in enumerate(record.fields)]
        amounts = map(yuan, (group.total, group.total - group.others, group.others, group.due))
        formula = [self._desk.formula(worked)] if self._wanted.explain else []
        return self._csv([*map(escaped, fields), *amounts, *formula])

    @staticmethod
    def _csv(cells: list[Any]) -> str:
        line = io.StringIO(newline="")
        csv.writer(line, lineterminator="\r\n").writerow(cells)
        return line.getvalue().removesuffix("\n")

    def _reject(self, record: Record, reject: Reject, ledger: Ledger) -> None:
        self._counts["rejected"] += record.lines
        self.rejected += 1
        count, first = self._reasons.get(reject.code, (0, []))
        self._reasons[reject.code] = (count + 1, [*first, reject] if count < _SHOWN else first)
        self._bad.writerow([*map(escaped, record.fields or _laid_out(record, ledger)), *reject])
        most = self._wanted.max_rejects
        if isinstance(most, int) and self.rejected > most:
            self._too_many(str(most))

    def _check_share(self) -> None:
        most = self._wanted.max_rejects
        rows = self.rejected + sum(group.households for group in self._groups.values())
        if isinstance(most, Fraction) and self.rejected > most * rows:
            self._too_many(f"{plain(most * 100)}%")

    def _too_many(self, allowed: str) -> None:
        rows = self.rejected + sum(group.households for group in self._groups.values())
        first = min((first[0] for _, first in self._reasons.values()), key=lambda reject: reject.line)
        raise InputFileError(
            "ledger.too_many", rejects=self.rejected, rows=rows, allowed=allowed, line=first.line, first=first.message
        )

    def _add(self, one: Group) -> None:
        sum_ = self._groups.get((one.city, one.class_))
        if sum_ is not None:
            one = one._replace(
                households=sum_.households + one.households,
                area=sum_.area + one.area,
                total=sum_.total + one.total,
                others=sum_.others + one.others,
                due=sum_.due + one.due,
                bases=tuple(sorted({*sum_.bases, *one.bases})),
            )
        self._groups[one.city, one.class_] = one


def yuan(fen: int) -> Decimal:
    """Return an amount in CNY, with two places."""
    return Decimal(fen).scaleb(-2)


def _answers(blocks: Iterator[Block], engine: "Engine") -> "Iterator[tuple[Block, Answer | None]]":
    """Yield what the engine makes of the blocks; while one is written, the next is billed and the one after read."""
    with ThreadPoolExecutor(1) as pool:
        running = None
        for block in blocks:
            done = running.result() if running is not None else None
            running = pool.submit(engine.bill, block)
            if done is not None:
                yield done
        if running is not None:
            yield running.result()


def _laid_out(record: Record, ledger: Ledger) -> list[str]:
    """Return a broken line in the columns of the ledger as well as it goes, for a clerk to correct."""
    parts = record.raw.split(ledger.delimiter)
    if len(parts) <= ledger.width:
        return [*parts, *[""] * (ledger.width - len(parts))]
    return [record.raw, *[""] * (ledger.width - 1)]


def _beside(out: Path, what: str) -> Path:
    return out.with_name(f"{out.stem}.{what}")


def _name(path: Path, out: Path) -> str:
    """Return how the manifest calls an output."""
    return path.suffix.removeprefix(".") if path == out else "rejects.csv"


def _may_write(out: Path, *, force: bool) -> None:
    """Check that what stands where the bills are to be is not somebody else's.

    Raises:
        OutputError: it is.
    """
    if out.is_symlink() or out.is_dir():
        raise OutputError("ledger.no_file", file=out)
    if out.exists() and not (_beside(out, "manifest.json").exists() or lock_of(out).exists() or force):
        raise OutputError("files.exists", file=out)


def _publish(
    outputs: Outputs, out: Path, made: Mapping[Path, Path], manifest: Mapping[str, Any]
) -> tuple[bool, tuple[Path, ...]]:
    """Put the outputs in place, the manifest last. Return whether they were there already, and which they are."""
    mark = _beside(out, "manifest.json")
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    files = (*made, mark)
    there = mark.exists() and mark.read_text(encoding="utf-8") == text
    if there and all(path.exists() and sha256_of(path) == manifest["outputs"][_name(path, out)] for path in made):
        return True, files
    for path, file in made.items():
        outputs.take(file, path)
    outputs.file(mark, out).write(text.encode("utf-8"))
    outputs.publish(mark)
    rejects = _beside(out, "rejects.csv")
    if rejects not in files:
        rejects.unlink(missing_ok=True)
    return False, files
