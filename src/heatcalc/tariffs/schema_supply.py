"""The keys of a network's supply: its plants, the published figures, and where those contradict themselves."""

from heatcalc.measures import Both
from heatcalc.schema.fields import NumberField, OneOf, TextField
from heatcalc.schema.findings import Findings, KeyPath
from heatcalc.schema.record import QUOTE_KEY, SOURCE_KEY, Key, ListOf, Shape, Values
from heatcalc.schema.suggest import near_miss
from heatcalc.tariffs.model_supply import Doubt, Figure, Plant
from heatcalc.tariffs.schema_costs import HEAT_PRICE

_NAMES = {
    "name": Key(TextField(), Both("中文名", "name in Chinese"), required=True),
    "english": Key(TextField(), Both("英文名", "name in English"), required=True),
}

FIGURE_UNITS = ("m2", "MW", "household", "person", "percent", "CNY")
"""The units of published figures."""

PLANT = Shape(
    "plant",
    {
        **_NAMES,
        "capacity_m2": Key(
            NumberField(above="0"), Both("供热能力，㎡", "the area that it can heat [㎡]"), required=True
        ),
        "units": Key(TextField(), Both("机组", "its units")),
        "price": Key(HEAT_PRICE, Both("本厂热价，元/吉焦", "its own price [CNY/GJ]")),
        "source": SOURCE_KEY,
        "quote": QUOTE_KEY,
    },
    Plant,
)
SUPPLY_FIGURE = Shape(
    "figure",
    {
        "id": Key(TextField(r"[a-z0-9_]+"), Both("唯一的标识", "a unique name"), required=True),
        **_NAMES,
        "value": Key(NumberField(), Both("数值", "the value"), required=True),
        "unit": Key(OneOf(FIGURE_UNITS), Both("单位", "the unit"), required=True),
        "source": SOURCE_KEY,
        "quote": QUOTE_KEY,
    },
    Figure,
)
DOUBT = Shape(
    "doubt",
    {
        "kind": Key(
            OneOf(("quotient", "differ", "misprint")),
            Both("相除、两个数字、印错", "divided, two figures for one thing, or a misprint"),
            required=True,
        ),
        "of": Key(
            ListOf(TextField(), distinct=True), Both("所涉的数，figure 的 id", "the ids of the figures"), required=True
        ),
        **_NAMES,
    },
    Doubt,
)


def check_figures(values: Values, path: KeyPath, findings: Findings) -> None:
    """Find figures that come twice, and doubts about figures that there are none of, or about too few or too many."""
    ids = [figure.id for figure in values.valid("figure") or ()]
    for index, id_ in enumerate(ids):
        if id_ in ids[:index]:
            findings.add((*path, "figure", index, "id"), "repeated", id_)
    for index, doubt in enumerate(values.valid("doubt") or ()):
        place = (*path, "doubt", index, "of")
        for id_ in doubt.of:
            if id_ not in ids:
                findings.add(place, "not_allowed", id_, Both("、".join(ids), ", ".join(ids)), near_miss(id_, ids))
        wanted = 1 if doubt.kind == "misprint" else 2
        if len(doubt.of) != wanted:
            findings.add(place, "not_allowed", len(doubt.of), Both(f"{wanted} 个", f"{wanted} of them"))
