"""What a home may state is said in one place, and every reader takes it from there."""

import ast
import io
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import get_type_hints

import pytest

import heatcalc
from heatcalc.batches.batch_options import BatchOptions, Defaults
from heatcalc.batches.run import run
from heatcalc.billing.calculate import calculate
from heatcalc.billing.request import BillKeywords, BillRequest
from heatcalc.errors import UsageError
from heatcalc.export.resident_data import page_data
from heatcalc.export.sql import select_of
from heatcalc.formula.home import Home
from heatcalc.inputs import INPUTS
from heatcalc.ledger.columns import known_columns
from heatcalc.measures import MEASURES
from heatcalc.tariffs.model import Table

SOURCE = Path(heatcalc.__file__).parent


def spelled_elsewhere(source: Path) -> Iterator[str]:
    """Yield where a file other than `inputs.py` says what belongs there: an option, a header, a list of inputs."""
    options = {each.option for each in INPUTS.values() if each.option}
    headers = {header for each in INPUTS.values() for header in each.headers if not header.isascii()}
    names = set(INPUTS) - {"stopped", "relief", "paid_on", "cold", "supply_from", "supply_to"}
    for file in sorted(source.rglob("*.py")):
        room = file.relative_to(source).parts[0]
        if room in ("inputs.py", "measures.py", "messages", "schema", "rules", "tariffs"):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            at = f"{file.name}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Constant) and node.value in options:
                yield f"{at}: option {node.value}"
            if isinstance(node, ast.Constant) and node.value in headers:
                yield f"{at}: header {node.value}"
            listed = node.keys if isinstance(node, ast.Dict) else getattr(node, "elts", [])
            if len({each.value for each in listed if isinstance(each, ast.Constant)} & names) > 2:
                yield f"{at}: a list of inputs"


ELSEWHERE = {
    "compare.py": "option --area",  # which `compare` takes several times
    "carried.py": "header",  # the same words, in columns that nobody has explained
    "home_words.py": "header",  # 报停 is a header, and what a title or a remark says
    "words.py": "header",  # 报停 is a header, and a word below another
    "money_headers.py": "header",  # 面积 is a header, and in 阳台面积 a part of one
    "template.py": "header",  # the same word, offered in a list
    "tariff_entries.py": "option --from",  # since when a tariff holds
}
"""The places that may spell one, and what."""


def test_no_input_is_spelled_elsewhere() -> None:
    found = [each for each in spelled_elsewhere(SOURCE) if ELSEWHERE.get(each.partition(":")[0], "-") not in each]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        'LEDGER = {"建筑面积": 1}',
        'OPTIONS = ("--height",)',
        'LIMITS = {"kWh": 9, "GJ": 9, "month": 12}',
        'NAMES = ("month", "day", "GJ")',
    ],
)
def test_a_second_list_of_inputs_is_found(line: str, tmp_path: Path) -> None:
    (tmp_path / "billing").mkdir()
    (tmp_path / "billing" / "more.py").write_text(line + "\n", encoding="utf-8")
    assert list(spelled_elsewhere(tmp_path))


def test_the_keywords_of_python_are_those_of_the_inputs() -> None:
    tariff = {"city", "class_", "plan", "winter", "year", "attributes", "measures", "ratio", "tariffs", "lang"}
    assert set(get_type_hints(BillKeywords)) - tariff == {each.keyword for each in INPUTS.values() if each.keyword}


def test_no_header_means_two_columns() -> None:
    # Other tests in this process may have read tables that declare measures of their own.
    own = {name for name, each in MEASURES.items() if each.kind == "own"}
    columns = {column: headers for column, headers in known_columns().items() if column not in own}
    said = Counter(header for column, headers in columns.items() for header in {column.lower(), *headers})
    assert [header for header, times in said.items() if times > 1] == []


@pytest.mark.parametrize(
    ("name", "beyond"),
    [("building_m2", "10000000.01"), ("building_m2", "0.0099"), ("month", "12.5"), ("height_m", "0.9")],
)
def test_every_reader_has_the_same_range(name: str, beyond: str, shipped: Table, tmp_path: Path) -> None:
    other = {} if name == "building_m2" else {"building_m2": Fraction(100)}
    with pytest.raises(UsageError, match="超出范围"):
        calculate(shipped, BillRequest(Home({**other, name: Fraction(beyond)}, {}), "朔州"))
    column = INPUTS[name].column
    text = ",".join(["户号", *INPUTS["building_m2"].headers[: len(other)], column]) + "\n"
    text += ",".join(["1", *("100" for _ in other), beyond]) + "\n"
    for engine in ("exact", "duckdb"):
        wanted = BatchOptions(Defaults(city="朔州"), engine=engine)
        batch = run(io.BytesIO(text.encode()), tmp_path / f"{engine}.csv", shipped, "0", wanted)
        assert [reason.code for reason in batch.reasons] == ["R07"]
    columns = {each: each for each in ("account", *(["building_m2"] if other else []), column)}
    assert f"AND {INPUTS[name].most}" in select_of(shipped, BillRequest(Home({}, {}), "朔州"), "duckdb", columns)
    assert page_data(shipped, "zh")["inputs"][name]["limits"][1] == str(INPUTS[name].most)
