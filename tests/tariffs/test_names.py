"""Names that a table gives: declared where some are, told apart, and none that already stands for something else."""

from pathlib import Path

import pytest

import heatcalc
from heatcalc.schema.suggest import is_slip
from heatcalc.tariffs.load import inspect
from tests.helpers.small_table import HEAD, TARIFF, findings

SEASON = '[[city.season]]\nmonths = 4\nsource = "s"\n'
HOUSES = SEASON + 'when = { buiding = "villa" }\n'
BUILDING = '[attributes.building]\nname = "住宅类型"\nvalues = { villa = ["别墅"], flat = ["公寓"] }\n'
PRICE = '{ rate = 5, per = ["building_m2", "month"] }'


def table(*charges: str, head: str = "", season: str = SEASON, rules: str = "", extra: str = "") -> str:
    """Return a table with some charges, declarations, rules, and further keys of its price."""
    tariff = TARIFF.replace(PRICE, ", ".join(charges or (PRICE,))).replace("from", f"{extra}from", 1)
    return HEAD.replace("[sources.s]", f"{head}[sources.s]") + season + tariff + rules


def charge(condition: str = "", name: str = "", rate: str = "5") -> str:
    named = f'name = "{name}", ' if name else ""
    return f'{{ {named}rate = {rate}, per = ["building_m2", "month"]{condition and ", " + condition} }}'


def relief(group: str, pays: str = "0.5") -> str:
    return f'[[city.rule]]\nkind = "relief"\ngroup = "{group}"\npays = {pays}\nsource = "s"\n'


def found(text: str, tmp_path: Path) -> list[tuple[str, str]]:
    """Return the code of each finding, and what it names or suggests."""
    file = tmp_path / "table.toml"
    file.write_text(text, encoding="utf-8")
    return [(each.code, each.hint or each.found) for each in inspect(file)[1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (table(charge('when = { buiding = "villa" }'), head=BUILDING), [("undeclared", "building")]),
        (table(charge('unless = { building = "vila" }'), head=BUILDING), [("undeclared", "villa")]),
        (table(season=HOUSES), []),
        (table(head=BUILDING, season=HOUSES), [("undeclared", "building")]),
        (
            table(head=BUILDING)
            + '[[city.area]]\ngives = "usable_m2"\nfrom = "building_m2"\nratio = 0.7\nsource = "s"\n'
            + 'when = { building = "flatt" }\n',
            [("undeclared", "flat")],
        ),
        (
            table(head=BUILDING)
            + '[[city.heat_use]]\nvalue = 0.3\nbasis = "building_m2"\nsource = "s"\nwhen = { buildin = "flat" }\n',
            [("undeclared", "building")],
        ),
        (table(rules=relief("x") + 'when = { town = "a" }\n', head=BUILDING), [("undeclared", "town")]),
        (
            table(charge('when = { building = "a" }'), charge('when = { bulding = "b" }', "x")),
            [("two_spellings", "building, bulding")],
        ),
        (
            table(charge('when = { building = "high_rise" }'), charge('when = { building = "high-rise" }', "x")),
            [("two_spellings", "building = high_rise, high-rise")],
        ),
        (table(charge('when = { zone_1 = "a" }'), charge('when = { zone_2 = "a" }', "x")), []),
        (table(charge('when = { stopped = "yes" }')), [("reserved_name", "stopped")]),
    ],
)
def test_when_names_what_is_declared(text: str, expected: list[tuple[str, str]], tmp_path: Path) -> None:
    assert found(text, tmp_path) == expected


@pytest.mark.parametrize(
    "name", ["stopped", "relief", "reconnected", "status", "class", "winter", "height_m", "account"]
)
def test_an_attribute_is_called_as_nothing_else_that_homes_state(name: str, tmp_path: Path) -> None:
    head = f'[attributes.{name}]\nname = "其"\nvalues = {{ a = ["甲"] }}\n'
    assert found(table(head=head), tmp_path) == [("reserved_name", name)]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('[plans.area]\nname = "甲"\n', ("reserved_name", "area")),
        ('[plans.flat]\nname = "按面积"\n', ("reserved_name", "按面积")),
        ('[measures.height_m]\nname = "甲"\nunit = "m"\n', ("reserved_name", "height_m")),
        ('[measures.rt]\nname = "甲"\nunit = "C"\naliases = ["建筑面积"]\n', ("reserved_name", "建筑面积")),
        ('[attributes.a]\nname = "层高"\nvalues = { b = ["乙"] }\n', ("reserved_name", "层高")),
        (BUILDING + '[measures.building]\nname = "栋"\nunit = "栋"\n', ("duplicate_name", "building")),
        ('[classes.a]\nname = "甲"\nkind = "a"\n', ("not_allowed", "a")),
    ],
)
def test_what_is_declared_has_a_name_of_its_own(head: str, expected: tuple[str, str], tmp_path: Path) -> None:
    assert expected in found(table(head=head), tmp_path)


def test_kinds_of_classes_lead_back_to_none(tmp_path: Path) -> None:
    head = '[classes.a]\nname = "甲"\nkind = "b"\n[classes.b]\nname = "乙"\nkind = "c"\n[classes.c]\nname = "丙"\n'
    assert found(table(head=head), tmp_path) == []
    assert found(table(head=head + 'kind = "b"\n'), tmp_path) == [("not_allowed", "c"), ("not_allowed", "b")]


@pytest.mark.parametrize("name", ["minimum", "cap", "vat", "rounding", "relief"])
def test_a_charge_is_called_as_no_other_line_of_a_bill(name: str, tmp_path: Path) -> None:
    assert found(table(charge(name=name)), tmp_path) == [("reserved_name", name)]


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ('when = { a = "x" }', 'unless = { a = "x" }', None),
        ('when = { a = "x" }', 'when = { a = "y" }', None),
        ('when = { a = "x" }', 'when = { b = "x" }', "charge_twice"),
        ('when = { a = "x", b = "y" }', 'when = { b = "x" }', None),
        ('when = { a = "x" }', 'unless = { a = "y" }', "charge_twice"),
        ('unless = { a = "x" }', 'unless = { a = "x" }', "charge_twice"),
        ('unless = { a = "x", b = "x" }', 'when = { a = "x" }', "charge_twice"),
        ('unless = { a = "x", b = "x" }', 'when = { a = "x", b = "x", c = "x" }', None),
        ("", 'when = { a = "x" }', "charge_twice"),
        ('when = { a = "x" }, unless = { a = "x" }', "", "never_applies"),
    ],
)
def test_charges_of_one_name_exclude_each_other(first: str, second: str, code: str | None, tmp_path: Path) -> None:
    codes = [code for code, _ in found(table(charge(first), charge(second, rate="4")), tmp_path)]
    assert codes == ([code] if code else [])


def test_either_or_is_billed_as_one_of_both(tmp_path: Path) -> None:
    file = tmp_path / "table.toml"
    text = table(charge('when = { a = "x" }'), charge('unless = { a = "x" }', rate="4"))
    file.write_text(text, encoding="utf-8")
    tariffs = heatcalc.load_tariffs(file)
    for value, due in (("x", "2000.00"), ("other", "1600.00")):
        bill = heatcalc.bill(area=100, city="jia", tariffs=tariffs, attributes={"a": value})
        assert isinstance(bill, heatcalc.Bill)
        assert str(bill.due) == due


LOW = '[groups.dibao]\nname = "低保户"\naliases = ["低保"]\n'


@pytest.mark.parametrize(
    ("head", "rules", "expected"),
    [
        (LOW, relief("dibo"), [("undeclared_group", "dibao")]),
        (LOW, relief("特困"), []),
        (LOW, relief("dibao") + relief("低保", "0.2"), [("ambiguous_rule", "dibao, 低保")]),
        ("", relief("Low") + relief("low", "0.2"), [("ambiguous_rule", "Low, low")]),
        ("", relief("low") + relief("poor", "0.2"), []),
    ],
)
def test_a_group_has_one_relief(head: str, rules: str, expected: list[tuple[str, str]], tmp_path: Path) -> None:
    assert found(table(head=head, rules=rules), tmp_path) == expected


def test_an_id_is_not_that_which_another_entry_has_by_default(tmp_path: Path) -> None:
    other = TARIFF.replace("residential", "shop").replace("charge", 'id = "jia/residential/area/2022-11-01"\ncharge')
    found = findings(table() + other, tmp_path)
    assert [(path, code) for _, path, code in found] == [("city[0].tariff[1].id", "duplicate_name")]
    assert findings(table() + other.replace("jia/", "yi/"), tmp_path) == []


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ("seen = 2023-05-01\n", None),
        ("seen = 2021-05-01\n", "without_effect"),
        ("seen = 2023-05-01\nuntil = 2023-03-31\n", "not_allowed"),
        ("seen = 2202-05-01\n", "far_year"),
        ("until = 9999-12-31\n", "far_year"),
        ('until = "9998-9999"\n', "far_year"),
    ],
)
def test_days_are_those_of_a_price(extra: str, code: str | None, tmp_path: Path) -> None:
    assert [each for _, _, each in findings(table(extra=extra), tmp_path)] == ([code] if code else [])


@pytest.mark.parametrize(
    ("date", "code"), [("2202", "far_year"), ("2022-02-30", "not_allowed"), ("1922-01", "far_year")]
)
def test_a_source_has_a_date_that_there_is(date: str, code: str, tmp_path: Path) -> None:
    text = table().replace('date = "2022"', f'date = "{date}"')
    assert findings(text, tmp_path) == [(9, "sources.s.date", code)]


@pytest.mark.parametrize("values", ['{ a = "甲" }', "{ a = 1 }", "{ a = [] }"])
def test_names_of_a_value_are_a_list(values: str, tmp_path: Path) -> None:
    ((code, told),) = found(table(head=f'[attributes.b]\nname = "乙"\nvalues = {values}\n'), tmp_path)
    assert code == ("empty_list" if "[]" in values else "wrong_type")
    assert told == ('["甲"]' if "甲" in values else "1" if "1" in values else "[]")


@pytest.mark.parametrize("wrong", ["units = 'm'", "unit = 'm'\naliases = 'x'", "unit = 'm'\nmay_be_negative = 'yes'"])
def test_a_mistake_in_a_measure_is_found_at_its_line(wrong: str, tmp_path: Path) -> None:
    ((line, path, _),) = findings(table(head=f'[measures.rt]\nname = "甲"\n{wrong}\n'), tmp_path)
    assert path.startswith("measures.rt.")
    assert line == 7 + len(wrong.splitlines()) + 0


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("building", "bulding", True),
        ("building", "buidling", True),
        ("building", "buildink", True),
        ("dibao", "dibo", True),
        ("town", "down", False),
        ("zone_1", "zone_2", False),
        ("meter", "metering", False),
        ("heat", "heater", False),
    ],
)
def test_a_slip_is_one_letter(one: str, other: str, slip: bool) -> None:
    assert is_slip(one, other) is is_slip(other, one) is slip
