"""What a TOML table may hold, said once: the keys, their types and ranges, and what they mean.

A `Shape` reads a parsed table into a value, collecting every mistake as a `Finding`; the JSON Schema for editors
and the reference of the table are made from the same shapes.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, NamedTuple, Protocol

from heatcalc.measures import Both
from heatcalc.messages import Lang, say
from heatcalc.money import plain

Path = tuple[str | int, ...]
"""Where a value stands: `("city", 2, "tariff", 0, "from")`."""

_NONE = Both("", "")
_TEXT = Both("非空文字", "text that is not blank")

FAILED: Any = object()
"""What a check returns for a value that it found at fault."""


def path_text(path: Path) -> str:
    """Return a path as text: `city[2].tariff[0].from`, counted from 0."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


class Finding(NamedTuple):
    """One mistake, or one oddity, in a table. `line` is 0 until the place is known."""

    path: Path
    code: str
    found: str = ""
    allowed: Both = Both("", "")
    hint: str = ""
    severity: Literal["error", "warning"] = "error"
    file: str = ""
    line: int = 0

    def text(self, lang: Lang) -> str:
        """Return the finding as one line: where, what was found, what is allowed, and a near miss if there is one."""
        where = f"{self.file}:{self.line}: " if self.line else f"{self.file}: " if self.file else ""
        place = f"{path_text(self.path)}: " if self.path else ""
        parts = [say(f"findings.{self.code}", lang)]
        if self.found:
            parts.append(say("findings.found", lang, found=self.found))
        if self.allowed.zh:
            parts.append(say("findings.allowed", lang, allowed=self.allowed))
        if self.hint:
            parts.append(say("findings.hint", lang, hint=self.hint))
        severity = say(f"findings.{self.severity}", lang)
        return f"{where}{severity} {place}{''.join(parts) if lang == 'zh' else ' '.join(parts)}"


class Findings(list[Finding]):
    """The findings of one reading, in the order they are found, and the names that the document defines."""

    def __init__(self, names: Mapping[str, list[str]] | None = None) -> None:
        super().__init__()
        self.names = names or {}

    def add(
        self,
        path: Path,
        code: str,
        found: object = "",
        allowed: Both = _NONE,
        hint: str = "",
        severity: Literal["error", "warning"] = "error",
    ) -> None:
        """Add a finding."""
        self.append(Finding(path, code, _shown(found), allowed, hint, severity))


def near(word: str, words: list[str]) -> str:
    """Return the one of `words` that `word` most likely was meant to be, or an empty text."""
    from difflib import get_close_matches

    matches = get_close_matches(word.lower(), {each.lower(): each for each in words}, n=1, cutoff=0.6)
    return next((each for each in words if matches and each.lower() == matches[0]), "")


def _shown(value: object) -> str:
    """Return a value as it would stand in a TOML file, shortened."""
    if isinstance(value, Fraction):
        text = plain(value)
    elif isinstance(value, bool):
        text = str(value).lower()
    else:
        text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."


class Check(Protocol):
    """Reads one value. Returns it in its normal form, or adds findings and returns `FAILED`."""

    allowed: Both

    def read(self, value: object, path: Path, findings: Findings) -> Any:  # noqa: ANN401 - whatever the check reads
        """Read `value`, which stands at `path`."""
        ...

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of what is allowed."""
        ...


class Text:
    """A text that is not blank, of a given pattern if any."""

    def __init__(self, pattern: str = "", allowed: Both = _TEXT) -> None:
        self.pattern = pattern
        self.allowed = allowed

    def read(self, value: object, path: Path, findings: Findings) -> Any:  # noqa: ANN401, D102
        if not isinstance(value, str):
            findings.add(path, "wrong_type", value, self.allowed)
        elif not value.strip() or (self.pattern and not re.fullmatch(self.pattern, value)):
            findings.add(path, "not_allowed", f'"{value}"', self.allowed)
        else:
            return value
        return FAILED

    def schema(self) -> dict[str, Any]:  # noqa: D102
        return {"type": "string", "pattern": f"^(?:{self.pattern})$"} if self.pattern else _NOT_BLANK


_NOT_BLANK = {"type": "string", "minLength": 1}


class OneOf:
    """One of some words."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words
        self.allowed = Both("、".join(words), ", ".join(words))

    def read(self, value: object, path: Path, findings: Findings) -> Any:  # noqa: ANN401, D102
        if isinstance(value, str) and value in self.words:
            return value
        hint = near(value, list(self.words)) if isinstance(value, str) else ""
        findings.add(path, "not_allowed", value, self.allowed, hint)
        return FAILED

    def schema(self) -> dict[str, Any]:  # noqa: D102
        return {"enum": list(self.words)}


class Amount:
    """A finite number within bounds, kept exactly. `above` is a bound that the number must exceed."""

    def __init__(self, low: str | None = None, high: str | None = None, above: str | None = None) -> None:
        self.low = None if low is None else Fraction(low)
        self.above = None if above is None else Fraction(above)
        self.high = None if high is None else Fraction(high)
        bounds = [f">= {low}" if low else "", f"> {above}" if above else "", f"<= {high}" if high else ""]
        text = " ".join(bound for bound in bounds if bound)
        self.allowed = Both(f"有限小数 {text}".strip(), f"a finite number {text}".strip())

    def read(self, value: object, path: Path, findings: Findings) -> Any:  # noqa: ANN401, D102
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            findings.add(path, "wrong_type", value, self.allowed)
            return FAILED
        if isinstance(value, Decimal) and (not value.is_finite() or not -9 <= value.adjusted() <= 15):
            # A zero has an exponent of its own ("0e400"), and a huge exponent must not reach Fraction.
            if value != 0 or not value.is_finite():
                findings.add(path, "not_allowed", value, self.allowed)
                return FAILED
            value = 0
        number = Fraction(value)
        if (
            (self.low is not None and number < self.low)
            or (self.above is not None and number <= self.above)
            or (self.high is not None and number > self.high)
        ):
            findings.add(path, "out_of_range", value, self.allowed)
            return FAILED
        return number

    def schema(self) -> dict[str, Any]:  # noqa: D102
        schema: dict[str, Any] = {"type": "number"}
        for key, bound in (("minimum", self.low), ("exclusiveMinimum", self.above), ("maximum", self.high)):
            if bound is not None:
                schema[key] = float(bound) if bound.denominator > 1 else int(bound)
        return schema


class Known:
    """The name of something that the document itself defines: a source, a class, a city."""

    def __init__(self, what: str, allowed: Both) -> None:
        self.what = what
        self.allowed = allowed

    def read(self, value: object, path: Path, findings: Findings) -> Any:  # noqa: ANN401, D102
        names = findings.names[self.what]
        if isinstance(value, str) and value in names:
            return value
        hint = near(value, names) if isinstance(value, str) else ""
        findings.add(path, f"unknown_{self.what}", value, self.allowed, hint)
        return FAILED

    def schema(self) -> dict[str, Any]:  # noqa: D102
        return {"type": "string"}


RATE = Amount("-1000000", "1000000")
"""A price [CNY per its measures]; negative for a deduction."""
SHARE = Amount("0", "1")
"""A share, 0 to 1."""


class Flag:
    """true or false."""

    allowed = Both("true 或 false", "true or false")

    def read(self, value: object, path: Path, findings: Findings) -> Any:  # noqa: ANN401, D102
        if isinstance(value, bool):
            return value
        findings.add(path, "wrong_type", value, self.allowed)
        return FAILED

    def schema(self) -> dict[str, Any]:  # noqa: D102
        return {"type": "boolean"}


class MonthDay(NamedTuple):
    """A day of every winter."""

    month: int
    day: int

    def in_winter(self, first_year: int) -> dt.date:
        """Return the day in the winter that begins in `first_year`: July to December there, the rest in the next.

        29 February becomes the 28th in a year without one.
        """
        year = first_year if self.month >= 7 else first_year + 1
        try:
            return dt.date(year, self.month, self.day)
        except ValueError:
            return dt.date(year, self.month, self.day - 1)


class Day:
    """A date; with `recurring`, also a day of every winter, `"11-15"`; with `winter`, also `"2022-2023"`."""

    def __init__(self, *, recurring: bool = False, dated: bool = True, winter: bool = False) -> None:
        self.recurring = recurring
        self.dated = dated
        self.winter = winter
        forms = ["2022-11-15"] * dated + ['"11-15"'] * recurring + ['"2022-2023"'] * winter
        self.allowed = Both(" 或 ".join(forms), " or ".join(forms))

    def read(self, value: object, path: Path, findings: Findings) -> Any:  # noqa: ANN401, D102
        if self.dated and isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return value
        if isinstance(value, str):
            if self.recurring and (match := re.fullmatch(r"([0-9]{2})-([0-9]{2})", value)):
                day = MonthDay(int(match[1]), int(match[2]))
                if _is_date(2024, *day):
                    return day
            if self.winter and (year := first_year(value)) is not None:
                return year
            if self.dated and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) and _is_date(*_ints(value)):
                return dt.date(*_ints(value))
        findings.add(path, "not_allowed", value, self.allowed)
        return FAILED

    def schema(self) -> dict[str, Any]:  # noqa: D102
        pattern = "|".join(
            [r"\d{4}-\d\d-\d\d"] * self.dated + [r"\d\d-\d\d"] * self.recurring + [r"\d{4}-\d{4}"] * self.winter
        )
        return {"type": "string", "pattern": f"^(?:{pattern})$"}


def first_year(winter: str) -> int | None:
    """Return the first year of a winter written `2022-2023`, or None for any other text."""
    match = re.fullmatch(r"([0-9]{4})-([0-9]{4})", winter, re.ASCII)
    if match is None or int(match[2]) != int(match[1]) + 1 or int(match[1]) < 1900:
        return None
    return int(match[1])


def first_day(day: dt.date | int) -> dt.date:
    """Return the first day of a winter's year, given by its first year, or the day itself."""
    return dt.date(day, 7, 1) if isinstance(day, int) else day


def last_day(day: dt.date | int) -> dt.date:
    """Return the last day of a winter's year, given by its first year, or the day itself."""
    return dt.date(day + 1, 6, 30) if isinstance(day, int) else day


def _ints(text: str) -> tuple[int, int, int]:
    year, month, day = text.split("-")
    return int(year), int(month), int(day)


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True


class ListOf:
    """A list of at least one value, each read by `item`."""

    def __init__(self, item: Check, *, distinct: bool = False) -> None:
        self.item = item
        self.distinct = distinct
        self.allowed = Both(f"列表，至少一项：{item.allowed.zh}", f"a list of at least one of: {item.allowed.en}")

    def read(self, value: object, path: Path, findings: Findings) -> Any:  # noqa: ANN401, D102
        if not isinstance(value, list):
            findings.add(path, "wrong_type", value, self.allowed)
            return FAILED
        if not value:
            findings.add(path, "empty_list", "[]", self.allowed)
            return FAILED
        read = tuple(self.item.read(each, (*path, index), findings) for index, each in enumerate(value))
        if self.distinct and len(set(map(str, value))) < len(value):
            findings.add(path, "repeated", value, self.allowed)
            return FAILED
        return FAILED if any(each is FAILED for each in read) else read

    def schema(self) -> dict[str, Any]:  # noqa: D102
        return {"type": "array", "minItems": 1, "items": self.item.schema()}


class MapOf:
    """A table whose keys are the author's own: `[sources.…]`, `when = { … }`."""

    def __init__(self, item: Check, key: str = r"[a-z0-9_]+(?:-[a-z0-9_]+)*") -> None:
        self.item = item
        self.key = key
        self.allowed = Both("表", "a table")

    def read(self, value: object, path: Path, findings: Findings) -> Any:  # noqa: ANN401, D102
        if not isinstance(value, Mapping):
            findings.add(path, "wrong_type", value, self.allowed)
            return FAILED
        read = {}
        for key, each in value.items():
            if not re.fullmatch(self.key, key):
                findings.add((*path, key), "bad_name", key, Both(f"名称形如 {self.key}", f"a name like {self.key}"))
            read[key] = self.item.read(each, (*path, key), findings)
        return read

    def schema(self) -> dict[str, Any]:  # noqa: D102
        item = self.item.schema()
        return {"type": "object", "patternProperties": {f"^{self.key}$": item}, "additionalProperties": False}


class Values(dict[str, Any]):
    """The values of a table's keys as they were read, and the table itself, `raw`."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        super().__init__()
        self.raw = raw

    def good(self, name: str) -> Any:  # noqa: ANN401 - whatever the key holds
        """Return the value of a key, or None where it is not there or could not be read."""
        value = self.get(name)
        return None if value is FAILED else value


class Key(NamedTuple):
    """A key of a table: how its value is read, whether it must be there, and what it means."""

    check: Check
    doc: Both
    required: bool = False


class Shape:
    """A table with known keys, read into what `build` makes of them.

    `build` is called with the keys that were there; a key that is a Python keyword gets an underscore (`class_`).
    It is not called where a finding was made. `also` looks at what the keys say together; it is called in any case,
    so that one mistake does not hide another, with `FAILED` for the value of a key that could not be read.
    """

    def __init__(
        self,
        name: str,
        keys: dict[str, Key],
        build: Callable[..., Any],
        also: Callable[[Values, Path, Findings], None] | None = None,
    ) -> None:
        self.name = name
        self.keys = keys
        self.build = build
        self.also = also
        self.allowed = Both("表", "a table")

    def read(self, value: object, path: Path, findings: Findings) -> Any:  # noqa: ANN401, D102
        if not isinstance(value, Mapping):
            findings.add(path, "wrong_type", value, self.allowed)
            return FAILED
        values = Values(value)
        start = len(findings)
        for name, each in value.items():
            key = self.keys.get(name)
            if key is None:
                hint = near(name, [known for known in self.keys if known not in value])
                allowed = Both("、".join(self.keys), ", ".join(self.keys))
                findings.add((*path, name), "unknown_key", name, allowed, hint)
                values[hint] = FAILED  # so that the key it was meant to be is not called missing as well
            else:
                values[name] = key.check.read(each, (*path, name), findings)
        for name, key in self.keys.items():
            if key.required and name not in values:
                findings.add(path, "missing_key", name, key.check.allowed)
        if self.also is not None:
            self.also(values, path, findings)
        own = any(finding.path == path or finding.path[:-1] == path for finding in findings[start:])
        if own or FAILED in values.values():
            return FAILED
        return self.build(**{f"{name}_" if name in _KEYWORDS else name: each for name, each in values.items()})

    def schema(self) -> dict[str, Any]:  # noqa: D102
        return {
            "type": "object",
            "properties": {
                name: {"description": f"{key.doc.zh} / {key.doc.en}", **key.check.schema()}
                for name, key in self.keys.items()
            },
            "required": [name for name, key in self.keys.items() if key.required],
            "additionalProperties": False,
        }


_KEYWORDS = ("class", "from", "or")
