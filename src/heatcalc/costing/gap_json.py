"""Gaps and sweeps as JSON objects, with the figures and prices that they rest on, each with its source."""

from collections.abc import Container, Mapping
from fractions import Fraction
from typing import Any

from heatcalc.billing.bill import source_dict
from heatcalc.costing.answer import Gaps
from heatcalc.costing.gap import Gap
from heatcalc.costing.heat_cost import COST_INPUTS
from heatcalc.costing.named_figures import Sharing, known_dict
from heatcalc.costing.price_cap import cap_of
from heatcalc.messages import LANGS, Lang
from heatcalc.money import plain, round_to, to_fen
from heatcalc.schema.winters import winter_text
from heatcalc.tariffs.model import Table
from heatcalc.tariffs.model_costs import RuralSubsidy
from heatcalc.tariffs.model_supply import HeatPrice


def gap_dict(gap: Gap, table: Table, lang: Lang) -> dict[str, Any]:
    """Return a gap as the JSON object `heatcalc.subsidy/1`."""
    return {
        "schema": "heatcalc.subsidy/1",
        "city": gap.found.city.id,
        "class": gap.class_,
        "winter": _winter(gap),
        "tariff": gap.found.city.tariff_id(gap.found.tariff),
        "seen": table.last_seen(gap.found.tariff)[0],
        "households": gap.households,
        "area": plain(gap.area),
        "rural": gap.inputs.rural_multiple is not None,
        "currency": "CNY",
        "inputs": inputs_dict(gap),
        "prices": _prices_dict(gap),
        "lines": [line.to_dict() for line in gap.lines],
        "cost": str(gap.cost),
        "household": str(gap.paid),
        "others": str(gap.others),
        "gap": str(gap.gap),
        "covered": None if gap.covered is None else plain(round_to(gap.covered, Fraction(1, 10_000), "half_up")),
        "per_m2": {name: str(to_fen(gap.per_m2(getattr(gap, name)))) for name in ("cost", "paid", "gap")},
        "shares": shares_dict(gap.shares),
        "split": {part.payer: str(part.amount) for part in gap.parts},
        "split_of": None if gap.sharing is None else _sharing_dict(gap.sharing, lang),
        "rural_subsidy": [_rural_dict(each, lang) for each in gap.rural_help],
        "known": [known_dict(each, lang) for each in gap.known],
        "sources": {id_: source_dict(table.sources[id_]) for id_ in gap.sources},
    }


def inputs_dict(gap: Gap, without: Container[str] = ()) -> dict[str, Any]:
    """Return the figures that a gap rests on as JSON, each with its source and whose it is."""
    return {
        name: {
            "value": plain(each.value),
            "source": each.source,
            "city": each.city or (gap.found.city.id if each.source else None),
            **({"how": each.how} if each.how else {}),
        }
        for name in COST_INPUTS
        if name not in without and (each := getattr(gap.inputs, name)) is not None
    }


def _prices_dict(gap: Gap) -> dict[str, Any] | None:
    """Return the agreed price and its cap, and whether the source price is above it; None where none is used."""
    cap = cap_of(gap)
    if cap is None:
        return None
    known = gap.prices
    return {
        "winter": known.winter,
        "agreed": None
        if cap.agreed is None
        else {**_price_dict(cap.agreed), "seen": known.seen, "carried": known.carried},
        "guide": None if cap.guide is None else _price_dict(cap.guide),
        "above_cap": cap.broken,
    }


def _price_dict(price: HeatPrice) -> dict[str, Any]:
    return {
        "price": plain(price.rate),
        "from": price.from_text,
        "until": None if price.until is None else price.until.isoformat(),
        "source": price.source,
    }


def _winter(gap: Gap) -> str | None:
    return None if gap.found.winter is None else winter_text(gap.found.winter)


def _sharing_dict(sharing: Sharing, lang: Lang) -> dict[str, str]:
    name = sharing.split.both[LANGS.index(lang)]
    city = sharing.city.both[LANGS.index(lang)]
    return {
        "city": sharing.city.id,
        "city_name": city,
        "where": sharing.where,
        "name": name,
        "source": sharing.split.source,
    }


def _rural_dict(help_: RuralSubsidy, lang: Lang) -> dict[str, Any]:
    figures = {name: getattr(help_, name) for name in ("rate", "most", "cap")}
    return {
        "name": help_.both[LANGS.index(lang)],
        "per": help_.per,
        **{name: None if value is None else plain(value) for name, value in figures.items()},
        "bands": [{"up_to": plain(band.up_to), "rate": plain(band.rate)} for band in help_.bands],
        "from": help_.from_text or None,
        "source": help_.source,
    }


def shares_dict(shares: Mapping[str, Fraction]) -> dict[str, str]:
    """Return who was asked to fill a gap as JSON, each payer with its share."""
    return {payer: plain(share) for payer, share in shares.items()}


def sweep_dict(gaps: Gaps, lang: Lang) -> dict[str, Any]:
    """Return the combinations of the inputs that were tried as the JSON object `heatcalc.sweep/1`.

    Its other inputs are those of all combinations; what it has of a ledger `by` a column is of one of them.
    """
    gap, names = gaps.dearest, tuple(gaps.asked.tried)
    guide = gap.prices.guide
    rows = []
    for each in gaps.tried:
        values = dict(zip(names, each.values, strict=True))
        row: dict[str, Any] = {name: plain(value) for name, value in values.items()}
        row |= {"cost": str(each.cost), "household": str(each.paid), "gap": str(each.gap)}
        row["split"] = {part.payer: str(part.amount) for part in each.parts}
        if "source_price" in values:
            row["above_cap"] = None if guide is None else values["source_price"] > guide.rate
        rows.append(row)
    return {
        "schema": "heatcalc.sweep/1",
        "city": gap.found.city.id,
        "class": gap.class_,
        "winter": _winter(gap),
        "households": gaps.households,
        "area": plain(gaps.area),
        "rural": gap.inputs.rural_multiple is not None,
        "inputs": inputs_dict(gap, names),
        "shares": shares_dict(gap.shares),
        "split_of": None if gap.sharing is None else _sharing_dict(gap.sharing, lang),
        "prices": _prices_dict(gap),
        "rows": rows,
        **ledger_dict(gaps),
        "sources": {id_: source_dict(gaps.table.sources[id_]) for id_ in gap.sources},
    }


def ledger_dict(gaps: Gaps) -> dict[str, Any]:
    """Return what was read of a ledger, and its gaps by a column at `inputs`, as JSON; nothing of a home."""
    read = {"ledger": dict(gaps.ledger.read)} if gaps.ledger.read else {}
    if not gaps.ledger.column:
        return read
    rows = [
        {
            "value": each.value,
            "households": each.households,
            "area": plain(each.area),
            "cost": str(each.cost),
            "household": str(each.paid),
            "others": str(each.others),
            "gap": str(each.gap),
            "split": {part.payer: str(part.amount) for part in each.parts},
        }
        for each in gaps.values
    ]
    return {**read, "by": {"column": gaps.ledger.column, "inputs": inputs_dict(gaps.each[0]), "rows": rows}}
