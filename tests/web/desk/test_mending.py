"""Rejects that are mended at the desk: what was mended is neither undone nor lost, and can be taken back."""

from pathlib import Path

import pytest

from heatcalc.web.desk.mending import write_mended
from tests.conftest import Program
from tests.helpers.clerk import Clerk, text_of
from tests.helpers.serving import Served
from tests.web.desk.test_flow import assert_as_the_command, command_of, mended_cells

LEDGER = "户号,户名,建筑面积\n1,甲,九十\n2,乙,八十\n3,丙,70\n".encode()


def billed(clerk: Clerk, job: str) -> str:
    """Bill a ledger, and return the path of what was made, once it is."""
    made = clerk.done(f"{job}/choose", [("then", "run")])
    clerk.page(made)
    return made


def mended(clerk: Clerk, made: str, cells: dict[str, str], code: str = "R06") -> str:
    """Mend cells of a page of rejects and bill again; return the path of what was made, once it is."""
    again = clerk.done(f"{made}/rejects/{code}/1", [*cells.items(), ("then", "run")])
    clerk.page(again)
    return again


def bills_of(clerk: Clerk, made: str) -> str:
    return clerk.get(f"{made}/file/bills.csv").body.decode("utf-8-sig")


def test_the_rejects_of_an_earlier_run_undo_no_later_mend(server: Served) -> None:
    clerk = Clerk(server)
    job = clerk.job("a.csv", LEDGER)
    first = billed(clerk, job)
    second = mended(clerk, first, {"cell-0-2": "90"})
    third = mended(clerk, second, {"cell-0-2": "85"})
    assert "2,乙,85," in bills_of(clerk, third)
    for path in (first, second):
        page = clerk.page(f"{path}/rejects/R06/1", 409)
        assert "不能再改" in page
        assert f'href="{third}"' in page
        refused = clerk.post(f"{path}/rejects/R06/1", [("cell-0-2", "60"), ("then", "run")])
        assert refused.status == 409
        assert "/rejects/R06" not in clerk.page(path)
    assert clerk.get(f"{job}/made/4").status == 404
    assert "1,甲,90," in bills_of(clerk, billed(clerk, job))


def test_what_was_kept_stays_where_only_the_form_of_the_bills_is_another(server: Served) -> None:
    clerk = Clerk(server)
    job = clerk.job("a.csv", LEDGER)
    first = billed(clerk, job)
    clerk.done(f"{first}/rejects/R06/1", [("cell-0-2", "90"), ("then", "keep")])
    explained = clerk.done(f"{job}/run", [("explain", "1")])
    assert "已改 1 行" in text_of(clerk.page(explained))
    assert 'value="90"' in clerk.page(f"{explained}/rejects/R06/1")
    assert clerk.get(f"{first}/rejects/R06/1").status == 409


def test_a_row_is_not_blanked_and_the_other_cells_of_its_page_stay(server: Served) -> None:
    clerk = Clerk(server)
    job = clerk.job("a.csv", LEDGER)
    first = billed(clerk, job)
    blank = [("cell-1-0", " "), ("cell-1-1", ""), ("cell-1-2", "\u3000")]
    refused = clerk.post(f"{first}/rejects/R06/1", [("cell-0-2", "90"), *blank, ("then", "run")])
    assert refused.status == 422
    assert "第 3 行的各格都清空了" in refused.body.decode()
    assert "已改" not in text_of(clerk.page(first))
    second = mended(clerk, first, {"cell-0-2": "90\0", "cell-1-1": ""})
    assert "2 户已计费，1 行退回" in text_of(clerk.page(second))


def test_the_newest_mends_are_taken_back_alone_and_can_be_mended(server: Served) -> None:
    clerk = Clerk(server)
    job = clerk.job("a.csv", LEDGER)
    first = billed(clerk, job)
    second = mended(clerk, first, {"cell-0-2": "90"})
    third = mended(clerk, second, {"cell-0-0": "9", "cell-0-2": "85"})
    assert "的户号是 2" in clerk.page(third)
    assert f'action="{job}/take-back"' in clerk.page(third)
    assert clerk.done(f"{job}/take-back") == second
    assert "已改 1 行" in text_of(clerk.page(second))
    fourth = mended(clerk, second, {"cell-0-0": "2", "cell-0-2": "86"})
    assert "3 户已计费，0 行退回" in text_of(clerk.page(fourth))
    assert clerk.done(f"{job}/take-back") == second
    assert clerk.done(f"{second}/drop") == second
    assert "已改" not in text_of(clerk.page(second))
    assert clerk.done(f"{job}/take-back") == first
    assert "--corrected" not in clerk.page(billed(clerk, job))
    clerk.done(f"{job}/take-back")  # of which nothing is left


def test_notices_are_of_the_ledger_as_it_is_mended_and_say_what_the_command_says(
    server: Served, heat: Program, tmp_path: Path
) -> None:
    clerk = Clerk(server)
    job = clerk.job("a.csv", LEDGER)
    first = billed(clerk, job)
    second = mended(clerk, first, {"cell-0-2": "90"})
    third = mended(clerk, second, {"cell-0-2": "x80"})
    mended(clerk, third, {"cell-0-2": "80x"})
    notices = clerk.done(f"{job}/notices")
    page = clerk.page(notices)
    assert "2 份通知单，1 行退回" in text_of(page)
    assert_as_the_command(clerk, notices, heat, tmp_path, {"a.csv": LEDGER})
    made = clerk.get(f"{notices}/file/notices.html").body.decode()
    assert made.count("甲") == 1
    for name in ("mended-1.csv", "mended-2.csv", "mended-3.csv"):
        (tmp_path / name).write_bytes(clerk.get(f"{notices}/read/{name}").body)
    (tmp_path / "a.csv").write_bytes(LEDGER)
    places = [str(tmp_path / each) if each.endswith(".csv") else each for each in command_of(page)[1:-1]]
    run = heat(*places, str(tmp_path / "n.html"))
    assert "朔州" in run.err  # which nobody named
    for line in run.err.splitlines():
        assert " ".join(line.split()) in text_of(page)


def test_a_row_with_too_many_fields_is_laid_out_under_the_headers(
    server: Served, heat: Program, tmp_path: Path
) -> None:
    clerk = Clerk(server)
    ledger = '户号,户名,建筑面积\n1,甲,90,x,"a,b"\n2,=乙,80,\n3,"丙,戊",70,,\n4,丁\n5,己,50\n'.encode()
    job = clerk.job("a.csv", ledger)
    first = billed(clerk, job)
    page = clerk.page(f"{first}/rejects/R04/1")
    shown = dict(mended_cells(page, {}))
    assert [shown[f"cell-{row}-{column}"] for row in (0, 1, 2) for column in (0, 1, 2)] == (
        ["1", "甲", "90", "2", "=乙", "80", "3", "丙,戊", "70"]
    )
    assert "x、a,b" in text_of(page)
    assert shown["cell-3-1"] == "丁"
    kept = [*shown.items(), ("right-0", "1"), ("right-1", "1"), ("then", "keep")]
    clerk.done(f"{first}/rejects/R04/1", kept)
    assert "已改 2 行" in text_of(clerk.page(first))
    page = clerk.page(f"{first}/rejects/R04/1")
    assert page.count(" checked") == 2
    clerk.done(f"{first}/rejects/R04/1", [*shown.items(), ("right-0", "1"), ("then", "keep")])
    assert "已改 1 行" in text_of(clerk.page(first))
    changed = {**shown, "cell-2-2": "75", "right-0": "1", "then": "run"}
    second = clerk.done(f"{first}/rejects/R04/1", [*changed.items()])
    assert "3 户已计费，2 行退回" in text_of(clerk.page(second))
    assert_as_the_command(clerk, second, heat, tmp_path, {"a.csv": ledger})
    bills = bills_of(clerk, second)
    assert "1,甲,90," in bills
    assert '3,"丙,戊",75,' in bills


def test_a_wide_ledger_is_mended_on_pages_of_fewer_rows(server: Served) -> None:
    clerk = Clerk(server)
    headers = ",".join(f"列{at}" for at in range(500))
    rows = "".join(f"{at},九十{',x' * 500}\n" for at in range(25))
    job = clerk.job("a.csv", f"户号,建筑面积,{headers}\n{rows}99,100{',x' * 500}\n".encode())
    first = billed(clerk, job)
    cells = mended_cells(clerk.page(f"{first}/rejects/R06/1"), {"九十": "90"})
    assert len(cells) == 19 * 502
    kept = clerk.done(f"{first}/rejects/R06/1", [*cells, ("then", "keep")])
    assert kept == f"{first}/rejects/R06/1"
    rest = mended_cells(clerk.page(f"{first}/rejects/R06/2"), {"九十": "80"})
    second = clerk.done(f"{first}/rejects/R06/2", [*rest, ("then", "run")])
    assert "26 户已计费，0 行退回" in text_of(clerk.page(second))


def test_nothing_is_left_of_mends_that_cannot_be_written(tmp_path: Path) -> None:
    rejects = tmp_path / "bills.rejects.csv"
    rejects.write_text("户号,建筑面积,行号,列,代码,原因\n1,九十,2,建筑面积,R06,x\n", encoding="utf-8")
    with pytest.raises(UnicodeError):
        write_mended(rejects, tmp_path / "mended-1.csv", "gb18030", {0: {1: "90"}})
    (tmp_path / "mended-1.csv").mkdir()
    with pytest.raises(IsADirectoryError):
        write_mended(rejects, tmp_path / "mended-1.csv", "utf-8", {0: {1: "90"}})
    assert not list(tmp_path.glob("*.making"))
