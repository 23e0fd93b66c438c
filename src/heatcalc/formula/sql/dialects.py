"""The dialects of SQL in which bills can be written."""

import re
from collections.abc import Iterable

from heatcalc.formula.sql.dialect import Dialect

_DAY = "(CAST({0} AS DATE) - DATE '0001-01-01') + 1"
_DUCKDB_DECIMAL = "TRY_CAST(CAST({0} AS VARCHAR) AS DECIMAL(18, 4))"  # a FLOAT as it is written, not as it is kept
DUCKDB = Dialect(
    (("BIGINT", 2**62), ("HUGEINT", 2**126)),
    "({} // {})",
    f"{_DUCKDB_DECIMAL} = {{0}}",
    f"CAST({_DUCKDB_DECIMAL} * 10000 AS BIGINT)",
    _DAY,
    is_day="typeof({0}) <> 'TIMESTAMP WITH TIME ZONE' AND isfinite(CAST({0} AS DATE))",
    most_quotient=2**126,
)
_PG_TEXT = "CAST({0} AS TEXT)"  # a REAL as it is written, and not to 6 digits
POSTGRES = Dialect(
    (("BIGINT", 2**62), ("NUMERIC", 10**1000)),  # of 131,072 digits: no bill comes near that
    "DIV({}, {})",
    f"CAST({_PG_TEXT} AS NUMERIC(18, 4)) = CAST({_PG_TEXT} AS NUMERIC)",
    f"CAST(CAST({_PG_TEXT} AS NUMERIC(18, 4)) * 10000 AS BIGINT)",
    _DAY,
    # A text is read by the session's order of day and month, or as `today`: it is taken where it can mean one day only.
    is_day="CASE WHEN pg_typeof({0}) IN (CAST('date' AS REGTYPE), CAST('timestamp' AS REGTYPE))"
    " THEN isfinite(CAST({0} AS DATE)) ELSE CAST({0} AS TEXT) ~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$' END",
    word=f"NULLIF({_PG_TEXT}, '')",
    most_quotient=10**1000,
    step="AS MATERIALIZED (\n  {}\n)",
)
SQLITE = Dialect(
    (("INTEGER", 2**62),),
    "({} / {})",
    "ABS({0} * 10000 - ROUND({0} * 10000)) < 0.001",
    "CAST(ROUND({0} * 10000) AS INTEGER)",
    "",
    is_number="(typeof({0}) IN ('integer', 'real')"
    " OR {0} GLOB '[0-9]*' AND {0} NOT GLOB '*[^0-9.]*' AND {0} NOT GLOB '*.*.*' AND {0} NOT GLOB '*.'"
    " AND {0} NOT GLOB '*.????*[1-9]*')",
    number="CAST({0} AS NUMERIC)",
    word="NULLIF(CAST({0} AS TEXT), '')",
    step="AS MATERIALIZED (\n  {}\n)",
)


class _Spark(Dialect):
    """Its sessions can be set to read a backslash, or a doubled quotation mark, in either of two ways."""

    def literal(self, value: str) -> str:
        parts = [f"chr({ord(part)})" if part in "'\\" else f"'{part}'" for part in re.split(r"(['\\])", value) if part]
        return parts[0] if len(parts) == 1 else f"concat({', '.join(parts)})" if parts else "''"


_ISO_DAY = "'^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}( |$)'"
SPARK = _Spark(
    (("BIGINT", 2**62), ("DECIMAL(38, 0)", 10**37)),  # rounding adds up to half as much again
    "({} div {})",
    "try_cast({0} AS DECIMAL(18, 4)) = {0}",
    "CAST(try_cast({0} AS DECIMAL(18, 4)) * 10000 AS BIGINT)",
    "datediff(CAST({0} AS DATE), DATE '0001-01-01') + 1",
    number="try_cast(CAST({0} AS STRING) AS DECIMAL(38, 18))",  # a FLOAT as it is written, and of a text no error
    is_day=f"typeof({{0}}) <> 'timestamp' AND CAST({{0}} AS STRING) RLIKE {_ISO_DAY}",
    word="NULLIF(CAST({0} AS STRING), '')",
    quote="`",
)


class _MySql(Dialect):
    """A number that is NULL and of no type takes a place of decimals from those beside it, which then overflow."""

    @property
    def refusal(self) -> str:
        return self.typed("NULL", "SIGNED")


_MYSQL_DECIMAL = "CAST(CAST({0} AS CHAR) AS DECIMAL(38, 18))"
MYSQL = _MySql(
    (("SIGNED", 2**62), ("DECIMAL(65, 0)", 10**60)),
    "({} DIV {})",
    "CAST({0} AS DECIMAL(18, 4)) = {0}",
    "CAST(CAST({0} AS DECIMAL(18, 4)) * 10000 AS SIGNED)",
    "TO_DAYS({0}) - 365",
    # Of a FLOAT no more than 6 digits are written: it is taken where these are as near to it as any number is.
    is_number=f"{{0}} REGEXP '^-?[0-9]+([.][0-9]+)?$' AND ABS({{0}} - {_MYSQL_DECIMAL}) <= ABS({{0}}) * 0.00000006",
    number=_MYSQL_DECIMAL,
    is_day=f"{{0}} REGEXP {_ISO_DAY}",
    word="NULLIF(CAST({0} AS CHAR), '')",
    quote="`",
    escapes=True,
    step="AS (\n  {}\n  LIMIT 9223372036854775807\n)",  # a step with a limit is not merged into the next
)


class _ClickHouse(Dialect):
    """A literal beyond 64 bits is a float there, and a backslash is an escape in names too."""

    @property
    def refusal(self) -> str:
        return self.typed("NULL", "Nullable(Int64)")

    def whole(self, number: int) -> str:
        return str(number) if abs(number) < 2**63 else f"toInt256('{number}')"

    def quoted(self, name: str) -> str:
        return super().quoted(name.replace("\\", "\\\\"))


_AS_DECIMAL = "toDecimal64OrNull(toString({0}), 4)"  # a CAST of what is too great is an error
CLICKHOUSE = _ClickHouse(
    # They wrap where they are too narrow, as all bounds here allow for.
    (("Nullable(Int64)", 2**62), ("Nullable(Int128)", 2**126), ("Nullable(Int256)", 2**254)),
    "intDiv({}, {})",
    f"{_AS_DECIMAL} = {{0}}",
    f"CAST({_AS_DECIMAL} * 10000 AS Nullable(Int64))",
    "toInt32(toDate32({0})) + 719163",
    number="toDecimal128OrNull(toString({0}), 18)",  # a Float as it is written
    is_day="toTypeName({0}) NOT LIKE '%DateTime%'",  # a moment
    word="nullIf(toString({0}), '')",
    escapes=True,
    most_quotient=2**254,
    ending="\nSETTINGS query_plan_merge_expressions = 0",  # steps stay steps; a view does not pass it on
)


class _Unanswering(Dialect):
    """A database without values of truth: a test stands only where something is chosen by it.

    What a test comes to is therefore 1, 0 or NULL, and the test that it is 1.
    """

    @property
    def refusal(self) -> str:
        return self.typed("NULL", self.types[0][0])  # a CASE of NULL alone has no type

    def stored(self, test: str) -> str:
        return self.chosen(test, "1", "0")

    def holds(self, column: str) -> str:
        return f"{column} = 1"

    def both(self, one: str, other: str, *, sure: bool = True) -> str:
        if sure:
            return super().both(one, other)
        return f"(CASE WHEN {self.negated(one)} THEN 0 WHEN {one} THEN {self._said(other)} END = 1)"

    def either(self, one: str, other: str, *, sure: bool = True) -> str:
        if sure:
            return super().either(one, other)
        return f"(CASE WHEN {one} THEN 1 WHEN {self.negated(one)} THEN {self._said(other)} END = 1)"

    def _said(self, test: str) -> str:
        return self.chosen(test, "1", "0", sure=False)

    def any_refuses(self, tests: Iterable[str]) -> str:
        return " OR ".join(f"{self.chosen(self.negated(each), '0', '1')} = 1" for each in tests)

    def is_word(self, field: str, word: str, *, optional: bool) -> str:
        test = self.equal(field, self.literal(word))
        return self.holds(self.stored(test)) if optional else test


class _SqlServer(_Unanswering):
    """Its names stand in brackets, which hold whatever a session has set quotation marks to mean."""

    def quoted(self, name: str) -> str:
        return f"[{name.replace(']', ']]')}]"

    def literal(self, value: str) -> str:
        # Words are compared as they are written, whatever order the table has been given.
        return f"N{super().literal(value)} COLLATE Latin1_General_100_BIN2"


class _Oracle(_Unanswering):
    """It has no `%`."""

    def remainder(self, number: str, divisor: str) -> str:
        return f"MOD({number}, {divisor})"


SQLSERVER = _SqlServer(
    (("BIGINT", 2**62), ("DECIMAL(38, 0)", 10**37)),  # both are an error where they are too narrow
    # The quotient of decimals has 6 digits behind its point and 32 before it: what leaves no remainder is exact.
    "CAST(({0} - {0} % {1}) / {1} AS DECIMAL(38, 0))",
    "CAST(TRY_CAST({0} AS DECIMAL(18, 4)) AS FLOAT) = CAST({0} AS FLOAT)",  # of a REAL not each is what is written
    "CAST(TRY_CAST({0} AS DECIMAL(18, 4)) * 10000 AS BIGINT)",
    "DATEDIFF(DAY, CAST('0001-01-01' AS DATE), {0}) + 1",
    word="NULLIF(CAST({0} AS NVARCHAR(4000)), N'')",
    most_quotient=10**32,
    step="AS (\n  {}\n  ORDER BY (SELECT NULL) OFFSET 0 ROWS FETCH NEXT 9223372036854775807 ROWS ONLY\n)",
    unproved="SQL Server",
)
ORACLE = _Oracle(
    # A quotient has 38 digits at least. It is never rounded up to the next whole number, which is 1/divisor or more
    # away: the digits of divisor and whole quotient are 38 at most where the number has 36.
    (("NUMBER(38)", 10**36),),
    "TRUNC({} / {})",
    "ROUND({0}, 4) = {0}",
    "ROUND({0} * 10000)",
    "TRUNC({0}) - DATE '1900-01-01' + 693596",  # its calendar before 1582 is the Julian one
    word="CAST({0} AS VARCHAR2(4000))",  # a blank text is NULL there
    most_quotient=10**36,
    step="AS (\n  {}\n  WHERE ROWNUM >= 1\n)",  # a step that numbers its rows is not merged into the next
    unproved="Oracle",
)

DIALECTS: dict[str, Dialect] = {
    "duckdb": DUCKDB,
    "postgres": POSTGRES,
    "sqlite": SQLITE,
    "spark": SPARK,
    "mysql": MYSQL,
    "clickhouse": CLICKHOUSE,
    "sqlserver": SQLSERVER,
    "oracle": ORACLE,
}
"""The dialects. Tests hold each that is not `unproved` to the fen of the exact reader, in a real database."""
