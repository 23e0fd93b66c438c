"""Scenarios: named sets of inputs for the cost of heat, in a TOML file of their own."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from heatcalc.billing.request import BillRequest
from heatcalc.costing.answer import CostQuestion
from heatcalc.costing.figures import COST_FIGURES
from heatcalc.costing.heat_cost import COST_INPUTS, CostInput, CostInputs
from heatcalc.costing.named_figures import NAMED, is_name
from heatcalc.errors import InputFileError
from heatcalc.formula.home import Home
from heatcalc.measures import Both
from heatcalc.money import plain
from heatcalc.schema.fields import FAILED, SHARE, DayField, Field, FlagField, NumberField, TextField
from heatcalc.schema.findings import Finding, Findings, KeyPath
from heatcalc.schema.record import Key, MapOf, Shape, Values
from heatcalc.schema.winters import winter_text
from heatcalc.tariffs.load import InvalidTable, located, parsed, read_text
from heatcalc.tariffs.schema_costs import HEAT_PRICE


class Scenario(NamedTuple):
    """A home, or an area [㎡], with the figures of its cost and who fills the gap."""

    name: str
    area: Fraction
    inputs: CostInputs
    shares: Mapping[str, Fraction]
    city: str = ""
    class_: str = "residential"
    winter: int | None = None
    rural: bool = False
    named: Mapping[str, str] = MappingProxyType({})
    """The figures that are to be taken from a city, each with the city's name."""
    split_of: str = ""
    """The city whose split is taken."""

    def request(self) -> BillRequest:
        """Return what the bill of the home is asked for."""
        return BillRequest(Home({"building_m2": self.area}, {}), self.city or None, self.class_, "area", self.winter)

    def asked(self) -> CostQuestion:
        """Return what is asked of its cost."""
        return CostQuestion(self.inputs, self.named, self.shares, self.split_of, rural=self.rural)


def _scenario(
    area: Fraction,
    class_: str = "residential",
    city: str = "",
    winter: int | None = None,
    split: Mapping[str, Fraction] | str | None = None,
    *,
    rural: bool = False,
    **figures: Any,  # noqa: ANN401 - a number, or the name of a city
) -> Scenario:
    named = {name: value for name, value in figures.items() if isinstance(value, str)}
    stated = {name: value for name, value in figures.items() if name in COST_INPUTS and name not in named}
    inputs = CostInputs(**{name: CostInput(value) for name, value in stated.items()})
    rural = rural or inputs.rural_multiple is not None
    of, shares = (split, {}) if isinstance(split, str) else ("", split or {})
    return Scenario("", area, inputs, shares, city, class_, winter, rural, named, of)


def _check(values: Values, path: KeyPath, findings: Findings) -> None:
    split = values.valid("split")
    shares: Mapping[str, Fraction] = split if isinstance(split, Mapping) else {}
    if shares and not any(share is FAILED for share in shares.values()) and sum(shares.values()) != 1:
        found = plain(sum(shares.values(), Fraction(0)))
        findings.add((*path, "split"), "not_allowed", found, Both("合计为 1", "shares that add up to 1"))
    price, guide = values.valid("source_price"), values.valid("guide_price")
    if price is not None and guide is not None and price > guide:
        findings.add((*path, "source_price"), "out_of_range", price, Both(f"<= {plain(guide)}", f"<= {plain(guide)}"))


class OrCity:
    """A field, or the name of a city whose sourced figure is to be taken."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.allowed = Both(f"{field.allowed.zh}，或城市名", f"{field.allowed.en}, or a city")

    def read(self, value: object, path: KeyPath, findings: Findings) -> Any:  # noqa: ANN401, D102
        return value if isinstance(value, str) and is_name(value) else self.field.read(value, path, findings)

    def schema(self) -> dict[str, Any]:  # noqa: D102
        return {"anyOf": [self.field.schema(), {"type": "string"}]}


SCENARIO = Shape(
    "scenario",
    {
        "area": Key(NumberField(above="0", high="10000000"), Both("建筑面积，㎡", "building area [㎡]"), required=True),
        "city": Key(TextField(), Both("城市", "the city")),
        "class": Key(TextField(), Both("用户类别", "the class")),
        "winter": Key(DayField(winter=True, dated=False), Both("采暖季", "the winter")),
        "rural": Key(FlagField(), Both("农村", "a rural home")),
        **{
            name: Key(OrCity(each.field) if name in NAMED else each.field, each.label)
            for name, each in COST_FIGURES.items()
        },
        "guide_price": Key(HEAT_PRICE, Both("热源价的上限，元/吉焦", "the cap of the source price [CNY/GJ]")),
        "split": Key(
            OrCity(MapOf(SHARE, r"\S+", Both("不含空格的文字", "text without blanks"))),
            Both("缺口由谁承担", "who covers the gap, in shares"),
        ),
    },
    _scenario,
    _check,
)
_FILE = Shape(
    "",
    {
        "scenario": Key(
            MapOf(SCENARIO, r"\S(?:.*\S)?", Both("首尾没有空格的文字", "text without blanks at its ends")),
            Both("各方案", "the scenarios"),
            required=True,
        )
    },
    lambda scenario: scenario,
)


def load_scenarios(path: Path) -> list[Scenario]:
    """Read the scenarios of a file.

    Raises:
        InputFileError: the file cannot be read.
        InvalidScenarios: it has mistakes; `findings` holds all of them.
    """
    text = read_text(path)
    early = Findings()
    document = parsed(text, early)
    findings = Findings()
    scenarios: Any = FAILED if document is None else _FILE.read(document, (), findings)
    found = [*located(early, str(path)), *located(findings, str(path), text)]
    if found:
        raise InvalidScenarios(found)
    return [each._replace(name=name) for name, each in scenarios.items()]


class InvalidScenarios(InvalidTable):
    """A file of scenarios has mistakes: all of them, in the order of the file."""

    exit_code = InputFileError.exit_code

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(findings)
        self.key = "findings.invalid_scenarios"


def scenario_toml(scenarios: list[Scenario]) -> bytes:
    """Return scenarios as the text of a file."""
    import tomli_w

    document: dict[str, Any] = {"scenario": {}}
    for each in scenarios:
        row: dict[str, Any] = {"area": _figure(each.area), "class": each.class_}
        if each.city:
            row["city"] = each.city
        if each.winter is not None:
            row["winter"] = winter_text(each.winter)
        if each.rural:
            row["rural"] = True
        for name in COST_INPUTS:
            figure = getattr(each.inputs, name)
            if figure is not None:
                row[name] = _figure(figure.value)
        row |= each.named
        if each.split_of:
            row["split"] = each.split_of
        if each.shares:
            row["split"] = {payer: _figure(share) for payer, share in each.shares.items()}
        document["scenario"][each.name] = row
    return tomli_w.dumps(document).encode()


def _figure(value: Fraction) -> Decimal | int:
    return int(value) if value.denominator == 1 else Decimal(plain(value))
