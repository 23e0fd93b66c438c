"""The memo on the gap of a ledger: a page to lay before those who decide, on one or two sheets of A4."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from heatcalc.costing.answer import Gaps
from heatcalc.costing.by_value import first_of
from heatcalc.costing.figures import COST_FIGURES
from heatcalc.costing.heat_cost import COST_INPUTS, CostInput
from heatcalc.costing.price_cap import cap_of, prices_around, prices_near
from heatcalc.costing.sweep import Combination, break_even, sweep
from heatcalc.messages import LANGS, Lang, say
from heatcalc.money import CNY, plain, to_fen
from heatcalc.show.bill_sheet import source_text
from heatcalc.show.html_page import document, figures, section, table_of, text
from heatcalc.show.ledger_gap_sheets import base_words, ledger_sheet, sweep_sheet
from heatcalc.show.memo_words import (
    Scale,
    classes_words,
    exact_words,
    grouped,
    kind_words,
    left_out_words,
    names_of,
    payer_name,
    percent,
    result_of,
    scale_of,
    size_of,
    title_of,
)
from heatcalc.show.sheet import Column, Sheet, clean
from heatcalc.show.subsidy_charts import classes_chart, gaps_chart, price_chart, values_chart
from heatcalc.show.subsidy_sheets import age_notes, taken_notes
from heatcalc.show.tariff_sheets import price_text
from heatcalc.tariffs.model import WEAK
from heatcalc.version import __version__

_STYLE = """
body { counter-reset: part; max-width: 64rem; } h2::before { counter-increment: part; content: counter(part) ". "; }
:lang(zh-CN) h2::before { content: counter(part, simp-chinese-informal) "、"; }
h1 { margin-bottom: .2rem; } p { margin: .35rem 0; overflow-wrap: anywhere; }
.lead { font-size: 1.1rem; font-weight: 600; } .small { color: var(--faint); font-size: .85rem; }
thead th { vertical-align: bottom; } thead .right { white-space: normal; min-width: 3.2em; }
.charts { display: flex; flex-wrap: wrap; gap: 0 1.5rem; }
.charts figure { flex: 1 1 17rem; } td:last-child { white-space: nowrap; }
.inputs td { overflow-wrap: anywhere; white-space: normal; } .inputs td:nth-child(2) { min-width: 6em; }
.annex { break-before: page; }
@media print { .lead { font-size: 10.5pt; } .small, footer { font-size: 8pt; } .charts figure { flex: 0 1 8.5cm; }
  thead { display: table-header-group; } tfoot { display: table-row-group; } td small { font-size: 7.5pt; } }"""


def memo_page(gaps: Gaps, charts: Sequence[str], lang: Lang) -> str:
    """Return the memo of a ledger's gaps as HTML: result, tables, `charts`, method, inputs and sources.

    Where nothing is tried but the cost rests on a source price, some prices around the known ones are.
    """
    tried = _with_prices(gaps)
    scale = scale_of(gaps, lang)
    short = _shortened(gaps, lang)
    above = [cap.text(gaps.table.sources, lang) for gap in gaps.each if (cap := cap_of(gap))]
    heading = say("memo.by", lang, column=gaps.ledger.column) if gaps.values else say("memo.by_class", lang)
    small = [say("memo.exact_below", lang, unit=scale.word)] if scale.per > 1 else []
    if gaps.asked.tried:
        small.append(say("memo.tried_at", lang, inputs=base_words(gaps)))
    body = [
        _paragraph(size_of(gaps, lang)),
        *(_paragraph(each) for each in left_out_words(gaps, lang)),
        _paragraph(result_of(gaps, lang), "lead"),
        *(_paragraph(each) for each in classes_words(gaps, lang)),
        *(_paragraph(each, "small") for each in exact_words(gaps, lang)),
        *(_paragraph(each) for each in dict.fromkeys(above)),
        f"<h2>{text(heading)}</h2>\n",
        table_of(_in_units(ledger_sheet(short, lang), gaps, scale), below=True, stacked=True),
        *(_paragraph(each, "small") for each in small),
    ]
    if gaps.values and len(gaps.each) > 1:
        of_classes = ledger_sheet(gaps._replace(values=()), lang)
        body += [
            f"<h2>{text(say('memo.by_class', lang))}</h2>\n",
            table_of(_in_units(of_classes, gaps, scale), below=True, stacked=True),
        ]
    if tried.tried:
        body += [
            f"<h2>{text(say('memo.tried', lang))}</h2>\n",
            table_of(_in_units(sweep_sheet(tried, lang), gaps, scale), below=True, stacked=True),
        ]
        body += [_paragraph(each) for each in _one_yuan(gaps, scale, lang)]
    body.append(f'<div class="charts">\n{figures(charts)}</div>\n')
    body += [f"<h2>{text(say('memo.method', lang))}</h2>\n", _paragraph(" ".join(_method(gaps, lang)))]
    body += [
        f"<h2>{text(say('memo.inputs', lang))}</h2>\n",
        f'<div class="inputs">{table_of(_inputs(gaps, lang), below=True, stacked=True)}</div>\n',
    ]
    sources = dict.fromkeys(id_ for gap in gaps.each for id_ in gap.sources)
    body.append(section(say("show.sources", lang), [_source(gaps, id_, lang) for id_ in sources]))
    if short is not gaps:
        body += [
            f'<h2 class="annex">{text(say("memo.annex", lang, column=gaps.ledger.column))}</h2>\n',
            table_of(_in_units(ledger_sheet(gaps, lang), gaps, scale), below=True, stacked=True),
        ]
    return document(title_of(gaps, lang), "".join(body), lang, _STYLE)


_MOST_VALUES = 10
"""So many values are in the memo itself; where there are many more, an annex has all of them."""


def _shortened(gaps: Gaps, lang: Lang) -> Gaps:
    """Return the gaps with the largest by value alone and the sum of the rest, where there are many."""
    if len(gaps.values) <= _MOST_VALUES + 2:
        return gaps
    rest = say("memo.rest", lang, count=len(gaps.values) - _MOST_VALUES)
    return gaps._replace(values=first_of(gaps.values, _MOST_VALUES, rest))


def memo_charts(gaps: Gaps, lang: Lang) -> list[str]:
    """Return the charts of a memo: the gaps by column or by class, and by source price where they depend on it."""
    names = names_of(gaps, lang)
    charts = [values_chart(gaps, lang)] if gaps.values else [gaps_chart(names, gaps.each, lang, grouped)]
    if not gaps.values and any(each.gap < 0 for each in gaps.each):
        charts.append(classes_chart(names, gaps, lang))
    points = _points(gaps)
    return [*charts, price_chart(points, cap_of(gaps.dearest), None, lang)] if len(points) > 1 else charts


def _paragraph(said: str, class_: str = "") -> str:
    named = f' class="{class_}"' if class_ else ""
    return f"<p{named}>{text(said)}</p>\n"


def _in_units(sheet: Sheet, gaps: Gaps, scale: Scale) -> Sheet:
    """Return a sheet with its amounts in the memo's unit, each with the exact one below it."""
    amounts = {"cost", "household", "gap", *gaps.each[0].shares}
    kept = [at for at, column in enumerate(sheet.columns) if column.key != "taken"]
    shown = Sheet(sheet.title, [sheet.columns[at] for at in kept])

    def cell(column: Column, said: str) -> str:
        if column.key in ("area", "households", "gap_m2") and said != "-":
            return grouped(said)
        if column.key not in amounts:
            return clean(said)
        return f"{scale.shown(said)}\n{grouped(said)}" if scale.per > 1 else grouped(said)

    shown.rows, shown.totals = (
        [[cell(sheet.columns[at], row[at]) for at in kept] for row in rows] for rows in (sheet.rows, sheet.totals)
    )
    return shown


def _with_prices(gaps: Gaps) -> Gaps:
    """Return the gaps with some source prices tried, where nothing is and they depend on one."""
    gap = gaps.each[0]
    if gaps.asked.tried or not _on_one_price(gaps):
        return gaps
    prices = {"source_price": prices_near(gap)}
    found = sweep(gaps.revenues, gaps.given, prices, gap.shares, rural=gaps.asked.rural)
    return gaps._replace(asked=gaps.asked._replace(tried=prices), tried=tuple(found))


def _points(gaps: Gaps) -> Sequence[Combination]:
    """Return the gaps by source price, for a chart; none where they do not depend on it alone."""
    if gaps.asked.tried:
        return gaps.tried if list(gaps.asked.tried) == ["source_price"] else ()
    if not _on_one_price(gaps):
        return ()
    prices = {"source_price": prices_around(gaps.each[0])}
    return sweep(gaps.revenues, gaps.given, prices, rural=gaps.asked.rural)


def _on_one_price(gaps: Gaps) -> bool:
    """Whether the gaps depend on a source price, which is the same for all homes."""
    caps = [cap_of(gap) for gap in gaps.each]
    return caps[0] is not None and all(cap == caps[0] for cap in caps)


def _one_yuan(gaps: Gaps, scale: Scale, lang: Lang) -> Iterator[str]:
    """Yield what a yuan more or less of source price makes of the gap."""
    turns = [break_even(each, gap).per_yuan for each, gap in zip(gaps.revenues, gaps.each, strict=True)]
    if None not in turns:
        more = sum(((turn or 0) * each.area for turn, each in zip(turns, gaps.revenues, strict=True)), Fraction(0))
        yield say("memo.one_yuan", lang, amount=scale.said(to_fen(more), lang))


def _method(gaps: Gaps, lang: Lang) -> Iterator[str]:
    """Yield how the gap was worked out, and what it rests on."""
    inputs = gaps.each[0].inputs
    kind = "closed" if inputs.closed else "unit" if inputs.unit_cost is not None else "parts"
    yield say(f"memo.how_{kind}", lang)
    if inputs.rural_multiple is not None:
        yield say("memo.how_rural", lang, multiple=plain(inputs.rural_multiple.value))
    if inputs.extra_days is not None:
        yield say("memo.how_extra", lang)
    yield say("memo.how_paid", lang)
    if not gaps.each[0].shares:
        yield say("memo.no_split", lang)
    notes = (
        each for gap in gaps.each for each in (*taken_notes(gap, gaps.table, lang), *age_notes(gap, gaps.table, lang))
    )
    yield from dict.fromkeys(notes)


def _inputs(gaps: Gaps, lang: Lang) -> Sheet:
    """Return the sheet of all that the memo rests on, each with its source."""
    sheet = Sheet("", [Column(key, say(f"memo.{key}", lang)) for key in ("input", "value", "from")])
    first, at = gaps.each[0], LANGS.index(lang)
    for assumed in kind_words(gaps, lang):
        sheet.rows.append([say("memo.kind_in", lang), say("memo.urban", lang), assumed])
    for name in COST_INPUTS if not first.inputs.closed else ("rural_multiple",):
        found = dict.fromkeys(each for gap in gaps.each if (each := getattr(gap.inputs, name)) is not None)
        for figure in found:
            value = percent(figure.value) if name == "loss" else plain(figure.value)
            if values := gaps.asked.tried.get(name):
                ends = {"first": plain(values[0]), "last": plain(values[-1])}
                value += "\n" + say("memo.tried_values", lang, count=len(values), **ends)
            sheet.rows.append([COST_FIGURES[name].label[at], value, _whose(gaps, name, figure, lang)])
    for gap, revenue in zip(gaps.each, gaps.revenues, strict=True):
        tariff = gap.found.tariff
        class_, plan = gaps.table.class_name(tariff.class_), gaps.table.plan_called(tariff, {})
        whose = {"city": gap.found.city.both, "class_": class_, "plan": plan, "since": tariff.from_text}
        sources = "\n".join(_source(gaps, each, lang) for each in revenue.sources)
        prices = "\n".join(price_text(each, gaps.table, lang, CNY) for each in tariff.charge)
        sheet.rows.append([say("memo.tariff_in", lang, **whose), prices, sources])
    if first.shares:
        shares = [f"{payer_name(payer, lang)} {percent(share)}" for payer, share in first.shares.items()]
        source = say("memo.assumed", lang) if first.sharing is None else _source(gaps, first.sharing.split.source, lang)
        sheet.rows.append([say("memo.shares_in", lang), ("、" if lang == "zh" else ", ").join(shares), source])
    read = gaps.ledger.read
    counts = {name: read[name] for name in ("lines", "billed")}
    said = say("memo.ledger_read", lang, **counts, hash=read["input"]["sha256"])
    sheet.rows.append([say("memo.ledger_in", lang), size_of(gaps, lang), said])
    sheet.rows.append([say("memo.program_in", lang), f"heatcalc {__version__}", ""])
    return sheet


def _whose(gaps: Gaps, name: str, figure: CostInput, lang: Lang) -> str:
    """Return the source of a figure, and how it follows from it; or that it has none."""
    if not figure.source:
        return say("memo.assumed", lang)
    said = _source(gaps, figure.source, lang)
    costs = (cost for gap in gaps.each for cost in gap.found.city.cost)
    if any(cost.approximate and cost.source == figure.source and getattr(cost, name, None) for cost in costs):
        said = say("memo.roughly", lang, source=said)
    return say("memo.converted", lang, source=said, how=figure.how) if figure.how else said


def _source(gaps: Gaps, id_: str, lang: Lang) -> str:
    """Return a source as a reader cites it, a weak one marked."""
    source = gaps.table.sources[id_]
    said = source_text(source, lang)
    return say("memo.weak", lang, source=said) if source.kind in WEAK else said
