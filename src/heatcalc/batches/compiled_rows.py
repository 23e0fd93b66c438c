"""Bills rows in Python by functions compiled from their formulas.

As with DuckDB, a row is billed here only where it is sure, and every other is left to the exact reader.
"""

import re
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from heatcalc.batches.compiled_plans import Amounts, CompiledPlans, Plan
from heatcalc.batches.field_sql import may_have_sums, may_have_totals
from heatcalc.batches.plans import MOST_PROFILES, Profile, ProfileSum, deciding_columns, scale_of, whole_bounds
from heatcalc.batches.rejects import Reject
from heatcalc.batches.row_biller import RowBiller
from heatcalc.errors import HeatcalcError
from heatcalc.files.spreadsheet_text import unescaped
from heatcalc.formula.sql.dialect import SCALE
from heatcalc.inputs import INPUTS, Input
from heatcalc.ledger.accounts import PLAIN, PLAIN_ESTATE, account_text
from heatcalc.ledger.blocks import Block
from heatcalc.ledger.carried import Watched
from heatcalc.ledger.columns import ACCOUNTED_BY, WITHIN, bare
from heatcalc.ledger.header import Header
from heatcalc.ledger.home_words import finder
from heatcalc.ledger.row_parser import ERRORS, FieldError, figure_of, stated
from heatcalc.ledger.total_lines import (
    MAY_BE_SUM,
    NAMING,
    beside_account,
    left_of_account,
    may_say_total,
    naming_places,
    total_places,
)
from heatcalc.tariffs.model import Table

_PLAIN = re.compile(PLAIN).fullmatch
_NAMING = re.compile(NAMING).search
_PLAIN_ESTATE = re.compile(PLAIN_ESTATE).fullmatch
_PLAIN_FIGURE = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,4}))?").fullmatch
_MOST_FIGURES = 200_000
"""So many texts of figures are remembered, each with what it means."""
BLANK, UNREAD, UNSURE = object(), object(), object()
"""What a field is instead of a figure: nothing, what is none, or what the exact reader must look at."""
_DIGITS = 2
"""A number of so many digits, in the place of an account, may be that of a column."""
_OF_FIGURES = ("R06", "R07", "R09", "R19")
"""The codes of rejects for a figure that cannot be read, or is not there."""


class Unread(NamedTuple):
    """What rows say of which a figure cannot be read, or that have none; the exact reader must look at the first."""

    values: tuple[tuple[str, str], ...]
    words: Any
    stated: int
    figures: tuple[tuple[int, str], ...]

    def of_any_text(self) -> "Unread":
        """Return the same of rows that have any other text for their figures."""
        return self._replace(figures=tuple((number, "") for number, _ in self.figures))


class CompiledRows:
    """Bills the rows of a ledger's blocks, one after the other."""

    def __init__(
        self, table: Table, header: Header, biller: RowBiller, watched: Sequence[Watched], *, several: bool = False
    ) -> None:
        """Make it for a ledger; `biller` is the exact reader, which keeps the accounts that were billed."""
        self._biller, self._several = biller, several
        self._watched = [(each.at, each.unless, finder(each.pattern)) for each in watched]
        self._header = header
        self._word_places, measures, self._events = deciding_columns(header)
        self._words = itemgetter(*self._word_places) if self._word_places else _nothing
        self._figures = [
            (at, INPUTS[name], whole_bounds(INPUTS[name])[1:], dict[str, Any]())
            for at, name in measures.items()
            if at not in self._events
        ]
        self._account = self._header.place("account")
        self._within = self._header.place(WITHIN)
        self._left = left_of_account(header.meanings) if self._account is not None else total_places(header.meanings)
        self._named = beside_account(header.meanings) if self._account is not None else []
        self._naming = naming_places(header.meanings)
        self._numbered = self._account or 0, self._figures[0][0] if self._figures else 0
        self._compiled = CompiledPlans(table, biller)
        self._plans: dict[tuple[tuple[str, str], ...], dict[Any, Plan]] = {}
        self._last: tuple[Plan, Sequence[str], list[int]] | None = None
        self._unread: dict[Unread, Reject] = {}
        self._told_of_figure = set[Unread]()
        """Of which rows the exact reader says that the one figure is none, whatever text it is."""

    def begin(self, block: Block) -> None:
        """Begin with the rows of a block."""
        self._values = block.values
        self._known = self._plans.setdefault(block.values, {})
        self._text, self._may_have_errors = block.text, b"#" in block.text
        self._may_have_totals: bool | None = None
        self._may_have_sums: bool | None = None
        values = dict(block.values)
        self._parts = [(self._header.place(meaning), values.get(meaning, "")) for meaning in ACCOUNTED_BY[:-1]]
        places = [at for at in (*(at for at, _ in self._parts), self._within) if at is not None]
        self._beside = itemgetter(*places) if places else _nothing
        self._billed: dict[Any, set[str]] = {}

    def bill(
        self, fields: Sequence[str], line: str, *, alone: bool = False, before: bool = False
    ) -> Amounts | Reject | Unread | None:
        """Return total, what others pay, and due [minor units] of a row; None where the exact reader must look at it.

        `line` is the whole of the row as it is written; one that comes `alone` may be missing in the text of its
        block. `before` is whether an engine has billed its account before. Where there is no bill, the reject comes
        instead, without its line and its file; or, where the exact reader must look at it once for all that say the
        same, what to `keep` its reject by.

        Raises:
            UnprovenError: the exact reader bills the row otherwise.
        """
        billed = set[str]() if self._account is None else self._billed_beside(fields[self._account], fields)
        if billed is None or not self._is_plain(fields, line, alone=alone):
            return None
        figures, stated = [], 0
        unread: list[tuple[int, str]] = []
        for number, (at, asked, bounds, known) in enumerate(self._figures):
            text = fields[at]
            if not text:
                continue
            figure = known.get(text)
            if figure is None:
                figure = whole_figure(asked, text, *bounds)
                if len(known) < _MOST_FIGURES:
                    known[text] = figure
            if figure is UNSURE:
                return None
            if figure is UNREAD:
                unread.append((number, text))
            elif figure is not BLANK:
                figures.append(figure)
                stated |= 1 << number
        if self._account is None and not figures:
            return None  # it may be no home's
        key = self._words(fields), stated
        if unread:
            return self._told_before(fields, Unread(self._values, *key, tuple(unread)))
        plan = self._known.get(key)
        if plan is None:
            if len(self._known) >= MOST_PROFILES:
                return None
            plan = self._known[key] = self._compiled.planned(self._profile(fields, stated), fields)
        if plan.reject is not None:
            return plan.reject
        made = self._compiled.amounts(plan, fields, figures)
        if made is None and not figures:
            return self._told_before(fields, Unread(self._values, *key, ()))
        if made is None or isinstance(made, Reject):
            return made
        if self._account is not None and not self._several:
            account = fields[self._account]
            if before or account in billed:
                return self._compiled.reject(fields, self._biller.repeated(account))
            billed.add(account)
        plan.count(made, figures)
        self._last = plan, fields, figures
        return made

    def keep(self, unread: Unread, error: HeatcalcError | FieldError, reject: Reject) -> None:
        """Remember what the exact reader said of a row, for others that say the same.

        Where it said of the one figure that cannot be read that it is none, that is so of any other text there.
        """
        if reject.code not in _OF_FIGURES or len(self._unread) >= _MOST_FIGURES:
            return
        if len(unread.figures) == 1 and isinstance(error, FieldError):
            [(number, text)] = unread.figures
            if (error.column, error.found) == (self._figures[number][1].column, unescaped(text).strip()):
                self._told_of_figure.add(unread.of_any_text())
                return
        self._unread[unread] = reject

    def _told_before(self, fields: Sequence[str], unread: Unread) -> Reject | Unread | None:
        # Without an account it may be no home's, and with a word for it, the header again.
        if self._account is None or fields[self._account] == bare(self._header.words[self._account]):
            return None
        if self._told_of_figure and unread.of_any_text() in self._told_of_figure:
            [(number, text)] = unread.figures
            try:
                figure_of(self._figures[number][1], unescaped(text).strip())
            except FieldError as error:
                return self._compiled.reject(fields, error)
        return self._unread.get(unread, unread)

    def explanation(self) -> str:
        """Return the lines, with their formulas, of the bill that was made last.

        Raises:
            UnprovenError: the exact reader explains it otherwise.
        """
        assert self._last is not None
        return self._compiled.explanation(*self._last)

    def _billed_beside(self, account: str, fields: Sequence[str]) -> set[str] | None:
        """Return the accounts billed among which a row's must be unique; None if it is not plain."""
        if not _PLAIN(account) or (not "0" <= account[0] <= "9" and may_say_total(account)):
            return None
        beside = self._beside(fields)
        billed = self._billed.get(beside)
        if billed is None:
            within = "" if self._within is None else fields[self._within]
            if self._within is not None and not _PLAIN_ESTATE(within):
                return None
            rest = (*(account_text(value if at is None else fields[at]) for at, value in self._parts), within)
            billed = self._billed[beside] = self._biller.billed.within(rest)
        return billed

    def _is_plain(self, fields: Sequence[str], line: str, *, alone: bool) -> bool:
        """Return whether nothing in a row needs judgement: an error of Excel's, an event, a total, a telling word."""
        if (alone or self._may_have_errors) and "#" in line and ERRORS.search(line):
            return False
        if self._left and not alone and self._may_have_totals is None:  # DuckDB's blocks need not be looked through
            self._may_have_totals = may_have_totals(self._text)
        if (alone or self._may_have_totals) and any(may_say_total(fields[at]) for at in self._left):
            return False
        if self._named and not alone and self._may_have_sums is None:
            self._may_have_sums = may_have_sums(self._text)
        if (alone or self._may_have_sums) and any(MAY_BE_SUM.search(fields[at]) for at in self._named):
            return False
        if self._naming and not any(map(_NAMING, [fields[at] for at in self._naming])):
            return False
        if self._events and any(fields[at] for at in self._events):
            return False
        first, figure = self._numbered
        if len(fields[first]) <= _DIGITS and len(fields[figure]) <= _DIGITS and fields[figure].zfill(_DIGITS) < "30":
            return False  # the row may number the columns
        return not any(
            fields[at] and (unless is None or not fields[unless]) and says(fields[at])
            for at, unless, says in self._watched
        )

    def _profile(self, fields: Sequence[str], stated: int) -> Profile:
        said = [(self._header.meanings[at], fields[at]) for at in self._word_places]
        names = (asked.name for number, (_, asked, _, _) in enumerate(self._figures) if stated >> number & 1)
        return Profile((*said, *self._values), tuple(names))

    def sums(self) -> Iterator[ProfileSum]:
        """Yield what the rows of the block come to, by profile, and count from nothing again."""
        for plan in self._known.values():
            if plan.homes:
                yield plan.counted()


def _nothing(fields: Sequence[str]) -> tuple[()]:  # noqa: ARG001 - in the place of a getter
    return ()


def whole_figure(asked: Input, field: str, least: int, most: int) -> Any:  # noqa: ANN401 - or what it is instead
    """Return the figure of a field in whole parts of its unit; or that it is blank, or none that is billed here.

    It is billed between the `least` and the `most`, in whole parts too.
    """
    plain = _PLAIN_FIGURE(field) if asked.kind == "number" else None
    if plain is not None:  # as most are: of these no fraction is made
        whole, behind = plain.groups(default="")
        parts = int(whole) * SCALE + int(f"{behind:0<4}")
        if least <= parts <= most:
            return parts
    text = stated(asked, unescaped(field))
    if not text:
        return BLANK
    try:
        figure = figure_of(asked, text)
    except FieldError:
        return UNREAD
    return int(figure * scale_of(asked)) if asked.holds(figure) else UNSURE
