"""The interface answers what the commands print with `--format json`, apart from the layout."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Program
from tests.helpers.serving import Served, serving

CASES: dict[str, tuple[str, dict[str, Any], tuple[str, ...]]] = {
    "an area": ("bill", {"area": 185}, ("bill", "--area", "185")),
    "a decimal": ("bill", {"area": 85.55}, ("bill", "--area", "85.55")),
    "as people write it": ("bill", {"area": "１,850.5㎡"}, ("bill", "--area", "１,850.5㎡")),
    "in english": ("bill", {"area": 185, "lang": "en"}, ("bill", "--area", "185", "--lang", "en")),
    "with words": (
        "bill",
        {"usable": "129.5", "city": "朔州", "explain": True, "capitals": True},
        ("bill", "--usable", "129.5", "--city", "朔州", "--explain", "--capitals"),
    ),
    "a day of payment": (
        "bill",
        {"area": 100, "city": "朔州", "winter": "2022-2023", "paid_on": "2022-10-13"},
        ("bill", "--area", "100", "--city", "朔州", "--winter", "2022-2023", "--paid-on", "2022-10-13"),
    ),
    "a class and a height": (
        "bill",
        {"area": 100, "city": "taiyuan", "class": "非居民", "height": "3", "winter": "2025-2026"},
        ("bill", "--area", "100", "--city", "taiyuan", "--class", "非居民", "--height", "3", "--winter", "2025-2026"),
    ),
    "months of one's own": (
        "bill",
        {"area": 185, "months": 5, "city": "朔州", "stopped": False, "kwh": None},
        ("bill", "--area", "185", "--months", "5", "--city", "朔州"),
    ),
    "a stop": (
        "bill",
        {"area": 100, "city": "太原", "stopped": True},
        ("bill", "--area", "100", "--city", "太原", "--stopped"),
    ),
    "attributes and measures": (
        "bill",
        {"area": 185, "kwh": 5000, "with": {"colour": "red"}, "measure": {"kW": 10}},
        ("bill", "--area", "185", "--kwh", "5000", "--with", "colour=red", "--measure", "kW=10"),
    ),
    "refused: which class": (
        "bill",
        {"area": 100, "city": "大同", "class": "non_residential"},
        ("bill", "--area", "100", "--city", "大同", "--class", "non_residential"),
    ),
    "refused: no such city": ("bill", {"area": 1, "city": "datung"}, ("bill", "--area", "1", "--city", "datung")),
    "refused: no area": ("bill", {"city": "大同", "usable": 70}, ("bill", "--city", "大同", "--usable", "70")),
    "a check": ("check", {"area": 185, "paid": 2500}, ("check", "--area", "185", "--paid", "2500")),
    "a check that fits": (
        "check",
        {"area": 100, "paid": "￥1,260.00", "city": "朔州", "lang": "en"},
        ("check", "--area", "100", "--paid", "￥1,260.00", "--city", "朔州", "--lang", "en"),
    ),
    "refused: a check": (
        "check",
        {"area": 100, "paid": 1, "city": "nowhere"},
        ("check", "--area", "100", "--paid", "1", "--city", "nowhere"),
    ),
    "all cities": ("compare", {"area": 100}, ("compare", "--area", "100")),
    "homes, winters and an order": (
        "compare",
        {"area": [100, "60.5"], "city": ["太原", "大同"], "winters": "2022-2023..2024-2025", "sort": "price"},
        (
            *("compare", "--area", "100", "--area", "60.5", "--city", "太原", "--city", "大同"),
            *("--winters", "2022-2023..2024-2025", "--sort", "price"),
        ),
    ),
    "a weighted mean": (
        "compare",
        {"area": 100, "city": ["朔州", "太原"], "weight": {"朔州": 1, "太原": "2.5"}, "since": 2020},
        (
            *("compare", "--area", "100", "--city", "朔州", "--city", "太原", "--weight", "朔州=1"),
            *("--weight", "太原=2.5", "--since", "2020"),
        ),
    ),
    "refused: a comparison": (
        "compare",
        {"area": 100, "city": "nowhere"},
        ("compare", "--area", "100", "--city", "nowhere"),
    ),
}


def as_printed(body: bytes) -> str:
    return json.dumps(json.loads(body), ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("name", CASES)
def test_a_question_is_answered_as_the_command_answers_it(name: str, server: Served, heat: Program) -> None:
    question, body, arguments = CASES[name]
    reply = server.post(question, body)
    printed = heat(*arguments, "--format", "json")
    assert as_printed(reply.body) == printed.out
    assert reply.status == (422 if name.startswith("refused") else 200)
    assert (printed.code == 4) == (reply.status == 422)
    again = server.post(question, body)
    assert (again.status, again.body) == (reply.status, reply.body)


@pytest.mark.parametrize(
    ("path", "arguments"),
    [
        ("/api/tariffs", ("tariff", "list")),
        ("/api/tariffs/shuozhou", ("tariff", "show", "shuozhou")),
        ("/api/tariffs/%E5%A4%AA%E5%8E%9F", ("tariff", "show", "太原")),
        ("/api/tariffs/shuozhou?lang=en", ("tariff", "show", "shuozhou", "--lang", "en")),
        ("/api/tariffs/taiyuan/history", ("tariff", "history", "taiyuan")),
        ("/api/tariffs/nowhere", ("tariff", "show", "nowhere")),
        ("/api/tariffs/nowhere/history", ("tariff", "history", "nowhere")),
        ("/api/sources", ("tariff", "sources")),
    ],
)
def test_the_table_is_told_as_the_command_tells_it(
    path: str, arguments: tuple[str, ...], server: Served, heat: Program
) -> None:
    reply = server.get(path)
    assert as_printed(reply.body) == heat(*arguments, "--format", "json").out
    assert reply.status == (422 if "nowhere" in path else 200)


@pytest.mark.parametrize(
    ("accepted", "label"),
    [
        ("en", "Area charge"),
        ("en-US,en;q=0.9,zh;q=0.8", "Area charge"),
        ("zh-CN,en;q=0.5", "面积热费"),
        ("en;q=0.2, zh;q=0.7", "面积热费"),
        ("fr, *;q=0.1", "面积热费"),
        ("en;q=0", "面积热费"),
        ("en;q=nonsense", "面积热费"),
        ("," * 5000, "面积热费"),
    ],
)
def test_the_language_is_the_one_that_is_accepted(accepted: str, label: str, server: Served) -> None:
    assert server.post("bill", {"area": 100}, accept_language=accepted).value["lines"][0]["label"] == label
    named = server.post("bill", {"area": 100, "lang": "en"}, accept_language=accepted)
    assert named.value["lines"][0]["label"] == "Area charge"


def test_numbers_are_their_digits(server: Served) -> None:
    # 0.1 + 0.2 in binary fractions is 0.30000000000000004; 2.52 × 6 months × 100.1 = 1513.512, × 100.3 = 1516.536.
    for area, due in ((100.1, "1513.51"), (100.3, "1516.54")):
        assert server.post("bill", {"area": area, "city": "朔州"}).value["due"] == due
    assert server.post("bill", b'{"area": 100.00000000000000001}').value["code"] == "number"
    assert server.post("bill", b'{"area": 100.1000000000000000000}').value["due"] == "1513.51"


def test_many_at_once_are_answered_as_one_alone(server: Served) -> None:
    bodies = [
        ("bill", {"area": 100 + at, "city": city}) for at in range(10) for city in ("朔州", "太原", "大同", "忻州")
    ] + [("check", {"area": 100 + at, "paid": 1500}) for at in range(4)]
    alone = [server.post(*each).body for each in bodies]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda each: server.post(*each).body, bodies))
    assert together == alone


def test_a_table_of_ones_own_is_served(heat: Program) -> None:
    table = str(Path(__file__).parents[1] / "tables" / "plans.toml")
    with serving("--tariffs", table) as own:
        reply = own.post("bill", {"area": 150})
        assert reply.value["total"] == "3276.00"
        assert as_printed(reply.body) == heat("bill", "--area", "150", "--tariffs", table, "--format", "json").out
