"""The column of a ledger that says what was paid, or billed before: which it is, and what its fields say."""

import re
from itertools import islice
from pathlib import Path
from typing import Literal

from heatcalc.batches.allocation_costs import currency_in, unit_in_title
from heatcalc.batches.bill_rows import rows_of
from heatcalc.batches.sums_by import places_of, refuse_twins
from heatcalc.errors import UsageError
from heatcalc.files.spreadsheet_text import unescaped
from heatcalc.ledger.columns import one_line, says_paid
from heatcalc.ledger.header import Header
from heatcalc.ledger.money_headers import is_of_other_years
from heatcalc.messages import Lang
from heatcalc.money import Currency, parse_money

_PLAIN = re.compile(r"(?:0|[1-9][0-9]{0,11})\.[0-9]{2}", re.ASCII)
_OTHER_UNIT = re.compile(
    r"[万千百十亿仟佰]+ *(?:元|块|(?=[)）\]]|$))|(?<=[(（\[/]) *(?:分|角|毛)(?= *(?:[)）\]]|$))"
    r"|\b(?:fen|jiao|cents?|pence|thousands?|millions?|k|mio|tsd)\b|(?<=[(（\[/])k[A-Za-z]{3}\b",
    re.IGNORECASE,
)
_SMALL_UNIT = re.compile(
    r"(?:单位|\bunits?\b)[:：为是 ]*(?:人民币)?(分|角|毛|fen|jiao|cents?)(?![一-龥A-Za-z])"
    r"|以(分|角)为单位|人民币(分|角)(?![一-龥])",
    re.IGNORECASE,
)
"""What a title says of amounts in parts of the currency's unit."""
_DUE = re.compile(
    r"应[收缴交付](?![日时人户年月])|(?:[采供取]暖|供热|热)费(?:金额|合计|总额)?(?:[(（元].*)?$"
    r"|\bdue$|\bpayable\b",
    re.IGNORECASE,
)
_UNIT_PRICE = re.compile("单价|热价|价格|unit price|price per", re.IGNORECASE)
_BLANK = ("", "/", "-", "--", "\u2014", "\u2014\u2014", "未缴", "未交", "未缴费", "未交费", "未收")
"""What says that nothing was paid yet, as an empty cell does."""


def paid_place(header: Header, asked: str | None) -> int:
    """Return the place of the column that was `asked` for, or of the one that is called so.

    Raises:
        InputFileError: several have the same header, so that their user cannot name one.
        UsageError: there is none, or several, or the one that was asked for is read as something else.
    """
    shown = list(map(one_line, header.words))
    carried = [at for at, meaning in enumerate(header.meanings) if not meaning]
    if asked is not None:
        (place,) = places_of(header, [asked])
        if place not in carried:
            raise UsageError("usage.paid_read", column=asked, meaning=header.meanings[place])
        return place
    places = [at for at in carried if says_paid(header.words[at], plainly=True)]
    places = places or [at for at in carried if says_paid(header.words[at])]
    if len(places) != 1:
        for at in places:
            refuse_twins(header, header.words[at])
        names = [shown[at] for at in places or carried]
        if not names:
            raise UsageError("usage.paid_no_column")
        raise UsageError("usage.paid_many" if places else "usage.paid_none", columns=names)
    return places[0]


def states_amounts(header: str) -> bool:
    """Return whether a header speaks of what a home owes for the winter that is billed, or has paid or been billed."""
    return says_paid(header) or _says(_DUE, header)


def states_prices(header: str) -> bool:
    """Return whether a header speaks of the price of a unit in the winter that is billed: 单价, 热价."""
    return _says(_UNIT_PRICE, header)


def _says(what: re.Pattern[str], header: str) -> bool:
    return what.search(header.replace("_", " ")) is not None and not is_of_other_years(header)


def other_unit(header: Header, place: int, currency: Currency) -> str:
    """Return what a column of amounts, or a title above it, says that is not the currency's unit: 万元, 分, USD."""
    for said in (header.words[place], *filter(None, map(unit_in_title, header.titles))):
        sign, codes = currency_in(said)
        found = _OTHER_UNIT.search(one_line(said).replace("_", " "))
        if found is not None or (codes and currency.code not in codes):
            return sign if found is None else found[0].strip()
    small = next(filter(None, map(_SMALL_UNIT.search, header.titles)), None)
    return next(filter(None, small.groups())) if small else ""


def nameless_beside(header: Header, place: int) -> list[int]:
    """Return the places of the columns without a header right of one; a merged header may stand for all of them."""
    named = (at for at in range(place + 1, len(header.words)) if header.words[at].strip())
    return list(range(place + 1, next(named, len(header.words))))


def refuse_amounts(header: Header, place: int, bills: Path, currency: Currency, lang: Lang) -> None:
    """Check that amounts are in the currency's unit, and that none are in a column without a header right of them.

    Raises:
        UsageError: they are not, or some of the homes in `bills` are there.
    """
    unit = other_unit(header, place, currency)
    if unit:
        raise UsageError("usage.paid_unit", column=one_line(header.words[place]), unit=unit, own=currency.word(lang))
    beside = nameless_beside(header, place)
    for fields, _ in islice(rows_of(bills), 1, None) if beside else ():
        for at in beside:
            if isinstance(amount_said(fields[at], currency), int):
                shown, found = one_line(header.words[place]), unescaped(fields[at]).strip()
                raise UsageError("usage.paid_beside", column=shown, place=at + 1, found=found)


def amount_said(field: str, currency: Currency) -> int | Literal["blank", "unread"]:
    """Return the amount that a field says [minor units]; or that it is blank, or says none, or a part of a unit."""
    if currency.places == 2 and _PLAIN.fullmatch(field):
        return int(field.replace(".", ""))
    text = unescaped(field).strip()
    if text in _BLANK:
        return "blank"
    read = parse_money(text, currency)
    units = None if read is None else read / currency.minor
    return "unread" if units is None or units.denominator != 1 else int(units)
