"""A ledger's homes share a cost: every row has its part and the parts are the cost, or nothing is published."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import IO

from heatcalc.batches.allocated import Allocation, Asked, Costs, SharedRow, column_named, marks_of
from heatcalc.batches.allocation_asked import currency_of, period_of, refuse_unknown, share_of, weights_of
from heatcalc.batches.allocation_costs import costs_of
from heatcalc.batches.allocation_files import manifest_of, rejects_text, written
from heatcalc.batches.allocation_rows import Cell, as_file
from heatcalc.batches.allocation_sums import sums_of
from heatcalc.batches.batch_options import BatchOptions
from heatcalc.batches.control_totals import SHOWN
from heatcalc.batches.occupancies import Occupancies
from heatcalc.batches.publish import refuse_input
from heatcalc.batches.rejects import Reject
from heatcalc.batches.sums_by import places_of
from heatcalc.billing.request import Value
from heatcalc.costing.allocation import Shares, as_text, share_out
from heatcalc.costing.allocation_inputs import FACTOR, UNITS, attributes_with
from heatcalc.costing.allocation_key import BY_AREA, FACTOR_OF, UNREAD, AllocationKey, FactorOf, Unread
from heatcalc.costing.apportion import REST_RULES, RestRule
from heatcalc.errors import InputFileError, UsageError, told_in
from heatcalc.files.atomic import write_whole
from heatcalc.ledger.dataset import opened, whole
from heatcalc.ledger.formats import format_of
from heatcalc.ledger.header import renamed_to
from heatcalc.messages import LANGS, Lang, say
from heatcalc.money import Currency, plain
from heatcalc.tariffs.load import load_tariffs
from heatcalc.tariffs.model import Table

_SHOWN = 20
"""So many rejects are told, and of those that say the same `SHOWN`."""


def allocate(
    ledger: str | Path | Iterable[Mapping[str, Cell]],
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
    period: tuple[dt.date | str, dt.date | str] | None = None,
    degree_days: str | Path | Mapping[int, Value] | None = None,
    currency: str = "CNY",
    columns: Mapping[str, str] = MappingProxyType({}),
    words: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    carry: Sequence[str] = (),
    several: bool = False,
    by: Sequence[str] = (),
    explain: bool = False,
    rejects: str | Path | None = None,
    force: bool = False,
    tariffs: Table | None = None,
    lang: Lang = "zh",
) -> Allocation:
    """Share a cost [the unit of `currency`] out over the homes of a ledger: a file, or rows (header → field).

    `cost` is one for all homes, or one for each building that the column `within` names. `by_area` and `by_use` add up
    to 1; `stopped` is what a home without supply pays of its part by area [share]. A home without a reading (`unread`)
    is refused, counts as the average by area (`area`; `fallback`, where more than a quarter of a building is unread,
    shares it all by area), or has a part of the home's reading by `degree_days`: a file, `vdi-2067`, `days`, or what
    each month weighs, for homes that change hands in the `period`, ends included. `rest` says how parts add up.
    `rejects` takes rows that cannot be shared in. `columns`, `words`, `carry`, `several` and `by` are those of `batch`.

    Raises:
        InputFileError: the ledger is unusable as a whole, or a row cannot be shared in: then no row is.
        OutputError: an output cannot be written; what was there before stays.
        UsageError: what was asked does not fit the ledger, or there is nothing to share a cost by.
        TypeError: a float where an exact number is asked for.
    """
    with told_in(lang):
        unit, (first, last) = currency_of(currency), period or (None, None)
        costs = costs_of(cost, within, unit)
        _refuse_unknown(factor, unread, rest, lang)
        area, use, stop = map(share_of, ("by_area", "by_use", "stopped"), (by_area, by_use, stopped))
        asked = Asked(area, use, stop, factor, unread, rest, period_of(first, last, weights_of(degree_days)), unit)
        table = load_tariffs() if tariffs is None else tariffs
        options = BatchOptions(
            several=several,
            renamed=renamed_to(dict.fromkeys(carry, "") | dict(columns), attributes_with(table.attributes())),
            values=words,
            asked=(*carry, *columns, *words),
            by=tuple(by),
            explain=explain,
            lang=lang,
        )
        into, bad = (None if each is None else Path(each) for each in (out, rejects))
        with opened(Path(ledger)) if isinstance(ledger, (str, Path)) else nullcontext(as_file(ledger)) as file:
            return run_allocation(file, into, costs, asked, table, options, force=force, rejects=bad)


def _refuse_unknown(factor: str | None, unread: str, rest: str, lang: str) -> None:
    refuse_unknown("factor", factor, (None, *FACTOR_OF))
    for name, word, known in (("unread", unread, UNREAD), ("rest", rest, REST_RULES), ("lang", lang, LANGS)):
        refuse_unknown(name, word, known)


def run_allocation(
    file: IO[bytes],
    out: Path | None,
    costs: Costs,
    asked: Asked,
    table: Table,
    options: BatchOptions,
    *,
    force: bool = False,
    rejects: Path | None = None,
) -> Allocation:
    """Share costs out over the homes of a ledger into `out`, with a manifest beside it; without `out` write nothing.

    Rows that cannot be shared in go into the file of `rejects`, where one is named.

    Raises:
        InputFileError: the ledger is unusable as a whole, or a row cannot be shared in: then no row is.
        OutputError: an output cannot be written; what was there before stays.
        UsageError: what was asked does not fit the ledger, or there is nothing to share a cost by.
    """
    if out is not None:
        refuse_input(whole(file), out)
        format_of(out, options.format)
    if rejects is not None:
        refuse_input(whole(file), rejects)
    read = Occupancies(file, table, options, costs, asked.period, asked.unread)
    if asked.public and read.account_like is not None:
        raise UsageError("allocate.public_no_account", column=column_named(read.account_like))
    summed = places_of(read.header, options.by)
    key = _key(asked, read)
    read.read(area=bool(key.by_area), use=bool(key.by_use))
    _refuse_rejects(read, rejects, options, force=force)
    shared = _shared(read, costs, key, asked.currency)
    rows = _rows(read, shared, asked, options.lang, by_use=bool(key.by_use))
    manifest = manifest_of(read, key, asked, shared, rows)
    manifest |= {"ten_thousands": costs.ten_thousands or None, "costs_ignored": list(costs.ignored)}
    if summed:
        manifest["by"] = sums_of(read, rows, summed, asked.currency)
    assert read.lines == manifest["allocated"] + read.skipped, "a line of the ledger is lost"
    unit = say("allocate.units", options.lang) if read.use == UNITS.name else read.use
    made = Allocation(rows, asked.currency, manifest, unit)
    if asked.only is not None:
        made.of_account(asked.only)
    return made if out is None else written(made, read, out, options, force=force)


def _key(asked: Asked, read: Occupancies) -> AllocationKey:
    """Return the shares by area and by use; one that is not said is what the other leaves.

    Raises:
        UsageError: they are not said though the ledger has both, do not add up, or speak of a column that is not there.
    """
    if asked.by_area is None and asked.by_use is None and read.use and read.area:
        raise UsageError("allocate.which", use=read.use_word)
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
    if asked.unread in BY_AREA and not read.area:
        raise UsageError("allocate.no_area")
    if asked.stopped is not None and not 0 <= asked.stopped <= 1:
        raise UsageError("allocate.share", option="--stopped", value=plain(asked.stopped))
    return AllocationKey(by_area, by_use, asked.stopped, factor, asked.unread, asked.rest)


def _refuse_rejects(read: Occupancies, into: Path | None, options: BatchOptions, *, force: bool) -> None:
    """End the run where rows cannot be shared in, after they were written `into` a file, if one is named.

    Raises:
        InputFileError: there are such rows.
        OutputError: their file cannot be written.
    """
    if not read.rejects:
        return
    rejects = sorted((each for each, _ in read.rejects), key=lambda each: (each.file, each.line))
    alike: dict[str, list[Reject]] = {}
    for each in rejects:
        alike.setdefault(each.message, []).append(each)
    shown, more, told = list[Reject](), dict[int, int](), 0
    for rows in alike.values():
        first = rows[: min(SHOWN, _SHOWN - told)]
        shown += first
        if first and len(first) < len(rows):
            more[id(first[-1])] = len(rows) - len(first)
        told += len(rows) if first else 0
        if told >= _SHOWN:
            break
    said = list[str]()
    for each in sorted(shown, key=rejects.index):
        file = f"{each.file} " if each.file else ""
        said.append(file + say("ledger.reject_line", options.lang, line=each.line, message=each.message))
        if id(each) in more:
            said.append(say("allocate.alike", options.lang, line=each.line, more=more[id(each)]))
    if told < len(rejects):
        said.append(say("allocate.more", options.lang, more=len(rejects) - told))
    if into is not None:
        write_whole(into, rejects_text(read, options), force=force)
        said.append(say("allocate.rejects_file", options.lang, file=into))
    elif told < len(rejects) or len(said) > len(rejects):
        said.append(say("allocate.no_rejects_file", options.lang))
    raise InputFileError("allocate.rejects", rows=len(rejects), reasons="\n".join(said))


def _shared(
    read: Occupancies, costs: Costs, key: AllocationKey, currency: Currency
) -> dict[str, tuple[list[int], Shares]]:
    """Return by building the places of its homes, and their shares.

    Raises:
        InputFileError: there is nothing to share a cost by.
        UsageError: a building has no cost, or a cost no building.
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
            share_out(costs.of[building], [read.homes[at].occupancy for at in homes], key, names, currency, building),
        )
        for building, homes in places.items()
    }


def _rows(
    read: Occupancies, shared: Mapping[str, tuple[list[int], Shares]], asked: Asked, lang: Lang, *, by_use: bool
) -> tuple[SharedRow, ...]:
    """Return what each row bears, in the order of the ledger; the cost was asked to be shared `by_use` or not."""
    made: dict[int, SharedRow] = {}
    for places, shares in shared.values():
        for at, share in zip(places, shares.homes, strict=True):
            home, steps = read.homes[at], share.steps(lang, asked.currency)
            made[at] = SharedRow(
                home.record.line,
                home.key[0] if home.key else "",
                home.building,
                home.occupancy.area,
                home.occupancy.own_use,
                share.by_area.amount,
                share.by_use.amount,
                as_text(steps, lang, asked.currency),
                home.occupancy.factor,
                steps,
                marks_of(home.occupancy, by_use=shares.by_area != 1, asked_by_use=by_use),
                share.estimate,
            )
    return tuple(made[at] for at in range(len(read.homes)))
