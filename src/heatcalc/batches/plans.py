"""Which formula each row of a ledger has: found once for all that say the same words and state the same measures."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from heatcalc.files.spreadsheet_text import escaped
from heatcalc.formula.nodes import Formula
from heatcalc.formula.sql.compile import Billing, ScaledColumn, compile_formula
from heatcalc.formula.sql.dialect import SCALE, Dialect
from heatcalc.formula.sql.terms import Inexpressible
from heatcalc.inputs import INPUTS, Input, column_input
from heatcalc.ledger.accounts import account_text
from heatcalc.ledger.columns import ACCOUNTED_BY, ALSO, TARIFF_WORDS
from heatcalc.ledger.header import Header
from heatcalc.measures import AREAS

_WIDE = 10_000
"""A range of more units is wide: that of an area or of heat, but not that of months or heights."""

BILLED = "total IS NOT NULL AND others IS NOT NULL AND due IS NOT NULL"
CHANGED = ">"
"""What precedes the fields of a bill that differ from the ledger's own; else its amounts follow, after a comma."""
UNSURE = "?"
"""What replaces the amounts of a row that the engine leaves to the exact reader."""
MOST_PROFILES = 100_000
"""Rarer ones are left to the exact reader, so that no column of remarks takes the memory."""


def scale_of(asked: Input) -> int:
    """Return the whole parts to one unit of a measure."""
    return 1 if asked.kind == "date" else SCALE


def whole_bounds(asked: Input) -> tuple[int, int, int]:
    """Return of a measure the whole parts to one unit, and the range that every reader bills in them."""
    scale = scale_of(asked)
    return scale, *asked.bounds(scale)


def bounds_of(name: str) -> tuple[int, int, int]:
    """Return of a measure the parts to one unit, and the least and the most of them that engines bill.

    Of a wide range that is the lowest hundredth, so that integers stay narrow: a home with more is billed by the exact
    reader, to the same amount.
    """
    asked = INPUTS[name]
    scale, least, most = whole_bounds(asked)
    return scale, least, most // 100 if asked.kind == "number" and asked.most > _WIDE else most


KEY_MARK = "\x1f"
"""Between the parts of a key: no field holds it, since a line with one in a field is none for an engine."""


def key_text(said: Iterable[str], stated: Iterable[bool]) -> str:
    """Return the key of the profile of a row: one text of the words that it says and the measures that it states.

    `key_sql` gives the same text of the fields of a row.
    """
    return KEY_MARK.join([*said, *("1" if there else "" for there in stated)])


def key_sql(words: Iterable[str], measures: Iterable[str]) -> str:
    """Return the SQL of the key of a row, by the columns of its words and of its measures."""
    parts = [*words, *(f"CASE WHEN {each} = '' THEN '' ELSE '1' END" for each in measures)]
    return f"concat_ws('{KEY_MARK}', {', '.join(parts)})" if parts else "''"


class Profile(NamedTuple):
    """What decides the formula of a row: its words, by meaning, and the measures that it states."""

    words: tuple[tuple[str, str], ...]
    stated: tuple[str, ...]


class ProfileSum(NamedTuple):
    """What the rows of a profile come to: their number, the area [1/10,000 ㎡], and amounts [fen]."""

    profile: Profile
    households: int
    area: int
    total: int
    others: int
    due: int


class DecidingColumns(NamedTuple):
    """The places of the columns of a ledger that decide a bill."""

    words: list[int]
    """Those whose words decide."""
    measures: dict[int, str]
    """Those of the measures, each with its name."""
    events: list[int]
    """Those of what happened to homes; a row that says any of it is left to the exact reader."""


def deciding_columns(header: Header) -> DecidingColumns:
    """Return the columns of a ledger that decide a bill."""
    meanings = list(enumerate(header.meanings))
    words = {*TARIFF_WORDS} | {each.column for each in INPUTS.values() if each.kind in ("word", "flag")}
    inputs = [(at, column_input(meaning)) for at, meaning in meanings]
    return DecidingColumns(
        [at for at, meaning in meanings if meaning in words or meaning.startswith(("with ", ALSO))],
        {at: each.name for at, each in inputs if each is not None and each.is_measure},
        [at for at, each in inputs if each is not None and each.is_event],
    )


class Profiles:
    """The profiles of a ledger that are known so far, each with a number; 0 for those that the exact reader bills.

    In the SQL, `c0`, `c1` … are the fields of a row, and `m_month` and the like its measures in whole parts.
    """

    def __init__(self, header: Header, formula_of: Callable[[Profile], Formula | None], dialect: Dialect) -> None:
        """Know none yet; `formula_of` gives the specialized formula of a profile, or None."""
        self.words, self.measures, self.events = deciding_columns(header)
        self._meanings = [header.meanings[at] for at in self.words]
        self._accounted = header.place("account") is not None
        self._formula_of = formula_of
        self._dialect = dialect
        self._numbers: dict[tuple[tuple[str, str], ...], dict[str, int]] = {}
        """By what holds for rows besides their fields, then by their key."""
        self.learnt = 0
        """How many are known, with those that the exact reader bills."""
        self._known: list[Profile] = []
        self._billings: list[Billing] = []
        self._escaped: set[int] = set()
        self._scaled = {name: ScaledColumn(f"m_{name}", *bounds_of(name)) for name in self.measures.values()}
        self._compiled: dict[int, tuple[Formula, Billing | None]] = {}

    @property
    def columns(self) -> list[str]:
        """The expressions that tell the profile of a row apart."""
        return [f"c{at}" for at in self.words] + [f"c{at} <> ''" for at in self.measures]

    @property
    def area(self) -> str:
        """The SQL of the first area that a row states, in ten-thousandths of a square metre; 0 where it states none."""
        areas = [f"m_{name}" for name in AREAS if name in self.measures.values()]
        return f"COALESCE({', '.join(areas)}, 0)" if areas else "0"

    @property
    def key(self) -> str:
        """The SQL of a row's key."""
        return key_sql((f"c{at}" for at in self.words), (f"c{at}" for at in self.measures))

    def numbers(self, values: tuple[tuple[str, str], ...]) -> Mapping[str, int]:
        """Return the numbers, by their keys, of the profiles of rows for which `values` hold besides their fields."""
        return self._numbers.get(values, {})

    def billings(self, values: tuple[tuple[str, str], ...]) -> dict[int, Billing]:
        """Return how rows are billed for which `values` hold besides their fields, by the numbers of their profiles."""
        return {number: self._billings[number - 1] for number in self.numbers(values).values() if number}

    def __getitem__(self, number: int) -> Profile:
        return self._known[number - 1]

    def harmless(self) -> Iterator[int]:
        """Yield the places of the columns of words where no word that is known would be escaped."""
        yield from (at for at in self.words if at not in self._escaped)

    def learn(self, rows: Iterable[Iterable[Any]], values: tuple[tuple[str, str], ...]) -> bool:
        """Learn the profiles of some rows of `columns`, and return whether any can be billed by SQL."""
        numbers, learnt = self._numbers.setdefault(values, {}), False
        for row in rows:
            said = list(row)
            words, there = said[: len(self.words)], said[len(self.words) :]
            key = key_text(words, there)
            if key not in numbers:
                stated = tuple(name for name, is_there in zip(self.measures.values(), there, strict=True) if is_there)
                profile = Profile((*zip(self._meanings, words, strict=True), *values), stated)
                numbers[key] = self._number(profile)
                self.learnt += 1
                learnt = learnt or numbers[key] > 0
        return learnt

    def known(self) -> Iterator[tuple[int, Profile]]:
        """Yield the profiles that SQL can bill, with their numbers."""
        yield from enumerate(self._known, 1)

    def _number(self, profile: Profile) -> int:
        # Without an account and a figure it may be no home's. A city or winter with blanks is compared without them.
        told = all(account_text(word) == word for meaning, word in profile.words if meaning in ACCOUNTED_BY)
        formula = self._formula_of(profile) if told and (self._accounted or profile.stated) else None
        made = None if formula is None else self._billing(formula)
        if made is None:
            return 0
        self._known.append(profile)
        self._billings.append(made)
        said = zip(self.words, profile.words, strict=False)
        self._escaped.update(at for at, (_, word) in said if escaped(word) != word)
        return len(self._known)

    def _billing(self, formula: Formula) -> Billing | None:
        """Return how a formula bills, or None if SQL cannot."""
        if id(formula) not in self._compiled:
            try:
                made = compile_formula(formula, self._scaled, dialect=self._dialect)
            except Inexpressible:
                made = None
            self._compiled[id(formula)] = (formula, made)  # while the formula is kept, no other has its id
        return self._compiled[id(formula)][1]
