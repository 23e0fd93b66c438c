"""The page of benchmarks, of which each script writes a section of its own."""

import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs/benchmarks.md"
_TITLE = "# 基准 / Benchmarks\n"


def machine(*packages: str) -> str:
    """Return what the figures were measured on."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("heatcalc", *packages))
    return f"Machine: {os.cpu_count()} cores, {platform.machine()}; Python {platform.python_version()}, {versions}."


def put(heading: str, lines: Sequence[str]) -> None:
    """Put a section of the page in the place of the one with its heading, or at the end."""
    there = PAGE.read_text(encoding="utf-8") if PAGE.exists() else _TITLE
    _, *sections = there.split("\n## ")
    kept = {section.partition("\n")[0]: section.partition("\n")[2].strip() for section in sections}
    kept[heading] = "\n".join(lines).strip()
    parts = [_TITLE.strip(), *(f"## {name}\n\n{text}" for name, text in kept.items())]
    PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
