"""Sums of an allocation by columns of its ledger, and what rounding has left and to whom."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from heatcalc.batches.allocated import PARTS, SharedRow
from heatcalc.batches.occupancies import Occupancies
from heatcalc.batches.sums_by import refuse_more
from heatcalc.costing.allocation import Shares
from heatcalc.files.spreadsheet_text import unescaped
from heatcalc.ledger.columns import one_line
from heatcalc.money import Currency, plain

FIGURES = ("households", "area", "use", *PARTS)
"""What is summed."""


def sums_of(
    read: Occupancies, rows: Sequence[SharedRow], places: Sequence[int], currency: Currency
) -> dict[str, list[dict[str, Any]]]:
    """Return the sums by the columns at these places: for each value, the greatest amount first.

    Of homes that changed hands the area counts by the days of each; of those without a reading what was estimated.

    Raises:
        InputFileError: a column has too many values.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for at in places:
        column, sums = one_line(read.header.words[at]), dict[str, list[Fraction]]()
        for home, row in zip(read.homes, rows, strict=True):
            value, who = unescaped(home.record.fields[at]).strip(), home.occupancy
            if value not in sums:
                refuse_more(sums, column)
                sums[value] = [Fraction(0)] * len(FIGURES)
            area = (who.area or 0) * who.part / who.whole
            figures = (1, area, who.own_use or row.estimate or 0, row.fixed, row.variable, row.amount)
            sums[value] = [before + each for before, each in zip(sums[value], figures, strict=True)]
        by_amount = sorted(sums.items(), key=lambda each: (-each[1][-1], each[0]))
        found[column] = [
            {
                "value": value,
                "households": int(figures[0]),
                "area": plain(figures[1]),
                "use": plain(figures[2]),
                **{name: str(currency.amount(int(each))) for name, each in zip(PARTS, figures[3:], strict=True)},
            }
            for value, figures in by_amount
        ]
    return found


def rests_of(
    shared: Mapping[str, tuple[Sequence[int], Shares]], rows: Sequence[SharedRow], currency: Currency
) -> list[dict[str, Any]]:
    """Return what single homes took of what rounding left, where that is the rule: which, of which part, how much."""
    return [
        {
            "building": building,
            "part": part,
            "line": rows[places[taken.at]].line,
            "account": rows[places[taken.at]].account,
            "own": str(currency.amount(taken.own)),
            "rest": f"{currency.amount(taken.rest):+}",
        }
        for building, (places, shares) in shared.items()
        for part, taken in zip(PARTS, shares.rests, strict=False)
        if taken is not None
    ]


def below_minor(shared: Mapping[str, tuple[Sequence[int], Shares]]) -> int:
    """Return how many homes bear something that is less than a minor unit, and so have nothing to pay."""
    homes = (home for _, shares in shared.values() for home in shares.homes)
    return sum(not home.amount and bool(home.by_area.exact or home.by_use.exact) for home in homes)
