"""A home as options and the keys of JSON state it: texts, read in one place into a request."""

import datetime as dt
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from heatcalc.billing.request import BillRequest, period_of
from heatcalc.errors import UsageError
from heatcalc.formula.home import Home, SupplyEvents
from heatcalc.inputs import INPUTS, Input
from heatcalc.money import half_width, parse_number
from heatcalc.written import parse_cold, parse_date


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
    ratio: str | None = None
    asked: tuple[str, ...] = ()
    """Which of class and plan was given, though it be what holds without."""

    def home(self) -> Home:
        """Return the home that the options describe.

        Raises:
            UsageError: one of them cannot be read.
        """
        return self._home(list(self._given()))

    def _home(self, stated: list[tuple[Input, Any]]) -> Home:
        measures: dict[str, Fraction] = {}
        attributes = pairs("--with", self.with_, "building=high_rise")
        for each, given in stated:
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
        return _events(list(self._given()))

    def request(self, city: str | None = None) -> BillRequest:
        """Return the request that the options make, for their city or another.

        Raises:
            UsageError: one of them cannot be read.
        """
        winter = period_of(self.winter, self.year)
        stated = list(self._given())
        ratio = None if self.ratio is None else _share("--ratio", self.ratio)
        return BillRequest(
            self._home(stated), city or self.city, self.class_, self.plan, winter, _events(stated), ratio
        )

    def _given(self) -> Iterator[tuple[Input, Any]]:
        for each in INPUTS.values():
            if each.keyword in self.stated:
                given = self.stated[each.keyword]
                if given is not None and given is not False:
                    yield each, given


GIVEN = tuple(name for name in HomeOptions._fields if name not in ("stated", "asked"))
"""What is said of a home besides what is stated of it: options, and keys of a question in JSON."""


def _events(stated: list[tuple[Input, Any]]) -> SupplyEvents:
    return SupplyEvents(**{each.name: _event(each, given) for each, given in stated if each.kind == "event"})


def _event(asked: Input, given: str) -> Any:  # noqa: ANN401 - a date, or temperatures with their days
    if asked.name == "cold":
        cold = parse_cold(given)
        if cold is None:
            raise UsageError("usage.cold", value=given)
        return cold
    return date(asked.option, given)


def number(
    option: str, value: str, units: tuple[str, ...] = (), example: str = "185", *, signed: bool = False
) -> Fraction:
    """Return the number that was given for `option`.

    Raises:
        UsageError: it is no plain decimal number.
    """
    read = parse_number(value, units, signed=signed)
    if read is None:
        raise UsageError("usage.number", option=option, value=value, example=example)
    return read


def _share(option: str, value: str) -> Fraction:
    """Return a share that was given as 0.7 or 70%.

    Raises:
        UsageError: it is no number.
    """
    read = number(option, value, ("%",), "0.7")
    return read / 100 if half_width(value).strip().endswith("%") else read


def date(option: str, value: str) -> dt.date:
    """Return the date that was given for `option`: `2022-10-13`, `2022/10/13`, `2022年10月13日`, `20221013`.

    Raises:
        UsageError: it is no date.
    """
    read = parse_date(value)
    if read is None:
        raise UsageError("usage.date", option=option, value=value)
    return read


def pairs(option: str, values: Sequence[str] | None, example: str) -> dict[str, str]:
    """Return `name=value` texts as a mapping.

    Raises:
        UsageError: a text is not of that form, or a name comes twice.
    """
    read: dict[str, str] = {}
    for value in values or ():
        name, equals, content = (part.strip() for part in value.partition("="))
        if not (name and equals and content):
            raise UsageError("usage.pair", option=option, value=value, example=example)
        if name in read:
            raise UsageError("usage.repeated", option=option, name=name)
        read[name] = content
    return read
