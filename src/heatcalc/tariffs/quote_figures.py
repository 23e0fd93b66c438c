"""The figures of a quote: each with the unit beside it, and with what its words say of it."""

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction
from typing import Literal, NamedTuple

from heatcalc.tariffs.quote_words import without_dates

Unit = Literal["share", "times", "m", "m2", "degC", "h", "other", ""]
"""What a figure is of: a share, a multiple, a length, an area, a temperature, hours, what is no price, or money."""
Need = Literal["price", "share", "pays", "off", "times", "m", "degC", "h", "m2", "any"]
"""What a figure of an entry must stand in the quote as: `pays` is what is left of a whole, `off` what is taken off."""

_CHINESE = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_SAID = r"[零〇一二两三四五六七八九十百点]+"
_DIGITS = r"(?<![0-9.])[0-9]+(?:\.[0-9]+)?"
_PARTS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_OF = {"%": 100, "‰": 1000, "成": 10, "折": 10, "percent": 100, "per cent": 100}
_FIGURE = re.compile(
    rf"(?:(?P<whole>[十百千万])分之\s*)?(?P<figure>{_DIGITS}|{_SAID})\s*(?P<of>{'|'.join(_OF)})?", re.IGNORECASE
)
_UNITS: tuple[tuple[Unit, re.Pattern[str]], ...] = (
    ("times", re.compile(r"倍")),
    ("m2", re.compile(r"(?:建筑)?平(?:方米|方公尺|米|(?!均))|square met")),
    ("m", re.compile(r"米|m(?:et(?:re|er)s?)?(?![A-Za-z0-9])")),
    ("degC", re.compile(r"°C|℃|摄氏度|攝氏度|度(?!电)")),
    ("h", re.compile(r"个?(?:小时|小時|钟头)|h(?:ours?)?(?![A-Za-z])")),
    ("other", re.compile(r"个|\(?[天日]\)?|年|月|层|户|台|人|次|吨|名|位|级|类|类建筑|月份|days|months|years")),
)
_LISTED = re.compile(r"(?:^|[。;\s.…(])\s*$")
"""What stands before the number of a paragraph: 1、居民; (一)按面积; 2.非居民."""
_RANGE = re.compile(r"\s*(?:\(含\))?\s*[-~—–一至到]+\s*(?=[0-9])")
_LATER = re.compile(
    r"[^0-9,;。]{0,24}?(?:[调調]整|提高|上[调調浮涨漲]|下[调調浮降]|降低|降|涨|漲|增|升)(?:为|為|至|到)"
)
"""What follows a price that another one replaces: 由18元调整为20元."""
_BY = re.compile(r"(?:上[调調浮涨漲]|下[调調浮降]|提高|降低|增加|[涨漲]幅?|降幅)(?:了|约)?\s*$")
"""What precedes an amount that a price changed by: 上调4.5元."""
_NUMBERED = re.compile(
    r"(?:[〔\[【(]\s*(?:19|20)[0-9]{2}\s*[〕\]】)]\s*)?第?\s*[0-9]+\s*[号號]|[〔\[【(]\s*(?:19|20)[0-9]{2}\s*[〕\]】)]"
)
"""The numbers of documents."""
_WINTERS = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}\s*[-~—–至]+\s*(?:19|20)[0-9]{2}(?![0-9])")
_MANY = re.compile(r"[万亿]")
_TENS = {"万": 10_000, "亿": 100_000_000}
_CLAUSE = re.compile(r"[,;。、:()|]|\.\.\.|…")
_LESS = re.compile(
    r"减免|減免|优惠|優惠|下浮|扣[减減除]|[减減]收|减征|免[收交]|少[交缴]|退[还還]?|返还|财政|財政|政府|[补補][贴貼助]|其余|off\b"
)
_PAID = re.compile(
    r"[缴繳交][纳納费費]|收[取费費]|计[收费]|計[收費]|支付|承[担擔]|[负負][担擔]|自付|自负|个人|交款|is due|\bpays?\b"
)
"""By which words of its clause a share is what is taken off, or what is paid."""
_HEIGHT = re.compile(r"(?:层高|層高|净高|淨高|高度)[^0-9]{0,3}$")
_HALF = re.compile(r"减半|半价|半费|一半|\bhalf\b", re.IGNORECASE)
_DROP = re.compile(r"低于(?:标准|標準|规定|規定|约定|約定)的?(?:温度|溫度|室温|室溫)")
"""Temperatures given as degrees below one that the quote names too: 不低于18℃……低于标准温度2℃以内 is 18 and 16."""

_GROUPED = (
    r"[0-9]{1,3}(?:[ '’][0-9]{3})+(?:[.,][0-9]+)?"  # 5 189,63; 3'008
    r"|[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?"  # 1.545,30
    r"|[0-9]+,[0-9]+"  # 0,0606
)
"""Figures as most of Europe writes them."""
_HUNDREDTHS = re.compile(
    rf"((?<![0-9.,])(?:{_GROUPED}|[0-9]+(?:\.[0-9]+)?))\s*(?:\xf6re|\xf8re|cents?|cts?|p|pence|Rp|snt)\b", re.IGNORECASE
)


_HALF_OF_ALL = Fraction(1, 2)


class Mention(NamedTuple):
    """A figure of a quote at its place, and whether another replaces it, or it is what a price changed by."""

    value: Fraction
    unit: Unit
    at: int
    end: int
    replaced: bool = False


class Quoted(NamedTuple):
    """The figures of a quote, and those of them that are shares (30%, 3‰, 三成, 百分之三十) or stand in other forms."""

    text: str
    mentions: tuple[Mention, ...]
    others: frozenset[Fraction]
    shares: frozenset[Fraction]

    @property
    def numbers(self) -> frozenset[Fraction]:
        """All figures, whatever they are of."""
        return self.others | self.shares | {each.value for each in self.mentions}

    def holds(self, figure: Fraction, need: Need, *, replaced: bool = False) -> bool:
        """Return whether a figure stands in the quote as what it is; `replaced` lets it be a price before another."""
        match need:
            case "any":
                return figure in self.numbers
            case "price":
                prices = self.prices(replaced=replaced)
                return figure in prices or any(figure == price * part for price in prices for part in self.shares)
            case "share":
                return figure in (0, 1) or figure in self.shares | self._of("times", "")
            case "times":
                return (
                    figure == 1
                    or self._is_left(figure)
                    or figure in self._of("times", "")
                    or bool({figure, figure - 1} & self.shares)
                )
            case "pays" | "off":
                return figure in (0, 1) or self._is_left(figure if need == "pays" else 1 - figure)
            case "h":
                days = {24 * each.value for each in self.mentions if each.unit == "other"}
                return figure in self._of("h") | days
            case "degC":
                return figure in self._of("degC") | self.others
            case "m":
                return figure in self._of("m") | {
                    each.value for each in self.mentions if _HEIGHT.search(self.text, 0, each.at)
                }
            case _:
                return figure in self._of(need)

    def prices(self, *, replaced: bool = False) -> set[Fraction]:
        """Return the figures that may be prices."""
        found = {each.value for each in self.mentions if each.unit == "" and (replaced or not each.replaced)}
        return found | (self.others - {each.value for each in self.mentions})

    def _of(self, *units: str) -> set[Fraction]:
        return {each.value for each in self.mentions if each.unit in units}

    def _is_left(self, figure: Fraction) -> bool:
        """Return whether a share is what is paid, by the words beside the shares of the quote."""
        for each in self.mentions:
            less = _is_less(self.text, each) if each.unit in ("share", "times", "") else None
            if each.value == figure and each.unit in ("share", "times", "") and less is not True:
                return True
            if each.value == 1 - figure and each.unit == "share" and less is not False:
                return True
        return figure == _HALF_OF_ALL and figure in self.shares


def _is_less(text: str, mention: Mention) -> bool | None:
    """Return whether a share is taken off; None where its clause does not say. Of two words the nearer one counts."""
    cuts = [match.span() for match in _CLAUSE.finditer(text)]
    first = max((end for _, end in cuts if end <= mention.at), default=0)
    last = min((start for start, _ in cuts if start >= mention.end), default=len(text))
    found = [
        (max(match.start() + first - mention.end, mention.at - first - match.end(), 0), less)
        for less, words in ((True, _LESS), (False, _PAID))
        for match in words.finditer(text[first:last])
    ]
    return not min((distance, not less) for distance, less in found)[1] if found else None


def figures_of(quote: str) -> Quoted:
    """Return the figures that a quote holds, in digits of any width or in Chinese numerals."""
    plain = plain_quote(quote)
    # 0,1021 is a point misprinted as a comma: no number of thousands begins with 0
    text = re.sub(r"(?<![\d.,])0,(?=\d)", "0.", plain)
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    mentions = tuple(_mentions(text))
    shares = {_HALF_OF_ALL} if _HALF.search(text) else set()
    shares |= {each.value for each in mentions if each.unit == "share"}
    others = {_european(each) for each in re.findall(rf"(?<![0-9A-Za-z.,])(?:{_GROUPED})(?![0-9])", plain)}
    others |= {_european(each) / 100 for each in _HUNDREDTHS.findall(plain)}
    # 16.5分 is 0.165元; 5分之一, 2分户 and 3分钟 are no money
    others |= {_number(each) / 100 for each in re.findall(rf"({_DIGITS})\s*分(?![之户钟])", text)}
    others |= {_number(each) / 10 for each in re.findall(rf"({_DIGITS})\s*角", text)}
    others |= {Fraction(int(one), int(other)) for one, other in re.findall(r"(\d+)/([1-9]\d*)", text)}
    if _DROP.search(text):
        degrees = {each.value for each in mentions if each.unit == "degC"}
        others |= {one - other for one in degrees for other in degrees if one > other}
    return Quoted(text, mentions, frozenset(others), frozenset(shares))


def plain_quote(quote: str) -> str:
    """Return a quote in plain characters, without dates and numbers of documents, whose digits are no figures."""
    text = unicodedata.normalize("NFKC", quote)
    for pattern, words in ((r"(?<![A-Za-z])m\s?2|(?<!方)米2(?![0-9.])", "平方米"), (r"(?<![A-Za-z])m\s?3", "立方")):
        text = re.sub(pattern, words, text)
    return _WINTERS.sub(" ", without_dates(_NUMBERED.sub(" ", text)))


def _mentions(text: str) -> Iterator[Mention]:
    for match in _FIGURE.finditer(text):
        if match["figure"] == "点":
            continue
        value, at, end = _number(match["figure"]), match.start("figure"), match.end("figure")
        if match["whole"] or match["of"]:
            of = _PARTS[match["whole"]] if match["whole"] else _OF[match["of"].lower()]
            yield Mention(value / of, "share", match.start(), match.end())
            continue
        if many := _MANY.match(text, end):
            value, end = value * _TENS[many[0]], many.end()
        unit = _unit_behind(text, at, end)
        change = bool(_LATER.match(text, end) or _BY.search(text, max(0, at - 8), at))
        yield Mention(value, unit, at, end, change and unit == "")


def _unit_behind(text: str, at: int, end: int) -> Unit:
    """Return what a figure is of, by what stands behind it; a range has the unit of its end."""
    while matched := _RANGE.match(text, end):
        further = re.compile(_DIGITS).match(text, matched.end())
        if further is None:
            break
        end = further.end()
    if _LISTED.search(text, 0, at) and re.match(r"\)?[、.](?![0-9.])", text[end : end + 3]):
        return "other"
    if text[at - 1 : at] == "(" and text[end : end + 1] == ")" and len(text[at:end]) < 3:
        return "other"
    behind = text[end:].lstrip(" (") if text[end : end + 2] == " (" else text[end:].lstrip()
    found: Unit = next((unit for unit, words in _UNITS if words.match(behind)), "")
    if not found and not text[at].isdigit() and not re.match(r"[元角分块]", behind):
        return "other"  # 一般, 统一: no price is written in numerals without its money
    return found


def _european(text: str) -> Fraction:
    """Return a number as `_GROUPED` has it, or one in digits with a decimal point."""
    figure = re.sub(r"[ '’]", "", text)
    if "," in figure or re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+", text):
        figure = figure.replace(".", "").replace(",", ".")
    return Fraction(figure)


def _number(text: str) -> Fraction:
    """Return a number in digits, or in Chinese numerals below a thousand: 二点八, 十五, 一百二十."""
    if text[0].isdigit() and text[0].isascii():
        return Fraction(text)
    whole, _, decimals = text.partition("点")
    number, digit = 0, None
    for character in whole:
        if character in _PARTS:
            number += (1 if digit is None else digit) * _PARTS[character]
            digit = None
        else:
            digit = _CHINESE[character] + 10 * (digit or 0)
    behind = "".join(str(_CHINESE[each]) for each in decimals if each in _CHINESE)
    return number + (digit or 0) + (Fraction(int(behind), 10 ** len(behind)) if behind else Fraction(0))
