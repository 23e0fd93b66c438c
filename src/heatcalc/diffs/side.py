"""One of the two runs that are compared: its bills, the accounts that they are found by, and who they are of."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from heatcalc.batches.batch_options import defaults_of
from heatcalc.batches.bill_file import BillFile
from heatcalc.batches.control_totals import Reason
from heatcalc.batches.paid_column import amount_said
from heatcalc.batches.plans import deciding_columns
from heatcalc.batches.row_biller import RowBiller
from heatcalc.batches.sums_by import places_of
from heatcalc.diffs.home_pairs import BilledHome, Keyed
from heatcalc.errors import HeatcalcError, InputFileError, UsageError
from heatcalc.files.spreadsheet_text import unescaped
from heatcalc.ledger.accounts import PLAIN, account_text
from heatcalc.ledger.columns import ACCOUNTED_BY, RESULTS, WITHIN
from heatcalc.ledger.row_parser import FieldError
from heatcalc.messages import Lang
from heatcalc.schema.suggest import plain_word
from heatcalc.tariffs.lookup import find_city
from heatcalc.tariffs.model import Table
from heatcalc.tariffs.names import class_words

_PLAIN = re.compile(PLAIN, re.ASCII)
SHOWN = ("account", WITHIN, "name", "address")
"""What is shown of a home, besides the columns that are summed by."""
_BROKEN = ("R01", "R02", "R03", "R04")
"""The codes of rejects that have no fields."""


class Run(NamedTuple):
    """Bills that a run wrote, and a table by which their words are understood."""

    name: str
    """What they were asked for by."""
    bills: BillFile
    table: Table
    is_own: bool
    """Whether it is the table that the homes were billed by."""
    values: Mapping[str, Mapping[str, str]] = {}
    """What words mean: header → word → a word that is understood."""
    reasons: tuple[Reason, ...] = ()
    """Why rows were rejected, where it is known."""


class Groups:
    """Cities and classes, each with a number, which both runs share."""

    def __init__(self) -> None:
        self.known: list[tuple[str, str]] = []
        self._numbers: dict[tuple[str, str], int] = {}

    def number(self, group: tuple[str, str]) -> int:
        """Return the number of a city and class."""
        if group not in self._numbers:
            self._numbers[group] = len(self.known)
            self.known.append(group)
        return self._numbers[group]


class Side:
    """The homes of a run, each under its account."""

    def __init__(self, run: Run, by: Sequence[str], groups: Groups, lang: Lang) -> None:
        """Make it; `by` are the headers of columns to sum by.

        Raises:
            InputFileError: the bills have no accounts.
            UsageError: they have no such column.
        """
        self.run, self._groups = run, groups
        header = run.bills.header
        if header.place("account") is None:
            raise InputFileError("diff.no_accounts", file=run.name)
        self.by = places_of(header, by)
        self.meanings = header.meanings
        defaults = defaults_of(run.bills.manifest)
        try:
            self._biller = RowBiller(run.table, defaults, lang, header, several=True, values=run.values)
        except UsageError:  # a column of another ledger
            self._biller = RowBiller(run.table, defaults, lang, header, several=True)
        self._defaults = defaults
        self._words = deciding_columns(header).words
        self._known: dict[tuple[str, ...], int] = {}

    @property
    def accounted_by(self) -> list[str]:
        """What accounts are unique within, of that which the bills say of each home.

        A winter that all bills are of is none of it, so that two runs over two winters can be compared.
        """
        one = len(self.run.bills.manifest["winters"]) <= 1
        return [meaning for meaning in ACCOUNTED_BY if meaning in self.meanings and (meaning != "winter" or not one)]

    @property
    def is_several(self) -> bool:
        """Whether an account may have several rows."""
        return bool(self.run.bills.manifest.get("several"))

    @property
    def due(self) -> int:
        """What is due of all bills, as the manifest says [minor units]."""
        return int(self.run.bills.manifest["due"].replace(".", ""))

    def places(self) -> list[int | None]:
        """Return the places of what is shown of a home; None where the bills lack one."""
        return list(map(self.run.bills.header.place, SHOWN))

    def account_of(self, fields: Sequence[str], within: Sequence[int]) -> str:
        """Return by what a home is found: its account, and what that is unique within, as they are compared."""
        account = _compared(fields[self._account])
        return "\x1f".join([account, *(_compared(fields[at]) for at in within)]) if within else account

    @property
    def _account(self) -> int:
        return self.meanings.index("account")

    def homes(self, accounted_by: Sequence[str], shown: Sequence[int | None]) -> Iterator[Keyed]:
        """Yield the homes, each with its account and what is `shown` of it, as it is written.

        Raises:
            InputFileError: an amount cannot be read, or there are not the bills that the manifest counts.
        """
        bills = self.run.bills
        within = [self.meanings.index(meaning) for meaning in accounted_by]
        at, due_at = self._account, bills.due
        places = (due_at - RESULTS.index("due"), due_at - 1, due_at)
        words: Callable[[Sequence[str]], Any] = itemgetter(*self._words) if self._words else lambda _: ()
        one_word = len(self._words) == 1
        known, whole, number = self._known, 0, -1
        for number, fields in enumerate(bills.rows()):
            total, others, due = (self._amount(fields, place, number) for place in places)
            whole += due
            said = words(fields)
            group = known.get(said)
            if group is None:
                group = known[said] = self._group((said,) if one_word else said)
            account = self.account_of(fields, within) if within else _compared(fields[at])
            written = [fields[place] if place is not None else "" for place in shown]
            yield account, BilledHome(number, due, group, written, total, others)
        if number + 1 != bills.manifest["households"] or whole != self.due:
            raise InputFileError("diff.other_sums", file=bills.path, manifest=bills.mark)

    def _amount(self, fields: Sequence[str], at: int, number: int) -> int:
        """Return an amount of a bill [minor units].

        Raises:
            InputFileError: it cannot be read.
        """
        amount = amount_said(fields[at], self.run.bills.currency)
        if isinstance(amount, str):
            raise InputFileError("diff.no_amount", file=self.run.bills.path, row=number + 1, found=fields[at])
        return amount

    def rejects(self, accounted_by: Sequence[str]) -> Iterator[tuple[str, str]] | None:
        """Return the accounts of rejected rows, each with its reason; None where they are no longer as written."""
        rows = self.run.bills.rejects()
        if rows is None:
            return None
        within = [self.meanings.index(meaning) for meaning in accounted_by]
        return (
            (self.account_of(fields, within), f"{fields[-2]} {fields[-1]}")
            for fields in rows
            if fields[-2] not in _BROKEN and _compared(fields[self._account])
        )

    def rejected_values(self) -> Iterator[list[str]]:
        """Yield what each rejected row says in the columns to sum by; nothing where the rejects cannot be read."""
        for fields in self.run.bills.rejects() or ():
            yield ["" if fields[-2] in _BROKEN else fields[at] for at in self.by]

    def said(self) -> dict[str, Any]:
        """Return what the manifest of a comparison says of this run."""
        bills = self.run.bills
        names = ("tariffs", "program", "households", "rejects", "due", "winters", "prices")
        return {
            "file": Path(self.run.name).name,
            "sha256": bills.sha256,
            "input": bills.manifest["input"],
            "own_table": self.run.is_own,
            **{name: bills.manifest[name] for name in names},
            **({"area": bills.manifest["area"]} if "area" in bills.manifest else {}),
            **({"reasons": {each.code: each.rows for each in self.run.reasons}} if self.run.reasons else {}),
        }

    def _group(self, said: Sequence[str]) -> int:
        """Return the number of the city and class by which rows with these words were billed.

        By another table than their own they are known by their names alone; what it does not know is shown as it is
        written, and where nothing is written, as the prices are called that the run used.
        """
        words = {self.meanings[at]: unescaped(word) for at, word in zip(self._words, said, strict=True)}
        if self.run.is_own:
            with suppress(HeatcalcError, FieldError):
                found = self._biller.found(words)
                return self._groups.number((found.city.id, found.class_))
        city, class_ = (words.get(meaning, "").strip() for meaning in ("city", "class"))
        city = city or self._defaults.city or self._priced_in
        with suppress(HeatcalcError):
            city = find_city(self.run.table, city).id if city else ""
        class_ = class_ or self._defaults.class_
        return self._groups.number((city, class_words(self.run.table).get(plain_word(class_), class_)))

    @property
    def _priced_in(self) -> str:
        """The city of all prices that the run used, as they are called; `""` where there are several."""
        cities = {each["tariff"].partition("/")[0] for each in self.run.bills.manifest["prices"]}
        return cities.pop() if len(cities) == 1 else ""


def _compared(written: str) -> str:
    """Return a field as accounts are compared."""
    return written if _PLAIN.fullmatch(written) else account_text(unescaped(written))
