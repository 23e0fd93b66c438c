"""The SQL of a bill's line without its amounts: the fields of the ledger, as a spreadsheet may open them."""

from collections.abc import Collection, Mapping

from heatcalc.batches.plans import CHANGED
from heatcalc.files.spreadsheet_text import FIGURE, FORMULA
from heatcalc.formula.sql.dialects import text_literal
from heatcalc.ledger.mask import Mask
from heatcalc.ledger.records import MARK


def line_sql(width: int, separator: str, decided: Collection[int], masks: Mapping[int, Mask]) -> str:
    """Return the ledger's own line, and what of a bill's line without the amounts differs from it.

    The fields of a bill are harmless to spreadsheets, masked if asked for, and between commas. Where they differ
    from the ledger's own, as most lines do not, they come behind the mark and `CHANGED`. Those at the places
    `decided` are harmless in each row that is billed.
    """
    fields, tests = [], []
    for at in range(width):
        field = masks[at].sql(f"c{at}") if at in masks else f"c{at}"
        made = field if at in decided and at not in masks else _escaped(field)
        if separator != ",":
            quoted = f"""'"' || replace({made}, '"', '""') || '"'"""
            made = f"""CASE WHEN contains({field}, ',') OR contains({field}, '"') THEN {quoted} ELSE {made} END"""
        fields.append(made)
        if at not in decided:
            tests.append(_is_harmless(field))
    between, own = ", ',', ", f", {text_literal(separator)}, ".join(f"c{at}" for at in range(width))
    changed = f"concat({own}, '{MARK}{CHANGED}', {between.join(fields)})"
    if separator != "," or masks:
        return changed
    return f"CASE WHEN {' AND '.join(tests) or 'TRUE'} THEN concat({own}, '{MARK}') ELSE {changed} END"


def _is_harmless(field: str) -> str:
    """Return the test that a field is blank or begins as no formula of a spreadsheet does."""
    return f"({field} = '' OR ({field} >= 'A' AND {field} < '！') OR ({field} >= '0' AND {field} < ':'))"


def _escaped(field: str) -> str:
    """Return a field with the mark that keeps a spreadsheet from running it, where it needs one."""
    begun, figure = text_literal(f"^{FORMULA.pattern}"), text_literal(FIGURE.pattern)
    formula = f"regexp_matches({field}, {begun}) AND NOT regexp_full_match({field}, {figure})"
    return f"CASE WHEN {_is_harmless(field)} THEN {field} WHEN {formula} THEN '''' || {field} ELSE {field} END"
