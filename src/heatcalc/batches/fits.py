"""The explanations that fit what a home of a ledger paid: by compiled formulas where that is sure, else exactly."""

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from heatcalc.batches.compiled_rows import BLANK, UNREAD, UNSURE, whole_figure
from heatcalc.batches.plans import deciding_columns, whole_bounds
from heatcalc.batches.row_biller import RowBiller
from heatcalc.batches.trial_amounts import Figures
from heatcalc.batches.trials import Cause, Trial, Trials
from heatcalc.billing.calculate import Calculation
from heatcalc.billing.explanations import combinations_of, explanations, worked_out
from heatcalc.billing.hypotheses import hypotheses, is_slip
from heatcalc.errors import UnprovenError
from heatcalc.formula.evaluate import name_of
from heatcalc.inputs import INPUTS
from heatcalc.ledger.header import Header
from heatcalc.ledger.records import Record
from heatcalc.messages import Lang, say

ALONE = ("mistyped", "mistyped_amount")
"""Slips of one home, which no other home shares."""
_MOST_REMEMBERED = 200_000
"""So many answers are remembered: homes of a building often state and pay the same."""


DENSE = ("months", "days", "late")
"""Kinds of which there are so many that one often fits by chance."""


def _is_dense(causes: Sequence[Cause]) -> bool:
    """Return whether one thing alone fits, of a kind that often does by chance."""
    return len(causes) == 1 and causes[0].kind in DENSE


class Fits(NamedTuple):
    """The explanations that give what was paid, the plainest first."""

    causes: tuple[Cause, ...]
    second: bool = False
    """Whether some were looked for only since nothing plain gives it for sure: slips of one home, two together."""


class FitFinder:
    """Finds what fits, for one row after the other."""

    def __init__(self, header: Header, biller: RowBiller, lang: Lang) -> None:
        self._biller, self._lang, self._currency = biller, lang, biller.currency
        words, measures, self._events = deciding_columns(header)
        self._words = itemgetter(*words) if words else lambda _: ()
        asked = [(at, INPUTS[name]) for at, name in measures.items() if at not in self._events]
        self._measures = [(at, each, whole_bounds(each)[1:]) for at, each in asked]
        self._width = len(header.words)
        self._kinds: dict[Any, Trials] = {}
        self._held: set[int] = set()
        self._known: dict[Any, Fits] = {}

    def fits(self, row: Sequence[str], due: int, paid: int) -> Fits:
        """Return what fits the fields of a row of bills, which paid another amount than is due [minor units].

        Raises:
            UnprovenError: a compiled formula gives another amount than the exact reader.
        """
        if not paid:
            return Fits((Cause("unpaid", say("check.unpaid", self._lang)),))
        events = tuple(row[at] for at in self._events)
        read = [whole_figure(asked, row[at], *bounds) for at, asked, bounds in self._measures]
        key = self._words(row), events, tuple(read), paid
        if UNREAD in read or UNSURE in read:
            return self._exactly(row, paid)
        known = self._known.get(key)
        if known is None:
            known = self._exactly(row, paid) if any(events) else self._compiled(row, read, due, paid)
            if len(self._known) < _MOST_REMEMBERED:
                self._known[key] = known
        return known

    def _compiled(self, row: Sequence[str], read: Sequence[Any], due: int, paid: int) -> Fits:
        there = [at for at, figure in enumerate(read) if figure is not BLANK]
        figures: Figures = [read[at] for at in there]
        names = [self._measures[at][1].name for at in there]
        # How long is billed decides what is tried.
        lengths = tuple(each for each, name in zip(figures, names, strict=True) if name in ("month", "day"))
        key = self._words(row), tuple(names), lengths
        trials = self._kinds.get(key)
        if trials is None:
            trials = self._kinds[key] = Trials(self._calculation(row), names, self._lang)
        if trials.base is None or due < 0:
            return self._exactly(row, paid)
        found = list(trials.fits(figures, due, paid))
        for trial in found:
            self._hold(trial, row, paid)
        plainly = tuple(trial.cause for trial in found)
        if plainly and not _is_dense(plainly):
            return Fits(plainly)
        slips = list(self._slips(trials, figures, due, paid))
        if plainly:
            return Fits((*plainly, *slips), second=bool(slips))
        return Fits((*trials.two_together(figures, due, paid), *slips), second=True)

    def _slips(self, trials: Trials, figures: Figures, due: int, paid: int) -> Iterator[Cause]:
        for name, figure in trials.mistyped(figures, paid):
            yield Cause("mistyped", say("check.mistyped", self._lang, area=name_of(name), figure=figure))
        amount = self._currency.amount
        if is_slip(amount(due), amount(paid)):
            yield Cause("mistyped_amount", say("check.mistyped_amount", self._lang))

    def _exactly(self, row: Sequence[str], paid: int) -> Fits:
        """Return what fits by the code that checks one home."""
        calculation, amount = self._calculation(row), self._currency.amount(paid)
        made = list(explanations(calculation, amount, self._lang))
        fits = [each.fit for each in made if not each.fit.difference]
        plainly = [Cause(fit.kind, fit.text) for fit in fits if fit.kind not in ALONE]
        slips = [Cause(fit.kind, fit.text) for fit in fits if fit.kind in ALONE]
        if plainly:
            tried = slips if _is_dense(plainly) else []
            return Fits((*plainly, *tried), second=bool(tried))
        both = [Cause(fit.kind, fit.text) for fit in combinations_of(calculation, made, amount, self._lang)]
        return Fits((*both, *slips), second=True)

    def _hold(self, trial: Trial, row: Sequence[str], paid: int) -> None:
        """Hold what a trial gives the first home that it fits against the exact reader.

        Raises:
            UnprovenError: the exact reader gives another amount.
        """
        if id(trial) in self._held:
            return
        self._held.add(id(trial))
        calculation = self._calculation(row)
        meant = (each for each in hypotheses(calculation) if trial.is_about(each))
        amounts = [worked_out(calculation, each)[0] for each in meant]
        if amounts != [self._currency.amount(paid)] * len(amounts) or not amounts:
            found, exact = self._currency.amount(paid), ", ".join(map(str, amounts))
            raise UnprovenError("proof.other_fit", home=" ".join(row), cause=trial.cause.text, found=found, exact=exact)

    def _calculation(self, row: Sequence[str]) -> Calculation:
        return self._biller.bill(Record(0, 1, tuple(row[: self._width]), ""), again=True)
