"""No command writes over what it reads, nor one output over another; an option of one value is given once."""

from pathlib import Path

import pytest

from heatcalc.tariffs.load import shipped
from tests.conftest import Program

LEDGER = "户号,乡镇,建筑面积\n1,东,100\n2,西,90\n"

COMMANDS = {
    "bill": ("bill", "--area", "100", "--html", "TABLE"),
    "page": ("page", "-o", "TABLE"),
    "compare": ("compare", "--area", "100", "--svg", "TABLE"),
    "subsidy": ("subsidy", "--ledger", "LEDGER", "--city", "朔州", "--rural", "--html", "LEDGER"),
    "subsidy by a link": ("subsidy", "--ledger", "LEDGER", "--city", "朔州", "--rural", "--svg", "LINK"),
    "subsidy of scenarios": ("subsidy", "--scenarios", "LEDGER", "--html", "LEDGER"),
    "batch": ("batch", "LEDGER", "-o", "LEDGER"),
    "batch to suggest": ("batch", "LEDGER", "--suggest-map", "TABLE"),
    "check": ("check", "--ledger", "LEDGER", "--city", "朔州", "--html", "LEDGER"),
    "diff": ("diff", "LEDGER", "--tariffs", "TABLE", "TABLE", "--html", "TABLE"),
    "allocate with rejects": ("allocate", "LEDGER", "--cost", "100", "--rejects", "LEDGER"),
    "allocate": ("allocate", "LEDGER", "--cost", "100", "-o", "LEDGER"),
    "balance": ("balance", "LEDGER", "--payments", "LEDGER", "--on", "2025-01-01", "-o", "LEDGER"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_read_is_never_written_even_by_force(command: str, tmp_path: Path, heat: Program) -> None:
    ledger, table, link = (tmp_path / name for name in ("ledger.csv", "tariffs.toml", "link.csv"))
    ledger.write_text(LEDGER, encoding="utf-8")
    table.write_bytes(shipped().read_bytes())
    link.symlink_to(ledger)
    places = {"LEDGER": str(ledger), "TABLE": str(table), "LINK": str(link)}
    asked = [places.get(word, word) for word in COMMANDS[command]]
    tables = [] if "diff" in command else ["--tariffs", str(table)]
    done = heat(*asked, *tables, "--force")
    assert (done.code, "不能" in done.err) == (5, True), done.err
    assert ledger.read_text(encoding="utf-8") == LEDGER
    assert table.read_bytes() == shipped().read_bytes()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["ledger.csv", "link.csv", "tariffs.toml"]


def test_the_table_that_is_read_without_being_named_is_not_written(tmp_path: Path, heat: Program) -> None:
    table = tmp_path / "tariffs.toml"
    table.write_bytes(shipped().read_bytes())
    assert heat("page", "-o", str(table), "--force", HEATCALC_TARIFFS=str(table)).code == 5
    assert table.read_bytes() == shipped().read_bytes()


def test_two_outputs_have_two_names(tmp_path: Path, heat: Program) -> None:
    made = tmp_path / "made.html"
    done = heat("compare", "--area", "100", "--html", str(made), "--svg", str(tmp_path / "x" / ".." / "made.html"))
    assert (done.code, "同一个文件" in done.err) == (5, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "asked",
    [
        ("bill", "--area", "100", "--area", "90"),
        ("subsidy", "--ledger", "a.csv", "--by", "乡镇", "--by", "村"),
        ("check", "--ledger", "a.csv", "--ledger", "b.csv"),
    ],
)
def test_an_option_that_would_be_passed_over_is_refused(asked: tuple[str, ...], heat: Program) -> None:
    done = heat(*asked)
    assert (done.code, "只能写一次" in done.err) == (2, True)


def test_of_two_languages_the_last_holds(heat: Program) -> None:
    assert "Due" in heat("bill", "--area", "100", "--lang", "zh", "--lang", "en").out


OF_HOMES = "户号,小区,建筑面积,实缴\n1,东,100,1512\n2,西,90,1360.80\n"
OF_PAGES = {
    "bill": ("bill", "--area", "100"),
    "compare": ("compare", "--area", "100"),
    "check": ("check", "--ledger", "ledger.csv", "--city", "朔州"),
    "diff": ("diff", "ledger.csv", "--city", "朔州", "--tariffs", str(shipped()), str(shipped())),
    "allocate": ("allocate", "ledger.csv", "--cost", "100"),
}


@pytest.mark.parametrize("command", OF_PAGES)
def test_a_page_goes_to_standard_output(
    command: str, tmp_path: Path, heat: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page and nothing else; the summary goes to standard error, and no file is called `-`."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ledger.csv").write_text(OF_HOMES, encoding="utf-8")
    run = heat(*OF_PAGES[command], "--html", "-")
    assert run.out.startswith("<!doctype html>"), run.err
    assert run.out.endswith("</html>\n")
    assert run.err
    if "ledger.csv" in OF_PAGES[command]:
        twice = heat(*OF_PAGES[command], "--html", "-", "-o", "-")
        assert (twice.code, twice.out, "标准输出（-）只能写一样" in twice.err) == (5, "", True)
    assert [each.name for each in tmp_path.iterdir()] == ["ledger.csv"]


@pytest.mark.parametrize("command", ["check", "diff", "allocate"])
def test_a_page_is_among_the_files_that_were_written(command: str, tmp_path: Path, heat: Program) -> None:
    ledger, page = tmp_path / "ledger.csv", tmp_path / "page.html"
    ledger.write_text(OF_HOMES, encoding="utf-8")
    asked = [str(ledger) if word == "ledger.csv" else word for word in OF_PAGES[command]]
    run = heat(*asked, "--html", str(page))
    assert f"文件\n  {page}\n" in run.out, run.err
    assert "未写出文件" not in run.out
