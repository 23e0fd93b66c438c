"""What a ledger leaves in doubt for an allocation: figures with two readings, and columns that are not read."""

import re
from collections.abc import Sequence

from heatcalc.ledger.columns import bare, one_line
from heatcalc.ledger.header import Header
from heatcalc.ledger.mask import masked_columns
from heatcalc.ledger.reader import Ledger
from heatcalc.ledger.records import Record
from heatcalc.ledger.row_parser import FieldError
from heatcalc.money import half_width, parse_number

_ONE_COMMA = re.compile(r"[0-9]{1,3},[0-9]{3}(?![0-9,.])", re.ASCII)
_DOTTED = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}(?![0-9])", re.ASCII)
_NAMES_HOMES = re.compile(
    r"户号|户编号|房间|房号|门牌|室号|住宅号|单元号"
    r"|apartment|\bapt\b|\bflat\b|\broom\b|\bdoor\b|dwelling|unit ?(?:no|number)|home"
    r"|wohnung|\bwhg\b|^einheit$|lokal|mieszkan",
    re.IGNORECASE,
)


def like_account(header: Header, building: int | None) -> str:
    """Return the header of the column that most likely names homes, where none was read as that of accounts.

    `building` is the place of the column of buildings, which names none of them.
    """
    words = [one_line(word) for at, word in enumerate(header.words) if at != building and bare(word)]
    return next((word for word in words if _NAMES_HOMES.search(word.replace("_", " "))), "")


def unmasked_texts(header: Header, records: Sequence[Record], building: int | None) -> list[str]:
    """Return the headers of columns that a mask leaves as they are, and that have more than figures in some record.

    Columns that are read but for addresses are not among them, nor is that of the buildings, at its place.
    """
    masked = masked_columns(header)
    return [
        one_line(word)
        for at, (word, meaning) in enumerate(zip(header.words, header.meanings, strict=True))
        if meaning in ("", "address") and at not in masked and at != building
        if any(field.strip() and parse_number(field) is None for field in (each.fields[at] for each in records))
    ]


def refuse_comma(ledger: Ledger, column: str, text: str) -> None:
    """Check that a figure with one comma is no decimal one: `1,854` where commas do not separate columns.

    Whoever separates columns by semicolons or tabs mostly does so because decimals have commas; others group
    thousands by them. `1,854.00` and `12,345,678` are clear, and cells of workbooks and of Parquet have numbers.

    Raises:
        FieldError: it may be 1.854 or 1854.
    """
    is_text = ledger.sheets is None and ledger.encoding() != "parquet"
    if is_text and ledger.delimiter != "," and _ONE_COMMA.match(half_width(text)):
        comma = half_width(text)
        raise FieldError(
            "R06", column, text, "R06_comma", whole=comma.replace(",", ""), decimal=comma.replace(",", ".")
        )


class DottedThousands:
    """Watches the figures of a column for points that may group thousands: `1.854` and `2.100` beside `854`."""

    def __init__(self) -> None:
        self._grouped = self._whole = 0
        self._decimal = False

    def see(self, text: str) -> None:
        """Take note of a figure, as it is written."""
        written = half_width(text)
        if "." not in written:
            self._whole += bool(written)
        elif _DOTTED.match(written):
            self._grouped += 1
        else:
            self._decimal = True

    @property
    def count(self) -> int:
        """How many figures may be thousands; 0 where one of the column has other decimals, or none has none."""
        return self._grouped if self._whole and not self._decimal else 0
