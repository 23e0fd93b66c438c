"""Which of several explanations a home most likely has: the one that the homes beside it share."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from heatcalc.batches.fits import ALONE, Fits
from heatcalc.batches.trials import Cause
from heatcalc.ledger.header import Header
from heatcalc.ledger.words import ESTATE

Sure = Literal["certain", "likely", "possible", "unknown"]
"""How sure an explanation is. `certain`: nothing else that was tried gives the amount. `likely`: of several, the one
that most homes share that are billed together. `possible`: one of several, or one that was looked for only since
nothing plain fits. `unknown`: none."""
SURE: tuple[Sure, ...] = ("certain", "likely", "possible", "unknown")

_RULES = ("undone", "stopped", "not_in_part", "reconnected", "not_reconnected", "relief", "early")
"""Kinds of explanations that are a rule of the city, or what a row states itself."""
_FEWEST = 3
"""So many homes make a pattern."""
_BUILDING = re.compile(r"[0-9A-Za-z一二三四五六七八九十]+ *(?:号楼|栋|幢|座|单元|#|-)")
"""Where an address goes on from the estate to the building."""

Unit = tuple[str, ...]
"""What homes have in common that are billed together."""


class Chosen(NamedTuple):
    """The explanation of a home, how sure it is, and what else gives the amount."""

    cause: Cause
    sure: Sure
    others: tuple[Cause, ...] = ()
    tied: tuple[Cause, ...] = ()
    """All between which nothing decides, the chosen one first; none where something does."""


class Units:
    """What a home of a ledger belongs to, the closest first: columns that its user names, its estate, its city."""

    def __init__(self, header: Header, by: Sequence[int]) -> None:
        """Make it for a ledger; `by` are the places of the columns by which its user sums."""
        estate = [at for at, word in enumerate(header.words) if ESTATE.search(word) and at not in by]
        self._places = [*by, *estate[:1]]
        self._address = None if self._places else header.place("address")

    def of(self, row: Sequence[str], city: str, class_: str) -> tuple[Unit, ...]:
        """Return the units of a row of a city and class, the whole ledger last."""
        return (*self._close(row), ("class", city, class_), ())

    def _close(self, row: Sequence[str]) -> Iterator[Unit]:
        for at in self._places:
            if value := row[at].strip():
                yield str(at), value
        if self._address is not None:
            found = _BUILDING.search(row[self._address])
            if found is not None and found.start():
                yield "address", row[self._address][: found.start()].strip()


class Patterns:
    """Counts which explanations fit the homes of each unit, and then chooses between those of a home."""

    def __init__(self, unknown: Cause) -> None:
        """Make it; `unknown` stands for a home that nothing explains."""
        self._unknown = unknown
        self._counts: dict[Unit, Counter[Cause]] = {}

    def add(self, units: Sequence[Unit], fits: Fits) -> None:
        """Count a home of some units."""
        shared = [cause for cause in fits.causes if cause.kind not in ALONE]
        for unit in units if shared else ():
            self._counts.setdefault(unit, Counter()).update(shared)

    def chosen(self, units: Sequence[Unit], fits: Fits) -> Chosen:
        """Return the explanation of a home, once all homes are counted."""
        causes = fits.causes
        if not causes:
            return Chosen(self._unknown, "unknown")
        if len(causes) == 1 and not fits.second:
            return Chosen(causes[0], "certain")
        left = self._pattern(units, causes)
        if len(left) == 1 and len(causes) > 1:
            return Chosen(left[0], "likely", tuple(cause for cause in causes if cause is not left[0]))
        # What a rule of the city gives is no chance; some number of months or days often is.
        tied = [cause for cause in left if cause.kind in _RULES] or left
        best = tied[0]
        others = tuple(cause for cause in causes if cause is not best)
        return Chosen(best, "possible", others, tuple(tied) if len(tied) > 1 else ())

    def _pattern(self, units: Sequence[Unit], causes: Sequence[Cause]) -> list[Cause]:
        """Return what most homes of the closest unit share that has a pattern; all of them where none has.

        Where several are shared alike, the next wider unit decides between them.
        """
        left = list(causes)
        for unit in units:
            counts = self._counts.get(unit, Counter())
            most = max(counts[cause] for cause in left)
            if most >= _FEWEST:
                left = [cause for cause in left if counts[cause] == most]
                if len(left) == 1:
                    break
        return left
