"""Bills rows in Python by functions compiled from their formulas.

As with DuckDB, a row is billed here only where it is sure, and every other is left to the exact reader. The first rows
that say the same words and state the same measures are calculated exactly, from what they say; then a function is made
for them, and what it gives is held against the exact reader once. A row that has no bill is told what the first one was
told that was refused for the same, where no figure of theirs decides it.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from operator import itemgetter
from typing import Any

from heatcalc.batches.control_totals import group_of
from heatcalc.batches.field_sql import may_have_totals
from heatcalc.batches.plan_formulas import plan_explanation, plan_refusals
from heatcalc.batches.plans import MOST_PROFILES, Profile, ProfileSum, deciding_columns, scale_of, whole_bounds
from heatcalc.batches.rejects import Reject
from heatcalc.batches.row_biller import RowBiller
from heatcalc.billing.calculate import Calculation
from heatcalc.errors import HeatcalcError, Refused, UnprovenError
from heatcalc.files.spreadsheet_text import unescaped
from heatcalc.formula.compiled import BillFunction, Unbilled, compiled
from heatcalc.formula.nodes import Formula, Refuse
from heatcalc.formula.refusing import Refusing
from heatcalc.formula.sql.dialects import SCALE
from heatcalc.formula.traced import Explanation
from heatcalc.inputs import INPUTS, Input
from heatcalc.ledger.accounts import PLAIN, PLAIN_ESTATE
from heatcalc.ledger.blocks import Block
from heatcalc.ledger.carried import SAID
from heatcalc.ledger.columns import ACCOUNTED_BY, WITHIN
from heatcalc.ledger.header import Header
from heatcalc.ledger.records import Record
from heatcalc.ledger.row_parser import ERRORS, FieldError, figure_of
from heatcalc.ledger.words import left_of_account, may_say_total, total_places
from heatcalc.measures import AREAS
from heatcalc.tariffs.model import Table

_PLAIN = re.compile(PLAIN).fullmatch
_PLAIN_ESTATE = re.compile(PLAIN_ESTATE).fullmatch
_FEW = 3
"""So many rows of a plan are calculated sooner than a function is made for them."""
_MOST_TRACES = 20
"""So many functions that explain bills are made for a plan; one is tried after the other."""
_MOST_FIGURES = 200_000
"""So many texts of figures are remembered, each with what it means."""
BLANK, UNSURE = object(), object()
"""What a field is instead of a figure: nothing, or what the exact reader must look at."""


class _Plan:
    """How rows are billed that say the same words and state the same measures, and what they came to so far."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.rows = 0
        self.function: BillFunction | None = None
        self.held = False
        """Whether the exact reader has given the same as the function."""
        self.reject: Reject | None = None
        """What each row is told that says these words, where there is no bill for them, whatever its figures."""
        self.refusing: Refusing | None = None
        self.rejects: dict[int, Reject] = {}
        """What rows are told that are refused, by the number of the refusal."""
        self.explanations: list[_Explained] = []
        self.traces = 0
        areas = [profile.stated.index(name) for name in AREAS if name in profile.stated]
        self.area_at = areas[0] if areas else None
        self.clear()

    def clear(self) -> None:
        """Count from nothing."""
        self.homes = self.area = self.total = self.others = self.due = 0


class _Explained:
    """How bills of a plan are explained; not yet `held` where none was explained by the exact reader too."""

    def __init__(self, function: Explanation) -> None:
        self.function, self.held = function, False


class CompiledRows:
    """Bills the rows of a ledger's blocks, one after the other."""

    def __init__(
        self, table: Table, header: Header, biller: RowBiller, watched: Collection[int], *, several: bool = False
    ) -> None:
        """Make it for a ledger; `biller` is the exact reader, which keeps the accounts that were billed."""
        self._table = table
        self._biller, self._several, self._watched = biller, several, watched
        self._header = header
        self._word_places, measures, self._events = deciding_columns(header)
        self._words = itemgetter(*self._word_places) if self._word_places else _nothing
        self._figures = [
            (at, INPUTS[name], dict[str, Any]()) for at, name in measures.items() if at not in self._events
        ]
        self._account = self._header.place("account")
        self._within = self._header.place(WITHIN)
        self._left = left_of_account(header.meanings) if self._account is not None else total_places(header.meanings)
        self._plans: dict[tuple[tuple[str, str], ...], dict[Any, _Plan]] = {}
        self._functions: dict[tuple[int, tuple[str, ...]], tuple[Formula, BillFunction | None]] = {}

    def begin(self, block: Block) -> None:
        """Begin with the rows of a block."""
        self._values = block.values
        self._known = self._plans.setdefault(block.values, {})
        self._text = block.text
        self._may_have_totals: bool | None = None
        values = dict(block.values)
        self._parts = [(self._header.place(meaning), values.get(meaning, "")) for meaning in ACCOUNTED_BY[:-1]]

    def bill(self, fields: Sequence[str], line: str) -> tuple[int, int, int] | Reject | None:
        """Return total, what others pay, and due [minor units] of a row; None where the exact reader must look at it.

        `line` is the whole of the row as it is written. Where there is no bill for its words, the reject comes instead,
        without a line and a file.

        Raises:
            UnprovenError: the exact reader bills the row otherwise.
        """
        account = self._key_of(fields) if self._account is not None else ()
        if account is None or not self._is_plain(fields, line):
            return None
        figures, stated = [], 0
        for number, (at, asked, known) in enumerate(self._figures):
            text = fields[at]
            figure = known.get(text)
            if figure is None:
                figure = whole_figure(asked, text)
                if len(known) < _MOST_FIGURES:
                    known[text] = figure
            if figure is UNSURE:
                return None
            if figure is not BLANK:
                figures.append(figure)
                stated |= 1 << number
        key = self._words(fields), stated
        plan = self._known.get(key)
        if plan is None:
            if len(self._known) >= MOST_PROFILES:
                return None
            plan = self._known[key] = self._planned(fields, stated)
        if plan.reject is not None:
            return plan.reject
        made = self._amounts(plan, fields, figures)
        if made is None or isinstance(made, Reject):
            return made
        if account and not self._several:
            self._biller.keys.add(account)
        self._last = plan, figures
        total, others, due = made
        plan.homes += 1
        plan.total += total
        plan.others += others
        plan.due += due
        if plan.area_at is not None:
            plan.area += figures[plan.area_at]
        return made

    def _amounts(self, plan: _Plan, fields: Sequence[str], figures: list[int]) -> tuple[int, int, int] | Reject | None:
        """Return what a row of a plan comes to, in its own bill; or the reject."""
        plan.rows += 1
        if plan.rows == _FEW + 1:
            self._compile(plan)
        if plan.function is not None:
            try:
                made = plan.function(*figures)
            except Unbilled:
                pass
            else:
                if not plan.held:
                    self._hold(fields, made)
                    plan.held = True
                return made
        return self._calculated(plan, fields, figures) if figures else None

    def _calculated(self, plan: _Plan, fields: Sequence[str], figures: list[int]) -> tuple[int, int, int] | Reject:
        """Return what a row comes to by the exact reader, or its reject, which is known where another had the same."""
        refusal, number = None, 0
        if plan.refusing is not None:
            with suppress(Unbilled):
                number = plan.refusing.first(*figures)
            if number in plan.rejects:
                return plan.rejects[number]
            refusal = plan.refusing.refusals[number - 1] if number else None
        try:
            worked = group_of(self._exactly(plan, fields, figures))
        except (HeatcalcError, FieldError) as error:
            if refusal is not None:
                told = Refuse(error.code, error.missing) if isinstance(error, Refused) else type(error)
                _refuse_other(fields, refusal, told)
            reject = self._reject(fields, error)
            if number:
                plan.rejects[number] = reject
            return reject
        amounts = worked.total, worked.others, worked.due
        _refuse_other(fields, amounts if refusal is None else refusal, amounts)
        return amounts

    def _exactly(self, plan: _Plan, fields: Sequence[str], figures: list[int]) -> Calculation:
        named = zip(plan.profile.stated, figures, strict=True)
        measures = {name: Fraction(figure, scale_of(INPUTS[name])) for name, figure in named}
        return self._biller.bill_known(plan.profile.words, measures, fields)

    def explanation(self, fields: Sequence[str]) -> str:
        """Return the lines, with their formulas, of the bill that was made last, of a row with these fields.

        Raises:
            UnprovenError: the exact reader explains the bill otherwise.
        """
        plan, figures = self._last
        for explained in plan.explanations:
            told = explained.function(*figures)
            if told is not None:
                if not explained.held:
                    exact = self._biller.formula(self._exactly(plan, fields, figures))
                    _refuse_other(fields, told, exact)
                    explained.held = True
                return told
        if plan.rows > _FEW and plan.traces < _MOST_TRACES:
            plan.traces += 1
            named = dict(zip(plan.profile.stated, figures, strict=True))
            asked = self._biller.asked(plan.profile.words)
            function = plan_explanation(self._table, *asked, named, self._biller.lang)
            if function is not None:
                plan.explanations.append(_Explained(function))
        return self._biller.formula(self._exactly(plan, fields, figures))

    def _reject(self, fields: Sequence[str], error: HeatcalcError | FieldError) -> Reject:
        return self._biller.reject(Record(0, 1, tuple(fields), ""), error)

    def _key_of(self, fields: Sequence[str]) -> tuple[str, ...] | None:
        """Return the key of a row's household, as the exact reader keeps it; None if not plain, or billed before."""
        assert self._account is not None
        account = fields[self._account]
        if not _PLAIN(account) or (not "0" <= account[0] <= "9" and may_say_total(account)):
            return None
        within = "" if self._within is None else fields[self._within]
        if self._within is not None and not _PLAIN_ESTATE(within):
            return None
        key = (account, *[value if at is None else fields[at] for at, value in self._parts], within)
        return None if key in self._biller.keys and not self._several else key

    def _is_plain(self, fields: Sequence[str], line: str) -> bool:
        """Return whether nothing in a row needs judgement: an error of Excel's, an event, a total, a telling word."""
        if "#" in line and ERRORS.search(line):
            return False
        if self._may_have_totals is None:  # the whole block is looked through, which DuckDB's ones do not need
            self._may_have_totals = may_have_totals(self._text)
        if self._may_have_totals and any(may_say_total(fields[at]) for at in self._left):
            return False
        if any(fields[at] for at in self._events):
            return False
        return not any(fields[at] and SAID.search(fields[at]) for at in self._watched)

    def _planned(self, fields: Sequence[str], stated: int) -> _Plan:
        said = [(self._header.meanings[at], fields[at]) for at in self._word_places]
        names = (asked.name for number, (_, asked, _) in enumerate(self._figures) if stated >> number & 1)
        plan = _Plan(Profile((*said, *self._values), tuple(names)))
        if plan.profile.stated:  # without a figure it may be a line of totals, or the head of other homes
            try:
                self._biller.asked(plan.profile.words)
            except (HeatcalcError, FieldError) as error:
                plan.reject = self._reject(fields, error)
        return plan

    def _compile(self, plan: _Plan) -> None:
        """Compile the formula of a plan, and what refuses its rows."""
        words, names = plan.profile
        formula = self._biller.specialized(dict(words), names)
        if formula is not None:
            key = id(formula), names
            if key not in self._functions:  # while the formula is kept, no other has its id
                function = compiled(formula, {name: whole_bounds(INPUTS[name]) for name in names})
                self._functions[key] = formula, function
            plan.function = self._functions[key][1]
        if names:
            plan.refusing = plan_refusals(self._table, *self._biller.asked(words), names)

    def _hold(self, fields: Sequence[str], amounts: tuple[int, int, int]) -> None:
        """Hold what a row comes to against the exact reader."""
        record = Record(0, 1, tuple(fields), "")
        try:
            worked = group_of(self._biller.bill(record, dict(self._values), again=True))
            exact = worked.total, worked.others, worked.due
        except (HeatcalcError, FieldError):
            exact = None
        _refuse_other(fields, amounts, exact)

    def sums(self) -> Iterator[ProfileSum]:
        """Yield what the rows of the block come to, by profile, and count from nothing again."""
        for plan in self._known.values():
            if plan.homes:
                area = Fraction(plan.area, SCALE)
                yield ProfileSum(plan.profile, plan.homes, area, plan.total, plan.others, plan.due)
                plan.clear()


def _nothing(fields: Sequence[str]) -> tuple[()]:  # noqa: ARG001 - in the place of a getter
    return ()


def _refuse_other(fields: Sequence[str], found: object, exact: object) -> None:
    """Check that a compiled formula gives a home what the exact reader does.

    Raises:
        UnprovenError: it gives another amount, or another refusal.
    """
    if found != exact:
        raise UnprovenError("proof.other_compiled", home=" ".join(fields), found=found, exact=exact or "-")


def whole_figure(asked: Input, field: str) -> Any:  # noqa: ANN401 - a whole number, or what it is instead
    """Return the figure of a field in whole parts of its unit; or that it is blank, or none that is billed here."""
    text = unescaped(field).strip()
    if not text:
        return BLANK
    try:
        figure = figure_of(asked, text)
    except FieldError:
        return UNSURE
    return int(figure * scale_of(asked)) if asked.holds(figure) else UNSURE
