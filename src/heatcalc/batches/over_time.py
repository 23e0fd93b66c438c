"""Homes that change hands: rows of one account, one after the other, which share what the home bears by their days."""

import datetime as dt
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from heatcalc.costing.allocation_inputs import MOVED_IN
from heatcalc.costing.allocation_key import BY_AREA, Occupancy, Unread
from heatcalc.costing.degree_days import DegreeDays
from heatcalc.errors import UsageError
from heatcalc.ledger.blocks import Block
from heatcalc.ledger.records import Record
from heatcalc.ledger.row_parser import FieldError
from heatcalc.measures import AREAS


class Period(NamedTuple):
    """The days whose heat is shared, both ends included, and what each of them weighs."""

    first: dt.date
    last: dt.date
    degree_days: DegreeDays | None


class ReadHome(NamedTuple):
    """A row that shares in a cost: its record, the building that it is in, and who had the home."""

    record: Record
    block: Block
    key: tuple[str, ...]
    """What identifies the home; nothing where each row is one."""
    building: str
    days: tuple[dt.date | None, dt.date | None]
    occupancy: Occupancy


class MisfitRow(Exception):
    """Why a row of a home does not fit the others."""

    def __init__(self, home: ReadHome, why: FieldError) -> None:
        super().__init__()
        self.home, self.why = home, why


def over_time(
    homes: Sequence[ReadHome],
    period: Period | None,
    unread: Unread,
    use: str,
    reject: Callable[[Record, Block, FieldError], None],
    *,
    several: bool,
) -> list[ReadHome]:
    """Return the homes with what the days of each weigh; rows of one account are one home, one after the other.

    `use` is what the column of readings means, where a cost is shared by them. `reject` takes rows that do not fit.
    With `several`, an account may have several rows, each a home of its own.

    Raises:
        UsageError: a home changes hands, and nobody said in which period or what its days weigh.
    """
    dated = any(any(each.days) for each in homes)
    if dated and period is None:
        raise UsageError("allocate.no_period")
    if dated and several:
        raise UsageError("allocate.several")
    by_home: dict[object, list[int]] = {}
    for at, each in enumerate(homes):
        by_home.setdefault(at if several or not each.key else each.key, []).append(at)
    made = dict(enumerate(homes))
    for places in by_home.values():
        rows = [homes[at] for at in places]
        try:
            weighed = _weighed(rows, period)
            made |= zip(places, _read_once(weighed, unread, use) if use else weighed, strict=True)
        except MisfitRow as misfit:
            reject(misfit.home.record, misfit.home.block, misfit.why)
    return list(made.values())


def _weighed(rows: Sequence[ReadHome], period: Period | None) -> Sequence[ReadHome]:
    """Return the rows of a home with what their days weigh, which together are the period's.

    Raises:
        MisfitRow: they are two homes, or differ in their area.
        UsageError: nobody said what the days weigh.
    """
    if period is None or not any(any(row.days) for row in rows):
        if len(rows) > 1:
            account, *within = rows[1].key
            first = f"{rows[0].block.sheet} {rows[0].record.line}".strip()
            named = " ".join(filter(None, (*within[::-1], account)))
            raise MisfitRow(rows[1], FieldError("R11", "account", named, "R11_dates", first=first))
        return rows
    start, end, degree_days = period
    ends = [(max(row.days[0] or start, start), min(row.days[1] or end, end)) for row in rows]
    _refuse_gaps(sorted(zip(ends, rows, strict=True), key=lambda each: each[0]), period)
    if len(rows) == 1:
        return rows
    if degree_days is None:
        raise UsageError("allocate.no_degree_days", account=rows[0].key[0])
    other = next((row for row in rows if row.occupancy.area != rows[0].occupancy.area), None)
    if other is not None:
        raise MisfitRow(other, FieldError("R24", AREAS[0], "", "R24_area"))
    whole = degree_days.between(start, end)
    if not whole:
        raise UsageError("allocate.no_weight", name=degree_days.name, start=start, end=end)
    return [
        row._replace(occupancy=row.occupancy._replace(part=degree_days.between(*own), whole=whole))
        for row, own in zip(rows, ends, strict=True)
    ]


def _refuse_gaps(rows: Sequence[tuple[tuple[dt.date, dt.date], ReadHome]], period: Period) -> None:
    """Check that the rows of a home, in the order of their days, follow one another through the whole period.

    Raises:
        MisfitRow: days are nobody's, or two rows'.
    """

    def misfit(row: ReadHome, why: str, start: dt.date, end: dt.date) -> MisfitRow:
        return MisfitRow(row, FieldError("R24", MOVED_IN.column, "", why, start=start, end=end))

    for _, row in rows:  # before the others are held against it
        if row.days[0] and row.days[1] and row.days[0] > row.days[1]:
            raise misfit(row, "R24_reversed", row.days[0], row.days[1])
    for (first, last), row in rows:
        if first > last:
            raise misfit(row, "R24_outside", period.first, period.last)
    free, day = period.first, dt.timedelta(1)
    for (first, last), row in rows:
        if first > free:
            raise misfit(row, "R24_gap", free, first - day)
        if first < free:
            raise misfit(row, "R24_overlap", first, min(last, free - day))
        free = last + day
    if free <= period.last:
        raise misfit(row, "R24_gap", free, period.last)


def _read_once(rows: Sequence[ReadHome], unread: Unread, use: str) -> Sequence[ReadHome]:
    """Return the rows of a home; where only one says a reading, and it is to be split, each has its part of it.

    Raises:
        MisfitRow: a reading is missing that is not to be estimated.
    """
    heated = [row for row in rows if not row.occupancy.stopped]
    blank = [row for row in heated if row.occupancy.use is None]
    if not blank or unread in BY_AREA:
        return rows
    stated = [row.occupancy for row in heated if row.occupancy.use is not None]
    together = sum((row.occupancy.part for row in heated), Fraction(0))
    if unread == "refuse":
        raise MisfitRow(blank[0], FieldError("R19", use, "", "R19_unread"))
    if len(stated) != 1 or not together:
        why = "R19_many" if len(stated) > 1 else "R19_weightless" if stated else "R19_none"
        raise MisfitRow(blank[0], FieldError("R19", use, "", why, readings=len(stated)))
    return [
        row
        if row.occupancy.stopped
        else row._replace(
            occupancy=row.occupancy._replace(use=stated[0].use, of_home=together, estimated=stated[0].estimated)
        )
        for row in rows
    ]
