"""How long ledgers and bills in Excel take, in CPU seconds, beside the libraries alone that read and write them.

    python bench/excel.py [HOUSEHOLDS] [--rounds 5]

Each program is a process of its own, run in turn; the figures are the least of all rounds. The ratio of reading is to
python-calamine, which gives the cells of the same workbook; that of writing is to XlsxWriter, row by row, which writes
the cells of the same bills. The CSV that is billed to CSV is what remains when Excel is taken away.
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from batch import generate
from page import machine, put
from xlsxwriter import Workbook

_READ = """
import sys
from python_calamine import CalamineWorkbook
print(len(CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()))
"""

_WRITE = """
import csv, sys
from xlsxwriter import Workbook
with Workbook(sys.argv[2], {"constant_memory": True}) as book, open(sys.argv[1], encoding="utf-8-sig") as bills:
    page, money = book.add_worksheet(), book.add_format({"num_format": "0.00"})
    for line, row in enumerate(csv.reader(bills)):
        for column, cell in enumerate(row):
            if line and (column == 5 or column > 7):
                page.write_number(line, column, float(cell), money)
            else:
                page.write_string(line, column, cell)
"""


def as_workbook(ledger: Path, out: Path) -> None:
    """Write a ledger as a workbook, with its areas as numbers."""
    with Workbook(str(out)) as book, ledger.open(encoding="utf-8", newline="") as file:
        page = book.add_worksheet("台账")
        for line, row in enumerate(csv.reader(file)):
            for column, cell in enumerate(row):
                if line and column == 5:
                    page.write_number(line, column, float(cell))
                elif cell:
                    page.write_string(line, column, cell)


def cpu(command: list[str]) -> float:
    """Run a command, which must succeed, and return its seconds of CPU, its own and the system's."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("households", type=int, nargs="?", default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text, book, bills = folder / "ledger.csv", folder / "ledger.xlsx", folder / "bills.csv"
        generate(text, arguments.households)
        as_workbook(text, book)
        batch = [sys.executable, "-m", "heatcalc", "batch"]
        cpu([*batch, str(text), "-o", str(bills)])
        programs = {
            "python-calamine reads the workbook": [sys.executable, "-c", _READ, str(book)],
            "heatcalc batch, xlsx to csv": [*batch, str(book), "-o", str(folder / "out.csv"), "--force"],
            "XlsxWriter writes the bills": [sys.executable, "-c", _WRITE, str(bills), str(folder / "theirs.xlsx")],
            "heatcalc batch, csv to xlsx": [*batch, str(text), "-o", str(folder / "out.xlsx"), "--force"],
            "heatcalc batch, csv to csv": [*batch, str(text), "-o", str(folder / "text.csv"), "--force"],
        }
        took: dict[str, list[float]] = {each: [] for each in programs}
        for _ in range(arguments.rounds):
            for each, command in programs.items():
                for left in folder.glob("*.manifest.json"):
                    left.unlink()
                took[each].append(cpu(command))
    least = [min(each) for each in took.values()]
    lines = ["| households | program | runs | CPU seconds | ratio |", "| ---: | --- | ---: | ---: | ---: |"]
    for at, each in enumerate(programs):
        ratio = f"{least[at] / least[at - 1]:.2f}" if at in (1, 3) else "1.00" if at < 3 else "–"
        lines.append(f"| {arguments.households:,} | {each} | {arguments.rounds} | {least[at]:.2f} | {ratio} |")
    print("\n".join(lines))
    if arguments.write:
        said = "Written by `python bench/excel.py`: the least CPU seconds of some runs, beside the libraries alone."
        put("Excel", [said, "", machine("xlsxwriter", "python-calamine"), "", *lines])


if __name__ == "__main__":
    main()
