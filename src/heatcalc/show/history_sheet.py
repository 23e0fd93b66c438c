"""The sheet of a city's prices over time."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from heatcalc.messages import LANGS, Lang, say
from heatcalc.money import CNY, plain
from heatcalc.show.bill_sheet import source_text
from heatcalc.show.sheet import Column, Sheet
from heatcalc.show.tariff_sheets import price_text
from heatcalc.tariffs.model import City, Table
from heatcalc.tariffs.price_history import PriceChange

_NONE = "–"


def history_sheet(table: Table, city: City, history: Sequence[PriceChange], lang: Lang) -> Sheet:
    """Return one row a price, with its dates, its source and its change to the one before."""
    at = LANGS.index(lang)
    keys = ("class", "plan", "since", "until", "seen", "change", "percent", "tariff", "source")
    columns = [Column(key, say(f"show.{key}", lang), key in ("change", "percent")) for key in keys]
    sheet = Sheet(say("show.history", lang, city=city.both), columns)
    currency = table.currency_of(city)
    for each in history:
        tariff = each.tariff
        compared = each.changes or each.first
        sheet.rows.append(
            [
                table.class_name(tariff.class_)[at],
                table.plan_called(tariff, {})[at],
                tariff.from_text,
                "" if each.until is None else each.until.isoformat(),
                each.seen,
                _joined(map(signed, each.changes)) if compared else say("show.other_basis", lang),
                _joined(percent_text(share) or _NONE for share in each.shares),
                price_text(each.charge._replace(prices=(each.price,)), table, lang, currency),
                tariff.source,
            ]
        )
    sources = dict.fromkeys(each.tariff.source for each in history)
    sheet.section(say("show.sources", lang), [f"{id_}: {source_text(table.sources[id_], lang)}" for id_ in sources])
    notes = [say("show.history_note", lang, currency=currency.word(lang))]
    if any(not each.first and not each.changes for each in history):
        notes.append(say("show.other_basis_note", lang))
    sheet.section(say("show.notes", lang), notes)
    return sheet


def history_value(table: Table, city: City, history: Sequence[PriceChange]) -> dict[str, Any]:
    """Return the same for programs: figures as texts, and null where there is no comparison."""
    prices = [
        {
            "tariff": city.tariff_id(each.tariff),
            "class": each.tariff.class_,
            "plan": each.tariff.plan,
            "charge": each.charge.name,
            "when": dict(each.charge.when),
            "unless": dict(each.charge.unless),
            "measures": list(each.price.per),
            "rates": [plain(rate) for rate in each.rates],
            "from": each.tariff.from_.isoformat(),
            "until": None if each.until is None else each.until.isoformat(),
            "seen": each.seen,
            "source": each.tariff.source,
            "changes": [signed(change) for change in each.changes] or None,
            "percent": [percent_text(share) or None for share in each.shares] or None,
        }
        for each in history
    ]
    head = {"schema": "heatcalc.history/1", "city": city.id, "name": city.name}
    return {**head, "currency": table.currency_of(city).code, "prices": prices}


def signed(change: Fraction) -> str:
    """Return a change with its sign: `+0.5`, `-1`, `0`."""
    return f"+{plain(change)}" if change > 0 else plain(change)


def percent_text(share: Fraction | None) -> str:
    """Return a share in per cent with its sign, to two places: `+12.50`."""
    if share is None:
        return ""
    return f"{'+' if share > 0 else ''}{CNY.rounded(share * 100)}"


def _joined(texts: Iterable[str]) -> str:
    return " / ".join(texts)
