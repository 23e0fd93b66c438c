"""An error of the disk at any step of a run: the outputs are the earlier ones or the new ones, whole, and no more."""

import shutil
from pathlib import Path

import pytest

from tests.helpers.stops import faulty

pytestmark = [pytest.mark.slow, pytest.mark.kill]
HEADER = "户号,户名,建筑面积\n"
RUNS = {
    "csv": ("batch", "{0}/ledger.csv", "-o", "{0}/bills.csv", "--city", "朔州"),
    "xlsx": ("batch", "{0}/ledger.csv", "-o", "{0}/bills.xlsx", "--city", "朔州"),
    "parquet": ("batch", "{0}/ledger.csv", "-o", "{0}/bills.parquet", "--city", "朔州"),
    "jsonl": ("batch", "{0}/ledger.csv", "-o", "{0}/bills.jsonl", "--city", "朔州"),
    "folder": ("batch", "{0}/led*.csv", "-o", "{0}/bills", "--city", "朔州"),
    "notices": ("notice", "--ledger", "{0}/ledger.csv", "--city", "朔州", "-o", "{0}/n.html", "--each", "--force"),
    "html": ("bill", "--area", "{1}", "--html", "{0}/bill.html", "--force"),
}


def contents(folder: Path) -> dict[str, bytes]:
    """Return what a folder has besides the ledger, with what is in its folders."""
    paths = (path for path in folder.rglob("*") if path.name != "ledger.csv")
    return {path.relative_to(folder).as_posix(): b"" if path.is_dir() else path.read_bytes() for path in paths}


@pytest.mark.parametrize(
    ("run", "rejects"), [*((run, "more") for run in RUNS), *((run, "none") for run in ("csv", "folder"))]
)
def test_an_error_of_the_disk_at_any_step(run: str, rejects: str, tmp_path: Path) -> None:
    earlier = tmp_path / "earlier"
    earlier.mkdir()

    def asked(folder: Path, area: str) -> list[str]:
        return [each.format(folder, area) for each in RUNS[run]]

    (earlier / "ledger.csv").write_text(HEADER + "1,张三,100\n2,李四,约\n", encoding="utf-8")
    assert faulty(earlier, -1, *asked(earlier, "100"))[0] in (0, 1)
    before = contents(earlier)
    bad = "4,赵六,约\n" if rejects == "more" else ""
    (earlier / "ledger.csv").write_text(f"{HEADER}1,张三,100\n3,王五,80\n{bad}", encoding="utf-8")
    whole = shutil.copytree(earlier, tmp_path / "whole")
    done, _, steps = faulty(whole, -1, *asked(whole, "90"))
    assert done in (0, 1)
    after = contents(whole)
    failed = 0
    for at in range(steps):
        folder = shutil.copytree(earlier, tmp_path / str(at))
        code, said, _ = faulty(folder, at, *asked(folder, "90"))
        left = contents(folder)
        hidden = {name for name in left if name.startswith(".")}
        shown = {name: left[name] for name in left if name not in hidden}
        assert shown in (before, after), (at, code, said, sorted(left))
        if code == 5:
            assert (said.count("\n"), "injected" in said) == (1, True), (at, said)
            assert not hidden, (at, said, hidden)
            failed += 1
        else:
            # What fails after all is in place, when things are cleared up, is swept by the next run.
            assert (code, shown) == (done, after), (at, code, said)
    assert failed > 2
