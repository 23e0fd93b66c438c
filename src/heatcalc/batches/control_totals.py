"""What a run counts: the lines of a ledger, the sums by city and class, and the rejects by reason."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from heatcalc.batches.rejects import Reject
from heatcalc.billing.calculate import Calculation
from heatcalc.billing.notes import winters_old
from heatcalc.errors import InputFileError
from heatcalc.money import Currency, plain
from heatcalc.schema.winters import winter_text
from heatcalc.tariffs.lookup import Found
from heatcalc.tariffs.model import Table
from heatcalc.version import __version__

SHOWN = 3
"""How many rejects of each reason are shown."""


MOST_WORDS = 10_000
"""More words that are not understood are not counted."""


MOST_SKIPPED, _LONGEST = 100, 80
"""So many skipped lines are told, each in so many characters."""


class Reason(NamedTuple):
    """A reason why rows were rejected: how many there are, and the first of them."""

    code: str
    rows: int
    first: tuple[Reject, ...]


class InputFile(NamedTuple):
    """A file that was read: what the manifest calls it, its hash, its encoding, and its physical lines."""

    name: str
    sha256: str
    encoding: str
    lines: int


class Group(NamedTuple):
    """What a city and class come to: the area in ㎡, amounts in minor units (fen)."""

    city: str
    class_: str
    households: int
    area: Fraction
    total: int
    others: int
    due: int
    bases: tuple[str, ...]
    """The measures that the area is of, in the order of their names."""

    @property
    def amounts(self) -> tuple[int, int, int, int]:
        """What bills add to a ledger [minor units]: total, household, others, due."""
        return self.total, self.total - self.others, self.others, self.due


def group_of(calculation: Calculation) -> Group:
    """Return what one home comes to."""
    basis = next((name for name in calculation.home.measures if name.endswith("_m2")), None)
    area = Fraction(0) if basis is None else calculation.home.measures[basis]
    in_minor = calculation.formula.currency.in_minor
    total, due = (in_minor(amount) for amount in (calculation.amounts.total, calculation.amounts.due))
    others = sum(map(in_minor, calculation.amounts.payers.values()))
    bases = () if basis is None else (basis,)
    return Group(calculation.found.city.id, calculation.found.class_, 1, area, total, others, due, bases)


class PriceUsed(NamedTuple):
    """A price that homes were billed by: its id, when a source last confirmed it, and how many winters before."""

    id: str
    seen: str
    winter: int | None
    winters_old: int


def price_of(table: Table, found: Found) -> PriceUsed:
    """Return the price that was found for a home."""
    return PriceUsed(
        found.city.tariff_id(found.tariff), table.last_seen(found.tariff)[0], found.winter, winters_old(table, found)
    )


class ControlTotals:
    """The counts of one run."""

    def __init__(self, max_rejects: int | Fraction | None, currency: Currency) -> None:
        self.currency = currency
        self.lines = 0
        self.counts = {"billed": 0, "rejected": 0, "skipped": 0}
        """Physical lines."""
        self.joined = 0
        """Records of several physical lines, which a quoted field goes over."""
        self.rejected = 0
        """Rows."""
        self.inputs: list[InputFile] = []
        self.corrected: dict[str, str] = {}
        """The hashes of the files of corrected rejects."""
        self.skipped: list[dict[str, Any]] = []
        """The first lines that were skipped though there is something in them: totals and signatures."""
        self.own_areas: list[tuple[int, Fraction]] = []
        """What the first lines of totals say of the areas of homes [m²], with their lines."""
        self._max_rejects = max_rejects
        self._groups: dict[tuple[str, str], Group] = {}
        self._reasons: dict[str, tuple[int, list[Reject]]] = {}
        self.prices = Counter[PriceUsed]()
        """How many homes were billed by which price."""
        self._billed_by = Counter[tuple[str, str, str]]()
        """How many homes of a city and class were billed by which price, by its id."""
        self.blank = Counter[str]()
        """How many homes say nothing in a column that decides their tariff, by its meaning."""
        self.words: dict[tuple[str, str], int] = {}
        """How often each word was not understood, by column."""

    def add(self, one: Group) -> None:
        """Count homes that were billed."""
        sum_ = self._groups.get((one.city, one.class_))
        if sum_ is not None:
            one = one._replace(
                households=sum_.households + one.households,
                area=sum_.area + one.area,
                total=sum_.total + one.total,
                others=sum_.others + one.others,
                due=sum_.due + one.due,
                bases=tuple(sorted({*sum_.bases, *one.bases})),
            )
        self._groups[one.city, one.class_] = one

    def add_tariff(self, of: Group, price: PriceUsed, blank: Sequence[str]) -> None:
        """Count homes that were billed by a price, and the columns that they left `blank` to be billed as usual."""
        self.prices[price] += of.households
        self._billed_by[of.city, of.class_, price.id] += of.households
        for meaning in blank:
            self.blank[meaning] += of.households

    def general_prices(self, table: Table) -> list[dict[str, Any]]:
        """Return how many homes of which class were billed by the price of the general one, for the manifest."""
        priced = {(city.id, city.tariff_id(each)): each.class_ for city in table.city for each in city.tariff}
        found = Counter[tuple[str, str, str]]()
        for (city, class_, price), homes in self._billed_by.items():
            if priced[city, price] != class_:
                found[city, class_, priced[city, price]] += homes
        names = ("city", "class", "general")
        return [{**dict(zip(names, of, strict=True)), "homes": homes} for of, homes in sorted(found.items())]

    def skip(self, line: int, lines: int, fields: Sequence[str], file: str = "", area: Fraction | None = None) -> None:
        """Count a line that is no household; of totals it may say the `area` of homes."""
        if area is not None and len(self.own_areas) < MOST_SKIPPED:
            self.own_areas.append((line, area))
        self.counts["skipped"] += lines
        text = " ".join(field.strip() for field in fields if field.strip())
        if text and len(self.skipped) < MOST_SKIPPED:
            self.skipped.append({**({"file": file} if file else {}), "line": line, "text": text[:_LONGEST]})

    def reject(self, reject: Reject, lines: int) -> None:
        """Count a row that was rejected.

        Raises:
            InputFileError: there are more than allowed.
        """
        self.counts["rejected"] += lines
        self.rejected += 1
        count, first = self._reasons.get(reject.code, (0, []))
        self._reasons[reject.code] = (count + 1, [*first, reject] if count < SHOWN else first)
        for word in reject.words:
            if word in self.words or len(self.words) < MOST_WORDS:
                self.words[word] = self.words.get(word, 0) + 1
        if isinstance(self._max_rejects, int) and self.rejected > self._max_rejects:
            self._too_many("ledger.too_many_so_far", str(self._max_rejects))

    def reject_many(self, first: list[Reject], rows: int, lines: int) -> None:
        """Count rows that were rejected for one reason, of which the `first` are shown.

        Raises:
            InputFileError: there are more than allowed.
        """
        self.counts["rejected"] += lines
        self.rejected += rows
        self._reasons[first[0].code] = (rows, first)
        if isinstance(self._max_rejects, int) and self.rejected > self._max_rejects:
            self._too_many("ledger.too_many_so_far", str(self._max_rejects))

    def close(self) -> None:
        """Check that no line is lost, and the share of rejects.

        Raises:
            InputFileError: there are more than allowed.
        """
        assert sum(self.counts.values()) == self.lines, "a line of the ledger is lost"
        if isinstance(self._max_rejects, Fraction) and self.rejected > self._max_rejects * self._rows():
            self._too_many("ledger.too_many", f"{plain(self._max_rejects * 100)}%")

    def groups(self, table: Table) -> tuple[Group, ...]:
        """Return the sums by city and class, in the order of the table."""
        cities = [city.id for city in table.city]
        classes = list(table.classes)
        return tuple(
            sorted(self._groups.values(), key=lambda group: (cities.index(group.city), classes.index(group.class_)))
        )

    def reasons(self) -> tuple[Reason, ...]:
        """Return the rejects by their codes."""
        return tuple(Reason(code, count, tuple(first)) for code, (count, first) in sorted(self._reasons.items()))

    @property
    def households(self) -> int:
        """The number of homes billed."""
        return sum(group.households for group in self._groups.values())

    @property
    def area(self) -> Fraction:
        """The area of the homes billed [m²]: of each the first that it states."""
        return sum((group.area for group in self._groups.values()), Fraction(0))

    def sums(self) -> dict[str, int]:
        """Return the sums of the bills [minor units], by the names of the amounts."""
        groups = self._groups.values()
        return {name: sum(getattr(group, name) for group in groups) for name in ("total", "others", "due")}

    def manifest(self, table_hash: str, outputs: Mapping[str, str]) -> dict[str, Any]:
        """Return the counts and control totals, with the hashes of input, table and outputs."""
        groups, sums = self._groups.values(), self.sums()
        prices = sorted(self.prices.items(), key=lambda each: (each[0].id, each[0].winter or 0))
        winters = Counter[int]()
        for price, homes in prices:
            if price.winter is not None:
                winters[price.winter] += homes
        amounts = {
            "total": sums["total"],
            "household": sums["total"] - sums["others"],
            "others": sums["others"],
            "due": sums["due"],
        }
        return {
            "schema": "heatcalc.batch/1",
            "lines": self.lines,
            **self.counts,
            "households": self.households,
            "rejects": self.rejected,
            "area": plain(sum((group.area for group in groups), Fraction(0))),
            "currency": self.currency.code,
            **{name: str(self.currency.amount(amount)) for name, amount in amounts.items()},
            "winters": {winter_text(year): homes for year, homes in sorted(winters.items())},
            "prices": [_price(price, homes) for price, homes in prices],
            "input": _input(self.inputs),
            **({"corrected": self.corrected} if self.corrected else {}),
            "tariffs": table_hash,
            "program": __version__,
            "outputs": dict(outputs),
        }

    def _rows(self) -> int:
        return self.rejected + sum(group.households for group in self._groups.values())

    def _too_many(self, key: str, allowed: str) -> None:
        first = min((first[0] for _, first in self._reasons.values()), key=lambda reject: (reject.file, reject.line))
        raise InputFileError(
            key,
            rejects=self.rejected,
            rows=self._rows(),
            allowed=allowed,
            line=f"{first.file}:{first.line}" if first.file else first.line,
            first=first.message,
        )


def _price(price: PriceUsed, homes: int) -> dict[str, Any]:
    winter = None if price.winter is None else winter_text(price.winter)
    return {
        "tariff": price.id,
        "winter": winter,
        "homes": homes,
        "seen": price.seen,
        "winters_old": price.winters_old,
    }


def _input(inputs: Sequence[InputFile]) -> dict[str, Any]:
    if len(inputs) == 1 and not inputs[0].name:
        return {"sha256": inputs[0].sha256, "encoding": inputs[0].encoding}
    return {
        "files": [
            {"file": each.name, "sha256": each.sha256, "encoding": each.encoding, "lines": each.lines}
            for each in inputs
        ]
    }
