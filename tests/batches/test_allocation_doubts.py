"""What a ledger leaves in doubt is refused or told, and never decided in silence."""

from collections.abc import Callable
from pathlib import Path

import pytest

import heatcalc
from heatcalc.messages import Lang
from heatcalc.show.allocation_sheet import allocation_sheet
from tests.helpers.workbooks import xlsx

Written = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def write(text: str, name: str = "ledger.csv") -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return write


def _notes(done: heatcalc.Allocation, lang: Lang = "zh") -> str:
    return "\n".join(line for _, lines in allocation_sheet(done, lang, explain=False, each=False).sections for line in lines)


def _refused(ledger: Path | list[dict[str, str]], **asked: str) -> str:
    with pytest.raises(heatcalc.HeatcalcError) as raised:
        heatcalc.allocate(ledger, 1000, **{"by_area": "0.4", **asked})
    return str(raised.value)


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize(("area", "use"), [("80,567", "5000"), ("80", "1,854"), ("80", "１，８５４ kWh")])
def test_a_comma_that_may_be_decimal_is_refused(separator: str, area: str, use: str, written: Written) -> None:
    text = "\n".join(map(separator.join, (("户号", "建筑面积", "kWh"), ("1", area, use), ("2", "60", "854"))))
    said = _refused(written(text))
    assert "第 2 行" in said
    assert ("80567" in said and "80.567" in said) or ("1854" in said and "1.854" in said)
    assert "第 3 行" not in said


@pytest.mark.parametrize("use", ["0,854", "012,345"])
def test_a_group_of_thousands_does_not_begin_with_a_zero(use: str, written: Written) -> None:
    for text in (f"户号;建筑面积;kWh\n1;80;{use}\n", f'户号,建筑面积,kWh\n1,80,"{use}"\n'):
        assert f"“{use}”不是正确的数" in _refused(written(text))


def test_grouped_thousands_that_are_clear_are_read(written: Written, tmp_path: Path) -> None:
    ledger = written("户号;建筑面积;kWh\n1;80;1,854.00\n2;60;12,345,678\n3;50;854\n")
    assert [row.use for row in heatcalc.allocate(ledger, 1000, by_area="0.4").rows] == [1854, 12345678, 854]
    commas = written('户号,建筑面积,kWh\n1,80,"1,854"\n')
    book = tmp_path / "book.xlsx"
    book.write_bytes(xlsx([{"name": "台账", "rows": [["户号", "建筑面积", "kWh"], ["1", "80", "1,854"]]}]))
    for each in (commas, book):
        assert [row.use for row in heatcalc.allocate(each, 1000, by_area="0.4").rows] == [1854]


def test_points_that_may_group_thousands_are_told(written: Written) -> None:
    head = "户号;建筑面积;Verbrauch (kWh)\n"
    done = heatcalc.allocate(written(f"{head}1;80;1.854\n2;60;854\n3;50;2.100\n"), 1000, by_area="0.4")
    assert done.manifest["doubts"]["thousands"] == {"column": "Verbrauch (kWh)", "figures": 2}
    assert "Verbrauch (kWh) 里有 2 个数" in _notes(done)
    assert "2 figures of Verbrauch (kWh)" in _notes(done, "en")


@pytest.mark.parametrize("uses", [("1.854", "854.5"), ("1.854", "2.100"), ("0.854", "2"), ("1854", "854"), ("1.8540", "2")])
def test_figures_whose_points_are_plainly_decimal_raise_no_doubt(uses: tuple[str, str], written: Written) -> None:
    ledger = written(f"户号;建筑面积;kWh\n1;80;{uses[0]}\n2;60;{uses[1]}\n")
    assert heatcalc.allocate(ledger, 1000, by_area="0.4").manifest["doubts"]["thousands"] is None
