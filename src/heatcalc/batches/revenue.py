"""What the homes of a ledger pay, by city and class: what the cost of their heat is held against."""

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from heatcalc.batches.batch_options import BatchOptions, defaults_of
from heatcalc.batches.bill_rows import rows_of
from heatcalc.batches.bills_again import BillsAgain
from heatcalc.batches.ledger_lines import lines_of, opened_again
from heatcalc.batches.local import LocalBatch
from heatcalc.batches.plans import deciding_columns
from heatcalc.batches.run import run
from heatcalc.costing.answer import LedgerSums
from heatcalc.costing.by_value import ClassSum
from heatcalc.costing.gap import Revenue
from heatcalc.costing.named_figures import known_figures
from heatcalc.costing.source_prices import source_prices
from heatcalc.errors import InputFileError
from heatcalc.files.spreadsheet_text import unescaped
from heatcalc.inputs import INPUTS
from heatcalc.ledger.dataset import opened
from heatcalc.ledger.reader import Ledger
from heatcalc.ledger.row_parser import figure_of
from heatcalc.measures import MEASURES, Both
from heatcalc.messages import LANGS, say
from heatcalc.money import CNY, plain
from heatcalc.tariffs.lookup import find_city, find_tariff, refuse_other_currency
from heatcalc.tariffs.model import Table

_READ = ("lines", "billed", "skipped", "households", "area", "input")
"""What is said of the ledger: these entries of a manifest."""


class LedgerRevenue(NamedTuple):
    """What the homes of a ledger pay, by city and class, and what was read of it."""

    revenues: list[Revenue]
    sums: LedgerSums


def ledger_revenue(
    table: Table, ledger: IO[bytes], options: BatchOptions, bills: BillsAgain | None = None
) -> LedgerRevenue:
    """Return what the homes of a ledger pay, by city and class, with the sums by the first column of `options.by`.

    The ledger is read once, whatever is asked of it; `bills` is set where it is a file of bills written before.

    Raises:
        InputFileError: it is no ledger, some of its rows cannot be billed, or some state no building area; it is bills
            of which nothing says by which rules, or by other rules.
    """
    options = bills.options(options) if bills else options
    of_classes: dict[tuple[str, str, str], ClassSum] = {}

    def then(way: LocalBatch) -> dict[str, Any]:
        if bills:
            bills.refuse_results(way.header.words)
        metered = any(name in MEASURES and MEASURES[name].kind != "area" for name in way.header.meanings)
        if metered or any(group.bases != ("building_m2",) for group in way.totals.groups(table)):
            _refuse_without_area(way, table, partial(opened_again, ledger, options, table))
        if options.by and "building_m2" in way.header.meanings:
            of_classes.update(_class_sums(way))
        return {}

    done = run(ledger, None, table, "", options._replace(max_rejects=None), then=then)
    if done.reasons:
        rejects = sum(reason.rows for reason in done.reasons)
        first = min((each for reason in done.reasons for each in reason.first), key=lambda each: each.line)
        where = {"line": first.line, "code": first.code, "column": first.column}
        key = "ledger.bills_rejects" if bills and bills.known else "ledger.gap_rejects"
        raise InputFileError(key, rows=rejects + done.manifest["households"], rejects=rejects, **where)
    left_out = bills.hold(done.manifest) if bills else None
    winter = defaults_of(done.manifest).winter
    revenues = []
    for group in done.groups:
        city = find_city(table, group.city)
        refuse_other_currency(table, city, CNY)
        found = find_tariff(table, city, group.class_, options.defaults.plan, winter)
        months = found.season.months if found.season else None
        total = Fraction(group.total, 100)
        paid = group.total - group.others
        sources, known = (found.tariff.source,), known_figures(table, found, {})
        prices = source_prices(table, found, {})
        revenue = Revenue(found, group.households, group.area, paid, total, months, sources, known, prices)
        revenues.append(revenue._replace(others=group.others))
    read = {name: done.manifest[name] for name in _READ} | ({} if left_out is None else {"left_out": left_out})
    column, sums = next(iter(done.manifest.get("by", {}).items()), ("", ()))
    return LedgerRevenue(revenues, LedgerSums(read, column, sums, of_classes))


def _refuse_without_area(way: LocalBatch, table: Table, again: Callable[[], Ledger]) -> None:
    """Refuse a ledger of which some homes state no building area, by which cost is; with what the table knows of it.

    Raises:
        InputFileError: some do not.
    """
    at = way.header.place("building_m2")
    bills = islice(rows_of(way.bills), 1, None)
    blank = [n for n, (row, _) in enumerate(bills, 1) if at is None or not unescaped(row[at]).strip()]
    if not blank:
        return
    sheet, line = lines_of(again(), way.rejects, way.biller.skips, blank[:1])[blank[0]]
    ways = []
    for city in dict.fromkeys(group.city for group in way.totals.groups(table)):
        for each in find_city(table, city).area:
            names = {"gives": MEASURES[each.gives].name, "start": MEASURES[each.from_].name}
            names |= {"city": find_city(table, city).both}
            ways.append(Both(*(say("ledger.area_way", lang, ratio=plain(each.ratio), **names) for lang in LANGS)))
    key = "no_building_area" if ways else "no_building_area_known"
    raise InputFileError(f"ledger.{key}", homes=len(blank), sheet=sheet and f"{sheet} ", line=line, ways=ways)


def _class_sums(way: LocalBatch) -> dict[tuple[str, str, str], ClassSum]:
    """Return what the bills of a ledger come to by the values of its first column, cities and classes."""
    words, meanings = deciding_columns(way.header).words, way.header.meanings
    at, area_at, width = way.sums_by.places[0], meanings.index("building_m2"), way.width
    groups: dict[tuple[str, ...], tuple[str, str]] = {}
    sums: dict[tuple[str, str, str], ClassSum] = {}
    for fields, _ in islice(rows_of(way.bills), 1, None):
        said = tuple(unescaped(fields[each]) for each in words)
        if said not in groups:
            found = way.biller.found({meanings[each]: word for each, word in zip(words, said, strict=True)})
            groups[said] = found.city.id, found.class_
        stated = unescaped(fields[area_at]).strip()
        area = figure_of(INPUTS["building_m2"], stated) if stated else Fraction(0)
        total, paid = (int(text.replace(".", "")) for text in fields[width : width + 2])
        key = (unescaped(fields[at]).strip(), *groups[said])
        so_far = sums.get(key, ClassSum(Fraction(0), 0, 0))
        sums[key] = ClassSum(so_far.area + area, so_far.total + total, so_far.paid + paid)
    return sums


def file_revenue(table: Table, table_hash: str, ledger: Path, options: BatchOptions) -> LedgerRevenue:
    """Return what the homes of a file pay, as `ledger_revenue` does; `table_hash` is blank where it is not known.

    Raises:
        InputFileError: it cannot be read, is bills of another table or edited ones, or as above.
    """
    with opened(ledger) as file:
        return ledger_revenue(table, file, options, BillsAgain(ledger, table, table_hash))
