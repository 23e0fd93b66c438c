"""A kind of rule and an input that heatcalc does not have: `docs/add-a-rule.md` followed to the letter.

A closed balcony is charged at a price of its own: an invented rule, for tests alone.
"""

import sys
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from heatcalc.formula.nodes import Measure, Number, Product, Stated
from heatcalc.inputs import INPUTS, Input
from heatcalc.measures import MEASURES, Both, Quantity
from heatcalc.messages import texts_of
from heatcalc.rules.base import Rule, rule_shape
from heatcalc.rules.bill_builder import BillBuilder, both
from heatcalc.rules.registry import RULE_KINDS
from heatcalc.schema.fields import NumberField
from heatcalc.schema.record import Key

AREA = Measure("balcony_m2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Balcony(Rule):
    """A price for each square metre of a closed balcony."""

    kind: ClassVar[str] = "balcony"
    stage: ClassVar[int] = 2
    handles: ClassVar[str] = "balcony"

    rate: Fraction

    def apply(self, builder: BillBuilder) -> None:
        """Add the charge."""
        node = Product((AREA, Number(self.rate, (AREA.name,))))
        applies = both(Stated(AREA.name), builder.condition(self.terms.when))
        builder.add(self.kind, Both("封闭阳台", "Closed balcony"), node, self.terms.source, applies=applies)


SHAPE = rule_shape(
    Balcony.kind, {"rate": Key(NumberField("0"), Both("价格，元/㎡", "price [CNY/㎡]"), required=True)}, Balcony
)


def register() -> None:
    """Make the kind and its input known: a row in each of five tables."""
    sys.modules["heatcalc.rules.balcony"] = sys.modules[__name__]
    RULE_KINDS["balcony"] = "balcony:SHAPE"
    MEASURES[AREA.name] = Quantity("circumstance", Both("㎡", "㎡"), Both("封闭阳台面积", "closed balcony"))
    INPUTS[AREA.name] = Input(
        AREA.name,
        "number",
        keyword="balcony",
        option="--balcony",
        metavar="㎡",
        column="balcony_m2",
        headers=("阳台面积",),
        units=("㎡",),
        most=100,
        event="balcony",
        on_page=True,
        in_template="阳台面积",
    )
    texts_of("home")["balcony"] = ("封闭阳台的面积。", "Area of a closed balcony.")
    texts_of("rules")["balcony"] = ("封闭阳台", "closed balcony")


def unregister() -> None:
    """Forget them."""
    for table, name in (
        (sys.modules, "heatcalc.rules.balcony"),
        (RULE_KINDS, "balcony"),
        (MEASURES, AREA.name),
        (INPUTS, AREA.name),
        (texts_of("home"), "balcony"),
        (texts_of("rules"), "balcony"),
    ):
        del table[name]  # type: ignore[attr-defined] # each is a dict
