"""What only an allocation asks of a home: columns of its ledger that no bill knows.

They are told to the header as attributes of homes are, so that `batch` goes on asking what such a column is to mean.
"""

from fractions import Fraction

from heatcalc.inputs import INPUTS, Input
from heatcalc.measures import GJ_PER, Both
from heatcalc.schema.attributes import Attribute, Attributes


def _column(name: str, label: Both, *headers: str) -> Input:
    return Input(name, "number", column=f"with {name}", headers=headers, label=label)


def _date(name: str, label: Both, *headers: str) -> Input:
    days = INPUTS["paid_on"]
    return _column(name, label, *headers)._replace(kind="date", least=days.least, most=days.most)


UNITS = _column(
    "units",
    Both("分摊单位", "allocator units"),
    *("分配表读数", "分配器读数", "分摊器读数", "热分配表读数", "分摊读数", "Einheiten", "jednostki"),
)._replace(units=("单位", "个"), most=1_000_000_000)
FACTOR = _column(
    "factor",
    Both("修正系数", "correction factor"),
    *("位置修正系数", "位置系数", "修正", "Lagefaktor", "LAF"),
)._replace(least=Fraction("0.01"), most=10)
MOVED_IN = _date("moved_in", Both("入住日期", "moved in"), "入住", "迁入日期", "起租日期", "from", "Einzug")
MOVED_OUT = _date("moved_out", Both("迁出日期", "moved out"), "迁出", "搬出日期", "退租日期", "to", "Auszug")

OWN = {each.name: each for each in (UNITS, FACTOR, MOVED_IN, MOVED_OUT)}
USES = (*GJ_PER, UNITS.name)
"""What the use of a home may be counted in; one of them in a ledger."""


def attributes_with(attributes: Attributes) -> Attributes:
    """Return the attributes of a table, and besides them what only an allocation asks."""
    return {
        **attributes,
        **{each.name: Attribute(each.label, {}, also=each.headers, is_figure=True) for each in OWN.values()},
    }
