"""The text of every dialect is of that dialect's grammar, by a parser that is not ours, and says if nobody ran it."""

import re
from collections import Counter

import pytest
import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel

from heatcalc.billing.request import BillRequest
from heatcalc.errors import Refused, UsageError
from heatcalc.export.sql import select_of
from heatcalc.formula.home import Home
from heatcalc.formula.sql.dialects import DIALECTS
from heatcalc.tariffs.model import Table
from tests.conftest import Program
from tests.export.test_databases import columns_for, questions

GRAMMARS = {"sqlserver": "tsql"}
"""What the parser calls a dialect, where that is not its name here."""
_VALUE = re.compile(r"--[^\n]*|'[^']*'|\b[0-9]+\b")
"""What no grammar tells apart: of statements that differ in nothing else one is parsed."""


def parsed(text: str, dialect: str) -> exp.Expression:
    """Return the one statement of a text, all of which its grammar knows."""
    (found,) = sqlglot.parse(text, dialect=GRAMMARS.get(dialect, dialect), error_level=ErrorLevel.RAISE)
    assert found is not None
    assert not list(found.find_all(exp.Command)), "what the parser gave up on"
    return found


def statements(table: Table, dialect: str) -> list[str]:
    """Return what is printed for every tariff of the table."""
    printed = []
    for question in questions(table):
        for every in (False, True):
            columns = columns_for(question, every)
            if every and DIALECTS[dialect].day:
                columns |= {"paid_on": "paid_on"}
            try:
                printed.append(select_of(table, question, dialect, columns, view="" if every else "bills"))
            except (Refused, UsageError):
                continue
    return printed


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_statement_is_of_the_grammar_of_its_database(dialect: str, shipped: Table) -> None:
    question = BillRequest(Home({}, {}), "朔州")
    nasty = "a]\"`'b"
    columns = {"account": nasty, "building_m2": nasty + "2", "relief": "relief"}
    found = parsed(select_of(shipped, question, dialect, columns, source=nasty, view="v"), dialect)
    assert isinstance(found, exp.Create)
    names = {each.name for each in found.find_all(exp.Column)}
    assert {nasty, nasty + "2"} <= names


@pytest.mark.slow
@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_statement_is_of_the_grammar_of_its_database(dialect: str, shipped: Table) -> None:
    shapes = {_VALUE.sub("1", text): text for text in statements(shipped, dialect)}
    kinds = Counter(type(parsed(text, dialect)) for text in shapes.values())
    assert set(kinds) == {exp.Create, exp.Select}
    assert min(kinds.values()) > 25, kinds


@pytest.mark.parametrize("dialect", [name for name, each in DIALECTS.items() if each.unproved])
def test_no_value_of_truth_is_asked_of_a_database_without_them(dialect: str, shipped: Table) -> None:
    """A test stands after WHEN, or beside another test; nowhere else."""
    for text in statements(shipped, dialect)[:40]:
        tree = parsed(text, dialect)
        for test in tree.find_all(exp.Predicate, exp.Not, exp.Connector):
            held = test.parent
            while isinstance(held, exp.Paren):
                held = held.parent
            where = isinstance(held, exp.Where | exp.Not | exp.Connector)
            assert where or (isinstance(held, exp.If) and held.this.find(type(test))), test.sql()
        assert not list(tree.find_all(exp.Boolean))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_head_says_what_no_server_was_asked(dialect: str, heat: Program) -> None:
    for lang, said in (("zh", "未验证"), ("en", "not proved here")):
        printed = heat("sql", "--city", "朔州", "--dialect", dialect, "--lang", lang).out
        head = [line for line in printed.splitlines() if line.startswith("-- ")]
        assert any(said in line for line in head) == bool(DIALECTS[dialect].unproved)


def test_sql_server_is_asked_for_no_deeper_cases_than_it_reads(shipped: Table) -> None:
    """It reads ten CASE in one another."""
    depths = Counter(max(depths_of(text)) for text in statements(shipped, "sqlserver"))
    assert max(depths) <= 10, depths


def depths_of(text: str) -> list[int]:
    """Return how deep the CASEs of a text are."""
    depth, depths = 0, [0]
    for word in re.findall(r"\b(?:CASE|END)\b", re.sub(r"'[^']*'", "", text)):
        depth += 1 if word == "CASE" else -1
        depths.append(depth)
    return depths
