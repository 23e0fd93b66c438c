"""From a record of a ledger to the question that it asks, or to the reason why it cannot be billed."""

import datetime as dt
import re
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from heatcalc.formula.home import Home
from heatcalc.inputs import INPUTS, Input, parse_date, parse_winter
from heatcalc.ledger.words import is_stopped
from heatcalc.money import half_width, parse_number

ERRORS = re.compile(
    r"#(?:DIV/0!|REF!|N/A|NAME\?|VALUE!|NULL!|NUM!|FORMULA\?|GETTING_DATA|SPILL!|CALC!|MERGED!)", re.IGNORECASE
)
_NONE = ("", "无", "否", "none", "no")
_TIME = re.compile(r"(?<=[0-9日])(?:[ T]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?Z?|(?<=\b[0-9]{8})[0-9]{6})\Z")
"""A time of day behind a date, as spreadsheets and databases write it."""
_SERIAL = re.compile(r"[2-6][0-9]{4}")
_EXCEL_DAY_0 = dt.date(1899, 12, 30).toordinal()
_DECIMALS = re.compile(r"[0-9,]+\.[0-9]{5,}")
_CUT_SHORT = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+[0-9]+")
"""An account that a spreadsheet has made a number of, and shown with an exponent: its last digits are lost."""


class FieldError(Exception):
    """A field that cannot be read: the reject's code, the column, what was found, and the message that says why."""

    def __init__(self, code: str, column: str, found: str, why: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.column = column
        self.found = found
        self.why = why or code


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
        raise FieldError("R09", "winter", winter, "R09_winter")
    if _CUT_SHORT.fullmatch(half_width(values.get("account", ""))):
        raise FieldError("R13", "account", values["account"])
    city, class_, plan, account = (values.get(name, "").strip() for name in ("city", "class", "plan", "account"))
    return Row(account, city, class_, plan, year, Home(measures, attributes))


def _number(asked: Input, text: str) -> Fraction:
    number = parse_number(text, asked.units)
    if number is None:
        raise FieldError("R06", asked.column, text, "R06_places" if _DECIMALS.match(half_width(text)) else "")
    if number == 0 and not asked.may_be_zero:
        raise FieldError("R07", asked.column, text)
    return number


def _day(asked: Input, text: str) -> Fraction:
    written = half_width(text)
    date = parse_date(_TIME.sub("", written))
    if date is None and _SERIAL.fullmatch(written):
        day = dt.date.fromordinal(_EXCEL_DAY_0 + int(written))
        raise FieldError("R09", asked.column, f"{text} ({day})", "R09_serial")
    if date is None:
        raise FieldError("R09", asked.column, text)
    return Fraction(date.toordinal())
