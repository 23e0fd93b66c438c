"""The sheet and the page of a ledger that was checked: sums by explanation, by class and column, the largest, how."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from heatcalc.batches.patterns import SURE
from heatcalc.batches.run import Batch
from heatcalc.ledger.excel import MERGED, SHOWN_OTHERWISE
from heatcalc.measures import Both
from heatcalc.messages import LANGS, Lang, say
from heatcalc.show.batch_sheet import add_rejects_and_files, general_classes, run_notes
from heatcalc.show.charts import Bar, bars
from heatcalc.show.sheet import Column, Sheet

Names = Callable[[str, str], tuple[Both, Both]]
"""Gives the names of a city and a class by their ids."""
_MOST_CAUSES, _MOST_VALUES, _MOST_BARS = 20, 30, 12
_UNREAD = {MERGED: "check.unread_merged", SHOWN_OTHERWISE: "check.unread_format"}
"""What is said of our own marks where an amount should be."""
_MOST_OF_ONE = 3
"""So many explanations are named of one value of a column."""


def ledger_check_sheet(batch: Batch, names: Names, lang: Lang, *, dry: bool) -> Sheet:
    """Return the summary of a check; the manifest has all of it."""
    check = batch.manifest["check"]
    unit = batch.currency.word(lang)
    columns = [Column("explanation", say("check.explanation", lang))]
    columns += [
        Column("homes", say("ledger.households", lang), right=True),
        Column("difference", say("check.difference", lang, unit=unit), right=True),
    ]
    columns += [Column(sure, say(f"check.{sure}", lang), right=True) for sure in SURE]
    sheet = Sheet(say("check.ledger", lang, column=check["against"]), columns)
    causes = check["explanations"]
    sheet.rows = [
        [each["explanation"], str(each["homes"]), each["difference"], *(str(each["sure"][sure]) for sure in SURE)]
        for each in causes[:_MOST_CAUSES]
    ]
    if len(causes) > _MOST_CAUSES:
        rest = causes[_MOST_CAUSES:]
        sure = [str(sum(each["sure"][sure] for each in rest)) for sure in SURE]
        difference = sum(batch.currency.in_minor(Decimal(each["difference"])) for each in rest)
        homes = str(sum(each["homes"] for each in rest))
        name = say("check.others", lang, count=len(rest))
        sheet.rows.append([name, homes, str(batch.currency.amount(difference)), *sure])
    if len(causes) > 1:
        sure = [str(sum(each["sure"][sure] for each in causes)) for sure in SURE]
        sheet.totals = [[say("ledger.sum", lang), str(check["differ"]), check["difference"], *sure]]
    called = _called(check["classes"], names, lang) | general_classes(batch.manifest, names, lang)
    sheet.section(say("check.result", lang), list(_results(check, unit, lang)))
    of_classes = [_sum_text(f"{called[each['city']]} {called[each['class']]}", each, lang) for each in check["classes"]]
    sheet.section(say("check.by_class", lang), of_classes)
    for column, sums in check["by"].items():
        sheet.section(say("check.by", lang, column=column), list(_by_value(sums, lang)))
    sheet.section(say("check.largest", lang), [_large_text(each, lang) for each in check["largest"]])
    sheet.section(say("check.method", lang), say("check.method_text", lang).split("\n"))
    sheet.section(say("show.notes", lang), run_notes(batch, called, lang, dry=dry))
    add_rejects_and_files(sheet, batch, lang)
    return sheet


def ledger_check_charts(batch: Batch, lang: Lang) -> list[str]:
    """Return the charts of a check: homes by explanation, and the amounts that were paid too much and too little."""
    check = batch.manifest["check"]
    causes = check["explanations"][:_MOST_BARS]
    charts = []
    if causes:
        homes = [Bar(each["explanation"], float(each["homes"]), str(each["homes"])) for each in causes]
        charts.append(bars(say("check.homes_chart", lang), homes))
        by_size = sorted(causes, key=lambda each: -abs(float(each["difference"])))
        amounts = [Bar(each["explanation"], abs(float(each["difference"])), each["difference"]) for each in by_size]
        charts.append(bars(say("check.amounts_chart", lang, unit=batch.currency.word(lang)), amounts))
    for column, sums in check["by"].items():
        differing = [each for each in sums if each["differ"]][:_MOST_BARS]
        if differing:
            rows = [
                Bar(each["value"] or say("ledger.by_blank", lang), float(each["differ"]), str(each["differ"]))
                for each in differing
            ]
            charts.append(bars(say("check.by_chart", lang, column=column), rows))
    return charts


def _called(classes: Sequence[Mapping[str, Any]], names: Names, lang: Lang) -> dict[str, str]:
    """Return the names of cities and classes by their ids."""
    at, called = LANGS.index(lang), dict[str, str]()
    for each in classes:
        city, class_ = names(each["city"], each["class"])
        called |= {each["city"]: city[at], each["class"]: class_[at]}
    return called


def _by_value(sums: Sequence[Mapping[str, Any]], lang: Lang) -> Iterator[str]:
    """Yield what the values of a column come to, in lines, of those whose homes differ."""
    differing = [each for each in sums if each["differ"] or each["rejected"]]
    for each in differing[:_MOST_VALUES]:
        rejected = say("ledger.by_rejected", lang, rows=each["rejected"]) if each["rejected"] else ""
        yield _sum_text(each["value"] or say("ledger.by_blank", lang), each, lang) + rejected
    if len(differing) > _MOST_VALUES:
        yield say("ledger.by_more", lang, more=len(differing) - _MOST_VALUES)


def _results(check: Mapping[str, Any], unit: str, lang: Lang) -> Iterator[str]:
    yield say("check.counts", lang, **{name: check[name] for name in ("compared", "agree", "differ")})
    yield say("check.sums", lang, unit=unit, **{name: check[name] for name in ("due", "paid", "difference")})
    for why in ("blank", "unread"):
        if check[why]:
            yield say(f"check.{why}_homes", lang, homes=check[why], column=check["against"])
    if check["blank"] or check["unread"]:
        yield say("check.left_due", lang, amount=check["left_due"])
    if check["rejected_paid"].strip("0."):
        yield say("check.rejected_paid", lang, amount=check["rejected_paid"], column=check["against"])
    for each in check["unread_first"][:_MOST_OF_ONE]:
        said = [each["address"], *(f"{column} {value}" for column, value in each["by"].items() if value)]
        where = say("rejects.of_place", lang, said=list(filter(None, said))) if any(said) else ""
        place = {"sheet": f"{each['sheet']} " if "sheet" in each else "", "line": each["line"], "where": where}
        yield say(
            _UNREAD.get(each["found"].strip(), "check.unread_line"),
            lang,
            account=each["account"],
            found=each["found"],
            **place,
        )


def _sum_text(name: str, each: Mapping[str, Any], lang: Lang) -> str:
    """Return what a class, or a value of a column, comes to."""
    figures = {key: each[key] for key in ("homes", "differ", "due", "paid", "difference")}
    text = say("check.sum_line", lang, name=name, **figures)
    causes = [
        say("check.cause_line", lang, **{key: cause[key] for key in ("explanation", "homes", "difference")})
        for cause in each["explanations"][:_MOST_OF_ONE]
    ]
    more = len(each["explanations"]) - _MOST_OF_ONE
    if more > 0:
        causes.append(say("check.others", lang, count=more))
    return text + say("check.causes", lang, causes=("；" if lang == "zh" else "; ").join(causes)) if causes else text


def _large_text(each: Mapping[str, Any], lang: Lang) -> str:
    whose = " ".join(filter(None, (each["account"], each["address"])))
    figures = {key: each[key] for key in ("due", "paid", "difference", "explanation")}
    return say("check.large_line", lang, whose=whose, sure=say(f"check.{each['sure']}", lang), **figures)
