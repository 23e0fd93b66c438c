"""Bills the rows of a ledger one by one and exactly, or rejects them with a reason."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from heatcalc.batches.batch_options import Defaults, run_currency
from heatcalc.batches.billed_accounts import BilledAccounts
from heatcalc.batches.groups import is_heading, refuse_nobody
from heatcalc.batches.reject_reasons import WHOLE_LINE, RejectReasons
from heatcalc.batches.rejects import Reject
from heatcalc.batches.used_measures import UsedMeasures
from heatcalc.billing.calculate import Calculation, PricedTariff, calculate, found_for, is_known, with_formula
from heatcalc.billing.events import with_events
from heatcalc.billing.request import BillRequest
from heatcalc.errors import HeatcalcError
from heatcalc.files.spreadsheet_text import unescaped
from heatcalc.formula.evaluate import line_ids
from heatcalc.formula.explain import Explainer
from heatcalc.formula.home import Home
from heatcalc.formula.nodes import Formula
from heatcalc.formula.specialize import Known, specialize
from heatcalc.inputs import INPUTS
from heatcalc.ledger.accounts import account_text
from heatcalc.ledger.columns import ACCOUNTED_BY, WITHIN, bare, blank_words
from heatcalc.ledger.header import Header
from heatcalc.ledger.records import Record
from heatcalc.ledger.row_parser import FieldError, Row, row_of
from heatcalc.ledger.total_lines import is_total
from heatcalc.ledger.value_map import values_by_meaning
from heatcalc.ledger.words import ESTATE
from heatcalc.measures import AREAS
from heatcalc.messages import Lang
from heatcalc.schema.suggest import plain_word
from heatcalc.schema.winters import CalendarYear
from heatcalc.tariffs.lookup import Found, refuse_other_currency
from heatcalc.tariffs.model import Table
from heatcalc.tariffs.names import class_words, group_of
from heatcalc.tariffs.to_formula import impossible_together

NO_WINTER = FieldError("R17", "winter", "", "R17_blank")
"""Of a row that leaves its winter blank where that must be known."""


class RowBiller:
    """Bills rows; the formula of a tariff, or why there is none, is found once for all of its rows."""

    def __init__(
        self,
        table: Table,
        defaults: Defaults,
        lang: Lang,
        header: Header,
        *,
        several: bool = False,
        values: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
        needs_winter: bool = False,
    ) -> None:
        """Make a biller; with `several`, an account may have several rows. `values`: header → word → what it means.

        With `needs_winter`, a row that leaves its winter blank has no bill where `defaults` do not say it.

        Raises:
            UsageError: `values` names a column that is not there, or has figures.
        """
        self._several = several
        self._needs_winter = needs_winter and defaults.winter is None and "winter" in header.meanings
        self._values = values_by_meaning(header, values)
        self._matched: set[tuple[str, str]] = set()
        self.classes = class_words(table)
        self.lang: Lang = lang
        self._table = table
        self.currency = run_currency(table, defaults)
        self._defaults = defaults
        self._by_year = any(isinstance(season.winter, CalendarYear) for city in table.city for season in city.season)
        self._header = header
        self._words = dict(zip(header.meanings, header.words, strict=True))
        self._estate = next((word for word in map(bare, header.words) if ESTATE.search(word)), "")
        self._attributes = table.attributes()
        self._reasons = RejectReasons(table, lang, header, self._values)
        self._prepared: dict[tuple[Any, ...], PricedTariff | HeatcalcError] = {}
        self._priced: dict[tuple[Any, ...], PricedTariff] = {}
        self._specialized: dict[tuple[Any, ...], Formula | None] = {}
        self._asked: dict[tuple[tuple[str, str], ...], tuple[BillRequest, PricedTariff]] = {}
        self._used = UsedMeasures()
        self.billed = BilledAccounts()
        """The accounts that were billed here, within their city, winter and estate."""

    def skips(self, record: Record, header: Header | None = None) -> bool:
        """Return whether a record, of this or the ledger's header, is no home's: blank, of totals, a heading."""
        header = header or self._header
        if record.fault:
            return False
        its = record.fields, header.meanings
        is_head = header.is_again(record.fields) or header.repeats_title(record.fields)
        return not any(map(str.strip, record.fields)) or is_head or is_total(*its) or is_heading(*its, self.classes)

    def bill(
        self,
        record: Record,
        values: Mapping[str, str] = MappingProxyType({}),
        *,
        again: bool = False,
        before: bool = False,
    ) -> Calculation:
        """Return the bill that a record asks for; `values` hold besides its fields.

        What an engine has billed may be billed `again`; `before` is whether it has billed another row of the account.

        Raises:
            FieldError: a field cannot be read, or the account was billed before.
            HeatcalcError: the table cannot answer, or the request is wrong.
        """
        row, said = self.read(record, values)
        request = self._question(row)
        calculation = self._calculated(request, self._formula(request), said.__getitem__)
        if row.account and not again and not self._several:
            account, *within = map(account_text, (row.account, *(said.get(each, "") for each in ACCOUNTED_BY)))
            if WITHIN in said and not within[-1]:
                raise FieldError("R12", WITHIN, "", "R12_within")
            billed = self.billed.within((*within,))
            if before or account in billed:
                raise self.repeated(row.account)
            billed.add(account)
        return calculation

    def repeated(self, account: str) -> FieldError:
        """Return the error of a row whose account was billed before."""
        why = "R11_within" if WITHIN in self._header.meanings else "R11_estates" if self._estate else ""
        return FieldError("R11", "account", account, why, estate=self._estate)

    def bill_known(
        self, words: tuple[tuple[str, str], ...], measures: dict[str, Fraction], fields: Sequence[str]
    ) -> Calculation:
        """Return the bill of a row that says these `words`, by meaning, and states these `measures`, and nothing else.

        It is that of `bill`, but for the account, of which nothing is asked. `fields` are those of the row.

        Raises:
            FieldError: a word cannot be read, or a figure is of no use.
            HeatcalcError: the table cannot answer.
        """
        request, priced = self.asked(words)
        request = request._replace(home=Home(measures, request.home.attributes))
        return self._calculated(request, priced, lambda column: fields[self._header.meanings.index(column)])

    def _calculated(self, request: BillRequest, priced: PricedTariff, said: Callable[[str], str]) -> Calculation:
        """Return the bill of a request that states nothing it is not billed by; `said` gives a column's field."""
        calculation = calculate(self._table, request, priced)
        measures = request.home.measures
        for name in self._used.unused(priced, calculation.home):
            if name in AREAS and measures[name] in map(measures.get, self._used.read_of(priced, calculation.home)):
                continue  # 收费面积 beside an equal 建筑面积 changes nothing
            column, of_part = INPUTS[name].column, any(each.times for each in priced.found.tariff.charge)
            why = "" if name not in AREAS else "R22_part" if of_part else "R22_area"
            raise FieldError("R22", column, said(column), why)
        self._used.note(priced, measures, request.home.attributes)
        return calculation

    def read(self, record: Record, values: Mapping[str, str] = MappingProxyType({})) -> tuple[Row, dict[str, str]]:
        """Return what a record says, and its fields by meaning; `values` hold besides its fields.

        Raises:
            FieldError: a field cannot be read.
        """
        if record.fault:
            fault, _, found = record.fault.partition(":")
            raise FieldError(fault[:3], "account" if fault == "R11" else WHOLE_LINE, found, fault)
        said = dict(zip(self._header.meanings, record.fields, strict=True)) | dict(values)
        self.note_words(said.items())
        row = self._row({meaning: field for meaning, field in said.items() if meaning})
        refuse_nobody(record.fields, self._header.meanings, said, self.classes)
        return row, said

    def specialized(self, words: Mapping[str, str], stated: tuple[str, ...]) -> Formula | None:
        """Return the formula for rows with these words that state these measures; None where there is none for all.

        `words` are the fields of the columns that are no measures, by their meaning.
        """
        try:
            request, priced = self.asked(tuple(words.items()))
            home = with_events(request.home, request.events, priced.found, priced.rules, self._table)
        except (HeatcalcError, FieldError):
            return None
        with_all = home._replace(measures={**dict.fromkeys(stated, Fraction(0)), **home.measures})
        if not all(is_known(self._table, name) for name in stated) or self._used.unused(priced, with_all):
            return None
        # Homes that differ in what the formula does not ask for share it, and so do different words of one meaning.
        asked, contradictions = self._used.asked_by(priced), tuple(impossible_together(stated))
        said = ((name, value) for name, value in (*home.attributes.items(), *home.measures.items()) if name in asked)
        key = (id(priced.formula), contradictions, asked.intersection(stated), frozenset(said))
        if key not in self._specialized:
            formula = priced.formula._replace(refusals=(*contradictions, *priced.formula.refusals))
            self._specialized[key] = specialize(formula, Known(home.attributes, frozenset(stated), home.measures))
        return self._specialized[key]

    def used(self) -> frozenset[str]:
        """Return the measures that the formulas of billed rows depend on, and the attributes that their cities ask for.

        Of several areas it is those that are billed by.
        """
        return self._used.measures() | self._used.attributes()

    def unmatched(self) -> list[str]:
        """Return the words, each after its header, of which the user says what they mean and which no row had."""
        said = ((meaning, word) for meaning, meant in self._values.items() for word in meant)
        return [f"{self._words[meaning]}:{word}" for meaning, word in said if (meaning, word) not in self._matched]

    def note_words(self, said: Iterable[tuple[str, str]]) -> None:
        """Note of words that rows have, by meaning, those of which the user says what they mean."""
        for meaning, word in said if self._values else ():
            plain = plain_word(unescaped(word))
            if plain in self._values.get(meaning, ()):
                self._matched.add((meaning, plain))

    def found(self, words: Mapping[str, str], stated: Iterable[str] = ()) -> Found:
        """Return the tariff of rows with these words that were billed, and note by which of the `stated` areas."""
        self.note_words(words.items())
        request, priced = self.asked(tuple(words.items()))
        self._used.note(priced, stated, request.home.attributes)
        return priced.found

    def asked(self, words: tuple[tuple[str, str], ...]) -> tuple[BillRequest, PricedTariff]:
        """Return what rows with these words, by meaning, ask beside their figures, and the tariff of their bills.

        Raises:
            FieldError: a word cannot be read.
            HeatcalcError: the table has no such tariff.
        """
        if words not in self._asked:
            request = self._question(self._row(dict(words)))
            self._asked[words] = request, self._formula(request)
        return self._asked[words]

    def blank_in(self, record: Record) -> list[str]:
        """Return the meanings of the columns that decide a tariff and in which a record says nothing."""
        return blank_words(zip(self._header.meanings, record.fields, strict=True))

    def billed_as(self, meaning: str) -> str:
        """Return what a row is billed as that says nothing in a column that decides its tariff; `""` if it depends."""
        return self._defaults.named()[meaning] or (self._table.default_city if meaning == "city" else "") or ""

    def reject(self, record: Record, error: HeatcalcError | FieldError, file: str = "") -> Reject:
        """Return the reject of a record, in this `file` of many, that could not be billed."""
        return self._reasons.reject(record, error, file)

    def formula(self, calculation: Calculation) -> str:
        """Return the lines of a bill with their formulas, as one text."""
        steps = Explainer(calculation.evaluator, self.lang, calculation.formula.currency)
        lines = calculation.amounts.lines
        named = zip(line_ids(line for line, _ in lines), lines, strict=True)
        return "; ".join(f"{id_}: {steps.text(line.node)} = {amount}" for id_, (line, amount) in named)

    def _row(self, said: Mapping[str, str]) -> Row:
        """Return what is said of a row, by meaning, each word as it is meant below its header."""
        texts = {meaning: unescaped(word) for meaning, word in said.items()}
        for meaning in self._values.keys() & texts:
            texts[meaning] = self._values[meaning].get(plain_word(texts[meaning]), texts[meaning])
        for name, attribute in self._attributes.items():
            if texts.get(f"with {name}", "").strip():
                word = texts[f"with {name}"].strip()
                texts[f"with {name}"] = attribute.value_called(word) or word
        return row_of(texts, self._words, self._known, by_year=self._by_year)

    def _known(self, meaning: str, word: str) -> str:
        """Return what all words have in common that mean the same."""
        if meaning == "class":
            return self.classes.get(plain_word(word), plain_word(word))
        return group_of(self._table, word) if meaning == "relief" else word

    def _question(self, row: Row) -> BillRequest:
        if self._needs_winter and row.winter is None:
            raise NO_WINTER.with_traceback(None)
        return BillRequest(
            row.home,
            row.city or self._defaults.city,
            row.class_ or self._defaults.class_,
            row.plan or self._defaults.plan,
            self._defaults.winter if row.winter is None else row.winter,
            row.events,
        )

    def _formula(self, request: BillRequest) -> PricedTariff:
        key = (request.city, request.class_, request.plan, request.winter, *sorted(request.home.attributes.items()))
        if key not in self._prepared:
            try:
                found = found_for(self._table, request)
                # Attributes tell seasons apart, and no more: homes of one tariff share its formula.
                parts = (id(found.city), id(found.tariff), id(found.season), found.winter, found.class_, request.winter)
                priced = self._priced.get(parts) or with_formula(self._table, request, found)
                refuse_other_currency(self._table, found.city, self.currency)
                self._prepared[key] = self._priced[parts] = priced
            except HeatcalcError as error:
                self._prepared[key] = error
        made = self._prepared[key]
        if isinstance(made, HeatcalcError):
            raise made.with_traceback(None)  # it is raised again and again, and would grow each time
        return made
