"""The options by which every command takes a home: made from `heatcalc.inputs`, so that none is listed twice."""

import inspect
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import typer

from heatcalc.billing.request import BillRequest, period_of
from heatcalc.cli.language import LANG
from heatcalc.cli.options import CityOption, Class, Plan, Winter, Year, date, number, pairs, text
from heatcalc.errors import UsageError
from heatcalc.formula.home import Home, SupplyEvents
from heatcalc.inputs import INPUTS, Input
from heatcalc.measures import AREAS
from heatcalc.messages import say
from heatcalc.written import parse_cold

With = Annotated[list[str] | None, typer.Option("--with", help=text("with"), metavar="KEY=VALUE")]
OtherMeasure = Annotated[list[str] | None, typer.Option("--measure", help=text("measure"), metavar="NAME=NUMBER")]


class HomeOptions(NamedTuple):
    """What the options say of a home, and of the tariff by which it is billed."""

    stated: dict[str, Any]
    """What was given of `heatcalc.inputs`, by keyword."""
    city: str | None = None
    class_: str = "residential"
    plan: str = "area"
    winter: str | None = None
    year: str | None = None
    with_: list[str] | None = None
    measure: list[str] | None = None

    def home(self) -> Home:
        """Return the home that the options describe.

        Raises:
            UsageError: one of them cannot be read.
        """
        measures: dict[str, Fraction] = {}
        attributes = pairs("--with", self.with_, "building=high_rise")
        for each, given in self._given():
            if each.kind == "number":
                measures[each.name] = number(each.option, given, each.units)
            elif each.kind == "date":
                measures[each.name] = Fraction(date(each.option, given).toordinal())
            elif each.kind in ("word", "flag"):
                attributes[each.name] = given.strip() if each.kind == "word" else "yes"
        for name, value in pairs("--measure", self.measure, "kW=10").items():
            if name in measures:
                raise UsageError("usage.repeated", option="--measure", name=name)
            measures[name] = number(f"--measure {name}", value, signed=True)
        return Home(measures, attributes)

    def events(self) -> SupplyEvents:
        """Return what the options say to have happened in the winter.

        Raises:
            UsageError: one of them cannot be read.
        """
        read = {each.name: _event(each, given) for each, given in self._given() if each.kind == "event"}
        return SupplyEvents(**read)

    def request(self, city: str | None = None) -> BillRequest:
        """Return the request that the options make, for their city or another.

        Raises:
            UsageError: one of them cannot be read.
        """
        winter = period_of(self.winter, self.year)
        return BillRequest(self.home(), city or self.city, self.class_, self.plan, winter, self.events())

    def _given(self) -> Iterator[tuple[Input, Any]]:
        for each in INPUTS.values():
            given = self.stated.get(each.keyword)
            if given is not None and given is not False:
                yield each, given


def home_options(
    *, only: tuple[str, ...] = (), without: tuple[str, ...] = ()
) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Give a command the options of a home in place of its parameter `home`.

    `only` and `without` name keywords of inputs and fields of `HomeOptions`; by default a command has all of them.
    """

    def decorate(command: Callable[..., int]) -> Callable[..., int]:
        taken = {
            name: parameter
            for name, parameter in _parameters().items()
            if (not only or name in only) and name not in without
        }
        signature = inspect.signature(command)
        parameters: list[inspect.Parameter] = []
        for name, parameter in signature.parameters.items():
            parameters += taken.values() if name == "home" else [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)]

        def called(**given: Any) -> int:  # noqa: ANN401 - as Typer read them
            said = {name: given.pop(name) for name in taken}
            fields = {name: said.pop(name) for name in HomeOptions._fields[1:] if name in said}
            return command(home=HomeOptions(said, **fields), **given)

        called.__name__, called.__doc__ = command.__name__, command.__doc__
        called.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined] # Typer reads it
        called.__annotations__ = {each.name: each.annotation for each in parameters}
        return called

    return decorate


def _parameters() -> dict[str, inspect.Parameter]:
    """Return the parameters that describe a home: its areas, what chooses the tariff, then all else."""
    inputs = [each for each in INPUTS.values() if each.option]
    areas = [each for each in inputs if each.name in AREAS]
    chooses = {
        "city": (CityOption, None),
        "class_": (Class, "residential"),
        "plan": (Plan, "area"),
        "winter": (Winter, None),
        "year": (Year, None),
    }
    found = {each.keyword: _option(each) for each in areas} | chooses
    found |= {each.keyword: _option(each) for each in inputs if each not in areas}
    found |= {"with_": (With, None), "measure": (OtherMeasure, None)}
    keyword_only = inspect.Parameter.KEYWORD_ONLY
    return {
        name: inspect.Parameter(name, keyword_only, default=default, annotation=annotation)
        for name, (annotation, default) in found.items()
    }


def _option(asked: Input) -> tuple[Any, Any]:
    shown = say(f"home.{asked.keyword}", LANG)
    if asked.kind == "flag":
        return Annotated[bool, typer.Option(asked.option, help=shown)], False
    return Annotated[str | None, typer.Option(asked.option, help=shown, metavar=asked.metavar or None)], None


def _event(asked: Input, given: str) -> Any:  # noqa: ANN401 - a date, or temperatures with their days
    if asked.name == "cold":
        cold = parse_cold(given)
        if cold is None:
            raise UsageError("usage.cold", value=given)
        return cold
    return date(asked.option, given)
