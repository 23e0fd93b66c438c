"""Price subsidy: a public payer pays a part of the price of every home.

鄂尔多斯 2008: 政府补贴 6.00 元/㎡; 达拉特旗: 政府补贴 3 元/㎡·采暖期. Elsewhere the dearer the heat, the more of it is
paid, or a payer takes all that is above a price.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, NamedTuple

from heatcalc.formula.nodes import Choice, Compare, Condition, Excess, Node
from heatcalc.measures import Both
from heatcalc.rules.base import PAYER, PER, Rule, one_of, rule_shape
from heatcalc.rules.bill_builder import BillBuilder, at_most, off
from heatcalc.schema.fields import NumberField
from heatcalc.schema.findings import Findings, KeyPath
from heatcalc.schema.record import Key, ListOf, Shape, Values


class PriceBand(NamedTuple):
    """Of a price up to and with `up_to` [CNY per unit], `rate` is paid; the last band is open (None)."""

    rate: Fraction
    up_to: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceSubsidy(Rule):
    """A part of the price is paid by `payer`; at most what the household still pays.

    `rate` [CNY per unit]; or the rate of the band of `bands` in which the price lies; or what the price is `above`
    [CNY per unit]. The price of a home is all that the season is charged, with minimum, cap and tax, ÷ the measures of
    `per`; what is `above` is taken of the charge as it is for this home, for a part of the season or stopped.
    """

    kind: ClassVar[str] = "price_subsidy"
    stage: ClassVar[int] = 7

    per: tuple[str, ...]
    rate: Fraction | None = None
    bands: tuple[PriceBand, ...] = ()
    above: Fraction | None = None
    payer: str = "government"

    def exclusive_key(self) -> str:
        """Return the payer: each may pay a part."""
        return f"{self.kind} {self.payer}"

    def below_price(self) -> Iterable[tuple[str, str, Fraction, tuple[str, ...]]]:
        """Yield the subsidy, or the price from which on it is paid."""
        if self.rate is not None:
            yield "subsidy_above_price", "rate", self.rate, self.per
        if self.above is not None:
            yield "without_effect", "above", self.above, self.per

    def apply(self, builder: BillBuilder) -> None:
        """Add what the payer takes off the household."""
        builder.add(
            self.kind,
            Both("价格补贴", "Price subsidy"),
            off(at_most(self._taken(builder), builder.household())),
            self.terms.source,
            part="payer",
            payer=self.payer,
            applies=builder.condition(self.terms.when),
        )

    def _taken(self, builder: BillBuilder) -> Node:
        if self.above is not None:
            return Excess(builder.total(), builder.price(self.above, self.per))
        if self.rate is not None:
            return builder.price(self.rate, self.per)
        branches: list[tuple[Condition, Node]] = []
        for band in self.bands:
            node = builder.price(band.rate, self.per)
            if band.up_to is None:
                return Choice(tuple(branches), node)
            limit = builder.price(band.up_to, self.per)
            branches.append((Compare(limit, builder.season_price, or_equal=True), node))
        raise AssertionError("the last band is open")


def _check(values: Values, path: KeyPath, findings: Findings) -> None:
    one_of(values, path, findings, ("rate",), ("bands",), ("above",))
    bands: tuple[PriceBand, ...] = values.valid("bands") or ()
    below = Fraction(0)
    for index, band in enumerate(bands):
        last = index == len(bands) - 1
        if band.up_to is None and not last:
            findings.add((*path, "bands", index + 1), "unreachable_tier", allowed=_OPEN)
        elif band.up_to is not None and last:
            findings.add((*path, "bands", index, "up_to"), "no_open_band", band.up_to, _OPEN)
        elif band.up_to is not None and band.up_to <= below:
            findings.add((*path, "bands", index, "up_to"), "unreachable_tier", band.up_to, _OPEN)
        elif (limit := band.up_to or below) and band.rate > limit:
            findings.add((*path, "bands", index, "rate"), "subsidy_above_price", band.rate)
        below = band.up_to or below


_OPEN = Both("up_to 递增，最后一档不写 up_to", "up_to ascending, and a last band without it")
_BAND = Shape(
    "bands",
    {
        "up_to": Key(NumberField(above="0"), Both("价格不超过此数，元/单位", "up to this price [CNY per unit]")),
        "rate": Key(NumberField("0"), Both("补贴，元/单位", "the subsidy [CNY per unit]"), required=True),
    },
    PriceBand,
)

SHAPE = rule_shape(
    PriceSubsidy.kind,
    {
        "rate": Key(NumberField("0"), Both("补贴，元/单位", "the subsidy [CNY per unit]")),
        "bands": Key(
            ListOf(_BAND),
            Both(
                "按价格分档的补贴；价格为整季费用（含保底、封顶、税）÷ per 的计量",
                "the subsidy by bands of the price: the charges of the season, with minimum, cap and tax, ÷ `per`",
            ),
        ),
        "above": Key(
            NumberField(above="0"),
            Both("超过此价格的部分全部补贴，元/单位", "all that is above this price is paid [CNY per unit]"),
        ),
        "per": Key(PER, Both("计价单位", "the measures that the prices are per"), required=True),
        "payer": Key(PAYER, Both("由谁承担，默认 government", "who pays; default government")),
    },
    PriceSubsidy,
    _check,
)
