"""The sheets of costs and gaps: of one home, of several side by side, and of a sweep."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from heatcalc.billing.notes import age_of_price
from heatcalc.costing.gap import Gap
from heatcalc.costing.heat_cost import COST_INPUTS
from heatcalc.costing.named_figures import NAMED, named_entry, offers, whose
from heatcalc.costing.price_cap import cap_of
from heatcalc.costing.sweep import BreakEven
from heatcalc.measures import Both
from heatcalc.messages import LANGS, Lang, say
from heatcalc.money import CNY, plain, round_to, to_fen
from heatcalc.show.bill_sheet import source_text
from heatcalc.show.cost_entries import rural_text, split_text, unit_cost_text, use_text
from heatcalc.show.memo_words import covered, payer_name, percent
from heatcalc.show.sheet import Column, Sheet
from heatcalc.show.subsidy_data import gap_data, winter, with_context
from heatcalc.tariffs.model import Table
from heatcalc.tariffs.model_costs import HeatUse


def gap_sheet(gap: Gap, turning: BreakEven, table: Table, lang: Lang) -> Sheet:
    """Return the sheet of one gap: the lines of the cost, who pays it, and where the gap would close."""
    at = LANGS.index(lang)
    of = {"city": gap.found.city.both, "class_": table.class_name(gap.class_)[at]}
    title = say("subsidy.title", lang, winter=winter(gap), **of).replace("    ", "  ")
    columns = [
        Column("item", say("subsidy.item", lang)),
        Column("amount", say("show.amount", lang, unit=CNY.word(lang)), right=True),
        Column("formula", say("show.formula", lang)),
    ]
    sheet = Sheet(title, columns)
    sheet.rows = [[line.label, str(line.amount), line.formula] for line in gap.lines]
    sheet.bars = [float(line.amount / gap.cost) if gap.cost else 0.0 for line in gap.lines]
    sheet.totals = [
        [say("subsidy.cost", lang), str(gap.cost), ""],
        [say("subsidy.household", lang), str(gap.paid), ""],
        [say("subsidy.gap" if gap.gap >= 0 else "subsidy.surplus", lang), str(abs(gap.gap)), ""],
    ]
    for part in gap.parts:
        share = percent(part.share)
        sheet.totals.append(
            [say("subsidy.of_gap", lang, payer=payer_name(part.payer, lang), share=share), str(part.amount), ""]
        )
    sheet.section(say("show.notes", lang), gap_notes(gap, turning, table, lang))
    sheet.section(say("show.sources", lang), [source_text(table.sources[id_], lang) for id_ in gap.sources])
    sheet.data = gap_data(gap, sheet, table, lang)
    return sheet


def age_notes(gap: Gap, table: Table, lang: Lang) -> list[str]:
    """Return how old the price is that the homes pay, where it is not of the winter, and that of the heat bought."""
    age, source_price = age_of_price(table, gap.found, lang), gap.inputs.source_price
    ages = [] if age is None else [age]
    if source_price is not None and source_price.source and not gap.inputs.closed:
        ages.append(gap.prices.age(lang))
    return ages


def gap_notes(gap: Gap, turning: BreakEven, table: Table, lang: Lang) -> list[str]:
    """Return what must be known beside the amounts of a gap."""
    notes = age_notes(gap, table, lang)
    if gap.inputs.closed:
        notes.append(say("subsidy.if_covered", lang))
    month = ""
    if gap.months:
        month = say("subsidy.in_month", lang, gap=to_fen(gap.per_m2(gap.gap) / gap.months))
    figures = {
        name: to_fen(gap.per_m2(amount)) for name, amount in (("cost", gap.cost), ("paid", gap.paid), ("gap", gap.gap))
    }
    notes.append(say("subsidy.in_m2", lang, month=month, **figures))
    if gap.covered is not None:
        notes.append(say("subsidy.covers", lang, share=percent(round_to(gap.covered, Fraction(1, 1000), "half_up"))))
    if gap.others:
        notes.append(say("subsidy.others_pay", lang, amount=gap.others))
    tariff = to_fen(turning.tariff)
    if turning.source_price is None:
        key = "break_even_no_source_price" if turning.per_yuan is None else "break_even_tariff"
        notes.append(say(f"subsidy.{key}", lang, tariff=tariff))
    else:
        notes.append(say("subsidy.break_even", lang, price=to_fen(turning.source_price), tariff=tariff))
    if turning.per_yuan is not None:
        shown = plain(round_to(turning.per_yuan, Fraction(1, 10_000), "half_up"))
        notes.append(say("subsidy.one_yuan", lang, per_m2=shown, home=to_fen(turning.per_yuan * 100)))
    cap = cap_of(gap)
    if cap is not None:
        notes.append(cap.text(table.sources, lang))
    notes += [*input_notes(gap, lang), *taken_notes(gap, table, lang)]
    use, cost = gap.inputs.heat_use, gap.inputs.unit_cost
    lacking = [*NAMED] if use is None and cost is None else ["heat_use"] if use is not None and not use.source else []
    if gap.gap > 0 and not gap.parts:
        lacking.append("split")
    offered = offers(gap.known, lacking, gap.found.city)[LANGS.index(lang)].strip()
    if offered:
        notes.append(offered)
    if gap.rural_help:
        each_ = [rural_text(each, lang) for each in gap.rural_help]
        notes.append(say("subsidy.rural_help", lang, city=gap.found.city.both, each=each_))
    return notes


def taken_notes(gap: Gap, table: Table, lang: Lang) -> list[str]:
    """Say what was taken by the name of a city: the figure as its source has it, and the split."""
    notes = []
    at = LANGS.index(lang)
    for name in NAMED:
        figure = getattr(gap.inputs, name)
        if figure is None or not figure.city:
            continue
        city, others = next(each for each in table.city if each.id == figure.city), list[str]()
        entry = named_entry(table, name, city, gap.found)
        if isinstance(entry, HeatUse):
            what = use_text(entry, table, city, lang)
        else:
            assert entry is not None
            what = unit_cost_text(entry, table, lang)
            alike = [each for each in city.unit_cost if (each.winter, each.class_) == (entry.winter, entry.class_)]
            others = [unit_cost_text(each, table, lang) for each in alike if each is not entry]
        if figure.how:
            what += say("subsidy.converted", lang, how=figure.how, value=plain(figure.value))
        notes.append(say("subsidy.taken", lang, whose=figure.whose, what=what))
        notes += [say("subsidy.not_taken", lang, each=others)] if others else []
    if gap.sharing is not None:
        whose_ = whose(gap.found.city, gap.sharing.city)[at]
        notes.append(say("subsidy.shared_as", lang, whose=whose_, what=split_text(gap.sharing.split, lang)))
    return notes


def input_notes(gap: Gap, lang: Lang, swept: tuple[str, ...] = ()) -> list[str]:
    """Say which figures are the asker's own, and which a source gives."""
    used = COST_INPUTS if not gap.inputs.closed else ("rural_multiple",)
    own: list[Both] = []
    published: list[Both] = []
    roughly: list[Both] = []
    approximate = {entry.source for entry in gap.found.city.cost if entry.approximate}
    for name in used:
        figure = getattr(gap.inputs, name)
        if figure is None or name in swept:
            continue
        value = percent(figure.value) if name == "loss" else plain(figure.value)
        text = Both(*(say(f"subsidy.{name}", each, value=value) for each in LANGS))
        if figure.city:
            continue
        (published if figure.source else own).append(text)
        if name == "rural_multiple" and figure.source in approximate:
            roughly.append(text)
    said = (("own", own), ("published", published), ("about", roughly))
    return [say(f"subsidy.{key}", lang, inputs=texts) for key, texts in said if texts]


def gaps_sheet(names: list[str], gaps: Sequence[Gap], table: Table, lang: Lang, *, in_all: bool) -> Sheet:
    """Return the sheet of several gaps, one a row, each under its name; with their sum `in_all`."""
    payers = list(dict.fromkeys(payer for gap in gaps for payer in gap.shares))
    keys = ("area", "cost", "household", "gap", "gap_m2", "covered")
    columns = [Column("name", say("memo.whose" if in_all else "subsidy.scenario", lang))]
    columns += [Column(key, say(f"subsidy.{key}", lang), right=True) for key in keys]
    columns += [Column(payer, payer_name(payer, lang), right=True) for payer in payers]
    taken = [whose_figures(gap, lang) for gap in gaps]
    if any(taken):
        columns.append(Column("taken", say("subsidy.by_name", lang)))
    sheet = Sheet(say("subsidy.side_by_side", lang), columns)
    for name, gap, of in zip(names, gaps, taken, strict=True):
        parts = {part.payer: str(part.amount) for part in gap.parts}
        sheet.rows.append(
            [
                name,
                plain(gap.area),
                str(gap.cost),
                str(gap.paid),
                str(gap.gap),
                str(to_fen(gap.per_m2(gap.gap))),
                covered(gap.cost, gap.paid),
                *(parts.get(payer, "0.00") for payer in payers),
                *([of] if any(taken) else []),
            ]
        )
    if in_all:
        sheet.totals.append([say("subsidy.sum", lang), *_in_all(gaps, payers), *([""] if any(taken) else [])])
    pairs = zip(names, gaps, strict=True)
    named = (
        (name, note)
        for name, gap in pairs
        for note in (*input_notes(gap, lang), *taken_notes(gap, table, lang), *age_notes(gap, table, lang))
    )
    notes = [note if in_all else f"{name}: {note}" for name, note in named]
    if any(gap.inputs.closed for gap in gaps):
        notes.insert(0, say("subsidy.if_covered", lang))
    for gap in gaps:
        cap = cap_of(gap)
        if cap is not None:
            notes.append(cap.text(table.sources, lang))
    sheet.section(say("show.notes", lang), list(dict.fromkeys(notes)))
    sources = dict.fromkeys(id_ for gap in gaps for id_ in gap.sources)
    sheet.section(say("show.sources", lang), [source_text(table.sources[id_], lang) for id_ in sources])
    sheet.data = with_context(sheet, [(gap, price_of(gap)) for gap in gaps], table, lang)
    return sheet


def price_of(gap: Gap) -> Fraction | None:
    """Return the source price of a gap [CNY/GJ]; None where its cost rests on none."""
    cap = cap_of(gap)
    return None if cap is None else cap.price


def whose_figures(gap: Gap, lang: Lang) -> str:
    """Return the inputs that were taken by the name of a city, each with whose it is."""
    taken = []
    for name in NAMED:
        figure = getattr(gap.inputs, name)
        if figure is not None and figure.city:
            words = say(f"subsidy.{name}", lang, value=plain(round_to(figure.value, Fraction(1, 10_000), "half_up")))
            taken.append(f"{words} ({figure.whose[LANGS.index(lang)]})")
    return "; ".join(taken)


def _in_all(gaps: Sequence[Gap], payers: list[str]) -> list[str]:
    cost, paid, gap = (sum((getattr(each, key) for each in gaps), Decimal(0)) for key in ("cost", "paid", "gap"))
    area = sum((each.area for each in gaps), Fraction(0))
    parts = [part for each in gaps for part in each.parts]
    sums = [sum((part.amount for part in parts if part.payer == payer), Decimal(0)) for payer in payers]
    per_m2 = to_fen(Fraction(gap) / area)
    return [plain(area), str(cost), str(paid), str(gap), str(per_m2), covered(cost, paid), *map(str, sums)]


def city_words(gap: Gap, lang: Lang) -> str:
    """Return the city of a gap, with the winter where one is known."""
    return f"{gap.found.city.both[LANGS.index(lang)]} {winter(gap)}".rstrip()
