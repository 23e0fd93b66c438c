"""What is shared out: amounts as people write them, their currency and their unit, and files of costs."""

import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from heatcalc.batches.allocated import Costs
from heatcalc.billing.request import Value
from heatcalc.errors import UsageError
from heatcalc.ledger.pairs import read_pairs
from heatcalc.ledger.total_lines import is_total
from heatcalc.money import CNY, Currency, exact, half_width, parse_number, plain
from heatcalc.schema.suggest import plain_word
from heatcalc.tariffs.currencies import PLACES

_DOLLARS = ("USD", "AUD", "CAD", "HKD", "NZD", "SGD", "TWD")
_CROWNS = ("DKK", "NOK", "SEK", "ISK")
_EURO, _WON, _ROUBLE, _POUND, _TENGE, _YEN = map(chr, (0x20AC, 0x20A9, 0x20BD, 0xA3, 0x20B8, 0xA5))
_WORDS = {
    f"欧元|{_EURO}|euros?": ("EUR",),
    r"美元|us ?\$": ("USD",),
    r"港元|港币|hk ?\$": ("HKD",),
    "日元|日圆": ("JPY",),
    f"韩元|{_WON}": ("KRW",),
    f"卢布|{_ROUBLE}|руб[а-я]*|rubles?|roubles?": ("RUB",),
    f"英镑|{_POUND}": ("GBP",),
    "瑞士法郎|sfr": ("CHF",),
    f"坚戈|{_TENGE}|tenge": ("KZT",),
    f"z{chr(0x142)}(?:oty)?": ("PLN",),
    f"k{chr(0x10D)}": ("CZK",),
    r"kr(?:oner|onor)?\b": _CROWNS,
    r"\$|dollars?": _DOLLARS,
    f"￥|{_YEN}": ("CNY", "JPY"),
    "澳元": ("AUD",),
    "加元": ("CAD",),
    "新元|新加坡元": ("SGD",),
    "台币": ("TWD",),
    "人民币|rmb|yuan|(?<!单)元": ("CNY",),
}
"""What people call currencies, longer names first; GBK lacks some of their signs."""
_CURRENCY = re.compile(
    rf"(?P<code>(?<![A-Za-z])(?:{'|'.join(PLACES)})(?![A-Za-z]))|"
    + "|".join(f"(?P<w{at}>(?i:{words}))" for at, words in enumerate(_WORDS))
)
_SCALED = re.compile(
    r"[万千百十亿兆]|thousand|million|\b(?:k|mio|tsd|tys|mln)\b|(?-i:\b[kT] ?(?:[A-Z]{3}\b|" + _EURO + "))",
    re.IGNORECASE,
)
_UNIT_OF_TITLE = re.compile(r"(?:单位|\bunit) *[:：]? *([^)）\]]*)|[(（\[]([^)）\]]{1,12})[)）\]]", re.IGNORECASE)
_NO_COST = re.compile(
    r"面积|㎡|m2|m²|户数|热量|用量|比例|系数|单价|价格|kwh|gj|mwh|area|\buse|\bunits?\b|price", re.IGNORECASE
)
_COST = re.compile(r"费|金额|成本|款|cost|amount", re.IGNORECASE)
_TEN_THOUSANDS = re.compile(r"([0-9]{1,8}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,2})(?:\.([0-9]{1,8}))?", re.ASCII)


class _Amount(NamedTuple):
    """An amount as it is written: its number, whether of 10,000, and the currencies that its sign may mean."""

    number: str
    scaled: bool
    sign: str
    codes: tuple[str, ...]

    def value(self, *, scaled: bool) -> Fraction | None:
        """Return what it is [the currency's unit], where a header may say that all are `scaled`; None for none."""
        if not (scaled or self.scaled):
            return parse_number(self.number)
        if self.sign == "元" and not self.scaled:
            return None  # 元 below 万元: one of them is a slip
        return Fraction(self.number.replace(",", "")) * 10_000 if _TEN_THOUSANDS.fullmatch(self.number) else None


def currency_in(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the sign or word of a currency in a text, and what it may mean; blank where there is none."""
    found = _CURRENCY.search(text)
    if found is None:
        return "", ()
    if found["code"]:
        return found[0], (found[0],)
    return found[0], next(codes for at, codes in enumerate(_WORDS.values()) if found[f"w{at}"])


def _read(text: str) -> _Amount:
    number = half_width(text).upper().replace("圆", "元").removesuffix("整")
    sign, codes = currency_in(number)
    if sign:
        head, _, tail = map(str.strip, number.partition(sign))
        number = number if head and tail else head or tail
    return _Amount(number.removesuffix("万").strip(), number.endswith("万"), sign, codes)


def _refuse_other(said: str, sign: str, codes: tuple[str, ...], currency: Currency) -> None:
    if codes and currency.code not in codes:
        raise UsageError(
            "allocate.other_currency", said=said, sign=sign, currency=currency.code, code="|".join(codes[:3])
        )


def amount_of(said: Value, currency: Currency = CNY) -> Fraction:
    """Return a cost [the currency's unit]: `123456.78`, `￥1,000`, `100元`, `12.345678万元`.

    Raises:
        TypeError: it is a float.
        UsageError: it is no amount, or one of another currency.
    """
    if not isinstance(said, str):
        return exact(said)
    read = _read(said)
    _refuse_other(said, read.sign, read.codes, currency)
    value = read.value(scaled=False)
    if value is None:
        raise UsageError("allocate.no_amount", value=said)
    return value


def costs_of(said: Value | Mapping[str, Value], within: str, currency: Currency = CNY) -> Costs:
    """Return one cost, or one for each building that the column `within` names [the currency's unit].

    Raises:
        TypeError: one is a float.
        UsageError: one is no amount or of another currency, or there are several without a column, or the reverse.
    """
    if bool(within) != isinstance(said, Mapping):
        raise UsageError("allocate.within")
    if isinstance(said, Mapping):
        names = list(map(plain_word, said))
        for at, name in enumerate(said):
            if names.count(names[at]) > 1:
                raise UsageError("allocate.costs_row", file="cost", found=name)
        return Costs({name: amount_of(each, currency) for name, each in said.items()}, within)
    return Costs({"": amount_of(said, currency)})


def read_costs(file: Path, currency: Currency = CNY) -> Costs:
    """Return the costs of several buildings, of a file with a row for each [the currency's unit].

    Its second header, or a title above, may say that they are in units of 10,000: 费用(万元). A row of totals is held
    against the others and left out, as are columns of remarks.

    Raises:
        InputFileError: the file cannot be read.
        UsageError: its second column is none of costs, is of another currency or unit, or a row has none.
    """
    titles, (column, header), rows, others = read_pairs(file, "1号楼,123456.78", remarks=True)
    if parse_number(header) is not None:
        raise UsageError("allocate.costs_header", file=file, header=f"{column},{header}")
    strange = _NO_COST.search(header) and ("价" in header or not _COST.search(header))
    said = [header, *filter(None, map(unit_in_title, titles))]
    units = [each for each in said if multiple_in(each)]
    if strange or any(multiple_in(each) != "万" for each in units):
        raise UsageError("allocate.costs_header", file=file, header=header if strange else units[0])
    for each in said:
        _refuse_other(f"{file.name}: {each}", *currency_in(each), currency)
    costs: dict[str, Fraction] = {}
    for building, amount in rows:
        found, read = f"{building},{amount}", _read(amount)
        _refuse_other(f"{file.name}: {found}", read.sign, read.codes, currency)
        value = read.value(scaled=bool(units))
        if value == 0 or amount.startswith("-"):
            raise UsageError("allocate.costs_zero", file=file, found=found)
        if value is None or plain_word(building) in map(plain_word, costs):
            raise UsageError("allocate.costs_row", file=file, found=found)
        if not is_total((building, ""), ("", "")):
            costs[building] = value
        elif value != (sum_ := sum(costs.values(), Fraction(0))):
            shown = f"{plain(sum_ / 10_000)}万{currency.word('zh')}" if units or read.scaled else plain(sum_)
            raise UsageError("allocate.costs_total", file=file, found=found, sum=shown)
    return Costs(costs, column, units[0] if units else "", others)


def unit_in_title(title: str) -> str:
    """Return what a title says of the unit of amounts: 单位：万元, or a currency in brackets; `""` for nothing."""
    found = _UNIT_OF_TITLE.search(title)
    unit = (found[1] or found[2] or "").strip() if found else ""
    return unit if currency_in(unit)[0] else ""


def multiple_in(text: str) -> str:
    """Return what multiplies the amounts below a header: 万, or what is not understood; `""` for nothing."""
    found = _SCALED.search(text)
    if found is None:
        return ""
    before_currency = _CURRENCY.match(text[found.end() :].lstrip())
    return found[0] if before_currency or found[0] != "万" else text
