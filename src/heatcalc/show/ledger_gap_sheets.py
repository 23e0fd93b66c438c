"""The sheets of the gaps of a ledger, by what a column says or by class, and of what was tried of them."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from heatcalc.costing.answer import Gaps
from heatcalc.costing.by_value import ValueGap
from heatcalc.costing.price_cap import cap_of
from heatcalc.measures import Both
from heatcalc.messages import LANGS, Lang, say
from heatcalc.money import CNY, plain, to_fen
from heatcalc.show.bill_sheet import source_text
from heatcalc.show.memo_words import (
    Scale,
    classes_words,
    covered,
    exact_words,
    grouped,
    kind_words,
    left_out_words,
    names_of,
    payer_name,
    percent,
    result_of,
    size_of,
    split_words,
    title_of,
)
from heatcalc.show.sheet import Column, Sheet
from heatcalc.show.subsidy_data import with_context
from heatcalc.show.subsidy_sheets import (
    age_notes,
    city_words,
    gaps_sheet,
    input_notes,
    price_of,
    taken_notes,
    whose_figures,
)


def ledger_sheet(gaps: Gaps, lang: Lang) -> Sheet:
    """Return the sheet of a ledger: a row for each value of its column, or for each city and class; with their sum."""
    sheet = gaps_sheet(names_of(gaps, lang), gaps.each, gaps.table, lang, in_all=True)
    sheet.title = title_of(gaps, lang)
    if gaps.values:
        _by_value(sheet, gaps, lang)
    said = [f"{size_of(gaps, lang)}。" if lang == "zh" else f"{size_of(gaps, lang)}."]
    said += [*left_out_words(gaps, lang), result_of(gaps, lang), *classes_words(gaps, lang), *exact_words(gaps, lang)]
    said += kind_words(gaps, lang)
    heading = say("show.notes", lang)
    sheet.sections = [(each, said + notes if each == heading else notes) for each, notes in sheet.sections]
    if gaps.values and len(gaps.each) > 1:
        sheet.sections.insert(0, (say("memo.by_class", lang), _lines(_of_classes(gaps, lang), lang)))
    return sheet


def value_name(value: str, lang: Lang) -> str:
    """Return what a value of a column is called: that of blank fields too."""
    return value or say("ledger.by_blank", lang)


def _by_value(sheet: Sheet, gaps: Gaps, lang: Lang) -> None:
    """Put the values of the ledger's column in the place of its cities and classes."""
    keys = ("area", "cost", "household", "gap", "gap_m2", "covered")
    payers = list(gaps.each[0].shares)
    sheet.columns = [
        Column("value", gaps.ledger.column),
        Column("households", say("memo.households", lang), right=True),
        *(Column(key, say(f"subsidy.{key}", lang), right=True) for key in keys),
        *(Column(payer, payer_name(payer, lang), right=True) for payer in payers),
    ]
    sheet.rows = []
    for each in gaps.values:
        parts = {part.payer: str(part.amount) for part in each.parts}
        figures = _figures(each.area, each.cost, each.paid, each.gap)
        amounts = [parts.get(payer, "0.00") for payer in payers]
        sheet.rows.append([value_name(each.value, lang), str(each.households), *figures, *amounts])
    whole = _figures(gaps.area, *(gaps.sum_of(name) for name in ("cost", "paid", "gap")))
    shared = [str(part.amount) for part in gaps.parts]
    sheet.totals = [[say("subsidy.sum", lang), str(gaps.households), *whole, *shared]]
    sources = tuple(dict.fromkeys(id_ for gap in gaps.each for id_ in gap.sources))
    of_all = gaps.each[0]._replace(sources=sources)
    sheet.data = with_context(sheet, [(of_all, price_of(of_all)) for _ in sheet.rows], gaps.table, lang)


def _figures(area: Fraction, cost: Decimal, paid: Decimal, gap: Decimal) -> list[str]:
    per_m2 = str(to_fen(Fraction(gap) / area)) if area else "-"
    return [plain(area), str(cost), str(paid), str(gap), per_m2, covered(cost, paid)]


def sweep_sheet(gaps: Gaps, lang: Lang) -> Sheet:
    """Return the sheet of what was tried, a combination a row, with who fills its gap, and bars as long as the gaps."""
    names, gap, table = tuple(gaps.asked.tried), gaps.dearest, gaps.table
    columns = [Column(name, say(f"subsidy.head_{name}", lang), right=True) for name in names]
    columns += [Column(key, say(f"subsidy.{key}", lang), right=True) for key in ("cost", "household", "gap", "gap_m2")]
    columns += [Column(payer, payer_name(payer, lang), right=True) for payer in gap.shares]
    taken = whose_figures(gap, lang)
    if taken:
        columns.append(Column("taken", say("subsidy.by_name", lang)))
    title = title_of(gaps, lang) if gaps.ledger.read else city_words(gap, lang)
    sheet = Sheet(f"{say('subsidy.sweep', lang)}  {title}", columns)
    widest = max((abs(each.gap) for each in gaps.tried), default=Decimal(0))
    for each in gaps.tried:
        values = [plain(value) for value in each.values]
        amounts = [each.cost, each.paid, each.gap, to_fen(Fraction(each.gap) / each.area)]
        parts = [part.amount for part in each.parts]
        sheet.rows.append([*values, *map(str, (*amounts, *parts)), *([taken] if taken else [])])
        sheet.bars.append(float(each.gap / widest) if widest else 0.0)
    cap = cap_of(gap)
    notes = [] if cap is None else cap.marks(lang)
    notes += [f"{size_of(gaps, lang)}{'。' if lang == 'zh' else '.'}"] if gaps.ledger.read else []
    notes += [
        *left_out_words(gaps, lang),
        *input_notes(gap, lang, names),
        *taken_notes(gap, table, lang),
        *age_notes(gap, table, lang),
    ]
    sheet.section(say("show.notes", lang), notes)
    if gaps.values:
        heading = say("memo.by_at", lang, column=gaps.ledger.column, inputs=base_words(gaps))
        sheet.section(heading, _lines(gaps.values, lang))
    sheet.section(say("show.sources", lang), [source_text(table.sources[id_], lang) for id_ in gap.sources])
    prices = [_tried_price(gaps, each.values) for each in gaps.tried]
    sheet.data = with_context(sheet, [(gap, price) for price in prices], table, lang)
    _mark(sheet, gaps, prices, lang)
    if "loss" in names:
        at = names.index("loss")
        sheet.rows = [
            [*row[:at], percent(each.values[at]), *row[at + 1 :]]
            for row, each in zip(sheet.rows, gaps.tried, strict=True)
        ]
    return sheet


def in_groups(sheet: Sheet) -> Sheet:
    """Return a sheet of a ledger with its figures as its notes have them, with commas between thousands.

    Names of homes and groups stay as they are written, digits or not.
    """
    shown = Sheet(sheet.title, sheet.columns)
    shown.rows, shown.totals = (
        [
            [_grouped(cell) if column.right else cell for column, cell in zip(sheet.columns, row, strict=True)]
            for row in rows
        ]
        for rows in (sheet.rows, sheet.totals)
    )
    shown.sections, shown.bars, shown.data = sheet.sections, sheet.bars, sheet.data or sheet
    return shown


def _grouped(cell: str) -> str:
    return grouped(cell) if _NUMBER.fullmatch(cell) else cell


_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)


def _of_classes(gaps: Gaps, lang: Lang) -> list[ValueGap]:
    """Return the gaps by city and class as those by a column are."""
    return [
        ValueGap(name, gap.households, gap.area, gap.cost, gap.paid, gap.others, gap.gap, gap.parts)
        for name, gap in zip(names_of(gaps, lang), gaps.each, strict=True)
    ]


def _lines(values: Sequence[ValueGap], lang: Lang) -> list[str]:
    exact = Scale(1, CNY.word(lang))
    lines = []
    for each in values:
        amounts = {"cost": each.cost, "paid": each.paid, "gap": each.gap}
        lines.append(
            say(
                "memo.by_line",
                lang,
                value=value_name(each.value, lang),
                households=grouped(each.households),
                area=grouped(each.area),
                **{name: exact.said(amount, lang) for name, amount in amounts.items()},
                split=split_words(each.parts, each.gap, exact, lang),
            )
        )
    return lines


def base_words(gaps: Gaps) -> list[Both]:
    """Return the figures that are tried, each in words with the value that all else is of."""
    inputs = gaps.each[0].inputs
    figures = {name: getattr(inputs, name).value for name in gaps.asked.tried}
    texts = {name: percent(value) if name == "loss" else plain(value) for name, value in figures.items()}
    return [Both(*(say(f"subsidy.{name}", lang, value=text) for lang in LANGS)) for name, text in texts.items()]


def _tried_price(gaps: Gaps, values: tuple[Fraction, ...]) -> Fraction | None:
    """Return the source price of a combination [CNY/GJ]."""
    names = tuple(gaps.asked.tried)
    return values[names.index("source_price")] if "source_price" in names else price_of(gaps.dearest)


def _mark(sheet: Sheet, gaps: Gaps, prices: list[Fraction | None], lang: Lang) -> None:
    """Say in a column which rows have a source price above its cap, where any has."""
    guide = gaps.dearest.prices.guide
    above = [guide is not None and price is not None and price > guide.rate for price in prices]
    if not any(above):
        return
    at = len(sheet.columns) - (sheet.columns[-1].key == "taken")
    sheet.columns.insert(at, Column("limit", say("memo.limit", lang)))
    for row, is_above in zip(sheet.rows, above, strict=True):
        row.insert(at, say("memo.above", lang) if is_above else "")
