"""What `heatcalc subsidy` is asked for of a ledger, and which of its options do not go together."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from heatcalc.batches.batch_options import BatchOptions
from heatcalc.billing.stated import HomeOptions
from heatcalc.cli.cost_options import CostOptions
from heatcalc.cli.option_groups import Reading
from heatcalc.cli.options import about, text
from heatcalc.cli.settings import given
from heatcalc.errors import UsageError
from heatcalc.inputs import INPUTS
from heatcalc.measures import AREAS
from heatcalc.tariffs.model import Table


class OfLedger(NamedTuple):
    """A ledger, and what is asked of its rows."""

    ledger: Annotated[Path | None, typer.Option("--ledger", help=text("subsidy_ledger"), metavar="FILE")] = None
    by: Annotated[str | None, typer.Option("--by", help=text("subsidy_by"), metavar="COLUMN")] = None
    account: Annotated[str | None, typer.Option("--account", help=about("accounts"), metavar="ESTATE,ACCOUNT")] = None


def ledger_options(table: Table, home: HomeOptions, of_ledger: OfLedger, reading: Reading) -> BatchOptions:
    """Return how the ledger is to be read.

    Raises:
        InputFileError: the file that says what its columns mean cannot be read.
        UsageError: an option cannot be read.
    """
    wanted = reading.options(reading.meant(table.attributes()), of_ledger.account, home)
    return wanted._replace(by=() if of_ledger.by is None else (of_ledger.by,))


def refuse_beside_scenarios(
    home: HomeOptions, of_ledger: OfLedger, cost: CostOptions, reading: Reading, save: Path | None
) -> None:
    """Check that nothing is said beside a file of scenarios, which says all of it, but by settings.

    Raises:
        UsageError: something is.
    """
    said = [*_of_home(home, without=()), *(["--save"] if save is not None else [])]
    for group in (home, of_ledger, cost, reading):
        values = {name: value for name, value in group._asdict().items() if name in group._field_defaults}
        said += given("subsidy", values, group._field_defaults)
    if said:
        raise UsageError("usage.subsidy_scenarios", option=said[0])


def refuse_beside(home: HomeOptions, of_ledger: OfLedger, reading: Reading) -> None:
    """Check that there is one home or one ledger, and that nothing is said of the other.

    Raises:
        UsageError: it is not so.
    """
    ledger = of_ledger.ledger is not None
    if ledger == any(home.stated.get(INPUTS[name].keyword) is not None for name in ("building_m2", "usable_m2")):
        raise UsageError("usage.subsidy_both" if ledger else "usage.subsidy_of")
    if ledger:
        said = [*_of_home(home, without=AREAS), *(["--with"] if home.with_ else [])]
        if said:
            raise UsageError("usage.check_home", option=said[0])
        return
    if of_ledger.by is not None:
        raise UsageError("usage.subsidy_by")
    values = {**of_ledger._asdict(), **reading._asdict()}
    for option in given("subsidy", values, {**OfLedger._field_defaults, **Reading._field_defaults}):
        raise UsageError("usage.check_ledger", option=option)


def _of_home(home: HomeOptions, without: tuple[str, ...]) -> Iterator[str]:
    """Yield the options that say what a home is."""
    for each in INPUTS.values():
        if each.name not in without and home.stated.get(each.keyword) not in (None, False):
            yield each.option
