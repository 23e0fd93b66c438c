"""Statements for databases that nobody can run here, put into DuckDB's words: their logic is asked, not their servers.

What a server alone can show stays unproved: how it divides, how wide its types are, how it compares texts and dates.
"""

import re

from tests.helpers.databases import Ask, Rows, Tables, ask_duckdb

_WORDS = {
    "sqlserver": (
        (r"\[([^\]]*)\]", r'"\1"'),
        (r"\bN'", "'"),
        (r" COLLATE Latin1_General_100_BIN2", ""),
        (r"DECIMAL\(38, 0\)", "HUGEINT"),
        (r"DATEDIFF\(DAY,", "date_diff('day',"),
        (r"\n  ORDER BY \(SELECT NULL\) OFFSET .*", ""),
        (r" / ", " // "),
    ),
    "oracle": (
        (r"NUMBER\(38\)", "HUGEINT"),
        (r"\bTRUNC\(", "("),
        (r"\n  WHERE ROWNUM >= 1", ""),
        (r"CAST\((\S+) AS VARCHAR2\(4000\)\)", r"NULLIF(CAST(\1 AS VARCHAR), '')"),
        (r" / ", " // "),
    ),
}


def ask_stand_in(dialect: str) -> Ask:
    """Return what asks DuckDB statements of another dialect."""

    def ask(tables: Tables, statements: list[str]) -> list[Rows]:
        for written, meant in _WORDS[dialect]:
            statements = [re.sub(written, meant, each) for each in statements]
        return ask_duckdb(tables, statements)

    return ask
