"""What rows come to that say the same words and state the same measures: by a function, or as the first of them did.

The first are calculated exactly, from what they say; then a function is made for them, and what it gives is held
against the exact reader once. A row that has no bill is told what the first one was told that was refused for the same.
"""

from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING

from heatcalc.batches.control_totals import group_of
from heatcalc.batches.plan_formulas import plan_explanation, plan_refusals
from heatcalc.batches.plans import Profile, ProfileSum, scale_of, whole_bounds
from heatcalc.batches.rejects import Reject
from heatcalc.batches.row_biller import RowBiller
from heatcalc.billing.calculate import Calculation
from heatcalc.errors import HeatcalcError, Refused, UnprovenError
from heatcalc.formula.compiled import BillFunction, Unbilled, compiled
from heatcalc.formula.nodes import Formula, Refuse
from heatcalc.inputs import INPUTS
from heatcalc.ledger.records import Record
from heatcalc.ledger.row_parser import FieldError
from heatcalc.measures import AREAS
from heatcalc.tariffs.model import Table

if TYPE_CHECKING:
    from heatcalc.formula.refusing import Refusing
    from heatcalc.formula.traced import Explanation

Amounts = tuple[int, int, int]
"""Total, what others pay of it, and due [minor units]."""
_FEW = 3
"""So many rows of a plan are calculated sooner than a function is made for them."""
_MOST_TRACES = 20
"""So many functions that explain bills are made for a plan; one is tried after the other."""


class Plan:
    """Rows that say the same words and state the same measures: what is known of them, and what they came to so far."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.rows = 0
        self.function: BillFunction | None = None
        self.held = False
        """Whether the exact reader has given the same as the function."""
        self.reject: Reject | None = None
        """What each row is told, where there is no bill for these words, whatever the figures."""
        self.refusing: Refusing | None = None
        self.rejects: dict[int, Reject] = {}
        """What rows are told that are refused, by the number of the refusal."""
        self.traces = 0
        self.explanations: list[tuple[Explanation, list[Sequence[str]]]] = []
        """How bills are explained, each function with the row that was explained by the exact reader too."""
        areas = [profile.stated.index(name) for name in AREAS if name in profile.stated]
        self._area_at = areas[0] if areas else None
        self._clear()

    def _clear(self) -> None:
        self.homes = self.area = self.total = self.others = self.due = 0

    def count(self, amounts: Amounts, figures: Sequence[int]) -> None:
        """Count a row that was billed."""
        total, others, due = amounts
        self.homes += 1
        self.total += total
        self.others += others
        self.due += due
        if self._area_at is not None:
            self.area += figures[self._area_at]

    def counted(self) -> ProfileSum:
        """Return what the rows came to, and count from nothing."""
        made = ProfileSum(self.profile, self.homes, self.area, self.total, self.others, self.due)
        self._clear()
        return made


class CompiledPlans:
    """Makes plans of rows, and bills by them."""

    def __init__(self, table: Table, biller: RowBiller) -> None:
        """Make it for a ledger; `biller` is the exact reader."""
        self._table, self._biller = table, biller
        self._functions: dict[tuple[int, tuple[str, ...]], tuple[Formula, BillFunction | None]] = {}

    def planned(self, profile: Profile, fields: Sequence[str]) -> Plan:
        """Return the plan of a profile; `fields` are those of the first row."""
        plan = Plan(profile)
        if profile.stated:  # without a figure it may be a line of totals, or the head of other homes
            self._biller.note_words(profile.words)
            try:
                self._biller.asked(profile.words)
            except (HeatcalcError, FieldError) as error:
                plan.reject = self.reject(fields, error)
        return plan

    def amounts(self, plan: Plan, fields: Sequence[str], figures: list[int]) -> Amounts | Reject | None:
        """Return what a row comes to, by its figures [whole parts]; or its reject; None if it may be no home's.

        Raises:
            UnprovenError: the exact reader says something else.
        """
        plan.rows += 1
        if plan.rows == _FEW + 1:
            self._compile(plan)
        if plan.function is not None:
            with suppress(Unbilled):
                made = plan.function(*figures)
                if not plan.held:
                    _refuse_other(fields, made, self._read_again(plan, fields))
                    plan.held = True
                return made
        return self._calculated(plan, fields, figures) if figures else None

    def explanation(self, plan: Plan, fields: Sequence[str], figures: list[int]) -> str:
        """Return the lines of a row's bill, which there is, with their formulas.

        Raises:
            UnprovenError: the exact reader explains the bill otherwise.
        """
        for function, held in plan.explanations:
            told = function(*figures)
            if told is not None:
                if not held:
                    _refuse_other(fields, told, self._biller.formula(self._exactly(plan, fields, figures)))
                    held.append(fields)
                return told
        if plan.rows > _FEW and plan.traces < _MOST_TRACES:
            plan.traces += 1
            named = dict(zip(plan.profile.stated, figures, strict=True))
            asked = self._biller.asked(plan.profile.words)
            made = plan_explanation(self._table, *asked, named, self._biller.lang)
            if made is not None:
                plan.explanations.append((made, []))
        return self._biller.formula(self._exactly(plan, fields, figures))

    def _compile(self, plan: Plan) -> None:
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

    def _calculated(self, plan: Plan, fields: Sequence[str], figures: list[int]) -> Amounts | Reject:
        """Return what a row comes to by the exact reader, or its reject, which is known where another had the same."""
        refusal, number = None, 0
        if plan.refusing is not None:
            with suppress(Unbilled):
                number = plan.refusing.first(*figures)
            if number in plan.rejects:
                return plan.rejects[number]
            refusal = plan.refusing.refusals[number - 1] if number else None
        try:
            made = _amounts_of(self._exactly(plan, fields, figures))
        except (HeatcalcError, FieldError) as error:
            reject = self.reject(fields, error)
            if refusal is not None:
                told = Refuse(error.code, error.missing) if isinstance(error, Refused) else reject.message
                _refuse_other(fields, refusal, told)
                plan.rejects[number] = reject
            return reject
        _refuse_other(fields, made if refusal is None else refusal, made)
        return made

    def _exactly(self, plan: Plan, fields: Sequence[str], figures: list[int]) -> Calculation:
        named = zip(plan.profile.stated, figures, strict=True)
        measures = {name: Fraction(figure, scale_of(INPUTS[name])) for name, figure in named}
        return self._biller.bill_known(plan.profile.words, measures, fields)

    def _read_again(self, plan: Plan, fields: Sequence[str]) -> Amounts | None:
        """Return what a row comes to where its fields are read anew; None where it has no bill."""
        try:
            return _amounts_of(self._biller.bill(Record(0, 1, tuple(fields), ""), dict(plan.profile.words), again=True))
        except (HeatcalcError, FieldError):
            return None

    def reject(self, fields: Sequence[str], error: HeatcalcError | FieldError) -> Reject:
        """Return the reject of a row that could not be billed, without its line and its file."""
        return self._biller.reject(Record(0, 1, tuple(fields), ""), error)


def _amounts_of(calculation: Calculation) -> Amounts:
    worked = group_of(calculation)
    return worked.total, worked.others, worked.due


def _refuse_other(fields: Sequence[str], found: object, exact: object) -> None:
    """Check that a home is told the same as by the exact reader.

    Raises:
        UnprovenError: it is told something else.
    """
    if found != exact:
        raise UnprovenError("proof.other_compiled", home=" ".join(fields), found=found, exact=exact or "-")
