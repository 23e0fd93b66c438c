"""A ledger's homes share a cost: every row has its part and the parts are the cost, or nothing is published."""

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import IO

from heatcalc.batches.allocated import Allocation, Asked, Costs, SharedRow
from heatcalc.batches.allocation_files import manifest_of, written
from heatcalc.batches.batch_options import BatchOptions
from heatcalc.batches.occupancies import Occupancies
from heatcalc.batches.over_time import Period
from heatcalc.batches.publish import refuse_input
from heatcalc.billing.request import Value
from heatcalc.costing.allocation import AllocationKey, FactorOf, HomeShare, Shares, Unread, share_out
from heatcalc.costing.allocation_inputs import FACTOR, attributes_with
from heatcalc.costing.apportion import RestRule
from heatcalc.costing.degree_days import DegreeDays, degree_days_by_month, degree_days_of, named_degree_days
from heatcalc.errors import InputFileError, UsageError
from heatcalc.ledger.dataset import opened, whole
from heatcalc.ledger.formats import format_of
from heatcalc.ledger.header import renamed_to
from heatcalc.ledger.pairs import read_pairs
from heatcalc.messages import Lang, say
from heatcalc.money import CNY, Currency, exact, plain
from heatcalc.tariffs.load import load_tariffs
from heatcalc.tariffs.model import Table

_SHOWN = 20
"""So many rejects are told."""
_LONGEST = 366
"""The most days of a period: of a longer one some month would come twice."""


def allocate(
    ledger: str | Path | Sequence[Mapping[str, Value]],
    cost: Value | Mapping[str, Value],
    out: str | Path | None = None,
    *,
    within: str = "",
    by_area: Value | None = None,
    by_use: Value | None = None,
    stopped: Value | None = None,
    factor: FactorOf | None = None,
    unread: Unread = "refuse",
    rest: RestRule = "largest-remainder",
    period: tuple[dt.date, dt.date] | None = None,
    degree_days: str | Path | Mapping[int, Value] | None = None,
    currency: str = "CNY",
    columns: Mapping[str, str] = MappingProxyType({}),
    words: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    carry: Sequence[str] = (),
    several: bool = False,
    explain: bool = False,
    force: bool = False,
    tariffs: Table | None = None,
    lang: Lang = "zh",
) -> Allocation:
    """Share a cost [the unit of `currency`] out over the homes of a ledger: a file, or rows (header → field).

    `cost` is one for all homes, or one for each building that the column `within` names. `by_area` and `by_use` add up
    to 1; `stopped` is what a home without supply pays of its part by area [share]. A home without a reading is refused,
    counts as the average by area, or has a part of the home's reading by `degree_days` (`unread`): a file, `vdi-2067`,
    `days`, or what each month weighs, for homes that change hands in the `period`, both ends included. `rest` is the
    rule by which parts add up. `columns`, `words`, `carry` and `several` are those of `batch`.

    Raises:
        InputFileError: the ledger is unusable as a whole, or a row cannot be shared in: then no row is.
        OutputError: an output cannot be written; what was there before stays.
        UsageError: what was asked does not fit the ledger, or there is nothing to share a cost by.
        TypeError: a float where an exact number is asked for.
    """
    if bool(within) != isinstance(cost, Mapping):
        raise UsageError("allocate.within")
    costs = {name: exact(each) for name, each in cost.items()} if isinstance(cost, Mapping) else {"": exact(cost)}
    said = [None if each is None else exact(each) for each in (by_area, by_use, stopped)]
    first, last = (None, None) if period is None else period
    days, unit = period_of(first, last, _weights(degree_days)), currency_of(currency)
    asked = Asked(said[0], said[1], said[2], factor, unread, rest, days, unit)
    table = load_tariffs() if tariffs is None else tariffs
    known = attributes_with(table.attributes())
    options = BatchOptions(
        several=several,
        renamed=renamed_to(dict.fromkeys(carry, "") | dict(columns), known),
        values=words,
        asked=(*carry, *columns, *words),
        explain=explain,
        lang=lang,
    )
    into = None if out is None else Path(out)
    with opened(Path(ledger)) if isinstance(ledger, (str, Path)) else nullcontext(_as_file(ledger)) as file:
        return run_allocation(file, into, Costs(costs, within), asked, table, options, force=force)


def _as_file(rows: Sequence[Mapping[str, Value]]) -> IO[bytes]:
    """Return rows as a ledger in CSV; the first one has the header.

    Raises:
        TypeError: a field is a float.
        UsageError: the rows have not the same columns.
    """
    header = list(rows[0]) if rows else []
    if any(set(row) != set(header) for row in rows):
        raise UsageError("allocate.unlike_rows")
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    for row in rows:
        fields = [row[name] for name in header]
        writer.writerow([each if isinstance(each, str) else plain(exact(each)) for each in fields])
    return io.BytesIO(text.getvalue().encode("utf-8-sig"))


def _weights(said: str | Path | Mapping[int, Value] | None) -> DegreeDays | None:
    if said is None:
        return None
    if isinstance(said, Mapping):
        return degree_days_by_month("degree_days", [(month, exact(each)) for month, each in said.items()])
    return read_degree_days(said)


def read_degree_days(said: str | Path) -> DegreeDays:
    """Return what the days of each month weigh: by name, or of a file of CSV with a row for each month.

    Raises:
        InputFileError: the file cannot be read.
        UsageError: a row of it is no month with its weight.
    """
    return named_degree_days(str(said)) or degree_days_of(Path(said).name, read_pairs(Path(said))[1])


def period_of(first: dt.date | None, last: dt.date | None, degree_days: DegreeDays | None) -> Period | None:
    """Return the days whose heat is shared, both ends included; None where nobody said.

    Raises:
        UsageError: an end is missing, or they are the wrong way round or more than a year apart.
    """
    if first is None and last is None and degree_days is None:
        return None
    if first is None or last is None or not 0 <= (last - first).days < _LONGEST:
        raise UsageError("allocate.period", most=_LONGEST)
    return Period(first, last, degree_days)


def currency_of(code: str) -> Currency:
    """Return a currency by its ISO 4217 code.

    Raises:
        UsageError: there is none of that code.
    """
    if code == CNY.code:
        return CNY
    from heatcalc.tariffs.currencies import PLACES

    if code.upper() not in PLACES:
        raise UsageError("allocate.currency", code=code)
    places = PLACES[code.upper()]
    return Currency(code.upper(), places, places)


def run_allocation(
    file: IO[bytes],
    out: Path | None,
    costs: Costs,
    asked: Asked,
    table: Table,
    options: BatchOptions,
    *,
    force: bool = False,
) -> Allocation:
    """Share costs out over the homes of a ledger into `out`, with a manifest beside it; without `out` write nothing.

    Raises:
        InputFileError: the ledger is unusable as a whole, or a row cannot be shared in: then no row is.
        OutputError: an output cannot be written; what was there before stays.
        UsageError: what was asked does not fit the ledger, or there is nothing to share a cost by.
    """
    if out is not None:
        refuse_input(whole(file), out)
        format_of(out, options.format)
    read = Occupancies(file, table, options, costs.column, asked.period, asked.unread)
    key = _key(asked, read)
    read.read(area=bool(key.by_area), use=bool(key.by_use))
    _refuse_rejects(read)
    shared = _shared(read, costs, key, asked.currency)
    parts = dict(each for homes, shares in shared.values() for each in zip(homes, shares.homes, strict=True))
    rows = tuple(_row(at, read, parts[at], asked.currency, options.lang) for at in range(len(read.homes)))
    manifest = manifest_of(read, key, asked, shared)
    assert read.lines == manifest["allocated"] + read.skipped, "a line of the ledger is lost"
    made = Allocation(rows, asked.currency, manifest)
    return made if out is None else written(made, read, out, options, force=force)


def _key(asked: Asked, read: Occupancies) -> AllocationKey:
    """Return the shares by area and by use; one that is not said is what the other leaves.

    Raises:
        UsageError: they are not said though the ledger has both, do not add up, or speak of a column that is not there.
    """
    if asked.by_area is None and asked.by_use is None and read.use and read.area:
        raise UsageError("allocate.which", use=read.word(read.use))
    said = asked.by_area, asked.by_use
    by_area = Fraction(1 if read.area else 0) if said[1] is None else 1 - said[1]
    by_area = by_area if said[0] is None else said[0]
    by_use = 1 - by_area if said[1] is None else said[1]
    if by_area + by_use != 1 or not 0 <= by_area <= 1:
        raise UsageError("allocate.shares", sum=plain(by_area + by_use))
    for share, name, what in ((by_area, read.area, "area"), (by_use, read.use, "use")):
        if share and not name:
            raise UsageError(f"allocate.no_{what}")
    factor = asked.factor or ("use" if read.has_factor and by_use else None)
    if read.has_factor and factor is None:
        raise UsageError("allocate.factor", column=read.header.word_for(FACTOR.column))
    if asked.factor and not read.has_factor:
        raise UsageError("allocate.no_factor", column=FACTOR.label)
    if asked.unread == "area" and not read.area:
        raise UsageError("allocate.no_area")
    if asked.stopped is not None and not 0 <= asked.stopped <= 1:
        raise UsageError("allocate.share", option="--stopped", value=plain(asked.stopped))
    return AllocationKey(by_area, by_use, asked.stopped, factor, asked.unread, asked.rest)


def _refuse_rejects(read: Occupancies) -> None:
    if not read.rejects:
        return
    lang = read.biller.lang
    rejects = sorted(read.rejects, key=lambda each: (each.file, each.line))
    first = [
        (f"{each.file} " if each.file else "") + say("ledger.reject_line", lang, line=each.line, message=each.message)
        for each in rejects[:_SHOWN]
    ]
    more = len(rejects) - len(first)
    left = [say("allocate.more", lang, more=more)] if more else []
    raise InputFileError("allocate.rejects", rows=len(rejects), reasons="\n".join((*first, *left)))


def _shared(
    read: Occupancies, costs: Costs, key: AllocationKey, currency: Currency
) -> dict[str, tuple[list[int], Shares]]:
    """Return by building the places of its homes, and their shares.

    Raises:
        UsageError: a building has no cost, or a cost no building; or there is nothing to share one by.
    """
    places: dict[str, list[int]] = {}
    for at, home in enumerate(read.homes):
        places.setdefault(home.building, []).append(at)
    for key_, other, without in (("no_cost", costs.of, places), ("no_building", places, costs.of)):
        lacking = [each for each in without if each not in other]
        if lacking:
            raise UsageError(f"allocate.{key_}", buildings=lacking)
    names = (read.area or "building_m2", read.use)
    return {
        building: (
            homes,
            share_out(costs.of[building], [read.homes[at].occupancy for at in homes], key, names, currency),
        )
        for building, homes in places.items()
    }


def _row(at: int, read: Occupancies, share: HomeShare, currency: Currency, lang: Lang) -> SharedRow:
    home = read.homes[at]
    account = home.key[0] if home.key else ""
    stated = home.occupancy.area, home.occupancy.own_use
    formula = share.formula(lang, currency)
    return SharedRow(
        home.record.line, account, home.building, *stated, share.by_area.amount, share.by_use.amount, formula
    )
