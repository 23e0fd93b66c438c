"""The columns of words of a household table: each word as the table has it, its default, and the test that it is known.

SQL compares words as they are written; blanks and small letters that `bill` does not mind make a word unknown here, and
a home with an unknown word has no bill.
"""

from collections.abc import Iterable, Iterator, Mapping

from heatcalc.billing.calculate import PricedTariff
from heatcalc.export.sql_columns import NO, YES
from heatcalc.formula.sql.dialect import Dialect
from heatcalc.inputs import INPUTS
from heatcalc.schema.attributes import OTHER, OTHERS
from heatcalc.tariffs.model import Table
from heatcalc.tariffs.names import other_words


def carried_words(
    engine: Dialect, table: Table, priced: PricedTariff, asked: Mapping[str, str], stated: Mapping[str, str]
) -> list[str]:
    """Return the columns of words, each word as the rules have it: 城市低保户 where a home's is 低保.

    `asked` are the table's columns by their inputs, which are called as `word_columns` says from there on; a home that
    says nothing of an attribute has what is `stated` for all.
    """
    called = word_columns(engine, asked)
    carried = []
    for name, column in asked.items():
        others = _other_values(table, priced, name) or other_words(table, priced.words().get(name, []))
        word = engine.word.format(column)
        whens = [f"WHEN {engine.literal(other)} THEN {engine.literal(meant)}" for other, meant in others.items()]
        whens += [f"WHEN {engine.literal(other)} THEN {meant}" for other, meant in _answers(engine, name)]
        text = f"CASE {word} {' '.join(whens)} ELSE {word} END" if whens else word
        if name in stated and name in priced.found.city.attributes():
            text = f"COALESCE({text}, {engine.literal(stated[name])})"
        carried.append(f"{text} AS {called[name]}")
    return carried


def _answers(engine: Dialect, name: str) -> Iterator[tuple[str, str]]:
    """Yield what says in a column of stops or reliefs that there is none, or in one of yes and no that there is."""
    asked = INPUTS.get(name)
    if asked is None:
        return
    yield from ((each, "NULL") for each in NO)
    if asked.kind == "flag":
        yield from ((each, engine.literal("yes")) for each in YES)


def word_columns(engine: Dialect, names: Iterable[str]) -> dict[str, str]:
    """Return what columns of words are called within the statement, so that none has the name of one of its own."""
    return {name: engine.quoted(f"{name}_word") for name in names}


def known_words(engine: Dialect, table: Table, priced: PricedTariff, asked: Mapping[str, str]) -> list[str]:
    """Return the tests that each word a home states is one that the prices or rules know."""
    used = priced.found.city.attributes()
    values = {name: [*table.attribute(name, used[name]).values, OTHER] for name in used}
    known = {**priced.words(), **values}
    tests = []
    for name, column in asked.items():
        if name in known:
            either = f" OR {column} IN ({', '.join(map(engine.literal, known[name]))})" if known[name] else ""
            tests.append(f"({column} IS NULL{either})")
    return tests


def _other_values(table: Table, priced: PricedTariff, name: str) -> dict[str, str]:
    """Return what else means a value of an attribute, and which."""
    used = priced.found.city.attributes()
    if name not in used:
        return {}
    values = table.attribute(name, used[name]).values
    others = {other: value for value, names in values.items() for other in names if other != value}
    return others | {other: OTHER for other in OTHERS if other != OTHER}
