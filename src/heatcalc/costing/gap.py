"""The gap between what heat costs and what homes pay for it."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from heatcalc.billing.bill import BillLine
from heatcalc.billing.calculate import calculate
from heatcalc.billing.request import BillRequest
from heatcalc.costing.heat_cost import CostInputs, cost_formula, from_table
from heatcalc.costing.named_figures import NAMED, KnownFigure, Sharing, known_figures, offers, whose
from heatcalc.costing.shares import PayerShare, split
from heatcalc.costing.source_prices import SourcePrices, source_prices
from heatcalc.formula.evaluate import Amounts, Evaluator, amounts
from heatcalc.formula.explain import Explainer
from heatcalc.formula.home import Home
from heatcalc.messages import LANGS, Lang
from heatcalc.money import CNY, in_fen, yuan
from heatcalc.tariffs.lookup import Found, refuse_other_currency
from heatcalc.tariffs.model import City, Table
from heatcalc.tariffs.model_costs import RuralSubsidy
from heatcalc.tariffs.model_season import NO_CONDITIONS
from heatcalc.tariffs.price_nodes import area_node

NO_SHARES: Mapping[str, Fraction] = MappingProxyType({})


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
    prices: SourcePrices = SourcePrices()
    """What the table knows of the price at the plant, in the winter that is priced."""
    attributes: Mapping[str, str] = NO_CONDITIONS
    """What is known of all the homes."""
    others: int = 0
    """What other payers take of the tariff [fen]."""


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
    prices: SourcePrices = SourcePrices()
    rural_help: tuple[RuralSubsidy, ...] = ()
    """What rural homes of the city get for their fuel, which is not in the gap."""
    others: Decimal = Decimal(0)
    """What other payers take of the tariff, such as a price subsidy: a part of the gap."""
    shares: Mapping[str, Fraction] = NO_SHARES
    """Who fills a gap, whether there is one or not."""

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
    attributes = calculation.home.attributes
    return Revenue(
        calculation.found,
        1,
        area,
        paid,
        calculation.amounts.exact,
        months or None,
        tuple(calculation.amounts.sources),
        known_figures(table, calculation.found, attributes),
        source_prices(table, calculation.found, attributes),
        attributes,
        sum(map(in_fen, calculation.amounts.payers.values())),
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
    inputs = from_table(given, revenue.found, revenue.prices, rural=rural)
    result, evaluator = cost_of(revenue, inputs)
    steps = Explainer(evaluator, lang)
    at = LANGS.index(lang)
    lines = tuple(
        BillLine(line.id, line.label[at], steps.text(line.node), amount, line.source) for line, amount in result.lines
    )
    paid = yuan(revenue.paid)
    gap = result.total - paid
    helped = revenue.found.city.rural_subsidy if inputs.rural_multiple is not None else ()
    sources = dict.fromkeys((*revenue.sources, *result.sources, *(each.source for each in helped)))
    if inputs.source_price is not None and not inputs.closed:
        known = (revenue.prices.agreed, revenue.prices.guide)
        sources |= dict.fromkeys(price.source for price in known if price is not None)
    if sharing is not None:
        shares = _named_shares(sharing, revenue.found.city, lang)
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
        revenue.prices,
        helped,
        yuan(revenue.others),
        shares,
    )


def _named_shares(sharing: Sharing, asked: City, lang: Lang) -> dict[str, Fraction]:
    """Return the shares of a split that is taken by the name of its city, each payer with whose it is."""
    at = LANGS.index(lang)
    whose_ = whose(asked, sharing.city)[at]
    mark = "" if sharing.where == "own" else f"（{whose_}）" if lang == "zh" else f" ({whose_})"
    return {payer.both[at] + mark: payer.share for payer in sharing.split.payers}


def cost_of(revenue: Revenue, inputs: CostInputs) -> tuple[Amounts, Evaluator]:
    """Return what the heat of some homes costs, and what evaluated it for a home of their area."""
    city = revenue.found.city
    offered = offers(revenue.known, NAMED, city)
    formula = cost_formula(inputs, city, revenue.found.span, revenue.tariff_total, offered, revenue.prices.unfit)
    evaluator = Evaluator(Home({"building_m2": revenue.area}, {}))
    return amounts(formula, evaluator), evaluator
