"""Inputs as the people who bill heat have them, made from public reports, each with the right outcome.

`tests/cases/reported.jsonl` has one a line. A ledger is billed by the command, and by every engine that takes its file.
Where an outcome is a list of several, any of them is right; in one, all must hold.
"""

import base64
import json
import zlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import pytest

import heatcalc
from heatcalc.errors import InputFileError
from tests.conftest import Program, Run
from tests.helpers.files import read
from tests.helpers.workbooks import xlsx

CASES = [json.loads(line) for line in (Path(__file__).parent / "cases/reported.jsonl").read_text("utf-8").splitlines()]
RESULTS = {"due": "应缴", "line": "行号", "message": "原因"}


def _said(row: dict[str, str], column: str) -> str:
    return row[column] if column in row else row[RESULTS[column]]


class Outcome:
    """What a run left behind."""

    def __init__(self, run: Run, folder: Path, out: str) -> None:
        self.run = run
        self.folder = folder
        self.out = folder / out
        bills = folder / out
        self.bills = read(bills) if bills.suffix == ".csv" and bills.exists() else []
        rejects = bills.with_name(f"{bills.stem}.rejects.csv")
        self.rejects = read(rejects) if rejects.exists() else []

    def fails(self, expected: dict[str, Any]) -> str:
        """Return which of the conditions does not hold, or nothing."""
        for name, wanted in expected.items():
            if name != "key" and not getattr(self, name)(wanted, expected.get("key", "户号")):
                return f"{name} {wanted}"
        return ""

    def _account(self, row: dict[str, str], key: str | int) -> str:
        return (
            row[key] if isinstance(key, str) and key in row else list(row.values())[key if isinstance(key, int) else 0]
        )

    def due(self, wanted: dict[str, str], key: str) -> bool:
        found = {self._account(row, key): Decimal(_said(row, "due")) for row in self.bills}
        return all(found.get(account) == Decimal(amount) for account, amount in wanted.items())

    def not_billed(self, wanted: list[str], key: str) -> bool:
        return not {self._account(row, key) for row in self.bills} & set(wanted)

    def accounts(self, wanted: list[str], key: str) -> bool:
        return [self._account(row, key) for row in self.bills] == wanted

    def rows(self, wanted: int, _: str) -> bool:
        return len(self.bills) == wanted

    def rejected(self, wanted: list[int], _: str) -> bool:
        return [int(_said(row, "line")) for row in self.rejects] == wanted

    def rc(self, wanted: int | list[int], _: str) -> bool:
        return self.run.code in ([wanted] if isinstance(wanted, int) else wanted)

    def says(self, wanted: list[str], _: str) -> bool:
        return any(word in self.run.out + self.run.err for word in wanted)

    def reject_says(self, wanted: list[str], _: str) -> bool:
        return any(word in _said(row, "message") for row in self.rejects for word in wanted)

    def reject_cells(self, wanted: list[str], _: str) -> bool:
        return any(list(row.values())[: len(wanted)] == wanted for row in self.rejects)

    def bill(self, wanted: str, _: str) -> bool:
        return self.run.code == 0 and json.loads(self.run.out)["due"] == wanted

    def types(self, wanted: dict[str, str], _: str) -> bool:
        header, first, *_ = openpyxl.load_workbook(self.out).active.iter_rows()
        found = {cell.value: first[at].data_type for at, cell in enumerate(header)}
        return all(found[column] == kind for column, kind in wanted.items())


def _ledger(case: dict[str, Any], folder: Path) -> Path:
    file = case["file"]
    ledger = folder / file["name"]
    if "z64" in file:
        ledger.write_bytes(zlib.decompress(base64.b64decode(file["z64"])))
    elif "sheets" in file:
        ledger.write_bytes(xlsx(file["sheets"]))
    else:
        ledger.write_bytes(file["text"].encode(file.get("encoding", "utf-8")))
    return ledger


def _table(case: dict[str, Any], folder: Path) -> list[str]:
    """Write the table of a case that has its own, and return the option that names it."""
    if "table" not in case:
        return []
    (folder / "table.toml").write_text(case["table"], encoding="utf-8")
    return ["--tariffs", str(folder / "table.toml")]


def _hold(case: dict[str, Any], outcome: Outcome) -> None:
    failed = [outcome.fails(each) for each in case["expected"]["any"]]
    assert "" in failed, (failed, outcome.bills, outcome.rejects, outcome.run)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda each: each["id"])
def test_case(case: dict[str, Any], tmp_path: Path, heat: Program) -> None:
    command, *arguments = case["do"], *case["args"], *_table(case, tmp_path)
    out = case.get("out", "bills.csv")
    if command == "batch":
        asked = [*arguments, "--max-rejects", "100%"]
        run = heat(command, str(_ledger(case, tmp_path)), *asked, "-o", str(tmp_path / out))
        if case.get("again"):
            out = "again.csv"
            run = heat(command, str(tmp_path / "bills.rejects.csv"), *asked, "-o", str(tmp_path / out))
    else:
        run = heat(command, *arguments, *(["--format", "json"] if command == "bill" else []))
    _hold(case, Outcome(run, tmp_path, out))


def _asked(arguments: list[str]) -> dict[str, Any]:
    """Return the options of a command as the Python interface takes them."""
    given = dict(zip(arguments[::2], arguments[1::2], strict=True))
    asked: dict[str, Any] = {name.removeprefix("--"): value for name, value in given.items()}
    header, _, meaning = asked.pop("map", "").partition("=")
    return {**asked, "columns": {header: meaning}} if header else asked


def _billed(ledger: Path, out: Path, asked: dict[str, Any]) -> Run:
    """Bill a ledger by the Python interface, and return what the command would have answered."""
    try:
        done = heatcalc.batch(ledger, out, max_rejects="100%", **asked)
    except InputFileError as error:
        return Run(3, "", error.text("zh"))
    return Run(1 if done.reasons else 0, json.dumps(dict(done.manifest), ensure_ascii=False), "")


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["exact", "compiled", "duckdb"])
@pytest.mark.parametrize("case", [each for each in CASES if each["do"] == "batch"], ids=lambda each: each["id"])
def test_case_by_engine(case: dict[str, Any], engine: str, tmp_path: Path) -> None:
    asked = {**_asked([*case["args"], *_table(case, tmp_path)]), "engine": engine}
    out = case.get("out", "bills.csv")
    run = _billed(_ledger(case, tmp_path), tmp_path / out, asked)
    if case.get("again"):
        out = "again.csv"
        run = _billed(tmp_path / "bills.rejects.csv", tmp_path / out, asked)
    _hold(case, Outcome(run, tmp_path, out))


BY_SPARK = [each for each in CASES if each["do"] == "batch" and not {"again", "out"} & each.keys()]
SOME = dict(list({each["kind"]: each for each in BY_SPARK}.items())[::2])
SOME |= {each["id"]: each for each in BY_SPARK if each["id"] == "guard-quoted-newline"}
"""A case of every other kind, since a run of Spark takes seconds, and the one that Spark once failed."""


@pytest.mark.slow
@pytest.mark.spark
@pytest.mark.parametrize("case", SOME.values(), ids=lambda each: each["id"])
def test_case_by_spark(case: dict[str, Any], tmp_path: Path, spark: Any) -> None:
    """Spark bills a folder of files into a folder of Parquet; `again` corrects a file and `out` is Excel's."""
    folder, out = tmp_path / "ledger", tmp_path / "bills"
    folder.mkdir()
    _ledger(case, folder)
    run = _billed(folder, out, {**_asked([*case["args"], *_table(case, tmp_path)]), "spark": spark})
    outcome = Outcome(run, tmp_path, "bills")
    if out.exists():
        rows = pyarrow.parquet.read_table(out).to_pylist()
        outcome.bills = [{name: str(value) for name, value in row.items()} for row in rows]
    _hold(case, outcome)
