"""Columns that are only carried along are looked through: their words may say what their headers do not."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from heatcalc.errors import InputFileError
from heatcalc.ledger.blocks import Block
from heatcalc.ledger.columns import bare, one_line
from heatcalc.ledger.header import Header
from heatcalc.ledger.words import is_of_other_years

WORDS = (
    *("停用", "已停", "停止供", "暂停", "关阀", "未供", "未用热", "未开通", "不供", "不用热", "不采暖", "断供", "断热"),
    *("免费", "全免", "困难户", "基础费", "非居民", "商铺", "住改商", "改商"),
    *("报停", "停供", "停热", "停暖", "空置", "低保", "特困", "五保", "优惠", "减免", "减半", "免收", "免交", "退费"),
)
"""Words of a stop, a relief or a refund."""
_MARKS = tuple(word.encode() for word in WORDS)


class Watch(NamedTuple):
    """The carried columns of a ledger that nobody has said of that they do not matter: header by place."""

    columns: Mapping[int, str]

    def look(self, block: Block) -> None:
        """Look through the carried columns of a block.

        Raises:
            InputFileError: a word in one speaks of what may change a bill.
        """
        if not self.columns:
            return
        for line, begin, fields in _suspects(block):
            for at, header in self.columns.items():
                word = next((word for word in WORDS if at < len(fields) and word in fields[at]), "")
                if word:
                    number = line or block.line + block.text.count(b"\n", 0, begin)
                    found = fields[at].strip()[:40]
                    raise InputFileError("ledger.said", columns=[header], header=header, line=number, found=found)


def watch_of(header: Header, renamed: Mapping[str, str]) -> Watch:
    """Return what to look through; `renamed` has the columns of which an option says what they are."""
    said = {bare(word) for word in renamed}
    columns = {
        at: one_line(word) or f"#{at + 1}"
        for at, (word, meaning) in enumerate(zip(header.words, header.meanings, strict=True))
        if not meaning and bare(word) not in said and not is_of_other_years(word)
    }
    return Watch(columns)


def _suspects(block: Block) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield the lines of a block that have such a word in any column: number, or 0 and where it begins; and fields."""
    for record in block.odd.values():
        if record is not None and any(word in field for field in record.fields for word in WORDS):
            yield record.line, 0, record.fields
    text = block.text
    for mark in _MARKS:
        found = text.find(mark)
        while found >= 0:
            begin, end = text.rfind(b"\n", 0, found) + 1, text.find(b"\n", found)
            line = text[begin:end].decode("utf-8", "replace")
            yield 0, begin, tuple(line.split(block.separator))
            found = text.find(mark, end)
