"""The sheet of a bill."""

from heatcalc.billing.bill import Bill
from heatcalc.formula.explain import rate_unit
from heatcalc.measures import GJ_PER
from heatcalc.messages import Lang, say, texts_of
from heatcalc.money import Currency, in_capitals
from heatcalc.show.sheet import Column, Sheet
from heatcalc.tariffs.model import Source


def source_text(source: Source, lang: Lang) -> str:
    """Return a source as a reader cites it."""
    title = f"{source.publisher}《{source.title}》" if lang == "zh" else f'{source.publisher} "{source.title}"'
    kind = say(f"show.kind_{source.kind}", lang)
    parts = [title, *(each for each in (source.document, source.date, kind, source.url) if each)]
    return ("，" if lang == "zh" else ", ").join(parts)


def noted_text(source: Source, lang: Lang) -> str:
    """Return a source as a reader cites it, with what is to be known of it."""
    return source_text(source, lang) + (say("show.source_noted", lang, note=source.note) if source.note else "")


def bill_sheet(bill: Bill, lang: Lang, *, explain: bool = False, capitals: bool = False) -> Sheet:
    """Return the sheet of a bill: its lines, who pays, notes and sources; with `explain` the words of the sources."""
    currency = Currency(bill.currency)
    columns = [
        Column("label", say("show.line", lang)),
        Column("amount", say("show.amount", lang, unit=currency.word(lang)), right=True),
        Column("formula", say("show.formula", lang)),
    ]
    sheet = Sheet(bill.title, columns)
    sheet.rows = [[line.label, str(line.amount), line.formula] for line in bill.lines]
    shared = {payer: amount for payer, amount in bill.payers.items() if amount and payer != "household"}
    if shared or bill.total != bill.due:
        sheet.totals.append([say("show.total", lang), str(bill.total), ""])
        sheet.totals += [
            [say("show.paid_by", lang, payer=payer_name(payer, lang)), str(amount), ""]
            for payer, amount in shared.items()
        ]
    words = in_capitals(bill.due) if capitals and currency.code == "CNY" else ""
    sheet.totals.append([say("show.due", lang), str(bill.due), words])
    averages = [
        say("show.average", lang, price=currency.in_words(amount, lang) + rate_unit((name,), lang))
        for name, amount in bill.average.items()
        if name in GJ_PER and name in bill.measures
    ]
    no_capitals = [say("show.no_capitals", lang)] if capitals and not words else []
    sheet.section(say("show.notes", lang), [*bill.notes, *averages, *no_capitals])
    if explain:
        sheet.section(say("show.explanation", lang), list(bill.explanation))
    cited = noted_text if explain else source_text
    sheet.section(say("show.sources", lang), [cited(each, lang) for each in bill.sources.values()])
    sheet.data = with_bill(sheet, bill, [[line.source] for line in bill.lines], list(bill.notes), lang)
    return sheet


_CONTEXT = ("city", "class", "plan", "winter", "seen", "source", "note")


def with_bill(sheet: Sheet, bill: Bill, sources: list[list[str]], notes: list[str], lang: Lang) -> Sheet:
    """Return what CSV has of a bill: in each row also whose price it is, of when, and the `sources` of the row.

    Rows beyond those with sources of their own rest on all of the bill's. The last row has the notes.
    """
    data = Sheet("", [*sheet.columns, *(Column(key, key) for key in _CONTEXT)])
    whose = [bill.city, bill.class_, bill.plan, bill.winter or "", bill.seen]
    for at, row in enumerate((*sheet.rows, *sheet.totals)):
        ids = sources[at] if at < len(sources) else bill.sources
        cited = [source_text(bill.sources[id_], lang) for id_ in ids if id_]
        data.rows.append([*row, *whose, "; ".join(cited), ""])
    data.rows[-1][-1] = " ".join(notes)
    return data


def payer_name(payer: str, lang: Lang) -> str:
    """Return the name of a payer in words."""
    return say(f"show.payer_{payer}", lang) if f"payer_{payer}" in texts_of("show") else payer
