"""Make the README's pictures from what heatcalc really prints. Run: python docs/pictures.py [--check].

Rich's own pictures squeeze Chinese: they count characters where columns are meant.
"""

import os
import subprocess
import sys
from html import escape
from io import StringIO
from itertools import groupby
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

HERE = Path(__file__).parent
WIDTH = 80
COLUMN, LINE, MARGIN = 8.4, 20, 16
PICTURES = {
    "bill-zh": ["bill", "--area", "185"],
    "bill-en": ["bill", "--area", "185", "--lang", "en"],
    "compare-zh": ["compare", "--area", "100", "--city", "朔州", "--city", "忻州", "--city", "太原", "--city", "大同"],
}
FRAME = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{label}">
<style>
text {{ font: 14px "Noto Sans Mono CJK SC", "Sarasa Mono SC", "WenQuanYi Micro Hei Mono", Menlo, Consolas, monospace;
  fill: #e6e6e6; white-space: pre; }}
.b {{ font-weight: bold; fill: #ffffff; }}
.c {{ fill: #8fce6b; }}
</style>
<rect width="100%" height="100%" rx="8" fill="#1b1e24"/>
{text}
</svg>
"""


def printed(arguments: list[str]) -> str:
    """Return what a command prints on a terminal of 80 columns."""
    environment = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(WIDTH), "LANG": "zh_CN.UTF-8", "PYTHONUTF8": "1"}
    for unwanted in ("HEATCALC_LANG", "HEATCALC_TARIFFS", "NO_COLOR", "LC_ALL"):
        environment.pop(unwanted, None)
    command = [sys.executable, "-m", "heatcalc", *arguments, "--format", "table"]
    return subprocess.run(command, capture_output=True, env=environment, check=True).stdout.decode()


def picture(arguments: list[str]) -> str:
    """Return a picture of a command and its output, each run of wide or narrow characters at its column."""
    command = f"heatcalc {' '.join(arguments)}"
    console = Console(width=WIDTH, file=StringIO())
    lines = console.render_lines(Text.from_ansi(printed(arguments)), pad=False)
    runs = [_run(f"$ {command}", 0, 0, "c")]
    for row, line in enumerate(lines, 2):
        column = 0
        for segment in line:
            for _, characters in groupby(segment.text, cell_len):
                text = "".join(characters)
                if text.strip():
                    runs.append(_run(text, row, column, "b" if segment.style and segment.style.bold else ""))
                column += cell_len(text)
    width, height = WIDTH * COLUMN + 2 * MARGIN, (len(lines) + 2) * LINE + 2 * MARGIN
    return FRAME.format(width=width, height=height, label=escape(command), text="\n".join(runs))


def _run(text: str, row: int, column: int, style: str) -> str:
    x, y = MARGIN + column * COLUMN, MARGIN + (row + 0.75) * LINE
    return (
        f'<text x="{x:.1f}" y="{y:.0f}" textLength="{cell_len(text) * COLUMN:.1f}"'
        f"{f' class={style!r}' if style else ''}>{escape(text)}</text>"
    )


def main() -> int:
    """Write the pictures; with --check, check that they are what the program prints now."""
    stale = 0
    for name, arguments in PICTURES.items():
        file = HERE / f"{name}.svg"
        new = picture(arguments)
        if "--check" not in sys.argv:
            file.write_text(new, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != new:
            sys.stderr.write(f"{file.name} is not what heatcalc prints; run: python docs/pictures.py\n")
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())
