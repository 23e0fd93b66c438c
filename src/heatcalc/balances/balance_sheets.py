"""The sheets of sums that a workbook of balances has beside the accounts."""

from collections.abc import Sequence

from heatcalc.balances.totals import BalanceTotals, Figures, WinterSums, greatest_first
from heatcalc.ledger.columns import IN_CHINESE
from heatcalc.ledger.workbook import sheet_name
from heatcalc.messages import Lang, say
from heatcalc.money import Currency

_AGES = Figures._fields[Figures._fields.index("not_due") :]


def balance_sheets(totals: BalanceTotals, currency: Currency, lang: Lang) -> dict[str, list[list[str]]]:
    """Return the sheets of balances, each with a header: by winter, by age, and by each column that was asked for."""
    every, bills = totals.all, sum(sums.bills for sums in totals.winters.values())

    def row(name: str, figures: Sequence[int], *counts: int) -> list[str]:
        return [name, *map(str, counts), *(str(currency.amount(each)) for each in figures)]

    total, nothing = say("ledger.sum", lang), (0, 0, 0)
    amounts = WinterSums._fields[1:]
    winters = [[say(f"balance.{name}", lang) for name in ("winter", "bills", *amounts)]]
    for winter, sums in sorted(totals.winters.items(), reverse=True):
        winters.append(row(winter or say("balance.no_winter", lang), sums[1:], sums.bills))
    # What is of no winter, so that the columns add up.
    if totals.credit:
        winters.append(row(say("balance.in_advance", lang), (*nothing, totals.credit, -totals.credit), 0))
    if totals.overdrawn:
        winters.append(row(say("balance.paid_back", lang), (*nothing, -totals.overdrawn, totals.overdrawn), 0))
    winters.append(row(total, (every.due, every.discount, every.fees, every.paid, every.balance), bills))
    ages = [[say("balance.sheet_ages", lang), say("balance.owed", lang)]]
    ages += [row(_word(name, lang), [getattr(every, name)]) for name in _AGES]
    ages.append(row(total, [sum(getattr(every, name) for name in _AGES)]))
    sheets = {say("balance.sheet_winters", lang): winters, say("balance.sheet_ages", lang): ages}
    head = [say("balance.sheet_accounts", lang), *(_word(name, lang) for name in Figures._fields)]
    for column, values in totals.by.items():
        rows = [row(value, figures, count) for value, (count, figures) in greatest_first(values)]
        name = sheet_name(say("ledger.by_sheet", lang, column=column), [*sheets, say("balance.sheet", lang)])
        sheets[name] = [[column, *head], *rows, row(total, every, totals.accounts)]
    return sheets


def _word(name: str, lang: Lang) -> str:
    return IN_CHINESE[name] if lang == "zh" else name
