"""Numbers and money: the one door by which text becomes a number, and by which a number becomes text.

Inside heatcalc every quantity is a `fractions.Fraction`. A float never gets in: `exact` raises `TypeError` for one.
Rounding is a named step, taken once, where the tariff says so.
"""

import re
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Literal, NamedTuple, get_args

Mode = Literal["half_up", "half_even", "up", "down"]
MODES: tuple[Mode, ...] = get_args(Mode)

FEN = Fraction(1, 100)
"""The smallest unit of account [CNY]."""


class Currency(NamedTuple):
    """What a city bills in: an ISO 4217 code, and with how many places amounts are written and usually rounded."""

    code: str = "CNY"
    places: int = 2
    rounded_to: int = 2
    """Fewer than `places` only where some tariff rounds finer than the currency's minor unit."""

    @property
    def minor(self) -> Fraction:
        """The smallest unit of account [the currency's unit]: a fen, a cent; 1 where there is none below it."""
        return _one_in(self.places)

    @property
    def step(self) -> Fraction:
        """To what a bill is rounded where its tariff names nothing else: the minor unit."""
        return _one_in(self.rounded_to)

    def rounded(self, value: Fraction) -> Decimal:
        """Return `value` with all its places, half up. For showing, and for what is already whole minor units."""
        return self.amount(steps_in(value, self.minor, "half_up"))

    def amount(self, minor: int) -> Decimal:
        """Return an amount given in minor units, with all its places."""
        return Decimal(f"{minor}E-{self.places}")  # exact, whatever the context

    def text(self, minor: int) -> str:
        """Return an amount given in minor units as it is written, with all its places."""
        if self.places == 2 and minor >= 0:  # as most are
            return f"{minor // 100}.{minor % 100:02}"
        return str(self.amount(minor))

    def in_minor(self, amount: Decimal) -> int:
        """Return an amount, which has so many places, in whole minor units."""
        return steps_in(Fraction(amount), self.minor, "half_up")

    def word(self, lang: str) -> str:
        """Return the unit in words: 元, or the code."""
        return "元" if lang == "zh" and self.code == "CNY" else self.code

    def in_words(self, amount: object, lang: str) -> str:
        """Return an amount with its unit in a sentence: `12.50 元`, `12.50 SEK`."""
        return f"{amount} {self.word(lang)}"

    def behind(self, amount: str, lang: str) -> str:
        """Return an amount with its unit in a formula: `12.50元`, `12.50 SEK`."""
        return f"{amount}元" if lang == "zh" and self.code == "CNY" else f"{amount} {self.code}"


@cache
def _one_in(places: int) -> Fraction:
    return Fraction(1, 10**places)


CNY = Currency()

# A closed table rather than NFKC, which turns "100²" into 1002 and "①" into 1.
FULL_WIDTH, HALF_WIDTH = "０１２３４５６７８９．，－＋％／：　", "0123456789.,-+%/: "
_TO_HALF_WIDTH = str.maketrans(FULL_WIDTH, HALF_WIDTH)

# Gates before any parser: Decimal alone accepts "1_000", "1e999999", "NaN" and digits of other scripts.
DIGITS = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,4}0{0,34})?", re.ASCII)
GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3}){1,3}(?:\.[0-9]{1,4}0{0,34})?", re.ASCII)


def half_width(text: str) -> str:
    """Return `text` with full-width digits and number signs made half-width, and outer blanks removed."""
    return text.translate(_TO_HALF_WIDTH).strip()


def parse_number(text: str, units: tuple[str, ...] = (), *, signed: bool = False) -> Fraction | None:
    """Read a number a person typed: `185`, `１８５`, `1,850.5`, `185㎡` where `units` has `㎡`.

    At most twelve digits before the point and four after it, besides zeros; no exponent, underscore or odd grouping
    (`12,34`; a group that begins with 0, as in `0,854`, is none), and a minus only where the number is `signed`.
    Returns None for anything else, so that each caller says in its own words what was expected.
    """
    number = half_width(text)
    if signed and number.startswith("-"):
        above = parse_number(number[1:], units)
        return None if above is None else -above
    for unit in units:
        if number.lower().endswith(unit.lower()):
            number = number[: -len(unit)].rstrip()
            break
    if GROUPED.fullmatch(number):
        number = number.replace(",", "")
    if not DIGITS.fullmatch(number):
        return None
    whole, _, behind = number.partition(".")
    return Fraction(int(whole + behind), 10 ** len(behind))


_SIGN = re.compile(r"(-?) *[￥\u00a5] *")


def parse_money(text: str, currency: Currency) -> Fraction | None:
    """Read an amount as clerks write it [the currency's unit]: `1512`, `￥1,512.00`, `1512元整`, `-20 元`.

    Returns None for anything else, as `parse_number` does.
    """
    number = _SIGN.sub(r"\1", half_width(text), 1).removesuffix("整")
    return parse_number(number, ("元", currency.code), signed=True)


def exact(value: int | str | Decimal | Fraction) -> Fraction:
    """Turn a number given in Python into a `Fraction`.

    Raises:
        TypeError: for a float or a bool, which do not say exactly which number is meant.
        ValueError: for text that is no plain decimal number, or a Decimal that is not finite.
    """
    if isinstance(value, bool) or not isinstance(value, (int, str, Decimal, Fraction)):
        raise TypeError(f"{value!r} is a {type(value).__name__}: give an int, a str, a Decimal or a Fraction")
    if isinstance(value, str):
        number = parse_number(value, signed=True)
        if number is None:
            raise ValueError(f"{value!r} is not a plain decimal number")
        return number
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"{value!r} is not finite")
    return Fraction(value)


def round_to(value: Fraction, step: Fraction, mode: Mode) -> Fraction:
    """Round `value` to a multiple of `step` [both in one unit], a negative one as its mirror image."""
    return steps_in(value, step, mode) * step


def steps_in(value: Fraction | int, step: Fraction | int, mode: Mode) -> int:
    """Return how many steps `value` is, rounded to whole ones [both in one unit], below zero as its mirror image."""
    # On whole numbers, since a fraction is brought to its lowest terms at each step on the way.
    size = value.denominator * step.numerator
    whole, rest = divmod(abs(value.numerator) * step.denominator, size)
    match mode:
        case "half_up":
            up = rest * 2 >= size
        case "half_even":
            up = rest * 2 > size or (rest * 2 == size and whole % 2 == 1)
        case "up":
            up = rest > 0
        case "down":
            up = False
    return whole + up if value.numerator >= 0 else -(whole + up)


def to_fen(value: Fraction) -> Decimal:
    """Return `value` [CNY] as a Decimal with two places, half up. For showing, and for what is already whole fen."""
    return CNY.rounded(value)


def plain(value: Fraction) -> str:
    """Return `value` as text without exponent: exact where a finite decimal, else six places behind `≈`."""
    denominator = value.denominator
    for places in range(9):
        whole, rest = divmod(10**places, denominator)
        if not rest:
            return _fixed(value.numerator * whole, places)
    return "≈" + _fixed(steps_in(value, _one_in(6), "half_up"), 6).rstrip("0").rstrip(".")


def _fixed(scaled: int, places: int) -> str:
    """Return `scaled`, which is in units of 10**-places, with exactly that many places."""
    if places == 0:
        return str(scaled)
    digits = str(abs(scaled)).rjust(places + 1, "0")
    return f"{'-' if scaled < 0 else ''}{digits[:-places]}.{digits[-places:]}"


_NUMERALS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def in_capitals(amount: Decimal) -> str:
    """Return an amount [CNY, whole fen] in the capital numerals of Chinese bills: 1409.50 → 壹仟肆佰零玖元伍角.

    Source of the rule: 《正确填写票据和结算凭证的基本规定》 (附于中国人民银行《支付结算办法》): 元 ends in 整, 角 may,
    分 must not; a zero between digits is written 零, once.
    """
    whole = in_fen(abs(amount))
    if whole >= 10 ** (4 * len(_GROUPS) + 2):
        return f"{amount}元"
    yuan, jiao, cents = whole // 100, whole // 10 % 10, whole % 10
    words = ("负" if amount < 0 else "") + (_integer_in_capitals(yuan) + "元" if yuan else "")
    if not jiao and not cents:
        return (words or "零元") + "整"
    if jiao:
        words += _NUMERALS[jiao] + "角"
    elif yuan:
        words += "零"
    return words + (_NUMERALS[cents] + "分" if cents else "")


def _integer_in_capitals(number: int) -> str:
    words = ""
    gap = False
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group == 0:
            gap = bool(words)
            continue
        if words and (gap or group < 1000):
            words += "零"
        gap = False
        text = ""
        zero = False
        for position in range(3, -1, -1):
            digit = group // 10**position % 10
            if digit:
                text += ("零" if zero and text else "") + _NUMERALS[digit] + _PLACES[position]
                zero = False
            else:
                zero = True
        words += text + _GROUPS[place]
    return words


def yuan(fen: int) -> Decimal:
    """Return an amount in CNY, with two places."""
    return CNY.amount(fen)


def in_fen(amount: Decimal) -> int:
    """Return an amount in CNY, which has two places, as whole fen."""
    return CNY.in_minor(amount)
