"""Workbooks written cell by cell, so that what stands in a cell is what a test says and no writer's idea of it."""

import io
import zipfile
from typing import Any
from xml.sax.saxutils import escape, quoteattr

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def xlsx(sheets: list[dict[str, Any]]) -> bytes:
    """Return a workbook: `rows` of cells, `merge` ranges and `hidden` rows a sheet.

    A cell is text, a number, None, true or false, or a value `v`, type `t`, formula `f` and number format `s`.
    """
    formats: list[str] = []
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for number, sheet in enumerate(sheets, 1):
            book.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(sheet, formats))
        numbers = range(1, len(sheets) + 1)
        overrides = "".join(
            f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_TYPES}.worksheet+xml"/>'
            for number in numbers
        )
        book.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>{overrides}</Types>',
        )
        book.writestr("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        named = "".join(
            f'<sheet name={quoteattr(sheet["name"])} sheetId="{number}" r:id="rId{number}"/>'
            for number, sheet in enumerate(sheets, 1)
        )
        book.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{named}</sheets></workbook>'
        )
        related = [("worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
        book.writestr("xl/_rels/workbook.xml.rels", _relations([*related, ("styles", "styles.xml")]))
        book.writestr("xl/styles.xml", _styles(formats))
    return out.getvalue()


def _relations(targets: list[tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{each}</Relationships>'


def _styles(formats: list[str]) -> str:
    made = "".join(f'<numFmt numFmtId="{164 + at}" formatCode={quoteattr(each)}/>' for at, each in enumerate(formats))
    cells = "".join(f'<xf numFmtId="{164 + at}" applyNumberFormat="1"/>' for at in range(len(formats)))
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="{len(formats)}">{made}</numFmts><fonts count="1"><font/></fonts>'
        '<fills count="1"><fill/></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs>'
        f'<cellXfs><xf numFmtId="0"/>{cells}</cellXfs></styleSheet>'
    )


def _sheet(sheet: dict[str, Any], formats: list[str]) -> str:
    rows = []
    for number, row in enumerate(sheet["rows"], 1):
        cells = "".join(_cell(cell, f"{_letters(at)}{number}", formats) for at, cell in enumerate(row))
        hidden = ' hidden="1"' if number in sheet.get("hidden", ()) else ""
        rows.append(f'<row r="{number}"{hidden}>{cells}</row>')
    merged = "".join(f'<mergeCell ref="{each}"/>' for each in sheet.get("merge", ()))
    behind = f"<mergeCells>{merged}</mergeCells>" if merged else ""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(rows)}</sheetData>{behind}</worksheet>'


def _cell(cell: Any, place: str, formats: list[str]) -> str:
    if cell is None:
        return ""
    said = cell if isinstance(cell, dict) else {"v": cell}
    value, kind = said.get("v"), said.get("t", "")
    if isinstance(value, bool):
        value, kind = int(value), "b"
    if isinstance(value, str) and not kind and not isinstance(cell, dict):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    style = ""
    if said.get("s"):
        if said["s"] not in formats:
            formats.append(said["s"])
        style = f' s="{formats.index(said["s"]) + 1}"'
    formula = f"<f>{escape(said['f'])}</f>" if said.get("f") else ""
    shown = "" if value is None else f"<v>{escape(str(value))}</v>"
    typed = f' t="{kind}"' if kind else ""
    return f'<c r="{place}"{style}{typed}>{formula}{shown}</c>'


def _letters(at: int) -> str:
    return (_letters(at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)


def ods(
    sheets: dict[str, list[list[str | float | None]]], *, error: str = "calcext", repeated: int = 1, columns: str = ""
) -> bytes:
    """Return an OpenDocument spreadsheet; a text that begins with `#` is an error, `repeated` blank rows follow.

    `columns` is the XML of the columns of each sheet.
    """
    names = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    }
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in names.items())
    tables = ""
    for name, rows in sheets.items():
        made = ""
        for row in rows:
            cells = "".join(_ods_cell(each, error) for each in row)
            made += f"<table:table-row>{cells}</table:table-row>"
        made += f'<table:table-row table:number-rows-repeated="{repeated}"><table:table-cell/></table:table-row>'
        tables += f"<table:table table:name={quoteattr(name)}>{columns}{made}</table:table>"
    out = io.BytesIO()
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("mimetype", kind)
        book.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            "</manifest:manifest>",
        )
        book.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>{tables}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return out.getvalue()


def _ods_cell(value: str | float | None, error: str) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, float | int):
        kind, shown = f'office:value-type="float" office:value="{value}"', str(value)
    elif value.startswith(("#", "Err")) and error == "float":
        kind, shown = 'office:value-type="float" office:value="0"', value
    elif value.startswith(("#", "Err")):
        kind, shown = 'office:value-type="string" calcext:value-type="error"', value
    else:
        kind, shown = 'office:value-type="string"', value
    return f"<table:table-cell {kind}><text:p>{escape(shown)}</text:p></table:table-cell>"
