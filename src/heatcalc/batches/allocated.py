"""What is asked of an allocation, and what comes of it."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from heatcalc.batches.over_time import Period
from heatcalc.costing.allocation import ShareStep
from heatcalc.costing.allocation_key import FactorOf, Occupancy, Unread
from heatcalc.costing.apportion import RestRule
from heatcalc.errors import UsageError
from heatcalc.ledger.accounts import account_text
from heatcalc.measures import Both
from heatcalc.messages import LANGS, say
from heatcalc.money import CNY, Currency, plain, round_to
from heatcalc.schema.suggest import near_miss, plain_word

PARTS = ("fixed", "variable", "amount")
"""The columns that an allocation adds."""


class Costs(NamedTuple):
    """What is shared [the currency's unit]: one cost, or one for each building that a `column` names."""

    of: Mapping[str, Fraction]
    column: str = ""
    ten_thousands: str = ""
    """The header, or the title, that says they were in units of 10,000, as which they have been read."""
    ignored: Sequence[str] = ()
    """Columns of their file that were left out, since they are of remarks."""

    def called(self, building: str) -> str:
        """Return what a building is called here; as a ledger calls it, where it has no cost: １号楼 is 1号楼."""
        word = plain_word(building)
        return next((name for name in self.of if plain_word(name) == word), building)


ONE_COST = Costs({})
"""No cost yet, and no column of buildings."""


class Asked(NamedTuple):
    """How a cost is to be shared, as far as somebody said."""

    by_area: Fraction | None = None
    by_use: Fraction | None = None
    stopped: Fraction | None = None
    factor: FactorOf | None = None
    unread: Unread = "refuse"
    rest: RestRule = "largest-remainder"
    period: Period | None = None
    currency: Currency = CNY
    only: str | None = None
    """An account that the ledger must have, since it is to be explained."""
    public: bool = False
    """Whether it is to be shown to all homes, which are called by their accounts."""


class SharedRow(NamedTuple):
    """What a row of a ledger bears of a cost [minor units], and how that was worked out."""

    line: int
    account: str
    building: str
    area: Fraction | None
    use: Fraction | None
    fixed: int
    variable: int
    formula: str
    factor: Fraction = Fraction(1)
    """The correction factor of its home."""
    steps: tuple[ShareStep, ...] = ()
    """Its formula, a step for each part."""
    marks: tuple[str, ...] = ()
    """In what its home is not as the others: `stopped`, `moved`, `estimated`, `unread` (`unread_whole`: no matter)."""

    estimate: Fraction | None = None
    """What was taken for its use where nobody read it."""

    @property
    def amount(self) -> int:
        """What is to be paid [minor units]."""
        return self.fixed + self.variable

    def estimate_text(self) -> str:
        """Return the estimate as it is shown, to four places; `""` where there is none."""
        return "" if self.estimate is None else plain(round_to(self.estimate, Fraction(1, 10_000), "half_up"))


def column_named(header: str) -> Both:
    """Return how an option names a column that was not read: by its header, or as some column."""
    return Both(header, header) if header else Both(*(say("allocate.some_column", lang) for lang in LANGS))


def marks_of(home: Occupancy, *, by_use: bool, asked_by_use: bool) -> tuple[str, ...]:
    """Return in what a home is not as others; its building's cost is shared `by_use`, as it was asked to be, or not."""
    unread = asked_by_use and not home.stopped and home.use is None
    marks = {
        "stopped": home.stopped,
        "moved": home.part != home.whole,
        "estimated": asked_by_use and home.estimated,
        "unread" if by_use else "unread_whole": unread,
    }
    return tuple(mark for mark, holds in marks.items() if holds)


class Allocation(NamedTuple):
    """A cost shared out over the homes of a ledger: the rows in their order, and what the manifest says."""

    rows: tuple[SharedRow, ...]
    currency: Currency
    manifest: Mapping[str, Any]
    unit: str = ""
    """What the use of homes is measured in, as a ledger of the table has it; `""` if it has none."""
    unchanged: bool = False
    files: tuple[Path, ...] = ()

    def of_account(self, account: str) -> "Allocation":
        """Return it with the rows of one account alone; the manifest is that of all.

        Raises:
            UsageError: the ledger has no such account.
        """
        wanted = account_text(account)
        rows = tuple(row for row in self.rows if account_text(row.account) == wanted)
        like = self.manifest["doubts"]["account_like"]
        if not rows and like is not None:
            raise UsageError("allocate.only_no_account", account=account, column=column_named(like))
        if not rows:
            known = [row.account for row in self.rows if row.account]
            raise UsageError("allocate.no_account", account=account, hint=near_miss(account, known))
        return self._replace(rows=rows)

    def to_dict(self) -> dict[str, Any]:
        """Return it as a JSON object; amounts are texts with all places of the currency."""
        rows = [
            {
                "line": row.line,
                "account": row.account,
                **({"building": row.building} if row.building else {}),
                "area": None if row.area is None else plain(row.area),
                "use": None if row.use is None else plain(row.use),
                **({} if row.estimate is None else {"estimated_use": row.estimate_text()}),
                **{name: str(self.currency.amount(getattr(row, name))) for name in PARTS},
                "formula": row.formula,
            }
            for row in self.rows
        ]
        return {**self.manifest, "homes": rows}
