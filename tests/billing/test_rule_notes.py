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
