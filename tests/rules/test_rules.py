"""Rules in the table: each mistake is found at its line, and no rule is silently ignored."""

from pathlib import Path

import pytest

from tests.helpers.small_table import HEAD, TARIFF, findings

START = (HEAD + TARIFF).count("\n") + 1


def rule(kind: str, *lines: str) -> str:
    """Return a rule as it stands in a table."""
    return "\n".join(["[[city.rule]]", f'kind = "{kind}"', *lines, 'source = "s"', ""])


@pytest.mark.parametrize(
    ("text", "line", "path", "code"),
    [
        (rule("celing_height", "over = 3"), 1, "kind", "unknown_kind"),
        (rule("storey_surcharge", "over = 3"), 1, "kind", "unknown_kind"),
        (rule("part_season", 'by = "week"'), 2, "by", "not_allowed"),
        (rule("part_season"), 0, "", "missing_key"),
        (rule("stopped_supply", "pays = 30"), 2, "pays", "out_of_range"),
        (rule("stopped_supply"), 0, "", "one_of"),
        (rule("stopped_supply", "pays = 0.3", "rate = 4.8", 'per = ["building_m2"]'), 0, "", "one_of"),
        (rule("stopped_supply", "rate = 4.8"), 0, "", "one_of"),
        (rule("ceiling_height", "over = 3"), 0, "", "one_of"),
        (rule("ceiling_height", "over = 3", "step = 0.1"), 0, "", "one_of"),
        (rule("ceiling_height", "over = 3", "step = 0.1", "adds = 0.03", "proportional_to = 3"), 0, "", "one_of"),
        (rule("ceiling_height", "over = 3", "proportional_to = 3", "max_adds = 1"), 4, "max_adds", "without_effect"),
        (
            rule("ceiling_height", "over = 3", "bands = [{ times = 2 }, { up_to = 4, times = 3 }]"),
            3,
            "bands[1]",
            "unreachable_tier",
        ),
        (
            rule("ceiling_height", "over = 3", "bands = [{ up_to = 2, times = 2 }]"),
            3,
            "bands[0].up_to",
            "unreachable_tier",
        ),
        (
            rule("ceiling_height", "over = 3", "proportional_to = 3", "refuse_over = 3"),
            4,
            "refuse_over",
            "out_of_range",
        ),
        (rule("ceiling_height", "over = 3", "proportional_to = 3", "colour = 1"), 4, "colour", "unknown_key"),
        (rule("relief", 'group = "g"'), 0, "", "one_of"),
        (rule("relief", "pays = 0.5"), 0, "", "missing_key"),
        (rule("relief", 'group = "g"', "pays = 1.5"), 3, "pays", "out_of_range"),
        (rule("relief", 'group = "g"', "pays = 0.5", 'charge = "basic"'), 4, "charge", "without_effect"),
        (
            rule("relief", 'group = "g"', "amount = 5", "area_limit = { building_m2 = 9 }"),
            4,
            "area_limit",
            "without_effect",
        ),
        (
            rule("relief", 'group = "g"', "pays = 0.5", "area_limit = { building_m2 = -60 }"),
            4,
            "area_limit.building_m2",
            "out_of_range",
        ),
        (
            rule("relief", 'group = "g"', "pays = 0.5", "area_limit = { month = 3 }"),
            4,
            "area_limit.month",
            "not_allowed",
        ),
        (
            rule("relief", 'group = "g"', "rate = 9", 'per = ["building_m2"]', "area_limit = { usable_m2 = 45 }"),
            5,
            "area_limit",
            "not_allowed",
        ),
        (rule("price_subsidy", "rate = -3", 'per = ["building_m2"]'), 2, "rate", "out_of_range"),
        (rule("early_payment"), 0, "", "one_of"),
        (rule("early_payment", "per_day = 0.001"), 0, "", "one_of"),
        (
            rule("early_payment", 'windows = [{ until = "09-30", off = 0.02 }, { until = "09-15", off = 0.03 }]'),
            2,
            "windows[1].until",
            "unreachable_window",
        ),
        (
            rule("early_payment", 'opens = "10-01"\nwindows = [{ until = "09-30", off = 0.02 }]'),
            2,
            "opens",
            "unreachable_window",
        ),
        (rule("early_payment", 'windows = [{ until = "09-30" }]'), 2, "windows[0]", "one_of"),
        (rule("early_payment", 'windows = [{ until = "09-31", off = 0.1 }]'), 2, "windows[0].until", "not_allowed"),
        (rule("late_payment", 'due = "12-31"', "per_day = 0.05", "once = 0.1"), 0, "", "one_of"),
        (rule("late_payment", 'due = "12-31"', "once = 0.05", 'stops = "03-15"'), 4, "stops", "without_effect"),
        (rule("late_payment", 'due = "12-31"', "per_day = 0.05", 'stops = "12-31"'), 4, "stops", "not_allowed"),
        (rule("late_payment", "due = 2022-12-31", "per_day = 0.05"), 2, "due", "not_allowed"),
        (rule("late_payment", 'due = "12-31"', "per_day = 5"), 3, "per_day", "out_of_range"),
        (rule("late_payment", 'due = "12-31"', "once = 0.05", "cap = 10"), 4, "cap", "out_of_range"),
        (rule("ceiling_height", "over = 3", "step = 0.1", "adds = 3"), 4, "adds", "out_of_range"),
        (rule("outage", "after_hours = 24"), 0, "", "missing_key"),
        (rule("outage", "refund = 1"), 0, "", "one_of"),
        (rule("outage", "after_hours = 24", "at_least_hours = 24", "refund = 1"), 0, "", "one_of"),
        (rule("cold_room", "bands = [{ refund = 0.2 }]"), 2, "bands[0]", "one_of"),
        (rule("cold_room", "bands = [{ below = 18, up_to = 16, refund = 0.2 }]"), 2, "bands[0]", "one_of"),
        (
            rule("cold_room", "bands = [{ up_to = 16, refund = 0.5 }, { below = 16, refund = 0.2 }]"),
            2,
            "bands[1].refund",
            "colder_is_less",
        ),
        (rule("outage", "after_hours = 24", "refund = 50"), 3, "refund", "out_of_range"),
        (rule("cold_room", "bands = []"), 2, "bands", "empty_list"),
        (
            rule("cold_room", "bands = [{ below = 18, refund = 0.2 }, { below = 18, refund = 0.5 }]"),
            2,
            "bands",
            "repeated",
        ),
        (
            rule("cold_room", "bands = [{ below = 18, refund = 0.2 }]", "basic_share = 0.3"),
            3,
            "basic_share",
            "without_effect",
        ),
        (
            rule(
                "cold_room", "bands = [{ below = 18, refund = 0.2 }]", 'charge = "basic"', 'base = "net_of_basic"'
            ).replace('"basic"', '"x"'),
            3,
            "charge",
            "without_effect",
        ),
        (
            rule("cold_room", "bands = [{ below = 18, refund = 0.2 }]", 'weights = { "11" = 0.5, "12" = 0.4 }'),
            3,
            "weights",
            "not_one",
        ),
        (
            rule("cold_room", "bands = [{ below = 18, refund = 0.2 }]", 'weights = { "13" = 1 }'),
            3,
            "weights.13",
            "bad_name",
        ),
        (rule("cold_room", "bands = [{ below = 18, refund = 0.2 }]", "by_rooms = 1"), 3, "by_rooms", "wrong_type"),
        (rule("stopped_supply", "pays = 0.3", "reconnect = 0"), 3, "reconnect", "out_of_range"),
        (rule("price_subsidy", 'per = ["building_m2"]'), 0, "", "one_of"),
        (rule("price_subsidy", "rate = 3", "above = 20", 'per = ["building_m2"]'), 0, "", "one_of"),
        (rule("price_subsidy", "above = 0", 'per = ["building_m2"]'), 2, "above", "out_of_range"),
        (
            rule("price_subsidy", "bands = [{ up_to = 20, rate = 0 }]", 'per = ["building_m2"]'),
            2,
            "bands[0].up_to",
            "no_open_band",
        ),
        (
            rule("price_subsidy", "bands = [{ rate = 0 }, { rate = 3 }]", 'per = ["building_m2"]'),
            2,
            "bands[1]",
            "unreachable_tier",
        ),
        (
            rule(
                "price_subsidy",
                "bands = [{ up_to = 20, rate = 1 }, { up_to = 10, rate = 2 }, { rate = 3 }]",
                'per = ["building_m2"]',
            ),
            2,
            "bands[1].up_to",
            "unreachable_tier",
        ),
        (
            rule("price_subsidy", "bands = [{ up_to = 20, rate = 21 }, { rate = 3 }]", 'per = ["building_m2"]'),
            2,
            "bands[0].rate",
            "subsidy_above_price",
        ),
        (
            rule("price_subsidy", "bands = [{ up_to = 20, rate = 1 }, { rate = 21 }]", 'per = ["building_m2"]'),
            2,
            "bands[1].rate",
            "subsidy_above_price",
        ),
        (rule("early_start", 'charged = "monthly"'), 2, "charged", "not_allowed"),
        (rule("extension", 'charged = "none"', 'plans = ["metered"]'), 3, "plans", "unreachable_rule"),
        (rule("extension", 'charged = "none"', 'classes = ["shop"]'), 3, "classes", "unreachable_rule"),
        (rule("extension", 'charged = "none"', 'classes = ["school"]'), 3, "classes[0]", "unknown_classes"),
        (rule("extension", 'charged = "none"', 'until = "2020-2021"'), 3, "until", "unreachable_rule"),
        (
            rule("extension", 'charged = "none"', 'from = "2024-2025"', 'until = "2023-2024"'),
            4,
            "until",
            "until_before_from",
        ),
        (rule("extension", 'charged = "none"').replace('"s"', '"t"'), 3, "source", "unknown_sources"),
    ],
)
def test_one_mistake_is_one_finding_at_its_line(text: str, line: int, path: str, code: str, tmp_path: Path) -> None:
    place = f"city[0].rule[0]{'.' if path else ''}{path}"
    assert findings(HEAD + TARIFF + text, tmp_path) == [(START + line, place, code)]


@pytest.mark.parametrize(
    ("first", "second", "ambiguous"),
    [
        ("", "", True),
        ('classes = ["residential"]', "", True),
        ('classes = ["residential"]', 'classes = ["shop"]', False),
        ('until = "2022-2023"', 'from = "2023-2024"', False),
        ('until = "2023-2024"', 'from = "2023-2024"', True),
        ('when = { building = "tower" }', 'when = { building = "slab" }', False),
        ('when = { building = "tower" }', 'when = { lift = "yes" }', True),
    ],
)
def test_two_rules_for_one_home_need_to_be_told_apart(first: str, second: str, ambiguous: bool, tmp_path: Path) -> None:
    shop = TARIFF.replace('"residential"', '"shop"')
    text = rule("stopped_supply", "pays = 0.3", first) + rule("stopped_supply", "pays = 0.2", second)
    codes = [code for _, _, code in findings(HEAD + TARIFF + shop + text, tmp_path)]
    assert codes == (["ambiguous_rule"] if ambiguous else [])


def test_reliefs_of_two_groups_and_subsidies_of_two_payers_do_not_meet(tmp_path: Path) -> None:
    reliefs = "".join(rule("relief", f'group = "{group}"', "pays = 0.5") for group in "ab")
    subsidies = "".join(
        rule("price_subsidy", "rate = 3", 'per = ["building_m2"]', f'payer = "{payer}"') for payer in ("city", "county")
    )
    assert findings(HEAD + TARIFF + reliefs + subsidies, tmp_path) == []
    assert [code for _, _, code in findings(HEAD + TARIFF + reliefs + reliefs, tmp_path)] == ["ambiguous_rule"] * 2


def test_a_rule_for_the_general_class_reaches_the_finer_one(tmp_path: Path) -> None:
    head = HEAD.replace('name = "商铺"', 'name = "商铺"\nkind = "residential"')
    shop = TARIFF.replace('"residential"', '"shop"')
    text = rule("stopped_supply", "pays = 0.3", 'classes = ["residential"]')
    assert findings(head + shop + text, tmp_path) == []


SEASON = '[[city.season]]\nstart = "11-15"\nend = "03-15"\nmonths = 4\nsource = "s"\n'


@pytest.mark.parametrize(
    ("weights", "differ"),
    [
        ('"11" = 0.1, "12" = 0.3, "1" = 0.3, "2" = 0.2, "3" = 0.1', False),
        ('"11" = 0.1, "12" = 0.3, "1" = 0.3, "2" = 0.3', True),
        ('"10" = 0.1, "11" = 0.1, "12" = 0.3, "1" = 0.2, "2" = 0.2, "3" = 0.1', True),
    ],
)
def test_weights_are_those_of_the_months_of_the_season(weights: str, differ: bool, tmp_path: Path) -> None:
    cold = rule("cold_room", "bands = [{ below = 18, refund = 0.2 }]", f"weights = {{ {weights} }}")
    found = [(path, code) for _, path, code in findings(HEAD + SEASON + TARIFF + cold, tmp_path)]
    assert found == ([("city[0].rule[0].weights", "months_differ")] if differ else [])


def test_weights_of_a_winter_in_which_the_rule_does_not_hold_are_not_asked_for(tmp_path: Path) -> None:
    other = '[[city.season]]\nwinter = "2022-2023"\nstart = 2022-10-20\nend = 2023-03-15\nsource = "s"\n'
    weights = 'weights = { "11" = 0.1, "12" = 0.3, "1" = 0.3, "2" = 0.2, "3" = 0.1 }'
    cold = rule("cold_room", "bands = [{ below = 18, refund = 0.2 }]", weights, 'from = "2023-2024"')
    assert findings(HEAD + SEASON + other + TARIFF + cold, tmp_path) == []
