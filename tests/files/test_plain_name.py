"""Words of a ledger in names of files: harmless on every system, and of a bounded length."""

import pytest

from heatcalc.files.plain_name import plain_name


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("2号楼", "2号楼"),
        ("a/b\\c:d", "a_b_c_d"),
        ("..", ""),
        ("\x1b[2J\n", "[2J"),
        ("x" * 99, "x" * 60),
        ("100%", "100"),
    ],
)
def test_words_in_names_of_files(word: str, name: str) -> None:
    assert plain_name(word) == name
