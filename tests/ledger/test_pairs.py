"""Small files of two columns, in the encodings that clerks save them in."""

from pathlib import Path

import pytest

from heatcalc.errors import InputFileError
from heatcalc.ledger.pairs import read_pairs


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_file_of_pairs_is_read(encoding: str, separator: str, tmp_path: Path) -> None:
    file = tmp_path / "costs.csv"
    text = f"楼栋{separator}费用\r\n1号楼{separator}1000\r\n\r\n 2号楼 {separator} 500.5\r\n"
    file.write_bytes(text.encode(encoding))
    assert read_pairs(file) == (("楼栋", "费用"), [("1号楼", "1000"), ("2号楼", "500.5")])


def test_a_quoted_field_may_have_the_separator(tmp_path: Path) -> None:
    file = tmp_path / "costs.csv"
    file.write_text('楼栋,费用\n1号楼,"1,000.50"\n', encoding="utf-8")
    assert read_pairs(file)[1] == [("1号楼", "1,000.50")]


@pytest.mark.parametrize(
    ("text", "line"), [("", 1), ("a,b\n1\n", 2), ("a,b\n1,2\n1,2,3\n", 3), ("a,b\n1,\n", 2), ("a,b,c\n", 1)]
)
def test_a_row_that_is_no_pair_is_named(text: str, line: int, tmp_path: Path) -> None:
    file = tmp_path / "costs.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputFileError, match=f"第 {line} 行"):
        read_pairs(file)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match=r"none\.csv"):
        read_pairs(tmp_path / "none.csv")
