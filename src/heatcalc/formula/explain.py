"""Explaining: a node and one home give the expression a person reads, with its numbers and units."""

from datetime import date
from fractions import Fraction

from heatcalc.formula import nodes
from heatcalc.formula.evaluate import Evaluator
from heatcalc.measures import AREAS, COUNTED, MEASURES
from heatcalc.messages import LANGS, Lang, say
from heatcalc.money import CNY, Currency, plain

OF_ONE = ("season", "household")
"""Measures that a bill leaves out where they are one: nobody multiplies by one season."""


BASES = tuple(name for name in AREAS if name != "building_m2")
"""Areas that are named beside their figure; an area without a name is the building area."""


class Explainer:
    """Writes nodes out for the home of an evaluator, which has worked them out already, in one language."""

    def __init__(self, evaluator: Evaluator, lang: Lang, currency: Currency = CNY) -> None:
        self._evaluator = evaluator
        self._lang: Lang = lang
        self._currency = currency

    def text(self, node: nodes.Node) -> str:
        """Return the expression of `node`: `185㎡ × 2.52元/㎡·月 × 6个月`."""
        match node:
            case nodes.Number():
                return self._number(node.value, node.unit)
            case nodes.Measure():
                text = self._number(self._evaluator.value(node), node.unit or node.name)
                basis = say(f"bill.basis_{node.name}", self._lang) if node.name in BASES else ""
                return f"{basis}{text}" if self._lang == "zh" else f"{text}{basis}"
            case nodes.Sum():
                terms = [term for term in node.terms if self._evaluator.value(term)] or node.terms[:1]
                return " + ".join(self.text(term) for term in terms).replace(" + -", " - ")
            case nodes.Product():
                return self._product(node)
            case nodes.Quotient():
                return f"{self._factor(node.node)} ÷ {self._divisor(node.divisor)}"
            case nodes.Least():
                return self.text(self._least(node))
            case nodes.Excess():
                if node.unit:
                    return self._number(self._evaluator.value(node), node.unit)
                return f"{self.text(node.node)} - {self._factor(node.limit)}"
            case nodes.Steps():
                return self._number(self._evaluator.value(node), node.unit)
            case nodes.Tiers():
                return self._tiers(node)
            case nodes.Choice():
                return self.text(self._evaluator.chosen(node))
            case nodes.Subtotal() | nodes.Line() | nodes.Refuse():
                return self._number(self._evaluator.value(node), "money")
            case nodes.Rounded():
                return self.text(node.node)

    def _number(self, value: Fraction, unit: nodes.Unit) -> str:
        return number_text(value, unit, self._lang, self._currency)

    def _product(self, node: nodes.Product) -> str:
        """Write a product, leaving out a factor that is one season, and a leading -1 as a sign."""
        factors = list(node.factors)
        sign = ""
        if isinstance(factors[0], nodes.Number) and factors[0].value == -1:
            sign = "-"
            factors = factors[1:]
        shown = [
            factor
            for factor in factors
            if not (isinstance(factor, nodes.Measure) and factor.name in OF_ONE and self._evaluator.value(factor) == 1)
        ]
        return sign + " × ".join(self._factor(factor) for factor in shown)

    def _least(self, node: nodes.Least) -> nodes.Node:
        return min(node.items, key=self._evaluator.value)

    def _chosen(self, node: nodes.Node) -> nodes.Node:
        while isinstance(node, nodes.Choice | nodes.Least):
            node = self._evaluator.chosen(node) if isinstance(node, nodes.Choice) else self._least(node)
        return node

    def _divisor(self, node: nodes.Node) -> str:
        text = self._factor(node)
        return f"({text})" if isinstance(self._chosen(node), nodes.Product) and " × " in text else text

    def _factor(self, node: nodes.Node) -> str:
        node = self._chosen(node)
        text = self.text(node)
        several = (isinstance(node, nodes.Tiers) and len(self._evaluator.parts(node)) > 1) or isinstance(
            node, nodes.Sum | nodes.Quotient
        )
        return f"({text})" if several or (isinstance(node, nodes.Excess) and not node.unit) else text

    def _tiers(self, node: nodes.Tiers) -> str:
        unit = _first_measure(node.tiers[0].rate.unit)
        return " + ".join(
            f"{self._number(part, unit)} × {self.text(tier.rate)}" for tier, part in self._evaluator.parts(node)
        )


def number_text(value: Fraction, unit: nodes.Unit, lang: Lang, currency: Currency = CNY) -> str:
    """Return a number with its unit: `185㎡`, `2.52元/㎡·月`, `85%`; money with all its places where these say all."""
    if isinstance(unit, tuple):
        return currency.behind(plain(value), lang) + rate_unit(unit, lang)
    if unit == "share":
        return f"{plain(value * 100)}%"
    if unit == "paid_on":
        return date.fromordinal(int(value)).isoformat()
    if unit == "money":
        amount = currency.rounded(value)
        return currency.behind(str(amount) if Fraction(amount) == value else plain(value), lang)
    if unit not in MEASURES:
        return plain(value)
    name = COUNTED.get(unit, MEASURES[unit].unit)[LANGS.index(lang)]
    if lang == "zh" or MEASURES[unit].kind == "area":
        return f"{plain(value)}{name}"
    return f"{plain(value)} {name}{'s' if MEASURES[unit].kind in ('time', 'count') and value != 1 else ''}"


def rate_unit(measures: tuple[str, ...], lang: Lang) -> str:
    """Return the unit of a rate behind its currency: `/㎡·月`."""
    return "/" + "·".join(MEASURES[name].unit[LANGS.index(lang)] for name in measures)


def _first_measure(unit: nodes.Unit) -> str:
    return unit[0] if isinstance(unit, tuple) else unit
