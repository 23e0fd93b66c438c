"""`heatcalc subsidy`."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from heatcalc.batches.batch_options import BatchOptions, Defaults
from heatcalc.batches.revenue import ledger_revenue
from heatcalc.billing.bill import refusal
from heatcalc.cli import options
from heatcalc.cli.help_page import HelpedCommand
from heatcalc.cli.home_options import HomeOptions, home_options
from heatcalc.cli.language import LANG
from heatcalc.cli.option_groups import Files, grouped
from heatcalc.cli.options import text
from heatcalc.cli.output import write
from heatcalc.cli.refusals import refuse
from heatcalc.costing.figures import COST_FIGURES, figures_of, network_figure
from heatcalc.costing.gap import Gap, Revenue, gap_of, home_revenue
from heatcalc.costing.gap_json import gap_dict, sweep_dict
from heatcalc.costing.heat_cost import CostInput, CostInputs
from heatcalc.costing.named_figures import NAMED, is_name, named_input, named_split
from heatcalc.costing.price_cap import cap_of, prices_around
from heatcalc.costing.scenarios import Scenario, load_scenarios, scenario_toml
from heatcalc.costing.shares import REST, checked_shares
from heatcalc.costing.sweep import break_even, sweep
from heatcalc.errors import InputFileError, Refused, UsageError
from heatcalc.files.atomic import write_whole
from heatcalc.ledger.remote import at_hand
from heatcalc.messages import say
from heatcalc.money import half_width, parse_number
from heatcalc.show.sheet import Sheet
from heatcalc.show.subsidy_charts import gap_charts, gaps_chart, price_chart
from heatcalc.show.subsidy_sheets import gap_notes, gap_sheet, gaps_sheet, sweep_sheet
from heatcalc.tariffs.model import Table

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)


_MULTIPLE = typer.Option("--rural-multiple", help=text("rural_multiple"), metavar="3")


class CostOptions(NamedTuple):
    """What the cost of heat rests on, and who fills the gap."""

    source_price: Annotated[str | None, typer.Option("--source-price", help=text("source_price"), metavar="CNY/GJ")] = (
        None
    )
    heat_use: Annotated[str | None, typer.Option("--heat-use", help=text("heat_use"), metavar="GJ/㎡")] = None
    loss: Annotated[str | None, typer.Option("--loss", help=text("loss"), metavar="0.10")] = None
    network_cost: Annotated[str | None, typer.Option("--network-cost", help=text("network_cost"), metavar="CNY/㎡")] = (
        None
    )
    rural: Annotated[bool, typer.Option("--rural", help=text("rural"))] = False
    rural_multiple: Annotated[
        str | None, typer.Option("--rural-multiple", help=text("rural_multiple"), metavar="3")
    ] = None
    unit_cost: Annotated[str | None, typer.Option("--unit-cost", help=text("unit_cost"), metavar="CNY/㎡")] = None
    extra_days: Annotated[str | None, typer.Option("--extra-days", help=text("extra_days"), metavar="DAYS")] = None
    split: Annotated[str | None, typer.Option("--split", help=text("split"), metavar="city=0.6,county=rest")] = None

    def figures(self) -> dict[str, list[Fraction]]:
        """Return the figures that were given, in the order of `CostInputs`; several where a range is tried.

        Raises:
            UsageError: one cannot be read, or is out of range.
        """
        given = {name: getattr(self, name) for name in COST_FIGURES if hasattr(self, name)}
        if self.network_cost is not None:
            del given["network_cost"]
            name, given_cost = network_figure(self.network_cost)
            given[name] = given_cost
        for name in self.named():
            del given[name]
        return {name: figures_of(name, given[name]) for name in COST_FIGURES if given.get(name) is not None}

    def named(self) -> dict[str, str]:
        """Return the figures that are to be taken from a city, each with the city's name."""
        given = {name: getattr(self, name) for name in NAMED}
        return {name: each for name, each in given.items() if each is not None and is_name(each)}


_SCENARIOS = Annotated[Path | None, typer.Option("--scenarios", help=text("scenarios"), metavar="FILE")]
_LEDGER = Annotated[Path | None, typer.Option("--ledger", help=text("subsidy_ledger"), metavar="FILE")]


@app.command(cls=HelpedCommand, help=text("subsidy"), epilog=text("subsidy_example"))
@grouped
@home_options(only=("area", "usable", "city", "class_", "winter", "months", "relief", "with_"))
def subsidy(
    *,
    home: HomeOptions,
    ledger: _LEDGER = None,
    cost: CostOptions,
    scenarios: _SCENARIOS = None,
    save: Annotated[Path | None, typer.Option("--save", help=text("save"), metavar="FILE")] = None,
    files: Files,
    tariffs: options.Tariffs = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Print the gap. Exit code 1: the source price is above its cap."""
    table = options.table(tariffs)
    if scenarios is not None:
        return _side_by_side(table, load_scenarios(scenarios), files)
    values = cost.figures()
    swept = {name: each for name, each in values.items() if len(each) > 1}
    inputs = CostInputs(**{name: CostInput(each[0]) for name, each in values.items()})
    rural = cost.rural or cost.rural_multiple is not None
    split_city = cost.split if cost.split and "=" not in half_width(cost.split) else None
    shares = checked_shares(_shares(cost.split)) if cost.split and not split_city else {}
    request = home.request()
    area = request.home.measures.get("building_m2")
    if (ledger is None) == (area is None and "usable_m2" not in request.home.measures):
        raise UsageError("usage.subsidy_of" if ledger is None else "usage.subsidy_both")
    if save is not None:
        if swept or area is None:
            raise UsageError("usage.save_sweep" if swept else "usage.save")
        chosen = (request.city or "", request.class_, request.winter)
        saved = Scenario("1", area, inputs, shares, *chosen, rural, cost.named(), split_city or "")
        write_whole(save, scenario_toml([saved]), force=files.force)
        write(say("cli.written", LANG, file=save) + "\n")
        return 0
    try:
        if ledger is None:
            payers = [home_revenue(table, request)]
        else:
            defaults = Defaults(request.city, request.class_, request.plan, request.winter)
            payers = _of_ledger(table, ledger, BatchOptions(defaults, lang=LANG))
        inputs = inputs._replace(**_named(table, cost.named(), payers))
        sharing = named_split(table, split_city, payers[0].found.city) if split_city else None
        if swept:
            return _swept(table, payers, inputs, swept, files, rural=rural)
        gaps = [gap_of(each, inputs, shares, LANG, rural=rural, sharing=sharing) for each in payers]
    except Refused as error:
        return refuse(refusal(error, LANG), files.format_)
    if ledger is None:
        return _one(table, payers, gaps[0], files)
    names = [_name(table, gap) for gap in gaps]
    rows = [_object(table, each, gap) for each, gap in zip(payers, gaps, strict=True)]
    _show(gaps_sheet(names, gaps, table, LANG, in_all=True), lambda: [gaps_chart(names, gaps, LANG)], rows, files)
    return _exit_code(gaps)


def _named(table: Table, named: Mapping[str, str], payers: list[Revenue]) -> dict[str, CostInput]:
    """Return the figures that are taken by the name of a city.

    Raises:
        UsageError: a figure is not the same for all classes of a ledger.
    """
    read = {}
    for name, city in named.items():
        found = [named_input(table, name, city, each.found, each.attributes) for each in payers]
        if len({each.value for each in found}) > 1:
            raise UsageError("usage.named_classes", city=city)
        read[name] = found[0]
    return read


def _show(sheet: Sheet, charts: Callable[[], list[str]], rows: list[dict[str, Any]], files: Files) -> None:
    files.show(sheet, {"schema": "heatcalc.subsidies/1", "rows": rows}, charts)


def _one(table: Table, payers: list[Revenue], gap: Gap, files: Files) -> int:
    """Show the gap of one home."""
    turned = break_even(payers[0], gap)

    def charts() -> list[str]:
        tried = {} if turned.per_yuan is None else {"source_price": prices_around(gap)}
        points = sweep(payers, gap.inputs, tried, rural=False) if tried else []
        return gap_charts(gap, points, turned, LANG)

    files.show(gap_sheet(gap, turned, table, LANG), _object(table, payers[0], gap), charts)
    return _exit_code([gap])


def _object(table: Table, payers: Revenue, gap: Gap) -> dict[str, Any]:
    """Return a gap as a JSON object with the notes that the other formats have."""
    return gap_dict(gap, table, LANG) | {"notes": gap_notes(gap, break_even(payers, gap), table, LANG)}


def _swept(
    table: Table,
    payers: list[Revenue],
    inputs: CostInputs,
    swept: dict[str, list[Fraction]],
    files: Files,
    *,
    rural: bool,
) -> int:
    """Show the gaps of all combinations of swept inputs."""
    found = sweep(payers, inputs, swept, rural=rural)
    dearest = inputs._replace(**{name: CostInput(max(tried)) for name, tried in swept.items()})
    gap = gap_of(payers[0], dearest, {}, LANG, rural=rural)

    def charts() -> list[str]:
        if list(swept) != ["source_price"]:
            raise UsageError("usage.sweep_chart")
        return [price_chart(found, cap_of(gap), None, LANG)]

    files.show(sweep_sheet(found, tuple(swept), gap, table, LANG), sweep_dict(found, tuple(swept), gap, table), charts)
    return _exit_code([gap])


def _exit_code(gaps: list[Gap]) -> int:
    caps = [cap_of(gap) for gap in gaps]
    return 1 if any(cap is not None and cap.broken for cap in caps) else 0


def _name(table: Table, gap: Gap) -> str:
    at = 0 if LANG == "zh" else 1
    return f"{gap.found.city.both[at]} {table.class_name(gap.class_)[at]}"


def _side_by_side(table: Table, scenarios: list[Scenario], files: Files) -> int:
    """Show the scenarios of a file, one a row."""
    gaps = []
    rows = []
    for each in scenarios:
        try:
            payers = home_revenue(table, each.request())
            inputs = each.inputs._replace(**_named(table, each.named, [payers]))
            sharing = named_split(table, each.split_of, payers.found.city) if each.split_of else None
            gaps.append(gap_of(payers, inputs, each.shares, LANG, rural=each.rural, sharing=sharing))
            rows.append({"scenario": each.name, **_object(table, payers, gaps[-1])})
        except Refused as error:
            return refuse(refusal(error, LANG), files.format_)
    names = [each.name for each in scenarios]
    _show(gaps_sheet(names, gaps, table, LANG, in_all=False), lambda: [gaps_chart(names, gaps, LANG)], rows, files)
    return _exit_code(gaps)


def _of_ledger(table: Table, ledger: Path, wanted: BatchOptions) -> list[Revenue]:
    with at_hand(ledger) as there:
        try:
            file = there.open("rb")
        except OSError as error:
            raise InputFileError("files.unreadable", file=ledger, reason=error.strerror or error) from error
        with file:
            return ledger_revenue(table, file, wanted)


def _shares(asked: str) -> dict[str, Fraction]:
    """Read `city=0.6,county=0.4`, or `county=rest`."""
    read: dict[str, Fraction] = {}
    for payer, value in options.pairs("--split", half_width(asked).split(","), "city=0.6").items():
        if value in ("rest", "其余"):
            read[payer] = REST
            continue
        share = parse_number(value, ("%",))
        if share is None:
            raise UsageError("usage.number", option="--split", value=value, example="0.6")
        read[payer] = share / 100 if value.endswith("%") else share
    return read
