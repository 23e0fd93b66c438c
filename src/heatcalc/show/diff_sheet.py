"""The sheet and the page of two runs that were compared: sums by class, who pays more or less, by how much."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from unicodedata import east_asian_width

from heatcalc.diffs.diff import Diff
from heatcalc.diffs.diff_sums import ALONE, CHANGES, KINDS
from heatcalc.messages import LANGS, Lang, say
from heatcalc.show.charts import Bar, bars
from heatcalc.show.diff_words import (
    Named,
    carried_notes,
    changes_of,
    is_reform,
    left_out_text,
    mean_of,
    more_values,
    reasons_of,
    rules_changed,
    said_of,
    share_of,
    winter_notes,
    winters_of,
)
from heatcalc.show.memo_words import grouped
from heatcalc.show.reform_prices import ChangedCharge
from heatcalc.show.sheet import Column, Sheet

MOST_VALUES, _MOST_BARS = 30, 12
_LONGEST_BAR = 24
"""How long the longest bar of the histogram is [columns]."""


def diff_sheet(done: Diff, names: Named, lang: Lang, *, dry: bool) -> Sheet:
    """Return the summary of a comparison; the manifest has all of it."""
    found, unit = done.manifest["diff"], done.currency.word(lang)
    columns = [Column("city", say("show.city", lang)), Column("class", say("show.class", lang))]
    columns += [Column("homes", say("diff.homes", lang), right=True)]
    figures = (*CHANGES, "before", "after", "change")
    columns += [Column(key, said_of(done, key, lang), right=True) for key in figures]
    sheet = Sheet(_title(done, names, lang), columns)
    at = LANGS.index(lang)
    for each in found["classes"]:
        city, class_ = names(each["city"], each["class"])
        sheet.rows.append([city[at], class_[at], *_figures(each)])
    if len(found["classes"]) > 1:
        sheet.totals = [[say("ledger.sum", lang), "", *_figures(found)]]
    sheet.section(say("diff.prices", lang), [_price_line(each, lang) for each in changes_of(done, lang)])
    sheet.section(say("diff.rules", lang), rules_changed(done, lang))
    sheet.section(say("diff.result", lang), [*winter_notes(done, names, lang), *_results(done, unit, lang)])
    sheet.section(say("diff.histogram", lang, unit=unit), list(_histogram(found, lang)))
    for column, sums in found["by"].items():
        sheet.section(say("diff.by", lang, column=column), list(_by_value(done, sums, lang)))
    sheet.section(say("diff.largest", lang), [_large_text(done, each, lang) for each in found["largest"]])
    sheet.section(say("diff.alone", lang), list(_alone(found, lang)))
    for heading, lines in reasons_of(done, lang):
        sheet.section(heading, lines)
    sheet.section(say("show.notes", lang), [*carried_notes(done, lang), *_notes(done, lang, dry=dry)])
    sheet.section(say("ledger.files", lang), [str(file) for file in done.files])
    return sheet


def diff_charts(done: Diff, names: Named, lang: Lang) -> list[str]:
    """Return the charts of a comparison: homes by their change, and the changes by class and column."""
    found, unit, at = done.manifest["diff"], done.currency.word(lang), LANGS.index(lang)
    charts = []
    if found["histogram"]:
        rows = [Bar(name, float(homes), grouped(homes)) for name, homes in _bins(found, lang)]
        charts.append(bars(say("diff.homes_chart", lang, unit=unit), rows))
    of_classes = []
    for each in found["classes"]:
        city, class_ = names(each["city"], each["class"])
        of_classes.append((f"{city[at]} {class_[at]}", each["change"]))
    groups = [(say("diff.classes_chart", lang, unit=unit), of_classes)]
    for column, sums in found["by"].items():
        of_values = [(each["value"] or say("ledger.by_blank", lang), each["change"]) for each in sums]
        groups.append((say("diff.by_chart", lang, column=column, unit=unit), of_values))
    for title, changes in groups:
        changed = [Bar(name, float(change), grouped(change)) for name, change in changes if Decimal(change)]
        if changed:
            charts.append(bars(title, changed[:_MOST_BARS]))
    return charts


def _title(done: Diff, names: Named, lang: Lang) -> str:
    manifest = done.manifest
    files = {side: manifest[side]["file"] for side in ("before", "after")}
    if not is_reform(done):
        return say("diff.title", lang, **files)
    at = LANGS.index(lang)
    cities = dict.fromkeys(names(each["city"], each["class"])[0][at] for each in manifest["diff"]["classes"])
    before, after = winters_of(done, lang)
    winter = after if before == after else say("diff.two_winters", lang, before=before, after=after)
    said = {"cities": [*cities], "ledger": manifest["ledger"], "winter": winter, "area": manifest["after"]["area"]}
    return say("diff.title_tariffs", lang, homes=manifest["after"]["households"], **said, **files)


def _price_line(each: ChangedCharge, lang: Lang) -> str:
    percent = say("diff.lead_percent", lang, percent=each.percent) if each.percent else ""
    key = "price_same" if each.is_same else "price_line"
    return say(f"diff.{key}", lang, **each.words | {"percent": percent})


def table_of_prices(changes: Iterable[ChangedCharge], lang: Lang) -> Sheet:
    """Return a sheet of the prices of two tables, side by side."""
    keys = ("city", "class", "plan", "price_before", "price_after", "percent")
    headings = {key: say(f"show.{key}" if key in ("city", "class", "plan") else f"diff.{key}", lang) for key in keys}
    sheet = Sheet("", [Column(key, heading, right=key == "percent") for key, heading in headings.items()])
    for each in changes:
        percent = "0%" if each.is_same else each.percent or "-"
        sheet.rows.append([each.city, each.class_, each.plan, each.before, each.after, percent])
    return sheet


def _figures(each: Mapping[str, Any]) -> list[str]:
    homes = [str(each["kinds"][kind]["homes"]) for kind in CHANGES]
    return [str(each["homes"]), *homes, each["before"], each["after"], each["change"]]


def _results(done: Diff, unit: str, lang: Lang) -> Iterator[str]:
    found = done.manifest["diff"]
    before, after = winters_of(done, lang)
    if before != after:
        yield say("diff.other_winters", lang, before=before, after=after)
    figures = {key: found[key] for key in ("homes", "before", "after", "change")}
    if found["left_out"]:
        yield left_out_text(done, lang)
    yield said_of(done, "matched", lang, unit=unit, **figures)
    if found["homes"]:
        mean = mean_of(found, done.currency)
        yield say("diff.in_share", lang, percent=share_of(found), mean=mean, unit=unit)
    whole = {f"{name}_{key}": amount for name, each in found["whole"].items() for key, amount in each.items()}
    yield say("diff.whole", lang, **whole, **figures)
    for kind in KINDS:
        each = found["kinds"][kind]
        if each["homes"]:
            shown = {"size": each["change"].removeprefix("-"), "mean": mean_of(each, done.currency).removeprefix("-")}
            yield said_of(done, f"{kind}_homes", lang, **each | shown)
    come, gone = (
        str(done.currency.amount(sum(done.currency.in_minor(Decimal(found["kinds"][kind][key])) for kind in ALONE)))
        for key in ("after", "before")
    )
    due = {f"due_{side}": done.manifest[side]["due"] for side in ("before", "after")}
    yield say("diff.proof", lang, change=found["change"], come=come, gone=gone, **due)


def _bins(found: Mapping[str, Any], lang: Lang) -> Iterator[tuple[str, int]]:
    """Yield the bins of the histogram by name; those side by side that have no homes are one."""
    empty: list[Mapping[str, Any]] = []
    for each in found["histogram"]:
        if not each["homes"] and not (empty and _is_zero(empty[-1]["to"])):
            empty.append(each)
            continue
        if empty:
            yield _range(empty[0]["from"], empty[-1]["to"], lang), 0
        empty = [] if each["homes"] else [each]
        if each["homes"]:
            yield _range(each["from"], each["to"], lang), each["homes"]


def _is_zero(bound: str | None) -> bool:
    return bound is not None and not Decimal(bound)


def _range(low: str | None, high: str | None, lang: Lang) -> str:
    if low is None:
        return say("diff.below", lang, high=high)
    return say("diff.above", lang, low=low) if high is None else say("diff.range", lang, low=low, high=high)


def _histogram(found: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    """Yield the histogram in lines, each with its bar."""
    rows = list(_bins(found, lang))
    most = max((homes for _, homes in rows), default=0)
    wide = max((_width(name) for name, _ in rows), default=0)
    for name, homes in rows:
        bar = "█" * -(-homes * _LONGEST_BAR // most)  # one home is seen, too
        yield f"{name}{' ' * (wide - _width(name))}  {bar}{' ' if bar else ''}{homes}"


def _width(text: str) -> int:
    """Return how many columns a text takes on a terminal."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _by_value(done: Diff, sums: Sequence[Mapping[str, Any]], lang: Lang) -> Iterator[str]:
    for each in sums[:MOST_VALUES]:
        value = each["value"] or say("ledger.by_blank", lang)
        homes = {kind: each["kinds"][kind]["homes"] for kind in ("less", "more")}
        figures = {key: each[key] for key in ("homes", "before", "after", "change")}
        text = said_of(done, "by_line", lang, value=value, **homes, **figures)
        alone = {f"by_{kind}": homes for kind in ALONE if (homes := each["kinds"][kind]["homes"])}
        neither = each["left_out"] - sum(alone.values())
        alone |= {"by_unbilled": neither} if neither else {}
        yield text + "".join(say(f"diff.{key}", lang, homes=homes) for key, homes in alone.items())
    if len(sums) > MOST_VALUES:
        yield more_values(done, len(sums) - MOST_VALUES, lang)


def _alone(found: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    """Yield the first homes of each kind that are not compared, each with the reason, where there is one."""
    for kind in ALONE:
        homes = [each for each in found["alone"] if each["kind"] == kind]
        for each in homes:
            what = " ".join(filter(None, (say(f"diff.{kind}", lang), each["reason"])))
            yield say("diff.alone_line", lang, whose=" ".join(filter(None, each["home"].values())), what=what)
        more = found["kinds"][kind]["homes"] - len(homes)
        if more:
            yield say("diff.alone_more", lang, kind=say(f"diff.{kind}", lang), homes=more)


def _large_text(done: Diff, each: Mapping[str, Any], lang: Lang) -> str:
    whose = " ".join(filter(None, each["home"].values()))
    below = each["change"].startswith("-")
    result = said_of(done, "less" if below else "more", lang)
    size = each["change"].removeprefix("-")
    return say(
        "diff.large_line", lang, whose=whose, before=each["before"], after=each["after"], result=result, size=size
    )


def _notes(done: Diff, lang: Lang, *, dry: bool) -> Iterator[str]:
    manifest = done.manifest
    found = manifest["diff"]
    yield say("diff.matched_by", lang, columns=manifest["matched_by"])
    yield from (say(f"diff.{key}", lang, homes=found[key]) for key in ("reclassified", "several") if found[key])
    for side in ("before", "after"):
        if manifest[side]["rejects"]:
            yield say(f"diff.rejects_{side}", lang, rejects=manifest[side]["rejects"])
            if not manifest[side]["rejects_read"]:
                yield say("diff.rejects_unread", lang, file=manifest[side]["file"])
    others = [manifest[side]["file"] for side in ("before", "after") if not manifest[side]["own_table"]]
    if others:
        yield say("diff.other_table", lang, files=others)
    if dry:
        yield say("diff.dry", lang)
    elif done.unchanged:
        yield say("ledger.unchanged", lang)
    if done.after_stop:
        yield say("ledger.after_stop", lang)
