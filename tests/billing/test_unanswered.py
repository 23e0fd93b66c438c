"""Refusals name what answers them: an attribute in words, a winter of the table, options that the command has."""

import json

import pytest

from tests.conftest import Program


def test_an_attribute_is_asked_and_answered_in_words(heat: Program) -> None:
    asked = ("bill", "--area", "100", "--city", "焦作", "--plan", "metered", "--gj", "30")
    refused = heat(*asked)
    assert refused.code == 4
    assert (
        "取决于热计量方式，请写明是哪一种：一部制(one_part)、两部制(two_part)。如 --with 热计量方式=一部制"
        in refused.err
    )
    done = heat(*asked, "--with", "热计量方式=一部制")
    assert done.code == 0
    assert done.out == heat(*asked, "--with", "meter=one_part").out
    assert "用不到：热计量方式" not in done.out


def test_only_choices_of_the_city_that_lead_to_an_answer_are_offered(heat: Program) -> None:
    for stated in ((), ("--with", "所在区=天上")):
        said = heat("bill", "--area", "100", "--city", "天津", *stated).err
        assert "中心城区、环城四区(central)" in said
        assert "inner_six" not in said
        assert "other" not in said


@pytest.mark.parametrize(
    ("asked", "unsaid"),
    [
        (("subsidy", "--area", "100", "--city", "包头", "--rural-multiple", "2"), "--measure"),
        (("supply", "--city", "太原"), "--measure"),
        (("compare", "--area", "100", "--city", "铜川"), "--months"),
    ],
)
def test_a_hint_names_only_options_of_the_command(asked: tuple[str, ...], unsaid: str, heat: Program) -> None:
    done = heat(*asked)
    assert done.code == 4
    assert unsaid not in done.err


def test_a_winter_that_answers_is_named(heat: Program) -> None:
    home = ("bill", "--area", "100", "--city", "天津", "--with", "district=central")
    assert "最近一季 2022-2023" in heat(*home, "--winter", "2010-2011").err
    assert heat(*home, "--winter", "2022-2023").code == 0


def test_a_price_for_heat_alone_is_not_called_two_part(heat: Program) -> None:
    asked = ("bill", "--area", "100", "--city", "西安", "--class", "非居民", "--plan", "metered", "--gj", "30")
    assert heat(*asked).out.splitlines()[0].startswith("西安  非居民  按热量（一部制）")


def test_a_figure_that_is_none_is_told_with_one_of_its_kind(heat: Program) -> None:
    asked = ("subsidy", "--area", "100", "--heat-use", "0.4", "--network-cost", "8", "--loss", "abc")
    assert "如 0.1（" in heat(*asked).err
    done = heat("compare", "--area", "100", "--since", "abc")
    assert (done.code, "“abc”不是年份" in done.err) == (2, True)


def test_check_tries_what_the_prices_depend_on(heat: Program) -> None:
    asked = (
        "bill",
        "--area",
        "100",
        "--city",
        "焦作",
        "--plan",
        "metered",
        "--gj",
        "30",
        "--inner",
        "80",
        "--with",
        "building=high_rise",
        "--with",
    )
    paid, due = (
        json.loads(heat(*asked, f"meter={each}_part", "--format", "json").out)["due"] for each in ("one", "two")
    )
    assert paid != due
    home = (*asked[1:], "meter=two_part")
    fits = json.loads(heat("check", "--paid", paid, *home, "--format", "json").out)["fits"]
    assert "若为 热计量方式: 一部制：" in [fit["text"] for fit in fits]
