"""`heatcalc subsidy`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from heatcalc.batches.revenue import file_revenue
from heatcalc.billing.bill import refusal
from heatcalc.billing.request import BillRequest
from heatcalc.billing.stated import HomeOptions
from heatcalc.cli import options
from heatcalc.cli.cost_options import CostOptions
from heatcalc.cli.help_page import PagedCommand
from heatcalc.cli.home_options import home_options
from heatcalc.cli.language import LANG
from heatcalc.cli.option_groups import Files, Reading, grouped
from heatcalc.cli.options import text
from heatcalc.cli.output import write
from heatcalc.cli.refusals import refuse
from heatcalc.cli.subsidy_options import OfLedger, ledger_options, refuse_beside, refuse_beside_scenarios
from heatcalc.costing.answer import CostQuestion, Gaps, gaps_of
from heatcalc.costing.gap import Gap, Revenue, home_revenue
from heatcalc.costing.gap_json import gap_dict, ledger_dict, sweep_dict
from heatcalc.costing.price_cap import cap_of, prices_around
from heatcalc.costing.scenarios import Scenario, load_scenarios, scenario_toml
from heatcalc.costing.sweep import break_even, sweep
from heatcalc.errors import Refused, UsageError
from heatcalc.files.atomic import write_whole
from heatcalc.ledger.remote import at_hand
from heatcalc.messages import say
from heatcalc.show.ledger_gap_sheets import in_groups, ledger_sheet, sweep_sheet
from heatcalc.show.memo import memo_charts, memo_page
from heatcalc.show.subsidy_charts import gap_charts, gaps_chart, price_chart
from heatcalc.show.subsidy_sheets import gap_notes, gap_sheet, gaps_sheet
from heatcalc.tariffs.model import Table

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)


_SCENARIOS = Annotated[Path | None, typer.Option("--scenarios", help=text("scenarios"), metavar="FILE")]
_SAVE = Annotated[Path | None, typer.Option("--save", help=text("save"), metavar="FILE")]


@app.command(cls=PagedCommand, help=text("subsidy"), epilog=text("subsidy_example"))
@grouped
@home_options(only=("area", "usable", "city", "class_", "winter", "months", "relief", "with_"))
def subsidy(
    *,
    home: HomeOptions,
    of_ledger: OfLedger,
    cost: CostOptions,
    scenarios: _SCENARIOS = None,
    save: _SAVE = None,
    files: Files,
    reading: Reading,
    tariffs: options.Tariffs = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Print the gap. Exit code 1: the source price is above its cap."""
    table = options.table(tariffs)
    if scenarios is not None:
        refuse_beside_scenarios(home, of_ledger, cost, reading, save)
        return _side_by_side(table, load_scenarios(scenarios), files)
    refuse_beside(home, of_ledger, reading)
    asked, ledger = cost.asked(), of_ledger.ledger
    request = home.request()
    if save is not None:
        return _save(save, request, asked, force=files.force)
    try:
        if ledger is None:
            gaps = gaps_of(table, [home_revenue(table, request)], asked, LANG)
        else:
            wanted = ledger_options(table, home, of_ledger, reading)
            with at_hand(ledger) as there:
                read = file_revenue(table, options.hash_of_table(tariffs), there, wanted)
            gaps = gaps_of(table, read.revenues, asked, LANG, read.sums)
    except Refused as error:
        return refuse(refusal(error, LANG), files.format_)
    if ledger is None:
        return _swept(gaps, files) if asked.tried else _one(table, gaps.revenues[0], gaps.each[0], files)
    return _ledger(gaps, files)


def _save(save: Path, request: BillRequest, asked: CostQuestion, *, force: bool) -> int:
    """Write what was asked as a file of one scenario."""
    area = request.home.measures.get("building_m2")
    if asked.tried or area is None:
        raise UsageError("usage.save_sweep" if asked.tried else "usage.save")
    chosen = (request.city or "", request.class_, request.winter)
    saved = Scenario("1", area, asked.inputs, asked.shares, *chosen, asked.rural, asked.named, asked.split_of)
    write_whole(save, scenario_toml([saved]), force=force)
    write(say("cli.written", LANG, file=save) + "\n")
    return 0


def _one(table: Table, payers: Revenue, gap: Gap, files: Files) -> int:
    """Show the gap of one home."""
    turned = break_even(payers, gap)

    def charts() -> list[str]:
        tried = {} if turned.per_yuan is None else {"source_price": prices_around(gap)}
        points = sweep([payers], gap.inputs, tried, rural=False) if tried else []
        return gap_charts(gap, points, turned, LANG)

    files.show(gap_sheet(gap, turned, table, LANG), _object(table, payers, gap), charts)
    return _exit_code([gap])


def _object(table: Table, payers: Revenue, gap: Gap) -> dict[str, Any]:
    """Return a gap as a JSON object with the notes that the other formats have."""
    return gap_dict(gap, table, LANG) | {"notes": gap_notes(gap, break_even(payers, gap), table, LANG)}


def _swept(gaps: Gaps, files: Files) -> int:
    """Show the gaps of a home at all combinations of swept inputs."""

    def charts() -> list[str]:
        if list(gaps.asked.tried) != ["source_price"]:
            raise UsageError("usage.sweep_chart")
        return [price_chart(gaps.tried, cap_of(gaps.dearest), None, LANG)]

    files.show(sweep_sheet(gaps, LANG), sweep_dict(gaps, LANG), charts)
    return int(gaps.above_cap)


def _ledger(gaps: Gaps, files: Files) -> int:
    """Show the gaps of a ledger, and write its memo."""
    if gaps.asked.tried:
        sheet, value = in_groups(sweep_sheet(gaps, LANG)), sweep_dict(gaps, LANG)
    else:
        pairs = zip(gaps.revenues, gaps.each, strict=True)
        rows = [_object(gaps.table, *each) for each in pairs]
        sheet = in_groups(ledger_sheet(gaps, LANG))
        value = {"schema": "heatcalc.subsidies/1", "rows": rows, **ledger_dict(gaps)}
    files.show(sheet, value, lambda: memo_charts(gaps, LANG), whole=lambda charts: memo_page(gaps, charts, LANG))
    return int(gaps.above_cap)


def _exit_code(gaps: list[Gap]) -> int:
    caps = [cap_of(gap) for gap in gaps]
    return 1 if any(cap is not None and cap.broken for cap in caps) else 0


def _side_by_side(table: Table, scenarios: list[Scenario], files: Files) -> int:
    """Show the scenarios of a file, one a row."""
    gaps: list[Gap] = []
    rows = []
    for each in scenarios:
        try:
            payers = home_revenue(table, each.request())
            gaps += gaps_of(table, [payers], each.asked(), LANG).each
            rows.append({"scenario": each.name, **_object(table, payers, gaps[-1])})
        except Refused as error:
            return refuse(refusal(error, LANG), files.format_)
    names = [each.name for each in scenarios]
    sheet = gaps_sheet(names, gaps, table, LANG, in_all=False)
    files.show(sheet, {"schema": "heatcalc.subsidies/1", "rows": rows}, lambda: [gaps_chart(names, gaps, LANG)])
    return _exit_code(gaps)
