"""Which formula each row of a ledger has: found once for all that say the same words and state the same measures."""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from heatcalc.files.spreadsheet_text import escaped
from heatcalc.formula.nodes import Formula
from heatcalc.formula.sql.compile import Billing, ScaledColumn, compile_formula
from heatcalc.formula.sql.dialects import SCALE, Dialect
from heatcalc.formula.sql.terms import Inexpressible
from heatcalc.inputs import INPUTS, column_input
from heatcalc.ledger.columns import ALSO, TARIFF_WORDS
from heatcalc.ledger.header import Header

_WIDE = 10_000
"""A range of more units is wide: that of an area or of heat, but not that of months or heights."""

BILLED = "total IS NOT NULL AND others IS NOT NULL AND due IS NOT NULL"
CHANGED = ">"
"""What precedes the fields of a bill that differ from the ledger's own; else its amounts follow, after a comma."""
UNSURE = "?"
"""What replaces the amounts of a row that the engine leaves to the exact reader."""
_MOST_PROFILES = 500
"""Rarer ones are left to the exact reader, such as those of a column of remarks that is called a relief."""


def bounds_of(name: str) -> tuple[int, int, int]:
    """Return of a measure the parts to one unit, and the least and the most of them that engines bill.

    Of a wide range that is the lowest hundredth, so that integers stay narrow: a home with more is billed by the exact
    reader, to the same amount.
    """
    asked = INPUTS[name]
    scale = 1 if asked.kind == "date" else SCALE
    least, most = asked.bounds(scale)
    return scale, least, most // 100 if asked.kind == "number" and asked.most > _WIDE else most


class Profile(NamedTuple):
    """What decides the formula of a row: its words, by meaning, and the measures that it states."""

    words: tuple[tuple[str, str], ...]
    stated: tuple[str, ...]


class ProfileSum(NamedTuple):
    """What the rows of a profile come to: their number, the area [㎡], and amounts [fen]."""

    profile: Profile
    households: int
    area: Fraction
    total: int
    others: int
    due: int


class Profiles:
    """The profiles of a ledger that are known so far, each with a number; 0 for those that the exact reader bills.

    In the SQL, `c0`, `c1` … are the fields of a row, and `m_month` and the like its measures in whole parts.
    """

    def __init__(self, header: Header, formula_of: Callable[[Profile], Formula | None], dialect: Dialect) -> None:
        """Know none yet; `formula_of` gives the specialized formula of a profile, or None."""
        meanings = list(enumerate(header.meanings))
        words = {*TARIFF_WORDS} | {each.column for each in INPUTS.values() if each.kind in ("word", "flag")}
        self.words = [at for at, meaning in meanings if meaning in words or meaning.startswith(("with ", ALSO))]
        """The places of the columns whose words decide."""
        inputs = [(at, column_input(meaning)) for at, meaning in meanings]
        self.measures = {at: each.name for at, each in inputs if each is not None and each.is_measure}
        """The measures of the ledger, by the place of their column."""
        self.events = [at for at, each in inputs if each is not None and each.is_event]
        """The places of what happened to homes; a row that says any of it is left to the exact reader."""
        self._meanings = [header.meanings[at] for at in self.words]
        self._formula_of = formula_of
        self._dialect = dialect
        self._numbers: dict[Profile, int] = {}
        self._known: list[Profile] = []
        self._billings: list[Billing] = []

    @property
    def columns(self) -> list[str]:
        """The expressions that tell the profile of a row apart."""
        return [f"c{at}" for at in self.words] + [f"c{at} <> ''" for at in self.measures]

    def room(self, values: Iterable[tuple[str, str]]) -> int:
        """Return how many more profiles there may be of rows for which `values` hold besides their fields."""
        return _MOST_PROFILES - sum(self._holds(profile, values) for profile in self._numbers)

    def billings(self, values: Iterable[tuple[str, str]]) -> dict[int, Billing]:
        """Return how rows are billed for which `values` hold besides their fields, by the numbers of their profiles."""
        known = enumerate(zip(self._known, self._billings, strict=True), 1)
        return {number: compile_formula for number, (profile, compile_formula) in known if self._holds(profile, values)}

    def __getitem__(self, number: int) -> Profile:
        return self._known[number - 1]

    def harmless(self) -> Iterator[int]:
        """Yield the places of the columns of words where no word that is known would be escaped."""
        for number, at in enumerate(self.words):
            words = {profile.words[number][1] for profile in self._known}
            if all(escaped(word) == word for word in words):
                yield at

    def any_of(self, values: Iterable[tuple[str, str]]) -> bool:
        """Return whether some are known of rows for which `values` hold besides their fields."""
        return any(self._holds(profile, values) for profile in self._numbers)

    def learn(self, rows: Iterable[Iterable[Any]], values: Iterable[tuple[str, str]]) -> bool:
        """Learn the profiles of some rows of `columns`, and return whether any can be billed by SQL."""
        learnt = False
        for row in rows:
            cells = list(row)
            stated = zip(self.measures.values(), cells[len(self.words) :], strict=False)
            words = (*zip(self._meanings, cells, strict=False), *values)
            profile = Profile(words, tuple(name for name, there in stated if there))
            if profile not in self._numbers:
                self._numbers[profile] = self._number(profile)
                learnt = learnt or self._numbers[profile] > 0
        return learnt

    def known(self) -> Iterator[tuple[int, Profile]]:
        """Yield the profiles that SQL can bill, with their numbers."""
        yield from enumerate(self._known, 1)

    def number_of_row(self, values: Iterable[tuple[str, str]]) -> str:
        """Return the SQL of a row's number; NULL where its profile is not known."""
        known = []
        for profile, number in self._numbers.items():
            if self._holds(profile, values):
                said = [self._dialect.literal(word) for _, word in profile.words[: len(self.words)]]
                known.append(([*said, *(name in profile.stated for name in self.measures.values())], number))
        return _tree(self.columns, known)

    def _holds(self, profile: Profile, values: Iterable[tuple[str, str]]) -> bool:
        return profile.words[len(self.words) :] == tuple(values)

    def _number(self, profile: Profile) -> int:
        formula = self._formula_of(profile)
        if formula is None:
            return 0
        measures = {name: ScaledColumn(f"m_{name}", *bounds_of(name)) for name in profile.stated}
        try:
            made = compile_formula(formula, measures, dialect=self._dialect)
        except Inexpressible:
            return 0
        self._known.append(profile)
        self._billings.append(made)
        return len(self._known)


def _tree(keys: list[str], known: list[tuple[list[Any], int]]) -> str:
    """Return the number of the values of `keys`, asked key by key; NULL for values that are not among the `known`."""
    if not keys:
        return str(known[0][1]) if known else "NULL"
    by_value: dict[Any, list[tuple[list[Any], int]]] = {}
    for (value, *rest), number in known:
        by_value.setdefault(value, []).append((rest, number))
    key, *later = keys
    whens = []
    for value, some in by_value.items():
        test = (key if value else f"NOT ({key})") if isinstance(value, bool) else f"{key} = {value}"
        whens.append(f"WHEN {test} THEN {_tree(later, some)}")
    return f"CASE {' '.join(whens)} END" if whens else "NULL"
