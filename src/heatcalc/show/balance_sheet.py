"""The sheet of balances: what bills come to by winter, how old the debts are, and the payments that are nobody's."""

from collections.abc import Iterator, Mapping
from typing import Any

from heatcalc.balances.balance import Balance
from heatcalc.messages import Lang, say
from heatcalc.show.batch_sheet import blanks_read, cells_read, reject_lines, sheets_read, skipped_read, sum_lines
from heatcalc.show.sheet import Column, Sheet

_FIGURES = ("bills", "due", "discount", "fees", "paid", "owed")
_AGES = ("not_due", "days_30", "days_90", "days_365", "older", "undated")


def balance_sheet(balance: Balance, called: Mapping[str, str], lang: Lang) -> Sheet:
    """Return the summary of balances; `called` has names of cities and classes by their ids."""
    manifest = balance.manifest
    columns = [Column("winter", say("balance.winter", lang))]
    columns += [Column(name, say(f"balance.{name}", lang), right=True) for name in _FIGURES]
    sheet = Sheet(say("balance.summary", lang, on=manifest["on"]), columns)
    for row in manifest["winters"]:
        winter = row["winter"] or say("balance.no_winter", lang)
        sheet.rows.append([winter, *(str(row[name]) for name in _FIGURES)])
    # What is of no winter, so that the columns add up.
    credit, overdrawn = (manifest[key]["amount"] for key in ("credit", "overdrawn"))
    if manifest["credit"]["accounts"]:
        sheet.rows.append([say("balance.in_advance", lang), "", "", "", "", credit, f"-{credit}"])
    if manifest["overdrawn"]["accounts"]:
        sheet.rows.append([say("balance.paid_back", lang), "", "", "", "", f"-{overdrawn}", overdrawn])
    if len(sheet.rows) > 1:
        figures = (manifest[key] for key in ("due", "discount", "fees", "paid", "balance"))
        sheet.totals = [[say("ledger.sum", lang), str(manifest["bills"]), *figures]]
    sheet.section(say("balance.amounts", lang), list(_amounts(manifest, lang)))
    owed = [name for name in _AGES if manifest[name].strip("0.")]
    ages = [say(f"balance.{name}", lang, amount=manifest[name]) for name in owed]
    sheet.section(say("balance.ages", lang), ages)
    sheet.section(say("show.notes", lang), list(_notes(balance, called, lang)))
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


def _notes(balance: Balance, called: Mapping[str, str], lang: Lang) -> Iterator[str]:
    manifest, payments = balance.manifest, balance.manifest["payments"]
    for ledger in manifest["input"]["ledgers"]:
        yield from _of_ledger(ledger, called, lang)
    yield say("balance.counted", lang, **payments["counted"])
    if payments["later"]["count"]:
        yield say("balance.later", lang, on=manifest["on"], **payments["later"])
    if payments["rejected"]["count"]:
        yield say("balance.rejected", lang, **payments["rejected"])
    if payments["alike"]["count"]:
        yield say("balance.alike", lang, **payments["alike"])
        yield from (say("balance.pair", lang, **_pair(each, lang)) for each in manifest["alike_first"])
    yield say(f"balance.order_{manifest['order']}", lang)
    if manifest["has_fees"]:
        yield say("balance.fee_first" if manifest["fee_first"] else "balance.fee_last", lang)
    elif manifest["bills"]:
        yield say("balance.no_fees", lang)
    if manifest["overdrawn"]["accounts"]:
        yield say("balance.overdrawn", lang, **manifest["overdrawn"])
    if manifest["unbilled"]:
        files = [file.name for file in balance.files if ".unbilled" in file.name]
        where = say("balance.see", lang, files=files) if files else ""
        yield say("balance.unbilled", lang, rows=manifest["unbilled"]) + where
    if manifest["differing"]:
        yield say("balance.differing", lang, bills=manifest["differing"])
    for file in manifest["input"]["payments"]:
        yield from _of_payments(file, lang)
    if balance.unchanged:
        yield say("ledger.unchanged", lang)
    if balance.after_stop:
        yield say("ledger.after_stop", lang)


def _where(total: Mapping[str, Any]) -> dict[str, Any]:
    return {**total, "sheet": f"{total['sheet']} " if "sheet" in total else ""}


def _pair(pair: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    return {**pair, "rows": [say("balance.at", lang, **each) for each in pair["rows"]]}


def _of_ledger(ledger: Mapping[str, Any], called: Mapping[str, str], lang: Lang) -> Iterator[str]:
    """Yield where and for which winter the rows of a file are billed, and what its user may not expect."""
    cities = [called.get(city, city) for city in ledger["cities"]]
    if ledger["bills"]:
        yield say("balance.billed", lang, file=ledger["file"], cities=cities, winters=ledger["winters"])
    for option, said in ledger["passed_over"].items():
        yield say("balance.passed_over", lang, file=ledger["file"], option=f"--{option}", said=called.get(said, said))
    for note in (*blanks_read(ledger, called, lang), *sheets_read(ledger, lang), *cells_read(ledger, lang)):
        yield say("balance.in_file", lang, file=ledger["file"], reason=note)


def _of_payments(file: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    """Yield what of a file of payments was read, and what its user may not expect."""
    columns = [f"{word} ({meaning})" for word, meaning in file["read"].items() if word != meaning]
    columns += [word for word, meaning in file["read"].items() if word == meaning]
    yield say("balance.read", lang, file=file["file"], columns=columns)
    if file["carried"]:
        yield say("balance.carried", lang, file=file["file"], columns=file["carried"])
    totals = [say("balance.own_total", lang, **_where(each)) for each in file["differing_totals"]]
    cells = cells_read(file, lang, "balance.hidden_rows")
    for note in (*sheets_read(file, lang), *cells, *skipped_read(file, lang), *totals):
        yield say("balance.in_file", lang, file=file["file"], reason=note)
