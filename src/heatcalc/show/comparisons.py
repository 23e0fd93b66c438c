"""The sheet of a comparison."""

from decimal import Decimal

from heatcalc.jobs.compare import Comparison
from heatcalc.messages import Lang, say
from heatcalc.show.bills import source_text
from heatcalc.show.charts import Bar, bars
from heatcalc.show.sheet import Column, Sheet


def comparison_sheet(comparison: Comparison, lang: Lang) -> Sheet:
    """Return the sheet of a comparison, the cheapest city's bill as the measure of the rest."""
    headings = ("city", "price", "months", "bill", "difference", "ratio")
    columns = [Column(key, say(f"show.{key}", lang), right=key != "city") for key in headings]
    sheet = Sheet(say("show.comparison", lang), columns)
    dearest = max((row.bill.total for row in comparison.rows if row.bill), default=Decimal(0))
    bars = []
    refused: list[tuple[str, str]] = []
    for row in comparison.rows:
        if row.bill is None:
            sheet.rows.append([row.name, "", "", "-", "", ""])
            bars.append(0.0)
            refused.append((row.name, row.refusal.message if row.refusal else ""))
        else:
            difference = "" if row.difference is None else f"+{row.difference}" if row.difference else "0.00"
            sheet.rows.append(
                [row.name, row.price or "-", row.months or "-", str(row.bill.total), difference, row.ratio or "-"]
            )
            bars.append(float(row.bill.total / dearest) if dearest else 0.0)
    sheet.bars = bars
    sheet.section(say("show.refused", lang), _by_text(refused, lang))
    notes = [(row.name, note) for row in comparison.rows if row.bill for note in row.bill.notes]
    sheet.section(say("show.notes", lang), _by_text(notes, lang))
    sources = [
        (row.name, source_text(source._replace(url=""), lang))
        for row in comparison.rows
        if row.bill
        for source in row.bill.sources.values()
    ]
    sheet.section(say("show.sources", lang), _by_text(sources, lang))
    return sheet


def comparison_chart(comparison: Comparison, lang: Lang) -> str:
    """Return the chart of a comparison: a bar a city that has an answer."""
    rows = [Bar(row.name, float(row.bill.total), str(row.bill.total)) for row in comparison.rows if row.bill]
    return bars(say("page.cities", lang), rows)


def _by_text(said: list[tuple[str, str]], lang: Lang) -> list[str]:
    """Return each text once, behind the names of all the cities that it is said of."""
    cities: dict[str, list[str]] = {}
    for city, text in said:
        cities.setdefault(text, []).append(city)
    comma = "、" if lang == "zh" else ", "
    return [f"{comma.join(names)}: {text}" for text, names in cities.items()]
