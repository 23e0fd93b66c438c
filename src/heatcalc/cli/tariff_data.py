"""`heatcalc tariff export` and `history`: the table as data for others, and how its prices changed."""

from pathlib import Path
from typing import Annotated

import typer

from heatcalc.billing.bill import refusal
from heatcalc.cli import completion, options
from heatcalc.cli.language import LANG
from heatcalc.cli.options import text
from heatcalc.cli.output import show, write
from heatcalc.cli.refusals import refuse
from heatcalc.cli.tariff_entries import tariff_text
from heatcalc.errors import Refused
from heatcalc.export.data_package import PackageFormat, write_package
from heatcalc.messages import say
from heatcalc.tariffs.load import shipped


def export(
    folder: Annotated[Path, typer.Argument(help=tariff_text("folder"), metavar="DIR")],
    format_: Annotated[PackageFormat, typer.Option("--format", help=tariff_text("package_format"))] = "csv",
    force: Annotated[bool, typer.Option("--force", help=tariff_text("force_package"))] = False,
    tariffs: options.Tariffs = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Write the table as a data package."""
    is_shipped = options.table_path(tariffs).resolve() == shipped()
    table = options.table(tariffs)
    rows = write_package(
        table, folder, format_, table_hash=options.hash_of_table(tariffs), open_data=is_shipped, force=force
    )
    write(say("package.written", LANG, folder=folder, rows=rows) + "\n")
    return 0


def history(
    city: Annotated[str, typer.Argument(help=text("city"), autocompletion=completion.cities)],
    tariffs: options.Tariffs = None,
    format_: options.FormatOption = None,
    lang: options.LangOption = None,  # noqa: ARG001
) -> int:
    """Show how the prices of a city changed."""
    from heatcalc.show.history_sheet import history_sheet, history_value
    from heatcalc.tariffs.lookup import find_city
    from heatcalc.tariffs.price_history import price_history

    table = options.table(tariffs)
    try:
        found = find_city(table, city)
    except Refused as error:
        return refuse(refusal(error, LANG), format_)
    prices = price_history(table, found)
    if not prices:
        return refuse(refusal(Refused("no_price", ("class",), city=found.both), LANG), format_)
    show(history_sheet(table, found, prices, LANG), history_value(table, found, prices), format_)
    return 0


def diff(
    old: Annotated[Path, typer.Argument(help=tariff_text("diff_old"), metavar="OLD")],
    new: Annotated[Path | None, typer.Argument(help=tariff_text("diff_new"), metavar="NEW")] = None,
    format_: options.FormatOption = None,
    lang: options.LangOption = None,  # noqa: ARG001
) -> int:
    """Show what differs between two tables. Exit code 1: something does."""
    from heatcalc.show.table_diff_sheet import diff_sheet, diff_value
    from heatcalc.tariffs.load import load_tariffs
    from heatcalc.tariffs.table_changes import name_changes, table_changes

    before, after = load_tariffs(old), options.table(new)
    changes = list(table_changes(before, after))
    show(diff_sheet(before, after, changes, LANG), diff_value(before, after, changes, LANG), format_)
    return 1 if changes or any(name_changes(before, after)) else 0
