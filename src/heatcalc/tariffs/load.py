"""From a TOML file to a `Table`, or to every mistake in it."""

import re
import tomllib
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from heatcalc.errors import HeatcalcError, InputFileError
from heatcalc.measures import Both
from heatcalc.messages import Lang
from heatcalc.own_files import archive, own_file
from heatcalc.schema.fields import FAILED
from heatcalc.schema.findings import Finding, Findings
from heatcalc.tariffs.model import Table

_MAX_BYTES = 2**20
_MAX_LINE = 4096
_TOO_LONG = re.compile(rf"[^\n]{{{_MAX_LINE + 1},}}")
_DEEPEST = 40
_SYNTAX = r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)"


class InvalidTable(HeatcalcError):
    """The table has mistakes: all of them, in the order of the file."""

    exit_code = 4

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("findings.invalid", file=findings[0].file, count=len(findings))
        self.findings = list(findings)

    def text(self, lang: Lang) -> str:
        """Return the findings, one a line, under a heading that counts them."""
        return "\n".join([super().text(lang), *(finding.text(lang) for finding in self.findings)])


def load_tariffs(path: str | Path | None = None) -> Table:
    """Read a tariff table; the one shipped with heatcalc where no `path` is given.

    That the entries of the shipped one are sound together is known.

    Raises:
        InputFileError: the file cannot be read.
        InvalidTable: the table has mistakes; `findings` holds all of them.
    """
    text, early = _text_of(shipped_bytes()) if path is None else _text_of_file(Path(path))
    table, findings = inspect_text(text, early, str(path or shipped()), warnings=False, known_sound=path is None)
    if table is None:
        raise InvalidTable([finding for finding in findings if finding.severity == "error"])
    return table


def load_text(text: str) -> Table:
    """Read a part of the shipped table from its text; that its entries are sound together is known.

    Raises:
        InvalidTable: the table has mistakes.
    """
    table, findings = inspect_text(text, Findings(), "", warnings=False, known_sound=True)
    if table is None:
        raise InvalidTable(findings)
    return table


def inspect(path: Path, *, warnings: bool = True, strict: bool = False) -> tuple[Table | None, list[Finding]]:
    """Read a tariff table and return it (None if it has errors) with all findings, in the order of the file.

    What is `strict` holds each figure of a sound table against its quote as well.

    Raises:
        InputFileError: the file cannot be read.
    """
    return inspect_text(*_text_of_file(path), str(path), warnings=warnings, strict=strict)


def read_text(path: Path) -> str:
    """Return the text of a tariff table, not yet parsed.

    Raises:
        InputFileError: the file cannot be read.
        InvalidTable: it is no text that a TOML parser should see.
    """
    text, findings = _text_of_file(path)
    errors = [finding._replace(file=str(path)) for finding in findings if finding.severity == "error"]
    if errors:
        raise InvalidTable(errors)
    return text


def inspect_text(
    text: str, early: Findings, file: str, *, warnings: bool = True, strict: bool = False, known_sound: bool = False
) -> tuple[Table | None, list[Finding]]:
    """Read a table from `text`; see `inspect`. `early` are findings made on the way to the text.

    What is `known_sound` is not looked through for what entries say together.
    """
    if early and early[-1].severity == "error":
        return None, [finding._replace(file=file) for finding in early]
    document = parsed(text, early)
    if document is None:
        return None, [finding._replace(file=file) for finding in early]
    table, findings = read_document(document, known_sound=known_sound)
    if table is not None and not known_sound:
        from heatcalc.tariffs.contradictions import find_contradictions
        from heatcalc.tariffs.name_clashes import find_name_clashes
        from heatcalc.tariffs.source_dates import find_misdated

        find_contradictions(table, findings)
        find_name_clashes(table, findings)
        find_misdated(table, findings)
        table = None if findings else table
    if table is not None and warnings:
        from heatcalc.tariffs.plausibility import warn_of_misprints

        warn_of_misprints(table, load_tariffs(), findings)
    if table is not None and strict:
        from heatcalc.tariffs.quotes import find_unquoted

        find_unquoted(table, findings)
    return table, [*located(early, file), *located(findings, file, text)]


def read_document(document: dict[str, Any], *, known_sound: bool = False) -> tuple[Table | None, Findings]:
    """Read a parsed table by its keys alone, and make its measures known to the process; None where it has errors.

    Raises:
        InputFileError: another table has declared one of its measures otherwise.
    """
    from heatcalc.tariffs.arrays import names_of
    from heatcalc.tariffs.schema import TABLE

    findings = Findings(names_of(document), known_sound=known_sound)
    table = TABLE.read(document, (), findings)
    if table is FAILED or any(finding.severity == "error" for finding in findings):
        return None, findings
    if table.measures:
        from heatcalc.tariffs.own_measures import declare

        declare(table.measures)
    return table, findings


def shipped() -> Path:
    """Return the path of the table that comes with heatcalc: in the package, or at the top of the repository.

    What is in an archive has a path, too, but cannot be opened by it.
    """
    here = Path(__file__).resolve()
    inside, above = (here.parents[each] / "tariffs.toml" for each in (1, 3))
    return above if above.is_file() and not inside.is_file() else inside


def shipped_bytes() -> bytes:
    """Return the bytes of that table.

    Raises:
        InputFileError: it is not there, so the installation is broken.
    """
    try:
        return own_file("tariffs.toml") if archive() else shipped().read_bytes()
    except OSError as error:
        raise InputFileError("files.no_shipped_table") from error


def hash_of_table(path: str | Path | None = None) -> str:
    """Return the hash of a table's file; of the one shipped with heatcalc where no `path` is given.

    Raises:
        InputFileError: the file cannot be read.
    """
    from hashlib import sha256

    try:
        return sha256(shipped_bytes() if path is None else Path(path).read_bytes()).hexdigest()
    except OSError as error:
        raise InputFileError("files.unreadable", file=path, reason=error.strerror or error) from error


def _text_of_file(path: Path) -> tuple[str, Findings]:
    try:
        with path.open("rb") as file:
            return _text_of(file.read(_MAX_BYTES + 1))
    except OSError as error:
        raise InputFileError("files.unreadable", file=path, reason=error.strerror or error) from error


def _text_of(data: bytes) -> tuple[str, Findings]:
    """Return the text of a table's bytes, with findings if it is no text that a TOML parser should see."""
    findings = Findings()
    if len(data) > _MAX_BYTES:
        findings.add((), "too_large", allowed=Both("不超过 1 MiB", "at most 1 MiB"))
        return "", findings
    if data.startswith(b"\xef\xbb\xbf"):
        findings.add((), "bom", severity="warning")
        data = data[3:]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        findings.append(Finding((), "not_utf8", f"0x{data[error.start]:02x}", Both("UTF-8", "UTF-8"), line=line))
        return "", findings
    if long := _TOO_LONG.search(text):
        line = text.count("\n", 0, long.start()) + 1
        allowed = Both(f"每行至多 {_MAX_LINE} 个字符", f"at most {_MAX_LINE} characters a line")
        findings.append(Finding((), "line_too_long", allowed=allowed, line=line))
    return text.replace("\r\n", "\n"), findings


def parsed(text: str, findings: Findings) -> dict[str, Any] | None:
    """Return a TOML text as a document; None, with a finding, where it is none."""
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        match = re.fullmatch(_SYNTAX, str(error), re.DOTALL)
        what = match["what"] if match else str(error)
        last = text.count("\n") + 1
        line = int(match["line"]) if match and match["line"] else last
        column = f" (column {match['column']})" if match and match["column"] else ""
        findings.append(Finding((), "syntax", what + column, line=line))
    except RecursionError:
        findings.add((), "too_deep", allowed=Both(f"至多 {_DEEPEST} 层", f"at most {_DEEPEST} levels"))
    except ValueError as error:
        # A whole number of thousands of digits: Python refuses to turn it into an int.
        findings.add((), "syntax", error)
    return None


def located(findings: Sequence[Finding], file: str, text: str = "") -> list[Finding]:
    """Return findings with their file and line, in the order of the file."""
    if not findings:
        return []
    if not text:
        return [finding._replace(file=file) for finding in findings]
    from heatcalc.tariffs.toml_lines import line_of, lines_of

    lines = lines_of(text)
    placed = [finding._replace(file=file, line=line_of(finding.path, lines)) for finding in findings]
    return sorted(placed, key=lambda finding: finding.line)
