"""The sheets of sums that a workbook of a checked ledger has beside the homes."""

from collections.abc import Mapping, Sequence
from typing import Any

from heatcalc.batches.patterns import SURE
from heatcalc.ledger.workbook import sheet_name
from heatcalc.messages import LANGS, Lang, say
from heatcalc.tariffs.lookup import find_city
from heatcalc.tariffs.model import Table

_COUNTS = ("compared", "agree", "differ", "blank", "unread")
_AMOUNTS = ("due", "paid", "difference")


def check_sheets(check: Mapping[str, Any], rejects: int, table: Table, lang: Lang) -> dict[str, list[list[str]]]:
    """Return the sheets of a check, each with a header: the whole, by explanation, by class, and by each column.

    `check` is what the manifest says of it, `rejects` the number of rows without a bill.
    """

    def word(name: str) -> str:
        return say(f"check.sheet_{name}", lang)

    total = say("ledger.sum", lang)
    whole = [[word("what"), word("value")], *([word(name), str(check[name])] for name in _COUNTS)]
    whole += [[word("rejected"), str(rejects)], *([word(name), check[name]] for name in _AMOUNTS)]
    head = [say("ledger.households", lang), word("difference"), *(say(f"check.{sure}", lang) for sure in SURE)]
    causes = [
        [each["explanation"], str(each["homes"]), each["difference"], *(str(each["sure"][sure]) for sure in SURE)]
        for each in check["explanations"]
    ]
    sure = [str(sum(each["sure"][name] for each in check["explanations"])) for name in SURE]
    causes.append([total, str(check["differ"]), check["difference"], *sure])
    figures = [say("ledger.households", lang), *(word(name) for name in ("differ", *_AMOUNTS))]
    whose = [word("class"), *figures]
    all_homes = [total, str(check["compared"]), str(check["differ"]), *(check[name] for name in _AMOUNTS)]
    at = LANGS.index(lang)
    classes = [
        [f"{find_city(table, each['city']).both[at]} {table.class_name(each['class'])[at]}", *_figures(each)]
        for each in check["classes"]
    ]
    sheets = {
        word("whole"): whole,
        say("check.explanation", lang): [[say("check.explanation", lang), *head], *causes],
        say("check.by_class", lang): [whose, *classes, all_homes],
    }
    for column, sums in check["by"].items():
        rows = [[each["value"], *_figures(each), str(each["rejected"])] for each in sums]
        name = sheet_name(say("ledger.by_sheet", lang, column=column), [*sheets, say("ledger.sheet", lang)])
        rejected = str(sum(each["rejected"] for each in sums))
        sheets[name] = [[column, *figures, word("rejected")], *rows, [*all_homes, rejected]]
    return sheets


def _figures(each: Mapping[str, Any]) -> Sequence[str]:
    return [str(each["homes"]), str(each["differ"]), *(each[name] for name in _AMOUNTS)]
