"""The fields of a ledger by DuckDB's casts, which must mean what the patterns mean that they stand for."""

import re
import string
from itertools import product

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from heatcalc.batches.field_sql import has_plain_numbers, is_number, scaled_value
from heatcalc.formula.sql.dialect import SCALE
from heatcalc.inputs import INPUTS
from heatcalc.ledger.accounts import PLAIN, account_text
from heatcalc.ledger.total_lines import may_say_total

_PLAIN_CHARACTERS = [each for each in map(chr, range(0x21, 0x7F)) if has_plain_numbers(each.encode())]
_SHORT = ["".join(each) for each in product(string.digits, _PLAIN_CHARACTERS, ["", *_PLAIN_CHARACTERS])]
_LONGER = st.text("0123456789.-/#xXbBoO'’,０１·aAcCdDfF户", max_size=12)


def _asked(expression: str, texts: list[str]) -> list[object]:
    """Return what an expression gives for each text, in the field `c`."""
    made = duckdb.execute(f"SELECT {expression} FROM (SELECT unnest(?::VARCHAR[]) AS c)", [texts]).fetchall()
    return [value for (value,) in made]


def _hold_accounts(texts: list[str]) -> int:
    """Hold the texts that are numbers to be accounts as they are compared, and return how many there are."""
    numbers = [text for text, is_one in zip(texts, _asked(is_number("c"), texts), strict=True) if is_one]
    for text in numbers:
        assert re.fullmatch(PLAIN, text), text
        assert account_text(text) == text
        assert not may_say_total(text)
    return len(numbers)


def test_what_duckdb_casts_to_a_number_is_an_account_where_numbers_are_plain() -> None:
    assert _hold_accounts([*_SHORT, "0000000001", "00000000000000000000", "18446744073709551615"]) > 1000


@given(st.lists(_LONGER, min_size=1, max_size=50))
def test_so_is_any_longer_text(texts: list[str]) -> None:
    _hold_accounts(texts)


def _hold_values(texts: list[str]) -> int:
    measure = "building_m2"
    short, patterns = (_asked(scaled_value("c", measure, plain=plain), texts) for plain in (True, False))
    assert short == patterns
    return sum(value is not None for value in short)


def test_a_short_number_is_cast_to_what_its_pattern_gives() -> None:
    places = [f"{whole}{rest}" for whole in ("0", "7", "85", "185", "1850") for rest in ("", ".", ".5", ".05", ".4321")]
    assert _hold_values([*_SHORT, *places, "0.00005", "1.23456", "999999", "12345.", ""]) > 500
    assert _asked(scaled_value("c", "building_m2", plain=True), ["185.5", "1.2345", "12.345"]) == [
        1_855_000,
        12_345,
        123_450,
    ]
    assert INPUTS["building_m2"].kind == "number"
    assert SCALE == 10_000


@given(st.lists(_LONGER, min_size=1, max_size=50))
def test_so_is_any_other_text(texts: list[str]) -> None:
    _hold_values(texts)
