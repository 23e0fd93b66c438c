"""The columns that a table of households may have, and what is given for them."""

from collections.abc import Mapping
from fractions import Fraction

from heatcalc.billing.calculate import PricedTariff, price_tariff
from heatcalc.billing.request import BillRequest
from heatcalc.errors import UsageError
from heatcalc.formula.sql.dialect import SCALE, Dialect
from heatcalc.inputs import INPUTS, Input
from heatcalc.measures import COUNTED, MEASURES
from heatcalc.messages import LANGS, Lang, say
from heatcalc.money import CNY, plain
from heatcalc.schema.suggest import near_miss
from heatcalc.tariffs.model import Table

YES = ("true", "1")
NO = ("no", "none", "false", "0")
"""What a column says that is of a type of yes and no, or of numbers."""
HOMES = "homes"
"""What a statement calls the table of households."""


def sql_inputs() -> dict[str, Input]:
    """Return the inputs that a table of households may have as columns, by the name of the column.

    What a ledger's status says in many words is here a column of its own name: `stopped`, which is `yes` or NULL.
    """
    return {
        each.column if each.is_measure else each.name: each
        for each in INPUTS.values()
        if each.column and each.kind != "event"
    }


def given(engine: Dialect, called: str) -> str:
    """Return a column of the table of households."""
    return f"{HOMES}.{engine.quoted(called)}"


def check_columns(columns: Mapping[str, str], known: list[str]) -> None:
    """Check that columns are `known`, and that the account and a measure are among them.

    Raises:
        UsageError: they are not.
    """
    for name in columns:
        if name not in known:
            raise UsageError("usage.column", column=name, columns=known, hint=near_miss(name, known))
    if "account" not in columns or not any(each.is_measure for name, each in sql_inputs().items() if name in columns):
        raise UsageError("usage.sql_columns")


def columns_of(table: Table, request: BillRequest, lang: Lang = "zh") -> list[tuple[str, str, str]]:
    """Return the columns that a table of households may have for a tariff: name, what it is, what it may hold.

    Raises:
        Refused: the table has no such tariff.
    """
    at = LANGS.index(lang)
    priced = price_tariff(table, request)
    words = priced.words() | {name: list(known) for name, known in priced.found.city.attributes().items()}
    found = [("account", say("ledger.account", lang), say("ledger.any_text", lang))]
    for name, each in sql_inputs().items():
        if each.kind == "date":
            found.append((name, each.called[at], say("ledger.a_date", lang)))
        elif each.is_measure:
            low, high = (plain(Fraction(end, SCALE)) for end in each.bounds(SCALE))
            unit = COUNTED.get(each.name, MEASURES[each.name].unit)[at]
            found.append((name, each.called[at], say("ledger.a_number", lang, low=low, high=high, unit=unit)))
    for name, values in words.items():
        answers = YES if values and name in INPUTS and INPUTS[name].kind == "flag" else ()
        found.append((name, say("ledger.word", lang), ", ".join([*sorted(values), *answers]) or "–"))
    results = ("total", "household", "others", "due")
    unit = minor_name(priced)
    return found + [(f"{name}_{unit}", say(f"ledger.{name}", lang), say(f"ledger.{unit}", lang)) for name in results]


def minor_name(priced: PricedTariff) -> str:
    """Return what the columns of amounts end in: whole fen, or the minor unit of another currency."""
    return "fen" if priced.formula.currency == CNY else "minor"
