"""Cities side by side: what the same home pays in each."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, NamedTuple, Unpack, get_args

from heatcalc.billing.axes import Axes
from heatcalc.billing.bill import Bill, Refusal, in_words, refusal, source_dict
from heatcalc.billing.calculate import Calculation, calculate
from heatcalc.billing.notes import age_of_price, winters_old
from heatcalc.billing.request import BillKeywords, BillRequest, request_of
from heatcalc.errors import Refused, UsageError
from heatcalc.formula.evaluate import Evaluator
from heatcalc.formula.home import Home
from heatcalc.measures import AREAS
from heatcalc.messages import LANGS, Lang
from heatcalc.money import Currency, plain, round_to, to_fen
from heatcalc.schema.winters import winter_text
from heatcalc.tariffs.load import load_tariffs
from heatcalc.tariffs.lookup import find_city, refuse_other_currency
from heatcalc.tariffs.model import Source, Table
from heatcalc.tariffs.price_nodes import area_node

Order = Literal["bill", "price", "months", "name"]
ORDERS: tuple[Order, ...] = get_args(Order)


class ComparisonRow(NamedTuple):
    """One city's answer: a bill, or the reason why there is none.

    `price` [per ㎡ and month] is the season's total made equal to the building area and the month, where the months
    are known, before what others pay; `difference`, `ratio` and `rank` are of what the household pays, to the cheapest.
    """

    city: str
    name: str
    bill: Bill | None
    refusal: Refusal | None
    price: str | None = None
    months: str | None = None
    difference: Decimal | None = None
    ratio: str | None = None
    province: str = ""
    rank: tuple[int, int] | None = None
    """The place among the answers of the province for the same home and winter, the cheapest first, and how many."""
    home: str = ""
    """The area of the home, where several are compared."""
    winter: str = ""
    """The winter, where several are compared."""
    seen: str = ""
    """When a source last confirmed the price."""
    carried: int = 0
    """How many winters before the one that is billed that was; 0 of a price that is not carried on."""
    age: str = ""
    """What the bill says of it, in one of its notes."""

    def to_dict(self) -> dict[str, Any]:
        """Return the row as a JSON object, `refusal` null or the rest of it null."""
        return {
            "city": self.city,
            "name": self.name,
            "class": self.bill.class_ if self.bill else None,
            "winter": self.bill.winter if self.bill else None,
            "seen": self.seen or None,
            "carried": self.carried,
            "price": self.price,
            "months": self.months,
            "total": str(self.bill.total) if self.bill else None,
            "due": str(self.bill.due) if self.bill else None,
            "difference": None if self.difference is None else str(self.difference),
            "ratio": self.ratio,
            "province": self.province,
            "rank": None if self.rank is None else list(self.rank),
            "area": self.home or None,
            "notes": list(self.bill.notes) if self.bill else [],
            "refusal": self.refusal.to_dict() if self.refusal else None,
        }


class Comparison(NamedTuple):
    """The rows, those with a bill first, in the order asked for."""

    rows: tuple[ComparisonRow, ...]
    class_: str
    plan: str
    measures: Mapping[str, str]
    currency: str
    mean: Decimal | None = None
    """The mean of what the households pay, weighted as asked; None where no weights were given."""
    since: int | None = None
    left_out: tuple[ComparisonRow, ...] = ()
    """The rows whose price no source has confirmed in the year `since` or later."""

    @property
    def refused(self) -> int:
        """How many rows have no answer."""
        return sum(row.bill is None for row in self.rows)

    @property
    def refusal(self) -> Refusal | None:
        """Why there is no comparison, where one answer was asked for and it is a refusal."""
        return self.rows[0].refusal if len(self.rows) == 1 else None

    @property
    def sources(self) -> dict[str, Source]:
        """The sources of all the bills."""
        return {id_: source for row in self.rows if row.bill for id_, source in row.bill.sources.items()}

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as the JSON object `heatcalc.compare/1`."""
        return {
            "schema": "heatcalc.compare/1",
            "class": self.class_,
            "plan": self.plan,
            "currency": self.currency,
            "measures": dict(self.measures),
            "refused": self.refused,
            "mean": None if self.mean is None else str(self.mean),
            "since": self.since,
            "left_out": [{"city": row.city, "name": row.name, "seen": row.seen} for row in self.left_out],
            "rows": [row.to_dict() for row in self.rows],
            "sources": {id_: source_dict(source) for id_, source in self.sources.items()},
        }


def compare(
    *, cities: Sequence[str] = (), sort: Order = "bill", since: int | None = None, **asked: Unpack[BillKeywords]
) -> Comparison:
    """Bill the same home in several cities; in all of the table's where none are named.

    What can be asked is in `BillKeywords`, of which `city` has no meaning here; `sort` is what the rows are ordered
    by. A city that cannot answer stays in, with its reason; one whose price no source has confirmed in the year `since`
    or later is left out.

    Raises:
        UsageError, TypeError, InvalidTable: as `bill` does.
    """
    table = asked.get("tariffs")
    table = load_tariffs() if table is None else table
    return compare_cities(table, request_of(asked), cities, sort, asked.get("lang", "zh"), Axes(since=since))


def compare_cities(
    table: Table, request: BillRequest, cities: Sequence[str], sort: Order, lang: Lang, axes: Axes | None = None
) -> Comparison:
    """Answer `request` for each city, and for each home and winter of `axes`; see `compare`.

    Raises:
        UsageError: an unknown order, or a city with a weight that is not compared.
        Refused: an unknown city with a weight.
    """
    axes = axes or Axes()
    if sort not in ORDERS:
        raise UsageError("usage.sort", sort=sort, orders=list(ORDERS))
    if axes.weights and (axes.areas or len(axes.winters) > 1):
        raise UsageError("usage.weights_of_one")
    shared = {name: value for name, value in request.home.measures.items() if name not in AREAS}
    homes = [request.home, *(Home({"building_m2": area, **shared}, request.home.attributes) for area in axes.areas)]
    names = list(dict.fromkeys(_id_of(table, name) for name in cities)) or [city.id for city in table.city]
    currency = _currency(table, names)
    rows: list[ComparisonRow] = []
    left_out: list[ComparisonRow] = []
    totals: list[tuple[str, Decimal]] = []
    for home in homes:
        winters = axes.winters or (request.winter,)
        answers = [
            _answer(table, request._replace(home=home, winter=winter), name, currency, lang)
            for winter in winters
            for name in names
        ]
        if len(winters) > 1:
            texts = [winter_text(winter) for winter in axes.winters for _ in names]
            answers = [(row._replace(winter=text), made) for text, (row, made) in zip(texts, answers, strict=True)]
        old = [row for row, _ in answers if row.bill and int(row.seen[:4]) < (axes.since or 0)]
        left_out += [row for row in old if row not in left_out]
        answers = [(row, made) for row, made in answers if row not in old]
        cheapest = min((calculation.amounts.due for _, calculation in answers if calculation), default=None)
        made = [_row(row, calculation, cheapest) for row, calculation in answers]
        if len(homes) > 1:
            made = [row._replace(home=_areas(home)) for row in made]
        rows += made
        totals += [(row.city, row.bill.due) for row in made if row.bill]
    measures = {name: plain(value) for name, value in request.home.measures.items()}
    mean = _mean(table, totals, axes.weights, currency)
    rows = _sorted(_ranked(rows), sort)
    return Comparison(
        tuple(rows), request.class_, request.plan, measures, currency.code, mean, axes.since, tuple(left_out)
    )


def _id_of(table: Table, name: str) -> str:
    """Return the id of a city, so that none is billed twice; what is no city stays, and is refused in its row."""
    with suppress(Refused):
        return find_city(table, name).id
    return name


def _currency(table: Table, names: Sequence[str]) -> Currency:
    """Return the currency of the first city: bills in another cannot be compared with it."""
    for name in names:
        with suppress(Refused):
            return table.currency_of(find_city(table, name))
    return table.currency_of(None)


def _areas(home: Home) -> str:
    return ", ".join(f"{plain(value)}㎡" for name, value in home.measures.items() if name in AREAS)


def _mean(
    table: Table, totals: list[tuple[str, Decimal]], weights: Mapping[str, Fraction], currency: Currency
) -> Decimal | None:
    """Return the weighted mean of what is paid in the cities that have a weight."""
    if not weights:
        return None
    by_city = {find_city(table, name).id: weight for name, weight in weights.items()}
    weighed = [(Fraction(total), by_city[city]) for city, total in totals if city in by_city]
    whole = sum((weight for _, weight in weighed), Fraction(0))
    if len({city for city, _ in totals if city in by_city}) < len(by_city) or not whole:
        raise UsageError("usage.weights", cities=list(weights))
    return currency.rounded(sum((total * weight for total, weight in weighed), Fraction(0)) / whole)


def _ranked(rows: list[ComparisonRow]) -> list[ComparisonRow]:
    """Return the rows with their places within their provinces, where there are others to compare with."""
    groups: dict[tuple[str, str, str], list[Decimal]] = {}
    for row in rows:
        if row.bill is not None and row.province:
            groups.setdefault((row.province, row.home, row.winter), []).append(row.bill.due)
    ranked = []
    for row in rows:
        totals = groups.get((row.province, row.home, row.winter), [])
        if row.bill is None or len(totals) < 2:
            ranked.append(row)
        else:
            cheaper = sum(total < row.bill.due for total in totals)
            ranked.append(row._replace(rank=(1 + cheaper, len(totals))))
    return ranked


def _answer(
    table: Table, request: BillRequest, name: str, currency: Currency, lang: Lang
) -> tuple[ComparisonRow, Calculation | None]:
    """Return the row of one city, with what the bill rests on if there is one."""
    id_, shown, province = name, name, ""
    try:
        city = find_city(table, name)
        id_, shown, province = city.id, city.both[LANGS.index(lang)], city.province
        refuse_other_currency(table, city, currency)
        calculation = calculate(table, BillRequest(request.home, city.id, request.class_, request.plan, request.winter))
        bill = in_words(calculation, lang)
    except Refused as error:
        return ComparisonRow(id_, shown, None, refusal(error, lang), province=province), None
    age, carried = age_of_price(table, calculation.found, lang) or "", winters_old(table, calculation.found)
    row = ComparisonRow(id_, shown, bill, None, province=province, seen=bill.seen, carried=carried, age=age)
    return row, calculation


def _row(row: ComparisonRow, calculation: Calculation | None, cheapest: Decimal | None) -> ComparisonRow:
    """Return the row with what makes it comparable."""
    if calculation is None or row.bill is None or cheapest is None:
        return row
    months = calculation.amounts.measures.get("month") or (calculation.found.season and calculation.found.season.months)
    area = _building_area(calculation)
    price = None if months is None or area is None else calculation.amounts.exact / area / months
    ratio = Fraction(calculation.amounts.due) / Fraction(cheapest) if cheapest else None
    return row._replace(
        price=None if price is None else plain(round_to(price, Fraction(1, 10_000), "half_up")),
        months=None if months is None else plain(months),
        difference=calculation.amounts.due - cheapest,
        ratio=None if ratio is None else str(to_fen(ratio)),
    )


def _building_area(calculation: Calculation) -> Fraction | None:
    try:
        return Evaluator(calculation.request.home).value(area_node("building_m2", calculation.found.city))
    except Refused:
        return None


def _sorted(rows: list[ComparisonRow], sort: Order) -> list[ComparisonRow]:
    billed = [(row, row.bill) for row in rows if row.bill is not None]
    keys: dict[Order, Any] = {
        "bill": lambda pair: pair[1].due,
        "price": lambda pair: (pair[0].price is None, Fraction(pair[0].price or 0)),
        "months": lambda pair: (pair[0].months is None, Fraction(pair[0].months or 0)),
        "name": lambda pair: (pair[0].city, pair[0].winter),
    }
    return [row for row, _ in sorted(billed, key=keys[sort])] + [row for row in rows if row.bill is None]
