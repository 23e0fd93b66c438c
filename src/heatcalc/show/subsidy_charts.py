"""The charts of costs and gaps: what a cost is made of and who pays it, and the gap by source price."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from heatcalc.costing.answer import Gaps
from heatcalc.costing.gap import Gap
from heatcalc.costing.price_cap import PriceCap, cap_of
from heatcalc.costing.sweep import BreakEven, Combination
from heatcalc.messages import Lang, say
from heatcalc.money import FEN, plain, round_to
from heatcalc.show.charts import Bar, Mark, Stack, bars, line, stacks
from heatcalc.show.memo_words import payer_name, scale_of


def gap_charts(gap: Gap, points: Sequence[Combination], turning: BreakEven, lang: Lang) -> list[str]:
    """Return the charts of a gap: what the cost is made of, who pays it, and from `points` the gap by source price."""
    cost = tuple(Bar(line.label, float(line.amount), str(line.amount)) for line in gap.lines)
    household = Bar(say("page.household", lang), float(gap.paid), str(gap.paid))
    others = tuple(Bar(payer_name(part.payer, lang), float(part.amount), str(part.amount)) for part in gap.parts)
    if not others and gap.gap > 0:
        others = (Bar(say("page.gap", lang), float(gap.gap), str(gap.gap)),)
    rows = [
        Stack(f"{say('page.costs', lang)} {gap.cost}", cost),
        Stack(say("page.pays", lang), (household, *others)),
    ]
    charts = [stacks(say("page.stack", lang), rows)]
    if len(points) > 1:
        charts.append(price_chart(points, cap_of(gap), turning, lang))
    return charts


def gaps_chart(names: list[str], gaps: Sequence[Gap], lang: Lang, shown: Callable[[Decimal], str] = str) -> str:
    """Return the chart of several gaps: of each cost what the households pay, and the rest by who pays it.

    Amounts are written as `shown`.
    """
    rows = []
    for name, gap in zip(names, gaps, strict=True):
        others = tuple(Bar(payer_name(part.payer, lang), float(part.amount), shown(part.amount)) for part in gap.parts)
        if not others and gap.gap > 0:
            others = (Bar(say("page.gap", lang), float(gap.gap), shown(gap.gap)),)
        household = Bar(say("page.household", lang), float(gap.paid), shown(gap.paid))
        rows.append(Stack(f"{name} {shown(gap.cost)}", (household, *others)))
    return stacks(say("page.stack", lang), rows)


_MOST_BARS = 12


def values_chart(gaps: Gaps, lang: Lang) -> str:
    """Return the chart of the gaps by what a column of a ledger says: a bar each, the greatest first."""
    scale, shown = scale_of(gaps, lang), gaps.values[:_MOST_BARS]
    rows = [Bar(each.value or say("ledger.by_blank", lang), float(each.gap), scale.shown(each.gap)) for each in shown]
    key = "gap_bars_first" if len(gaps.values) > _MOST_BARS else "gap_bars"
    return bars(say(f"memo.{key}", lang, unit=scale.word, count=_MOST_BARS), rows)


def classes_chart(names: Sequence[str], gaps: Gaps, lang: Lang) -> str:
    """Return the chart of the gaps of a ledger by city and class: a surplus is below zero."""
    scale = scale_of(gaps, lang)
    rows = [Bar(name, float(each.gap), scale.shown(each.gap)) for name, each in zip(names, gaps.each, strict=True)]
    return bars(say("memo.gap_bars", lang, unit=scale.word), rows)


def price_chart(points: Sequence[Combination], cap: PriceCap | None, turning: BreakEven | None, lang: Lang) -> str:
    """Return the chart of the gap against the source price, with agreed price, cap and break-even marked."""
    marks = []
    known = [
        ("agreed", cap.agreed.rate if cap and cap.agreed else None),
        ("cap", cap.guide.rate if cap and cap.guide else None),
    ]
    known.append(("break_even", turning.source_price if turning else None))
    for key, price in known:
        if price is not None:
            marks.append(Mark(float(price), say(f"page.{key}", lang, price=plain(round_to(price, FEN, "half_up")))))
    drawn = [(float(each.values[0]), float(Fraction(each.gap) / each.area)) for each in points]
    title, price_axis, gap_axis = (say(f"page.{key}", lang) for key in ("gap_by_price", "price_axis", "gap_axis"))
    return line(title, price_axis, gap_axis, drawn, marks)
