"""Stopped supply: a home whose heat is off for the season pays a basic fee instead.

太原: 报停热用户应向供热单位缴纳30%基本热费. 运城: 按基本热价缴纳，居民 4.8 元/㎡·采暖期.

A home may be stopped in part: `stopped_m2`, of the area that the price is per (of the building area where that is
`building_m2`). The rest is billed in full, and what that part takes of the charges per area is billed as stopped; heat
that a meter counts, and other charges that are not per area, stay as they are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from heatcalc.formula.home import Home, Span
from heatcalc.formula.nodes import (
    All,
    Compare,
    Condition,
    Either,
    Is,
    Measure,
    Node,
    Number,
    Product,
    Refuse,
    Stated,
    Subtotal,
    Sum,
)
from heatcalc.formula.walk import measures_of
from heatcalc.measures import GJ_PER, Both
from heatcalc.money import plain
from heatcalc.rules.base import PER, Alternative, Rule, one_of, rule_shape
from heatcalc.rules.bill_builder import PART, STOPPED, BillBuilder, both, off, share
from heatcalc.schema.fields import SHARE, NumberField
from heatcalc.schema.findings import Findings, KeyPath
from heatcalc.schema.record import Key, Values

RECONNECTED = Is("reconnected", "yes", optional=True)
_ZERO = Number(Fraction(0), "money")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedSupply(Rule):
    """A share of the charges, or a price of its own, in their place; of a home, or of a part of its area.

    `reconnect` [CNY] is due when the supply is opened again, beside the charges for heat.
    """

    kind: ClassVar[str] = "stopped_supply"
    stage: ClassVar[int] = 5
    handles: ClassVar[str] = "stopped"

    pays: Fraction | None = None
    rate: Fraction | None = None
    per: tuple[str, ...] = ()
    reconnect: Fraction | None = None

    def events(self) -> frozenset[str]:
        """Return what can be billed: a stop, and where it has a price that the supply is opened again."""
        return frozenset((self.handles,) if self.reconnect is None else (self.handles, RECONNECTED.attribute))

    def words(self) -> Mapping[str, str]:
        """Return that a home may be stopped, and opened again."""
        return dict.fromkeys(sorted(self.events()), "yes")

    def alternatives(self, home: Home, span: Span) -> Iterable[Alternative]:  # noqa: ARG002
        """Yield the home with its supply stopped, or not in part, and opened again, or not."""
        yield Alternative("stopped", {}, home.having(stopped="yes"))
        if PART.name in home.measures:
            rest = {name: value for name, value in home.measures.items() if name != PART.name}
            yield Alternative("not_in_part", {}, home._replace(measures=rest))
        if self.reconnect is not None and RECONNECTED.attribute in home.attributes:
            yield Alternative("not_reconnected", {}, home.having(reconnected=""))
        elif self.reconnect is not None:
            yield Alternative("reconnected", {}, home.having(reconnected="yes"))

    def below_price(self) -> Iterable[tuple[str, str, Fraction, tuple[str, ...]]]:
        """Yield the price without heat."""
        if self.rate is not None:
            yield "stop_above_price", "rate", self.rate, self.per

    def _label_of_part(self) -> Both:
        if self.pays is None:
            return Both("部分报停，报停面积改缴基本热费", "Stopped in part: basic charge for that part")
        due = f"{plain(self.pays * 100)}%"
        return Both(f"部分报停，报停面积按 {due} 缴纳", f"Stopped in part: {due} due for that part")

    def _label(self) -> Both:
        if self.pays is None:
            return Both("报停，改缴基本热费", "Stopped: basic charge instead")
        if not self.pays:
            return Both("报停，免缴", "Stopped: nothing due")
        due = f"{plain(self.pays * 100)}%"
        return Both(f"报停，按 {due} 缴基本热费", f"Stopped: {due} due")

    def apply(self, builder: BillBuilder) -> None:
        """Replace the charges of a stopped home, or of a part of it, and add what opening it again costs."""
        charges = builder.total()
        when = builder.condition(self.terms.when)
        self._replace_part(builder, charges, when)
        charged = measures_of(tuple(line for line, _ in builder.charges))
        for name in (each for each in GJ_PER if each in charged):  # in one order, for a page must be the same each time
            used = All((STOPPED, Stated(name), Compare(Measure(name), Number(Fraction(0), name))))
            builder.refusals.append((used, Refuse("contradiction", ("stopped", name))))
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
            applies=both(STOPPED, when),
        )
        if self.reconnect is not None:
            builder.refusals.append((All((STOPPED, RECONNECTED)), Refuse("contradiction", ("stopped", "reconnected"))))
            builder.add(
                "reconnect",
                Both("恢复供热（复通）费", "Reconnection fee"),
                Number(self.reconnect, "money"),
                self.terms.source,
                part="due",
                applies=both(RECONNECTED, when),
            )

    def _replace_part(self, builder: BillBuilder, charges: Subtotal, when: Condition | None) -> None:
        applies = both(Stated(PART.name), when)
        assert applies is not None
        builder.refuse_larger(PART, applies)
        builder.refusals.append((All((STOPPED, Stated(PART.name))), Refuse("contradiction", ("stopped", PART.name))))
        by_area = {id(line) for line in builder.area_lines}
        others = {id(line) for line, _ in builder.charges if id(line) not in by_area}
        base = charges
        if others:
            base = Subtotal(tuple(line for line in builder.charged if id(line) not in others))
            charged = {id(line) for line in builder.charged}
            later = Subtotal(tuple(line for line in charges.lines if id(line) not in charged))
            if later.lines:
                changed = Either((Compare(later, _ZERO), Compare(_ZERO, later)))
                builder.refusals.append((All((applies, changed)), Refuse("part_of_mixed")))
        part = builder.part_of_area(PART)
        if self.pays is not None:
            node: Node = off(base, share(1 - self.pays), part)
        else:
            assert self.rate is not None
            node = Sum((self._price_of_part(builder, part), off(base, part)))
        builder.add(self.kind, self._label_of_part(), node, self.terms.source, applies=applies)

    def _price_of_part(self, builder: BillBuilder, part: Node) -> Node:
        """Return what the part pays: its own area × the rate, or its share of what the whole home would pay."""
        assert self.rate is not None
        names = builder.area_names
        if len(names) != 1 or names[0] not in self.per:
            return Product((builder.price(self.rate, self.per), part))
        measures = (PART if name == names[0] else builder.measure(name) for name in self.per)
        return Product((*measures, Number(self.rate, self.per)))


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
        "reconnect": Key(
            NumberField(above="0"),
            Both("恢复供热时收取的金额，元", "an amount due when the supply is opened again [CNY]"),
        ),
    },
    StoppedSupply,
    _check,
)
