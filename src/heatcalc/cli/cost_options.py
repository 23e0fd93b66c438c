"""The options of what the cost of heat rests on, and of who fills the gap."""

from fractions import Fraction
from typing import Annotated, NamedTuple

import typer

from heatcalc.billing.stated import pairs
from heatcalc.cli.options import text
from heatcalc.costing.answer import CostQuestion
from heatcalc.costing.figures import COST_FIGURES, figures_of, network_figure
from heatcalc.costing.heat_cost import CostInput, CostInputs
from heatcalc.costing.named_figures import NAMED, is_name
from heatcalc.costing.shares import REST, checked_shares
from heatcalc.errors import UsageError
from heatcalc.money import half_width, parse_number


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

    def asked(self) -> CostQuestion:
        """Return what is asked of a cost; of a range its first figure.

        Raises:
            UsageError: a figure cannot be read, or is out of range; the shares do not add up to 1.
        """
        values = self.figures()
        tried = {name: each for name, each in values.items() if len(each) > 1}
        inputs = CostInputs(**{name: CostInput(each[0]) for name, each in values.items()})
        of_city = self.split if self.split and "=" not in half_width(self.split) else ""
        shares = checked_shares(_shares(self.split)) if self.split and not of_city else {}
        rural = self.rural or self.rural_multiple is not None
        return CostQuestion(inputs, self.named(), shares, of_city or "", tried, rural)


def _shares(asked: str) -> dict[str, Fraction]:
    """Read `city=0.6,county=0.4`, or `county=rest`."""
    read: dict[str, Fraction] = {}
    for payer, value in pairs("--split", half_width(asked).split(","), "city=0.6").items():
        if value in ("rest", "其余"):
            read[payer] = REST
            continue
        share = parse_number(value, ("%",))
        if share is None:
            raise UsageError("usage.number", option="--split", value=value, example="0.6")
        read[payer] = share / 100 if value.endswith("%") else share
    return read
