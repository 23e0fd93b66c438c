"""Rejects that are mended at the desk: what was mended is neither undone nor lost, and can be taken back."""

from tests.helpers.clerk import Clerk, text_of
from tests.helpers.serving import Served

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
