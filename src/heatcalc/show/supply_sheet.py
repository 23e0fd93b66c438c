"""The sheet of a network's supply."""

from fractions import Fraction

from heatcalc.costing.supply import Contradiction, Supply, to_tenths
from heatcalc.messages import LANGS, Lang, say
from heatcalc.money import plain, round_to
from heatcalc.show.bill_sheet import source_text
from heatcalc.show.charts import Bar, Mark, bars
from heatcalc.show.cost_entries import price_words
from heatcalc.show.sheet import Column, Sheet
from heatcalc.tariffs.model import Table
from heatcalc.tariffs.model_supply import Figure

_RAISED_3 = chr(0xB3)
"""Which GBK does not have."""
_MILLION = 10**6
_TEN_THOUSAND = 10**4


def supply_sheet(supply: Supply, table: Table, lang: Lang) -> Sheet:
    """Return the sheet of a supply: the plants, what is left without each, and what the figures do not agree in."""
    at = LANGS.index(lang)
    keys = ("capacity", "left", "cold", "price", "units", "plant")
    columns = [Column(key, say(f"supply.{key}", lang), right=key not in ("plant", "units")) for key in keys]
    sheet = Sheet(say("supply.title", lang, city=supply.city.both), columns)
    for each in supply.plants:
        name = (each.plant.name, each.plant.english)[at]
        figures = [area(value, lang) for value in (each.plant.capacity_m2, each.left, each.cold)]
        sheet.bars.append(float(each.left / supply.capacity))
        sheet.rows.append([*figures, "-" if each.price is None else plain(each.price), each.plant.units, name])
    if supply.plants:
        sheet.totals.append([area(supply.capacity, lang), "", "", "", "", say("supply.sum", lang)])
    for key, prices in (("agreed", supply.city.source_price), ("cap", supply.city.guide_price)):
        for price in prices:
            words = price_words(price, table, lang)
            label = say(f"supply.{key}_{price.at}", lang, words=words)
            sheet.totals.append(["", "", "", plain(price.rate), "", label])
    notes = []
    if supply.blended is not None:
        blended = plain(round_to(supply.blended, Fraction(1, 100), "half_up"))
        notes.append(say("supply.blended", lang, price=blended))
    if not supply.plants:
        notes.append(say("supply.only_prices", lang))
    elif supply.served is None or supply.room is None:
        notes.append(say("supply.no_served", lang))
    else:
        key = "room" if supply.room >= 0 else "lacking"
        values = {"served": area(supply.served, lang), "room": area(abs(supply.room), lang)}
        notes.append(say(f"supply.{key}", lang, **values))
    sheet.section(say("show.notes", lang), notes)
    figures_ = [
        f"{figure.both[at]}: {_measured(figure, lang)}{_quoted(figure.quote, lang)}" for figure in supply.city.figure
    ]
    sheet.section(say("supply.figures", lang), figures_)
    sheet.section(say("supply.contradictions", lang), [_contradiction(each, lang) for each in supply.contradictions])
    sheet.section(say("show.sources", lang), [source_text(table.sources[id_], lang) for id_ in supply.sources])
    sheet.data = _data(supply, notes, table, lang)
    return sheet


_FIGURES = ("value", "left_without", "cold_without", "price")
_COLUMNS = ("part", "name", "unit", *_FIGURES, "quote", "source")


def _data(supply: Supply, notes: list[str], table: Table, lang: Lang) -> Sheet:
    """Return what CSV has: plants, prices, figures and contradictions, a row each, areas in ㎡ and prices in CNY/GJ."""
    at = LANGS.index(lang)
    data = Sheet("", [Column(name, name, right=name in _FIGURES) for name in _COLUMNS])

    def shown(value: Fraction | None) -> str:
        return "" if value is None else plain(value)

    def add(part: str, name: str, unit: str, *figures: Fraction | None, quote: str = "", source: str = "") -> None:
        cells = [shown(each) for each in (*figures, *[None] * (len(_FIGURES) - len(figures)))]
        named = source_text(table.sources[source], lang) if source else ""
        data.rows.append([part, name, unit, *cells, quote.replace(_RAISED_3, "3"), named])

    for each in supply.plants:
        plant = each.plant
        figures = (plant.capacity_m2, each.left, each.cold, each.price)
        name = " ".join(part for part in ((plant.name, plant.english)[at], plant.units) if part)
        add("plant", name, "m2", *figures, quote=plant.quote, source=plant.source)
    if supply.plants:
        add("total", say("supply.sum", lang), "m2", supply.capacity)
    for name, area_ in (("served", supply.served), ("room", supply.room)):
        if area_ is not None:
            add(name, "", "m2", area_)
    for key, prices in (("agreed", supply.city.source_price), ("cap", supply.city.guide_price)):
        for price in prices:
            label = say(f"supply.{key}_{price.at}", lang, words=price_words(price, table, lang))
            add("price", label, "CNY/GJ", None, None, None, price.rate, quote=price.quote, source=price.source)
    if supply.blended is not None:
        add("blended", "", "CNY/GJ", None, None, None, round_to(supply.blended, Fraction(1, 100), "half_up"))
    for figure in supply.city.figure:
        add("figure", figure.both[at], figure.unit, figure.value, quote=figure.quote, source=figure.source)
    for doubt in supply.contradictions:
        add("contradiction", _contradiction(doubt, lang), "")
    for note in notes:
        add("note", note, "")
    return data


def supply_chart(supply: Supply, lang: Lang) -> str:
    """Return the chart of a supply: the capacity of all sources, and without each, against the area served."""
    at = LANGS.index(lang)
    unit = _TEN_THOUSAND if lang == "zh" else _MILLION
    shown = [(say("page.all", lang), supply.capacity)]
    shown += [
        (say("page.without", lang, plant=(each.plant.name, each.plant.english)[at]), each.left)
        for each in supply.plants
    ]
    rows = [
        Bar(name, float(value / unit), plain(round_to(value / unit, Fraction(1, 100), "half_up")))
        for name, value in shown
    ]
    mark = None
    if supply.served is not None:
        mark = Mark(float(supply.served / unit), say("page.served", lang, area=area(supply.served, lang)))
    return bars(say("page.capacity", lang), rows, mark)


def area(value: Fraction | None, lang: Lang) -> str:
    """Return an area in the units that people use for large ones: 万㎡, or million ㎡."""
    if value is None:
        return "-"
    unit = _TEN_THOUSAND if lang == "zh" else _MILLION
    return say("supply.large", lang, value=plain(round_to(value / unit, Fraction(1, 100), "half_up")))


def _quoted(quote: str, lang: Lang) -> str:
    return say("supply.quoted", lang, quote=quote.replace(_RAISED_3, "3")) if quote else ""


def _contradiction(each: Contradiction, lang: Lang) -> str:
    at = LANGS.index(lang)
    figures = [f"{figure.both[at]} {_measured(figure, lang)}{_quoted(figure.quote, lang)}" for figure in each.figures]
    values = {"name": (each.doubt.name, each.doubt.english)[at], "figures": figures}
    if each.quotient is None:
        return say(f"supply.{each.doubt.kind}", lang, **values)
    quotient = to_tenths(each.quotient)
    unit = "/".join(say(f"supply.unit_{figure.unit}", lang) for figure in each.figures)
    return say("supply.quotient", lang, quotient=quotient, unit=unit, **values)


def _measured(figure: Figure, lang: Lang) -> str:
    """Return a figure with its unit; large areas in the units that people use for them."""
    if figure.unit == "m2" and figure.value >= _TEN_THOUSAND:
        return area(figure.value, lang)
    return f"{plain(figure.value)} {say(f'supply.unit_{figure.unit}', lang)}"
