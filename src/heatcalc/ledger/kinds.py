"""The kinds of files that are read as ledgers are: which line is the header of each."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from heatcalc.inputs import INPUTS
from heatcalc.ledger.columns import NAMING, PAID, PAYMENT, bare
from heatcalc.ledger.money_headers import is_of_other_years, may_change_money
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
    "违约金|滞纳金|手续费|罚款|利息|退费|退款|退还|减免|优惠|抵扣|冲正|冲销|^其中|找零|抹零|短款|长款|押金|保证金"
    "|(?:水|电|燃气|物业|停车|车位|服务|工本|代收|维修|垃圾|卫生|接口|开户)费"
    "|late fee|penalty|refund|discount|deposit|fee$",
    re.IGNORECASE,
)
_COUNTED_OR_NOT = re.compile(
    "作废|有效|无效|撤销|红冲|冲红|借贷|^收支|收支(?:方向|类[型别]|标[志识记])$|^收付|是否(?:已)?(?:成功|到账|入账|支付|付款|收款|缴费|退)"
    "|(?:成功|到账|入账|支付|付款|收款|缴费|交易|退)(?:标[志识记]|与否)$"
    r"|\bvoid|\b(?:in)?valid\b|\brevers|\bcancel|\bis (?:paid|success)|^(?:debit|credit)|direction",
    re.IGNORECASE,
)
"""What asks of a payment whether it counts, or whether it came in."""
_WHAT_FOR = re.compile(
    "^(?:(?:收费|缴费|交费|费用|费项|款项|收款|账单)?(?:项目|科目|名目)|费种|费项|款项|(?:收费|缴费|费用|款项|收款)(?:名称|类[型别]|种类))$"
    "|^(?:charge|fee|item) (?:type|name)$|^item$",
    re.IGNORECASE,
)
"""What says for what a payment is: it need not be heat."""
_ONLY_OWED = re.compile("^(?:应|欠|未)")


def changes_payment(header: str) -> bool:
    """Return whether a header of payments speaks of money beside what was paid, or of what changes a bill.

    A column of states is none: its words say which payments never came.
    """
    changes = may_change_money(header) and not is_state(header)
    return changes or speaks_of_other_money(header)


def speaks_of_other_money(header: str) -> bool:
    """Return whether a header of payments speaks of other money, of what it is for, or of whether it counts."""
    word = _plain(header)
    other = _OTHER_MONEY.search(word) is not None and not _ONLY_OWED.search(word)
    said = other or _COUNTED_OR_NOT.search(word) is not None or _WHAT_FOR.search(word) is not None
    return said and not is_of_other_years(header)


def is_state(header: str) -> bool:
    """Return whether a column of payments says of each what became of it: 支付状态, 对账结果, status."""
    return _STATE.search(_plain(header)) is not None


_STATE = re.compile(r"(?:状态|结果)$|\b(?:status|state|result)$", re.IGNORECASE)


def _plain(header: str) -> str:
    return bare(header) if not header.isascii() else header.replace("_", " ").strip()


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
