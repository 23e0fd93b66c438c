"""Billing a ledger of households: every line is billed, rejected with a reason, or skipped, or nothing is published."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import IO, Any, NamedTuple

from heatcalc.errors import HeatcalcError, InputFileError, OutputError, Refused
from heatcalc.formula.steps import Steps
from heatcalc.jobs.question import Question
from heatcalc.jobs.work import Prepared, Worked, prepare, work_out
from heatcalc.ledger.columns import RESULTS, SEARCHED, Header, find_header
from heatcalc.ledger.excel import is_spreadsheet, sheet_rows, workbook
from heatcalc.ledger.output import Outputs, lock_of, suffix_of
from heatcalc.ledger.rows import Faulty, Row, escaped, is_total, row_of, unescaped
from heatcalc.ledger.text import Record, decoded, delimiter_of, records, split
from heatcalc.messages import Lang, say
from heatcalc.money import plain
from heatcalc.tariffs.model import Table

_REJECT = ("line", "column", "code", "message")


class Defaults(NamedTuple):
    """What holds for rows that say nothing of it."""

    city: str | None = None
    class_: str = "residential"
    plan: str = "area"
    winter: int | None = None


class Reject(NamedTuple):
    """A line that could not be billed: where, in which column, the code of the reason, and the reason in words."""

    line: int
    column: str
    code: str
    message: str


class Group(NamedTuple):
    """What a city and class come to."""

    city: str
    class_: str
    households: int
    area: Fraction
    total: Decimal
    household: Decimal
    government: Decimal
    due: Decimal


class Batch(NamedTuple):
    """What a run did: the counts in physical lines, the sums of the bills, and the rejects."""

    manifest: Mapping[str, Any]
    groups: tuple[Group, ...]
    rejects: tuple[Reject, ...]
    unchanged: bool
    files: tuple[Path, ...]


class Ledger(NamedTuple):
    """A ledger that was read: its records, and what its columns mean."""

    encoding: str
    header: Header
    delimiter: str
    lines: int
    rows: list[Record]


def read_ledger(data: bytes, encoding: str | None, renamed: Mapping[str, str], table: Table) -> Ledger:
    """Read a ledger: its encoding, its header and its records.

    Raises:
        InputFileError: it is no ledger as a whole.
        UsageError: an encoding or a column that there is none of.
    """
    attributes = sorted({name for city in table.city for when in city.whens() for name in when})
    if is_spreadsheet(data):
        cells = sheet_rows(data)
        header = find_header([_trimmed(row) for row in cells[:SEARCHED]], renamed, attributes)
        width = len(header.words)
        found = [_of_cells(row, width, header.line + index) for index, row in enumerate(cells[header.line :], 1)]
        return Ledger("excel", header, "\t", len(cells), found)
    used, text = decoded(data, encoding)
    lines = text.split("\n")
    if not text.strip():
        raise InputFileError("ledger.empty")
    delimiter = delimiter_of(max(lines[:SEARCHED], key=lambda line: max(line.count(each) for each in ",\t;，")))
    header = find_header(
        [split(line.removesuffix("\r"), delimiter) or [] for line in lines[:SEARCHED]], renamed, attributes
    )
    body = "\n".join(lines[header.line :])
    rows = list(records(body, delimiter, len(header.words), header.line + 1))
    return Ledger(used, header, delimiter, header.line + sum(row.lines for row in rows), rows)


def _trimmed(row: list[str]) -> list[str]:
    """Return a row without the blank cells at its end, which a spreadsheet has as far as its widest row goes."""
    width = max((index + 1 for index, cell in enumerate(row) if cell.strip()), default=0)
    return row[:width]


def _of_cells(row: list[str], width: int, line: int) -> Record:
    """Return a row of a spreadsheet as a record; blank cells beyond the header are no fields."""
    beyond = any(cell.strip() for cell in row[width:])
    fields = tuple((row + [""] * width)[:width])
    return Record(line, 1, () if beyond else fields, "\t".join(row), "R04" if beyond else "")


class _Desk:
    """Where rows become bills; the formula of a tariff is made once for all of its rows."""

    def __init__(self, table: Table, defaults: Defaults, lang: Lang) -> None:
        self.table = table
        self.defaults = defaults
        self.lang: Lang = lang
        self._prepared: dict[tuple[Any, ...], Prepared] = {}
        self._accounts: set[str] = set()

    def bill(self, values: Mapping[str, str]) -> Worked:
        """Return the bill that the fields of a record ask for.

        Raises:
            Faulty: a field cannot be read, or the account was there before.
            Refused, UsageError: it cannot be billed.
        """
        row = row_of(values)
        if row.account and row.account in self._accounts:
            raise Faulty("R11", "account", row.account)
        question = self._question(row)
        key = (question.city, question.class_, question.plan, question.winter, *sorted(row.home.attributes.items()))
        if key not in self._prepared:
            self._prepared[key] = prepare(self.table, question)
        worked = work_out(self.table, question, self._prepared[key])
        self._accounts.add(row.account)
        return worked

    def _question(self, row: Row) -> Question:
        return Question(
            row.home,
            row.city or self.defaults.city,
            row.class_ or self.defaults.class_,
            row.plan or self.defaults.plan,
            self.defaults.winter if row.winter is None else row.winter,
        )


def run(
    data: bytes,
    out: Path | None,
    table: Table,
    table_hash: str,
    *,
    defaults: Defaults | None = None,
    encoding: str | None = None,
    renamed: Mapping[str, str] | None = None,
    max_rejects: int | Fraction | None = None,
    explain: bool = False,
    force: bool = False,
    lang: Lang = "zh",
) -> Batch:
    """Bill a ledger into `out`, with rejects and manifest beside it; without `out` only reckon.

    `max_rejects` is a number of rows, or as a `Fraction` a share of the rows billed and rejected.

    Raises:
        InputFileError: the ledger is unusable as a whole, or has more rejects than allowed; nothing is written.
        OutputError: an output cannot be written; what was there before stays.
    """
    suffix = ".csv" if out is None else suffix_of(out)
    ledger = read_ledger(data, encoding, renamed or {}, table)
    bills, faulty = io.StringIO(newline=""), io.StringIO(newline="")
    outcome = _reckon(ledger, _Desk(table, defaults or Defaults(), lang), bills, faulty, explain=explain)
    rejects, rows = len(outcome.rejects), len(outcome.rejects) + outcome.counts["households"]
    most = max_rejects * rows if isinstance(max_rejects, Fraction) else max_rejects
    if most is not None and rejects > most:
        allowed = f"{plain(max_rejects * 100)}%" if isinstance(max_rejects, Fraction) else max_rejects
        first = outcome.rejects[0]
        raise InputFileError(
            "ledger.too_many", rejects=rejects, rows=rows, allowed=allowed, line=first.line, first=first.message
        )
    contents = {".csv": bills.getvalue().encode("utf-8-sig")}
    if suffix == ".xlsx":
        width = len(ledger.header.words)
        header, *rows = csv.reader(io.StringIO(bills.getvalue(), newline=""))
        unmarked = [[unescaped(cell) for cell in row] for row in rows]
        contents = {".xlsx": workbook(header, unmarked, range(width, width + len(RESULTS)), say("ledger.sheet", lang))}
    if outcome.rejects:
        contents[".rejects.csv"] = faulty.getvalue().encode("utf-8-sig")
    manifest = {
        "schema": "heatcalc.batch/1",
        **outcome.counts,
        "input": {"sha256": hashlib.sha256(data).hexdigest(), "encoding": ledger.encoding},
        "tariffs": table_hash,
        "program": _version(),
        "outputs": {
            name.removeprefix(".") or "bills": hashlib.sha256(content).hexdigest() for name, content in contents.items()
        },
    }
    if out is None:
        return Batch(manifest, outcome.groups, outcome.rejects, unchanged=False, files=())
    return Batch(manifest, outcome.groups, outcome.rejects, *_publish(out, contents, manifest, force=force))


class _Outcome(NamedTuple):
    counts: dict[str, Any]
    groups: tuple[Group, ...]
    rejects: tuple[Reject, ...]


def _reckon(ledger: Ledger, desk: _Desk, bills: IO[str], faulty: IO[str], *, explain: bool) -> _Outcome:
    """Bill each record into one of the two files, and count."""
    good, bad = (csv.writer(file, lineterminator="\r\n") for file in (bills, faulty))
    good.writerow([*ledger.header.words, *RESULTS, *(["formula"] if explain else [])])
    bad.writerow([*ledger.header.words, *_REJECT])
    lines = {"billed": 0, "rejected": 0, "skipped": ledger.header.line}
    groups: dict[tuple[str, str], Group] = {}
    rejects = []
    for record in ledger.rows:
        if not record.fault and (not any(field.strip() for field in record.fields) or is_total(record.fields)):
            lines["skipped"] += record.lines
            continue
        try:
            worked = _worked(record, ledger.header, desk)
        except (HeatcalcError, Faulty) as error:
            reject = _reject(record, ledger.header, error, desk.lang)
        else:
            lines["billed"] += record.lines
            group = _group(worked)
            groups[group.city, group.class_] = _added(groups.get((group.city, group.class_)), group)
            amounts = (group.total, group.household, group.government, group.due)
            good.writerow([*map(escaped, record.fields), *amounts, *(_formula(worked, desk.lang) if explain else ())])
            continue
        lines["rejected"] += record.lines
        rejects.append(reject)
        bad.writerow([*map(escaped, record.fields or _laid_out(record, ledger)), *reject])
    assert sum(lines.values()) == ledger.lines, "a line of the ledger is lost"
    sums = {
        name: str(sum((getattr(group, name) for group in groups.values()), Decimal(0)))
        for name in ("total", "household", "government", "due")
    }
    area = plain(sum((group.area for group in groups.values()), Fraction(0)))
    households = sum(group.households for group in groups.values())
    counts = {"lines": ledger.lines, **lines, "households": households, "rejects": len(rejects), "area": area, **sums}
    return _Outcome(counts, tuple(groups.values()), tuple(rejects))


def _worked(record: Record, header: Header, desk: _Desk) -> Worked:
    if record.fault:
        raise Faulty(record.fault, "", "")
    pairs = zip(header.meanings, record.fields, strict=True)
    return desk.bill({meaning: unescaped(field) for meaning, field in pairs if meaning})


def _reject(record: Record, header: Header, error: HeatcalcError | Faulty, lang: Lang) -> Reject:
    if isinstance(error, Faulty):
        column = header.word_for(error.column)
        return Reject(
            record.line, column, error.code, say(f"rejects.{error.code}", lang, column=column, found=error.found)
        )
    if isinstance(error, Refused):
        column = ",".join(header.word_for(_COLUMN_OF.get(each, each)) for each in error.missing)
        return Reject(record.line, column, "R10", error.text(lang))
    return Reject(record.line, "", "R07", error.text(lang))


_COLUMN_OF = {"month": "months", "day": "days", "stopped": "status"}
"""The column of what a refusal names, where it is called otherwise."""


def _laid_out(record: Record, ledger: Ledger) -> list[str]:
    """Return a broken line in the columns of the ledger as well as it goes, for a clerk to correct."""
    width = len(ledger.header.words)
    parts = record.raw.split(ledger.delimiter)
    return [*parts, *[""] * (width - len(parts))] if len(parts) <= width else [record.raw, *[""] * (width - 1)]


def _group(worked: Worked) -> Group:
    amounts = worked.amounts
    area = next((worked.home.measures[name] for name in worked.home.measures if name.endswith("_m2")), Fraction(0))
    government = amounts.total - amounts.household
    city, class_ = worked.found.city.id, worked.found.class_
    return Group(city, class_, 1, area, amounts.total, amounts.household, government, amounts.due)


def _added(sum_: Group | None, one: Group) -> Group:
    if sum_ is None:
        return one
    return one._replace(
        households=sum_.households + one.households,
        area=sum_.area + one.area,
        total=sum_.total + one.total,
        household=sum_.household + one.household,
        government=sum_.government + one.government,
        due=sum_.due + one.due,
    )


def _formula(worked: Worked, lang: Lang) -> Iterator[str]:
    steps = Steps(worked.home, lang)
    yield "; ".join(f"{line.id}: {steps.text(line.node)} = {amount}" for line, amount in worked.amounts.lines)


def _version() -> str:
    from heatcalc import __version__

    return __version__


def _publish(
    out: Path, contents: Mapping[str, bytes], manifest: Mapping[str, Any], *, force: bool
) -> tuple[bool, tuple[Path, ...]]:
    """Put the outputs in place, the manifest last. Return whether they were there already, and which they are."""
    mark = out.with_name(f"{out.stem}.manifest.json")
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    rejects = out.with_name(f"{out.stem}.rejects.csv")
    paths = {name: rejects if name == ".rejects.csv" else out for name in contents}
    files = (*paths.values(), mark)
    if out.is_symlink() or out.is_dir():
        raise OutputError("ledger.no_file", file=out)
    if out.exists() and not (mark.exists() or lock_of(out).exists() or force):
        raise OutputError("files.exists", file=out)
    if (
        mark.exists()
        and mark.read_text(encoding="utf-8") == text
        and all(path.exists() and path.read_bytes() == contents[name] for name, path in paths.items())
    ):
        return True, files
    with Outputs(out.absolute().parent) as outputs:
        outputs.lock(out)
        try:
            for name, content in contents.items():
                outputs.file(paths[name], out).write(content)
            outputs.file(mark, out).write(text.encode("utf-8"))
        except OSError as error:
            raise OutputError("files.unwritable", file=out, reason=error.strerror or error) from error
        outputs.publish(mark)
        if rejects not in files:
            rejects.unlink(missing_ok=True)
    return False, files
