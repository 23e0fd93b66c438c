"""The SQL of a bill's line: the fields of the ledger, as a spreadsheet may open them, and the amounts."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from heatcalc.batches.plans import BILLED, CHANGED, UNSURE
from heatcalc.files.spreadsheet_text import FIGURE, FORMULA
from heatcalc.formula.sql.dialect import text_literal
from heatcalc.ledger.mask import Mask
from heatcalc.ledger.records import MARK


class LineSql(NamedTuple):
    """The line of a row: the arguments of `concat` that give it, as texts of SQL."""

    own: str
    """The ledger's own line, with what replaces its fields as `batches/audit.py` reads it."""
    fields: str
    """The fields of the bill, harmless to spreadsheets, masked if asked for, and between commas."""
    is_own: str
    """The test that what is not replaced is the same in both; blank where it never is."""

    def record(self, paid_in_full: str, shared: str, end: str) -> str:
        """Return the record of a row: its own line, the mark, and the amounts; or what differs, as `CHANGED` says.

        Most homes are `paid_in_full` and their lines harmless, so that one `concat` gives what is written of them.
        """
        usual = other = f"'{MARK}{CHANGED}', {self.fields}"
        tests, end = "others = 0 AND due = total", text_literal(end)
        if self.is_own:
            usual, other = f"'{MARK}'", f"CASE WHEN {self.is_own} THEN '{MARK}' ELSE concat({other}) END"
            tests = f"{self.is_own} AND {tests}"
        amounts = f"CASE WHEN {BILLED} THEN {shared} ELSE '{UNSURE}' END"
        return (
            f"CASE WHEN {tests} THEN concat({self.own}, {usual}, ',', {paid_in_full}, {end})"
            f" ELSE concat({self.own}, {other}, ',', {amounts}, {end}) END"
        )


def replaced_fields(separator: str, masks: Mapping[int, Mask]) -> Mapping[int, Mask]:
    """Return the masks of the fields that are replaced in the ledger's own line, which has the bill's commas."""
    return masks if separator == "," else {}


def line_sql(
    width: int, separator: str, decided: Collection[int], masks: Mapping[int, Mask], *, formulas: bool
) -> LineSql:
    """Return the SQL of the lines of a block; `formulas` is whether there may be some in it.

    Fields at the places `decided` are harmless in each row that is billed.
    """
    own, fields, tests = [], [], []
    replaced = replaced_fields(separator, masks)
    for at in range(width):
        field = masks[at].sql(f"c{at}") if at in masks else f"c{at}"
        is_harmless = not formulas or (at in decided and at not in masks)
        made = field if is_harmless else _escaped(field)
        own.append(f"'{MARK}', {made}, '{MARK}', c{at}, '{MARK}'" if at in replaced else f"c{at}")
        if separator != ",":
            quoted = f"""'"' || replace({made}, '"', '""') || '"'"""
            made = f"""CASE WHEN contains({field}, ',') OR contains({field}, '"') THEN {quoted} ELSE {made} END"""
        fields.append(made)
        if not is_harmless and at not in replaced:
            tests.append(_is_harmless(field))
    is_own = (" AND ".join(tests) or "TRUE") if separator == "," else ""
    return LineSql(f", {text_literal(separator)}, ".join(own), ", ',', ".join(fields), is_own)


def _is_harmless(field: str) -> str:
    """Return the test that a field is blank or begins as no formula of a spreadsheet does."""
    return f"({field} = '' OR ({field} >= 'A' AND {field} < '！') OR ({field} >= '0' AND {field} < ':'))"


def _escaped(field: str) -> str:
    """Return a field with the mark that keeps a spreadsheet from running it, where it needs one."""
    begun, figure = text_literal(f"^{FORMULA.pattern}"), text_literal(FIGURE.pattern)
    formula = f"regexp_matches({field}, {begun}) AND NOT regexp_full_match({field}, {figure})"
    return f"CASE WHEN {_is_harmless(field)} THEN {field} WHEN {formula} THEN '''' || {field} ELSE {field} END"
