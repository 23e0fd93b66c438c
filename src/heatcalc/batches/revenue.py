"""What the homes of a ledger pay, by city and class: what the cost of their heat is held against."""

from fractions import Fraction
from pathlib import Path
from typing import IO, NamedTuple

from heatcalc.batches.batch_options import BatchOptions
from heatcalc.batches.run import run
from heatcalc.costing.answer import LedgerSums
from heatcalc.costing.gap import Revenue
from heatcalc.costing.named_figures import known_figures
from heatcalc.costing.source_prices import source_prices
from heatcalc.errors import InputFileError
from heatcalc.ledger.dataset import opened
from heatcalc.money import CNY
from heatcalc.tariffs.lookup import find_city, find_tariff, refuse_other_currency
from heatcalc.tariffs.model import Table

_READ = ("lines", "billed", "skipped", "households", "area", "input")
"""What is said of the ledger: these entries of a manifest."""


class LedgerRevenue(NamedTuple):
    """What the homes of a ledger pay, by city and class, and what was read of it."""

    revenues: list[Revenue]
    sums: LedgerSums


def ledger_revenue(table: Table, ledger: IO[bytes], options: BatchOptions) -> LedgerRevenue:
    """Return what the homes of a ledger pay, by city and class, with the sums by the first column of `options.by`.

    The ledger is read once, whatever is asked of it.

    Raises:
        InputFileError: it is no ledger, some of its rows cannot be billed, or some state no building area.
    """
    done = run(ledger, None, table, "", options._replace(max_rejects=0))
    revenues = []
    for group in done.groups:
        if set(group.bases) != {"building_m2"}:
            raise InputFileError("ledger.no_building_area")
        city = find_city(table, group.city)
        refuse_other_currency(table, city, CNY)
        found = find_tariff(table, city, group.class_, options.defaults.plan, options.defaults.winter)
        months = found.season.months if found.season else None
        total = Fraction(group.total, 100)
        paid = group.total - group.others
        sources, known = (found.tariff.source,), known_figures(table, found, {})
        prices = source_prices(table, found, {})
        revenue = Revenue(found, group.households, group.area, paid, total, months, sources, known, prices)
        revenues.append(revenue._replace(others=group.others))
    read = {name: done.manifest[name] for name in _READ}
    column, sums = next(iter(done.manifest.get("by", {}).items()), ("", ()))
    return LedgerRevenue(revenues, LedgerSums(read, column, sums))


def file_revenue(table: Table, ledger: Path, options: BatchOptions) -> LedgerRevenue:
    """Return what the homes of a file pay, as `ledger_revenue` does.

    Raises:
        InputFileError: it cannot be read, or as above.
    """
    with opened(ledger) as file:
        return ledger_revenue(table, file, options)
