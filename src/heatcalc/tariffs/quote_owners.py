"""Whose figure stands in a quote: a price of 非居民, or of 低保户, is not that of 居民."""

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from heatcalc.schema.suggest import plain_word
from heatcalc.tariffs.model import Table
from heatcalc.tariffs.names import group_of
from heatcalc.tariffs.quote_figures import Mention, figures_of

_GROUPS = re.compile(
    r"低保|最低生活保障|特困|五保|优抚|[優优][撫抚]|军[人属烈]|烈[士属]|残疾|孤儿|教师|学生|劳模|离休|退休|困难(?:职工|家庭)?|贫困"
)
"""By which words a quote names people whom a relief is for."""
_NEXT = re.compile(r"[,;。\s]|\.{3}|$")
_LISTS = ("、", "及", "和", "与", "或")
_POOR = ("低保", "最低生活保障")


def other_owner(table: Table, class_: str, quote: str, figure: Fraction) -> str:
    """Return for whom a quote has a price, where each time that it stands there it is for others than a class."""
    text, mentions = figures_of(quote)[:2]
    prices = [each for each in mentions if each.unit == ""]
    found = [set(_owners(table, text, prices, at)) for at, each in enumerate(prices) if each.value == figure]
    if not found or any(not owners or any(_includes(table, owner, class_) for owner in owners) for owners in found):
        return ""
    return "、".join(table.classes[owner].name for owner in sorted(set.union(*found)))


def _includes(table: Table, owner: str, class_: str) -> bool:
    """Return whether what a quote says of one class may be said of another: of itself, its kind, or one named by it."""
    named = table.classes[owner].name
    return (
        owner in (class_, table.classes[class_].kind)
        or class_ == table.classes[owner].kind
        or (bool(named) and named in table.classes[class_].name)
    )


def _owners(table: Table, text: str, prices: list[Mention], at: int) -> Iterator[str]:
    """Yield the classes that are named between a price and the clause of the one before it, if it is not of a list.

    Of a list (办公、教学、医院) the table may know an item by no word.
    """
    first = 0
    if at:
        end = _NEXT.search(text, prices[at - 1].end)
        first = end.end() if end else 0
    pattern, owners = _words(tuple((id_, each.name, *each.aliases) for id_, each in table.classes.items()))
    for match in pattern.finditer(text, first, prices[at].at):
        if text[match.end() : match.end() + 1] in _LISTS or text[match.start() - 1 : match.start()] in _LISTS:
            return
        yield owners[match[0]]


@lru_cache(maxsize=8)
def _words(classes: tuple[tuple[str, ...], ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the words for classes, the longest first, and whose each is."""
    owners = {word: id_ for id_, *words in classes for word in words if word}
    ids = {id_ for id_, *_ in classes}
    if {"residential", "non_residential"} <= ids:
        owners |= {f"非{word}": "non_residential" for word, id_ in list(owners.items()) if id_ == "residential"}
    words = sorted(owners, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)) or "(?!)"), owners


def names_other_group(table: Table, group: str, quote: str) -> str:
    """Return the people that a quote names in place of a group; nothing where it names the group, or none."""
    id_ = group_of(table, group)
    known = table.groups.get(id_)
    words = {group, *((known.name, *known.aliases) if known else ())}
    poor = _POOR if any(word in each for each in words for word in _POOR) else ()
    said = dict.fromkeys(match[0] for match in _GROUPS.finditer(quote))
    own = any(plain_word(word) in plain_word(quote) for word in (*words, *poor))
    return "" if own or any(each in word for each in said for word in words) else "、".join(said)
