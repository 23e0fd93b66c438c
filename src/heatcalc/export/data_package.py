"""The tariff table as a Frictionless Data Package: a file of figures, and a description that programs read."""

import csv
import hashlib
import json
from pathlib import Path
from typing import Any, Literal, get_args

from heatcalc.errors import OutputError, UnprovenError
from heatcalc.export.open_table import FigureRow, figure_rows
from heatcalc.files.atomic import Outputs
from heatcalc.files.spreadsheet_text import escaped
from heatcalc.formula.sql.dialect import text_literal
from heatcalc.formula.sql.dialects import DUCKDB
from heatcalc.ledger.parquet import load_duckdb, pattern_literal
from heatcalc.messages import LANGS, say
from heatcalc.tariffs.model import SOURCE_KINDS, Table
from heatcalc.version import __version__

PackageFormat = Literal["csv", "json", "parquet"]
PACKAGE_FORMATS: tuple[PackageFormat, ...] = get_args(PackageFormat)
DESCRIPTION = "datapackage.json"
_OWN_FILES = {DESCRIPTION, *(f"figures.{each}" for each in PACKAGE_FORMATS)}
_TITLES = {"class_": "class", "from_": "from", "title": "source_title"}
COLUMNS = tuple(_TITLES.get(name, name) for name in FigureRow._fields)
"""The columns of the figures."""
_MEDIA = {"csv": "text/csv", "json": "application/json", "parquet": "application/vnd.apache.parquet"}
_REQUIRED = ("id", "city", "kind", "entry", "figure", "source", "source_kind", "source_title", "publisher")
_PARTIAL_DATE = r"\d{4}(-\d\d(-\d\d)?)?"
_TYPES: dict[str, dict[str, Any]] = {
    "value": {"type": "number"},
    "from": {"type": "date"},
    "until": {"type": "date"},
    "url": {"type": "string", "format": "uri"},
    "seen": {"type": "string", "constraints": {"pattern": rf"{_PARTIAL_DATE}|\d{{4}}-\d{{4}}"}},
    "date": {"type": "string", "constraints": {"pattern": _PARTIAL_DATE}},
    "source_kind": {"type": "string", "constraints": {"enum": list(SOURCE_KINDS)}},
}
_DUCKDB_TYPES = {"value": "DECIMAL(38, 12)", "from": "DATE", "until": "DATE"}


def write_package(
    table: Table, folder: Path, format_: PackageFormat, *, table_hash: str, open_data: bool, force: bool
) -> int:
    """Write the figures of a table and their description into a folder, whole or not at all; return how many.

    `table_hash` tells which table it is, and `open_data` that it is given away under CC0-1.0. With `force` a package
    that is there already is replaced, but never a folder with anything else in it.

    Raises:
        OutputError: the folder exists, or cannot be written.
        UnprovenError: what was written as Parquet is not what was to be written.
        UsageError: the extra that writes Parquet is not installed.
    """
    folder = folder.absolute()
    _refuse_there(folder, force=force)
    rows = figure_rows(table)
    with Outputs(folder.parent) as outputs:
        outputs.lock(folder)
        work = outputs.workplace(folder)
        made = work / "package"
        made.mkdir()
        file = made / f"figures.{format_}"
        match format_:
            case "csv":
                _write_csv([COLUMNS, *([escaped(cell) for cell in row] for row in rows)], file, "utf-8-sig")
            case "json":
                file.write_text(_json([dict(zip(COLUMNS, map(_or_none, row), strict=True)) for row in rows]), "utf-8")
            case "parquet":
                _write_parquet(rows, work / "figures.csv", file)
        described = _package(file, table_hash, open_data=open_data)
        (made / DESCRIPTION).write_text(_json(described), "utf-8")
        outputs.take(made, folder)
        outputs.publish()
    return len(rows)


def _refuse_there(folder: Path, *, force: bool) -> None:
    """Refuse to replace what is there, unless it is an empty folder, or is to be replaced and a package."""
    if not folder.exists():
        return
    others = sorted(each.name for each in folder.iterdir() if each.name not in _OWN_FILES) if folder.is_dir() else [""]
    if others and (force or not folder.is_dir()):
        raise OutputError("files.foreign", file=folder / others[0])
    if not force and any(folder.iterdir()):
        raise OutputError("files.exists", file=folder)


def _write_csv(lines: list[Any], file: Path, encoding: str) -> None:
    with file.open("w", encoding=encoding, newline="") as out:
        csv.writer(out, lineterminator="\r\n").writerows(lines)


def _write_parquet(rows: list[FigureRow], as_text: Path, out: Path) -> None:
    """Write the rows as Parquet, by way of a file of CSV, and hold what was written against them."""
    duckdb = load_duckdb()
    _write_csv([COLUMNS, *rows], as_text, "utf-8")
    names = [DUCKDB.quoted(name) for name in COLUMNS]
    types = [_DUCKDB_TYPES.get(name, "VARCHAR") for name in COLUMNS]
    typed = zip(names, types, strict=True)
    chosen = ", ".join(f"CAST(NULLIF({name}, '') AS {type_}) AS {name}" for name, type_ in typed)
    columns = ", ".join(f"{text_literal(name)}: 'VARCHAR'" for name in COLUMNS)
    options = "header = true, delim = ',', quote = '\"', escape = '\"', auto_detect = false, parallel = false"
    source = f"read_csv({pattern_literal(as_text)}, columns = {{{columns}}}, {options})"
    try:
        with duckdb.connect(config={"temp_directory": str(as_text.parent)}) as connection:
            connection.execute(f"COPY (SELECT {chosen} FROM {source}) TO {text_literal(str(out))} (FORMAT parquet)")
            written = connection.execute(f"SELECT * FROM read_parquet({pattern_literal(out)})").fetchall()
    except duckdb.Error as error:
        raise OutputError("files.unwritable", file=out.name, reason=str(error).splitlines()[0]) from error
    if len(written) != len(rows):
        raise UnprovenError("proof.other_rows_written", file=out, written=len(written), rows=len(rows))
    for number, (found, row) in enumerate(zip(written, rows, strict=True), 1):
        if [_text_of(cell) for cell in found] != list(row):
            raise UnprovenError("proof.other_row_written", file=out, row=number)


def _text_of(cell: Any) -> str:  # noqa: ANN401 - a text, a date, a decimal or None
    """Return a cell of Parquet as the text that it was written from."""
    text = "" if cell is None else f"{cell:f}" if hasattr(cell, "as_tuple") else str(cell)
    return text.rstrip("0").rstrip(".") if hasattr(cell, "as_tuple") and "." in text else text


def _or_none(cell: str) -> str | None:
    return cell or None


def _package(file: Path, table_hash: str, *, open_data: bool) -> dict[str, Any]:
    """Return the description of the package."""
    data, format_ = file.read_bytes(), file.suffix[1:]
    tabular = format_ != "parquet"
    resource: dict[str, Any] = {
        "name": "figures",
        "path": file.name,
        "profile": "tabular-data-resource" if tabular else "data-resource",
        "format": format_,
        "mediatype": _MEDIA[format_],
        **({"encoding": "utf-8"} if tabular else {}),
        "schema": {
            "fields": [_field(name) for name in COLUMNS],
            "primaryKey": ["id"],
            "missingValues": [""],
        },
    }
    if format_ == "csv":
        # Of other formats frictionless, the usual validator, counts no bytes, and finds fault with what is stated.
        resource |= {"bytes": len(data), "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
        resource["dialect"] = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True}
    described: dict[str, Any] = {
        "profile": "data-package",
        "name": "heatcalc-tariffs" if open_data else "own-tariffs",
        "title": _both("title" if open_data else "own_table"),
        "version": __version__,
        "tariffs": f"sha256:{table_hash}",
    }
    if open_data:
        name, path = "CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"
        described["description"] = _both("description")
        described["licenses"] = [{"name": name, "path": path, "title": "CC0 1.0 Universal"}]
    return {**described, "resources": [resource]}


def _field(name: str) -> dict[str, Any]:
    described = {"name": name, **_TYPES.get(name, {"type": "string"}), "description": _both(name)}
    if name in _REQUIRED:
        described["constraints"] = {"required": True, **described.get("constraints", {})}
    return described


def _both(key: str) -> str:
    return " / ".join(say(f"package.{key}", lang) for lang in LANGS)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
