"""What Python callers have of costs and exports: the answers of the commands, as values."""

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Unpack

from heatcalc.batches.batch_options import BatchOptions, Defaults
from heatcalc.batches.revenue import file_revenue
from heatcalc.billing.bill import Refusal, refusal
from heatcalc.billing.request import BillKeywords, Value, period_of, request_of, table_of
from heatcalc.costing.answer import CostQuestion, Gaps, gaps_of
from heatcalc.costing.figures import in_range
from heatcalc.costing.gap import Gap, home_revenue
from heatcalc.costing.heat_cost import COST_INPUTS, CostInput, CostInputs
from heatcalc.costing.named_figures import NAMED, is_name
from heatcalc.costing.scenarios import load_scenarios
from heatcalc.costing.shares import checked_shares
from heatcalc.costing.supply import Supply, supply_of
from heatcalc.errors import Refused
from heatcalc.export.notices import Wanted, notice_of
from heatcalc.export.resident_data import page_data, page_sources
from heatcalc.export.sql import select_of
from heatcalc.messages import Lang
from heatcalc.money import exact
from heatcalc.show.bill_sheet import source_text
from heatcalc.show.colour import accent_of
from heatcalc.show.memo import memo_charts, memo_page
from heatcalc.show.notices_html import Paper, html_pages, letterhead, text_of
from heatcalc.show.resident import Site, resident_page
from heatcalc.tariffs.load import hash_of_table, load_tariffs
from heatcalc.tariffs.model import Table

_NOTHING: Mapping[str, Sequence[Value]] = MappingProxyType({})


def subsidy(
    cost: Mapping[str, Value],
    *,
    split: Mapping[str, Value] | str | None = None,
    rural: bool = False,
    **asked: Unpack[BillKeywords],
) -> Gap | Refusal:
    """Return the gap between what a home's heat costs and what it pays for a season.

    `cost` has the figures that the cost rests on: `source_price` [CNY/GJ], `heat_use` [GJ/㎡·season], `loss` (a share),
    `network_cost` [CNY/㎡·season] or `network_monthly` [CNY/㎡·month], `rural_multiple`, `extra_days` [day], or
    `unit_cost` [CNY/㎡·season] for all of them; any other is the table's, with its source. `split` says who covers the
    gap, in shares that add up to 1. `heat_use`, `unit_cost` and `split` may be the name of a city, whose sourced
    figure is taken.

    Raises:
        TypeError: an unknown figure or keyword, or a float where an exact number is asked for.
        UsageError: the shares do not add up to 1, or the home is described wrongly.
    """
    wanted, request = _cost(cost, split, rural=rural), request_of(asked)
    lang: Lang = asked.get("lang", "zh")
    table = asked.get("tariffs") or load_tariffs()  # what a bill needs of the table leaves out what heat costs
    try:
        return gaps_of(table, [home_revenue(table, request)], wanted, lang).each[0]
    except Refused as error:
        return refusal(error, lang)


def subsidy_sweep(
    cost: Mapping[str, Value],
    tried: Mapping[str, Sequence[Value]],
    *,
    split: Mapping[str, Value] | str | None = None,
    rural: bool = False,
    **asked: Unpack[BillKeywords],
) -> Gaps | Refusal:
    """Return the gap of a home at every combination of figures that are `tried`, one or two: its `tried`.

    `tried` has the figures by the names of `cost`, each with its values: `{"source_price": ["24.5", "25", "25.5"]}`.
    All else is as for `subsidy`.

    Raises:
        TypeError, UsageError: as for `subsidy`, or more than two figures are tried.
    """
    wanted, request = _cost(cost, split, tried, rural=rural), request_of(asked)
    lang: Lang = asked.get("lang", "zh")
    table = asked.get("tariffs") or load_tariffs()
    try:
        return gaps_of(table, [home_revenue(table, request)], wanted, lang)
    except Refused as error:
        return refusal(error, lang)


def subsidy_ledger(
    ledger: str | Path,
    cost: Mapping[str, Value],
    *,
    tried: Mapping[str, Sequence[Value]] = _NOTHING,
    by: str | None = None,
    split: Mapping[str, Value] | str | None = None,
    rural: bool = False,
    city: str | None = None,
    class_: str = "residential",
    winter: str | int | None = None,
    tariffs: Table | None = None,
    lang: Lang = "zh",
) -> Gaps | Refusal:
    """Return the gaps of a ledger: by city and class (`each`), and by what its column `by` says (`values`).

    `city`, `class_` and `winter` hold for rows without their own; all else is as for `subsidy` and `subsidy_sweep`.

    Raises:
        InputFileError: the ledger cannot be read, a row of it not be billed, or it states no building areas.
        TypeError, UsageError: as for `subsidy`, or the ledger has no such column.
    """
    wanted = _cost(cost, split, tried, rural=rural)
    table = load_tariffs() if tariffs is None else tariffs
    defaults = Defaults(city, class_, "area", period_of(winter))
    options = BatchOptions(defaults, by=() if by is None else (by,), lang=lang)
    try:
        table_hash = hash_of_table() if tariffs is None else ""
        read = file_revenue(table, table_hash, Path(ledger), options)
        return gaps_of(table, read.revenues, wanted, lang, read.sums)
    except Refused as error:
        return refusal(error, lang)


def subsidy_scenarios(
    scenarios: str | Path, *, tariffs: Table | None = None, lang: Lang = "zh"
) -> dict[str, Gap | Refusal]:
    """Return the gap of each scenario of a file, by its name.

    Raises:
        InputFileError: the file cannot be read.
        InvalidTable: it has mistakes; `findings` holds all of them.
    """
    table = load_tariffs() if tariffs is None else tariffs
    found: dict[str, Gap | Refusal] = {}
    for each in load_scenarios(Path(scenarios)):
        try:
            found[each.name] = gaps_of(table, [home_revenue(table, each.request())], each.asked(), lang).each[0]
        except Refused as error:
            found[each.name] = refusal(error, lang)
    return found


def memo(gaps: Gaps, *, lang: Lang = "zh") -> str:
    """Return the memo on the gaps of a ledger as HTML: result, tables, charts, method, inputs and sources, on A4.

    Raises:
        TypeError: the gaps are of a home.
    """
    if not gaps.ledger.read:
        raise TypeError("a memo is of a ledger: give what subsidy_ledger returns")
    return memo_page(gaps, memo_charts(gaps, lang), lang)


def _cost(
    cost: Mapping[str, Value],
    split: Mapping[str, Value] | str | None,
    tried: Mapping[str, Sequence[Value]] = _NOTHING,
    *,
    rural: bool,
) -> CostQuestion:
    """Return what is asked of a cost.

    Raises:
        TypeError: an unknown figure, or a float where an exact number is asked for.
        UsageError: a figure is out of range, or the shares do not add up to 1.
    """
    unknown = sorted({*cost, *tried} - set(COST_INPUTS))
    if unknown:
        raise TypeError(f"unknown figure: {', '.join(unknown)}")
    named = {name: value for name, value in cost.items() if name in NAMED and isinstance(value, str) and is_name(value)}
    figures = {name: CostInput(in_range(name, exact(value))) for name, value in cost.items() if name not in named}
    ranges = {name: [in_range(name, exact(value)) for value in values] for name, values in tried.items()}
    given = {} if split is None or isinstance(split, str) else split
    shares = checked_shares({payer: exact(share) for payer, share in given.items()}) if given else {}
    all_rural = rural or "rural_multiple" in {*cost, *tried}
    return CostQuestion(
        CostInputs(**figures), named, shares, split if isinstance(split, str) else "", ranges, all_rural
    )


def supply(
    city: str | None = None, *, served: Value | None = None, tariffs: Table | None = None, lang: Lang = "zh"
) -> Supply | Refusal:
    """Return where the heat of a city's network comes from, and what goes cold when a plant stops.

    `served` is the area served by the network [㎡].
    """
    area: Fraction | None = None if served is None else exact(served)
    try:
        return supply_of(load_tariffs() if tariffs is None else tariffs, city, area)
    except Refused as error:
        return refusal(error, lang)


def sql(
    dialect: str,
    columns: Mapping[str, str],
    *,
    source: str = "households",
    view: str = "",
    **asked: Unpack[BillKeywords],
) -> str | Refusal:
    """Return a tariff as a SELECT on whole fen over the table `source`.

    `columns` names the columns that the table has, each with what it is called there: `{"account": "id",
    "building_m2": "area"}`. `asked` chooses the tariff: city, class_, plan, winter, attributes.

    Raises:
        UsageError: there is no such dialect or column, or SQL cannot be exact for this tariff.
    """
    lang: Lang = asked.get("lang", "zh")
    try:
        return select_of(table_of(asked), request_of(asked), dialect, columns, source=source, view=view, lang=lang)
    except Refused as error:
        return refusal(error, lang)


def page(
    city: str | Sequence[str] = (),
    *,
    company: str = "",
    phone: str = "",
    logo: bytes = b"",
    accent: str = "",
    tariffs: Table | None = None,
    lang: Lang = "zh",
) -> str | Refusal:
    """Return the resident's page as HTML: one file that calculates by itself.

    It has one `city` or several, or all of the table; and the `logo` (PNG or JPEG) and colour (`#0b5394`) of whose it
    is.

    Raises:
        UsageError: the colour is none, or text on it cannot be read.
    """
    table = load_tariffs() if tariffs is None else tariffs
    named = [city] if isinstance(city, str) else city
    site = Site(company, phone, logo, accent_of(accent) if accent else "")
    try:
        data = page_data(table, lang, named)
    except Refused as error:
        return refusal(error, lang)
    sources = {id_: source_text(source, lang) for id_, source in page_sources(table, named).items()}
    return resident_page(data, sources, lang, site)


def notice(
    whose: Mapping[str, str],
    *,
    pay_by: dt.date | None = None,
    company: str = "",
    phone: str = "",
    ground: str = "",
    paper: Paper = "A5",
    **asked: Unpack[BillKeywords],
) -> str | Refusal:
    """Return the payment notice of one home as HTML; `whose` has its `account`, `name` and `address`.

    Without `pay_by` it is the due date of the city's rule for late payment, if it has one. That of a `company` is no
    mere calculation: it has a receipt to sign, and the document that is its `ground` in place of the table's sources.

    Raises:
        UsageError: a ground is given without the company whose it is.
    """
    lang: Lang = asked.get("lang", "zh")
    head = letterhead(company, phone, b"", ground)
    wanted = Wanted(pay_by, vouched=bool(ground))
    try:
        made = notice_of(table_of(asked), request_of(asked), whose, wanted, lang)
    except Refused as error:
        return refusal(error, lang)
    return "".join(html_pages([text_of(made, head, lang)], head, paper, lang))
