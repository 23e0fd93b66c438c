"""Payments that are there twice: the same by their serial number, or alike in all that is known of them."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from heatcalc.balances.store import StoredPayment
from heatcalc.ledger.columns import bare
from heatcalc.ledger.header import Header

SHOWN = 10
"""So many pairs are named."""
_SERIAL = re.compile(
    "(?:流水|订单|交易|支付单|商户单)(?:单)?(?:编?号|号码)$"
    "|^(?:transaction|trade|order|payment|serial)[ _]?(?:id|no|number)$",
    re.IGNORECASE,
)


def serial_place(header: Header) -> int | None:
    """Return the place of the column of serial numbers; None where there is none."""
    words = enumerate(zip(header.words, header.meanings, strict=True))
    return next((at for at, (word, meaning) in words if not meaning and _SERIAL.search(bare(word))), None)


class Alike(NamedTuple):
    """A payment that has the account, day and amount of the one before it."""

    one: StoredPayment
    other: StoredPayment


def alike_in(payments: Sequence[StoredPayment]) -> list[Alike]:
    """Return the payments of one account that are alike, each with the first of its kind."""
    found = []

    def kind(each: StoredPayment) -> tuple[object, ...]:
        return each.day, each.amount, each.winter or "", each.city or ""

    for _, same in groupby(sorted(payments, key=kind), kind):
        first, *others = same
        found += [Alike(first, each) for each in others]
    return found
