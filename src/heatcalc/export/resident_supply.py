"""What the resident's page asks about the dates of supply: the season that they are held against, and the rules."""

from typing import TYPE_CHECKING, Any

from heatcalc.billing.calculate import PricedTariff
from heatcalc.billing.notes import age_of_rule
from heatcalc.messages import Lang, say
from heatcalc.money import plain
from heatcalc.rules.outside_season import EarlyStart, Extension
from heatcalc.rules.part_season import PartSeason
from heatcalc.schema.winters import CalendarYear, first_day, last_day
from heatcalc.tariffs.model import Table

if TYPE_CHECKING:
    from heatcalc.rules.base import Rule


def supply_data(table: Table, priced: PricedTariff, lang: Lang) -> dict[str, Any] | None:
    """Return the season and the rules that the dates of supply need, days counted from 0001-01-01 as day 1.

    None where the city has no such rule, or no dates of the season.
    """
    span, season = priced.found.span, priced.found.season
    rules = [rule for rule in priced.rules if isinstance(rule, PartSeason | EarlyStart | Extension)]
    if not rules or span.start is None or span.end is None or span.winter is None:
        return None
    if isinstance(span.winter, CalendarYear):
        return None
    days = {
        "start": span.start,
        "end": span.end,
        "least": first_day(span.winter),
        "most": last_day(span.winter),
        "started": None if season is None else season.started,
    }
    return {
        **{name: None if day is None else day.toordinal() for name, day in days.items()},
        "days": None if span.days is None else plain(span.days),
        "months": None if span.months is None else plain(span.months),
        "rules": [_rule(table, priced, rule, lang) for rule in rules],
    }


def _rule(table: Table, priced: PricedTariff, rule: "Rule", lang: Lang) -> dict[str, Any]:
    """Return what a rule handles, for which homes, and what it notes of a home that was not supplied all season."""
    made = {"kind": rule.kind, "event": rule.handles, "when": dict(rule.terms.when), "source": rule.source}
    full = isinstance(rule, PartSeason) and rule.by == "none"
    notes = [say("bill.note_full_season", lang, days="{days}"), age_of_rule(table, priced.found, rule, lang)]
    return {**made, "notes": [note for note in notes if note] if full else []}
