"""The page sink: a sheet with its charts as one HTML file, that needs no network and no script."""

import base64
from collections.abc import Sequence
from html import escape

from heatcalc.messages import Lang, say
from heatcalc.show.sheet import Sheet, clean

PAGE_STYLE = """\
:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --faint: #666; --rule: #ddd; }
@media (prefers-color-scheme: dark) { :root { --ink: #f0f0f0; --paper: #16181c; --faint: #aaa; --rule: #3a3d44; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.2rem; max-width: 46rem; color: var(--ink); background: var(--paper);
  font: 16px/1.55 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
h1 { font-size: 1.4rem; margin: 0 0 .8rem; } h2 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; }
figure { margin: 1rem 0; max-width: 34rem; } figure svg { width: 100%; height: auto; display: block; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .6rem .3rem 0; text-align: left; vertical-align: top; }
th, td { border-bottom: 1px solid var(--rule); }
td small { display: block; color: var(--faint); font-weight: 400; }
th, tfoot td { font-weight: 600; } td:first-child { min-width: 4.5em; } td { min-width: 2.2em; }
.right { text-align: right; white-space: nowrap; }
@media (max-width: 30rem) { table { font-size: .8rem; } th, td { padding-right: .4rem; } }
@media screen and (max-width: 40rem) {
  table.stacked thead { display: none; } table.stacked tr { display: block; padding: .5rem 0; }
  table.stacked tr { border-bottom: 1px solid var(--rule); }
  table.stacked td { display: flex; justify-content: space-between; gap: 1rem; border: 0; padding: .1rem 0; }
  table.stacked td, table.stacked .right { text-align: right; white-space: normal; overflow-wrap: anywhere; }
  table.stacked td::before { content: attr(data-head); color: var(--faint); font-weight: 400; text-align: left; }
  table.stacked td::before { flex: 0 1 auto; min-width: 5em; overflow-wrap: normal; }
  table.stacked small { display: inline; margin-left: .5em; }
  table.stacked td:first-child { font-weight: 600; } table.stacked td:empty { display: none; } }
ul { padding-left: 1.2rem; margin: .2rem 0; } li { overflow-wrap: anywhere; }
footer { margin-top: 2rem; color: var(--faint); font-size: .85rem; }
@page { size: A4; margin: 14mm; }
@media print {
  :root { --ink: #000; --paper: #fff; --faint: #444; --rule: #bbb; }
  body { max-width: none; padding: 0; font: 9pt/1.3 serif; } figure { max-width: 8.5cm; margin: .2rem 0; }
  h1 { font-size: 14pt; } h2 { font-size: 10.5pt; margin-top: .8rem; } th, td { padding-block: .1rem; }
  figure, tr, li { break-inside: avoid; }
  .wide { overflow: visible; } }"""


def page(sheet: Sheet, charts: Sequence[str], lang: Lang) -> str:
    """Return a sheet and its charts as a page: the charts first, then every figure they are made of and its source."""
    sections = "".join(map(section, *zip(*sheet.sections, strict=True))) if sheet.sections else ""
    return document(sheet.title, f"{figures(charts)}{table_of(sheet)}{sections}", lang)


def document(title: str, body: str, lang: Lang, style: str = "", footer: str = "page.footer") -> str:
    """Return a whole page of a body in HTML under its title; `style` is added to that of all pages.

    `footer` is the key of what it says at its end.
    """
    title, footer = text(title), text(say(footer, lang))
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{PAGE_STYLE}{style}\n</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
        f"{body}</main>\n<footer>{footer}</footer>\n</body>\n</html>\n"
    )


def figures(charts: Sequence[str]) -> str:
    """Return charts as figures of a page."""
    return "".join(f"<figure>\n{chart}</figure>\n" for chart in charts)


def section(heading: str, notes: list[str]) -> str:
    """Return notes as a list under a heading."""
    items = "".join(f"<li>{text(note)}</li>\n" for note in notes)
    return f"<h2>{text(heading)}</h2>\n<ul>\n{items}</ul>\n"


def table_of(sheet: Sheet, *, below: bool = False, stacked: bool = False) -> str:
    """Return the table of a sheet; blank where it has no columns. What follows a line break is small, `below`.

    On a telephone the cells of a row of a `stacked` one stand below each other, each behind the head of its column.
    """
    if not sheet.columns:
        return ""
    heads = "".join(f'<th scope="col"{_side(column.right)}>{text(column.heading)}</th>' for column in sheet.columns)
    rows = "".join(_row(sheet, row, below=below, stacked=stacked) for row in sheet.rows)
    totals = "".join(_row(sheet, row, below=below, stacked=stacked) for row in sheet.totals)
    foot = f"<tfoot>\n{totals}</tfoot>\n" if totals else ""
    table = f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n{foot}"
    if stacked:
        return f'<div class="wide">\n<table class="stacked">\n{table}</table>\n</div>\n'
    called = text(sheet.title or sheet.columns[0].heading)
    # What may have to be scrolled must be reached by the keyboard, and then says what it is.
    return f'<div class="wide" role="group" tabindex="0" aria-label="{called}">\n<table>\n{table}</table>\n</div>\n'


def _row(sheet: Sheet, row: list[str], *, below: bool, stacked: bool) -> str:
    written = [_cell(cell, one=stacked) if below else text(cell) for cell in row]
    heads = [f' data-head="{text(column.heading)}"' if stacked else "" for column in sheet.columns]
    cells = (
        f"<td{_side(column.right)}{head}>{cell}</td>"
        for cell, head, column in zip(written, heads, sheet.columns, strict=True)
    )
    return f"<tr>{''.join(cells)}</tr>\n"


def _cell(shown: str, *, one: bool) -> str:
    """Return a cell with what follows a line break small, below; all in `one` element if there is more than a line."""
    first, *below = shown.split("\n")
    inside = "".join((text(first), *(f"<small>{text(each)}</small>" for each in below)))
    return f"<div>{inside}</div>" if one and below else inside


def _side(right: bool) -> str:
    return ' class="right"' if right else ""


def text(said: str) -> str:
    """Return a text as one of a page, whatever is in it."""
    return escape(clean(said))


def data_uri(image: bytes) -> str:
    """Return an image, PNG or JPEG, as an address that holds it."""
    kind = "png" if image.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(image).decode('ascii')}"
