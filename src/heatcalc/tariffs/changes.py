"""Prices and rules that change inside a season: what holds on which of its days, as their `change` says."""

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from heatcalc.tariffs.model import Tariff
from heatcalc.tariffs.model_prices import PartOfSeason

if TYPE_CHECKING:
    from heatcalc.rules.base import Rule

Piece = tuple[dt.date, Tariff]
"""The first day on which a tariff is billed, and the tariff."""


def until_of(tariff: Tariff) -> dt.date:
    """Return the last day of a tariff."""
    return tariff.until or dt.date.max


def price_parts(holding: Sequence[Tariff], first: dt.date, last: dt.date) -> list[Piece] | None:
    """Return which of some tariffs are billed in a season, each from which day on; one where nothing changes.

    `holding` are those of one class and plan that hold on some of its days, the earliest first. None where the table
    does not say what happens when one begins or ends inside the season.
    """
    parts = [(first, tariff) for tariff in holding if tariff.from_ <= first][-1:]
    for tariff in holding:
        if tariff.from_ <= first:
            continue
        match tariff.change:
            case "whole_season":
                parts = [(first, tariff)]
            case "by_day" if parts and until_of(parts[-1][1]) >= tariff.from_ - dt.timedelta(1):
                parts.append((tariff.from_, tariff))
            case "next_season" if parts:
                return parts
            case _:
                return None
    *_, (_, newest) = parts
    return parts if until_of(newest) >= last or newest.change in ("whole_season", "next_season") else None


def composed(parts: Sequence[Piece], first: dt.date, last: dt.date) -> Tariff:
    """Return one tariff for a season: each charge for its part of the season's days.

    What else a tariff has, such as its rounding, is that of the newest; the schema sees to it that all agree.
    """
    *_, (_, newest) = parts
    if len(parts) == 1:
        return newest
    days = (last - first).days + 1
    ends = [*(begin - dt.timedelta(1) for begin, _ in parts[1:]), last]
    charges = tuple(
        charge._replace(part=PartOfSeason(begin, end, days, tariff.source))
        for (begin, tariff), end in zip(parts, ends, strict=True)
        for charge in tariff.charge
    )
    return newest._replace(charge=charges)


def rules_of_season(holding: list["Rule"], first: dt.date, last: dt.date) -> list["Rule"]:
    """Return which of some rules hold for a season, where one that begins or ends inside it says so by its `change`.

    A rule that takes the place of another decides for both.
    """
    kept = []
    for rule in holding:
        later = successor(rule, holding)
        if later is not None and first < (later.terms.from_ or first) <= last:
            if later.terms.change == "next_season":
                kept.append(rule)
        elif (rule.terms.from_ or first) <= first or rule.terms.change != "next_season":
            kept.append(rule)
    return kept


def successor(rule: "Rule", rules: Sequence["Rule"]) -> "Rule | None":
    """Return the rule of the same sort for the same homes that begins when another ends."""
    if rule.terms.until is None:
        return None
    timeless = rule.terms._replace(from_=None, until=None)
    following = [
        other
        for other in rules
        if other.exclusive_key() == rule.exclusive_key()
        and other.terms.from_ is not None
        and other.terms.from_ > rule.terms.until
        and timeless.meets(other.terms._replace(from_=None, until=None))
    ]
    return min(following, key=lambda each: each.terms.from_ or dt.date.max, default=None)


def changes_agree(parts: Sequence[Piece]) -> bool:
    """Return whether tariffs that share a season differ in nothing but their charges, so that these can be added."""
    return all(
        (one.cap, one.minimum, one.vat, one.round) == (other.cap, other.minimum, other.vat, other.round)
        and one.cap is None
        and one.minimum is None
        for (_, one), (_, other) in pairwise(parts)
    )
