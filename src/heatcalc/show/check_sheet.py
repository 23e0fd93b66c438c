"""The sheet of a check."""

from heatcalc.billing.check import Checked
from heatcalc.billing.explanations import Fit
from heatcalc.messages import Lang, say
from heatcalc.money import Currency
from heatcalc.show.bill_sheet import source_text, with_bill
from heatcalc.show.sheet import Column, Sheet


def check_sheet(checked: Checked, lang: Lang) -> Sheet:
    """Return what is due and paid, and the explanations, each in a sentence with its formula."""
    currency = Currency(checked.bill.currency)
    columns = [Column("label", ""), Column("amount", say("show.amount", lang, unit=currency.word(lang)), right=True)]
    sheet = Sheet(checked.bill.title, columns)
    sheet.rows = [[say("check.due", lang), str(checked.bill.due)], [say("check.paid", lang), str(checked.paid)]]
    if checked.difference:
        word = say("check.more" if checked.difference > 0 else "check.less", lang)
        sheet.totals = [[word, str(abs(checked.difference))]]
    formulas = [f"{line.label}: {line.formula} = {line.amount}" for line in checked.bill.lines]
    sheet.section(say("show.formula", lang), formulas)
    sheet.section(say("check.fits", lang), [fit_text("check.fit", fit, currency, lang) for fit in checked.fits])
    nearest = [fit_text("check.near", fit, currency, lang) for fit in checked.nearest]
    sheet.section(say("check.nearest", lang), nearest)
    others = [*filter(None, [checked.equal_to]), *(each.text(lang) for each in checked.reverse)]
    notes = [checked.verdict, *others, *checked.bill.notes]
    sheet.section(say("show.notes", lang), notes)
    sheet.section(say("show.sources", lang), [source_text(each, lang) for each in checked.bill.sources.values()])
    sheet.data = with_bill(sheet, checked.bill, [], notes, lang)
    return sheet


def fit_text(key: str, fit: Fit, currency: Currency, lang: Lang) -> str:
    """Return an explanation in a sentence, with what it gives and what was paid beyond it."""
    amount, difference = (currency.in_words(each, lang) for each in (fit.amount, abs(fit.difference)))
    way = say("check.way_more" if fit.difference > 0 else "check.way_less", lang)
    if fit.kind == "mistyped_amount":  # words, and no formula that gives an amount
        key = "check.fit_of_words"
    return say(key, lang, text=fit.text, formula=fit.formula, amount=amount, difference=difference, way=way)
