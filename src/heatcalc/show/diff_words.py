"""The words of a comparison of two runs that its sheet and its page share."""

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from heatcalc.diffs.diff import Diff
from heatcalc.measures import Both
from heatcalc.messages import Lang, say
from heatcalc.money import Currency
from heatcalc.show.batch_sheet import reject_lines
from heatcalc.show.memo_words import grouped
from heatcalc.show.reform_prices import ChangedCharge, price_changes, price_notes, signed_percent
from heatcalc.show.table_diff_sheet import rule_changes

Named = Callable[[str, str], tuple[Both, Both]]
"""Gives the names of a city and a class by their ids, or the ids themselves where nobody knows them."""
_SENTENCES = re.compile(r"(?<=。)|(?<=\.)(?= [A-Z])")
_TO_TYPE = re.compile(r"(?<!\S)--[a-z]|\bheatcalc [a-z]|(?<![\x21-\x7e])--[a-z]")
_MOST_RULES = 12
"""So many changed rules are told; `tariff diff` has all of them."""
_OF_REFORM = (
    "less",
    "more",
    "less_homes",
    "more_homes",
    "matched",
    "by_line",
    "no_less",
    "no_more",
    "side_before",
    "side_after",
    "left_out",
    "left_out_lead",
)
"""What is said in other words where a ledger is billed by two tables."""


def is_reform(done: Diff) -> bool:
    """Whether a ledger was billed by two tables, and not two runs compared."""
    return "ledger" in done.manifest


def said_of(done: Diff, key: str, lang: Lang, **fields: object) -> str:
    """Say what is said in other words of a reform: there nothing is paid back or collected."""
    end = "_reform" if is_reform(done) and key in _OF_REFORM else ""
    return say(f"diff.{key}{end}", lang, **fields)


def left_out_text(done: Diff, lang: Lang) -> str:
    """Say how many are not compared; of a ledger that was billed by two tables, of how many."""
    found = done.manifest["diff"]
    rows = grouped(found["homes"] + found["left_out"])
    return said_of(done, "left_out_lead", lang, rows=rows, homes=grouped(found["left_out"]))


def reasons_of(done: Diff, lang: Lang) -> Iterator[tuple[str, list[str]]]:
    """Yield why rows were rejected, in lines under headings: by both tables alike, and by each of them."""
    if not done.reasons:
        return
    alike = [each for each in done.reasons[0] if each in done.reasons[1]]
    yield say("diff.reasons_both", lang), list(reject_lines(alike, lang))
    for side, reasons in zip(("before", "after"), done.reasons, strict=True):
        heading = say("diff.reasons", lang, file=done.manifest[side]["file"], side=say(f"diff.by_{side}", lang))
        yield heading, list(reject_lines([each for each in reasons if each not in alike], lang))


def without_options(said: str) -> str:
    """Return a text without the sentences that tell whoever runs the program what to type, if any others are left."""
    sentences = _SENTENCES.split(said)
    left = [each for each in sentences if not _TO_TYPE.search(each)]
    return "".join(left).strip() or said


def winters_of(done: Diff, lang: Lang) -> list[list[str]]:
    """Return the winters of the two runs."""
    none = [say("diff.no_winter", lang)]
    return [[*done.manifest[side]["winters"]] or none for side in ("before", "after")]


def changes_of(done: Diff, lang: Lang) -> list[ChangedCharge]:
    """Return how the prices of a reform change; nothing of two runs that are no reform."""
    old, new = done.tables
    return price_changes(done.manifest, old, new, lang) if is_reform(done) and old and new else []


def rules_changed(done: Diff, lang: Lang) -> list[str]:
    """Return how the rules, seasons and areas of a reform differ, of the cities of the ledger; the first of them."""
    old, new = done.tables
    if not is_reform(done) or not old or not new:
        return []
    cities = {each["city"] for each in done.manifest["diff"]["classes"]}
    winters = {winter for side in ("before", "after") for winter in done.manifest[side]["winters"]}
    lines = []
    for city, before, after in rule_changes(old, new, cities, winters, lang):
        key = "rule_changed" if before and after else "rule_added" if after else "rule_removed"
        lines.append(say(f"diff.{key}", lang, city=city.both, before=before, after=after))
    more = len(lines) - _MOST_RULES
    return [*lines[:_MOST_RULES], say("diff.rules_more", lang, more=more)] if more > 0 else lines


def share_of(each: Mapping[str, Any]) -> str:
    """Return the change of amounts in per cent; `-` where nothing was due before."""
    before = Fraction(each["before"])
    return signed_percent(Fraction(each["change"]) / before) if before else "-"


def more_values(done: Diff, more: int, lang: Lang) -> str:
    """Say how many values of a column are not shown, and where they are: in the manifest, where one was written."""
    return say("ledger.by_more" if "outputs" in done.manifest else "diff.by_more", lang, more=more)


def mean_of(each: Mapping[str, Any], currency: Currency) -> str:
    """Return the change of a home on average, of at least one; nothing rests on it."""
    return str(currency.rounded(Fraction(each["change"]) / each["homes"]))


def winter_notes(done: Diff, names: Named, lang: Lang) -> Iterator[str]:
    """Yield for which winter a city was billed where the two tables would have taken another each."""
    for each in done.manifest.get("one_winter", ()):
        none = say("diff.no_winter", lang)
        winters = {key: each[key] or none for key in ("before", "after", "billed")}
        yield say("diff.one_winter", lang, city=names(each["city"], "")[0], **winters)


def carried_notes(done: Diff, lang: Lang) -> Iterator[str]:
    """Yield which prices were carried on to a later winter, of which run."""
    sides = {}
    for side, table in zip(("before", "after"), done.tables, strict=True):
        each = done.manifest[side]
        sides[said_of(done, f"side_{side}", lang, file=each["file"])] = (each, table)
    return price_notes(sides, lang)
