"""What becomes of rows: a frame with the bill of each, or the reason why it has none; in one pass, and in any order.

Rows come as `c0`, `c1` … (the texts of their fields), `fault` and `raw`; whatever else they have goes along untouched.
The rows that are sure are billed by Spark's SQL, and the exact reader is asked about the others where they are, by a
column that it fills in. So nothing is moved, and nothing that goes along has to be known to Python.

Nothing is kept in between, no view, setting or folder: frames come in, and a frame goes out.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from heatcalc.batches.plans import BILLED, MOST_PROFILES, Profile, Profiles
from heatcalc.batches.row_biller import RowBiller
from heatcalc.batches.spark.row_sql import accounted_by, billed, expression
from heatcalc.batches.spark.workers import ExactBiller
from heatcalc.formula.sql.dialects import SPARK
from heatcalc.formula.sql.shapes import FORMULA_COLUMN, Shapes, shapes_of
from heatcalc.ledger.carried import Watched, said_in
from heatcalc.ledger.header import Header

AMOUNTS = ("total", "others", "due")
_SURELY = 500
"""So many profiles are learnt, however rare they are."""
_LONG = SPARK.types[0][0]
_FEW = 100_000
"""So many repeated accounts are sent to every worker; more are joined."""


def look_through(rows: Any, watched: Sequence[Watched], files: Sequence[str] = ()) -> None:  # noqa: ANN401 - a DataFrame
    """Look through the columns that are only carried along: `watched` has their headers, by place.

    `files` are the names of the files that rows have lines of, if they have.

    Raises:
        InputFileError: a word in one speaks of what may change a bill.
    """
    place = ("part", "line") if files else ("0", "0")
    for each in watched:
        says = f"c{each.at} RLIKE {SPARK.literal(each.pattern)}"
        says += "" if each.unless is None else f" AND c{each.unless} = ''"
        for part, line, found in rows.where(says).selectExpr(*place, f"c{each.at}").limit(1).collect():
            error = said_in(each, found, line=line if files else None)
            error.values |= {"where": files[part]} if files else {}
            raise error


def profiles_of(rows: Any, biller: RowBiller, header: Header) -> Profiles:  # noqa: ANN401 - a DataFrame
    """Return the profiles of rows: all that are frequent, or are few."""

    def formula_of(profile: Profile) -> Any:  # noqa: ANN401 - a formula or None
        return biller.specialized(dict(profile.words), profile.stated)

    profiles = Profiles(header, formula_of, SPARK)
    columns = [f"{each} AS g{at}" for at, each in enumerate(profiles.columns)]
    names = [f"g{at}" for at in range(len(columns))]
    counted = rows.where("fault = ''").selectExpr(*columns, "1 AS homes").groupBy(*names).count()
    usual = counted.selectExpr("*", "-count AS rare").orderBy("rare", *names).limit(MOST_PROFILES).collect()
    # What one home says alone, such as a remark in a column of reliefs, is left to the exact reader if there is more.
    profiles.learn((row[: len(names)] for at, row in enumerate(usual) if at < _SURELY or row["count"] > 1), ())
    return profiles


def outcomes(rows: Any, profiles: Profiles, exact: ExactBiller, order: Sequence[str] = ()) -> Any:  # noqa: ANN401
    """Return rows with what became of them.

    `kind` is `billed`, `rejected` or `skipped`. `tariff` is the number of the profile by which Spark's SQL billed a
    row, else 0, and `said` is then what the exact reader says, in the fields of `ANSWER`. `area` is in ten-thousandths
    of a square metre, `total`, `others` and `due` in minor units.

    Of several rows of one account that can be billed the first by the columns `order` is; none where there are no such
    columns, or where two are first by them: Spark could pick a different one each time the rows are evaluated.
    """
    keyed, any_repeated = _with_repeated(rows, exact)
    # In one branch for each shape of an expression: of one for each formula Java would make no method.
    shapes = shapes_of(list(dict.fromkeys(profiles.billings(()).values())), SPARK)
    once = billed(_with_profile(keyed.where("NOT repeated"), profiles, shapes), exact.header, profiles, shapes)
    once = _answered(once, exact, rows.columns)
    if not any_repeated:
        return once
    nothing = [f"CAST(NULL AS BIGINT) AS {name}" for name in ("area", *AMOUNTS)]
    often = _answered(keyed.where("repeated").selectExpr("*", "0 AS tariff", *nothing), exact, [*rows.columns, "key"])
    among = f"PARTITION BY key, {', '.join(accounted_by(exact.header))}, kind"
    second = f"count(1) OVER ({among}) > 1"
    if order:
        by = ", ".join(map(SPARK.quoted, order))
        ordered = f"OVER ({among} ORDER BY {by})"
        second = f"(row_number() {ordered} > 1 OR lead(struct({by})) {ordered} <=> struct({by}))"
    often = often.selectExpr("*", f"kind = 'billed' AND {second} AS again")
    others = [name for name in once.columns if name != "kind"]
    often = often.selectExpr(*others, "CASE WHEN again THEN 'rejected' ELSE kind END AS kind")
    return once.unionByName(often)


def _answered(made: Any, exact: ExactBiller, kept: Sequence[str]) -> Any:  # noqa: ANN401 - DataFrames
    """Return rows with what became of each alone; the exact reader is asked about those without amounts."""
    texts = [*(f"c{at}" for at in range(len(exact.header.words))), "fault", "raw", "IF(repeated, '1', '')"]
    said = exact.as_column(f"CASE WHEN NOT ({BILLED}) THEN array({', '.join(texts)}) END")
    answered = made.withColumn("said", said)
    amounts = [f"COALESCE(said.{name}, {name}) AS {name}" for name in ("area", *AMOUNTS)]
    tariff = "CASE WHEN said.kind IS NULL THEN tariff ELSE 0 END AS tariff"
    return answered.selectExpr(*kept, "COALESCE(said.kind, 'billed') AS kind", tariff, *amounts, "said")


def _with_repeated(rows: Any, exact: ExactBiller) -> tuple[Any, bool]:  # noqa: ANN401 - DataFrames
    """Return the rows with their `key`, and whether it is that of others too; and whether any is."""
    accounted = [] if exact.several else accounted_by(exact.header)
    if not accounted:
        return rows.selectExpr("*", "CAST(NULL AS BIGINT) AS key", "FALSE AS repeated"), False
    keyed = rows.selectExpr("*", f"CASE WHEN {accounted[0]} <> '' THEN xxhash64({', '.join(accounted)}) END AS key")
    twice = keyed.where("key IS NOT NULL").groupBy("key").count().where("count > 1").selectExpr("key AS twice")
    found = twice.limit(_FEW + 1).collect()
    if not found:
        return keyed.selectExpr("*", "FALSE AS repeated"), False
    if len(found) <= _FEW:
        twice = rows.sparkSession.createDataFrame([tuple(row) for row in found], "twice BIGINT").hint("broadcast")
    joined = keyed.join(twice, expression("key = twice"), "left")
    return joined.selectExpr("*", "twice IS NOT NULL AS repeated").drop("twice"), True


def _with_profile(rows: Any, profiles: Profiles, shapes: Shapes) -> Any:  # noqa: ANN401 - DataFrames
    """Return the rows with the number of their profile, and behind `its_` what `shapes` say of it; or NULL."""
    words, measures = profiles.words, profiles.measures
    billings = profiles.billings(())
    places = {billing: at for at, billing in enumerate(dict.fromkeys(billings.values()))}
    known = []
    for number, profile in profiles.known():
        at = places[billings[number]]
        given = (
            Decimal(said[at]) if shapes.types[name] != _LONG else said[at] for name, said in shapes.numbers.items()
        )
        asked = (*(word for _, word in profile.words), *(name in profile.stated for name in measures.values()))
        known.append((number, at + 1, *asked, *given))
    names = ["profile INT", f"its_{FORMULA_COLUMN} INT"]
    names += [f"w{at} STRING" for at in range(len(words))] + [f"s{at} BOOLEAN" for at in range(len(measures))]
    names += [f"its_{name} {type_}" for name, type_ in shapes.types.items()]
    numbers = rows.sparkSession.createDataFrame(known, ", ".join(names)).hint("broadcast")
    tests = [f"c{at} = w{number}" for number, at in enumerate(words)]
    tests += [f"(c{at} <> '') = s{number}" for number, at in enumerate(measures)]
    joined = rows.join(numbers, expression(" AND ".join(tests) or "TRUE"), "left")
    return joined.select(*rows.columns, "profile", *(f"its_{name}" for name in (FORMULA_COLUMN, *shapes.types)))
