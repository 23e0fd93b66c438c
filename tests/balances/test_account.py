"""An account in time: nothing is lost, paying earlier never costs more, and fees are what counting day by day gives."""

import datetime as dt
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from heatcalc.balances.account import Account, Debt, Order, Payment, Timing
from heatcalc.balances.totals import figures_of

ON = dt.date(2024, 6, 30)
FIRST = dt.date(2022, 7, 1).toordinal()
LAST = ON.toordinal()


class Daily:
    """Charges by the day up to a cap, with a discount before a day, and no formula behind."""

    def __init__(
        self, due: int, after: int, share: Fraction = Fraction(1, 500), cap: Fraction = Fraction(1, 10)
    ) -> None:
        self.due, self.after, self.share, self.cap = due, after, share, cap

    def fee(self, day: int) -> Fraction:
        """Return the fee of the whole debt."""
        return self.due * min(Fraction(max(day - self.after, 0), 500), Fraction(1, 10))

    def discount(self, day: int) -> int:  # noqa: ARG002
        """Return a fiftieth of the whole debt."""
        return self.due // 50

    def rounded(self, fees: Fraction) -> int:
        """Return fees to the minor unit, half up."""
        return int(fees + Fraction(1, 2))


def debt(due: int, after: int, *, early: int = 90) -> Debt:
    """Return a debt that is due on a day, and has a discount up to some days before."""
    return Debt(due, Timing(after, after, after - early), Daily(due, after))


DUES = st.lists(st.tuples(st.integers(1, 300_000), st.integers(FIRST, LAST)), min_size=1, max_size=3)
PAYMENTS = st.lists(
    st.builds(Payment, st.integers(FIRST - 200, LAST), st.integers(-200_000, 200_000).filter(bool)), max_size=8
).map(lambda paid: sorted(paid, key=lambda each: each.day))
ORDERS = st.sampled_from(("oldest", "newest"))


@given(dues=DUES, payments=PAYMENTS, order=ORDERS, fee_first=st.booleans())
def test_nothing_is_lost(dues: list[tuple[int, int]], payments: list[Payment], order: Order, fee_first: bool) -> None:
    account = Account(
        [debt(due, after) for due, after in sorted(dues, key=lambda each: each[1])], order, fee_first=fee_first
    )
    account.take(payments, ON)
    figures = figures_of(account, ON)
    assert figures.paid == sum(payment.amount for payment in payments)
    assert figures.due - figures.discount + figures.fees - figures.paid == figures.balance
    assert sum(figures[5:]) - account.credit == figures.balance
    assert account.credit == 0 or all(each.owed == 0 for each in account.debts)
    for each in account.debts:
        assert 0 <= each.open <= each.due
        assert each.fees_paid >= 0
        assert 0 <= each.fees <= (each.due + 5) // 10 + 1


@given(due=st.integers(1, 300_000), after=st.integers(FIRST, LAST), payments=PAYMENTS)
def test_fees_are_what_counting_day_by_day_gives(due: int, after: int, payments: list[Payment]) -> None:
    payments = [payment for payment in payments if payment.amount > 0]
    one = Debt(due, Timing(after, after), Daily(due, after))
    account = Account([one])
    account.take(payments, ON)
    daily, left, counted = Daily(due, after), due, Fraction(0)
    for day in range(after + 1, LAST + 1):
        left = max(due - sum(payment.amount for payment in payments if payment.day < day), 0)
        counted += (daily.fee(day) - daily.fee(day - 1)) * Fraction(left, due)
    assert one.fees == daily.rounded(counted)


@given(dues=DUES, payments=PAYMENTS, earlier=st.integers(0, 100), which=st.integers(0, 7))
def test_paying_earlier_never_costs_more(
    dues: list[tuple[int, int]], payments: list[Payment], earlier: int, which: int
) -> None:
    payments = [payment for payment in payments if payment.amount > 0]
    if not payments:
        return
    moved = [*payments]
    moved[which % len(moved)] = moved[which % len(moved)]._replace(day=moved[which % len(moved)].day - earlier)
    balances = []
    for paid in (payments, sorted(moved, key=lambda each: each.day)):
        debts = [Debt(due, Timing(after, after), Daily(due, after)) for due, after in sorted(dues, key=lambda x: x[1])]
        account = Account(debts)
        account.take(paid, ON)
        balances.append(account.balance)
    assert balances[1] <= balances[0] + len(dues)


def test_a_payment_for_a_winter_settles_that_one_first() -> None:
    first, second = (Debt(1000, Timing(), Daily(1000, LAST), winter) for winter in ("2022-2023", "2023-2024"))
    account = Account([first, second])
    account.take([Payment(FIRST, 1500, "2023-2024")], ON)
    assert (first.open, second.open) == (500, 0)


def test_a_winter_that_has_not_begun_is_settled_last() -> None:
    # Paid in May 2023: the newest winter that has begun, then the one before it, and only then the one to come.
    winters = [(f"{year}-{year + 1}", dt.date(year, 7, 1).toordinal()) for year in (2021, 2022, 2023)]
    debts = [Debt(1000, Timing(), Daily(0, 0), winter, begun) for winter, begun in winters]
    account = Account(debts, "newest")
    account.take([Payment(dt.date(2023, 5, 1).toordinal(), 1500)], ON)
    assert [each.owed for each in debts] == [500, 0, 1000]
    account.take([Payment(dt.date(2023, 7, 1).toordinal(), 700)], ON)
    assert [each.owed for each in debts] == [500, 0, 300]


def test_a_payment_may_name_a_winter_to_come() -> None:
    debts = [Debt(1000, Timing(), Daily(0, 0), "2022-2023", 1), Debt(1000, Timing(), Daily(0, 0), "2023-2024", LAST)]
    account = Account(debts, "newest")
    account.take([Payment(dt.date(2023, 5, 1).toordinal(), 1500, "2023-2024")], ON)
    assert [each.owed for each in debts] == [500, 0]
