"""A sheet: what a command shows, before any format. And the sinks that give text: plain, CSV, Markdown, JSON."""

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    from json import JSONEncoder

Format = Literal["table", "plain", "csv", "json", "md"]
FORMATS: tuple[Format, ...] = get_args(Format)


class Column(NamedTuple):
    """A column: `key` heads it for machines, `heading` for people; figures are right-aligned."""

    key: str
    heading: str
    right: bool = False


class Sheet:
    """A titled table, rows of totals below it, and sections of notes. All cells are text."""

    def __init__(self, title: str, columns: list[Column]) -> None:
        self.title = title
        self.columns = columns
        self.rows: list[list[str]] = []
        self.totals: list[list[str]] = []
        self.sections: list[tuple[str, list[str]]] = []
        self.bars: list[float] = []
        """The length of each row's bar, from 0 to 1, or to -1 of what is below zero, for those who look; or none."""
        self.data: Sheet | None = None
        """What CSV has instead, for programs: figures alone, and blanks for what is not known."""

    def section(self, heading: str, notes: list[str]) -> None:
        """Add notes under a heading, unless there are none."""
        if notes:
            self.sections.append((heading, notes))


_SPACES = "\u3000"
"""A full-width blank, which Python does not count as printable."""


def clean(text: str) -> str:
    """Return `text` without control, zero-width and direction-changing characters, which could deceive a reader."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() or character in _SPACES else "?" for character in text)


def clean_lines(text: str) -> str:
    """Return a message of one or more lines without such characters."""
    return "\n".join(map(clean, text.split("\n")))


def plain_text(sheet: Sheet, *, bold: bool = False) -> str:
    """Return the sheet as lines of tab-separated text, for pipes and for plain terminals.

    With `bold`, what the terminal's table has in bold is so.
    """
    style = "\x1b[1m{}\x1b[0m" if bold else "{}"
    lines = [style.format(clean(sheet.title))] if sheet.title else []
    lines += [style.format("\t".join(column.heading for column in sheet.columns))] if sheet.columns else []
    lines += ["\t".join(map(clean, row)).rstrip("\t") for row in sheet.rows]
    lines += [style.format("\t".join(map(clean, row)).rstrip("\t")) for row in sheet.totals]
    for heading, notes in sheet.sections:
        lines += [style.format(clean(heading)), *(f"  {clean(note)}" for note in notes)]
    return "\n".join(line.rstrip("\t") for line in lines) + "\n"


def csv_text(sheet: Sheet) -> str:
    """Return the rows as CSV under the columns' keys. A text that a spreadsheet would run as a formula is disarmed."""
    import csv
    import io

    from heatcalc.files.spreadsheet_text import escaped

    sheet = sheet.data or sheet
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.key for column in sheet.columns])
    for row in (*sheet.rows, *sheet.totals):
        writer.writerow(
            [cell if column.right else escaped(clean(cell)) for cell, column in zip(row, sheet.columns, strict=True)]
        )
    return out.getvalue()


def markdown_text(sheet: Sheet) -> str:
    """Return the sheet as Markdown."""
    lines = [f"## {_md(sheet.title)}", ""] if sheet.title else []
    if sheet.columns:
        lines.append("| " + " | ".join(_md(column.heading) for column in sheet.columns) + " |")
        lines.append("| " + " | ".join("---:" if column.right else "---" for column in sheet.columns) + " |")
        lines += ["| " + " | ".join(map(_md, row)) + " |" for row in sheet.rows]
        lines += ["| " + " | ".join(f"**{_md(cell)}**" if cell else "" for cell in row) + " |" for row in sheet.totals]
    for heading, notes in sheet.sections:
        lines += ["", f"**{_md(heading)}**", "", *(f"- {_md(note)}" for note in notes)]
    return "\n".join(lines) + "\n"


def _md(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", clean(text))


@cache
def _encoder(indent: int | None) -> "JSONEncoder":
    import json

    return json.JSONEncoder(ensure_ascii=False, indent=indent, separators=None if indent else (",", ":"))


def json_text(value: dict[str, Any], *, indent: int | None = 2) -> str:
    """Return a JSON object as text: indented for people to read too, or with None on a line for programs alone."""
    import json

    text = _encoder(indent).encode(value)
    if (
        not text.isprintable() and not text.replace("\n", "").isprintable()
    ):  # what a terminal would act on is escaped, which means the same
        text = re.sub(r"[^\n ]", lambda found: found[0] if found[0].isprintable() else json.dumps(found[0])[1:-1], text)
    return text + "\n"


def within(file: str, told: str) -> str:
    """Return what is said of a line with the file or sheet of many that it is in, which is blank of the only one."""
    return f"{file} {told}" if file else told
