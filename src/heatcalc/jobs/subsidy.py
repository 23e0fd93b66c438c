"""What heat costs against what homes pay: the gap, who fills it, and at which prices there is none."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import IO, Any, NamedTuple

from heatcalc.billing.bill import BillLine, source_dict
from heatcalc.billing.calculate import calculate
from heatcalc.billing.request import BillRequest
from heatcalc.errors import InputFileError, UsageError
from heatcalc.formula.evaluate import Amounts, Evaluator, amounts
from heatcalc.formula.explain import Explainer
from heatcalc.formula.home import Home
from heatcalc.jobs.batch import run
from heatcalc.jobs.cost import NAMES, Input, Inputs, cost_formula, from_table, price_in
from heatcalc.jobs.tally import yuan
from heatcalc.jobs.wanted import Wanted
from heatcalc.messages import LANGS, Lang, say
from heatcalc.money import plain, round_to, to_fen
from heatcalc.tariffs.compose import area_node, span_of
from heatcalc.tariffs.find import Found, find_city, find_tariff
from heatcalc.tariffs.model import HeatPrice, Source, Table

MOST_COMBINATIONS = 10_000
REST = Fraction(-1)
"""The share of the payer who takes what the others leave."""


class Payers(NamedTuple):
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


class Part(NamedTuple):
    """What one public payer puts in: its share of the gap, and the amount [CNY]."""

    payer: str
    share: Fraction
    amount: Decimal


class Gap(NamedTuple):
    """The cost of some heat [CNY], what the households pay of it, and what is lacking; below zero it is a surplus."""

    found: Found
    class_: str
    households: int
    area: Fraction
    months: Fraction | None
    inputs: Inputs
    lines: tuple[BillLine, ...]
    cost: Decimal
    paid: Decimal
    gap: Decimal
    parts: tuple[Part, ...]
    sources: tuple[str, ...]

    @property
    def covered(self) -> Fraction | None:
        """The share of the cost that the households pay."""
        return Fraction(self.paid) / Fraction(self.cost) if self.cost else None

    def per_m2(self, amount: Decimal) -> Fraction:
        """Return an amount per building area [CNY/㎡·season]."""
        return Fraction(amount) / self.area


class Turning(NamedTuple):
    """Where there is no gap, and what a yuan more or less of source price does."""

    source_price: Fraction | None
    """[CNY/GJ] at which the households cover the cost; None where no price does."""
    tariff: Fraction
    """[CNY/㎡·season] at which they do."""
    per_yuan: Fraction | None
    """What 1 CNY/GJ changes [CNY/㎡·season]; None where the cost does not rest on a source price."""


def home_payers(table: Table, request: BillRequest) -> Payers:
    """Return what one home pays, by its bill.

    Raises:
        Refused, UsageError: as for its bill, or its building area is not known.
    """
    calculation = calculate(table, request)
    area = Evaluator(calculation.home).value(area_node("building_m2", calculation.found.city))
    months = calculation.amounts.measures.get("month") or (calculation.found.season and calculation.found.season.months)
    paid = int(calculation.amounts.household * 100)
    return Payers(
        calculation.found, 1, area, paid, calculation.amounts.exact, months or None, tuple(calculation.amounts.sources)
    )


def ledger_payers(table: Table, ledger: IO[bytes], wanted: Wanted) -> list[Payers]:
    """Return what the homes of a ledger pay, by city and class. The ledger is read once, whatever is asked of it.

    Raises:
        InputFileError: it is no ledger, some of its rows cannot be billed, or some state no building area.
    """
    done = run(ledger, None, table, "", wanted._replace(max_rejects=0))
    payers = []
    for group in done.groups:
        if set(group.bases) != {"building_m2"}:
            raise InputFileError("ledger.no_building_area")
        city = find_city(table, group.city)
        found = find_tariff(table, city, group.class_, wanted.defaults.plan, wanted.defaults.winter)
        months = found.season.months if found.season else None
        total = Fraction(group.total, 100)
        paid = group.total - group.others
        payers.append(Payers(found, group.households, group.area, paid, total, months, (found.tariff.source,)))
    return payers


def gap_of(payers: Payers, given: Inputs, shares: Mapping[str, Fraction], lang: Lang, *, rural: bool) -> Gap:
    """Return the gap between what the heat of some homes costs and what they pay.

    Raises:
        Refused: a figure of the cost is missing.
    """
    inputs = from_table(given, payers.found, rural=rural)
    result, home = _cost(payers, inputs)
    steps = Explainer(home, lang)
    at = LANGS.index(lang)
    lines = tuple(
        BillLine(line.id, line.label[at], steps.text(line.node), amount, line.source) for line, amount in result.lines
    )
    paid = yuan(payers.paid)
    gap = result.total - paid
    sources = dict.fromkeys((*payers.sources, *result.sources))
    return Gap(
        payers.found,
        payers.found.class_,
        payers.households,
        payers.area,
        payers.months,
        inputs,
        lines,
        result.total,
        paid,
        gap,
        split(gap, shares),
        tuple(sources),
    )


def _cost(payers: Payers, inputs: Inputs) -> tuple[Amounts, Home]:
    formula = cost_formula(inputs, payers.found.city, span_of(payers.found), payers.tariff_total)
    home = Home({"building_m2": payers.area}, {})
    return amounts(formula, home), home


def checked_shares(shares: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Return shares of the gap that add up, the payer of the rest last with what the others leave.

    Raises:
        UsageError: they do not add up to one, or one is not between 0 and 1.
    """
    stated = {payer: share for payer, share in shares.items() if share != REST}
    resting = [payer for payer, share in shares.items() if share == REST]
    sum_ = sum(stated.values(), Fraction(0))
    if (
        any(not 0 <= share <= 1 for share in stated.values())
        or len(resting) > 1
        or sum_ > 1
        or (not resting and sum_ != 1)
    ):
        raise UsageError("usage.shares", sum=plain(sum_))
    return {**stated, **dict.fromkeys(resting, 1 - sum_)}


def split(gap: Decimal, shares: Mapping[str, Fraction]) -> tuple[Part, ...]:
    """Return the parts of a gap [CNY, whole fen]. They add up to it; the last payer takes the fen that are left."""
    parts = []
    until, before = Fraction(0), Decimal("0.00")
    for payer, share in shares.items() if gap > 0 else ():
        until += share
        so_far = to_fen(Fraction(gap) * until)
        parts.append(Part(payer, share, so_far - before))
        before = so_far
    return tuple(parts)


def turning(payers: Payers, gap: Gap) -> Turning:
    """Return where the households cover the cost; the cost is linear in the source price, so two prices tell."""
    tariff = gap.per_m2(gap.cost)
    if gap.inputs.closed or gap.inputs.source_price is None:
        return Turning(None, tariff, None)
    at = [_cost(payers, gap.inputs._replace(source_price=Input(Fraction(price))))[0].exact for price in (1, 2)]
    slope = at[1] - at[0]
    price = (Fraction(gap.paid) - at[0]) / slope + 1
    return Turning(price if price > 0 else None, tariff, slope / payers.area)


class Combination(NamedTuple):
    """One combination of swept inputs, and the gap that it gives."""

    values: tuple[Fraction, ...]
    cost: Decimal
    paid: Decimal
    gap: Decimal
    area: Fraction


def sweep(
    payers: list[Payers], given: Inputs, swept: Mapping[str, list[Fraction]], *, rural: bool
) -> list[Combination]:
    """Return the gap for each combination of swept inputs, from what homes pay in all: no home is billed again.

    Raises:
        UsageError: more than two inputs are swept, or there are too many combinations.
    """
    count = 1
    for tried in swept.values():
        count *= len(tried)
    if len(swept) > 2 or count > MOST_COMBINATIONS:
        raise UsageError("usage.sweep", most=MOST_COMBINATIONS)
    found = []
    for values in product(*swept.values()):
        changed = given._replace(**{name: Input(value) for name, value in zip(swept, values, strict=True)})
        cost = sum((_cost(each, from_table(changed, each.found, rural=rural))[0].total for each in payers), Decimal(0))
        paid = yuan(sum(each.paid for each in payers))
        area = sum((each.area for each in payers), Fraction(0))
        found.append(Combination(values, cost, paid, cost - paid, area))
    return found


class Cap(NamedTuple):
    """A source price beside the price agreed with the plants and the guide price, which is a cap."""

    price: Fraction
    agreed: HeatPrice | None
    guide: HeatPrice | None

    @property
    def broken(self) -> bool:
        """Whether the price is above the cap."""
        return self.guide is not None and self.price > self.guide.rate

    def marks(self, lang: Lang) -> list[str]:
        """Return in words what the agreed price and the cap are, as far as they are known."""
        known = (("agreed_is", self.agreed), ("cap_is", self.guide))
        return [say(f"subsidy.{key}", lang, price=plain(price.rate)) for key, price in known if price is not None]

    def text(self, sources: Mapping[str, Source], lang: Lang) -> str:
        """Return in words where the price lies."""
        values: dict[str, Any] = {"price": plain(self.price)}
        if self.guide is None:
            return say("subsidy.no_cap", lang, **values)
        source = sources[self.guide.source]
        values |= {"cap": plain(self.guide.rate), "document": source.document or source.title}
        if self.broken:
            return say("subsidy.above_cap", lang, **values)
        if self.agreed is None:
            return say("subsidy.below_cap", lang, **values)
        where = "agreed" if self.price == self.agreed.rate else "between" if self.price > self.agreed.rate else "below"
        return say(f"subsidy.{where}", lang, agreed=plain(self.agreed.rate), **values)


def cap_of(gap: Gap) -> Cap | None:
    """Return where the source price of a cost lies; None where it rests on none."""
    price, found = gap.inputs.source_price, gap.found
    if price is None or gap.inputs.closed:
        return None
    city = found.city
    return Cap(
        price.value,
        price_in(city.source_price, found.season, found.winter),
        price_in(city.guide_price, found.season, found.winter),
    )


def gap_dict(gap: Gap, table: Table) -> dict[str, Any]:
    """Return a gap as the JSON object `heatcalc.subsidy/1`."""
    inputs = {
        name: {"value": plain(each.value), "source": each.source}
        for name in NAMES
        if (each := getattr(gap.inputs, name)) is not None
    }
    return {
        "schema": "heatcalc.subsidy/1",
        "city": gap.found.city.id,
        "class": gap.class_,
        "households": gap.households,
        "area": plain(gap.area),
        "currency": "CNY",
        "inputs": inputs,
        "lines": [
            {
                "id": line.id,
                "label": line.label,
                "formula": line.formula,
                "amount": str(line.amount),
                "source": line.source,
            }
            for line in gap.lines
        ],
        "cost": str(gap.cost),
        "household": str(gap.paid),
        "gap": str(gap.gap),
        "covered": None if gap.covered is None else plain(round_to(gap.covered, Fraction(1, 10_000), "half_up")),
        "per_m2": {name: str(to_fen(gap.per_m2(getattr(gap, name)))) for name in ("cost", "paid", "gap")},
        "split": {part.payer: str(part.amount) for part in gap.parts},
        "sources": {id_: source_dict(table.sources[id_]) for id_ in gap.sources},
    }
