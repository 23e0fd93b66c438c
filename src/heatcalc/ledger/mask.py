"""Masked names, telephone and identity numbers, for lists that others see: 张*, 138****5678, 110101********1234."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from heatcalc.ledger.header import Header

_HIDDEN = 4
"""The fewest characters of a number that are hidden: fewer would be found by trying."""


class Mask(NamedTuple):
    """How many characters stay at the start and at the end; where so few would be hidden, only the first one stays."""

    first: int
    last: int

    @property
    def _shown(self) -> int:
        """The most characters of a text of which only the first stays."""
        return self.first + self.last + (_HIDDEN - 1 if self.last else 0)

    def text(self, value: str) -> str:
        """Return a value with the rest of its characters as stars."""
        first, last = (self.first, self.last) if len(value) > self._shown else (1, 0)
        return value[:first] + "*" * (len(value) - first - last) + (value[-last:] if last else "")

    def sql(self, field: str) -> str:
        """Return the same as an SQL expression on `field`."""
        short = f"substr({field}, 1, 1) || repeat('*', length({field}) - 1)"
        stars = f"repeat('*', length({field}) - {self.first + self.last})"
        long = f"substr({field}, 1, {self.first}) || {stars} || right({field}, {self.last})"
        whole = f"CASE WHEN length({field}) > {self._shown} THEN {long} ELSE {short} END"
        return f"(CASE WHEN {field} = '' THEN '' ELSE {whole} END)"


NAME = Mask(1, 0)
_BY_HEADER = (
    (
        re.compile(
            r"电话|手机|座机|固话|传真|联系(?:方式|号码)|phone|mobile|(?<![a-z])(?:tel|telefon|handy|fax)(?![a-z])",
            re.IGNORECASE,
        ),
        Mask(3, 4),
    ),
    (re.compile(r"银行.?[卡账帐]|\biban\b|bank.?account", re.IGNORECASE), Mask(0, 4)),
    (re.compile(r"微信|邮箱|电子邮件|\bqq|e-?mail|wechat", re.IGNORECASE), NAME),
    (re.compile(r"身份证|证件号|id.?card|id.?number", re.IGNORECASE), Mask(6, 4)),
    (
        re.compile(r"户主|联系人|承租人|产权人|所有权人|共有人|[缴交付]费人|代[缴交]人|付款人|用热人|开户[人名]|姓名"),
        NAME,
    ),
    (re.compile(r"^(?:业主|房主|客户|用户|法人)(?:姓名|名称|名字|名)?(?:[(（]姓名[)）])?[0-9一二三]?$|^名字$"), NAME),
    (re.compile(r"^(?:住户|租户|租客|房客|承租户|使用人|居住人|入住人|住户代表)(?:的?(?:姓名|名称|名字|名))?$"), NAME),
    (
        re.compile(
            r"^(?:(?:haupt)?mieter(?:in)?|bewohner(?:in)?|nutzer(?:in)?|eigent.{1,2}mer(?:in)?|najemca|lokator"
            r"|tenants?|occup(?:ant|ier)s?|residents?|landlord|lessee|owners?|payers?|contacts?(?:[ _-]?persons?)?)"
            r"(?:['’]?s?[ _-]?names?)?$"
            r"|^(?:(?:first|last|family|full|nach|vor)[ _-]?)?names?$",
            re.IGNORECASE,
        ),
        NAME,
    ),
)


def masked_columns(header: Header) -> dict[int, Mask]:
    """Return the masks of the columns that tell who a household is, by their place."""
    found = {}
    for at, (word, meaning) in enumerate(zip(header.words, header.meanings, strict=True)):
        mask = next((mask for pattern, mask in _BY_HEADER if pattern.search(word.strip())), None)
        if mask is None and meaning == "name":
            mask = NAME
        if mask is not None and meaning in ("", "name"):
            found[at] = mask
    return found


def masked(fields: Sequence[str], masks: Mapping[int, Mask]) -> list[str]:
    """Return the fields of a row, those of `masks` masked."""
    return [masks[at].text(field) if at in masks else field for at, field in enumerate(fields)]


def carried_columns(header: Header, *, mask: bool = False) -> dict[int, str]:
    """Return the headers, by place, of the columns that are carried along as they are: those to `mask` are not."""
    masks = masked_columns(header) if mask else {}
    every = enumerate(zip(header.words, header.meanings, strict=True))
    return {at: word for at, (word, meaning) in every if not meaning and at not in masks}
