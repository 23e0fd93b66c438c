"""Make the README's pictures from what heatcalc really prints. Run: python docs/pictures.py [--check]."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

HERE = Path(__file__).parent
WIDTH = 80
PICTURES = {
    "bill-zh": ["bill", "--area", "185"],
    "bill-en": ["bill", "--area", "185", "--lang", "en"],
    "compare-zh": ["compare", "--area", "100", "--city", "朔州", "--city", "忻州", "--city", "太原", "--city", "大同"],
}

# Rich's own template names a font on the web; these pictures name none.
TEMPLATE = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: "Noto Sans Mono CJK SC", "Sarasa Mono SC", "WenQuanYi Micro Hei Mono",
  Menlo, Consolas, monospace; font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-size: 18px; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def picture(name: str) -> str:
    """Return a picture of a command and its output."""
    environment = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(WIDTH), "LANG": "zh_CN.UTF-8", "PYTHONUTF8": "1"}
    for unwanted in ("HEATCALC_LANG", "HEATCALC_TARIFFS", "NO_COLOR", "LC_ALL"):
        environment.pop(unwanted, None)
    command = [sys.executable, "-m", "heatcalc", *PICTURES[name], "--format", "table"]
    shown = subprocess.run(command, capture_output=True, env=environment, check=True).stdout.decode()  # noqa: S603
    console = Console(record=True, width=WIDTH, file=StringIO(), color_system="truecolor", force_terminal=True)
    console.print(Text(f"$ heatcalc {' '.join(PICTURES[name])}\n", style="green"))
    console.print(Text.from_ansi(shown))
    svg = console.export_svg(title="heatcalc", theme=DIMMED_MONOKAI, code_format=TEMPLATE, unique_id=name)
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def main() -> int:
    """Write the pictures; with --check, tell whether they are what the program prints now."""
    stale = 0
    for name in PICTURES:
        file = HERE / f"{name}.svg"
        new = picture(name)
        if "--check" not in sys.argv:
            file.write_text(new, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != new:
            sys.stderr.write(f"{file.name} is not what heatcalc prints; run: python docs/pictures.py\n")
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())
