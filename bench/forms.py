"""How long the same ledger takes when it is written otherwise, in CPU seconds, beside the plain one.

    python bench/forms.py 1000000 --write    # writes docs/benchmarks.md

Each form is billed in turn by a process of its own; the figures are medians of all rounds.
"""

import argparse
import csv
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from batch import Run, generate, timed
from page import machine, put

_TEXTS = 5
"""The place of the area, which is a number; the columns before it are texts."""


def rows_of(ledger: Path) -> Iterator[list[str]]:
    """Yield the rows of a plain ledger."""
    with ledger.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file)


def forms_of(plain: Path) -> dict[str, tuple[Path, tuple[str, ...]]]:
    """Write a plain ledger otherwise, beside it; return each form's file and options."""
    every, texts, commas, gb = (plain.with_name(f"{name}.csv") for name in ("every", "texts", "commas", "gb"))
    with every.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(rows_of(plain))
    with texts.open("w", encoding="utf-8", newline="") as file:
        for row in rows_of(plain):
            quoted = ",".join(f'"{field}"' for field in row[:_TEXTS])
            file.write(f"{quoted},{','.join(row[_TEXTS:])}\r\n")
    with commas.open("w", encoding="utf-8", newline="") as file:
        rows = enumerate(rows_of(plain))
        changed = ([*row[:2], row[2].replace("区", "区,"), *row[3:]] if at % 1000 == 1 else row for at, row in rows)
        csv.writer(file).writerows(changed)
    gb.write_bytes(plain.read_bytes().decode().encode("gb18030"))
    return {
        "plain": (plain, ()),
        "names masked (`--mask`)": (plain, ("--mask",)),
        "sums by a column (`--by`)": (plain, ("--by", "用户类别")),
        "every field in quotes": (every, ()),
        "texts in quotes": (texts, ()),
        "a comma in quotes in one line of 1,000": (commas, ()),
        "GB18030": (gb, ()),
    }


def main() -> None:
    """Measure, print, and write the page if asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("households", type=int)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    lines = [
        f"由 `python bench/forms.py {arguments.households}` 写出：同一份台账的几种写法；",
        "比值以最整齐的一种为 1，按处理器时间。",
        "",
        f"Written by `python bench/forms.py {arguments.households}`: the same ledger, written otherwise. The ratio is",
        f"that of CPU seconds; the figures are medians of {arguments.rounds} rounds.",
        "",
        machine("duckdb"),
        "",
        "| ledger | seconds | CPU seconds | ratio | peak memory [MB] |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    with tempfile.TemporaryDirectory() as name:
        plain = Path(name) / "plain.csv"
        generate(plain, arguments.households)
        forms = forms_of(plain)
        runs: dict[str, list[Run]] = {form: [] for form in forms}
        for _ in range(arguments.rounds):
            for form, (ledger, options) in forms.items():
                bills = str(Path(name) / "bills.csv")
                command = [sys.executable, "-m", "heatcalc", "batch", str(ledger), "-o", bills, "--force", *options]
                runs[form].append(timed(command))
    cpu = {form: statistics.median(run.cpu for run in of_form) for form, of_form in runs.items()}
    for form, of_form in runs.items():
        seconds = statistics.median(run.seconds for run in of_form)
        most = max(run.megabytes for run in of_form)
        lines.append(f"| {form} | {seconds:.2f} | {cpu[form]:.2f} | {cpu[form] / cpu['plain']:.2f} | {most:.0f} |")
    print("\n".join(lines[-len(forms) :]))
    if arguments.write:
        put("各种写法 / Other forms", lines)


if __name__ == "__main__":
    main()
