"""What a home is asked: what the price of its city needs, whatever the city, and nothing twice."""

import pytest

import heatcalc
from heatcalc import Table
from heatcalc.billing.bill import answer
from heatcalc.billing.questions import MORE, Interview, Question, next_question
from heatcalc.inputs import INPUTS
from heatcalc.measures import GJ_PER

CITIES = {city.id: city for city in heatcalc.load_tariffs().city}
_WORDS = {"date": "2026-01-10", "event": "17:10"}
_FIGURES = {
    "winter": "2025-2026",
    "year": "2024",
    "height": "2.9",
    "cold_area": "5",
    "stopped_m2": "20",
    "months": "4",
    "days": "120",
}


def _given(question: Question, last: bool) -> str:
    """Answer a question: the usual, or the last choice; a figure where one is asked for."""
    if question.key == MORE:
        return ",".join(value for value, _ in question.choices) if last else ""
    if question.choices:
        return question.choices[-1][0] if last else question.usual or question.choices[0][0]
    if question.usual or question.optional:
        return question.usual
    kinds = {each.keyword: each for each in INPUTS.values()}
    each = kinds.get(question.key)
    if each is not None and each.name in ("supply_from", "supply_to"):
        return "2026-01-10"
    return _FIGURES.get(question.key) or (_WORDS.get(each.kind, "100") if each is not None else "100")


def _all_asked(table: Table, city: str, *, class_: str = "", plan: str = "", last: bool = False) -> Interview:
    asked = Interview()
    chosen = {"city": city, "class_": class_, "plan": plan}
    for _ in range(60):
        question = next_question(table, asked)
        if question is None:
            return asked
        # No winter is the newest; where that has no price, one has to be named.
        assert question.key not in asked.keys or (question.key, asked.home.winter) == ("winter", None), "asked twice"
        asked = asked.answered(question, chosen.get(question.key) or _given(question, last))
    raise AssertionError(f"no end: {asked.keys}")


UNANSWERED = {("qinhuangdao", class_, "metered") for class_ in ("residential", "non_residential")}
"""Prices whose winters are none of those whose months are known: only `--months` bills by it."""


@pytest.mark.slow
@pytest.mark.parametrize("city", CITIES)
def test_every_price_of_the_table_has_a_bill_when_all_is_answered(city: str, shipped: Table) -> None:
    for class_ in CITIES[city].classes():
        for plan in dict.fromkeys(each.plan for each in CITIES[city].tariff if each.class_ == class_):
            asked = _all_asked(shipped, city, class_=class_, plan=plan)
            answered = answer(shipped, asked.home.request(), "zh")
            known = (city, class_, plan) not in UNANSWERED
            assert isinstance(answered, heatcalc.Bill) == known, (answered, asked.home)


@pytest.mark.slow
@pytest.mark.parametrize("city", CITIES)
def test_whatever_is_chosen_the_questions_end(city: str, shipped: Table) -> None:
    asked = _all_asked(shipped, city, last=True)
    assert asked.keys[0] == "city"


def test_a_city_is_asked_for_what_its_price_and_rules_read_alone(shipped: Table) -> None:
    taiyuan = _all_asked(shipped, "taiyuan")
    assert taiyuan.keys == ("city", "class_", "plan", "winter", "area", MORE)
    metered = _all_asked(shipped, "taiyuan", plan="metered")
    assert {"kwh", "gj"} & {*metered.keys}
    assert "with building" in _all_asked(shipped, "luoyang").keys


def test_of_areas_that_follow_from_each_other_one_is_asked_for(shipped: Table) -> None:
    asked = Interview()
    keys = []
    while (question := next_question(shipped, asked)) is not None:
        keys.append(question.key)
        chosen = {"city": "朔州", "area of": "usable_m2", "usable": "129.5"}
        asked = asked.answered(question, chosen.get(question.key, question.usual))
    assert "usable" in keys
    assert "area" not in keys
    answered = answer(shipped, asked.home.request(), "zh")
    assert isinstance(answered, heatcalc.Bill)
    assert str(answered.due) == "2797.20"  # 129.5 × 3.6 × 6, see the README's bill of 185 ㎡ × 0.7


def test_the_events_are_those_that_a_rule_of_the_city_handles(shipped: Table) -> None:
    asked = Interview()
    for given in ("太原", "residential", "area", "", "100"):
        question = next_question(shipped, asked)
        assert question is not None
        asked = asked.answered(question, given)
    more = next_question(shipped, asked)
    assert more is not None
    assert (more.key, [value for value, _ in more.choices]) == (MORE, ["height", "stopped", "stopped_m2", "relief"])
    asked = asked.answered(more, "stopped,relief")
    relief = next_question(shipped, asked)
    assert relief is not None
    assert relief.key == "relief"
    assert relief.choices
    assert asked.home.stated["stopped"] is True


def test_an_unknown_city_is_refused(shipped: Table) -> None:
    asked = Interview().answered(Question("city", heatcalc.load_tariffs().city[0].both), "nowhere")
    with pytest.raises(heatcalc.errors.Refused, match="nowhere"):
        next_question(shipped, asked)


@pytest.mark.parametrize("city", ["taiyuan", "weihai"])
def test_heat_that_is_known_in_one_unit_is_not_asked_for_in_another(city: str, shipped: Table) -> None:
    asked = _all_asked(shipped, city, plan="metered", last=True)
    units = [each.keyword for each in INPUTS.values() if each.name in GJ_PER and each.keyword in asked.keys]
    assert len(units) == 1
