"""What one value of a TOML table may be, said once: its type, its range, and how that is described.

A field reads a value, collecting every mistake as a `Finding`; the JSON Schema for editors and the reference of the
table are made from the same fields.
"""

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

from heatcalc.measures import Both
from heatcalc.money import plain
from heatcalc.schema.findings import Findings, KeyPath, as_toml
from heatcalc.schema.suggest import near_miss
from heatcalc.schema.winters import CalendarYear, MonthDay, first_year, year_of

_TEXT = Both("非空文字", "text that is not blank")

FAILED: Any = object()
"""What a field returns for a value that it found at fault."""


class Field(Protocol):
    """Reads one value. Returns it in its normal form, or adds findings and returns `FAILED`."""

    allowed: Both

    def read(self, value: object, path: KeyPath, findings: Findings) -> Any:  # noqa: ANN401 - whatever the field reads
        """Read the `value` at `path`."""
        ...

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of what is allowed."""
        ...


class TextField:
    """A text that is not blank, of a given pattern if any."""

    def __init__(self, pattern: str = "", allowed: Both = _TEXT) -> None:
        self.pattern = pattern
        self.allowed = allowed

    def read(self, value: object, path: KeyPath, findings: Findings) -> Any:  # noqa: ANN401, D102
        if not isinstance(value, str):
            findings.add(path, "wrong_type", as_toml(value), self.allowed)
        elif value != value.strip():
            findings.add(path, "blank_ends", as_toml(value), self.allowed)
        elif not value.strip() or (self.pattern and not re.fullmatch(self.pattern, value)):
            findings.add(path, "not_allowed", as_toml(value), self.allowed)
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

    def read(self, value: object, path: KeyPath, findings: Findings) -> Any:  # noqa: ANN401, D102
        if isinstance(value, str) and value in self.words:
            return value
        hint = near_miss(value, list(self.words)) if isinstance(value, str) else ""
        findings.add(path, "not_allowed", as_toml(value), self.allowed, hint)
        return FAILED

    def schema(self) -> dict[str, Any]:  # noqa: D102
        return {"enum": list(self.words)}


class BuiltInOrOwn(OneOf):
    """One of some words that heatcalc has, or one that the table declares under `own`, such as its measures."""

    def __init__(self, words: tuple[str, ...], own: str) -> None:
        super().__init__(words)
        self.own = own
        self.allowed = Both(f"{self.allowed.zh}，或 [{own}] 中的一项", f"{self.allowed.en}, or one of [{own}]")

    def read(self, value: object, path: KeyPath, findings: Findings) -> Any:  # noqa: ANN401, D102
        if isinstance(value, str) and value in findings.names.get(self.own, ()):
            return value
        return super().read(value, path, findings)

    def schema(self) -> dict[str, Any]:  # noqa: D102
        return {"anyOf": [super().schema(), {"type": "string", "pattern": f"^{OWN_NAME}$"}]}


OWN_NAME = "[a-z][a-z0-9_]*"
"""How a table names a measure or a plan of its own."""
OWN_NAME_LIKE = Both(
    "以小写字母开头，可含数字和 _，如 return_c", "small letters, digits and _, a letter first, such as return_c"
)


class NumberField:
    """A finite number within bounds, kept exactly. `above` is a bound that the number must exceed."""

    def __init__(self, low: str | None = None, high: str | None = None, above: str | None = None) -> None:
        self.low = None if low is None else Fraction(low)
        self.above = None if above is None else Fraction(above)
        self.high = None if high is None else Fraction(high)
        bounds = [f">= {low}" if low else "", f"> {above}" if above else "", f"<= {high}" if high else ""]
        text = " ".join(bound for bound in bounds if bound)
        self.allowed = Both(f"有限小数 {text}".strip(), f"a finite number {text}".strip())

    def holds(self, number: Fraction) -> bool:
        """Return whether a number is within the bounds."""
        return (
            (self.low is None or number >= self.low)
            and (self.above is None or number > self.above)
            and (self.high is None or number <= self.high)
        )

    def read(self, value: object, path: KeyPath, findings: Findings) -> Any:  # noqa: ANN401, D102
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            findings.add(path, "wrong_type", as_toml(value), self.allowed)
            return FAILED
        if isinstance(value, Decimal) and (not value.is_finite() or not -9 <= value.adjusted() <= 15):
            # A zero has an exponent of its own ("0e400"), and a huge exponent must not reach Fraction.
            if value != 0 or not value.is_finite():
                findings.add(path, "not_allowed", as_toml(value), self.allowed)
                return FAILED
            value = 0
        number = Fraction(value)
        if not self.holds(number):
            percent = self.high is not None and self.high <= 1 and number >= _LEAST_PERCENT
            hint = plain(number / 100) if percent and self.holds(number / 100) else ""
            findings.add(path, "out_of_range", as_toml(value), self.allowed, hint)
            return FAILED
        return number

    def schema(self) -> dict[str, Any]:  # noqa: D102
        schema: dict[str, Any] = {"type": "number"}
        for key, bound in (("minimum", self.low), ("exclusiveMinimum", self.above), ("maximum", self.high)):
            if bound is not None:
                schema[key] = float(bound) if bound.denominator > 1 else int(bound)
        return schema


class Reference:
    """The name of something that the document itself defines: a source, a class, a city."""

    def __init__(self, what: str, allowed: Both) -> None:
        self.what = what
        self.allowed = allowed

    def read(self, value: object, path: KeyPath, findings: Findings) -> Any:  # noqa: ANN401, D102
        names = findings.names[self.what]
        if isinstance(value, str) and value in names:
            return value
        hint = near_miss(value, names) if isinstance(value, str) else ""
        findings.add(path, f"unknown_{self.what}", as_toml(value), self.allowed, hint)
        return FAILED

    def schema(self) -> dict[str, Any]:  # noqa: D102
        return {"type": "string"}


class FactorField:
    """A factor above 0, at most 1000: a number, or a fraction of whole numbers as text, `"14/30"`."""

    allowed = Both('> 0 且 <= 1000 的数，或分数 "14/30"', 'a number > 0 <= 1000, or a fraction "14/30"')

    def read(self, value: object, path: KeyPath, findings: Findings) -> Any:  # noqa: ANN401, D102
        if isinstance(value, str) and re.fullmatch(r"[1-9][0-9]{0,5}/[1-9][0-9]{0,5}", value):
            number = Fraction(value)
            if number <= _MOST_TIMES:
                return number
            findings.add(path, "out_of_range", as_toml(value), self.allowed)
            return FAILED
        return NumberField(above="0", high=str(_MOST_TIMES)).read(value, path, findings)

    def schema(self) -> dict[str, Any]:  # noqa: D102
        fraction = {"type": "string", "pattern": "^[1-9][0-9]{0,5}/[1-9][0-9]{0,5}$"}
        return {"anyOf": [NumberField(above="0", high=str(_MOST_TIMES)).schema(), fraction]}


_MOST_TIMES = 1000
_LEAST_PERCENT = 2
"""From here on a number in the place of a share is taken to be meant in percent."""

RATE = NumberField("-1000000", "1000000")
"""A price [CNY per its measures]; negative for a deduction."""
DAILY = NumberField("0", "0.05")
"""A share for each day: 5 % a day would be a year's usury in three weeks."""
SHARE = NumberField("0", "1")
"""A share, 0 to 1."""


class FlagField:
    """true or false."""

    allowed = Both("true 或 false", "true or false")

    def read(self, value: object, path: KeyPath, findings: Findings) -> Any:  # noqa: ANN401, D102
        if isinstance(value, bool):
            return value
        findings.add(path, "wrong_type", as_toml(value), self.allowed)
        return FAILED

    def schema(self) -> dict[str, Any]:  # noqa: D102
        return {"type": "boolean"}


class DayField:
    """A date; with `recurring`, also a day of every winter, `"11-15"`; with `winter`, also `"2022-2023"`."""

    def __init__(self, *, recurring: bool = False, dated: bool = True, winter: bool = False) -> None:
        self.recurring = recurring
        self.dated = dated
        self.winter = winter
        forms = ["2022-11-15"] * dated + ['"11-15"'] * recurring + ['"2022-2023"', "2022"] * winter
        self.allowed = Both(" 或 ".join(forms), " or ".join(forms))

    def read(self, value: object, path: KeyPath, findings: Findings) -> Any:  # noqa: ANN401, D102
        day = self._day(value)
        if day is None:
            findings.add(path, "not_allowed", as_toml(value), self.allowed)
        elif isinstance(day, MonthDay) or FIRST_YEAR <= year_of(day) <= LAST_YEAR:
            return day
        else:
            open_end = year_of(day) > LAST_YEAR and path[-1:] == ("until",)
            findings.add(path, "far_year", as_toml(value), _OPEN_END if open_end else _YEARS)
        return FAILED

    def _day(self, value: object) -> dt.date | int | MonthDay | None:
        if self.dated and isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return value
        if self.winter and isinstance(value, int) and not isinstance(value, bool) and 0 < value <= dt.MAXYEAR:
            return CalendarYear(value)
        if isinstance(value, str):
            if self.recurring and (match := re.fullmatch(r"([0-9]{2})-([0-9]{2})", value)):
                day = MonthDay(int(match[1]), int(match[2]))
                if _is_date(2024, *day):
                    return day
            if self.winter and (year := first_year(value)) is not None:
                return year
            if self.dated and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) and _is_date(*_ints(value)):
                return dt.date(*_ints(value))
        return None

    def schema(self) -> dict[str, Any]:  # noqa: D102
        pattern = "|".join(
            [r"\d{4}-\d\d-\d\d"] * self.dated + [r"\d\d-\d\d"] * self.recurring + [r"\d{4}-\d{4}"] * self.winter
        )
        text = {"type": "string", "pattern": f"^(?:{pattern})$"}
        return {"anyOf": [text, YearField().schema()]} if self.winter else text


class YearField:
    """A calendar year."""

    allowed = Both("2022 这样的年份", "a year such as 2022")

    def read(self, value: object, path: KeyPath, findings: Findings) -> Any:  # noqa: ANN401, D102
        if isinstance(value, int) and not isinstance(value, bool) and FIRST_YEAR <= value <= LAST_YEAR:
            return CalendarYear(value)
        findings.add(path, "not_allowed", as_toml(value), self.allowed)
        return FAILED

    def schema(self) -> dict[str, Any]:  # noqa: D102
        return {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}


FIRST_YEAR, LAST_YEAR = 1950, 2100
"""The years that a table may speak of; heat from a network was hardly priced before."""
_YEARS = Both(f"{FIRST_YEAR} 至 {LAST_YEAR} 年", f"the years {FIRST_YEAR} to {LAST_YEAR}")
_OPEN_END = Both(f"{_YEARS.zh}；没有终止日就不写 until", f"{_YEARS.en}; leave out `until` where no end is known")


def _ints(text: str) -> tuple[int, int, int]:
    year, month, day = text.split("-")
    return int(year), int(month), int(day)


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True
