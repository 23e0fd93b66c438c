"""Whose figure stands in a quote: a price of 非居民, or of 低保户, is not that of 居民."""

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from heatcalc.tariffs.model import Table
from heatcalc.tariffs.names import group_of
from heatcalc.tariffs.quote_figures import Mention, figures_of

_GROUPS = re.compile(
    r"低保|最低生活保障|特困|五保|优抚|[優优][撫抚]|军[人属烈]|烈[士属]|残疾|孤儿|教师|学生|劳模|离休|退休|困难(?:职工|家庭)?|贫困"
)
"""By which words a quote names people whom a relief is for."""
_NEXT = re.compile(r"[,;。\s]|\.{3}|$")
_LISTS = ("、", "及", "和", "与", "或")
_NOT = "!"
"""What precedes the id of a class of whose homes a quote says that they are not meant: 非住宅."""
_POOR = ("低保", "最低生活保障")


def other_owner(table: Table, class_: str, quote: str, figure: Fraction) -> str:
    """Return for whom a quote has a price, where each time that it stands there it is for others than a class."""
    text, mentions = figures_of(quote)[:2]
    prices = [each for each in mentions if each.unit == ""]
    named = any(owner == class_ for owner, _ in _named(table, text))
    said = [_said_of(text, prices, at) for at, each in enumerate(prices) if each.value == figure]
    found = [set(_owners(table, each, lists=named)) for each in said]
    if not found or any(not owners or any(_includes(table, owner, class_) for owner in owners) for owners in found):
        return ""
    return "、".join(_called(table, owner) for owner in sorted(set.union(*found)))


def _called(table: Table, owner: str) -> str:
    id_ = owner.removeprefix(_NOT)
    return ("非" if id_ != owner else "") + table.classes[id_].name


def _includes(table: Table, owner: str, class_: str) -> bool:
    """Return whether what a quote says of one class may be said of another: of itself, its kind, or one named by it."""
    if owner.startswith(_NOT):
        return owner.removeprefix(_NOT) not in (class_, table.classes[class_].kind)
    named = table.classes[owner].name
    return (
        owner in (class_, table.classes[class_].kind)
        or class_ == table.classes[owner].kind
        or (bool(named) and named in table.classes[class_].name)
    )


def _said_of(text: str, prices: list[Mention], at: int) -> str:
    """Return what a quote says between a price and the clause of the one before it."""
    end = _NEXT.search(text, prices[at - 1].end) if at else None
    return text[end.end() if end else 0 : prices[at].at]


def _owners(table: Table, said: str, *, lists: bool = False) -> list[str]:
    """Return the classes that a text names; unless `lists`, none of a list, whose items may have no name here."""
    found = list(_named(table, said))
    return [] if not lists and any(listed for _, listed in found) else [owner for owner, _ in found]


def _named(table: Table, said: str) -> Iterator[tuple[str, bool]]:
    """Yield the classes that a text names, each with whether it is an item of a list."""
    pattern, owners = _words(tuple((id_, each.name, *each.aliases) for id_, each in table.classes.items()))
    for match in pattern.finditer(said):
        beside = said[match.end() : match.end() + 1], said[max(0, match.start() - 1) : match.start()]
        yield owners[match[0]], any(each in _LISTS for each in beside)


@lru_cache(maxsize=8)
def _words(classes: tuple[tuple[str, ...], ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the words for classes, the longest first, and whose each is."""
    owners = {word: id_ for id_, *words in classes for word in words if word}
    owners = {f"非{word}": f"{_NOT}{id_}" for word, id_ in owners.items()} | owners
    words = sorted(owners, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)) or "(?!)"), owners


def names_other_group(table: Table, group: str, quote: str) -> str:
    """Return the people that a quote names in place of a group; nothing where it names the group, or none."""
    words = _words_of(table, group)
    said = dict.fromkeys(match[0] for match in _GROUPS.finditer(quote))
    own = any(word in quote or any(each in word for each in said) for word in words)
    return "" if own else "、".join(said)


def owner_beside_group(table: Table, group: str, quote: str, figure: Fraction) -> str:
    """Return for which class a quote has the price of a relief, where it names the group beside another price."""
    text, mentions = figures_of(quote)[:2]
    prices, words = [each for each in mentions if each.unit == ""], _words_of(table, group)
    said = [_said_of(text, prices, at) for at, each in enumerate(prices) if each.value == figure]
    owners = [_owners(table, each) for each in said]
    if not said or any(word in each for each in said for word in words) or not all(owners):
        return ""
    named = any(word in text for word in words)
    return _called(table, owners[0][-1]) if named else ""


def _words_of(table: Table, group: str) -> set[str]:
    """Return what a group is called."""
    known = table.groups.get(group_of(table, group))
    words = {group, *((known.name, *known.aliases) if known else ())}
    return words | (set(_POOR) if any(word in each for each in words for word in _POOR) else set())
