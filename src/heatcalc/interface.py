"""What Python callers have of costs and exports: the answers of the commands, as values."""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import Unpack

from heatcalc.billing.bill import Refusal, refusal
from heatcalc.billing.request import BillKeywords, Value, request_of, table_of
from heatcalc.costing.gap import Gap, gap_of, home_revenue
from heatcalc.costing.heat_cost import COST_INPUTS, CostInput, CostInputs
from heatcalc.costing.named_figures import NAMED, is_name, named_input, named_split
from heatcalc.costing.shares import checked_shares
from heatcalc.costing.supply import Supply, supply_of
from heatcalc.errors import Refused
from heatcalc.export.notices import notice_of
from heatcalc.export.resident_data import page_data
from heatcalc.export.sql import select_of
from heatcalc.messages import Lang
from heatcalc.money import exact
from heatcalc.show.bill_sheet import source_text
from heatcalc.show.notices_html import Letterhead, Paper, html_pages, text_of
from heatcalc.show.resident import resident_page
from heatcalc.tariffs.load import load_tariffs
from heatcalc.tariffs.model import Table


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
    unknown = sorted(set(cost) - set(COST_INPUTS))
    if unknown:
        raise TypeError(f"unknown figure: {', '.join(unknown)}")
    cities = {
        name: value for name, value in cost.items() if name in NAMED and isinstance(value, str) and is_name(value)
    }
    inputs = CostInputs(**{name: CostInput(exact(value)) for name, value in cost.items() if name not in cities})
    given = {} if split is None or isinstance(split, str) else split
    shares = checked_shares({payer: exact(share) for payer, share in given.items()}) if given else {}
    lang: Lang = asked.get("lang", "zh")
    table = asked.get("tariffs") or load_tariffs()  # what a bill needs of the table leaves out what heat costs
    try:
        revenue = home_revenue(table, request_of(asked))
        found = revenue.found
        inputs = inputs._replace(
            **{name: named_input(table, name, city, found, revenue.attributes) for name, city in cities.items()}
        )
        sharing = named_split(table, split, found.city) if isinstance(split, str) else None
        all_rural = rural or inputs.rural_multiple is not None
        return gap_of(revenue, inputs, shares, lang, rural=all_rural, sharing=sharing)
    except Refused as error:
        return refusal(error, lang)


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


def page(*, tariffs: Table | None = None, lang: Lang = "zh") -> str:
    """Return the resident's page as HTML: one file that calculates by itself."""
    table = load_tariffs() if tariffs is None else tariffs
    sources = {id_: source_text(source, lang) for id_, source in table.sources.items()}
    return resident_page(page_data(table, lang), sources, lang)


def notice(
    whose: Mapping[str, str],
    *,
    pay_by: dt.date | None = None,
    company: str = "",
    phone: str = "",
    paper: Paper = "A5",
    **asked: Unpack[BillKeywords],
) -> str | Refusal:
    """Return the payment notice of one home as HTML; `whose` has its `account`, `name` and `address`.

    Without `pay_by` it is the due date of the city's rule for late payment, if it has one.
    """
    lang: Lang = asked.get("lang", "zh")
    head = Letterhead(company, phone, b"")
    try:
        made = notice_of(table_of(asked), request_of(asked), whose, pay_by, lang)
    except Refused as error:
        return refusal(error, lang)
    return "".join(html_pages([text_of(made, head, lang)], head, paper, lang))
