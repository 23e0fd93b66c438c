"""The command that is shown names the ledger as its user does, or says by which name it is to be saved."""

import subprocess
import sys
from pathlib import Path

import pytest

from heatcalc.web.desk.jobs import name_for_command
from heatcalc.web.desk.uploads import Uploaded
from tests.conftest import environment
from tests.helpers.clerk import Clerk, text_of
from tests.helpers.serving import Served
from tests.web.desk.test_flow import command_of, files_of

LEDGER = "户号,建筑面积\n1,100\n".encode()


@pytest.mark.parametrize(
    ("called", "plain", "named"),
    [
        ("台账 2024.csv", "台账_2024.csv", "台账 2024.csv"),
        ("A.CSV", "A.csv", "A.CSV"),
        ("-o.csv", "-o.csv", "-o.csv"),
        ("a$(x)'\"*.csv", "a.csv", "a$(x)'\"*.csv"),
        ("bills.csv", "bills.csv", "ledger-bills.csv"),
        ("Mended-1 x.csv", "Mended-1_x.csv", "ledger-Mended-1_x.csv"),
        ("a\u202eb.csv", "a.csv", "a.csv"),
        ("\ufffd.csv", "ledger.csv", "ledger.csv"),
        ("台" * 90 + ".csv", "台" * 60 + ".csv", "台" * 60 + ".csv"),
    ],
)
def test_a_ledger_is_named_as_its_user_does_where_that_can_be(called: str, plain: str, named: str) -> None:
    assert name_for_command(Uploaded(plain, 1, "" if called == plain else called)) == named


@pytest.mark.parametrize("name", ["台账 新.CSV", "-o.csv", "a$(x)'*;.csv", "bills.csv"])
def test_the_command_runs_with_the_name_that_is_said(server: Served, tmp_path: Path, name: str) -> None:
    clerk = Clerk(server)
    job = clerk.job(name, LEDGER)
    made = clerk.done(f"{job}/choose", [("then", "run")])
    page = clerk.page(made)
    said = "先把台账另存为 ledger-bills.csv" in text_of(page)
    assert said == (name == "bills.csv")
    (tmp_path / (f"ledger-{name}" if said else name)).write_bytes(LEDGER)
    command = command_of(page)
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=tmp_path, env=environment(), capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert files_of(clerk, made) == {each: (tmp_path / each).read_bytes() for each in files_of(clerk, made)}
