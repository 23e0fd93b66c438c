"""What shells complete: the words of the table, for the city that was named where one was."""

import io
import os
import re
import sys
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from heatcalc.tariffs.model import City, Table


_READ_BY_BASH, _ESCAPED = re.compile(r"""[\s'"()&;|<>$`\\*?\[\]{}#!~]"""), r"\\\g<0>"


def cities(incomplete: str) -> list[str]:
    """Return the names of cities that begin so: in characters, in pinyin, in English."""
    return beginning(incomplete, (name for city in _table().city for name in _names(city)))


def weights(incomplete: str) -> list[str]:
    """Return cities with the sign that their weight follows."""
    return beginning(incomplete, (f"{name}=" for city in _table().city for name in (city.name, city.id)))


def classes(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the ids and names of the classes of the city, or of all, that begin so."""
    table, city = _chosen(ctx)
    ids = city.classes() if city else table.classes
    return beginning(incomplete, (name for id_ in ids for name in (id_, table.classes[id_].name)))


def plans(incomplete: str) -> list[str]:
    """Return the plans that begin so."""
    names = _table().plan_names()
    return beginning(incomplete, (name for id_, both in names.items() for name in (id_, both.zh)))


def winters(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the winters of the city, or of all, that begin so, the newest first."""
    from heatcalc.schema.winters import CalendarYear, winter_text

    known = (each for each in _periods(ctx) if not isinstance(each, CalendarYear))
    return beginning(incomplete, map(winter_text, known))


def years(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the calendar years that the city, or any, bills by."""
    from heatcalc.schema.winters import CalendarYear

    return beginning(incomplete, (str(int(each)) for each in _periods(ctx) if isinstance(each, CalendarYear)))


def reliefs(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the groups that rules of the city, or of any, know."""
    table, city = _chosen(ctx)
    words = (rule.words().get("relief", "") for each in ([city] if city else table.city) for rule in each.rule)
    return beginning(incomplete, filter(None, words))


def attributes(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return what homes of the city, or of any, may state of themselves: `building=high_rise`."""
    table, city = _chosen(ctx)
    known = table.attributes()
    named = city.attributes() if city else {name: list(each.values) for name, each in known.items()}
    pairs = (f"{name}={value}" for name, values in named.items() for value in values)
    spoken = (
        f"{known[name].called.zh}={known[name].spoken(value)}" for name, values in named.items() for value in values
    )
    return beginning(incomplete, (*pairs, *spoken))


def measures(incomplete: str) -> list[str]:
    """Return the measures that have no option of their own, with the sign that their figure follows."""
    from heatcalc.inputs import INPUTS
    from heatcalc.measures import STATED

    names = [name for name in STATED if not (name in INPUTS and INPUTS[name].option)]
    return beginning(incomplete, (f"{name}=" for name in (*names, *_table().measures)))


def dialects(incomplete: str) -> list[str]:
    """Return the dialects of SQL that begin so."""
    from heatcalc.formula.sql.dialects import DIALECTS

    return beginning(incomplete, DIALECTS)


def beginning(incomplete: str, words: Iterable[str]) -> list[str]:
    """Return the words that begin so, each once, whatever their case."""
    return [word for word in dict.fromkeys(words) if word.casefold().startswith(incomplete.casefold())]


def _table() -> "Table":
    from heatcalc.tariffs.load import load_tariffs

    return load_tariffs(os.environ.get("HEATCALC_TARIFFS") or None)


def _names(city: "City") -> tuple[str, ...]:
    return (city.name, city.id, city.english, *city.aliases)


def _chosen(ctx: typer.Context) -> "tuple[Table, City | None]":
    """Return the table, and the city that the words before name; None where they name none, or several."""
    from heatcalc.errors import Refused
    from heatcalc.tariffs.lookup import find_city

    table, name = _table(), ctx.params.get("city")
    try:
        return table, find_city(table, name) if isinstance(name, str) else None
    except Refused:
        return table, None


def _periods(ctx: typer.Context) -> list[int]:
    from heatcalc.tariffs.seasons import winters_known

    table, city = _chosen(ctx)
    return sorted(
        {each for one in ([city] if city else table.city) for each in winters_known(table, one)}, reverse=True
    )


def in_bash(run: Callable[[], int]) -> Callable[[], int]:
    """Return what completes a word for bash where that is asked for, and `run` itself where it is not.

    Bash takes `building=high` for three words, of which it replaces the last; and it puts a word into the line as it
    is, so what it would read of a name is escaped, unless a quotation mark was typed before it.
    """
    if os.environ.get("_HEATCALC_COMPLETE") != "complete_bash":
        return run
    words, at = glued(os.environ.get("COMP_WORDS", ""), int(os.environ.get("COMP_CWORD") or 0))
    os.environ["COMP_WORDS"], os.environ["COMP_CWORD"] = "\n".join(words), str(at)
    whole = words[at] if at < len(words) else ""
    before = whole[: whole.rfind("=") + 1]

    def completed() -> int:
        said = io.StringIO()
        try:
            with redirect_stdout(said):
                return run()
        finally:
            found = [each.removeprefix(before) for each in said.getvalue().splitlines()]
            begun = whole[len(before) :]
            quoted = begun.startswith(("'", '"'))
            if not quoted and ("'" in begun or '"' in begun):
                found = []  # bash would put a name behind what was typed before the mark
            sys.stdout.write("".join(f"{each if quoted else _READ_BY_BASH.sub(_ESCAPED, each)}\n" for each in found))

    return completed


def glued(typed: str, at: int) -> tuple[list[str], int]:
    """Return the words of bash with those joined that it has split at `=`, and at which of them the cursor is."""
    words: list[str] = []
    joins = False
    for number, word in enumerate(typed.split("\n" if "\n" in typed else None)):
        if words and (joins or word == "="):
            words[-1] += word
        else:
            words.append(word)
        joins = word == "="
        if number == at:
            return words, len(words) - 1
    return words, len(words)
