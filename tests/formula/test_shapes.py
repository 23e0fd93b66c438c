"""Formulas of one shape share a branch of the SELECT, their numbers as parameters: to the exact reader's fen."""

from typing import Any

import duckdb
import pytest

from heatcalc.batches.profile_sql import Statement, statement
from heatcalc.formula.sql.compile import Billing
from heatcalc.formula.sql.shapes import shapes_of
from tests.formula.test_sql import Amounts, Home, asked_of, homes_of


def rows_of(made: Statement) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        made.prepare(connection)
        return connection.execute(made.text, made.values).fetchall()


def by_shapes(bills: dict[int, tuple[Billing, Home]]) -> dict[int, Amounts]:
    """Return what the bills of all homes come to, each home with a key of its own."""
    keyed = f"(SELECT * EXCLUDE (tariff), 'k' || tariff AS key, TRUE AS sure FROM {homes_of(bills)})"
    billings = {number: made for number, (made, _) in bills.items()}
    made = statement(keyed, "key", {f"k{number}": number for number in bills}, billings)
    return {number: None if None in amounts else tuple(amounts) for _, number, *amounts in rows_of(made)}


@pytest.mark.parametrize("first", [0, *(pytest.param(first, marks=pytest.mark.slow) for first in range(10, 100, 25))])
def test_generated_homes_of_many_tables_agree_with_the_exact_reader(first: int) -> None:
    drawn = [asked_of(seed, more) for seed in range(first, first + 5) for more in range(4)]
    bills = dict(enumerate((bill for each in drawn for bill in each.bills.values()), 1))
    truth = dict(enumerate((exact for each in drawn for exact in each.truth.values()), 1))
    answers = by_shapes(bills)
    assert answers == truth, [(n, answers[n], truth[n]) for n in answers if answers[n] != truth[n]]
    formulas = list(dict.fromkeys(made for made, _ in bills.values()))
    shapes = shapes_of(formulas)
    assert len(shapes.numbers) > 8
    assert max(len(each.expressions) for each in shapes.levels) < len(formulas)


def test_numbers_that_differ_are_parameters_and_others_are_not() -> None:
    def billing(rate: int, half: int) -> Billing:
        amount = f"((CAST(m_building_m2 AS BIGINT) * {rate}) + {half}) // 1000)"
        return Billing((), amount, "0", amount)

    shapes = shapes_of([billing(189, 500), Billing((), "sum_1", "0", "sum_1"), billing(252, 500)])
    due, total, others = shapes.levels
    amount = "((CAST(m_building_m2 AS BIGINT) * given_1) + 500) // 1000)"
    assert (due.by, due.expressions) == ("due_shape", {1: amount, 2: "sum_1"})
    assert (total.by, set(total.expressions.values())) == ("formula", {"due"})
    assert (others.by, set(others.expressions.values())) == ("formula", {"0"})
    assert shapes.numbers == {"due_shape": [1, 2, 1], "given_1": [189, 1, 252]}
    assert shapes.types == {"due_shape": "BIGINT", "given_1": "BIGINT"}


def test_a_column_of_the_bill_has_shapes_of_its_own_and_shares_parameters() -> None:
    def billing(rate: int, off: int, others: str) -> Billing:
        return Billing((f"(m_a * {rate})", f"(m_b * {off})"), "sum_1", others, f"(sum_1 - {rate})")

    shapes = shapes_of([billing(2, 3, "0"), billing(4, 5, "0"), billing(6, 7, "sum_2")])
    assert [list(each.expressions.values()) for each in shapes.levels] == [
        ["(m_a * given_1)"] * 3,
        ["(m_b * given_2)"] * 3,
        ["(sum_1 - given_1)"] * 3,
        ["sum_1"] * 3,
        ["0", "sum_2"],
    ]
    assert shapes.numbers == {"given_1": [2, 4, 6], "given_2": [3, 5, 7], "others_shape": [1, 1, 2]}


def test_wide_numbers_stay_wide() -> None:
    wide = [
        Billing((), text, "0", text) for text in (f"(CAST(m_kWh AS HUGEINT) * {number})" for number in (2**70, 2**80))
    ]
    shapes = shapes_of([*wide, Billing((), "(m_kWh * 3)", "0", "(m_kWh * 3)")])
    assert {name: type_ for name, type_ in shapes.types.items() if name != "due_shape"} == {"wide_1": "HUGEINT"}
    assert shapes.numbers["wide_1"] == [2**70, 2**80, 1]


def test_texts_are_no_numbers() -> None:
    texts = [Billing((), f"(CASE WHEN building = '{name}' THEN 1 END)", "0", "0") for name in ("1 塔", "2 塔")]
    _, total, _ = shapes_of(texts).levels
    assert total.expressions == {1: texts[0].total, 2: texts[1].total}


@pytest.mark.parametrize("count", [1, 41, 254, 255, 256, 257, 65_534, 65_536])
def test_each_key_is_found_however_many_there_are(count: int) -> None:
    billing = Billing((), "m_a", "0", "m_a")
    known = {f"k{at}": at % 3 and at for at in range(count)}
    rows = f"(SELECT 'k' || i AS key, i <> 1 AS sure, 1 AS m_a FROM range({count + 1}) AS t(i))"
    made = statement(rows, "key", known, {number: billing for number in known.values() if number})
    tariffs = {key: tariff for key, tariff, *_ in rows_of(made)}
    assert tariffs == {**known, f"k{count}": None, "k1": 0}
