"""The bill of a city's tariff as SQL, for a heat company's own database: readable, and exact in each dialect."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from heatcalc.billing.calculate import PricedTariff, price_tariff
from heatcalc.billing.events import attributes_stated
from heatcalc.billing.notes import age_of_price, general_price
from heatcalc.billing.request import BillRequest
from heatcalc.errors import Refused, UsageError
from heatcalc.export.sql_columns import HOMES, check_columns, given, minor_name, sql_inputs
from heatcalc.export.sql_measures import QuantityColumn, idle, quantity, within
from heatcalc.export.sql_words import carried_words, known_words, word_columns
from heatcalc.formula.nodes import Formula
from heatcalc.formula.specialize import Known, specialize
from heatcalc.formula.sql.compile import Billing, ScaledColumn, compile_formula
from heatcalc.formula.sql.dialect import Dialect
from heatcalc.formula.sql.dialects import DIALECTS
from heatcalc.formula.sql.terms import Inexpressible
from heatcalc.formula.walk import measures_of, unstated_attributes
from heatcalc.inputs import INPUTS
from heatcalc.measures import AREAS, GJ_PER
from heatcalc.messages import LANGS, Lang, say
from heatcalc.schema.suggest import near_miss
from heatcalc.schema.winters import winter_text
from heatcalc.tariffs.model import Table
from heatcalc.tariffs.to_formula import impossible_together, tariff_formula

if TYPE_CHECKING:
    from heatcalc.rules.base import Rule


def select_of(
    table: Table,
    request: BillRequest,
    dialect: str,
    columns: Mapping[str, str],
    *,
    source: str = "households",
    view: str = "",
    lang: Lang = "zh",
) -> str:
    """Return the SELECT that bills the homes of the table `source` by the tariff that a request asks for.

    `columns` names the columns that the table has, each with what it is called there. The result has the `account`, and
    `total_fen`, `household_fen`, `others_fen`, `due_fen` (`…_minor` but for CNY): whole numbers, NULL for a refusal.

    Raises:
        Refused: the table has no such tariff, or none that holds for any home with these columns.
        UsageError: there is no such dialect or column, or the dialect cannot be exact for this tariff.
    """
    engine = _engine(dialect)
    priced = price_tariff(table, request)
    attributes = sorted(priced.found.city.attributes())
    inputs = sql_inputs()
    check_columns(columns, ["account", *inputs, *attributes])
    stated = {inputs[name].name: called for name, called in columns.items() if name in inputs}
    measures = {name: given(engine, called) for name, called in stated.items() if INPUTS[name].is_measure}
    if not engine.day and any(INPUTS[name].kind == "date" for name in measures):
        raise UsageError("usage.sql_no_dates", dialect=dialect)
    asked = {name: given(engine, columns[name]) for name in attributes if name in columns}
    asked |= {name: given(engine, called) for name, called in stated.items() if not INPUTS[name].is_measure}
    alone = _alone(measures, AREAS, priced) | _alone(measures, GJ_PER, priced)
    maybe_stated = frozenset({*measures, *asked}) - alone
    homes = Known(attributes_stated(table, priced.found.city, request.home.attributes), alone, {}, maybe_stated)
    formula = priced.formula._replace(refusals=(*impossible_together(measures), *priced.formula.refusals))
    specialized = specialize(formula, homes)
    missing = _missing_columns(priced, homes, stated, specialized)
    if missing:
        raise Refused("no_charge", message="sql_missing_column", columns=missing, example=missing[0])
    if specialized is None:
        raise Refused("no_charge")
    quantities = {name: quantity(called, INPUTS[name]) for name, called in measures.items()}
    needed = alone & measures_of(specialized)
    read = {
        name: ScaledColumn(engine.quoted(f"{name}_"), each.scale, each.least, each.most, may_lack=name not in needed)
        for name, each in quantities.items()
    }
    words = word_columns(engine, asked)
    made = _compiled(specialized, read, words, dialect)
    guards = [f"{engine.quoted(f'{name}_')} IS NOT NULL" for name in sorted(needed)]
    guards += [*known_words(engine, table, priced, words), *idle(engine, measures, specialized)]
    carried = carried_words(engine, table, priced, asked, homes.attributes)
    account = columns["account"]
    text = _select(made, engine, quantities, account, carried, guards, source, minor_name(priced))
    unproved = [say("ledger.sql_unproved", lang, database=engine.unproved)] if engine.unproved else []
    heading = "".join(f"-- {line}\n" for line in (*_heading(table, priced, homes, lang), *unproved))
    opening = f"CREATE VIEW {_path(engine, view)} AS\n" if view else ""
    return f"{heading}{opening}{text};\n"


def _compiled(
    formula: Formula, measures: Mapping[str, ScaledColumn], words: Mapping[str, str], dialect: str
) -> Billing:
    """Return the expressions of a bill.

    Raises:
        UsageError: the dialect cannot be exact; it names those that can.
    """
    dated = any(INPUTS[name].kind == "date" for name in measures)
    made, reason = dict[str, Billing](), ""
    for name in (dialect, *(each for each, other in DIALECTS.items() if other.day or not dated)):
        try:
            made[name] = compile_formula(formula, measures, words, DIALECTS[name])
        except Inexpressible as error:
            reason = reason or error.reason
        if dialect in made:
            return made[dialect]
    raise UsageError(f"usage.{'sql_other_dialects' if made else f'sql_{reason}'}", dialect=dialect, dialects=list(made))


def _engine(dialect: str) -> Dialect:
    if dialect not in DIALECTS:
        hint = near_miss(dialect, list(DIALECTS))
        raise UsageError("usage.dialect", dialect=dialect, dialects=list(DIALECTS), hint=hint)
    return DIALECTS[dialect]


def _alone(measures: Mapping[str, str], kind: Collection[str], priced: PricedTariff) -> frozenset[str]:
    """Return the one measure of its kind that there is a column for: a home must state it, or is refused.

    None where it is billed only under a condition, such as heat of those who have a meter.
    """
    there = [name for name in kind if name in measures]
    charges = [charge for charge in priced.found.tariff.charge if {*charge.prices[0].per} & {*kind}]
    if charges and all(charge.when or charge.unless for charge in charges):
        return frozenset()
    return frozenset(there) if len(there) == 1 else frozenset()


def _missing_columns(
    priced: PricedTariff, homes: Known, stated: Mapping[str, str], specialized: Formula | None
) -> list[str]:
    """Return the columns of which one would do, where no home can be billed for want of it."""
    if specialized is not None:
        lines = (line for line in specialized.lines if line.always)
        return [name for line in lines for name in unstated_attributes(line.applies)][:1]
    return [
        column
        for column, each in sql_inputs().items()
        if each.is_measure
        and each.name not in stated
        and specialize(priced.formula, homes._replace(stated=homes.stated | {each.name})) is not None
    ]


def _select(
    made: Billing,
    engine: Dialect,
    quantities: Mapping[str, QuantityColumn],
    account: str,
    carried: list[str],
    guards: list[str],
    source: str,
    unit: str,
) -> str:
    """Return the statement: first quantities as whole numbers, then sums that others rest on, then the amounts."""
    typed = []
    for name, each in quantities.items():
        typed += [f"{each.text(engine)} AS {engine.quoted(f'{name}_')}"]
        typed += [f"{engine.stored(f'{each.column} IS NOT NULL')} AS {engine.quoted(f'{name}_there')}"]
    # A column of the table may have the name of one of ours: each is qualified here, and none keeps its name.
    kept = engine.quoted("account_")
    read = _list([f"{given(engine, account)} AS {kept}", *carried, *typed])
    steps = {"quantities": f"SELECT {read}\n  FROM {_path(engine, source)} {HOMES}"}
    last = "quantities"
    for level, expression in enumerate(made.columns, 1):
        steps[f"step_{level}"] = f"SELECT {last}.*,\n    {expression} AS sum_{level}\n  FROM {last}"
        last = f"step_{level}"
    steps["bills"] = (
        f"SELECT {kept}"
        f",\n    {made.total} AS total,\n    {made.others} AS others,\n    {made.due} AS due,"
        f"\n    {engine.stored(' AND '.join([*within(engine, quantities), *guards]))} AS billed\n  FROM {last}"
    )
    amounts = ("checked.total", "checked.total - checked.others", "checked.others", "checked.due")
    names = tuple(f"{name}_{unit}" for name in ("total", "household", "others", "due"))
    whole = f"{engine.holds('billed')} AND total IS NOT NULL AND others IS NOT NULL AND due IS NOT NULL"
    steps["checked"] = f"SELECT bills.*,\n    {engine.stored(whole)} AS whole\n  FROM bills"
    test = engine.holds("checked.whole")
    shown = [f"CASE WHEN {test} THEN {amount} END AS {name}" for amount, name in zip(amounts, names, strict=True)]
    named = f"{kept} AS {engine.quoted(account)}"
    text = ",\n".join(f"{name} {engine.step.format(step)}" for name, step in steps.items())
    return f"WITH {text}\nSELECT {_list([named, *shown])}\nFROM checked{engine.ending}"


def _list(columns: list[str]) -> str:
    return ",\n    ".join(columns)


def _heading(table: Table, priced: PricedTariff, homes: Known, lang: Lang) -> list[str]:
    """Return what the statement is of, which rules it leaves out, and where its figures were published."""
    found, at = priced.found, LANGS.index(lang)
    billed, left_out = _divided(table, priced, homes)
    names = [found.city.both[at], table.class_name(found.class_)[at], table.plan_called(found.tariff, {})[at]]
    winter = [] if found.winter is None else [winter_text(found.winter)]
    said = [(found.tariff.source, found.tariff.quote)]
    said += [(found.season.source, found.season.quote)] if found.season else []
    said += [(rule.source, rule.quote) for rule in billed]
    cited = dict.fromkeys(
        f"{table.sources[id_].publisher}: {table.sources[id_].title} {table.sources[id_].date} {quote}".strip()
        for id_, quote in said
    )
    opening = ["heatcalc: " + " ".join([*names, *winter])]
    if left_out:
        called = list(dict.fromkeys(_called(rule, lang) for rule in left_out))
        opening.append(say("ledger.sql_left_out", lang, rules=called))
    opening += [note for note in (general_price(table, found, lang), age_of_price(table, found, lang)) if note]
    return [one.replace("\n", " ").replace("\r", " ") for one in (*opening, *cited)]


def _path(engine: Dialect, name: str) -> str:
    """Return the name of a table or view, with its schema before it if it has one: main.households."""
    return ".".join(map(engine.quoted, name.split(".")))


def _divided(table: Table, priced: PricedTariff, homes: Known) -> tuple[list["Rule"], list["Rule"]]:
    """Return the rules that the statement bills by, and those that its columns cannot say.

    A rule is billed by if the amounts would be others without it. One that is for other homes than these, or that
    changes nobody's bill, is neither. Rules for the other plan may change a cap by its bill.
    """
    statement, city = specialize(priced.formula, homes), priced.found.city
    billed, left_out = [], []
    for rule in (*priced.rules, *(each for each in city.rule if each not in priced.rules)):
        rest = city._replace(rule=tuple(each for each in city.rule if each is not rule))
        others = [each for each in priced.rules if each is not rule]
        without = tariff_formula(table, priced.found._replace(city=rest), others)
        if specialize(without, homes) != statement:
            billed.append(rule)
        elif without != priced.formula and _may_hold(rule, homes):
            left_out.append(rule)
    return billed, left_out


def _may_hold(rule: "Rule", homes: Known) -> bool:
    return all(homes.attributes.get(name, value) == value for name, value in rule.terms.when.items())


def _called(rule: "Rule", lang: Lang) -> str:
    """Return the name of a rule's kind, with the group of a relief."""
    name, group = say(f"rules.{rule.kind}", lang), rule.words().get("relief", "")
    return name if not group else f"{name}（{group}）" if lang == "zh" else f"{name} ({group})"
