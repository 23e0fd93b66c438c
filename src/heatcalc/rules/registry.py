"""The kinds of rule, by name. A kind's file is imported when a table first names it."""

from importlib import import_module
from typing import Any

from heatcalc.measures import Both
from heatcalc.schema.fields import FAILED
from heatcalc.schema.findings import Findings, KeyPath, as_toml
from heatcalc.schema.record import Shape
from heatcalc.schema.suggest import near_miss

RULE_KINDS = {
    "ceiling_height": "ceiling_height:SHAPE",
    "part_season": "part_season:SHAPE",
    "stopped_supply": "stopped_supply:SHAPE",
    "relief": "relief:SHAPE",
    "price_subsidy": "price_subsidy:SHAPE",
    "early_payment": "early_payment:SHAPE",
    "late_payment": "late_payment:SHAPE",
    "outage": "outage:SHAPE",
    "cold_room": "cold_room:SHAPE",
    "early_start": "outside_season:EARLY_START",
    "extension": "outside_season:EXTENSION",
}
"""Each kind's module and the name of its shape there, `module:NAME`, in the order of the stages."""


def shape_of(kind: str) -> Shape:
    """Return the shape of a kind of rule.

    Raises:
        KeyError: there is no such kind.
    """
    module, _, name = RULE_KINDS[kind].partition(":")
    shape: Shape = getattr(import_module(f"heatcalc.rules.{module}"), name)
    return shape


class AnyKind:
    """A `[[city.rule]]`: its `kind` tells how the rest of it is read."""

    name = "rule"
    allowed = Both("规则表", "a rule")

    def read(self, value: object, path: KeyPath, findings: Findings) -> Any:  # noqa: ANN401, D102
        kind = value.get("kind") if isinstance(value, dict) else None
        if isinstance(kind, str) and kind in RULE_KINDS:
            return shape_of(kind).read(value, path, findings)
        allowed = Both("、".join(RULE_KINDS), ", ".join(RULE_KINDS))
        if not isinstance(value, dict):
            findings.add(path, "wrong_type", as_toml(value), self.allowed)
        elif kind is None:
            findings.add(path, "missing_key", "kind", allowed)
        else:
            findings.add((*path, "kind"), "unknown_kind", kind, allowed, near_miss(str(kind), list(RULE_KINDS)))
        return FAILED

    def schema(self) -> dict[str, Any]:  # noqa: D102
        kinds = []
        for kind in RULE_KINDS:
            schema = shape_of(kind).schema()
            kinds.append({**schema, "properties": {**schema["properties"], "kind": {"const": kind}}})
        return {"oneOf": kinds}
