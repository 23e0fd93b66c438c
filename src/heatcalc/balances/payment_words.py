"""Words beside an amount that say that it never came, or is not for heat."""

import re

from heatcalc.batches.batch_options import BatchOptions
from heatcalc.batches.paid_column import other_unit
from heatcalc.errors import InputFileError
from heatcalc.ledger.columns import PAYMENT, WITHIN, bare, one_line
from heatcalc.ledger.header import Header
from heatcalc.ledger.kinds import PAYMENTS, speaks_of_other_money
from heatcalc.measures import Both
from heatcalc.money import Currency

_UNDONE = re.compile(
    "(?<![无未没])(?:退费|退款|退还|退回|退票|退单|退账|撤回|已退|作废|冲正|冲销|冲红|红冲|已冲|错账|撤销|取消|无效|失败|不成功|未成功|处理中|支付中"
    "|未到账|未入账|未支付|未付|待支付|待付|关闭|关单|拒付|止付|短款|长款|假币|找零)"
    "|refund|revers|void|cancel|fail|unpaid|pending|declined|bounced|chargeback",
    re.IGNORECASE,
)
"""What a remark beside an amount says that was paid back, or never came, or not all of it."""
NOT_HEAT = re.compile(
    "(?:水|电|燃气|物业|停车|车位|服务|工本|维修|垃圾|卫生|接口|开户|手续)费|违约金|滞纳金|押金|保证金|罚款"
    "|利息|late fee|deposit",
    re.IGNORECASE,
)
"""What a remark says that an amount is for, or has in it, which is no bill's."""
_CODE = re.compile(r"[0-9]+|否|n|no|false|×", re.IGNORECASE)
"""What a column of states says that only whoever wrote it can understand, or a no."""
_READ = ("account", "paid_on", PAYMENT, "city", "winter", WITHIN, "name", "address")
"""What columns of payments may mean; all others are looked through."""


def says_undone(field: str, *, state: bool) -> bool:
    """Return whether a field says that a payment may not count; `state`: it is of a column of states."""
    return _UNDONE.search(field) is not None or (state and _CODE.fullmatch(field) is not None)


def read_of_payments(header: Header, name: str, options: BatchOptions) -> Header:
    """Return the header of a file of payments: what only homes say in their columns is carried along.

    Raises:
        InputFileError: one of these speaks of other money, and no option names it.
    """
    meanings = tuple(meaning if meaning in _READ else "" for meaning in header.meanings)
    said = {bare(word) for word in options.renamed}
    columns = [
        one_line(word)
        for word, before, after in zip(header.words, header.meanings, meanings, strict=True)
        if before and not after and bare(word) not in said and speaks_of_other_money(word)
    ]
    if columns:
        reason = InputFileError(PAYMENTS.unread, columns=columns, header=columns[0]).text(options.lang)
        raise InputFileError("balance.in_file", file=name, reason=reason)
    return header._replace(meanings=meanings)


def refuse_unit(header: Header, line: str, name: str, currency: Currency) -> None:
    """Check that neither the column of amounts of a file nor a title or a line of it says another unit.

    Raises:
        InputFileError: one does: 实缴(万元), 单位：分.
    """
    place = header.meanings.index(PAYMENT)
    if unit := other_unit(header._replace(titles=(line,)), place, currency):
        own = Both(currency.word("zh"), currency.word("en"))
        raise InputFileError("balance.unit", file=name, column=one_line(header.words[place]), unit=unit, own=own)
