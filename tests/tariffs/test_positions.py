"""The places of values in a TOML text agree with what the standard parser reads there."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from heatcalc.tariffs.toml_lines import line_of, lines_of

ROOT = Path(__file__).parents[2]


def paths(value: Any, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    """Return the path of every table, key and item of a parsed document."""
    items: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = {path} if path else set()
    return found.union(*(paths(each, (*path, key)) for key, each in items))


@pytest.mark.parametrize("file", [ROOT / "tariffs.toml", *sorted((ROOT / "tests").rglob("*.toml"))], ids=str)
def test_every_value_of_a_real_table_has_a_line(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert set(lines_of(text)) == paths(tomllib.loads(text))


_KEYS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=6)
_SCALARS = st.one_of(
    st.booleans(),
    st.integers(-(2**40), 2**40),
    st.decimals(-1000, 1000, places=3),
    st.dates(),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12),
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_KEYS, inner, max_size=3)),
    max_leaves=12,
)


@given(st.dictionaries(_KEYS, _VALUES, max_size=5), st.booleans())
def test_every_value_of_any_document_has_a_line(document: dict[str, Any], multiline: bool) -> None:
    text = tomli_w.dumps(document, multiline_strings=multiline)
    assert set(lines_of(text)) == paths(tomllib.loads(text, parse_float=Decimal))


def test_lines_are_those_a_reader_counts() -> None:
    text = (
        "# a comment with [[city]] in it\n"
        'a.b."c.d" = """\n[[x]]\n""" # c\n'
        "[[city]]\n"
        "x = [\n  1, # one\n  { y = '#', z = [2] },\n]\n"
        "[[city]]\n"
        "  [city.sub]\n  k = 2022-01-01 # end\n"
        '[[city.list]]\nq = """a""\\"b"""""\nr = 1\n'
    )
    lines = lines_of(text)
    assert set(lines) == paths(tomllib.loads(text))
    assert lines["a", "b", "c.d"] == 2
    assert lines["city", 0] == 5
    assert lines["city", 0, "x", 1] == 8
    assert lines["city", 0, "x", 1, "z", 0] == 8
    assert lines["city", 1, "sub", "k"] == 12
    assert lines["city", 1, "list", 0, "r"] == 15


def test_a_missing_key_is_placed_at_its_table() -> None:
    lines = lines_of("a = 1\n[t]\nb = 2\n")
    assert line_of(("t", "nothing", 3), lines) == 2
    assert line_of(("nothing",), lines) == 1
