"""Checks that homes say themselves what titles and lines among them say, as `batches/sections.py` does elsewhere."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import starmap
from typing import Any

from heatcalc.batches.sections import Told, refusal_of, refusal_of_blank, refusal_of_title
from heatcalc.batches.spark.row_sql import expression
from heatcalc.batches.spark.workers import SKIPPED
from heatcalc.errors import InputFileError
from heatcalc.formula.sql.dialects import SPARK
from heatcalc.ledger.words import SUPPLIED

TitleSays = tuple[int, str, str, Any]
"""The number of a file, a title of it, the meaning of the column that would say what it says, and how it says it."""
_BEFORE = "IGNORE NULLS OVER (PARTITION BY part ORDER BY line ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
_BEHIND = "IGNORE NULLS OVER (PARTITION BY part ORDER BY line ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)"


class Beside:
    """Looks at the homes of files, with what became of their rows."""

    def __init__(self, made: Any, meanings: Sequence[str], own: int, files: Sequence[str]) -> None:  # noqa: ANN401
        """Look at a DataFrame of rows that were answered, and whose fields have some `meanings`.

        So many fields are of the files themselves, whose names are `files`; the others are what folders stand for.
        """
        self._made, self._meanings, self._files = made, meanings, files
        fields = [f"c{at}" for at in range(own)]
        self._stated = f"size(filter(array({', '.join(fields)}), each -> trim(each) <> ''))"
        named = self._states("name") if "name" in meanings else "FALSE"
        self._is_home = f"(kind <> '{SKIPPED}' AND fault = '' AND ({self._stated} > 1 OR {named}))"

    def refuse_titles(self, said: Iterable[TitleSays]) -> None:
        """Check that where a title says something of all homes of a file, one says it in its column.

        Raises:
            InputFileError: none does.
        """
        asked = [each for each in said if each[2] in self._meanings]
        if not asked:
            return
        columns = {meaning: f"max({self._states(meaning)}) AS `{meaning}`" for _, _, meaning, _ in asked}
        homes = self._made.where(self._is_home).groupBy("part").agg(*map(expression, columns.values()))
        found = {row.part: row.asDict() for row in homes.collect()}
        for part, title, meaning, how in asked:
            if part in found and not found[part][meaning]:
                raise self._in(part, refusal_of_title(title, meaning, how))

    def refuse_lines(self) -> None:
        """Check that the homes beside lines which speak of others say themselves what those say.

        Raises:
            InputFileError: one does not.
        """
        every = list(self._told())
        self._refuse_unsaid([each for each in every if each[2].meaning not in self._meanings])
        told = [each for each in every if each[2].meaning in self._meanings]
        if not told:
            return
        breaks = f"(NOT {self._is_home} AND (fault <> '' OR {self._stated} > 0))"
        states = [f"{self._states(meaning)} AS `{meaning}`" for meaning in {each.meaning for _, _, each in told}]
        near = [
            f"last(IF({breaks}, line, NULL)) {_BEFORE} AS under",
            f"first(IF({breaks}, line, NULL)) {_BEHIND} AS over",
        ]
        rows = self._made.selectExpr("part", "line", f"{self._is_home} AS is_home", *near, *states).where("is_home")
        self._refuse_below(rows, [each for each in told if each[2].below])
        self._refuse_above(rows, [each for each in told if not each[2].below])

    def _told(self) -> Iterator[tuple[int, int, Told]]:
        rows = self._made.where("said.beside IS NOT NULL").select("part", "line", "said.beside").orderBy("part", "line")
        for part, line, beside in rows.collect():
            yield from ((part, line, told) for told in starmap(Told, json.loads(beside)))

    def _refuse_unsaid(self, told: list[tuple[int, int, Told]]) -> None:
        """Check that no home is below a line that says what homes have no column for."""
        homes = self._made.where(self._is_home).groupBy("part").agg(expression("max(line) AS home")) if told else None
        last = {} if homes is None else {row.part: row.home for row in homes.collect()}
        for part, line, each in told:
            if last.get(part, 0) > line:
                raise self._in(part, refusal_of(each, line))

    def _refuse_below(self, rows: Any, told: list[tuple[int, int, Told]]) -> None:  # noqa: ANN401 - a DataFrame
        for meaning in dict.fromkeys(each.meaning for _, _, each in told):
            by_place = {(part, line): each for part, line, each in told if each.meaning == meaning}
            blank = rows.where(f"under IS NOT NULL AND NOT `{meaning}`").groupBy("part", "under")
            found = blank.agg(expression("min(line) AS home")).orderBy("part", "under")
            for part, line, home in found.toLocalIterator():
                if (part, line) in by_place:
                    raise self._in(part, refusal_of_blank(by_place[part, line], line, home))

    def _refuse_above(self, rows: Any, told: list[tuple[int, int, Told]]) -> None:  # noqa: ANN401 - a DataFrame
        for meaning in dict.fromkeys(each.meaning for _, _, each in told):
            some = [f"max(`{meaning}`) AS any", "max(line) AS home"]
            runs = {(row.part, row.over): row for row in self._grouped(rows, ["part", "over"], some)}
            first = [f"min(IF(`{meaning}`, line, NULL)) AS stated", "min(line) AS home"]
            whole = {row.part: row for row in self._grouped(rows, ["part"], first)}
            for part, line, each in told:
                run, all_ = runs.get((part, line)), whole.get(part)
                if each.meaning != meaning or all_ is None:
                    continue
                states = run.any if run else all_.stated is not None and all_.stated < line
                home = run.home if run else all_.home
                if not states and home < line:
                    raise self._in(part, refusal_of_blank(each, line, home))

    def _grouped(self, rows: Any, by: list[str], columns: list[str]) -> list[Any]:  # noqa: ANN401 - a DataFrame
        found: list[Any] = rows.where(f"{by[-1]} IS NOT NULL").groupBy(*by).agg(*map(expression, columns)).collect()
        return found

    def _states(self, meaning: str) -> str:
        no = ", ".join(map(SPARK.literal, ("", *(SUPPLIED if meaning == "status" else ()))))
        stated = (f"trim(c{at}) NOT IN ({no})" for at, each in enumerate(self._meanings) if each == meaning)
        return f"({' OR '.join(stated)})"

    def _in(self, part: int, error: InputFileError) -> InputFileError:
        error.values["where"] = self._files[part]
        return error
