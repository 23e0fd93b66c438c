"""What a bill says of rules that take nothing off, of rules that are old, and of the winter that nobody named."""

import json

import pytest

from tests.conftest import Program


def billed(heat: Program, *asked: str) -> dict[str, object]:
    done = heat("bill", "--area", "100", *asked, "--format", "json")
    assert done.code == 0, done.err
    found: dict[str, object] = json.loads(done.out)
    return found


def notes(found: dict[str, object]) -> str:
    return "\n".join(map(str, found["notes"])) if isinstance(found["notes"], list) else ""


@pytest.mark.parametrize("cold", ["18:10", "35:4"])
def test_a_room_that_is_warm_enough_is_told_so(cold: str, heat: Program) -> None:
    """沈阳 refunds below 18 ℃: 18 is not below it, and 35 is no cold room."""
    found = billed(heat, "--city", "沈阳", "--with", "reimbursed=yes", "--winter", "2026-2027", "--cold", cold)
    assert found["due"] == found["total"]
    degrees, _, days = cold.partition(":")
    assert f"室温:天数 {degrees}℃:{days} 不低于 18℃，不退费" in notes(found)
    colder = billed(heat, "--city", "沈阳", "--with", "reimbursed=yes", "--winter", "2026-2027", "--cold", "17:10")
    assert "不低于 18℃" not in notes(colder)


def test_an_outage_that_is_too_short_is_told_so(heat: Program) -> None:
    """兰州 refunds an outage of more than 24 hours."""
    short = billed(heat, "--city", "兰州", "--winter", "2026-2027", "--outage", "20")
    assert "停热 20 小时，没有超过 24 小时，不退费" in notes(short)
    assert "没有超过" not in notes(billed(heat, "--city", "兰州", "--winter", "2026-2027", "--outage", "30"))
    assert "停热" not in notes(billed(heat, "--city", "兰州", "--winter", "2026-2027"))


def test_a_full_season_that_is_due_names_its_rule_and_source(heat: Program) -> None:
    """郑州 takes a full season in advance: 80 × 0.19 × 120 = 1824.00, whatever the days."""
    found = billed(heat, "--city", "郑州", "--inner", "80", "--winter", "2025-2026", "--from", "2025-12-15")
    assert found["due"] == "1824.00"
    assert "供热 90 天，不是整季；按本市的规定，整季的费用照缴" in notes(found)
    assert "zhengzhou-2022-2" in str(found["sources"])
    whole = billed(heat, "--city", "郑州", "--inner", "80", "--winter", "2025-2026")
    assert "不是整季" not in notes(whole)
    assert "zhengzhou-2022-2" not in str(whole["sources"])


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        (("--city", "沈阳", "--with", "reimbursed=yes", "--cold", "14:3"), "2009-09-29"),
        (("--city", "兰州", "--outage", "30"), "2018"),
    ],
)
def test_a_rule_of_an_earlier_winter_says_how_old_it_is(asked: tuple[str, ...], seen: str, heat: Program) -> None:
    said = notes(billed(heat, *asked, "--winter", "2026-2027"))
    assert f"最近见于 {seen} 的出处，比 2026-2027 早" in said
    assert "规则“" in said
    assert "规则“" not in notes(billed(heat, *asked[:-2], "--winter", "2026-2027"))


def test_a_default_winter_that_others_are_newer_than_is_named(heat: Program) -> None:
    said = notes(billed(heat, "--city", "朔州"))
    assert (
        "没有写明采暖季，按这个城市最新的 2022-2023 采暖季计；要按 2026-2027 采暖季计，请加 --winter 2026-2027" in said
    )
    assert "没有写明采暖季" not in notes(billed(heat, "--city", "朔州", "--winter", "2022-2023"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--city", "长春", "--class", "non_residential", "--height", "3.1"), "不足 0.3 米的怎样计，出处没有写明"),
        (("--city", "太原", "--height", "3.25"), "不足 0.1 米的怎样计，出处没有写明"),
        (
            (
                "--city",
                "张家口",
            ),
            "不含税价",
        ),
        (
            (
                "--city",
                "西安",
            ),
            "5.8 元是最高价",
        ),
        (("--city", "长春", "--stopped"), "停热须在 9 月 20 日前申请"),
    ],
)
def test_what_the_table_notes_of_a_price_or_rule_is_said(asked: tuple[str, ...], said: str, heat: Program) -> None:
    assert said in notes(billed(heat, *asked))


@pytest.mark.parametrize(
    ("asked", "unsaid"),
    [
        (("--city", "长春", "--class", "non_residential", "--height", "3.3"), "出处没有写明"),
        (("--city", "长春", "--class", "non_residential", "--height", "3"), "出处没有写明"),
        (("--city", "沈阳", "--class", "as_residential", "--height", "3.6"), "出处没有写明"),
        (
            (
                "--city",
                "长春",
            ),
            "停热须在",
        ),
        (("--city", "张家口", "--class", "non_residential"), "不含税价"),
    ],
)
def test_it_is_said_of_nothing_else(asked: tuple[str, ...], unsaid: str, heat: Program) -> None:
    """A ceiling on a step, or not above what is free, rests on no reading."""
    assert unsaid not in notes(billed(heat, *asked))


def test_a_note_is_in_english_where_it_has_one(heat: Program) -> None:
    assert "A stop is asked for by 20 September." in notes(
        billed(heat, "--city", "changchun", "--stopped", "--lang", "en")
    )


def test_a_rule_that_holds_for_others_says_for_whom(heat: Program) -> None:
    """威海 has a relief by area; a home with a meter is not told that there is none."""
    done = heat(
        "bill", "--city", "威海", "--inner", "100", "--plan", "metered", "--kwh", "5000", "--relief", "城乡低保"
    )
    assert done.code == 4
    assert "威海的优惠规则只用于：居民，按面积" in done.err
