"""A bill for one home: the amount, how it comes about, and where each figure was published."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from heatcalc.errors import Refused, UsageError
from heatcalc.formula.exact import Amounts, amounts, name_of
from heatcalc.formula.steps import OF_ONE, Steps, number_text
from heatcalc.formula.tree import Formula, Home
from heatcalc.jobs.circumstances import with_circumstances
from heatcalc.measures import AREAS, GJ_PER, MEASURES, Both
from heatcalc.messages import LANGS, Lang, say
from heatcalc.money import exact, plain, to_fen
from heatcalc.rules.draft import Circumstances
from heatcalc.shapes import MonthDay, first_year
from heatcalc.tariffs.compose import compose
from heatcalc.tariffs.excerpt import load_for
from heatcalc.tariffs.find import PLAN_NAMES, Found, find_city, find_class, find_rules, find_tariff, winter_text
from heatcalc.tariffs.model import Source, Table

if TYPE_CHECKING:
    from heatcalc.rules.terms import Rule

Value = int | str | Decimal | Fraction
"""A number as Python callers give it. No float: it does not say exactly which number is meant."""


class BillLine(NamedTuple):
    """One line of a bill; `amount` [CNY] is shown to the fen, what others pay and discounts below zero."""

    id: str
    label: str
    formula: str
    amount: Decimal
    source: str


class Bill(NamedTuple):
    """What one home owes for one season, all amounts in CNY.

    `total` is the whole charge; `payers` add up to it; `due` is what the household pays after discounts, fees and
    refunds; `lines` add up to `due`.
    """

    city: str
    class_: str
    plan: str
    winter: str | None
    measures: Mapping[str, str]
    lines: tuple[BillLine, ...]
    total: Decimal
    payers: Mapping[str, Decimal]
    due: Decimal
    notes: tuple[str, ...]
    sources: Mapping[str, Source]
    explanation: tuple[str, ...]
    """Since when the price holds, how it is rounded, and the words of the sources."""
    title: str
    """City, class, plan and winter in words."""
    currency: str = "CNY"

    def to_dict(self) -> dict[str, Any]:
        """Return the bill as the JSON object `heatcalc.bill/1`: numbers as strings, amounts with the fen."""
        return {
            "schema": "heatcalc.bill/1",
            "city": self.city,
            "class": self.class_,
            "plan": self.plan,
            "winter": self.winter,
            "currency": self.currency,
            "measures": dict(self.measures),
            "lines": [
                {
                    "id": line.id,
                    "label": line.label,
                    "formula": line.formula,
                    "amount": str(line.amount),
                    "source": line.source,
                }
                for line in self.lines
            ],
            "total": str(self.total),
            "payers": {payer: str(amount) for payer, amount in self.payers.items()},
            "due": str(self.due),
            "notes": list(self.notes),
            "sources": {id_: source_dict(source) for id_, source in self.sources.items()},
        }


def source_dict(source: Source) -> dict[str, str]:
    """Return a source as a JSON object, without what is not known of it."""
    fields = ("title", "publisher", "date", "kind", "url", "document", "note")
    return {name: value for name in fields if (value := getattr(source, name))}


class Refusal(NamedTuple):
    """A sound question that the table cannot answer: no amount, but what is `missing`."""

    code: str
    message: str
    missing: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the refusal as the JSON object `heatcalc.refusal/1`."""
        return {
            "schema": "heatcalc.refusal/1",
            "code": self.code,
            "message": self.message,
            "missing": list(self.missing),
        }


def refusal(error: Refused, lang: Lang) -> Refusal:
    """Return what a job answers when the table cannot."""
    return Refusal(error.code, error.text(lang), error.missing)


class Question(NamedTuple):
    """What a bill is asked for: a home, and the city, class, plan and winter to bill it by."""

    home: Home
    city: str | None = None
    class_: str = "residential"
    plan: str = "area"
    winter: int | None = None
    happened: Circumstances = Circumstances()


class Worked(NamedTuple):
    """A bill worked out, before it is put into words."""

    table: Table
    question: Question
    found: Found
    rules: list["Rule"]
    home: Home
    """The home with what the rules read of its circumstances."""
    formula: Formula
    amounts: Amounts


def bill(
    *,
    area: Value | None = None,
    usable: Value | None = None,
    inner: Value | None = None,
    city: str | None = None,
    class_: str = "residential",
    plan: str = "area",
    winter: str | None = None,
    months: Value | None = None,
    days: Value | None = None,
    kwh: Value | None = None,
    gj: Value | None = None,
    height: Value | None = None,
    stopped: bool = False,
    relief: str | None = None,
    paid_on: dt.date | None = None,
    supply_from: dt.date | None = None,
    supply_to: dt.date | None = None,
    cold: Sequence[tuple[Value, Value]] = (),
    outage_hours: Value | None = None,
    attributes: Mapping[str, str] | None = None,
    measures: Mapping[str, Value] | None = None,
    tariffs: Table | None = None,
    lang: Lang = "zh",
) -> Bill | Refusal:
    """Work out the bill of one home for one season.

    Args:
        area: building area [㎡]; `usable` and `inner` are the usable and the inner area [㎡].
        usable: usable area [㎡].
        inner: area inside the home's walls [㎡].
        city: id, name or alias; the table's default city where none is given.
        class_: id or name of the class billed.
        plan: `area` or `metered`.
        winter: such as `2022-2023`; the newest that the city has where none is given.
        months: months billed [month], as the caller's own assumption; `days` likewise [day].
        days: days billed [day].
        kwh: heat used [kWh]; or `gj` [GJ].
        gj: heat used [GJ].
        height: ceiling height [m].
        stopped: whether the supply is stopped for the season.
        relief: the group whose relief the home has.
        paid_on: the day the bill is paid.
        supply_from: first day of supply, where it is not the season's; `supply_to` the last.
        supply_to: last day of supply.
        cold: temperatures [°C], each with the days [day] that the home was at it.
        outage_hours: time without heat [h].
        attributes: what a tariff may depend on, such as `{"building": "high_rise"}`.
        measures: any other measure by its name, such as `{"kW": 10}`.
        tariffs: the table; the shipped one where none is given.
        lang: the language of labels, formulas and notes.

    Returns:
        The bill, or a refusal where the table cannot answer. Never a partial total.

    Raises:
        UsageError: a number that is not positive, a plan, winter or measure that does not exist.
        TypeError: a float where an exact number is asked for.
        InvalidTable: the shipped table is invalid.
    """
    given: dict[str, Value | None] = {
        "building_m2": area,
        "usable_m2": usable,
        "inner_m2": inner,
        "month": months,
        "day": days,
        "kWh": kwh,
        "GJ": gj,
        "height_m": height,
        "outage_hours": outage_hours,
        "paid_on": None if paid_on is None else paid_on.toordinal(),
    }
    given |= measures or {}
    stated = {name: exact(value) for name, value in given.items() if value is not None}
    circumstances = {"stopped": "yes"} if stopped else {}
    if relief is not None:
        circumstances["relief"] = relief
    question = Question(
        Home(stated, {**(attributes or {}), **circumstances}),
        city,
        class_,
        plan,
        first_winter(winter),
        Circumstances(supply_from, supply_to, tuple((_temperature(each), exact(days)) for each, days in cold)),
    )
    return answer(load_for(city) if tariffs is None else tariffs, question, lang)


def _temperature(value: Value) -> Fraction:
    """Return a temperature [°C], which unlike other numbers may be below zero."""
    if isinstance(value, str) and value.startswith("-"):
        return -exact(value[1:])
    return exact(value)


def first_winter(winter: str | None) -> int | None:
    """Return the first year of a winter given as text.

    Raises:
        UsageError: it is not written like `2022-2023`.
    """
    if winter is None:
        return None
    year = first_year(winter)
    if year is None:
        raise UsageError("usage.winter", winter=winter)
    return year


def answer(table: Table, question: Question, lang: Lang) -> Bill | Refusal:
    """Answer a question, see `bill`."""
    try:
        return in_words(work_out(table, question), lang)
    except Refused as error:
        return refusal(error, lang)


def work_out(table: Table, question: Question) -> Worked:
    """Find the tariff, make its formula and read it exactly for the home.

    Raises:
        Refused: the table cannot answer.
        UsageError: the question itself is wrong.
    """
    for name, value in question.home.measures.items():
        if name not in MEASURES:
            raise UsageError("usage.measure", name=name, measures=list(MEASURES))
        low, high = _LIMITS.get(name, (0, 10**12))
        if value < low or (value == 0 and name not in GJ_PER) or value > high:
            raise UsageError("usage.range", name=name_of(name), value=plain(value), low=low, high=high)
    if question.plan not in PLAN_NAMES:
        raise UsageError("usage.plan", plan=question.plan, plans=list(PLAN_NAMES))
    name = question.city or table.default_city
    if not name:
        raise Refused("no_city", ("city",))
    city = find_city(table, name)
    class_ = find_class(table, city, question.class_)
    found = find_tariff(table, city, class_, question.plan, question.winter)
    rules = find_rules(table, found)
    home = with_circumstances(question.home, question.happened, found, rules)
    formula = compose(table, found)
    return Worked(table, question, found, rules, home, formula, amounts(formula, home))


_LIMITS = {
    **dict.fromkeys(AREAS, (0, 10_000_000)),
    "month": (0, 12),
    "day": (0, 366),
    "height_m": (1, 100),
    "outage_hours": (0, 9000),
}
"""The least and the most that one home can have of a measure: beyond it the figure is a slip, not a home."""


def in_words(worked: Worked, lang: Lang) -> Bill:
    """Return the bill in the words of `lang`."""
    table, found, result = worked.table, worked.found, worked.amounts
    steps = Steps(worked.home, lang)
    at = LANGS.index(lang)
    lines = [
        BillLine(line.id, line.label[at], steps.text(line.node), amount, line.source) for line, amount in result.lines
    ]
    if result.rounding:
        lines.append(BillLine("rounding", say("bill.rounding", lang), "", result.rounding, ""))
    ids = dict.fromkeys((found.tariff.source, *result.sources))
    winter = None if found.winter is None else winter_text(found.winter)
    title = [found.city.both[at], table.class_name(found.class_)[at], PLAN_NAMES[found.tariff.plan][at]]
    return Bill(
        city=found.city.id,
        class_=found.class_,
        plan=found.tariff.plan,
        winter=winter,
        measures={name: _measured(name, value) for name, value in result.measures.items() if name not in OF_ONE},
        lines=tuple(lines),
        total=result.total,
        payers={"household": result.household, "government": Decimal("0.00"), **result.payers},
        due=result.due,
        notes=tuple(_Notes(worked, lang).all()),
        sources={id_: table.sources[id_] for id_ in ids},
        explanation=tuple(_explanation(worked, ids, lang)),
        title="  ".join([*title, *([winter] if winter else [])]),
    )


def _measured(name: str, value: Fraction) -> str:
    return dt.date.fromordinal(int(value)).isoformat() if name == "paid_on" else plain(value)


def _explanation(worked: Worked, sources: Mapping[str, None], lang: Lang) -> list[str]:
    """Return what the bill rests on, with the words of the sources."""
    found = worked.found
    rounding = found.tariff.round
    shown = {line.id for line, _ in worked.amounts.lines}
    used = (found.tariff, found.season, *found.city.area, *(rule for rule in worked.rules if rule.kind in shown))
    entries = [entry for entry in found.city.entries() if entry in used and entry.source in sources]
    quotes = {entry.quote: worked.table.sources[entry.source] for entry in entries if entry.quote}
    return [
        say("bill.since", lang, since=found.tariff.from_text),
        say(
            f"bill.rounded_each_{rounding.each}",
            lang,
            step=plain(rounding.step),
            mode=say(f"bill.mode_{rounding.mode}", lang),
        ),
        *(say("bill.quote", lang, publisher=source.publisher, quote=quote) for quote, source in quotes.items()),
    ]


class _Notes:
    """What a reader of the bill must know beside its lines."""

    def __init__(self, worked: Worked, lang: Lang) -> None:
        self.worked = worked
        self.lang: Lang = lang
        self.notes: list[str] = []

    def all(self) -> list[str]:
        """Return the notes, the gravest first."""
        self._assumptions()
        self._season()
        self._tariff()
        self._height()
        self._unused()
        return self.notes

    def _say(self, key: str, **values: Any) -> None:  # noqa: ANN401
        self.notes.append(say(f"bill.{key}", self.lang, **values))

    def _assumptions(self) -> None:
        question, found = self.worked.question, self.worked.found
        if question.city is None:
            self._say("note_default_city", city=found.city.both)
        for name in ("month", "day"):
            if name in question.home.measures and name in self.worked.amounts.measures:
                value = number_text(question.home.measures[name], name, self.lang)
                self._say("note_assumed", measure=name_of(name), value=value)
        if found.class_ != found.tariff.class_:
            names = self.worked.table.class_name
            self._say(
                "note_fallback",
                city=found.city.both,
                class_=names(found.class_),
                general=names(found.tariff.class_),
            )

    def _season(self) -> None:
        season, winter = self.worked.found.season, self.worked.found.winter
        stated = self.worked.question.home.measures
        used = self.worked.amounts.measures
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
        found, table = self.worked.found, self.worked.table
        if found.winter is not None and found.tariff.from_ < dt.date(found.winter, 7, 1) and found.tariff.until is None:
            self._say("note_carried_on", since=found.tariff.from_text, winter=winter_text(found.winter))
        if found.winter is None and found.tariff.until is not None:
            self._say("note_ended", until=found.tariff.until)
        weak = [table.sources[id_].title for id_ in self.worked.amounts.sources if table.sources[id_].kind == "web"]
        if weak:
            self._say("note_weak", titles=weak)
        vat = found.tariff.vat
        if vat is not None and vat.included:
            tax = to_fen(self.worked.amounts.exact * vat.rate / (1 + vat.rate))
            self._say("note_vat", tax=tax, rate=plain(vat.rate * 100))

    def _height(self) -> None:
        if "height_m" in self.worked.home.measures:
            return
        for rule in self.worked.rules:
            if rule.kind == "ceiling_height" and any(line.id == rule.kind for line in self.worked.formula.lines):
                self._say("note_height", over=plain(rule.over))  # type: ignore[attr-defined] # of that kind

    def _unused(self) -> None:
        home = self.worked.question.home
        asked = _attributes(self.worked) | {"stopped", "relief"}
        names: list[str | Both] = [name for name in home.attributes if name not in asked]
        names += [name_of(name) for name in home.measures if name not in self.worked.amounts.measures]
        if names:
            self._say("note_unused", names=names)


def _attributes(worked: Worked) -> set[str]:
    """Return the attributes that the city's entries ask for."""
    city, tariff = worked.found.city, worked.found.tariff
    whens = [conversion.when for conversion in city.area] + [charge.when for charge in tariff.charge]
    whens += [rule.terms.when for rule in worked.rules]
    return {attribute for when in whens for attribute in when}
