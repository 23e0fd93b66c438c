"""What CSV has of a gap, of several and of a sweep: what other formats say beside a table, in its rows and columns."""

from fractions import Fraction

from heatcalc.costing.gap import Gap
from heatcalc.costing.heat_cost import COST_INPUTS
from heatcalc.costing.price_cap import cap_of
from heatcalc.messages import LANGS, Lang, say
from heatcalc.money import plain
from heatcalc.schema.winters import winter_text
from heatcalc.show.bill_sheet import source_text
from heatcalc.show.sheet import Column, Sheet
from heatcalc.tariffs.model import Table

_COLUMNS = ("part", "item", "amount", "formula", "source")


def gap_data(gap: Gap, sheet: Sheet, table: Table, lang: Lang) -> Sheet:
    """Return the lines, totals, inputs, notes and sources of a gap, a row each, under what `part` of it they are."""
    data = Sheet("", [Column(name, name, right=name == "amount") for name in _COLUMNS])
    sources = {id_: source_text(table.sources[id_], lang) for id_ in gap.sources}
    at = LANGS.index(lang)
    of = (("city", gap.found.city.both[at]), ("class", table.class_name(gap.class_)[at]), ("winter", winter(gap)))
    data.rows = [[part, text, "", "", ""] for part, text in of]
    data.rows += [
        ["line", line.label, str(line.amount), line.formula, sources.get(line.source, "")] for line in gap.lines
    ]
    data.rows += [["total", *total, ""] for total in sheet.totals]
    for name in COST_INPUTS:
        figure = getattr(gap.inputs, name)
        if figure is not None and (name == "rural_multiple" or not gap.inputs.closed):
            label = say(f"subsidy.{name}", lang, value=plain(figure.value))
            label += f" ({figure.whose[at]})" if figure.city else ""
            data.rows.append(["input", label, plain(figure.value), figure.how, sources.get(figure.source, "")])
    cap = cap_of(gap)
    for key, price in (("agreed", cap and cap.agreed), ("cap", cap and cap.guide)):
        if price is not None:
            label = say(f"subsidy.{key}_is", lang, price=plain(price.rate))
            data.rows.append(["price", label, plain(price.rate), "", sources.get(price.source, "")])
    for heading, texts in sheet.sections:
        part = "source" if heading == say("show.sources", lang) else "note"
        data.rows += [[part, text, "", "", ""] for text in texts]
    return data


def winter(gap: Gap) -> str:
    """Return the winter that is billed; blank where none was named and the city has a season for every winter."""
    return "" if gap.found.winter is None else winter_text(gap.found.winter)


def with_context(sheet: Sheet, rows: list[tuple[Gap, Fraction | None]], table: Table, lang: Lang) -> Sheet:
    """Return a sheet of several gaps with what else each row rests on: its winter, its prices and its sources.

    `rows` has of each row its gap, or one that differs from it in its source price alone, and that price [CNY/GJ].
    A last column `taken` stays the last.
    """
    last = len(sheet.columns) - (sheet.columns[-1].key == "taken")
    keys = ("winter", "agreed", "agreed_seen", "cap", "above_cap", "source")
    added = [Column(key, key, right=key in ("agreed", "cap")) for key in keys]
    data = Sheet("", [*sheet.columns[:last], *added, *sheet.columns[last:]])
    for row, (gap, price) in zip(sheet.rows, rows, strict=True):
        agreed, guide = (None, None) if price is None else (gap.prices.agreed, gap.prices.guide)
        above = "" if price is None or guide is None else str(price > guide.rate).lower()
        context = [winter(gap), "" if agreed is None else plain(agreed.rate), gap.prices.seen if agreed else ""]
        context += ["" if guide is None else plain(guide.rate), above]
        context.append("; ".join(source_text(table.sources[id_], lang) for id_ in gap.sources))
        data.rows.append([*row[:last], *context, *row[last:]])
    data.rows += [[*row[:last], *("" for _ in keys), *row[last:]] for row in sheet.totals]
    return data
