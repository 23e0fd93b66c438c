"""`heatcalc balance`."""

from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from heatcalc.balances.account import Order
from heatcalc.balances.balance import Balance, due_day, settled
from heatcalc.balances.settle import BalanceOptions
from heatcalc.batches.batch_options import BatchOptions
from heatcalc.billing.stated import HomeOptions, date
from heatcalc.cli import options
from heatcalc.cli.help_page import HelpedCommand
from heatcalc.cli.home_options import home_options
from heatcalc.cli.language import LANG
from heatcalc.cli.option_groups import Reading, grouped
from heatcalc.cli.options import about
from heatcalc.cli.output import pass_through, show, warn
from heatcalc.ledger.columns import payment_headers
from heatcalc.ledger.format_names import OutputEncoding, OutputFormat
from heatcalc.messages import LANGS
from heatcalc.show.balance_sheet import balance_sheet
from heatcalc.show.sheet import plain_text
from heatcalc.tariffs.model import Table

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)


class Settled(NamedTuple):
    """How payments settle debts."""

    order: Annotated[Order, typer.Option("--order", help=about("order"))] = "oldest"
    fee_first: Annotated[bool, typer.Option("--fee-first", help=about("fee_first"))] = False
    due: Annotated[str | None, typer.Option("--due", help=about("due"), metavar="MM-DD")] = None
    account: Annotated[str | None, typer.Option("--account", help=about("accounts"), metavar="ESTATE,ACCOUNT")] = None
    payments_sheet: Annotated[
        list[str] | None, typer.Option("--payments-sheet", help=about("payments_sheet"), metavar="NAME")
    ] = None
    by: Annotated[list[str] | None, typer.Option("--by", help=about("balance_by"), metavar="COLUMN")] = None


class Into(NamedTuple):
    """How balances are written."""

    out_format: Annotated[OutputFormat | None, typer.Option("--out-format", help=about("balance_format"))] = None
    out_encoding: Annotated[OutputEncoding, typer.Option("--out-encoding", help=about("out_encoding"))] = "utf-8-sig"
    mask: Annotated[bool, typer.Option("--mask", help=about("mask"))] = False
    force: options.Force = False


@app.command(cls=HelpedCommand, help=about("balance"), epilog=about("balance_example"))
@grouped
@home_options(only=("city", "class_", "plan", "winter", "year"))
def balance(
    ledgers: Annotated[list[Path], typer.Argument(metavar="LEDGER...", help=about("balance_ledgers"))],
    *,
    payments: Annotated[list[Path], typer.Option("--payments", help=about("payments"), metavar="FILE")],
    on: Annotated[str, typer.Option("--on", help=about("on"), metavar="DATE")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help=about("balance_out"), metavar="FILE")] = None,
    home: HomeOptions,
    reading: Reading,
    how: Settled,
    written: Into,
    tariffs: options.Tariffs = None,
    format_: options.FormatOption = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Work out what accounts owe. Exit code 1: payments were rejected, or rows of a ledger have no bill."""
    table = options.table(tariffs)
    table_hash = options.hash_of_table(tariffs)
    batch = _read_as(home, reading, how, written, table)
    asked = BalanceOptions(
        batch,
        date("--on", on),
        how.order,
        fee_first=how.fee_first,
        due=due_day(how.due),
        by=tuple(how.by or ()),
        sheets=tuple(how.payments_sheet or ()),
    )

    called = {city.id: city.both[LANGS.index(LANG)] for city in table.city}
    called |= {id_: table.class_name(id_)[LANGS.index(LANG)] for id_ in table.classes}

    def settle(into: Path | None) -> Balance:
        return settled(ledgers, payments, into, table, table_hash, asked, force=written.force)

    if str(out) == "-":
        done = pass_through(settle, f"balance.{written.out_format or 'csv'}")
        warn(plain_text(balance_sheet(done._replace(files=()), called, LANG)))
        return 1 if done.has_findings else 0
    done = settle(out)
    show(balance_sheet(done, called, LANG), dict(done.manifest), format_)
    return 1 if done.has_findings else 0


def _read_as(home: HomeOptions, reading: Reading, how: Settled, written: Into, table: Table) -> BatchOptions:
    meant = reading.meant(table.attributes(), payment_headers({}))
    return reading.options(meant, how.account, home)._replace(
        mask=written.mask, format=written.out_format, out_encoding=written.out_encoding
    )
