"""A made-up ledger of homes that paid what is due by `tests/tables/check.toml`, but for eight slips of a biller."""

import csv
import random
from collections.abc import Callable
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import NamedTuple

FULL = Fraction(20)
"""4.00 CNY/㎡·month for 5 months [CNY/㎡]."""
SHARES = {"报停": Fraction(28, 100), "低保": Fraction(45, 100)}

Slip = Callable[[Fraction, Fraction], Fraction]
"""Gives what was paid of an area [㎡] and of the share that the home owes."""

SLIPS: dict[str, Slip] = {
    "basis": lambda area, share: area * 26 * share,  # 5.20 CNY per usable ㎡, for 5 months
    "months": lambda area, share: area * 16 * share,  # 4 months
    "class": lambda area, share: area * Fraction(365, 10) * share,  # 7.30 CNY/㎡·month
    "area_rounding": lambda area, share: floor(area + Fraction(1, 2)) * FULL * share,
    "undone": lambda area, _: area * FULL,
    "winter": lambda area, share: area * 19 * share,  # 3.80 CNY/㎡·month
    "doubled": lambda area, share: _fen(area * FULL * share) * 2,
    "mistyped": lambda area, share: area * 10 * FULL * share,
}
BY_ESTATE = {"滨河湾": "basis", "向阳里": "months"}
"""Estates all of whose homes have the same slip."""
_SINGLE = {"class": 0.02, "area_rounding": 0.05, "winter": 0.03, "doubled": 0.01, "mistyped": 0.01}


class Truth(NamedTuple):
    """What a home of the ledger owes and paid [fen], and its slip; `""` for none, or one that changes nothing."""

    estate: str
    due: int
    paid: int
    slip: str


def _fen(amount: Fraction) -> Fraction:
    return Fraction(floor(amount * 100 + Fraction(1, 2)), 100)


def ledger_of(path: Path, homes: int) -> list[Truth]:
    """Write a ledger, which is the same for the same number of homes, and return what is true of each."""
    drawn, truths = random.Random(homes), []  # noqa: S311 - repeatable, not secret
    estates = [*BY_ESTATE, *(f"小区{number}" for number in range(1, 59))]
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["户号", "小区", "建筑面积", "状态", "优惠", "实缴"])
        for number in range(homes):
            estate, area = estates[drawn.randrange(60)], Fraction(drawn.randint(4000, 16000), 100)
            said = drawn.choices(["", *SHARES], [0.94, 0.03, 0.03])[0]
            share, left = SHARES.get(said, Fraction(1)), drawn.random()
            slip = BY_ESTATE.get(estate) or next(
                (name for name, most in _SINGLE.items() if (left := left - most) < 0), ""
            )
            if said and not slip and drawn.random() < 0.5:
                slip = "undone"
            due = _fen(area * FULL * share)
            paid = _fen(SLIPS[slip](area, share)) if slip else due
            status, relief = ("停供" if said == "报停" else ""), ("低保" if said == "低保" else "")
            rows.writerow([f"{number:08}", estate, _shown(area), status, relief, _shown(paid)])
            truths.append(Truth(estate, int(due * 100), int(paid * 100), slip if paid != due else ""))
    return truths


def _shown(value: Fraction) -> str:
    return f"{int(value * 100) // 100}.{int(value * 100) % 100:02}"
