"""Tables, lists and maps of fields: a `Shape` reads a table with known keys and makes its JSON Schema."""

import re
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, NamedTuple, TypeAlias

from heatcalc.measures import Both
from heatcalc.schema.fields import FAILED, Field, Reference, TextField
from heatcalc.schema.findings import Findings, KeyPath, as_toml
from heatcalc.schema.suggest import near_miss


class ListOf:
    """A list of at least one value, each read by `item`."""

    def __init__(self, item: Field, *, distinct: bool = False) -> None:
        self.item = item
        self.distinct = distinct
        self.allowed = Both(f"列表，至少一项：{item.allowed.zh}", f"a list of at least one of: {item.allowed.en}")

    def read(self, value: object, path: KeyPath, findings: Findings) -> Any:  # noqa: ANN401, D102
        if not isinstance(value, list):
            findings.add(path, "wrong_type", as_toml(value), self.allowed, self._as_list(value, findings))
            return FAILED
        if not value:
            findings.add(path, "empty_list", "[]", self.allowed)
            return FAILED
        read = tuple(self.item.read(each, (*path, index), findings) for index, each in enumerate(value))
        if self.distinct and len(set(map(str, value))) < len(value):
            findings.add(path, "repeated", value, self.allowed)
            return FAILED
        return FAILED if any(each is FAILED for each in read) else read

    def _as_list(self, value: object, findings: Findings) -> str:
        """Return the list that a text stands for, `a` or `a, b`; `""` where its parts would be no items."""
        parts = [part.strip() for part in value.split(",")] if isinstance(value, str) else []
        unheard = Findings(findings.names)
        sound = all(self.item.read(part, (), unheard) is not FAILED for part in parts)
        return as_toml(parts) if parts and sound else ""

    def schema(self) -> dict[str, Any]:  # noqa: D102
        return {"type": "array", "minItems": 1, "items": self.item.schema()}


class OneOrMore:
    """A value, or a list of them, each read by `item`; always a tuple."""

    def __init__(self, item: Field) -> None:
        self.item = item
        self.allowed = Both(f"{item.allowed.zh}；可以是列表", f"{item.allowed.en}; or a list of such")

    def read(self, value: object, path: KeyPath, findings: Findings) -> Any:  # noqa: ANN401, D102
        return ListOf(self.item).read(value if isinstance(value, list) else [value], path, findings)

    def schema(self) -> dict[str, Any]:  # noqa: D102
        return {"anyOf": [self.item.schema(), ListOf(self.item).schema()]}


NAME_PATTERN = r"[a-z0-9_]+(?:-[a-z0-9_]+)*"
NAME_LIKE = Both(
    "小写字母、数字、_ 和中间的 -，如 high_rise", "small letters, digits, _ and - in between, such as high_rise"
)


class MapOf:
    """A table whose keys are the author's own: `[sources.…]`, `when = { … }`."""

    def __init__(self, item: Field, key: str = NAME_PATTERN, key_allowed: Both = NAME_LIKE) -> None:
        self.item = item
        self.key = key
        self.key_allowed = key_allowed
        self.allowed = Both("表", "a table")

    def read(self, value: object, path: KeyPath, findings: Findings) -> Any:  # noqa: ANN401, D102
        if not isinstance(value, Mapping):
            findings.add(path, "wrong_type", as_toml(value), self.allowed)
            return FAILED
        read = {}
        for key, each in value.items():
            if not re.fullmatch(self.key, key):
                findings.add((*path, key), "bad_name", key, self.key_allowed)
            read[key] = self.item.read(each, (*path, key), findings)
        return FAILED if FAILED in read.values() else read

    def schema(self) -> dict[str, Any]:  # noqa: D102
        item = self.item.schema()
        return {"type": "object", "patternProperties": {f"^{self.key}$": item}, "additionalProperties": False}


class Values(dict[str, Any]):
    """The values of a table's keys as they were read, and the table itself, `raw`."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        super().__init__()
        self.raw = raw

    def valid(self, name: str) -> Any:  # noqa: ANN401 - whatever the key holds
        """Return the value of a key, or None where it is not there or could not be read."""
        value = self.get(name)
        return None if value is FAILED else value


CrossCheck: TypeAlias = Callable[[Values, KeyPath, Findings], None]
"""Looks at several keys of a table together."""


def imported_later(module: str, name: str) -> Callable[[Any, KeyPath, Findings], None]:
    """Return a cross-check that is imported when it is first made: a bill by the shipped table makes none."""

    def check(values: Any, path: KeyPath, findings: Findings) -> None:  # noqa: ANN401 - Values, or rows
        getattr(import_module(module), name)(values, path, findings)

    return check


class Key(NamedTuple):
    """A key of a table: how its value is read, whether it must be there, and what it means."""

    field: Field
    doc: Both
    required: bool = False


class Shape:
    """A table with known keys, read into what `build` makes of them.

    `build` is called with the keys that were there; a key that is a Python keyword gets an underscore (`class_`).
    It is not called where a finding was made. `cross_check` looks at several keys together. It runs even if single
    fields failed, so that one mistake does not hide another; the value of a key that could not be read is `FAILED`.
    """

    def __init__(
        self,
        name: str,
        keys: dict[str, Key],
        build: Callable[..., Any],
        cross_check: CrossCheck | None = None,
    ) -> None:
        self.name = name
        self.keys = keys
        self.build = build
        self.cross_check = cross_check
        self.allowed = Both("表", "a table")

    def read(self, value: object, path: KeyPath, findings: Findings) -> Any:  # noqa: ANN401, D102
        if not isinstance(value, Mapping):
            findings.add(path, "wrong_type", as_toml(value), self.allowed)
            return FAILED
        values = Values(value)
        start = len(findings)
        for name, each in value.items():
            key = self.keys.get(name)
            if key is None:
                hint = near_miss(name, [known for known in self.keys if known not in value])
                allowed = Both("、".join(self.keys), ", ".join(self.keys))
                findings.add((*path, name), "unknown_key", name, allowed, hint)
                values[hint] = FAILED  # so that the key it was meant to be is not called missing as well
            else:
                values[name] = key.field.read(each, (*path, name), findings)
        for name, key in self.keys.items():
            if key.required and name not in values:
                findings.add(path, "missing_key", name, key.field.allowed)
        if self.cross_check is not None and not findings.known_sound:
            self.cross_check(values, path, findings)
        own = any(finding.path == path or finding.path[:-1] == path for finding in findings[start:])
        if own or FAILED in values.values():
            return FAILED
        return self.build(**{f"{name}_" if name in _KEYWORDS else name: each for name, each in values.items()})

    def schema(self) -> dict[str, Any]:  # noqa: D102
        return {
            "type": "object",
            "properties": {
                name: {"description": f"{key.doc.zh} / {key.doc.en}", **key.field.schema()}
                for name, key in self.keys.items()
            },
            "required": [name for name, key in self.keys.items() if key.required],
            "additionalProperties": False,
        }


class ShapeLater:
    """A shape that is imported when the first table of it is read: what heat costs is nothing that a bill reads."""

    def __init__(self, name: str, module: str, constant: str) -> None:
        self.name = name
        self.allowed = Both("表", "a table")
        self._place = (module, constant)

    def read(self, value: object, path: KeyPath, findings: Findings) -> Any:  # noqa: ANN401, D102
        return self.shape().read(value, path, findings)

    def schema(self) -> dict[str, Any]:  # noqa: D102
        return self.shape().schema()

    def shape(self) -> Shape:
        """Return the shape itself."""
        module, constant = self._place
        shape: Shape = getattr(import_module(module), constant)
        return shape


_KEYWORDS = ("class", "from", "or")


SOURCE_KEY = Key(
    Reference("sources", Both("[sources] 中的一项", "one of [sources]")), Both("出处", "the source"), required=True
)
QUOTE_KEY = Key(TextField(), Both("出处原文", "the source's own words"))
"""The keys by which every entry of a table names its source."""
NOTE_KEYS = {
    "note": Key(
        TextField(),
        Both(
            "账单上要说明的话，如报停的期限",
            "what a bill must say beside its lines, such as until when a stop is asked for",
        ),
    ),
    "english_note": Key(TextField(), Both("note 的英文，默认同 note", "`note` in English; default `note`")),
}
"""The keys by which a price or rule says on a bill what no figure of it says."""
ID_KEY = Key(
    TextField(r"[a-z0-9][-a-z0-9_/=.]*", Both("小写字母、数字和 - _ / = .", "small letters, digits and - _ / = .")),
    Both(
        "不变的标识；省略时由城市、类别、计费方式和开始日构成",
        "an id that never changes; default from city, class, plan, first day",
    ),
)
"""The key by which others name an entry."""

CONDITIONS = MapOf(
    TextField(
        allowed=Both(
            "一个值（文字）；几个值的，各写一条", "one value, as text; for several values, write an entry for each"
        )
    )
)
"""Attributes of homes, each with the value that an entry is about."""
