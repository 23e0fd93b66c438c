"""A ledger in English is asked about what its titles, headings, names and remarks say, as one in Chinese is."""

from pathlib import Path

import pytest

from heatcalc.batches.batch_options import BatchOptions, Defaults
from heatcalc.errors import InputFileError
from heatcalc.tariffs.model import Table
from tests.batches.test_engines import alike
from tests.conftest import Program
from tests.helpers.files import ledger_in

_HEAD = "account,name,address,building_m2"
_HOMES = f"{_HEAD}\n0001,Li Na,1-1-101,90\n0002,Wang Wei,1-1-102,80\n"
_TAIYUAN = BatchOptions(Defaults(city="太原"))
SAID = {
    **{f"a title {title}": f"{title},,,\n{_HOMES}" for title in ("Stopped homes", "Shops", "Non-residential users")},
    **{f"a title {title}": f"{title},,,\n{_HOMES}" for title in ("Low-income households", "Metered homes")},
    **{
        f"a title {title}": f"{title},,,\n{_HOMES}"
        for title in ("Usable area", "Area in hundred m2", "Season 2020-2021 heating")
    },
    **{f"a title {title}": f"{title},,,\n{_HOMES}" for title in ("Shops – list", "Unit: mu", "Winter 2019")},
    **{f"a line {line}": f"{_HOMES}{line},,,\n" for line in ("Shops subtotal", "Total for stopped homes")},
    **{f"a line {line}": f"{_HOMES}{line},,,\n0003,Li,1-1-103,70\n" for line in ("Shops:", "Stopped homes")},
    **{
        f"a remark {word}": f"{_HEAD},remark\n0001,Li Na,1-1-101,90,{word}\n"
        for word in ("stopped", "Shop", "low income", "metered", "commercial use", "STOPPED", "LOW-INCOME")
    },
    **{f"a name {name}": f"{_HEAD}\n0001,{name},1-1-101,90\n" for name in ("Zhang (stopped)", "Corner shop")},
    **{f"a column {word}": f"{_HEAD},{word}\n0001,Li Na,1-1-101,90,x\n" for word in ("state", "type", "metered")},
}


@pytest.mark.parametrize("text", SAID.values(), ids=list(SAID))
def test_what_is_said_of_homes_in_english_is_asked_about(text: str, tmp_path: Path, shipped: Table) -> None:
    with pytest.raises(InputFileError):
        alike(text.encode(), tmp_path, shipped, _TAIYUAN)


@pytest.mark.parametrize(
    "text",
    [
        *(f"{title},,,\n{_HOMES}" for title in ("Heating bills of 2025", "Non-metered homes", "Homes without shops")),
        *(f"{title},,,\n{_HOMES}" for title in ("Heat Supply Office", "Hospital Road Estate", "Commercial Road homes")),
        *(f"{title},,,\n{_HOMES}" for title in ("Green Acres Estate", "Early payment discount 2%", "Shops: 0")),
        f"{_HEAD}\n0001,Li,Shop Street 3,90\n0002,Li,3 Commercial Road,80\n",
        *(
            f"{_HOMES}{line},,,\n"
            for line in ("Prepared by: Li", "Signature:", "Page 1 of 3", "Page total", "Total homes: 2")
        ),
        f"{_HEAD},remark\n0001,Bishop,Shopping Street 1,90,ok\n0002,Li,1-1-102,80,unmetered\n",
    ],
)
def test_what_is_said_of_no_home_is_passed_over(text: str, tmp_path: Path, shipped: Table) -> None:
    batch, _ = alike(text.encode(), tmp_path, shipped, _TAIYUAN)
    assert (batch.manifest["households"], batch.manifest["rejects"]) == (2, 0)


def test_a_relief_behind_a_name_is_asked_about_where_class_and_status_are_said(tmp_path: Path, shipped: Table) -> None:
    head = "account,name,class,status,building_m2"
    with pytest.raises(InputFileError):
        alike(f"{head}\n0001,Li (low income),residential,normal,90\n".encode(), tmp_path, shipped, _TAIYUAN)
    (tmp_path / "2").mkdir()
    batch, _ = alike(f"{head}\n0001,Li Low Income,residential,normal,90\n".encode(), tmp_path / "2", shipped, _TAIYUAN)
    assert batch.manifest["households"] == 1


@pytest.mark.parametrize(
    ("title", "option"), [("Metered homes", ("--plan", "area")), ("商铺台账", ("--class", "residential"))]
)
def test_an_option_that_says_what_holds_anyway_answers_a_title(
    title: str, option: tuple[str, str], tmp_path: Path, heat: Program
) -> None:
    file = ledger_in(tmp_path, f"{title},,,\n{_HOMES}")
    assert heat("batch", str(file), "-n", "--city", "太原").code == 3
    assert heat("batch", str(file), "-n", "--city", "太原", *option).code == 0
