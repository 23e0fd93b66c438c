"""From a record of a ledger to the question that it asks, or to the reason why it cannot be billed."""

import re
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from heatcalc.formula.home import Home
from heatcalc.inputs import INPUTS, Input, parse_date, parse_winter
from heatcalc.ledger.words import is_stopped
from heatcalc.money import half_width, parse_number

ERRORS = re.compile(r"#(?:DIV/0!|REF!|N/A|NAME\?|VALUE!|NULL!|NUM!|FORMULA\?|GETTING_DATA|SPILL!|CALC!)", re.IGNORECASE)
_NONE = ("", "无", "否", "none", "no")
_MIDNIGHT = re.compile(r"(?<=\S) 0?0:00(?::00)?\Z")
"""What spreadsheets put behind a date when they save it as CSV."""


class FieldError(Exception):
    """A field that cannot be read: the reject's code, the column, and what was found."""

    def __init__(self, code: str, column: str, found: str) -> None:
        super().__init__(code)
        self.code = code
        self.column = column
        self.found = found


class Row(NamedTuple):
    """What a record says: the home, and what it names of city, class, plan and winter (`""` where it is silent)."""

    account: str
    city: str
    class_: str
    plan: str
    winter: int | None
    home: Home


def row_of(values: Mapping[str, str], words: Mapping[str, str] = MappingProxyType({})) -> Row:
    """Return what the fields of a record say, by their meanings; `words` are the headers that they are written below.

    Raises:
        FieldError: a field cannot be read.
    """
    for column, value in values.items():
        if ERRORS.search(value):
            raise FieldError("R05", column, value)
    measures: dict[str, Fraction] = {}
    attributes = {
        column.removeprefix("with "): value.strip()
        for column, value in values.items()
        if column.startswith("with ") and value.strip()
    }
    for each in INPUTS.values():
        text = values.get(each.column, "").strip() if each.column else ""
        if each.kind == "flag":
            stopped = is_stopped(text, words.get(each.column, each.column))
            if stopped is None:
                raise FieldError("R08", each.column, text)
            if stopped:
                attributes[each.name] = "yes"
        elif each.kind == "word":
            if text.lower() not in _NONE:
                attributes[each.name] = text
        elif text:
            measures[each.name] = _number(each, text) if each.kind == "number" else _day(each, text)
    winter = values.get("winter", "").strip()
    year = parse_winter(winter) if winter else None
    if winter and year is None:
        raise FieldError("R09", "winter", winter)
    city, class_, plan, account = (values.get(name, "").strip() for name in ("city", "class", "plan", "account"))
    return Row(account, city, class_, plan, year, Home(measures, attributes))


def _number(asked: Input, text: str) -> Fraction:
    number = parse_number(text, asked.units)
    if number is None:
        raise FieldError("R06", asked.column, text)
    if number == 0 and not asked.may_be_zero:
        raise FieldError("R07", asked.column, text)
    return number


def _day(asked: Input, text: str) -> Fraction:
    date = parse_date(_MIDNIGHT.sub("", half_width(text)))
    if date is None:
        raise FieldError("R09", asked.column, text)
    return Fraction(date.toordinal())
