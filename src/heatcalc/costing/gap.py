"""The gap between what heat costs and what homes pay for it."""

from collections.abc import Container, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from heatcalc.billing.bill import BillLine, source_dict
from heatcalc.billing.calculate import calculate
from heatcalc.billing.request import BillRequest
from heatcalc.costing.heat_cost import COST_INPUTS, CostInputs, cost_formula, from_table
from heatcalc.costing.named_figures import NAMED, KnownFigure, Sharing, known_dict, known_figures, offers
from heatcalc.costing.shares import PayerShare, split
from heatcalc.formula.evaluate import Amounts, Evaluator, amounts
from heatcalc.formula.explain import Explainer
from heatcalc.formula.home import Home
from heatcalc.messages import LANGS, Lang
from heatcalc.money import CNY, in_fen, plain, round_to, to_fen, yuan
from heatcalc.tariffs.lookup import Found, refuse_other_currency
from heatcalc.tariffs.model import Table
from heatcalc.tariffs.price_nodes import area_node


class Revenue(NamedTuple):
    """What homes pay for an area in a season: of one home, or of a class of a ledger."""

    found: Found
    households: int
    area: Fraction
    """Building area [㎡]."""
    paid: int
    """What the households pay [fen]."""
    tariff_total: Fraction
    """What the tariff comes to, whoever pays it [CNY]."""
    months: Fraction | None
    sources: tuple[str, ...] = ()
    known: tuple[KnownFigure, ...] = ()
    """What could be taken by name for the cost and its split."""


class Gap(NamedTuple):
    """The cost of some heat [CNY], what the households pay of it, and what is lacking; below zero it is a surplus."""

    found: Found
    class_: str
    households: int
    area: Fraction
    months: Fraction | None
    inputs: CostInputs
    lines: tuple[BillLine, ...]
    cost: Decimal
    paid: Decimal
    gap: Decimal
    parts: tuple[PayerShare, ...]
    sources: tuple[str, ...]
    sharing: Sharing | None = None
    """Whose split it is, where it was taken by the name of a city."""
    known: tuple[KnownFigure, ...] = ()

    @property
    def covered(self) -> Fraction | None:
        """The share of the cost that the households pay."""
        return Fraction(self.paid) / Fraction(self.cost) if self.cost else None

    def per_m2(self, amount: Decimal) -> Fraction:
        """Return an amount per building area [CNY/㎡·season]."""
        return Fraction(amount) / self.area


def home_revenue(table: Table, request: BillRequest) -> Revenue:
    """Return what one home pays, by its bill.

    Raises:
        Refused, UsageError: as for its bill, or its building area is not known.
    """
    calculation = calculate(table, request)
    refuse_other_currency(table, calculation.found.city, CNY)
    area = Evaluator(calculation.home).value(area_node("building_m2", calculation.found.city))
    months = calculation.amounts.measures.get("month") or (calculation.found.season and calculation.found.season.months)
    paid = in_fen(calculation.amounts.household)
    return Revenue(
        calculation.found,
        1,
        area,
        paid,
        calculation.amounts.exact,
        months or None,
        tuple(calculation.amounts.sources),
        known_figures(table, calculation.found),
    )


def gap_of(
    revenue: Revenue,
    given: CostInputs,
    shares: Mapping[str, Fraction],
    lang: Lang,
    *,
    rural: bool,
    sharing: Sharing | None = None,
) -> Gap:
    """Return the gap between what the heat of some homes costs and what they pay.

    `sharing` is a city's split, to be taken instead of `shares`.

    Raises:
        Refused: a figure of the cost is missing.
    """
    inputs = from_table(given, revenue.found, rural=rural)
    result, evaluator = cost_of(revenue, inputs)
    steps = Explainer(evaluator, lang)
    at = LANGS.index(lang)
    lines = tuple(
        BillLine(line.id, line.label[at], steps.text(line.node), amount, line.source) for line, amount in result.lines
    )
    paid = yuan(revenue.paid)
    gap = result.total - paid
    sources = dict.fromkeys((*revenue.sources, *result.sources))
    if sharing is not None:
        shares = {payer.both[at]: payer.share for payer in sharing.split.payers}
        sources[sharing.split.source] = None
    return Gap(
        revenue.found,
        revenue.found.class_,
        revenue.households,
        revenue.area,
        revenue.months,
        inputs,
        lines,
        result.total,
        paid,
        gap,
        split(gap, shares),
        tuple(sources),
        sharing,
        revenue.known,
    )


def cost_of(revenue: Revenue, inputs: CostInputs) -> tuple[Amounts, Evaluator]:
    """Return what the heat of some homes costs, and what evaluated it for a home of their area."""
    city = revenue.found.city
    offered = offers(revenue.known, NAMED, city)
    formula = cost_formula(inputs, city, revenue.found.span, revenue.tariff_total, offered)
    evaluator = Evaluator(Home({"building_m2": revenue.area}, {}))
    return amounts(formula, evaluator), evaluator


def inputs_dict(gap: Gap, without: Container[str] = ()) -> dict[str, Any]:
    """Return the figures that a gap rests on as JSON, each with its source and whose it is."""
    return {
        name: {
            "value": plain(each.value),
            "source": each.source,
            "city": each.city or (gap.found.city.id if each.source else None),
        }
        for name in COST_INPUTS
        if name not in without and (each := getattr(gap.inputs, name)) is not None
    }


def gap_dict(gap: Gap, table: Table) -> dict[str, Any]:
    """Return a gap as the JSON object `heatcalc.subsidy/1`."""
    return {
        "schema": "heatcalc.subsidy/1",
        "city": gap.found.city.id,
        "class": gap.class_,
        "tariff": gap.found.city.tariff_id(gap.found.tariff),
        "seen": table.last_seen(gap.found.tariff)[0],
        "households": gap.households,
        "area": plain(gap.area),
        "currency": "CNY",
        "inputs": inputs_dict(gap),
        "lines": [line.to_dict() for line in gap.lines],
        "cost": str(gap.cost),
        "household": str(gap.paid),
        "gap": str(gap.gap),
        "covered": None if gap.covered is None else plain(round_to(gap.covered, Fraction(1, 10_000), "half_up")),
        "per_m2": {name: str(to_fen(gap.per_m2(getattr(gap, name)))) for name in ("cost", "paid", "gap")},
        "split": {part.payer: str(part.amount) for part in gap.parts},
        "split_of": None if gap.sharing is None else _sharing_dict(gap.sharing),
        "known": [known_dict(each) for each in gap.known],
        "sources": {id_: source_dict(table.sources[id_]) for id_ in gap.sources},
    }


def _sharing_dict(sharing: Sharing) -> dict[str, str]:
    split_ = sharing.split
    return {"city": sharing.city.id, "where": sharing.where, "name": split_.english, "source": split_.source}
