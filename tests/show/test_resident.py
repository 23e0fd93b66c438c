"""The resident's page reckons like the exact reader, in a real browser, and is fit for a phone and a screen reader."""

import json
import random
import re
from datetime import date
from fractions import Fraction
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from heatcalc.billing.bill import in_words
from heatcalc.billing.calculate import Calculation, calculate
from heatcalc.billing.notes import age_of_rule, notes_of
from heatcalc.billing.request import BillRequest
from heatcalc.errors import Refused, UsageError
from heatcalc.export.resident_data import page_data
from heatcalc.formula.home import Home, SupplyEvents
from heatcalc.inputs import INPUTS
from heatcalc.messages import Lang, say
from heatcalc.money import parse_number
from heatcalc.schema.attributes import OTHER
from heatcalc.show.resident import resident_page
from heatcalc.tariffs.load import load_tariffs
from heatcalc.tariffs.model import Table
from heatcalc.written import ColdDays
from tests.generated import Draw
from tests.helpers.asking import table_of
from tests.helpers.axe import violations
from tests.helpers.browser import browse

SOURCES: dict[str, str] = {}


RANGES = {
    "person": (1, 5),
    "excess": (-30, 20),
    "height_m": (2, 9),
    "month": (1, 12),
    "day": (1, 200),
    "paid_on": (738_000, 738_900),
    "stopped_m2": (0, 90),
    "outage_hours": (1, 200),
    "cold_m2": (1, 60),
}


def drawn_home(drawn: random.Random, tariff: dict[str, Any]) -> tuple[dict[str, Fraction], dict[str, str]]:
    """Return a home with some of what a tariff asks for."""
    measures: dict[str, Fraction] = {}
    if tariff["areas"] and drawn.random() < 0.97:
        name = drawn.choice(tariff["areas"])
        measures[name] = max(Fraction(drawn.randint(1, 3_000_000), drawn.choice((10, 100, 10_000))), Fraction(1, 100))
    for name in tariff["asked"]:
        low, high = RANGES.get(name, (0, 20_000))
        if drawn.random() < 0.6:
            places = 1 if name == "paid_on" else 100
            measures[name] = Fraction(drawn.randint(low * places, high * places) or 1, places)
    words = {name: drawn.choice((*values, OTHER)) for name, values in tariff["words"].items() if drawn.random() < 0.9}
    words |= {name: drawn.choice(groups) for name, groups in tariff["choices"].items() if drawn.random() < 0.3}
    words |= {name: "yes" for name in tariff["ticks"] if drawn.random() < 0.2}
    if tariff["cold"] and drawn.random() < 0.4:
        measures |= {each["name"]: Fraction(drawn.randint(0, 50)) for each in tariff["cold"]}
    return measures, words


def drawn_supply(drawn: random.Random, tariff: dict[str, Any]) -> dict[str, int]:
    """Return the first and the last day of supply of a home, or one of them, where its tariff asks for them."""
    supply = next((season[4] for season in tariff["seasons"] if season[4]), None)
    if supply is None or drawn.random() < 0.3:
        return {}
    days = {
        "from": drawn.choice((supply["start"], supply["start"] + drawn.randint(-40, 140))),
        "to": drawn.choice((supply["end"], supply["end"] + drawn.randint(-140, 40))),
    }
    return {name: day for name, day in days.items() if drawn.random() < 0.7}


def cold_days(measures: dict[str, Fraction]) -> tuple[ColdDays, ...]:
    """Return temperatures with their days, each just within the band whose days the page asks for."""
    found = []
    for name, days in measures.items():
        band = re.fullmatch(r"days_(below|up_to)_(.+)", name)
        if band and days:
            found.append(ColdDays(Fraction(band[2]) - Fraction(band[1] == "below", 100), days))
    return tuple(found)


LEFT_OUT = ("assumed", "unused", "height", "part_step", "days_counted", "vat", "no_relief", "too_early")
SHORT = ("outage_short", "outage_short_at_least", "outage_part_day")
"""The notes of a bill that the page leaves out: what one figure of a home means, as typed in its field."""


def notes_left(calculation: Calculation, lang: Lang) -> set[str]:
    """Return the notes of a bill that the page has too."""
    texts = [say(f"bill.note_{name}", lang) for name in (*LEFT_OUT, *SHORT)]
    left_out = [re.compile(".*".join(map(re.escape, re.split(r"\{\w+\}", text)))) for text in texts]
    lines = {line.id for line, amount in calculation.amounts.lines if amount}
    silent = [rule for rule in calculation.rules if rule.cites_note and rule.kind not in lines]
    ages = {age_of_rule(calculation.table, calculation.found, rule, lang) for rule in silent}
    notes = set(notes_of(calculation, lang)) - ages
    return {note for note in notes if not any(pattern.fullmatch(note) for pattern in left_out)}


def truth(
    table: Table, city: str, tariff: dict[str, Any], home: Home, lang: Lang, supply: dict[str, int]
) -> list[Any] | None:
    """Return what the exact reader makes of a home, as the page shows it; None where it refuses."""
    stated = {name: value for name, value in home.measures.items() if not name.startswith("days_")}
    first, last = (date.fromordinal(supply[name]) if name in supply else None for name in ("from", "to"))
    events = SupplyEvents(first, last, cold_days(home.measures))
    request = BillRequest(home._replace(measures=stated), city, tariff["class"], tariff["plan"], tariff["year"], events)
    try:
        calculation = calculate(table, request)
    except (Refused, UsageError):  # a last day before the first
        return None
    made = calculation.amounts
    minor = calculation.formula.currency.in_minor
    fen = [str(minor(amount)) for amount in (made.total, made.due, made.rounding)]
    payers = {payer: str(minor(amount)) for payer, amount in made.payers.items()}
    bill = in_words(calculation, lang)
    lines = [[line.formula, str(minor(line.amount))] for line in bill.lines if line.id != "rounding"]
    return [*fen, payers, lines, notes_left(calculation, lang)]


ASK = """
<script>
const answers = HOMES.map(([city, at, measures, attributes, days]) => {
  const tariff = heatcalc.page.data.cities[city].tariffs[at];
  const stated = Object.entries({...tariff.given, ...measures});
  const parsed = heatcalc.object(stated.map(([name, value]) => [name, heatcalc.parse(value)]));
  heatcalc.page.inBands(tariff, parsed);
  const supply = heatcalc.object(Object.entries(days || {}).map(([name, day]) => [name, BigInt(day)]));
  const made = heatcalc.page.billed(tariff, {measures: parsed, attributes, supply});
  if (made.refused) return null;
  const steps = heatcalc.steps(made.reader, heatcalc.page.data.text);
  const lines = made.lines.map(({line, amount}) => [steps(line.node), String(amount)]);
  const payers = heatcalc.object(Object.entries(made.payers).map(([k, v]) => [k, String(v)]));
  return [String(made.total), String(made.due), String(made.rounding), payers, lines, made.notes];
});
const pre = document.createElement("pre"); pre.id = "answers"; pre.textContent = JSON.stringify(answers);
document.body.append(pre);
</script>
"""


def calculated(page: str, homes: list[Any], folder: Path) -> list[Any]:
    """Return what the page makes of homes, in a browser."""
    script = ASK.replace("HOMES", json.dumps(homes, ensure_ascii=False).replace("<", "\\u003c"))
    path = folder / "asked.html"
    path.write_text(page.replace("</body>", f"{script}</body>"), encoding="utf-8")
    shown = browse(path, "--dump-dom", "--virtual-time-budget=60000").decode()
    found = re.search(r'<pre id="answers">(.*?)</pre>', shown, re.DOTALL)
    assert found, shown[-2000:]
    answers: list[Any] = json.loads(unescape(found[1]))
    return answers


def alike(made: list[Any] | None, exact: list[Any] | None) -> bool:
    """Return whether a page's answer is the exact one, with every note of it."""
    if made is None or exact is None:
        return made is exact
    return made[:5] == exact[:5] and made[5] >= exact[5]


def agreed(table: Table, lang: Lang, each: int, folder: Path) -> list[list[Any] | None]:
    """Return what the exact reader makes of homes, `each` so many of a tariff, which the page must make of them too."""
    data = page_data(table, lang)
    drawn = random.Random(5)  # noqa: S311 - repeatable, not secret
    homes, expected = [], []
    for place, city in enumerate(data["cities"]):
        for at, tariff in enumerate(city["tariffs"]):
            for _ in range(each):
                measures, words = drawn_home(drawn, tariff)
                days = drawn_supply(drawn, tariff)
                homes.append([place, at, {name: str(value) for name, value in measures.items()}, words, days])
                expected.append(truth(table, city["id"], tariff, Home(measures, words), lang, days))
    answers = calculated(resident_page(data, SOURCES, lang), homes, folder)
    for made in filter(None, answers):
        made[5] = set(made[5])
    wrong = [each for each in zip(homes, answers, expected, strict=True) if not alike(each[1], each[2])]
    assert not wrong, (len(wrong), wrong[:3])
    return expected


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_calculates_like_the_exact_reader_for_thousands_of_homes(
    lang: Lang, shipped: Table, tmp_path: Path
) -> None:
    expected = agreed(shipped, lang, {"zh": 15, "en": 5}[lang], tmp_path)  # English differs in its words alone
    assert len(expected) > {"zh": 1200, "en": 400}[lang]
    assert sum(each is not None for each in expected) > {"zh": 750, "en": 250}[lang]


@pytest.mark.browser
def test_the_page_knows_the_dates_of_supply_as_the_exact_reader_does(shipped: Table, tmp_path: Path) -> None:
    handled = {"supply", "early", "extension"}
    dated = shipped._replace(
        city=tuple(city for city in shipped.city if any(rule.events() & handled for rule in city.rule)),
        default_city="zhengzhou",
    )
    expected = agreed(dated, "zh", 120, tmp_path)
    shown = str(expected)
    assert "天 ÷ 130天" in shown
    assert "整季的费用照缴" in shown
    assert sum(each is not None for each in expected) > 500


@pytest.mark.browser
def test_the_page_knows_stops_in_part_reconnections_and_subsidies_by_band(tmp_path: Path) -> None:
    rules = load_tariffs(Path(__file__).parents[1] / "tables" / "rules.toml")
    parts = rules._replace(city=tuple(city for city in rules.city if city.id in ("parts", "villas")))
    expected = agreed(parts, "zh", 200, tmp_path)
    assert sum(each is not None for each in expected) > 200
    shown = str(expected)
    assert "× (" in shown
    assert "120.00元" in shown


@pytest.mark.browser
def test_the_page_calculates_generated_tariffs_like_the_exact_reader(tmp_path: Path) -> None:
    documents = {seed: Draw(seed).table() for seed in range(6000, 6030)}
    cities = [{**each["city"][0], "id": f"city{seed}", "name": f"市{seed}"} for seed, each in documents.items()]
    expected = agreed(table_of({**documents[6000], "city": cities, "default_city": "city6000"}), "zh", 40, tmp_path)
    assert len(expected) > 3000
    assert sum(each is not None for each in expected) > 600


def test_the_page_is_one_file_that_asks_nothing_of_any_network(shipped: Table) -> None:
    page = resident_page(page_data(shipped, "zh"), SOURCES, "zh")
    assert not re.search(r"<(link|img|iframe|object)|@import|url\(|\bsrc=|fetch\(|XMLHttpRequest|import\(|eval\(", page)
    assert "default-src 'none'" in page


def test_a_page_has_no_measure_of_another_table(shipped: Table) -> None:
    other = load_tariffs(Path(__file__).parents[2] / "docs/gallery/denmark-return-temperature.toml")
    assert other.measures.keys() <= page_data(other, "zh")["inputs"].keys()
    page = resident_page(page_data(shipped, "zh"), {}, "zh")
    assert [name for name in other.measures if f'"{name}"' in page] == []


def test_a_table_cannot_put_markup_into_the_page(shipped: Table) -> None:
    nasty = shipped.city[0]._replace(name="</script><b>x", province="<i>")
    table = shipped._replace(city=(nasty,))
    page = resident_page(page_data(table, "zh"), {"a": "</script><img src=x>"}, "zh")
    assert "<b>x" not in page
    assert "<img" not in page


NUMBERS = (
    *("100", "１００", "100㎡", "100 ㎡", "100平方米", "1,000", "1,000.5㎡", "0,854", "12,34", "1,0000", "-5", "+5"),
    *("", "㎡", "100㎡㎡", "100元", "1.", ".5", "0.0001", "0.00001", "1.50000", "0" * 12, "1" * 13, "1_000", "100²"),
    *("①", "100%", "100 ㎡ ", "１，０００．５", "100M²", "１００　㎡", "1 000", "1e3", "NaN", "Infinity", "0x10", "٣"),
)


@pytest.mark.browser
def test_the_page_reads_numbers_as_the_command_does(shipped: Table, tmp_path: Path) -> None:
    units = INPUTS["building_m2"].units
    asked = [[text, signed] for text in NUMBERS for signed in (False, True)]
    script = """<script>
    const read = ASKED.map(([text, signed]) => heatcalc.decimal(text, UNITS, signed));
    const pre = document.createElement("pre"); pre.id = "answers"; document.body.append(pre);
    pre.textContent = JSON.stringify(read.map(each => each && each.join("/")));
    </script>"""
    script = script.replace("ASKED", json.dumps(asked)).replace("UNITS", json.dumps(units))
    page = resident_page(page_data(shipped, "zh", ["shuozhou"]), SOURCES, "zh").replace("</body>", f"{script}</body>")
    path = tmp_path / "numbers.html"
    path.write_text(page, encoding="utf-8")
    shown = browse(path, "--dump-dom", "--virtual-time-budget=5000").decode()
    found = re.search(r'<pre id="answers">(.*?)</pre>', shown)
    assert found, shown[-500:]
    made = [None if each is None else Fraction(each) for each in json.loads(found[1])]
    assert made == [parse_number(text, units, signed=signed) for text, signed in asked]


FILL = """
<script>
const set = (id, value) => { const field = document.getElementById(id); field.value = value;
  field.dispatchEvent(new Event("input", {bubbles: true})); };
for (const [id, value] of FIELDS) set(id, value);
document.getElementById("cities").open = OPEN;
</script>
"""


def filled(page: str, fields: list[list[str]], *, opened: bool = False) -> str:
    """Return the page with a script that types into its fields."""
    script = FILL.replace("FIELDS", json.dumps(fields, ensure_ascii=False)).replace("OPEN", json.dumps(opened))
    return page.replace("</body>", f"{script}</body>")


@pytest.mark.browser
def test_typing_an_area_shows_the_bill_with_formula_and_source(heat: Any, tmp_path: Path) -> None:
    out = tmp_path / "heat.html"
    assert heat("page", "-o", str(out)).code == 0
    assert heat("page", "-o", str(out)).code == 5, "an existing page is not overwritten"
    page = out.read_text(encoding="utf-8")
    out.write_text(filled(page, [["city", "shuozhou"], ["area", "１８５"]], opened=True), encoding="utf-8")
    shown = browse(out, "--dump-dom", "--virtual-time-budget=5000").decode()
    answer = re.sub(r"<[^>]+>", " ", shown[shown.index('id="answer"') : shown.index("<footer>")])
    assert "应缴 2797.20元" in answer
    assert "185㎡ × 2.52元/㎡·月 × 6个月" in answer
    assert "朔州日报《让幸福民生更有温度" in answer
    assert "太原" in answer
    assert "Infinity" not in answer
    out.write_text(filled(page, [["city", "shuozhou"], ["area", "1e3"]]), encoding="utf-8")
    assert "不是正确的数" in browse(out, "--dump-dom", "--virtual-time-budget=5000").decode()


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_has_no_violation_that_axe_knows(lang: Lang, shipped: Table, tmp_path: Path) -> None:
    page = resident_page(page_data(shipped, lang), SOURCES, lang)
    cities = ("shuozhou", "beijing", "luoyang")
    pages = {city: filled(page, [["city", city], ["area", "100"]], opened=True) for city in cities}
    assert violations(pages, tmp_path, width=390) == {}
