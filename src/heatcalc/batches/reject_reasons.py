"""Why a row has no bill, in words for a clerk: the column, the code, the remedy, and the words not understood."""

from collections.abc import Mapping

from heatcalc.batches.rejects import WORDS, Reject, code_of
from heatcalc.errors import HeatcalcError, Refused
from heatcalc.inputs import INPUTS
from heatcalc.ledger.columns import base_of, one_line
from heatcalc.ledger.header import Header
from heatcalc.ledger.records import Record
from heatcalc.ledger.row_parser import FieldError
from heatcalc.ledger.words import is_reconnected, is_stopped, plan_of, relief_of
from heatcalc.measures import AREAS
from heatcalc.messages import Lang, say
from heatcalc.schema.attributes import attribute_label
from heatcalc.schema.suggest import plain_word
from heatcalc.tariffs.model import PLANS, Table
from heatcalc.tariffs.names import class_words, plan_words

WHOLE_LINE = "line"
"""What a reject names where it is no column's."""
_WORDED = ("class", "plan", "status", "reconnected", "relief")
"""The columns of words that are known or not, whatever the city."""
_OF_EVENTS = {
    "supply": "supply_from",
    "early": "supply_from",
    "extension": "supply_to",
    "outage": "outage_hours",
}
"""The columns of what may have happened to a home."""
_CONTRADICTED = {
    "refused.paid_before": "paid_on",
    "refused.outage_hours": "outage_hours",
    "refused.supply_outside_season": "supply_from",
    "refused.stopped_in_part": "stopped_m2",
    "refused.stopped_and_supplied": "status",
    **dict.fromkeys(("refused.cold_days", "refused.cold_in_month", "refused.cold_outside"), "cold"),
}
"""The columns of contradictions that name no figure."""


class RejectReasons:
    """Says why rows of a ledger have no bill."""

    def __init__(self, table: Table, lang: Lang, header: Header, values: Mapping[str, Mapping[str, str]]) -> None:
        """Make it for a ledger; `values` say what words mean, by the meaning of their column."""
        self._table, self._lang, self._header, self._values = table, lang, header, values
        self._words = dict(zip(header.meanings, header.words, strict=True))
        self._classes = class_words(table)
        self._attributes = table.attributes()
        self._worded = {meaning for meaning in header.meanings if base_of(meaning) in _WORDED}

    def reject(self, record: Record, error: HeatcalcError | FieldError, file: str = "") -> Reject:
        """Return the reject of a record, in this `file` of many."""
        if isinstance(error, FieldError):
            code, columns = error.code, [error.column]
        else:
            missing = error.missing if isinstance(error, Refused) else (error.values.get("input", WHOLE_LINE),)
            code, column = code_of(error), _CONTRADICTED.get(error.key, "")
            columns = [_column_of(each, code) for each in missing]
            columns += [column] if column and not missing and self._header.place(column) is not None else []
        whole = say("rejects.whole_line", self._lang)
        named = ",".join(whole if each == WHOLE_LINE else one_line(self._header.word_for(each)) for each in columns)
        if isinstance(error, FieldError):
            message = say(f"rejects.{error.why}", self._lang, column=named, found=error.found, **error.values)
        else:
            message = error.text(self._lang)
            if code == "R19" and AREAS[0] in columns and "billed_m2" in self._words:
                message = say("rejects.R19_area", self._lang, column=self._words["billed_m2"])
            if code == "R19" and (word := _only_word(record)):
                message = say("rejects.R19_word", self._lang, found=word, message=message)
            if isinstance(error, Refused) and code == "R21":
                name = error.missing[0]
                known, attribute = error.values["known"], attribute_label(name, self._attributes, self._lang)
                if error.code == "missing_attribute":
                    values = (each.rpartition("=")[2] for each in known)
                    known = [self._attributes[name].label(each, self._lang) for each in values]
                key = "R21_column" if error.code == "missing_attribute" else "R21_value"
                value = error.values.get("value", "")
                message = say(f"rejects.{key}", self._lang, attribute=attribute, name=name, known=known, value=value)
        return Reject(record.line, named, code, message, file, self._unknown(record, columns if code in WORDS else []))

    def _unknown(self, record: Record, columns: list[str]) -> tuple[tuple[str, str], ...]:
        """Return the words of a record that are not understood, each after its header, with those of `columns`."""
        asked = {*self._worded, *columns}
        found = []
        for meaning, word in zip(self._header.meanings, record.fields, strict=False):
            if meaning not in asked:
                continue
            plain = plain_word(word)
            meant = self._values.get(meaning, {}).get(plain, word)
            if plain and (meaning in columns or not self._is_known(meaning, meant)):
                found.append((one_line(self._words[meaning]), word.strip()))
        return tuple(found)

    def _is_known(self, meaning: str, word: str) -> bool:
        """Return whether a word means something in its column, whether the city has a price for it or not."""
        header = self._words[meaning]
        match base_of(meaning):
            case "class":
                return plain_word(word) in self._classes
            case "plan":
                return plan_of(word, header) in PLANS or plain_word(word) in plan_words(self._table)
            case "status":
                return is_stopped(word, header) is not None
            case "reconnected":
                return is_reconnected(word) is not None
            case "relief":
                return relief_of(word, header) is not None
        return True


def _column_of(name: str, code: str) -> str:
    """Return the column of what a refusal names, such as the event for which there is no rule."""
    if name in INPUTS:
        return INPUTS[name].column or name
    if code == "R20":
        return _OF_EVENTS.get(name, name)
    return "winter" if name in ("year", "season", "months") else name


def _only_word(record: Record) -> str:
    """Return the word that a record says and nothing else; blank where it says more, or a figure."""
    said = [field.strip() for field in record.fields if field.strip()]
    return said[0] if len(said) == 1 and not any(map(str.isdecimal, said[0])) else ""
