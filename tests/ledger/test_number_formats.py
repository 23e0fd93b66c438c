"""What number formats show, as Excel does: zeros and texts of an account, and figures that are shown as others."""

import pytest

from heatcalc.ledger.number_formats import look_of

# The format, and what Excel shows of 9 and of 123456 with it.
WHOLE = {
    "0000": ("0009", "123456"),
    "#000": ("009", "123456"),
    "0000_ ": ("0009", "123456"),
    "0000_);[Red]\\(0000\\)": ("0009", "123456"),
    "[$-804]0000;@": ("0009", "123456"),
    '"A"0000': ("A0009", "A123456"),
    "\\A0000": ("A0009", "A123456"),
    "00-000": ("00-009", "123-456"),
    "00 000": ("00 009", "123 456"),
    '"A"00"-"00': ("A00-09", "A1234-56"),
    '0"号"': ("9号", "123456号"),
    'General"号"': ("9号", "123456号"),
    'G/通用格式"号"': ("9号", "123456号"),
    "0!.0": ("0.9", "12345.6"),
}
DIGITS = [
    *("", "General", "G/通用格式", "0", "0.00", "#,##0", "#,##0.00", "# ##0.00", "0.00_ ", "#.##", "[Red]0.00", "@"),
    *("0.00_);[Red]\\(0.00\\)", "0.00;[红色]0.00", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', '[=0]"-";0.0'),
    *(
        "[<0]-0.00;0.00",
        "yyyy-mm-dd",
        'yyyy"年"m"月"d"日"',
        "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy",
        "[h]:mm",
        "h:mm AM/PM",
    ),
]
OTHERS = [
    *("0%", "0.00%", "0.00,", "0,", "#,##0,", '0.0,"万"', '0!.0,"万"', "# ?/?", "00-000", ";;;", '""', '"有"', "aaaa"),
    *('[<100]0;0,"k"', '[>=10000]0!.0,"万";0', '"1"0.00', '0"00"', "0.00, "),
]
TEXTS = {
    '0.00"㎡"': ("", "㎡"),
    '0.00\\ "m²"': ("", "m²"),
    '0"万"': ("", "万"),
    '"￥"#,##0.00': ("￥", ""),
    '_ "￥"* #,##0.00_ ;_ "￥"* -#,##0.00_ ': ("￥", ""),
    "[$€-2]\\ #,##0.00": ("", ""),
    "0.00E+00": ("", ""),
    "0000": ("", ""),
    "[DBNum1][$-804]General": ("", ""),
}


@pytest.mark.parametrize("code", WHOLE)
def test_a_whole_number_is_shown_as_excel_shows_it(code: str) -> None:
    look = look_of(code)
    assert look is not None
    assert (look.shown("9"), look.shown("123456")) == WHOLE[code]


@pytest.mark.parametrize("code", DIGITS)
def test_a_format_of_digits_or_a_date_is_not_looked_at(code: str) -> None:
    assert look_of(code) is None


@pytest.mark.parametrize("code", OTHERS)
def test_a_format_that_shows_another_number_is_none_of_a_figure(code: str) -> None:
    look = look_of(code)
    assert look is not None
    assert look.around is None


@pytest.mark.parametrize("code", TEXTS)
def test_texts_around_a_figure_are_told(code: str) -> None:
    look = look_of(code)
    assert look is not None
    assert look.around == TEXTS[code]


@pytest.mark.parametrize("code", ["0.00E+00", "[$€-2]\\ #,##0.00", "#,##0,", "0%", "[DBNum1]General", "0,000"])
def test_an_account_is_not_guessed_from_other_formats(code: str) -> None:
    look = look_of(code)
    assert look is not None
    assert look.whole == ""
