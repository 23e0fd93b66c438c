"""What a building's heat costs, shared out over its homes: by area, by use, or by both.

The cost is first cut into its two parts, in whole minor units. Each share is a formula, a part × the home's weight ÷
the sum of all weights, and explains itself as a bill does.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from heatcalc.costing.allocation_key import AllocationKey, Occupancy
from heatcalc.costing.apportion import RestTaken, apportion, rest_taken, rounded
from heatcalc.costing.unread import held_to_limit, is_unread, unread_share
from heatcalc.errors import InputFileError, UsageError
from heatcalc.formula import nodes
from heatcalc.formula.evaluate import Evaluator
from heatcalc.formula.explain import Explainer
from heatcalc.formula.home import Home
from heatcalc.messages import Lang, say
from heatcalc.money import CNY, Currency, plain, steps_in


class SharePart(NamedTuple):
    """A part of a cost that an occupancy bears [minor units]: its formula, what it is exactly, and what it was made."""

    node: nodes.Node
    exact: Fraction
    amount: int


class ShareStep(NamedTuple):
    """How a part, `fixed` or `variable`, was worked out, and its amount and what of it is a rest [minor units]."""

    part: str
    formula: str
    amount: int
    rest: int

    def shown(self, lang: Lang, currency: Currency) -> str:
        """Return the amount, with what it took of what rounding left."""
        left = say("allocate.rest", lang, rest=f"{currency.amount(self.rest):+}") if self.rest else ""
        return f"{currency.amount(self.amount)}{left}"


def as_text(steps: Sequence[ShareStep], lang: Lang, currency: Currency) -> str:
    """Return the parts of a home with their formulas, as one text."""
    named = ((say(f"allocate.{step.part}", lang), step) for step in steps)
    said = (f"{name}: {step.formula} = {step.shown(lang, currency)}" for name, step in named)
    return "; ".join(said) or str(currency.amount(0))


class HomeShare(NamedTuple):
    """What an occupancy bears of a cost: a part by area, and one by use."""

    occupancy: Occupancy
    by_area: SharePart
    by_use: SharePart
    evaluator: Evaluator
    estimate: Fraction | None = None
    """What was taken for its use where nobody read it [the unit of the column]."""

    @property
    def amount(self) -> int:
        """What is to be paid [minor units]."""
        return self.by_area.amount + self.by_use.amount

    def steps(self, lang: Lang, currency: Currency) -> tuple[ShareStep, ...]:
        """Return its parts with their formulas; one that took of what rounding left says so."""
        explained = Explainer(self.evaluator, lang, currency)
        return tuple(
            ShareStep(name, explained.text(part.node), part.amount, part.amount - rounded(part.exact))
            for name, part in (("fixed", self.by_area), ("variable", self.by_use))
            if part.exact or part.amount
        )

    def formula(self, lang: Lang, currency: Currency) -> str:
        """Return both parts with their formulas, as one text."""
        return as_text(self.steps(lang, currency), lang, currency)


class Shares(NamedTuple):
    """The shares of one cost [minor units], in the order of the occupancies, and what they were held against."""

    cost: int
    fixed: int
    variable: int
    area: Fraction
    """The sum of the areas as they count [㎡]."""
    use: Fraction
    """The sum of the uses as they count [the unit of the column]."""
    homes: tuple[HomeShare, ...]
    by_area: Fraction
    """The share of the cost that was shared by area; all of it where too much of the building is unread."""
    unread: Fraction
    """What of the building has no reading [share]."""
    rests: tuple[RestTaken | None, RestTaken | None]
    """What one home took of what rounding left, of the part by area and of that by use, where that is the rule."""


def share_out(
    cost: Fraction,
    occupancies: Sequence[Occupancy],
    key: AllocationKey,
    names: tuple[str, str],
    currency: Currency = CNY,
    building: str = "",
) -> Shares:
    """Return what each occupancy bears of a cost [the currency's unit]; `names` are those of the area and of the use.

    The part by area and the part by use each add up in whole minor units. Errors name the `building`.

    Raises:
        InputFileError: there is nothing to share the cost by, or too much of the building is unread.
        UsageError: the cost is not in whole minor units, nobody said what a stopped home pays, or too much is left for
            the largest part.
    """
    unread = unread_share(occupancies) if key.by_use else Fraction(0)
    key = held_to_limit(key, unread, sum(map(is_unread, occupancies)), building)
    minor = cost / currency.minor
    if cost <= 0 or minor.denominator != 1:
        named = f"{building}: " if building else ""
        raise UsageError("allocate.cost", building=named, cost=plain(cost), example=currency.amount(12345678))
    evaluators = [Evaluator(Home(_measures(each, names), {})) for each in occupancies]
    by_area = [_area_weight(each, key, names[0]) if key.by_area else _NONE for each in occupancies]
    by_use = _use_weights(occupancies, key, names, evaluators) if key.by_use else [_NONE for _ in occupancies]
    fixed = steps_in(cost * key.by_area, currency.minor, "half_up")
    wholes = (fixed, int(minor) - fixed)
    parts: list[list[SharePart]] = []
    sums: list[Fraction] = []
    rests: list[RestTaken | None] = []
    shares = (("area", key.by_area, by_area), ("use", key.by_use, by_use))
    for (what, share, weights), name, whole in zip(shares, names, wholes, strict=True):
        sums.append(sum((each.value(weight) for each, weight in zip(evaluators, weights, strict=True)), Fraction(0)))
        if share and not sums[-1]:
            raise InputFileError(f"allocate.nothing_{what}", building=f"{building}: " if building else "")
        found = [_part(whole * currency.minor, weight, sums[-1], name) for weight in weights]
        exact = [each.value(node) / currency.minor for each, node in zip(evaluators, found, strict=True)]
        amounts = apportion(whole, exact, key.rest, currency, building)
        parts.append([SharePart(*each) for each in zip(found, exact, amounts, strict=True)])
        rests.append(rest_taken(whole, exact, key.rest))
    estimates = [
        each.value(weight) if key.by_use and home.use is None and not home.stopped else None
        for home, each, weight in zip(occupancies, evaluators, by_use, strict=True)
    ]
    homes = tuple(map(HomeShare, occupancies, parts[0], parts[1], evaluators, estimates))
    assert sum(each.amount for each in homes) == minor, "a part of the cost is lost"
    return Shares(int(minor), *wholes, sums[0], sums[1], homes, key.by_area, unread, (rests[0], rests[1]))


_NONE = nodes.Product((nodes.Number(Fraction(0), "money"),))


def _measures(each: Occupancy, names: tuple[str, str]) -> dict[str, Fraction]:
    stated = zip(names, (each.area, each.use), strict=True)
    return {name: value for name, value in stated if value is not None}


def _area_weight(each: Occupancy, key: AllocationKey, name: str) -> nodes.Product:
    factors: list[nodes.Node] = [nodes.Measure(name), *_days(each)]
    if key.factor in ("area", "both"):
        factors.append(nodes.Number(each.factor))
    if each.stopped:
        if key.stopped is None:
            raise UsageError("allocate.stopped")
        factors.append(nodes.Number(key.stopped, "share"))
    return nodes.Product(tuple(factors))


def _use_weights(
    occupancies: Sequence[Occupancy], key: AllocationKey, names: tuple[str, str], evaluators: Sequence[Evaluator]
) -> list[nodes.Product]:
    """Return what counts of the use of each: its reading; without one, what those that were read used on its area."""
    factors = [nodes.Number(each.factor) if key.factor in ("use", "both") else None for each in occupancies]
    weights: list[nodes.Product | None] = []
    used = heated = Fraction(0)
    for each, factor, evaluator in zip(occupancies, factors, evaluators, strict=True):
        if each.stopped:
            weights.append(_NONE)
        elif each.use is None:
            weights.append(None)
        else:
            terms: list[nodes.Node | None] = [nodes.Measure(names[1]), factor]
            if each.of_home is not None:
                terms.insert(1, nodes.Quotient(nodes.Number(each.part), nodes.Number(each.of_home)))
            weight = nodes.Product(tuple(term for term in terms if term is not None))
            weights.append(weight)
            used += evaluator.value(weight)
            heated += (each.area or 0) * each.part / each.whole
    usual = nodes.Quotient(nodes.Number(used, names[1]), nodes.Number(heated or Fraction(1), names[0]))
    return [
        nodes.Product((nodes.Measure(names[0]), *_days(each), usual)) if weight is None else weight
        for each, weight in zip(occupancies, weights, strict=True)
    ]


def _days(each: Occupancy) -> list[nodes.Node]:
    """Return the share of its days, where it had the home for a part of the period."""
    return [nodes.Quotient(nodes.Number(each.part), nodes.Number(each.whole))] if each.part != each.whole else []


def _part(cost: Fraction, weight: nodes.Product, sum_: Fraction, name: str) -> nodes.Node:
    if not cost or weight is _NONE:
        return _NONE
    return nodes.Quotient(nodes.Product((nodes.Number(cost, "money"), *weight.factors)), nodes.Number(sum_, name))
