"""The kinds of files that are read as ledgers are: which line is the header of each."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from heatcalc.inputs import INPUTS
from heatcalc.ledger.columns import NAMING, PAID, PAYMENT, bare
from heatcalc.ledger.words import is_of_other_years, may_change_money
from heatcalc.measures import MEASURES, kind_of

NO_HEADER = ("ledger.no_header", "ledger.no_payments")
"""The errors of files without a header."""

_BILLED = ("area", "heat", "power", "volume", "own")
"""The kinds of measures that make a line the header; days and persons may stand in a title too."""


def has_amount(meanings: Sequence[str]) -> bool:
    """Return whether some columns state an area, heat or what else is billed, without which there is no bill."""
    return any(meaning in MEASURES and kind_of(meaning) in _BILLED for meaning in meanings)


def of_payments(meanings: Sequence[str]) -> bool:
    """Return whether some columns state whose a payment is, when it was made, and what was paid."""
    return {"account", "paid_on", PAYMENT} <= {*meanings}


_OTHER_MONEY = re.compile(
    "违约金|滞纳金|手续费|罚款|利息|退费|退款|退还|减免|优惠|抵扣|冲正|冲销|late fee|penalty|refund|discount|fee$",
    re.IGNORECASE,
)
_ONLY_OWED = re.compile("^(?:应|欠|未)")


def changes_payment(header: str) -> bool:
    """Return whether a header of payments speaks of money beside what was paid, or of what changes a bill."""
    word = bare(header) if not header.isascii() else header.replace("_", " ")
    other = _OTHER_MONEY.search(word) is not None and not _ONLY_OWED.search(word)
    return (other and not is_of_other_years(header)) or may_change_money(header)


class Kind(NamedTuple):
    """A kind of file: what makes a line its header, and columns to name to those whose file has none."""

    is_header: Callable[[Sequence[str]], bool]
    columns: tuple[str, ...]
    matters: Callable[[str], bool]
    """Tells of a header that is not understood whether it must be."""
    unread: str
    """The key of what is said of such."""


_PAYMENT = (NAMING["account"][0], INPUTS["paid_on"].headers[0], PAID[0])
HOUSEHOLDS = Kind(has_amount, (INPUTS["building_m2"].headers[0], "building_m2"), may_change_money, "ledger.unread")
PAYMENTS = Kind(of_payments, _PAYMENT, changes_payment, "ledger.unread_paid")


def missing_of(lines: Iterable[Sequence[str]]) -> list[str]:
    """Return which columns of payments the line lacks that has most of them; `lines` are what their columns mean."""
    needed = ("account", "paid_on", PAYMENT)
    found = max(({*needed} & {*meanings} for meanings in lines), key=len, default=set[str]())
    return [word for word, meaning in zip(_PAYMENT, needed, strict=True) if meaning not in found]
