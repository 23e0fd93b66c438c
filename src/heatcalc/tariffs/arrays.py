"""Arrays of tables, of which a faulty one does not hide what is wrong with others; and the names a table defines."""

from collections.abc import Callable, Mapping
from typing import Any

from heatcalc.measures import Both
from heatcalc.rules.registry import AnyKind
from heatcalc.schema.fields import FAILED
from heatcalc.schema.findings import Findings, KeyPath, as_toml
from heatcalc.schema.record import Shape, ShapeLater


class ValidTables(tuple[Any, ...]):  # noqa: SLOT001 - it has an attribute
    """The rows of an array of tables that could be read. `places` has the place of each in it."""

    places: tuple[int, ...]


class TableArray:
    """An array of tables. A faulty one does not hide what is wrong with the others.

    `together` is the cross-field check of all rows of the document.
    """

    def __init__(
        self,
        row: Shape | ShapeLater | AnyKind,
        together: Callable[[list[Mapping[str, Any]], KeyPath, Findings], None] | None = None,
    ) -> None:
        self.row = row
        self.together = together
        self.allowed = Both(f"[[…{row.name}]] 表的列表", f"a list of [[…{row.name}]] tables")

    def read(self, value: object, path: KeyPath, findings: Findings) -> Any:  # noqa: ANN401, D102
        if not isinstance(value, list) or not value:
            findings.add(
                path, "wrong_type" if not isinstance(value, list) else "empty_list", as_toml(value), self.allowed
            )
            return FAILED
        rows = [(index, self.row.read(each, (*path, index), findings)) for index, each in enumerate(value)]
        sound = ValidTables(row for _, row in rows if row is not FAILED)
        sound.places = tuple(index for index, row in rows if row is not FAILED)
        if self.together is not None and not findings.known_sound:
            self.together([each if isinstance(each, dict) else {} for each in value], path, findings)
        return sound

    def schema(self) -> dict[str, Any]:  # noqa: D102
        return {"type": "array", "minItems": 1, "items": self.row.schema()}


def names_of(document: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the names that a table defines: of its sources, classes and cities."""
    defined = ("sources", "classes", "measures", "plans")
    names = {what: list(each) for what in defined if isinstance(each := document.get(what, {}), dict)}
    cities = document.get("city")
    ids = [city.get("id") for city in cities if isinstance(city, dict)] if isinstance(cities, list) else []
    classes = document.get("classes")
    kinds = [
        f"{id_} {class_['kind']}"
        for id_, class_ in (classes.items() if isinstance(classes, dict) else ())
        if isinstance(class_, dict) and "kind" in class_
    ]
    ids = [id_ for id_ in ids if isinstance(id_, str)]
    return {"sources": [], "classes": [], **names, "city": ids, "kinds": kinds}
