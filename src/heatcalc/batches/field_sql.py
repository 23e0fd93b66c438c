"""The fields of a ledger as DuckDB's SQL: numbers and dates as people write them, in whole parts of their unit."""

import re
from collections.abc import Callable, Sequence

from heatcalc.batches.plans import bounds_of
from heatcalc.formula.sql.dialect import SCALE, text_literal
from heatcalc.inputs import INPUTS
from heatcalc.ledger.total_lines import MAY_BE_SUM, SUM_MARKS, TOTAL_MARKS
from heatcalc.money import FULL_WIDTH, GROUPED, HALF_WIDTH, Currency, plain

_OF_NUMBERS = tuple(bytes([each]) for each in b"eE_+ \t\v\f")
_SHORT = 6
"""A number of so many characters, a digit first, has at most four decimals."""
_BITS = 64
"""So many bits for each repeated account: one row in as many is left to the exact reader without need."""


def amount_text(minor: str, currency: Currency) -> str:
    """Return an amount [minor units] as text with all its places."""
    whole = f"CAST({minor} AS DECIMAL(15, 0))"
    return f"CAST({whole} * {plain(currency.minor)} AS VARCHAR)" if currency.places else f"CAST({whole} AS VARCHAR)"


def may_have_totals(text: bytes) -> bool:
    """Return whether a block may have a line of totals; most have none, and then no row need be looked at for one."""
    small = text.lower()
    return any(mark.encode() in small for mark in TOTAL_MARKS)


def is_no_total(field: str, literal: Callable[[str], str] = text_literal, marks: Sequence[str] = TOTAL_MARKS) -> str:
    """Return the test that a field cannot be the word of a line of totals, with texts as the engine writes them."""
    return " AND ".join(f"NOT contains(lower({field}), {literal(mark)})" for mark in marks)


def may_have_sums(text: bytes) -> bool:
    """Return whether a block may have a line of totals that has something for an account."""
    return any(mark.encode() in text for mark in SUM_MARKS)


def is_no_sum(field: str) -> str:
    """Return the test that a field beside an account cannot be the word of a line of totals."""
    may_be = f"regexp_matches({field}, '{MAY_BE_SUM.pattern}')"
    marked = " OR ".join(f"contains({field}, '{mark}')" for mark in SUM_MARKS)
    return f"(CASE WHEN {marked} THEN NOT {may_be} ELSE TRUE END)"


def is_in_range(field: str, name: str) -> str:
    """Return the test that a measure's field is blank, or has a value in the range that every reader bills."""
    _, least, most = bounds_of(name)
    return f"({field} = '' OR COALESCE(m_{name} BETWEEN {least} AND {most}, FALSE))"


def is_among(hashes: frozenset[int], account: str) -> str:
    """Return the test that a hash may be one of some: a bit for each, so that a few others pass it too."""
    size = _BITS * len(hashes)
    bits = bytearray(b"0" * size)
    for each in hashes:
        bits[each % size] = ord("1")
    return f"(get_bit(CAST('{bits.decode('ascii')}' AS BIT), CAST({account} % {size} AS INTEGER)) = 1)"


def has_plain_numbers(text: bytes) -> bool:
    """Return whether a block has none of what DuckDB takes in a number besides digits, a sign and a point."""
    return not any(each in text for each in _OF_NUMBERS)


def begins_with_digit(field: str) -> str:
    """Return the test that a field begins with a digit."""
    return f"({field} >= '0' AND {field} < ':')"


def may_number_columns(first: str, figure: str) -> str:
    """Return the test that a row may be one that numbers columns, by an account or another first field and a figure."""
    return f"(length({first}) <= 2 AND (length({figure}) = 1 OR (length({figure}) = 2 AND {figure} < '30')))"


def whole_number(field: str) -> str:
    """Return the field as DuckDB casts it to a whole number; NULL where it cannot."""
    return f"TRY_CAST({field} AS UBIGINT)"


def is_number(field: str, cast: str = "") -> str:
    """Return the test that a field has digits, and perhaps a point, where numbers are plain; it is no other number.

    DuckDB casts sooner than it looks for a pattern. `cast` is the column of its `whole_number`, if there is one.
    """
    return f"({begins_with_digit(field)} AND {cast or whole_number(field)} IS NOT NULL)"


def scaled_value(field: str, name: str, *, plain: bool = False) -> str:
    """Return the scaled value of a measure's field; NULL where it is blank, or where it is none that is billed here.

    `plain` is whether the block `has_plain_numbers`: then a short one is cast without a look at its pattern.
    """
    usual, other = _day(field) if INPUTS[name].kind == "date" else _number(field, name)
    value = f"CASE WHEN {field} = '' THEN NULL {usual} ELSE {other} END"
    if not plain or INPUTS[name].kind == "date":
        return f"({value})"
    short = f"{begins_with_digit(field)} AND strlen({field}) <= {_SHORT} AND NOT suffix({field}, '.')"
    return f"COALESCE(CASE WHEN {short} THEN {_scaled(field)} END, {value})"


def _number(field: str, name: str) -> tuple[str, str]:
    """Return a number with at most four decimals, in ten-thousandths: the plain way, and people's other ways."""
    narrow = f"trim(translate({field}, {text_literal(FULL_WIDTH)}, {text_literal(HALF_WIDTH)}))"
    units = "|".join(re.escape(unit) for unit in INPUTS[name].units)
    bare = f"trim(regexp_replace({narrow}, {text_literal(f'(?:{units})$')}, '', 'i'))" if units else narrow
    grouped = f"regexp_full_match({bare}, {text_literal(GROUPED.pattern)})"
    ungrouped = f"CASE WHEN {grouped} THEN replace({bare}, ',', '') ELSE {bare} END"
    digits = f"regexp_extract({ungrouped}, '^{_NINE_DIGITS}$')"
    sign = "-?" if INPUTS[name].least < 0 else ""
    plain = f"WHEN regexp_full_match({field}, '{sign}{_NINE_DIGITS}') THEN {_scaled(field)}"
    return plain, _scaled(digits)


_NINE_DIGITS = r"[0-9]{1,9}(?:\.[0-9]{1,4})?"
"""More digits are out of every measure's range."""


def _scaled(digits: str) -> str:
    return f"CAST(TRY_CAST({digits} AS DECIMAL(13, 4)) * {SCALE} AS BIGINT)"


def _day(field: str) -> tuple[str, str]:
    """Return a date as its number of days, 1 January of the year 1 being 1: the plain way, and people's other ways."""
    dashed = f"trim(translate({field}, {text_literal(FULL_WIDTH)}, {text_literal(HALF_WIDTH)}))"
    midnight = "(?: 0?0:00(?::00)?)?"
    for pattern in ("([12][0-9]{3})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?", "([12][0-9]{3})([0-9]{2})([0-9]{2})"):
        dashed = f"regexp_replace({dashed}, {text_literal(f'^{pattern}{midnight}$')}, '\\1-\\2-\\3')"
    strict = f"regexp_extract({dashed}, '^[12][0-9]{{3}}-[0-9]{{1,2}}-[0-9]{{1,2}}$')"
    plain = f"WHEN regexp_full_match({field}, '[12][0-9]{{3}}-[0-9]{{2}}-[0-9]{{2}}') THEN {_ordinal(field)}"
    return plain, _ordinal(strict)


def _ordinal(text: str) -> str:
    return f"date_diff('day', DATE '0001-01-01', TRY_CAST({text} AS DATE)) + 1"
