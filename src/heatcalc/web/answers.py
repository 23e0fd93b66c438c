"""The answers of the interface: the objects that the commands print with `--format json`, by the same functions."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from heatcalc.billing.axes import axes_of
from heatcalc.billing.bill import Bill, Refusal, answer, in_words, refusal
from heatcalc.billing.calculate import PricedTariff, calculate, price_tariff
from heatcalc.billing.check import check_paid
from heatcalc.billing.compare import compare_cities
from heatcalc.billing.request import BillRequest
from heatcalc.errors import HeatcalcError, Refused, UsageError
from heatcalc.formula.home import Home
from heatcalc.messages import Lang
from heatcalc.money import CNY, parse_money
from heatcalc.show.history_sheet import history_value
from heatcalc.show.tariff_objects import cities_object, city_object, sources_object
from heatcalc.show.tariff_sheets import city_sheet
from heatcalc.tariffs.asked_often import asked_often
from heatcalc.tariffs.lookup import find_city
from heatcalc.tariffs.model import City, Table
from heatcalc.tariffs.price_history import price_history
from heatcalc.web.keys import asked_of
from heatcalc.web.wrong import WrongRequest

MOST_BILLS = 1000
"""How many bills one comparison may take: homes × winters × cities."""
_KEPT = 512
"""How many tariffs' formulas are kept."""

Object = dict[str, Any]


class Answered(NamedTuple):
    """An answer: a status of HTTP, and a JSON object."""

    status: int
    value: Object


def _refused(refused: Refusal) -> Answered:
    return Answered(422, refused.to_dict())


class Answers:
    """The answers that one table gives. Nothing in it changes but the formulas that it keeps."""

    def __init__(self, table: Table) -> None:
        self.table: Table = asked_often(table)

        @lru_cache(_KEPT)
        def priced(
            city: str, class_: str, plan: str, winter: int | None, attributes: frozenset[tuple[str, str]]
        ) -> Any:  # noqa: ANN401 - lru_cache hides it
            request = BillRequest(Home({}, dict(attributes)), city, class_, plan, winter)
            return price_tariff(self.table, request)

        self._priced: Callable[..., PricedTariff] = priced

    def bill(self, body: Mapping[str, Any], lang: Lang) -> Answered:
        """Return the bill of a home, or the refusal.

        Raises:
            WrongRequest, UsageError: the request is wrong.
        """
        asked = asked_of("bill", body)
        explain, capitals = (bool(asked.more.get(name)) for name in ("explain", "capitals"))
        made = self._bill(asked.home.request(), lang, explain=explain)
        if isinstance(made, Refusal):
            return _refused(made)
        return Answered(200, made.to_dict(explain=explain, capitals=capitals))

    def _bill(self, request: BillRequest, lang: Lang, *, explain: bool) -> Bill | Refusal:
        """Answer by the formula that is kept of the tariff; where anything is wrong, from the start as the command.

        For a refusal names what would answer it, and of two mistakes the command names the first.
        """
        city = request.city or self.table.default_city
        attributes = frozenset(request.home.attributes.items())
        try:
            priced = self._priced(city, request.class_, request.plan, request.winter, attributes)
            return in_words(calculate(self.table, request, priced), lang, explain=explain)
        except HeatcalcError:
            return answer(self.table, request, lang)

    def check(self, body: Mapping[str, Any], lang: Lang) -> Answered:
        """Return what an amount paid is against the rules, or the refusal.

        Raises:
            WrongRequest, UsageError: the request is wrong.
        """
        asked = asked_of("check", body)
        if "paid" not in asked.more:
            raise WrongRequest(400, "no_paid", "paid")
        amount = parse_money(asked.more["paid"], CNY)
        if amount is None or amount < 0:
            raise UsageError("usage.number", option="--paid", value=asked.more["paid"], example="2500")
        checked = check_paid(self.table, asked.home.request(), amount, lang)
        return _refused(checked) if isinstance(checked, Refusal) else Answered(200, checked.to_dict())

    def compare(self, body: Mapping[str, Any], lang: Lang) -> Answered:
        """Return the cities side by side, or the refusal where one was asked for.

        Raises:
            WrongRequest, UsageError: the request is wrong.
        """
        asked = asked_of("compare", body)
        more = asked.more
        areas = more.get("areas", [])
        home = asked.home._replace(stated={**asked.home.stated, "area": areas[0] if areas else None})
        axes = axes_of(areas, more.get("winters"), more.get("weights"), more.get("since"))
        cities = more.get("cities", [])
        homes = 1 + len(axes.areas)
        if homes * max(1, len(axes.winters)) * len(cities or self.table.city) > MOST_BILLS:
            raise WrongRequest(400, "too_many_bills", most=MOST_BILLS)
        request = home.request()
        compared = compare_cities(self.table, request, cities, more.get("sort", "bill"), lang, axes)
        return Answered(200, compared.to_dict()) if compared.refusal is None else _refused(compared.refusal)

    def cities(self) -> Answered:
        """Return the cities of the table."""
        return Answered(200, cities_object(self.table))

    def sources(self) -> Answered:
        """Return the sources of the table."""
        return Answered(200, sources_object(self.table))

    def city(self, name: str, lang: Lang) -> Answered:
        """Return all entries of a city, or the refusal where there is none of that name."""
        return self._of_city(name, lang, lambda found: city_object(found, city_sheet(self.table, found, lang)))

    def history(self, name: str, lang: Lang) -> Answered:
        """Return each price of a city beside the one before, or the refusal where there is none."""

        def prices_of(found: City) -> Object:
            prices = price_history(self.table, found)
            if not prices:
                raise Refused("no_price", ("class",), city=found.both)
            return history_value(self.table, found, prices)

        return self._of_city(name, lang, prices_of)

    def _of_city(self, name: str, lang: Lang, told: Callable[[City], Object]) -> Answered:
        try:
            return Answered(200, told(find_city(self.table, name)))
        except Refused as error:
            return _refused(refusal(error, lang))
