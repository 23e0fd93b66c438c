"""Stopped supply: a home whose heat is off for the season pays a basic fee instead.

太原: 报停热用户应向供热单位缴纳30%基本热费. 运城: 按基本热价缴纳，居民 4.8 元/㎡·采暖期.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from heatcalc.formula.home import Home, Span
from heatcalc.formula.nodes import Is, Node, Sum
from heatcalc.measures import Both
from heatcalc.money import plain
from heatcalc.rules.base import PER, Alternative, Rule, one_of, rule_shape
from heatcalc.rules.bill_builder import BillBuilder, both, off, share
from heatcalc.schema.fields import SHARE, NumberField
from heatcalc.schema.findings import Findings, KeyPath
from heatcalc.schema.record import Key, Values


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedSupply(Rule):
    """A share of the charges, or a price of its own, in their place."""

    kind: ClassVar[str] = "stopped_supply"
    stage: ClassVar[int] = 5
    handles: ClassVar[str] = "stopped"

    pays: Fraction | None = None
    rate: Fraction | None = None
    per: tuple[str, ...] = ()

    def words(self) -> Mapping[str, str]:
        """Return that a home may be stopped."""
        return {"stopped": "yes"}

    def alternatives(self, home: Home, span: Span) -> Iterable[Alternative]:  # noqa: ARG002
        """Yield the home with its supply stopped."""
        yield Alternative("stopped", {}, home.having(stopped="yes"))

    def below_price(self) -> Iterable[tuple[str, str, Fraction, tuple[str, ...]]]:
        """Yield the price without heat."""
        if self.rate is not None:
            yield "stop_above_price", "rate", self.rate, self.per

    def _label(self) -> Both:
        if self.pays is None:
            return Both("报停，改缴基本热费", "Stopped: basic charge instead")
        if not self.pays:
            return Both("报停，免缴", "Stopped: nothing due")
        due = f"{plain(self.pays * 100)}%"
        return Both(f"报停，按 {due} 缴基本热费", f"Stopped: {due} due")

    def apply(self, builder: BillBuilder) -> None:
        """Replace the charges of a stopped home."""
        charges = builder.total()
        if self.pays is not None:
            node: Node = off(charges, share(1 - self.pays))
        else:
            assert self.rate is not None
            node = Sum((builder.price(self.rate, self.per), off(charges)))
        builder.add(
            self.kind,
            self._label(),
            node,
            self.terms.source,
            applies=both(Is("stopped", "yes", optional=True), builder.condition(self.terms.when)),
        )


def _check(values: Values, path: KeyPath, findings: Findings) -> None:
    one_of(values, path, findings, ("pays",), ("rate", "per"))


SHAPE = rule_shape(
    StoppedSupply.kind,
    {
        "pays": Key(SHARE, Both("报停后仍缴纳的比例", "the share that stopped homes pay")),
        "rate": Key(
            NumberField("0"),
            Both("报停后改按此价格缴纳，元/单位", "the price that stopped homes pay instead [CNY per unit]"),
        ),
        "per": Key(PER, Both("计价单位", "the measures of `rate`")),
    },
    StoppedSupply,
    _check,
)
