"""The columns of a ledger that notices alone read: addresses in parts, arrears, and what notices are split by."""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from heatcalc.batches.sums_by import places_of
from heatcalc.files.spreadsheet_text import unescaped
from heatcalc.ledger.columns import plain_header
from heatcalc.ledger.header import Header
from heatcalc.ledger.row_parser import FieldError
from heatcalc.money import Currency, half_width, parse_money

_PARTS = (
    (("小区", "小区名称", "小区名", "住宅小区", "estate", "compound"), ""),
    (("楼栋", "楼栋号", "楼号", "栋号", "幢号", "楼座", "楼", "栋", "幢", "block"), "号楼"),
    (("单元", "单元号", "entrance"), "单元"),
    (("室号", "房间号", "房间", "门牌号", "户室号", "室", "flat", "room"), "室"),
)
"""The parts of an address, the largest first: how ledgers call the column, and what stands behind a bare number."""
_ROOM = re.compile(r"[0-9A-Za-z-]{1,8}[室号]?", re.ASCII)
"""An address that is a room alone."""
_ARREARS = ("往年欠费", "历年欠费", "历史欠费", "以前年度欠费", "上年欠费", "陈欠", "陈欠费", "arrears")
"""Columns of what is owed from earlier winters, and cannot have this winter's in it."""

_MAY_BE_OWED = re.compile("欠|arrears", re.IGNORECASE)
"""What a column of money may be called that has this winter's in it, or some earlier one's."""


class NoticeColumns(NamedTuple):
    """Where a ledger has what notices alone read, by place; None where it has not."""

    words: Sequence[str]
    parts: tuple[int | None, ...]
    arrears: int | None
    split_by: int | None
    owed_beside: tuple[int, ...]
    """Columns that speak of arrears and are not read."""

    def address(self, fields: Sequence[str], whole: str) -> str:
        """Return a home's address: the `whole` one of its column, or else its parts, joined."""
        if whole and not _ROOM.fullmatch(whole):
            return whole
        found = ["" if at is None else unescaped(fields[at]).strip() for at in self.parts]
        found[-1] = found[-1] or whole
        chinese = any(at is not None and re.search("[一-龥]", self.words[at]) for at in self.parts)
        if not chinese:
            return " ".join(filter(None, found)) or whole
        named = (each + unit if each.isdigit() else each for each, (_, unit) in zip(found, _PARTS, strict=True))
        return "".join(named) or whole

    def owed(self, fields: Sequence[str], currency: Currency) -> Fraction:
        """Return what a home owes from earlier winters [the currency's unit].

        Raises:
            FieldError: it is no amount, or below zero.
        """
        if self.arrears is None or not (written := unescaped(fields[self.arrears]).strip()):
            return Fraction(0)
        amount = parse_money(written, currency)
        column = self.words[self.arrears]
        if amount is None:
            raise FieldError("R06", column, written)
        if amount < 0:
            raise FieldError("R07", column, written, "R07_owed")
        if currency.minor * (amount / currency.minor).__floor__() != amount:
            raise FieldError("R07", column, written)
        return amount

    def left_out(self, fields: Sequence[str]) -> str:
        """Return the header of a column in which a home may have arrears that its notice leaves out; `""` for none."""
        said = ((self.words[at], unescaped(fields[at]).strip()) for at in self.owed_beside)
        return next((word for word, field in said if re.search("[1-9]", half_width(field))), "")

    def part(self, fields: Sequence[str]) -> str:
        """Return what the notice of a home is split by; `""` where it is not."""
        return "" if self.split_by is None else unescaped(fields[self.split_by]).strip()


def notice_columns(header: Header, arrears: str | None, split_by: str | None) -> NoticeColumns:
    """Return where the columns are; `arrears` and `split_by` name theirs as the ledger does.

    Raises:
        UsageError: there is no column of that name.
    """
    plain = [plain_header(word) for word in header.words]
    parts = (next((at for at, word in enumerate(plain) if word in words), None) for words, _ in _PARTS)
    usual = next((at for at, word in enumerate(plain) if word.removesuffix("元") in _ARREARS), None)
    owed = usual if arrears is None else places_of(header, [arrears])[0]
    split = None if split_by is None else places_of(header, [split_by])[0]
    beside = (at for at, word in enumerate(header.words) if _MAY_BE_OWED.search(word) and not header.meanings[at])
    left = () if owed is not None else tuple(beside)
    return NoticeColumns(header.words, tuple(parts), owed, split, left)
