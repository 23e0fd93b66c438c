"""What a refusal leaves to be stated, in the words of the table: the choices of an attribute, or the winter."""

from collections.abc import Callable
from typing import Any

from heatcalc.billing.request import BillRequest
from heatcalc.errors import HeatcalcError, Refused
from heatcalc.formula.home import Home
from heatcalc.measures import Both
from heatcalc.messages import LANGS
from heatcalc.schema.attributes import OTHER, attribute_called
from heatcalc.schema.winters import CalendarYear, winter_text
from heatcalc.tariffs.lookup import find_city
from heatcalc.tariffs.model import City, Table
from heatcalc.tariffs.seasons import winters_known

_NO_ANSWER = ("no_charge", "part_of_price", "no_rule_for_home", "unknown_value")
"""What refuses a value of an attribute, whatever else the home states."""
_UNDATED = ("no_season", "no_dates", "needs_winter")
_NOT_PRICED = ("no_tariff_in_winter", "no_winter")


def in_words(table: Table, request: BillRequest, error: Refused, answer: Callable[[BillRequest], object]) -> Refused:
    """Return a refusal with what would answer it, tried by `answer`; the same one where nothing is known."""
    if error.code in ("missing_attribute", "unknown_value"):
        return _attribute(table, request, error, error.missing[0], answer)
    if error.code == "part_of_price":
        told = (_attribute(table, request, error, name, answer) for name in error.missing)
        return next((each for each in told if each.values["choices"]), error)
    undated = error.code in _UNDATED and request.winter is None
    if undated or (
        error.code in _NOT_PRICED and "class" not in error.missing and not isinstance(request.winter, CalendarYear)
    ):
        city = find_city(table, request.city or table.default_city)
        winter = _winter_that_answers(table, city, request, error, answer)
        if winter is not None:
            said = Both(*(error.text(lang) for lang in LANGS))
            return Refused(error.code, ("winter",), message="with_winter", said=said, winter=winter_text(winter))
    return error


def _attribute(
    table: Table, request: BillRequest, error: Refused, name: str, answer: Callable[[BillRequest], object]
) -> Refused:
    """Return the refusal with the attribute's name and the values that this city can answer."""
    city = find_city(table, request.city or table.default_city)
    own = city.attributes().get(name, [])
    attribute = table.attribute(name, own)
    two = [value for value in attribute.values if value not in own] if len(attribute.values) == 2 else []
    home, known, ids, at = request.home, [], [], ""

    def answers(value: str) -> bool:
        stated = {each: word for each, word in home.attributes.items() if _called(table, city, each) != name}
        try:
            answer(request._replace(home=Home(home.measures, {**stated, name: value})))
        except Refused as refused:
            return refused.code not in _NO_ANSWER and name not in refused.missing
        except HeatcalcError:
            pass
        return True

    for value in [*own, *two, *([] if OTHER in own else [OTHER])]:
        if answers(value):
            at = at or value
            ids.append(value)
            texts = (attribute.label(value, lang) for lang in LANGS)
            known.append(
                Both("都不是的（other）", "none of them (other)") if value == OTHER not in own else Both(*texts)
            )
    at = at or next(iter(own), OTHER)
    example = Both(f"{attribute.called.zh}={attribute.spoken(at)}", f"{name}={at}")
    values: dict[str, Any] = {
        "city": city.both,
        **error.values,
        "called": attribute.called,
        "choices": known,
        "ids": ids,
        "example": example,
    }
    if "known" not in values:
        values["known"] = known
    return Refused(error.code, error.missing, message=f"{error.code}_here", **values)


def _called(table: Table, city: City, word: str) -> str:
    """Return the attribute of a city that a word is the name of, or the word."""
    return (
        attribute_called(word, {name: table.attribute(name, each) for name, each in city.attributes().items()}) or word
    )


def _winter_that_answers(
    table: Table, city: City, request: BillRequest, error: Refused, answer: Callable[[BillRequest], object]
) -> int | None:
    """Return the newest winter of the city's prices that does not end in the same refusal."""
    for winter in (each for each in winters_known(table, city) if not isinstance(each, CalendarYear)):
        try:
            answer(request._replace(winter=winter))
        except Refused as refused:
            if refused.code == error.code:
                continue
        except HeatcalcError:
            continue
        return winter
    return None
