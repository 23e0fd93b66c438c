"""What a bill says beside its lines: assumptions, how long the season is, how old and how well founded the price is."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from heatcalc.billing.calculate import ASSUMED, RATIO, Calculation
from heatcalc.formula.evaluate import name_of
from heatcalc.formula.explain import number_text
from heatcalc.inputs import INPUTS
from heatcalc.measures import Both
from heatcalc.messages import Lang, say
from heatcalc.money import plain
from heatcalc.schema.attributes import attribute_called
from heatcalc.schema.winters import CalendarYear, MonthDay, first_winter_from, winter_of, winter_text
from heatcalc.tariffs.lookup import Found, last_of
from heatcalc.tariffs.model import WEAK, Table, Tariff

if TYPE_CHECKING:
    from heatcalc.rules.base import Rule, Terms


def notes_of(calculation: Calculation, lang: Lang, *, vouched: bool = False) -> list[str]:
    """Return what a reader of the bill must know beside its lines, the gravest first.

    Of a price that its sender has `vouched` for it does not say how old or how well founded the sources are.
    """
    return _Notes(calculation, lang, vouched=vouched).all()


def general_price(table: Table, found: Found, lang: Lang) -> str | None:
    """Return that a finer class is billed by the price of the general one; None where it has its own."""
    if found.class_ == found.tariff.class_:
        return None
    own = [tariff for tariff in found.city.tariff if (tariff.class_, tariff.plan) == (found.class_, found.tariff.plan)]
    names = {"class_": table.class_name(found.class_), "general": table.class_name(found.tariff.class_)}
    if own:
        return say("bill.note_fallback_ended", lang, city=found.city.both, until=last_of(own), **names)
    return say("bill.note_fallback", lang, city=found.city.both, **names)


def winters_old(table: Table, found: Found) -> int:
    """Return how many winters, or years, a price is older than the one billed; 0 of one for it."""
    if found.winter is None or found.tariff.until is not None:
        return 0
    seen, winter = table.last_seen(found.tariff)
    return max(0, found.winter - (int(seen[:4]) if isinstance(found.winter, CalendarYear) else winter))


def age_of_price(table: Table, found: Found, lang: Lang) -> str | None:
    """Return how old a price is, if a later winter goes on with it or none was named.

    None of a price that was published for the winter.
    """
    since, seen, count = found.tariff.from_text, table.last_seen(found.tariff)[0], winters_old(table, found)
    if found.winter is None and found.tariff.until is None:
        return say("bill.note_seen", lang, since=since, seen=seen)
    if found.winter is None or not count:
        return None
    unit = "year" if isinstance(found.winter, CalendarYear) else "winter"
    winters = Both(f"{count} {'年' if unit == 'year' else '个采暖季'}", f"{count} {unit}{'s' if count > 1 else ''}")
    return say("bill.note_carried_on", lang, since=since, seen=seen, winters=winters, winter=winter_text(found.winter))


def age_of_rule(table: Table, found: Found, rule: "Rule", lang: Lang) -> str | None:
    """Return how long before the winter that is billed a rule was last seen; None where it was seen in it."""
    date = table.sources[rule.source].date
    if not date or rule.terms.until is not None or isinstance(found.winter, CalendarYear):
        return None
    winter = table.last_seen(found.tariff)[1] if found.winter is None else found.winter
    begun = 0 if rule.terms.from_ is None else first_winter_from(rule.terms.from_)
    seen = int(date) if len(date) == 4 else winter_of(date)  # a year alone may be of the winter that begins in it
    if rule.source == found.tariff.source:
        seen = max(seen, table.last_seen(found.tariff)[1])
    count = winter - max(seen, begun)
    if count <= 0:
        return None
    winters = Both(f"{count} 个采暖季", f"{count} winter{'s' if count > 1 else ''}")
    name = say(f"rules.{rule.kind}", lang)
    return say("bill.note_rule_carried", lang, rule=name, seen=date, winters=winters, winter=winter_text(winter))


def note_of(calculation: Calculation, rule: "Rule") -> tuple[str, Mapping[str, object]] | None:
    """Return what a rule notes of a home: a message and its values."""
    return rule.note(calculation.home, calculation.request.events, calculation.found.span)


class _Notes:
    """What a reader of the bill must know beside its lines."""

    def __init__(self, calculation: Calculation, lang: Lang, *, vouched: bool) -> None:
        self.calculation = calculation
        self.vouched = vouched
        self.lang: Lang = lang
        self.notes: list[str] = []

    def all(self) -> list[str]:
        """Return the notes, the gravest first."""
        self._assumptions()
        self._season()
        self._tariff()
        self._rules()
        self._unused()
        return self.notes

    def _say(self, key: str, **values: Any) -> None:  # noqa: ANN401
        self.notes.append(say(f"bill.{key}", self.lang, **values))

    def _assumptions(self) -> None:
        request, found = self.calculation.request, self.calculation.found
        if request.city is None:
            self._say("note_default_city", city=found.city.both)
        winter, newest = found.winter, self.calculation.table.newest_winter()
        dated = winter is not None and not isinstance(winter, CalendarYear) and found.tariff.until is None
        if request.winter is None and winter is not None and dated and newest > winter:
            self._say("note_default_winter", winter=winter_text(winter), newest=winter_text(newest))
        for name in ("month", "day"):
            if name in request.home.measures and name in self.calculation.amounts.measures:
                value = number_text(request.home.measures[name], name, self.lang)
                self._say("note_assumed", measure=name_of(name), value=value)
        if request.ratio is not None and ASSUMED in self.calculation.evaluator.sources:
            self._say("note_assumed", measure=RATIO, value=plain(request.ratio))
        general = general_price(self.calculation.table, found, self.lang)
        self.notes += [] if general is None else [general]

    def _season(self) -> None:
        season, winter = self.calculation.found.season, self.calculation.found.winter
        stated = self.calculation.request.home.measures
        used = self.calculation.amounts.measures
        if season is None:
            return
        if season.approximate and "month" in used and "month" not in stated and season.months is not None:
            self._say("note_approximate", months=plain(season.months))
        start, end = season.start, season.end
        if season.started is not None and start is not None and not isinstance(start, MonthDay):
            days = (start - season.started).days
            if days > 0:
                self._say("note_started", started=season.started, start=start, days=days)
        if "day" in used and "day" not in stated and season.days is None and start is not None and end is not None:
            dates = [
                day if winter is None or not isinstance(day, MonthDay) else day.in_winter(winter)
                for day in (start, end)
            ]
            first, last = (f"{day.month:02}-{day.day:02}" if isinstance(day, MonthDay) else str(day) for day in dates)
            self._say("note_days_counted", start=first, end=last)

    def _tariff(self) -> None:
        found, table = self.calculation.found, self.calculation.table
        used = {"month", "day"} & self.calculation.amounts.measures.keys()
        if used and found.season is not None and found.season.carried_from is not None:
            self._say("note_length_carried", winter=winter_text(found.season.carried_from))
        seen = age_of_price(self.calculation.table, found, self.lang)
        self.notes += [] if seen is None or self.vouched else [seen]
        if found.winter is None and found.tariff.until is not None and not self.vouched:
            self._say("note_ended", until=found.tariff.until)
        weak = [table.sources[id_].title for id_ in self.calculation.amounts.sources if table.sources[id_].kind in WEAK]
        if weak and not self.vouched:
            self._say("note_weak", titles=weak)
        vat = found.tariff.vat
        if vat is not None and vat.included:
            currency = self.calculation.formula.currency
            tax = currency.rounded(self.calculation.amounts.exact * vat.rate / (1 + vat.rate))
            self._say("note_vat", tax=currency.in_words(tax, self.lang), rate=plain(vat.rate * 100))

    def _rules(self) -> None:
        applied = {line.id for line in self.calculation.formula.lines}
        for rule in self.calculation.rules:
            note = note_of(self.calculation, rule) if rule.cites_note or rule.kind in applied else None
            if note is not None:
                self.notes.append(say(note[0], self.lang, **note[1]))
        self._said()
        cited = {line.source for line, amount in self.calculation.amounts.lines if amount}
        for rule in self.calculation.rules:
            if not self.vouched:
                self._rule_age(rule, cited)

    def _said(self) -> None:
        """Say what the table notes of the price, and of the rules that the bill rests on."""
        home, lines = self.calculation.home, self.calculation.amounts.lines
        shown = {(line.id, line.source) for line, amount in lines if amount}
        group = home.attributes.get("relief", "")
        used = [
            rule.terms
            for rule in self.calculation.rules
            if (rule.kind, rule.source) in shown and rule.is_for(home) and rule.words().get("relief", group) == group
        ]
        asked = [rule for rule in self.calculation.rules if group and rule.words().get("relief") == group]
        if any(rule.is_for(home) for rule in asked) and "relief" not in dict(shown):
            self._say("note_no_relief", group=group)
        holders: list[Tariff | Terms] = [self.calculation.found.tariff, *used]
        noted = [each for each in holders if each.note]
        if noted:
            from heatcalc.tariffs.names import note_text

            self.notes += dict.fromkeys(note_text(each, self.lang) for each in noted)

    def _rule_age(self, rule: "Rule", cited: set[str]) -> None:
        """Say how long before the winter a rule that the bill rests on was last seen."""
        noted = rule.cites_note and note_of(self.calculation, rule) is not None
        shown = {line.id for line, amount in self.calculation.amounts.lines if amount}
        if noted or (rule.kind in shown and rule.source in cited):
            age = age_of_rule(self.calculation.table, self.calculation.found, rule, self.lang)
            self.notes += [] if age is None else [age]

    def _unused(self) -> None:
        home = self.calculation.request.home
        names: list[str | Both] = []
        if home.attributes:  # which most homes do not state
            asked = _attributes(self.calculation) | {each.name for each in INPUTS.values() if not each.is_measure}
            city, table = self.calculation.found.city, self.calculation.table
            known = {name: table.attribute(name, values) for name, values in city.attributes().items()}
            stated = [attribute_called(name, known) or name for name in home.attributes]
            names += [table.attribute(name, ()).called for name in stated if name not in asked]
        names += [name_of(name) for name in home.measures if name not in self.calculation.amounts.measures]
        if self.calculation.request.ratio is not None and ASSUMED not in self.calculation.evaluator.sources:
            names.append(RATIO)
        if names:
            self._say("note_unused", names=names)


def _attributes(calculation: Calculation) -> set[str]:
    """Return the attributes that the city's entries ask for."""
    city, tariff = calculation.found.city, calculation.found.tariff
    whens = [conversion.when for conversion in city.area]
    whens += [when for charge in tariff.charge for when in (charge.when, charge.unless)]
    whens += [season.when for season in city.season]
    whens += [rule.terms.when for rule in calculation.rules]
    return {attribute for when in whens for attribute in when}
