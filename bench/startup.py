"""How long `heatcalc bill` takes to start, as a ratio to a minimal Typer + Rich program in the same run.

Run: python bench/startup.py [RUNS]. Both programs run in turn, compiled; the medians are compared.
"""

import compileall
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import heatcalc

MINIMAL = """\
import typer

app = typer.Typer()


@app.command()
def main(area: str = typer.Option(...)) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title="heat")
    table.add_column("line")
    table.add_column("CNY", justify="right")
    table.add_row("area", area)
    Console().print(table)


app()
"""


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 21
    compileall.compile_dir(Path(heatcalc.__file__).parent, quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "minimal.py"
        program.write_text(MINIMAL, encoding="utf-8")
        heat = [sys.executable, "-m", "heatcalc", "bill", "--area", "185", "--format"]
        commands = {
            "bare interpreter": [sys.executable, "-c", "pass"],
            "minimal Typer + Rich": [sys.executable, str(program), "--area", "185"],
            "bill --format table": [*heat, "table"],
            "bill --format json": [*heat, "json"],
        }
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for run in range(runs + 1):
            for name, command in commands.items():
                elapsed = seconds(command)
                if run:
                    taken[name].append(elapsed)
    base = median(taken["minimal Typer + Rich"])
    for name, times in taken.items():
        middle = median(times)
        print(f"{name:22} {middle * 1000:6.1f} ms   {middle / base:5.2f} x minimal   ({len(times)} runs)")


if __name__ == "__main__":
    main()
