"""The line of a bill: the ledger's own fields, harmless to spreadsheets and masked if asked for, and the amounts."""

import re
from collections.abc import Iterable, Mapping, Sequence

from heatcalc.batches.bill_writer import csv_line
from heatcalc.files.spreadsheet_text import BEGINS, escaped, may_have_formulas
from heatcalc.ledger.accounts import account_text
from heatcalc.ledger.blocks import Block
from heatcalc.ledger.mask import Mask, masked
from heatcalc.money import Currency

_quoted = re.compile('[,"\r\n]').search
"""Finds what makes CSV write a field in quotes."""


class BillLines:
    """Writes the lines of bills, each ending with a carriage return and no line feed."""

    def __init__(self, account: int | None, masks: Mapping[int, Mask], currency: Currency) -> None:
        """Make it for a ledger; `account` is the place of the account, and `masks` are by the places of columns."""
        self._account, self._masks, self._currency = account, masks, currency
        self._text, self._nothing = currency.text, currency.text(0)
        self._separator = ","

    def begin(self, block: Block) -> None:
        """Begin with the lines of a block."""
        self._separator = separator = block.separator
        changed = []
        if may_have_formulas(block.text):
            # A plain field has no line end.
            formulas = "".join(each for each in BEGINS if each not in (separator, "\r"))
            changed.append(f"(?:^|{re.escape(separator)})[{re.escape(formulas)}]")
        if separator != "," and (b"," in block.text or b'"' in block.text):
            changed.append('[,"]')
        self._changed = re.compile("|".join(changed)).search if changed else None

    def line(self, fields: Sequence[str], amounts: Iterable[int], formula: Sequence[str] = ()) -> str:
        """Return the line of a bill of some `amounts` [minor units]: total, household, others, due."""
        shown = masked(fields, self._masks)
        if self._account is not None:
            shown[self._account] = account_text(shown[self._account])
        return csv_line([*map(escaped, shown), *map(self._currency.amount, amounts), *formula])

    def plain(
        self, line: str, fields: Sequence[str], total: int, others: int, due: int, formula: Sequence[str] = ()
    ) -> str:
        """Return the line of the bill of a row whose account is plain; `line` is the row's own, without quotes."""
        changed = self._masks or (self._changed is not None and self._changed(line))
        if changed or (formula and _quoted(formula[0])):
            return self.line(fields, (total, total - others, others, due), formula)
        if others or due != total:
            amounts = ",".join(map(self._text, (total, total - others, others, due)))
        else:
            paid = self._text(total)
            amounts = f"{paid},{paid},{self._nothing},{paid}"
        own = line if self._separator == "," else line.replace(self._separator, ",")
        return f"{','.join((own, amounts, *formula))}\r"
