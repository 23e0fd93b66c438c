"""A single payment of a whole bill leaves nothing, and its fee is that of `bill --paid-on`, whatever the rules."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import heatcalc
from heatcalc.balances.account import Account, Debt, Payment
from heatcalc.balances.charges import BillCharges, terms_of
from heatcalc.billing.calculate import calculate, price_tariff
from heatcalc.billing.request import BillKeywords, BillRequest, request_of
from heatcalc.formula.home import Home
from heatcalc.tariffs.load import load_tariffs
from heatcalc.tariffs.lookup import find_city
from heatcalc.tariffs.model import Table
from tests.test_cases import RENAMED, every_case

TABLE = load_tariffs(Path(__file__).parents[1] / "tables/balance.toml")
ASKED = [
    *(("late", class_) for class_ in ("residential", "shop", "hall")),
    *((city, "residential") for city in ("early", "plain")),
]
DATED = [
    case.values[0]["given"]
    for case in every_case()
    if case.id.startswith("cities: ") and "paid_on" in case.values[0]["given"] and "total" in case.values[0]
]
"""The homes of the shipped table's cases that have a date of payment: of every city with such a rule."""


def _settled(table: Table, request: BillRequest, amount: Decimal, day: dt.date, on: dt.date) -> tuple[Account, Decimal]:
    """Return the account of one bill of which an amount was paid on a day, and what is due of it without a date."""
    priced = price_tariff(table, request)
    terms = terms_of(table, request.home, priced, None)
    due = calculate(table, request).amounts.due
    charges = BillCharges(int(due * 100), lambda: calculate(table, request))
    account = Account([Debt(int(due * 100), terms.timing, charges)])
    account.take([Payment(day.toordinal(), int(amount * 100))], on)
    return account, due


def _one_payment(table: Table, request: BillRequest, day: dt.date) -> None:
    """Check one bill that is paid as it is due on a day, and again without its fee."""
    home = request.home.with_measures(paid_on=Fraction(day.toordinal()))
    billed = calculate(table, request._replace(home=home)).amounts.due
    account, due = _settled(table, request, billed, day, day + dt.timedelta(500))
    assert account.balance == 0
    assert account.debts[0].fees - account.debts[0].discount == (billed - due) * 100
    if billed > due:
        account, _ = _settled(table, request, due, day, day + dt.timedelta(500))
        assert account.balance == account.debts[0].fees == (billed - due) * 100


AREAS = st.integers(100, 5_000_000).map(lambda area: Fraction(area, 10_000))
DAYS = st.integers(0, 320)


@settings(max_examples=300)
@given(asked=st.sampled_from(ASKED), area=AREAS, after=DAYS)
def test_one_payment_of_a_whole_bill_is_what_the_bill_says(asked: tuple[str, str], area: Fraction, after: int) -> None:
    request = BillRequest(Home({"building_m2": area}, {}), *asked, winter=2023)
    _one_payment(TABLE, request, dt.date(2023, 7, 15) + dt.timedelta(after))


@pytest.mark.parametrize("home", DATED, ids=lambda each: f"{each['city']} {each['paid_on']}")
def test_one_payment_is_what_the_bill_says_in_the_shipped_table(home: dict[str, Any], shipped: heatcalc.Table) -> None:
    asked = {RENAMED.get(name, name): value for name, value in home.items() if name != "paid_on"}
    request = request_of(cast("BillKeywords", asked))
    found = price_tariff(shipped, request).found
    assert found.winter is not None
    request = request._replace(winter=found.winter)
    first = max(found.since, dt.date(found.winter, 7, 1))
    for after in range(0, 360, 5):
        _one_payment(shipped, request, first + dt.timedelta(after))


def test_every_rule_of_payment_of_the_shipped_table_is_among_them(shipped: heatcalc.Table) -> None:
    ruled = {city.id for city in shipped.city for rule in city.rule if rule.reads == "paid_on"}
    assert ruled - {find_city(shipped, home["city"]).id for home in DATED} == set()
