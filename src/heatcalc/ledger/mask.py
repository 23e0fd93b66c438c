"""Masked names, telephone and identity numbers, for lists that others see: 张*, 138****5678, 110101********1234."""

import re
from typing import NamedTuple

from heatcalc.ledger.header import Header


class Mask(NamedTuple):
    """How many characters stay at the start and at the end; of a text that is no longer than those, the first one."""

    first: int
    last: int

    def text(self, value: str) -> str:
        """Return a value with the rest of its characters as stars."""
        first, last = (self.first, self.last) if len(value) > self.first + self.last else (1, 0)
        return value[:first] + "*" * (len(value) - first - last) + (value[-last:] if last else "")

    def sql(self, field: str) -> str:
        """Return the same as an SQL expression on `field`."""
        short = f"substr({field}, 1, 1) || repeat('*', length({field}) - 1)"
        stars = f"repeat('*', length({field}) - {self.first + self.last})"
        long = f"substr({field}, 1, {self.first}) || {stars} || right({field}, {self.last})"
        whole = f"CASE WHEN length({field}) > {self.first + self.last} THEN {long} ELSE {short} END"
        return f"(CASE WHEN {field} = '' THEN '' ELSE {whole} END)"


NAME = Mask(1, 0)
_BY_HEADER = (
    (re.compile(r"电话|手机|phone|mobile|\btel\b", re.IGNORECASE), Mask(3, 4)),
    (re.compile(r"身份证|证件号|id.?card|id.?number", re.IGNORECASE), Mask(6, 4)),
    (re.compile(r"户主|联系人|承租人|产权人", re.IGNORECASE), NAME),
    (re.compile(r"^(?:住户|租户|租客|房客|承租户|使用人|居住人|入住人|住户代表)(?:的?(?:姓名|名称|名字|名))?$"), NAME),
    (
        re.compile(
            r"^(?:(?:haupt)?mieter(?:in)?|bewohner(?:in)?|nutzer(?:in)?|eigent.{1,2}mer(?:in)?|najemca|lokator"
            r"|tenants?|occup(?:ant|ier)s?|residents?|landlord|lessee|owners?)(?:['’]?s?[ _-]?names?)?$"
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


def carried_columns(header: Header, *, mask: bool = False) -> dict[int, str]:
    """Return the headers, by place, of the columns that are carried along as they are: those to `mask` are not."""
    masked = masked_columns(header) if mask else {}
    every = enumerate(zip(header.words, header.meanings, strict=True))
    return {at: word for at, (word, meaning) in every if not meaning and at not in masked}
