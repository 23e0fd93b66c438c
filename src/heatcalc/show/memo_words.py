"""The words of a memo: its title, its one-sentence result, and amounts in 万元 or thousands with the exact ones."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from heatcalc.costing.answer import Gaps
from heatcalc.costing.gap import Gap
from heatcalc.costing.shares import PayerShare
from heatcalc.messages import LANGS, Lang, say
from heatcalc.money import plain, round_to, to_fen
from heatcalc.schema.winters import winter_text

_LARGE = 100_000
"""From this amount [CNY] on, all of a memo are in 万元, or in thousands."""


_PAYERS = ("central", "province", "city", "county", "district", "township", "government", "household", "operator")
"""The words for payers that have a name in both languages."""


class Scale(NamedTuple):
    """In what unit amounts are shown: so many CNY `per` one, and its name."""

    per: int
    word: str

    def shown(self, amount: Decimal | str) -> str:
        """Return an amount [CNY] in the unit, to two places: `528.23`."""
        return grouped(to_fen(Fraction(amount) / self.per))

    def said(self, amount: Decimal, lang: Lang) -> str:
        """Return an amount [CNY] with the unit, as in a sentence: `528.23 万元`."""
        return say("memo.amount", lang, amount=self.shown(amount), unit=self.word)


def scale_of(gaps: Gaps, lang: Lang) -> Scale:
    """Return the unit that the amounts of a memo are shown in."""
    if max(gaps.sum_of("cost"), gaps.sum_of("paid")) < _LARGE:
        return Scale(1, say("memo.small", lang))
    return large_scale(lang)


def large_scale(lang: Lang) -> Scale:
    """Return 万元, or thousands."""
    return Scale(10_000 if lang == "zh" else 1_000, say("memo.large", lang))


def grouped(number: Decimal | Fraction | int | str) -> str:
    """Return a number exactly, with commas between thousands."""
    return f"{Decimal(plain(number) if isinstance(number, Fraction) else number):,}"


def percent(share: Fraction) -> str:
    """Return a share in per cent."""
    return f"{plain(share * 100)}%"


def covered(cost: Decimal, paid: Decimal) -> str:
    """Return the share of a cost that the households pay, in per cent to one place; `-` where there is no cost."""
    return percent(round_to(Fraction(paid) / Fraction(cost), Fraction(1, 1000), "half_up")) if cost else "-"


def title_of(gaps: Gaps, lang: Lang) -> str:
    """Return the title of a memo: city, rural or urban, and the winter where one is known."""
    cities = list(dict.fromkeys(gap.found.city.both[LANGS.index(lang)] for gap in gaps.each))
    kind = say("memo.rural" if gaps.each[0].inputs.rural_multiple is not None else "memo.urban", lang)
    winters = dict.fromkeys(winter_text(gap.found.winter) for gap in gaps.each if gap.found.winter is not None)
    if winters:
        return say("memo.title_winter", lang, cities=cities, kind=kind, winter=[*winters])
    return say("memo.title", lang, cities=cities, kind=kind)


def kind_words(gaps: Gaps, lang: Lang) -> list[str]:
    """Return that homes are taken as urban where nothing says so; nothing where it was said that they are rural."""
    return [say("memo.urban_assumed", lang)] if gaps.each[0].inputs.rural_multiple is None else []


def size_of(gaps: Gaps, lang: Lang) -> str:
    """Return how many homes there are, and of what area, in words."""
    return say("memo.of", lang, households=grouped(gaps.households), area=grouped(gaps.area))


def left_out_words(gaps: Gaps, lang: Lang) -> list[str]:
    """Return how many rows the bills left out that were taken for a ledger, in words; nothing where none."""
    left_out = gaps.ledger.read.get("left_out", 0)
    return [say("memo.left_out", lang, rows=grouped(left_out))] if left_out else []


def result_of(gaps: Gaps, lang: Lang) -> str:
    """Return the result in one sentence: cost, what users pay, the gap, and who fills it."""
    scale = scale_of(gaps, lang)
    cost, paid, gap = (gaps.sum_of(name) for name in ("cost", "paid", "gap"))
    words = {"cost": scale.said(cost, lang), "paid": scale.said(paid, lang), "gap": scale.said(abs(gap), lang)}
    words |= {"covered": covered(cost, paid), "per_m2": str(to_fen(Fraction(abs(gap)) / gaps.area))}
    if gap < 0 and all(each.gap <= 0 for each in gaps.each):
        return say("memo.result_surplus", lang, **words)
    if gap < 0:
        split = split_words(gaps.parts, gap, scale, lang)
        return say("memo.result_surplus_over", lang, **words, split=split)
    return say("memo.result", lang, **words, split=split_words(gaps.parts, gap, scale, lang))


def names_of(gaps: Gaps, lang: Lang) -> list[str]:
    """Return what the cities and classes of a ledger are called."""
    at = LANGS.index(lang)
    return [f"{gap.found.city.both[at]} {gaps.table.class_name(gap.class_)[at]}" for gap in gaps.each]


_MOST_NAMED = 6
"""So many classes are named in a sentence."""


def classes_words(gaps: Gaps, lang: Lang) -> list[str]:
    """Return which classes have a gap and which a surplus, where there are both, so that neither hides the other."""
    scale, named = scale_of(gaps, lang), sorted(zip(names_of(gaps, lang), gaps.each, strict=True), key=_by_size)
    said = {}
    for key, of in (
        ("lacking", [each for each in named if each[1].gap > 0]),
        ("surplus", [each for each in named if each[1].gap < 0]),
    ):
        if not of:
            return []
        amounts = [say("memo.class_amount", lang, name=name, amount=scale.said(abs(gap.gap), lang)) for name, gap in of]
        rest = len(of) - _MOST_NAMED
        said[key] = [*amounts[:_MOST_NAMED], *([say("memo.class_rest", lang, count=rest)] if rest > 0 else [])]
    return [say("memo.classes", lang, **said)]


def _by_size(named: tuple[str, Gap]) -> Decimal:
    return -abs(named[1].gap)


def payer_name(payer: str, lang: Lang) -> str:
    """Return what a payer is called: one of the usual words for one by its name, any other as it was written."""
    word = payer.strip().casefold()
    return say(f"subsidy.payer_{word}", lang) if word in _PAYERS else payer


def split_words(parts: Sequence[PayerShare], gap: Decimal, scale: Scale, lang: Lang) -> str:
    """Return what each payer puts in of a gap [CNY], as the end of a sentence; blank where nobody is named."""
    each = [
        say(
            "memo.split_part",
            lang,
            payer=payer_name(part.payer, lang),
            share=percent(part.share),
            amount=scale.said(part.amount, lang),
        )
        for part in parts
    ]
    if not each:
        return ""
    shared = sum((part.amount for part in parts), Decimal(0))
    return say("memo.split" if shared == gap else "memo.split_more", lang, each=each, sum=scale.said(shared, lang))


def exact_words(gaps: Gaps, lang: Lang) -> list[str]:
    """Return the exact amounts where the result is rounded, and why the shares do not come to the gap."""
    said = []
    if scale_of(gaps, lang).per > 1:
        amounts = {name: grouped(gaps.sum_of(name)) for name in ("cost", "paid", "gap")}
        said.append(say("memo.exact", lang, **amounts))
    shared = sum((part.amount for part in gaps.parts), Decimal(0))
    rows = [(row.gap, sum((part.amount for part in row.parts), Decimal(0))) for row in gaps.values]
    if gaps.parts and any(max(gap, Decimal(0)) != of for gap, of in [(gaps.sum_of("gap"), shared), *rows]):
        said.append(say("memo.surplus_rows", lang, sum=grouped(shared)))
    return said
