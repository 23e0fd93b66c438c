"""What the table has of each city, how old and how well founded that is, and what it lacks, worked out from itself."""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from heatcalc.schema.winters import winter_of
from heatcalc.tariffs.model import WEAK, City, Entry, Table, Tariff
from heatcalc.tariffs.model_season import Season

FIGURES = ("price", "season", "metered", "stop", "relief", "refund", "height", "late", "source-price")
"""What a city may have in the table, by the name that links and the correction page use."""
_RULES = {
    "stop": ("stopped_supply",),
    "relief": ("relief",),
    "refund": ("cold_room", "outage"),
    "height": ("ceiling_height",),
    "late": ("late_payment",),
}
RECENT, OLD = 1, 4
"""Winters before the newest of the table up to which a figure is recent, and from which it is old."""

Age = Literal["recent", "older", "old", "undated"]
Lack = Literal["", "others", "no_figure", "missing"]


class Covered(NamedTuple):
    """What a city has of a figure for residents."""

    lack: Lack
    """Why it has none: it is had by other classes alone, it matters but its figure is not known, or it is missing."""
    age: Age = "undated"
    winter: int | None = None
    """The last winter for which a source confirms it, by its first year."""
    weak: bool = False
    """Whether only web pages and portals have it, which repeat what others published."""


def newest_winter(table: Table) -> int:
    """Return the last winter for which any price of the table is confirmed, by its first year."""
    return max((year for city in table.city for year in _years(table, city.tariff)), default=0)


def covered(table: Table, city: City, figure: str, newest: int) -> Covered:
    """Return what a city has of a figure, its age counted from the `newest` winter of the table."""
    entries = list(_entries(city, figure))
    stated = [entry for entry in entries if not _only_refuses(entry)]
    residents = [entry for entry in stated if _for_residents(table, entry)]
    if not residents:
        return Covered("others" if stated else "no_figure" if entries else "missing")
    weak = all(table.sources[entry.source].kind in WEAK for entry in residents)
    year = max(_years(table, residents), default=None)
    if year is None:
        return Covered("", weak=weak)
    age: Age = "recent" if newest - year <= RECENT else "older" if newest - year < OLD else "old"
    return Covered("", age, year, weak)


def _for_residents(table: Table, entry: Entry) -> bool:
    """Return whether an entry is for residents, or for everybody; what the network pays is."""
    if isinstance(entry, Tariff):
        classes: tuple[str, ...] = (entry.class_,)
    else:
        terms = getattr(entry, "terms", None)
        classes = () if terms is None else terms.classes
    return not classes or any("residential" in (each, table.classes[each].kind) for each in classes)


def _entries(city: City, figure: str) -> Iterator[Entry]:
    """Yield what a city has of a figure."""
    if figure in ("price", "metered"):
        plan = "area" if figure == "price" else "metered"
        yield from (tariff for tariff in city.tariff if tariff.plan == plan)
    elif figure == "season":
        yield from (season for season in city.season if season.months or season.days or season.end)
    elif figure == "source-price":
        yield from (*city.source_price, *city.guide_price)
    else:
        yield from (rule for rule in city.rule if rule.kind in _RULES[figure])


def _only_refuses(entry: Entry) -> bool:
    """Return whether an entry says that a height matters, and not what it costs."""
    if getattr(entry, "kind", "") != "ceiling_height":
        return False
    bands = getattr(entry, "bands", ())
    return getattr(entry, "over", None) == getattr(entry, "refuse_over", ()) or (
        bool(bands) and all(band.times == 1 for band in bands)
    )


def _years(table: Table, entries: Iterable[Entry]) -> Iterator[int]:
    """Yield the winters for which entries were last confirmed, by their first years."""
    for entry in entries:
        if isinstance(entry, Tariff):
            yield table.last_seen(entry)[1]
        elif isinstance(entry, Season) and entry.winter is not None:
            yield entry.winter
        else:
            since = getattr(getattr(entry, "terms", entry), "from_", None)
            days = [table.sources[entry.source].date, "" if since is None else since.isoformat()]
            yield from [winter_of(max(days))] if any(days) else []
