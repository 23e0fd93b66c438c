"""The sheet of balances: what bills come to by winter, how old the debts are, and the payments that are nobody's."""

from collections.abc import Iterator, Mapping
from typing import Any

from heatcalc.balances.balance import Balance
from heatcalc.messages import Lang, say
from heatcalc.show.batch_sheet import reject_lines, sum_lines
from heatcalc.show.sheet import Column, Sheet

_FIGURES = ("bills", "due", "discount", "fees", "paid", "owed")
_AGES = ("not_due", "days_30", "days_90", "days_365", "older", "undated")


def balance_sheet(balance: Balance, lang: Lang) -> Sheet:
    """Return the summary of balances."""
    manifest = balance.manifest
    columns = [Column("winter", say("balance.winter", lang))]
    columns += [Column(name, say(f"balance.{name}", lang), right=True) for name in _FIGURES]
    sheet = Sheet(say("balance.summary", lang, on=manifest["on"]), columns)
    for row in manifest["winters"]:
        winter = row["winter"] or say("balance.no_winter", lang)
        sheet.rows.append([winter, *(str(row[name]) for name in _FIGURES)])
    sheet.section(say("balance.amounts", lang), list(_amounts(manifest, lang)))
    owed = [name for name in _AGES if manifest[name].strip("0.")]
    ages = [say(f"balance.{name}", lang, amount=manifest[name]) for name in owed]
    sheet.section(say("balance.ages", lang), ages)
    sheet.section(say("show.notes", lang), list(_notes(balance, lang)))
    for column, sums in manifest["by"].items():
        sheet.section(say("balance.by", lang, column=column), list(sum_lines(sums, "balance.by_line", lang)))
    sheet.section(say("balance.rejects", lang), list(reject_lines(balance.reasons, lang)))
    sheet.section(say("balance.without_bill", lang), list(reject_lines(balance.unbilled, lang)))
    sheet.section(say("ledger.files", lang), [str(file) for file in balance.files])
    return sheet


def _amounts(manifest: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    figures = {key: manifest[key] for key in ("due", "discount", "fees", "paid", "balance")}
    yield say("balance.equation", lang, **figures)
    yield from (say(f"balance.{name}", lang, **manifest[name]) for name in ("owing", "credit"))


def _notes(balance: Balance, lang: Lang) -> Iterator[str]:
    manifest, payments = balance.manifest, balance.manifest["payments"]
    yield say("balance.counted", lang, **payments["counted"])
    if payments["later"]["count"]:
        yield say("balance.later", lang, on=manifest["on"], **payments["later"])
    if payments["alike"]["count"]:
        yield say("balance.alike", lang, **payments["alike"])
    yield say(f"balance.order_{manifest['order']}", lang)
    if manifest["has_fees"]:
        yield say("balance.fee_first" if manifest["fee_first"] else "balance.fee_last", lang)
    elif manifest["bills"]:
        yield say("balance.no_fees", lang)
    if manifest["unbilled"]:
        yield say("balance.unbilled", lang, rows=manifest["unbilled"])
    if manifest["differing"]:
        yield say("balance.differing", lang, bills=manifest["differing"])
    columns = [f"{word} ({meaning})" for word, meaning in manifest["read"].items() if word != meaning]
    columns += [word for word, meaning in manifest["read"].items() if word == meaning]
    yield say("balance.read", lang, columns=columns)
    if manifest["carried"]:
        yield say("balance.carried", lang, columns=manifest["carried"])
    if balance.unchanged:
        yield say("ledger.unchanged", lang)
    if balance.after_stop:
        yield say("ledger.after_stop", lang)
