"""Relief: homes of a group pay less, and a public payer the rest.

太原: 城市低保户 … 自行负担15%，其余85%财政负担，超出面积部分按标准缴纳 (使用面积 45 ㎡、建筑面积 60 ㎡ 以内).
潍坊: 低保户家庭基本热价 2.90 元/㎡，差价由财政承担.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import ClassVar

from heatcalc.formula.home import Home, Span
from heatcalc.formula.nodes import (
    Choice,
    Compare,
    Condition,
    Excess,
    Is,
    Least,
    Node,
    Number,
    Product,
    Quotient,
    Refuse,
    Stated,
)
from heatcalc.measures import AREAS, Both
from heatcalc.rules.base import PAYER, PER, Alternative, Rule, one_of, rule_shape
from heatcalc.rules.bill_builder import BillBuilder, at_most, both, off, share
from heatcalc.schema.fields import SHARE, NumberField, TextField
from heatcalc.schema.findings import Findings, KeyPath
from heatcalc.schema.record import Key, MapOf, Values

Scaled = Callable[[tuple[Node, ...]], Node]
"""Makes a node with some further factors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief(Rule):
    """A share, a price of its own (of the whole, or of the basic charge alone), or an amount off, for a `group`.

    With an area limit the share or price holds for the area up to it; the rest is paid in full.
    """

    kind: ClassVar[str] = "relief"
    stage: ClassVar[int] = 6
    handles: ClassVar[str] = "relief"

    group: str
    payer: str = "government"
    pays: Fraction | None = None
    rate: Fraction | None = None
    per: tuple[str, ...] = ()
    charge: str = ""
    amount: Fraction | None = None
    area_limit: Mapping[str, Fraction] = field(default_factory=dict)
    homes_up_to: Mapping[str, Fraction] = field(default_factory=dict)
    """The largest home that has it, by measure [㎡]; a larger one has no relief."""

    def exclusive_key(self) -> str:
        """Return the group: a home has one, and at most one relief for it."""
        return f"{self.kind} {self.group}"

    def words(self) -> Mapping[str, str]:
        """Return the group."""
        return {"relief": self.group}

    def alternatives(self, home: Home, span: Span) -> Iterable[Alternative]:  # noqa: ARG002
        """Yield the home with the relief."""
        yield Alternative("relief", {"group": self.group}, home.having(relief=self.group))

    def needs_charge(self) -> str:
        """Return the charge that it replaces."""
        return self.charge

    def area_limits(self) -> Mapping[str, Fraction]:
        """Return the limits."""
        return self.area_limit

    def below_price(self) -> Iterable[tuple[str, str, Fraction, tuple[str, ...]]]:
        """Yield the price in place of the usual one, or of the charge that it replaces."""
        if self.rate is not None:
            yield "relief_above_price", "rate", self.rate, self.per

    def apply(self, builder: BillBuilder) -> None:
        """Add what the payer takes off the household."""
        applies = both(Is("relief", self.group, optional=True), builder.condition(self.terms.when))
        for name, most in self.homes_up_to.items():
            larger = both(applies, Compare(builder.measure(name), Number(most, name)))
            assert larger is not None
            builder.refusals.append((larger, Refuse("no_rule_for_home", ("relief",))))
        builder.add(
            self.kind,
            Both(f"优惠（{self.group}）", f"Relief ({self.group})"),
            off(self._taken(builder)),
            self.terms.source,
            part="payer",
            payer=self.payer,
            applies=applies,
        )

    def _taken(self, builder: BillBuilder) -> Node:
        household = builder.base(self.charge) if self.charge else builder.household()
        if self.amount is not None:
            return at_most(Number(self.amount, "money"), household)
        if self.rate is None:
            assert self.pays is not None
            paid_by_others = share(1 - self.pays)
            return self._limited(builder, lambda part: Product((household, paid_by_others, *part)))
        usual = self._limited(builder, lambda part: Product((household, *part)) if part else household)
        measures = [self._up_to_limit(builder, name) for name in self.per]
        less = Excess(usual, Product((*measures, Number(self.rate, self.per))))
        # A bill may be less than one of its charges: of a stopped home, of a part of the season, below a cap.
        return at_most(less, builder.household()) if self.charge else less

    def _up_to_limit(self, builder: BillBuilder, name: str) -> Node:
        area = builder.measure(name)
        return Least((area, Number(self.area_limit[name], name))) if name in self.area_limit else area

    def _limited(self, builder: BillBuilder, scaled: Scaled) -> Node:
        """Return a node scaled by limit ÷ area for a home above the limit, by the area that it states or the first."""
        if not self.area_limit:
            return scaled(())
        branches: list[tuple[Condition, Node]] = []
        for name, limit in self.area_limit.items():
            area, most = builder.measure(name), Number(limit, name)
            node = Choice(((Compare(area, most), scaled((Quotient(most, area),))),), scaled(()))
            branches.append((Stated(name), node))
        return Choice(tuple(branches), branches[0][1])


def _check(values: Values, path: KeyPath, findings: Findings) -> None:
    one_of(values, path, findings, ("pays",), ("rate", "per"), ("amount",))
    if "charge" in values and "rate" not in values:
        findings.add((*path, "charge"), "without_effect", "charge", Both("与 rate 同用", "only together with rate"))
    if "area_limit" in values and "amount" in values:
        findings.add(
            (*path, "area_limit"), "without_effect", "area_limit", Both("不与 amount 同用", "not together with amount")
        )
    if values.valid("area_limit") == {}:
        findings.add((*path, "area_limit"), "empty_list", "{}", Both("{ building_m2 = 60 }", "{ building_m2 = 60 }"))
    limits, per = values.valid("area_limit") or {}, values.valid("per") or ()
    for key in ("area_limit", "homes_up_to"):
        for name in values.valid(key) or {}:
            if name not in AREAS:
                findings.add((*path, key, name), "not_allowed", name, Both("、".join(AREAS), ", ".join(AREAS)))
    if limits and per and not set(limits) & set(per):
        findings.add((*path, "area_limit"), "not_allowed", ", ".join(limits), Both("per 中的面积", "the area in per"))


SHAPE = rule_shape(
    Relief.kind,
    {
        "group": Key(TextField(), Both("优惠对象，如 低保", "the group it is for"), required=True),
        "payer": Key(PAYER, Both("由谁承担，默认 government", "who pays the rest; default government")),
        "pays": Key(SHARE, Both("自付的比例", "the share the home pays")),
        "rate": Key(
            NumberField("0"), Both("代替原价的价格，元/单位", "a price instead of the usual one [CNY per unit]")
        ),
        "per": Key(PER, Both("计价单位", "the measures of `rate`")),
        "charge": Key(
            TextField(),
            Both("rate 只代替此名称的费用项，如 basic", "`rate` replaces the charge of this name alone, such as basic"),
        ),
        "amount": Key(
            NumberField(above="0"), Both("减免金额，元，不超过账单", "an amount off [CNY], at most the bill")
        ),
        "area_limit": Key(
            MapOf(NumberField(above="0")),
            Both("只对不超过此面积的部分", "applies to the area up to this, by measure [㎡]"),
        ),
        "homes_up_to": Key(
            MapOf(NumberField(above="0")),
            Both("只限不超过此面积的住房", "only for homes of up to this area, by measure [㎡]"),
        ),
    },
    Relief,
    _check,
)
