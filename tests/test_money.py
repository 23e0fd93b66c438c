"""Numbers in, numbers out, and rounding."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heatcalc.money import MODES, exact, in_capitals, parse_number, plain, round_to, to_fen


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("185", "185"),
        ("１８５", "185"),
        ("１８５．５", "185.5"),
        ("185㎡", "185"),
        ("185 m2", "185"),
        ("85.2平方米", "85.2"),
        ("1,850.5", "1850.5"),
        ("1，850", "1850"),
        ("1,854.00", "1854"),
        ("12,345,678", "12345678"),
        ("100,000", "100000"),
        ("　185　", "185"),
        ("0.0001", "0.0001"),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, value: str) -> None:
    assert parse_number(text, ("平方米", "㎡", "m2")) == Fraction(value)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "-1", "+1", "nan", "NaN", "inf", "-Infinity", "1e5", "1E5", "1_000", "12,34", "1,2345", "0x10"),
        *("0,854", "0,854.5", "012,345", "000,854,000"),
        *("١٢٣", "100²", "①", "½", "1.2.3", "1.", ".5", "1.23456", "1" * 13, "185㎡㎡", "#DIV/0!", "185元"),
    ],
)
def test_anything_else_is_no_number(text: str) -> None:
    assert parse_number(text, ("㎡",)) is None


@pytest.mark.parametrize("value", [1.5, True, None, [], float("nan")])
def test_a_float_never_gets_in(value: Any) -> None:
    with pytest.raises(TypeError):
        exact(value)


@pytest.mark.parametrize("value", ["1e5", "abc", Decimal("NaN"), Decimal("Infinity")])
def test_a_number_that_is_none_raises(value: Any) -> None:
    with pytest.raises(ValueError, match=r"not (a plain decimal|finite)"):
        exact(value)


_DECIMAL_MODES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "up": ROUND_UP, "down": ROUND_DOWN}


@given(st.decimals(-(10**9), 10**9, places=4), st.sampled_from(MODES))
def test_rounding_agrees_with_decimal(value: Decimal, mode: Any) -> None:
    assert round_to(Fraction(value), Fraction(1, 100), mode) == Fraction(
        value.quantize(Decimal("0.01"), _DECIMAL_MODES[mode])
    )


@given(st.decimals(0, 10**9, places=4))
def test_plain_text_reads_back(value: Decimal) -> None:
    assert parse_number(plain(Fraction(value))) == Fraction(value)


def test_what_has_no_finite_text_is_marked() -> None:
    assert plain(Fraction(5, 7)) == "≈0.714286"
    assert plain(Fraction(-1, 8)) == "-0.125"


def test_half_a_fen_goes_up() -> None:
    assert to_fen(Fraction("549.945")) == Decimal("549.95")
    assert to_fen(Fraction("-549.945")) == Decimal("-549.95")


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        # The first three stand in the rule itself.
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("2797.20", "贰仟柒佰玖拾柒元贰角"),
        ("0.00", "零元整"),
        ("0.50", "伍角"),
        ("0.05", "伍分"),
        ("10000001.00", "壹仟万零壹元整"),
        ("100100000.00", "壹亿零壹拾万元整"),
        ("-5.00", "负伍元整"),
    ],
)
def test_amounts_in_capitals(amount: str, words: str) -> None:
    assert in_capitals(Decimal(amount)) == words


_DIGITS = {word: digit for digit, word in enumerate("零壹贰叁肆伍陆柒捌玖")}


def _value_of(words: str) -> int:
    """Read capital numerals back, the naive way."""
    total = group = digit = 0
    for word in words:
        if word in _DIGITS:
            digit = _DIGITS[word]
        elif word in "拾佰仟":
            group += digit * 10 ** (1 + "拾佰仟".index(word))
            digit = 0
        else:
            total = (
                (total + group + digit) * {"万": 10**4, "亿": 10**8}[word]
                if word == "亿"
                else total + (group + digit) * 10**4
            )
            group = digit = 0
    return total + group + digit


@given(st.integers(1, 10**8 - 1))
def test_capitals_read_back(yuan: int) -> None:
    words = in_capitals(Decimal(yuan))
    assert words.endswith("元整")
    assert "零零" not in words
    assert _value_of(words.removesuffix("元整")) == yuan
