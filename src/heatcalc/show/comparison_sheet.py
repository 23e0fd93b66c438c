"""The sheet of a comparison."""

from decimal import Decimal

from heatcalc.billing.compare import Comparison, ComparisonRow
from heatcalc.measures import AREAS
from heatcalc.messages import Lang, say
from heatcalc.money import Currency
from heatcalc.show.bill_sheet import source_text
from heatcalc.show.charts import Bar, bars
from heatcalc.show.sheet import Column, Sheet


def comparison_sheet(comparison: Comparison, lang: Lang) -> Sheet:
    """Return the sheet of a comparison, the cheapest city's bill as the measure of the rest."""
    headings = ("city", "price", "months", "bill", "difference", "ratio", "rank", "seen")
    unit = Currency(comparison.currency).word(lang)
    columns = [Column(key, say(f"show.{key}", lang, unit=unit), right=key != "city") for key in headings]
    sheet = Sheet(say("show.comparison", lang), columns)
    dearest = max((row.bill.due for row in comparison.rows if row.bill), default=Decimal(0))
    bars = []
    refused: list[tuple[str, str]] = []
    for row in comparison.rows:
        name = row_name(row)
        if row.bill is None:
            sheet.rows.append([name, "", "", "-", "", "", "", ""])
            bars.append(0.0)
            refused.append((name, row.refusal.message if row.refusal else ""))
        else:
            sign = "+" if row.difference else ""
            difference = "" if row.difference is None else f"{sign}{row.difference}"
            rank = "-" if row.rank is None else f"{row.rank[0]}/{row.rank[1]}"
            figures = [row.price or "-", row.months or "-", str(row.bill.due), difference, row.ratio or "-", rank]
            sheet.rows.append([name, *figures, (_CARRIED if row.carried else "") + row.seen[:4]])
            bars.append(float(row.bill.due / dearest) if dearest else 0.0)
    if comparison.mean is not None:
        sheet.totals.append([say("show.mean", lang), "", "", str(comparison.mean), "", "", "", ""])
    sheet.bars = bars
    sheet.data = _data(comparison, lang)
    sheet.section(say("show.seen_long", lang), _ages(comparison, lang))
    sheet.section(say("show.refused", lang, count=comparison.refused), _by_text(refused, lang))
    notes = [(row.name, note) for row in comparison.rows if row.bill for note in row.bill.notes if note != row.age]
    gross = [
        f"{row_name(row)} {row.bill.total}" for row in comparison.rows if row.bill and row.bill.due != row.bill.total
    ]
    before = [say("show.gross_note", lang, each=gross)] if gross else []
    sheet.section(say("show.notes", lang), before + _by_text(notes, lang))
    sources = [
        (row.name, source_text(source._replace(url=""), lang))
        for row in comparison.rows
        if row.bill
        for source in row.bill.sources.values()
    ]
    sheet.section(say("show.sources", lang), _by_text(sources, lang))
    return sheet


_CARRIED = "*"
"""What marks the year of a price that a later winter goes on with."""


def _ages(comparison: Comparison, lang: Lang) -> list[str]:
    """Return what the years of the prices mean: from when to when they are, which go on, and what is left out."""
    billed = [row for row in comparison.rows if row.bill]
    years = sorted({row.seen[:4] for row in billed})
    notes = []
    if len(years) > 1:
        winters = {row.bill.winter for row in billed if row.bill}
        asked = all(row.winter for row in billed) or (len(winters) == 1 and None not in winters)
        key = "show.ages_of_winter" if asked else "show.ages_of_any_winter"
        notes.append(say(key, lang, first=years[0], last=years[-1]))
    if any(row.carried for row in billed):
        notes.append(say("show.ages_carried", lang, mark=_CARRIED))
    if comparison.left_out:
        cities = list(dict.fromkeys(f"{row.name} {row.seen[:4]}" for row in comparison.left_out))
        notes.append(say("show.ages_left_out", lang, since=comparison.since, cities=cities))
    return notes


def _data(comparison: Comparison, lang: Lang) -> Sheet:
    """Return the rows for programs: amounts, the rank and of how many, the sources, and why there is no bill.

    `bill` is what the household pays, `total` what it comes to before others pay their part.
    """
    texts = ("id", "city", "province", "class", "plan", "winter", "seen", "source", "reason")
    figures = ("area", "price", "months", "bill", "total", "difference", "ratio", "rank", "ranked")
    keys = (*texts[:6], *figures, "seen", "carried", *texts[-2:])
    sheet = Sheet("", [Column(key, key, right=key not in texts) for key in keys])
    for row in comparison.rows:
        bill = row.bill
        said = [bill.class_, bill.plan, bill.winter or ""] if bill else [comparison.class_, comparison.plan, row.winter]
        rank = ["", ""] if row.rank is None else [*map(str, row.rank)]
        amounts = [str(bill.due), str(bill.total)] if bill else ["", ""]
        amounts.append("" if row.difference is None else str(row.difference))
        stated = (comparison.measures[name] for name in AREAS if name in comparison.measures)
        area = row.home.removesuffix("㎡") or next(stated, "")
        shown = [area, row.price or "", row.months or "", *amounts, row.ratio or "", *rank]
        reason = row.refusal.message if row.refusal else ""
        sources = "; ".join(source_text(source, lang) for source in bill.sources.values()) if bill else ""
        age = [row.seen, str(row.carried) if bill else ""]
        sheet.rows.append([row.city, row.name, row.province, *said, *shown, *age, sources, reason])
    return sheet


def comparison_page(comparison: Comparison, lang: Lang) -> Sheet:
    """Return the sheet of a comparison with each bill's formula and sources."""
    sheet = comparison_sheet(comparison, lang)
    formulas = [
        f"{row_name(row)}: {line.label} {line.formula} = {line.amount}"
        + (f" [{row.bill.sources[line.source].publisher}]" if line.source in row.bill.sources else "")
        for row in comparison.rows
        if row.bill
        for line in row.bill.lines
    ]
    sheet.sections.insert(0, (say("show.formula", lang), formulas))
    return sheet


def row_name(row: ComparisonRow) -> str:
    """Return what a row is called: its city, and the home and the winter where there are several."""
    return " ".join(part for part in (row.name, row.home, row.winter) if part)


def comparison_chart(comparison: Comparison, lang: Lang) -> str:
    """Return the chart of a comparison: a bar a city that has an answer."""
    answered = [row for row in comparison.rows if row.bill]
    if any(row.winter for row in answered):
        answered.sort(key=lambda row: (row.name, row.home, row.winter))
    rows = [Bar(row_name(row), float(row.bill.due), str(row.bill.due)) for row in answered if row.bill]
    return bars(say("page.cities", lang, unit=Currency(comparison.currency).word(lang)), rows)


def _by_text(said: list[tuple[str, str]], lang: Lang) -> list[str]:
    """Return each text once, behind the names of all the cities that it is said of."""
    cities: dict[str, list[str]] = {}
    for city, text in said:
        cities.setdefault(text, []).append(city)
    comma = "、" if lang == "zh" else ", "
    return [f"{comma.join(dict.fromkeys(names))}: {text}" for text, names in cities.items()]
