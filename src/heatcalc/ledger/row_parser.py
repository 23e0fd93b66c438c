"""From a record of a ledger to the question that it asks, or to the reason why it cannot be billed."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any, NamedTuple

from heatcalc.formula.home import Home, SupplyEvents
from heatcalc.inputs import INPUTS, Input
from heatcalc.ledger.columns import ALSO
from heatcalc.ledger.words import SUPPLY_WORDS, is_reconnected, is_stopped, plan_of, relief_of
from heatcalc.money import half_width, parse_number
from heatcalc.written import ColdDays, parse_cold, parse_date, parse_degrees, parse_winter, parse_year

_ERRORS = r"#(?:DIV/0!|REF!|N/A|NAME\?|VALUE!|NULL!|NUM!|FORMULA\?|GETTING_DATA|SPILL!|CALC!|MERGED!|FORMAT!|ACCOUNT!)"
ERRORS = re.compile(re.sub("[A-Z]", lambda letter: f"[{letter[0]}{letter[0].lower()}]", _ERRORS))
"""Errors of Excel's, in small letters too; engines differ in which letters are the same but for their case."""
_NOT_EXCELS = {
    "#MERGED!": "R05_merged",
    "#FORMULA?": "R05_formula",
    "#FORMAT!": "R05_format",
    "#ACCOUNT!": "R13_format",
}
"""Our own marks of a cell that cannot be used, which Excel does not have."""
_TIME = re.compile(
    r"(?<=[0-9日])(?:[ T]+(?:(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?|24:00(?::00)?)"
    r"|(?<=\b[0-9]{8})(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9])\Z"
)
"""A time of day behind a date, as spreadsheets and databases write it; no instant, whose day depends on the zone."""
_SERIAL = re.compile(r"[2-6][0-9]{4}")
_EXCEL_DAY_0 = dt.date(1899, 12, 30).toordinal()
_DECIMALS = re.compile(r"[0-9,]+\.[0-9]{5,}")
_EXPONENT = re.compile(r"[-+]?[0-9.,]+[eE][-+]?[0-9]+")
_CUT_SHORT = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+[0-9]+|[0-9]\.[0-9]+[eE][0-9]+")
"""An account that a spreadsheet has made a number of, and shown with an exponent: its last digits are lost."""

_NONE = re.compile(r"null|none|nan|n/?a|无|没有|[(（]?空[)）]?|同[上前]|[〃″]|不详|未知|[-—–_/\\.*]+", re.IGNORECASE)
"""What people and programs write where there is no account."""
_UNPAID = re.compile("未[缴交付]费?|欠费?|无|[-—–/]+")
_FOR_A_TIME = re.compile("停.*(?:季|年|月|天)|半(?:季|年|个?月)")
_IN_PART = re.compile("部分|半")
_AS_DATE = re.compile(
    r"(?:[0-9]{2,4}年)?[0-9]{1,2}月(?:[0-9]{1,2}日)?|[0-9]{1,2}-[A-Z][a-z]{2}|[A-Z][a-z]{2}-[0-9]{2}"
    r"|[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}[ T][0-9]{1,2}:[0-9:.]+"
)
"""An account such as 5-3 that a spreadsheet has made a date of."""


class FieldError(Exception):
    """A field that cannot be read: the reject's code, the column, what was found, and the message that says why."""

    def __init__(self, code: str, column: str, found: str, why: str = "", **values: Any) -> None:  # noqa: ANN401
        super().__init__(code)
        self.values = values
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
    events: SupplyEvents


def row_of(
    values: Mapping[str, str],
    words: Mapping[str, str] = MappingProxyType({}),
    known: Callable[[str, str], str] = lambda _, word: word,
    *,
    by_year: bool = False,
) -> Row:
    """Return what the fields of a record say, by their meanings; `words` are the headers that they are written below.

    `known` makes of a meaning and a word what all words have in common that mean the same. Where homes may be billed
    `by_year`, the column of the winter may hold a calendar year.

    Raises:
        FieldError: a field cannot be read.
    """
    refuse_errors(values)
    measures: dict[str, Fraction] = {}
    attributes = {
        column.removeprefix("with "): value.strip()
        for column, value in values.items()
        if column.startswith("with ") and value.strip()
    }
    asked = [each for each in INPUTS.values() if each.column in values]
    row = _RowWords(values, words, known, [each for each in values if each.startswith(ALSO)])
    for each in asked:
        text = stated(each, values[each.column])
        if each.kind in ("flag", "word"):
            said = _said(each.column, row)
            if said:
                attributes[each.name] = said
        elif text and each.is_measure:
            figure = figure_of(each, text)
            if figure or not each.is_event:
                measures[each.name] = figure
    winter = values.get("winter", "").strip()
    year = (parse_winter(winter) or (parse_year(winter) if by_year else None)) if winter else None
    if winter and year is None:
        raise FieldError("R09", "winter", winter, "R09_winter")
    refuse_damaged(values.get("account", ""))
    city, account = (values.get(name, "").strip() for name in ("city", "account"))
    class_, plan = (_said(name, row) for name in ("class", "plan"))
    return Row(account, city, class_, plan, year, Home(measures, attributes), _events(values, asked))


def stated(asked: Input, field: str) -> str:
    """Return what a field states; nothing where it says that there is no date yet, as of a bill that is not paid."""
    text = field.strip()
    return "" if asked.kind == "date" and _UNPAID.fullmatch(text) else text


def refuse_errors(values: Mapping[str, str]) -> None:
    """Check that no field is an error of a spreadsheet, or one of our own marks.

    Raises:
        FieldError: one is.
    """
    for column, value in values.items():
        if "#" in value and ERRORS.search(value):
            why = _NOT_EXCELS.get(value.strip(), "R05")
            raise FieldError(why[:3], column, value, why)


def refuse_damaged(account: str) -> None:
    """Check that a spreadsheet has not made something else of an account: 1.40211E+11, 5月3日 of 5-3; and it is one.

    Raises:
        FieldError: it has.
    """
    written = half_width(account)
    if _CUT_SHORT.fullmatch(written):
        raise FieldError("R13", "account", account)
    if _AS_DATE.fullmatch(written):
        raise FieldError("R13", "account", account, "R13_date")
    if written and not written.strip("#"):
        raise FieldError("R13", "account", account, "R13_narrow")
    if _NONE.fullmatch(written.strip()):
        raise FieldError("R12", "account", account, "R12_none")


class _RowWords(NamedTuple):
    """The words of a row: their values by column, their headers, what words have in common, columns of one meaning."""

    values: Mapping[str, str]
    words: Mapping[str, str]
    known: Callable[[str, str], str]
    also: Sequence[str]


def _said(column: str, row: _RowWords) -> str:
    """Return what a column says in words, and any further ones of its meaning, which must agree; `""` for nothing.

    Raises:
        FieldError: a word is unknown, or the columns do not agree.
    """
    values, words, known, also = row
    if column not in values:
        return ""
    said = _word(column, values[column], words.get(column, column))
    for other in also:
        if not other.endswith(f" {column}"):
            continue
        word = _word(column, values[other], words.get(other, other), other)
        first, second = values[column].strip(), values[other].strip()
        # "" is what a status says of a supplied home, so only a blank field says nothing there.
        both = first and second if column == "status" else said and word
        if both and known(column, said) != known(column, word):
            raise FieldError("R23", other, second, other=words.get(column), said=first)
        said = said or word
    return said


def _word(column: str, text: str, header: str, place: str = "") -> str:
    """Return what a word means below its header: a plan, the group of a relief, `yes` of a stopped supply."""
    text = text.strip()
    match column:
        case "plan":
            return plan_of(text, header) if text else ""
        case "relief":
            group = relief_of(text, header)
            if group is None:
                raise FieldError("R18", place or column, text)
            return group
        case "status":
            stopped = is_stopped(text, header)
            if stopped is None:
                known = {"supplied": SUPPLY_WORDS[0], "stopped": SUPPLY_WORDS[1]}
                part = "R08_time" if _FOR_A_TIME.search(text) else "R08_part" if _IN_PART.search(text) else ""
                why = part if text else "R08_blank"
                raise FieldError("R08", place or column, text, why, **known)
            return "yes" if stopped else ""
        case "reconnected":
            opened = is_reconnected(text)
            if opened is None:
                raise FieldError("R08", place or column, text, "R08_yes")
            return "yes" if opened else ""
    return text


def _events(values: Mapping[str, str], asked: list[Input]) -> SupplyEvents:
    """Return what happened to a home in the winter.

    Raises:
        FieldError: a date or temperature cannot be read, or a temperature or its days are missing.
    """
    if not any(values[each.column] for each in asked if each.kind == "event"):
        return SupplyEvents()

    def said(name: str) -> str:
        return values.get(INPUTS[name].column, "").strip()

    first, last = (_date(said(name), INPUTS[name]) if said(name) else None for name in ("supply_from", "supply_to"))
    cold = parse_cold(said("cold")) if said("cold") else ()
    if cold is None:
        raise FieldError("R06", INPUTS["cold"].column, said("cold"), "R06_cold")
    days = parse_number(said("cold_days"), INPUTS["day"].units) if said("cold_days") else Fraction(0)
    if days is None:
        raise FieldError("R06", INPUTS["cold_days"].column, said("cold_days"))
    if days and not said("room_c"):
        raise FieldError("R19", INPUTS["room_c"].column, "", "R19_cold")
    degrees = parse_degrees(said("room_c")) if days else None
    if days and degrees is None:
        raise FieldError("R06", INPUTS["room_c"].column, said("room_c"))
    return SupplyEvents(first, last, cold if degrees is None else (*cold, ColdDays(degrees, days)))


def figure_of(asked: Input, text: str) -> Fraction:
    """Return the figure that a field is, in the unit of its measure; a date as its day, counted from 1 in the year 1.

    Raises:
        FieldError: it is none.
    """
    if asked.kind == "date":
        return Fraction(_date(text, asked).toordinal())
    number = parse_number(text, asked.units, signed=asked.least < 0)
    if number is None:
        raise FieldError("R06", asked.column, text, why_no_number(text, "R06_places"))
    if number == 0 and not asked.may_be_zero and not asked.is_event:
        raise FieldError("R07", asked.column, text)
    return number


def why_no_number(text: str, places: str = "R06") -> str:
    """Return the message that says why a text is no number; `places` is that of one with too many decimals."""
    written = half_width(text)
    if _EXPONENT.match(written):
        return "R06_exponent"
    return places if _DECIMALS.match(written) else "R06"


def _date(text: str, asked: Input) -> dt.date:
    written = half_width(text)
    date = parse_date(_TIME.sub("", written))
    if date is None and _SERIAL.fullmatch(written):
        day = dt.date.fromordinal(_EXCEL_DAY_0 + int(written))
        raise FieldError("R09", asked.column, f"{text} ({day})", "R09_serial")
    if date is None:
        raise FieldError("R09", asked.column, text)
    return date
