"""Bills the rows of a ledger one by one and exactly, or rejects them with a reason."""

from collections.abc import Container, Mapping
from types import MappingProxyType
from typing import Any

from heatcalc.batches.batch_options import Defaults
from heatcalc.batches.rejects import Reject
from heatcalc.billing.calculate import Calculation, PricedTariff, calculate, price_tariff
from heatcalc.billing.events import with_events
from heatcalc.billing.request import BillRequest
from heatcalc.errors import HeatcalcError, Refused
from heatcalc.files.spreadsheet_text import unescaped
from heatcalc.formula.explain import Explainer
from heatcalc.formula.nodes import Formula
from heatcalc.formula.specialize import Known, specialize
from heatcalc.formula.walk import measures_of
from heatcalc.inputs import INPUTS
from heatcalc.ledger.columns import ACCOUNTED_BY, Header
from heatcalc.ledger.records import Record
from heatcalc.ledger.row_parser import FieldError, Row, row_of
from heatcalc.ledger.words import is_total
from heatcalc.messages import Lang, say
from heatcalc.tariffs.model import Table


class RowBiller:
    """Bills rows; the formula of a tariff, or why there is none, is found once for all of its rows."""

    def __init__(self, table: Table, defaults: Defaults, lang: Lang, header: Header, *, several: bool = False) -> None:
        """Make a biller; with `several`, an account may have several rows."""
        self._several = several
        self.lang: Lang = lang
        self._table = table
        self._defaults = defaults
        self._header = header
        self._words = dict(zip(header.meanings, header.words, strict=True))
        self._prepared: dict[tuple[Any, ...], PricedTariff | HeatcalcError] = {}
        self._read: dict[int, frozenset[str]] = {}
        self.keys: set[tuple[str, ...]] = set()
        """The households that were billed here, by account, city and winter."""

    def skips(self, record: Record) -> bool:
        """Return whether a record is blank, or a line of totals."""
        if record.fault:
            return False
        return not any(field.strip() for field in record.fields) or is_total(record.fields, self._header.meanings)

    def bill(
        self, record: Record, values: Mapping[str, str] = MappingProxyType({}), *, again: bool = False
    ) -> Calculation:
        """Return the bill that a record asks for; `values` hold besides its fields.

        A household that an engine has billed may be billed `again`, to hold one bill against the other.

        Raises:
            FieldError: a field cannot be read, or the account was billed before.
            HeatcalcError: the table cannot answer, or the request is wrong.
        """
        if record.fault:
            beyond = [cell.strip() for cell in record.raw.split("\t")[len(self._header.words) :] if cell.strip()]
            raise FieldError(record.fault.partition("_")[0], "", "、".join(beyond), record.fault)
        said = dict(zip(self._header.meanings, record.fields, strict=True)) | dict(values)
        row = self._row({meaning: field for meaning, field in said.items() if meaning})
        if not row.account and "account" in self._header.meanings:
            raise FieldError("R12", "account", "")
        request = self._question(row)
        priced = self._formula(request)
        for name in self._unused(priced, request.home.measures):
            column = INPUTS[name].column
            raise FieldError("R10", column, said[column], "R10_unused")
        calculation = calculate(self._table, request, priced)
        if row.account and not again and not self._several:
            key = (row.account, *(said.get(meaning, "") for meaning in ACCOUNTED_BY))
            if key in self.keys:
                raise FieldError("R11", "account", row.account)
            self.keys.add(key)
        return calculation

    def specialized(self, words: Mapping[str, str], stated: tuple[str, ...]) -> Formula | None:
        """Return the formula for rows with these words that state these measures; None where there is none for all.

        `words` are the fields of the columns that are no measures, by their meaning.
        """
        try:
            request = self._question(self._row(words))
            priced = self._formula(request)
            home = with_events(request.home, request.events, priced.found, priced.rules)
        except (HeatcalcError, FieldError):
            return None
        if self._unused(priced, stated):
            return None
        return specialize(priced.formula, Known(home.attributes, frozenset(stated), home.measures))

    def used(self) -> frozenset[str]:
        """Return the measures that the formulas of the rows depend on."""
        priced = (each for each in self._prepared.values() if isinstance(each, PricedTariff))
        return frozenset().union(*(measures_of(each.formula) for each in priced))

    def place(self, words: Mapping[str, str]) -> tuple[str, str]:
        """Return the city and the class of rows with these words, of which `specialized` has given the formula."""
        found = self._formula(self._question(self._row(words))).found
        return found.city.id, found.class_

    def reject(self, record: Record, error: HeatcalcError | FieldError, file: str = "") -> Reject:
        """Return the reject of a record, in this `file` of many, that could not be billed."""
        if isinstance(error, FieldError):
            column = self._header.word_for(error.column)
            message = say(f"rejects.{error.why}", self.lang, column=column, found=error.found)
            return Reject(record.line, column, error.code, message, file)
        if isinstance(error, Refused):
            column = ",".join(self._header.word_for(_column_of(each)) for each in error.missing)
            return Reject(record.line, column, "R10", error.text(self.lang), file)
        return Reject(record.line, "", "R07", error.text(self.lang), file)

    def formula(self, calculation: Calculation) -> str:
        """Return the lines of a bill with their formulas, as one text."""
        steps = Explainer(calculation.evaluator, self.lang)
        return "; ".join(f"{line.id}: {steps.text(line.node)} = {amount}" for line, amount in calculation.amounts.lines)

    def _row(self, said: Mapping[str, str]) -> Row:
        """Return what is said of a row, by meaning, each word as it is meant below its header."""
        return row_of({meaning: unescaped(word) for meaning, word in said.items()}, self._words)

    def _unused(self, priced: PricedTariff, stated: Container[str]) -> list[str]:
        """Return what rows state to be billed by though their price does not depend on it."""
        decisive = [each.name for each in INPUTS.values() if each.decisive and each.name in stated]
        if not decisive:
            return decisive
        key = id(priced.formula)
        if key not in self._read:
            self._read[key] = measures_of(priced.formula)
        return [name for name in decisive if name not in self._read[key]]

    def _question(self, row: Row) -> BillRequest:
        return BillRequest(
            row.home,
            row.city or self._defaults.city,
            row.class_ or self._defaults.class_,
            row.plan or self._defaults.plan,
            self._defaults.winter if row.winter is None else row.winter,
        )

    def _formula(self, request: BillRequest) -> PricedTariff:
        key = (
            request.city,
            request.class_,
            request.plan,
            request.winter,
            *sorted(request.home.attributes.items()),
        )
        if key not in self._prepared:
            try:
                self._prepared[key] = price_tariff(self._table, request)
            except HeatcalcError as error:
                self._prepared[key] = error
        found = self._prepared[key]
        if isinstance(found, HeatcalcError):
            raise found.with_traceback(None)  # it is raised again and again, and would grow each time
        return found


def _column_of(name: str) -> str:
    """Return the column of what a refusal names."""
    return INPUTS[name].column or name if name in INPUTS else name
