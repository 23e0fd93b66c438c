"""Price subsidy: a public payer pays a part of the price of every home.

鄂尔多斯 2008: 政府补贴 6.00 元/㎡; 达拉特旗: 政府补贴 3 元/㎡·采暖期.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from heatcalc.measures import Both
from heatcalc.rules.base import PER, Rule, rule_shape
from heatcalc.rules.bill_builder import BillBuilder, at_most, off
from heatcalc.schema.fields import NumberField, TextField
from heatcalc.schema.record import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceSubsidy(Rule):
    """`rate` [CNY per unit] of the price is paid by `payer`; at most what the household still pays."""

    kind: ClassVar[str] = "price_subsidy"
    stage: ClassVar[int] = 7

    rate: Fraction
    per: tuple[str, ...]
    payer: str = "government"

    def exclusive_key(self) -> str:
        """Return the payer: each may pay a part."""
        return f"{self.kind} {self.payer}"

    def below_price(self) -> Iterable[tuple[str, str, Fraction, tuple[str, ...]]]:
        """Yield the subsidy."""
        yield "subsidy_above_price", "rate", self.rate, self.per

    def apply(self, builder: BillBuilder) -> None:
        """Add what the payer takes off the household."""
        builder.add(
            self.kind,
            Both("价格补贴", "Price subsidy"),
            off(at_most(builder.price(self.rate, self.per), builder.household())),
            self.terms.source,
            part="payer",
            payer=self.payer,
            applies=builder.condition(self.terms.when),
        )


SHAPE = rule_shape(
    PriceSubsidy.kind,
    {
        "rate": Key(NumberField("0"), Both("补贴，元/单位", "the subsidy [CNY per unit]"), required=True),
        "per": Key(PER, Both("计价单位", "the measures of `rate`"), required=True),
        "payer": Key(TextField(r"[a-z][a-z0-9_]*"), Both("由谁承担，默认 government", "who pays; default government")),
    },
    PriceSubsidy,
)
