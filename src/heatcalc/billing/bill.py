"""A bill for one home: the amount, how it comes about, and where each figure was published."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple, Unpack

from heatcalc.billing.calculate import Calculation, calculate
from heatcalc.billing.notes import note_of, notes_of
from heatcalc.billing.request import BillKeywords, BillRequest, request_of, table_of
from heatcalc.errors import Refused
from heatcalc.formula.evaluate import line_ids
from heatcalc.formula.explain import OF_ONE, Explainer
from heatcalc.measures import MEASURES
from heatcalc.messages import LANGS, Lang, say
from heatcalc.money import in_capitals, plain
from heatcalc.schema.winters import winter_text
from heatcalc.tariffs.model import Source, Table


class BillLine(NamedTuple):
    """One line of a bill; `amount` is shown to the minor unit, what others pay and discounts below zero."""

    id: str
    label: str
    formula: str
    amount: Decimal
    source: str

    def to_dict(self) -> dict[str, str]:
        """Return the line as a JSON object; the amount as text, with all its places."""
        return {**self._asdict(), "amount": str(self.amount)}


class Bill(NamedTuple):
    """What one home owes for one season, all amounts in its currency.

    `total` is the whole charge; `payers`, the household and each other by its name, add up to it; `due` is what the
    household pays after discounts, fees and refunds; `lines` add up to `due`.
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
    tariff: str
    """The id of the price, and when a source last confirmed it."""
    seen: str
    rules: tuple[str, ...]
    """The ids of the rules that made lines of the bill."""
    average: Mapping[str, Decimal]
    """What the total comes to per unit of each area and heat that the home states, by measure, half up."""
    currency: str = "CNY"

    @property
    def others(self) -> Decimal:
        """What all payers but the household pay of the total."""
        return self.total - self.payers["household"]

    def to_dict(self, *, explain: bool = False, capitals: bool = False) -> dict[str, Any]:
        """Return the bill as the JSON object `heatcalc.bill/1`: numbers as strings, amounts with all their places.

        With `explain` it has the words of the sources too, with `capitals` what is due in capital numerals,
        which other currencies than CNY have none of.
        """
        more: dict[str, Any] = {"explanation": list(self.explanation)} if explain else {}
        if capitals and self.currency == "CNY":
            more["due_in_capitals"] = in_capitals(self.due)
        return {
            "schema": "heatcalc.bill/1",
            "city": self.city,
            "class": self.class_,
            "plan": self.plan,
            "winter": self.winter,
            "tariff": self.tariff,
            "seen": self.seen,
            "currency": self.currency,
            "measures": dict(self.measures),
            "lines": [line.to_dict() for line in self.lines],
            "total": str(self.total),
            "payers": {payer: str(amount) for payer, amount in self.payers.items()},
            "others": str(self.others),
            "due": str(self.due),
            "average": {name: str(amount) for name, amount in self.average.items()},
            "notes": list(self.notes),
            "rules": list(self.rules),
            "sources": {id_: source_dict(source) for id_, source in self.sources.items()},
            **more,
        }


def source_dict(source: Source) -> dict[str, str]:
    """Return a source as a JSON object, without what is not known of it."""
    fields = ("title", "publisher", "date", "kind", "url", "document", "note")
    return {name: value for name in fields if (value := getattr(source, name))}


class Refusal(NamedTuple):
    """A sound request that the table cannot answer: no amount, but what is `missing`."""

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


def bill(**asked: Unpack[BillKeywords]) -> Bill | Refusal:
    """Work out the bill of one home for one season. `BillKeywords` has what can be asked.

    Returns:
        The bill, or a refusal where the table cannot answer. Never a partial total.

    Raises:
        UsageError: a number that is not positive, a plan, winter or measure that does not exist.
        TypeError: a float where an exact number is asked for.
        InvalidTable: the shipped table is invalid.
    """
    return answer(table_of(asked), request_of(asked), asked.get("lang", "zh"))


def answer(table: Table, request: BillRequest, lang: Lang) -> Bill | Refusal:
    """Answer a request, see `bill`."""
    try:
        return in_words(calculate(table, request), lang)
    except Refused as error:
        return refusal(error, lang)


def in_words(calculation: Calculation, lang: Lang, *, explain: bool = True) -> Bill:
    """Return the bill in the words of `lang`; without its explanation where nobody is to read it."""
    table, found, result = calculation.table, calculation.found, calculation.amounts
    steps = Explainer(calculation.evaluator, lang, calculation.formula.currency)
    at = LANGS.index(lang)
    lines = [
        BillLine(id_, line.label[at], steps.text(line.node), amount, line.source)
        for id_, (line, amount) in zip(line_ids(line for line, _ in result.lines), result.lines, strict=True)
    ]
    if result.rounding:
        lines.append(BillLine("rounding", say("bill.rounding", lang), "", result.rounding, ""))
    shown = {line.id for line, _ in result.lines}
    noted = (rule.source for rule in calculation.rules if rule.cites_note and note_of(calculation, rule) is not None)
    ids = dict.fromkeys((found.tariff.source, *result.sources, *noted))
    winter, total = None if found.winter is None else winter_text(found.winter), Fraction(result.total)
    title = [
        found.city.both[at],
        table.class_name(found.class_)[at],
        table.plan_called(found.tariff, calculation.home.attributes)[at],
    ]
    return Bill(
        city=found.city.id,
        class_=found.class_,
        plan=found.tariff.plan,
        winter=winter,
        measures={name: _measured(name, value) for name, value in result.measures.items() if name not in OF_ONE},
        lines=tuple(lines),
        total=result.total,
        payers={"household": result.household, **{payer: paid for payer, paid in result.payers.items() if paid}},
        due=result.due,
        notes=tuple(notes_of(calculation, lang)),
        sources={id_: table.sources[id_] for id_ in ids},
        explanation=tuple(_explanation(calculation, ids, lang)) if explain else (),
        title="  ".join([*title, *([winter] if winter else [])]),
        tariff=found.city.tariff_id(found.tariff),
        seen=table.last_seen(found.tariff)[0],
        currency=calculation.formula.currency.code,
        rules=tuple(found.city.rule_id(rule) for rule in calculation.rules if rule.kind in shown),
        average={
            name: calculation.formula.currency.rounded(total / quantity)
            for name, quantity in calculation.request.home.measures.items()
            if MEASURES[name].kind in ("area", "heat") and quantity
        },
    )


def _measured(name: str, value: Fraction) -> str:
    return dt.date.fromordinal(int(value)).isoformat() if name == "paid_on" else plain(value)


def _explanation(calculation: Calculation, sources: Mapping[str, None], lang: Lang) -> list[str]:
    """Return what the bill rests on, with the words of the sources."""
    found = calculation.found
    rounding, currency = calculation.formula.rounding, calculation.formula.currency
    shown = {line.id for line, _ in calculation.amounts.lines}
    used = (found.tariff, found.season, *found.city.area, *(rule for rule in calculation.rules if rule.kind in shown))
    entries = [entry for entry in found.city.entries() if entry in used and entry.source in sources]
    quotes = {entry.quote: calculation.table.sources[entry.source] for entry in entries if entry.quote}
    return [
        say("bill.since", lang, since=found.tariff.from_text),
        say(
            f"bill.rounded_each_{rounding.each}",
            lang,
            step=currency.in_words(plain(rounding.step), lang),
            mode=say(f"bill.mode_{rounding.mode}", lang),
        ),
        *(say("bill.quote", lang, publisher=source.publisher, quote=quote) for quote, source in quotes.items()),
    ]
