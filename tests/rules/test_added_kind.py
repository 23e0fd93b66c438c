"""A rule and an input that only a test knows are known everywhere: nothing but their own rows had to be written."""

import io
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

import heatcalc
from heatcalc.batches.batch_options import BatchOptions, Defaults
from heatcalc.batches.run import run
from heatcalc.billing.request import BillRequest
from heatcalc.export.resident_data import page_data
from heatcalc.export.sql import select_of
from heatcalc.export.sql_columns import columns_of
from heatcalc.formula.home import Home
from heatcalc.ledger.template import template_columns
from heatcalc.money import CNY
from heatcalc.show.rules import rule_text
from heatcalc.tariffs.json_schema import json_schema
from heatcalc.tariffs.load import load_tariffs
from heatcalc.tariffs.model import Table
from tests.conftest import environment
from tests.rules import balcony

RULE = """
  [[city.rule]]
  kind = "balcony"
  rate = 7.5
  classes = ["residential"]
  plans = ["area"]
  source = "made-up"
"""
RULES = Path(__file__).parents[1] / "tables" / "rules.toml"


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    balcony.register()
    made = tmp_path / "balcony.toml"
    rules, test, others = RULES.read_text(encoding="utf-8").partition('[[city]]\nid = "test"\n')
    first, _, later = others.partition("[[city]]")
    made.write_text(f"{rules}{test}{first}{RULE}[[city]]{later}", encoding="utf-8")
    yield made
    balcony.unregister()


@pytest.fixture
def table(file: Path) -> Table:
    return load_tariffs(file)


def test_a_bill_has_the_line(table: Table) -> None:
    bill = heatcalc.bill(area=100, balcony=8, city="test", tariffs=table)  # type: ignore[call-arg] # only the test has it
    assert isinstance(bill, heatcalc.Bill)
    (line,) = [line for line in bill.lines if line.id == "balcony"]
    assert (line.label, line.amount) == ("封闭阳台", Decimal("60.00"))


@pytest.mark.usefixtures("file")
def test_a_city_without_the_rule_refuses_the_home() -> None:
    refused = heatcalc.bill(area=100, balcony=8, city="朔州")  # type: ignore[call-arg] # only the test has it
    assert isinstance(refused, heatcalc.Refusal)
    assert "封闭阳台面积" in refused.message


@pytest.mark.parametrize("engine", ["exact", "duckdb"])
def test_a_ledger_has_the_column(table: Table, engine: str, tmp_path: Path) -> None:
    ledger = "户号,建筑面积,阳台面积\n1,100,8㎡\n2,100,\n3,100,101\n"
    out = tmp_path / "bills.csv"
    batch = run(io.BytesIO(ledger.encode()), out, table, "0", BatchOptions(Defaults(city="test"), engine=engine))
    first, second = out.read_text(encoding="utf-8-sig").splitlines()[1:]
    totals = [Decimal(line.split(",")[3]) for line in (first, second)]
    assert totals[0] - totals[1] == 60
    assert [reason.code for reason in batch.reasons] == ["R07"]


def test_sql_has_the_column(table: Table) -> None:
    request = BillRequest(Home({}, {}), "test")
    assert ("balcony_m2", "封闭阳台面积", "数，0.0001 – 100 ㎡") in columns_of(table, request)
    columns = {"account": "account", "building_m2": "area", "balcony_m2": "balcony"}
    assert '"balcony" BETWEEN 0.0001 AND 100' in select_of(table, request, "duckdb", columns)


def test_the_page_asks_for_it(table: Table) -> None:
    data = page_data(table, "zh")
    (tariff,) = [
        each for each in data["cities"][0]["tariffs"] if (each["class"], each["plan"]) == ("residential", "area")
    ]
    assert "balcony_m2" in tariff["asked"]
    assert data["inputs"]["balcony_m2"]["limits"] == ["0", "100"]


def test_the_table_knows_the_kind(table: Table) -> None:
    (rule,) = [rule for rule in table.city[0].rule if rule.kind == "balcony"]
    assert rule_text(rule, table, "zh", CNY).startswith("封闭阳台")
    assert "'balcony'" in str(json_schema())


@pytest.mark.usefixtures("file")
def test_the_template_has_its_header() -> None:
    assert template_columns()["balcony_m2"] == "阳台面积"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("bill", "--help"), "--balcony"),
        (("check", "--help"), "--balcony"),
        (("bill", "--area", "100", "--balcony", "8", "--city", "test"), "60.00"),
        (("tariff", "validate", "TABLE"), ""),
        (("sql", "--city", "test", "--explain-columns"), "balcony_m2"),
    ],
)
def test_the_commands_know_it(arguments: tuple[str, ...], says: str, file: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parents[2])!r}); sys.argv = ['heatcalc', *sys.argv[1:]]\n"
        "from tests.rules import balcony; balcony.register()\n"
        "from heatcalc.cli.app import main; main()"
    )
    given = [str(file) if each == "TABLE" else each for each in arguments]
    variables = environment(HEATCALC_TARIFFS=str(file))
    done = subprocess.run([sys.executable, "-c", code, *given], capture_output=True, env=variables, check=False)
    assert (done.returncode, done.stderr.decode()) == (0, "")
    assert says in done.stdout.decode()
