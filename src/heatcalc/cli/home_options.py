"""The options by which every command takes a home: made from `heatcalc.inputs`, so that none is listed twice."""

import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from heatcalc.billing.stated import GIVEN, HomeOptions
from heatcalc.cli import completion
from heatcalc.cli.language import LANG
from heatcalc.cli.options import CityOption, Winter, Year, text
from heatcalc.inputs import INPUTS, Input
from heatcalc.measures import AREAS
from heatcalc.messages import say

With = Annotated[
    list[str] | None,
    typer.Option("--with", help=text("with"), metavar="KEY=VALUE", autocompletion=completion.attributes),
]
OtherMeasure = Annotated[
    list[str] | None,
    typer.Option("--measure", help=text("measure"), metavar="NAME=NUMBER", autocompletion=completion.measures),
]

Ratio = Annotated[str | None, typer.Option("--ratio", help=text("ratio"), metavar="0.7")]


_USUAL = HomeOptions({})
_CHOSEN = ("class_", "plan")
_Class = Annotated[
    str | None,
    typer.Option("--class", help=text("class"), autocompletion=completion.classes, show_default=_USUAL.class_),
]
_Plan = Annotated[
    str | None,
    typer.Option("--plan", help=text("plan"), autocompletion=completion.plans, show_default=_USUAL.plan),
]
"""Options without a value of their own: whether one was given must be known."""


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
            given_here = {name: said.pop(name) for name in GIVEN if name in said}
            fields = {name: value for name, value in given_here.items() if value is not None}
            asked = tuple(name for name in _CHOSEN if name in fields)
            return command(home=HomeOptions(said, **fields, asked=asked), **given)

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
        "class_": (_Class, None),
        "plan": (_Plan, None),
        "winter": (Winter, None),
        "year": (Year, None),
    }
    found = {each.keyword: _option(each) for each in areas} | chooses
    found |= {each.keyword: _option(each) for each in inputs if each not in areas}
    found |= {"with_": (With, None), "measure": (OtherMeasure, None), "ratio": (Ratio, None)}
    keyword_only = inspect.Parameter.KEYWORD_ONLY
    return {
        name: inspect.Parameter(name, keyword_only, default=default, annotation=annotation)
        for name, (annotation, default) in found.items()
    }


def _option(asked: Input) -> tuple[Any, Any]:
    shown = say(f"home.{asked.keyword}", LANG)
    if asked.kind == "flag":
        return Annotated[bool, typer.Option(asked.option, help=shown)], False
    words = completion.reliefs if asked.name == "relief" else None
    metavar = asked.metavar or None
    return Annotated[str | None, typer.Option(asked.option, help=shown, metavar=metavar, autocompletion=words)], None
