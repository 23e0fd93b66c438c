"""The gallery (`docs/gallery`): each table is sound, and every reader makes of its homes the bill beside it."""

import csv
import io
import re
import sqlite3
import tomllib
from decimal import Decimal
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

import duckdb
import pytest

import heatcalc
from heatcalc.batches.batch_options import BatchOptions, Defaults
from heatcalc.batches.run import run
from heatcalc.billing.request import BillRequest
from heatcalc.billing.request import request_of as request_for
from heatcalc.errors import UsageError
from heatcalc.export.resident_data import page_data
from heatcalc.export.sql import select_of
from heatcalc.formula.home import Home
from heatcalc.inputs import INPUTS
from heatcalc.show.resident import resident_page
from heatcalc.tariffs.load import inspect, load_tariffs
from heatcalc.tariffs.lookup import find_city
from heatcalc.tariffs.model import Table
from tests.show.test_resident import calculated
from tests.test_cases import by_hand

GALLERY = Path(__file__).parents[1] / "docs" / "gallery"
CASES = sorted(GALLERY.glob("*.cases.toml"))
NAMES = [file.name.removesuffix(".cases.toml") for file in CASES]
NOTHING: list[int | None] = [None, None]
TOO_WIDE_FOR_SQLITE = (
    "denmark-return-temperature",
    "estonia-hot-water",
    "hungary-heated-volume",
    "poland-ordered-power",
)
"""Products of two measures or of many digits, beyond 64 bits: `heatcalc sql` refuses them and says so."""

Case = dict[str, Any]


def cases_of(name: str) -> list[Case]:
    document = tomllib.loads((GALLERY / f"{name}.cases.toml").read_text(encoding="utf-8"))
    assert document["origin"]
    assert document["table"] == f"{name}.toml"
    cases: list[Case] = document["case"]
    return cases


def table_of(name: str) -> Table:
    return load_tariffs(GALLERY / f"{name}.toml")


def keywords(case: Case) -> Any:
    """Return what a case states, as Python callers do."""
    return {{"class": "class_"}.get(key, key): value for key, value in case["given"].items()}


def request_of(table: Table, case: Case) -> BillRequest:
    asked = request_for(keywords(case))
    return asked._replace(city=asked.city or table.default_city)


def by_tariff(table: Table, cases: list[Case]) -> list[tuple[BillRequest, list[Case], int]]:
    """Return the cases of each tariff, with a request for it and the places of its currency."""
    found: dict[tuple[object, ...], tuple[BillRequest, list[Case], int]] = {}
    for case in cases:
        asked = request_of(table, case)._replace(home=Home({}, {}))
        places = table.currency_of(find_city(table, asked.city or "")).places
        key = (asked.city, asked.class_, asked.plan, asked.winter)
        found.setdefault(key, (asked, [], places))[1].append(case)
    return list(found.values())


def _figure(home: Home, measure: str) -> float | None:
    """Return what a home states, for a file or a column of decimals; these figures are short."""
    return float(home.measures[measure]) if measure in home.measures else None


def truth(case: Case, places: int) -> list[int] | None:
    """Return what must come out, the total and what is due, in minor units."""
    if "refused" in case:
        return None
    return [int(Decimal(figure).scaleb(places)) for figure in (case["total"], case.get("due") or case["total"])]


def test_every_table_has_cases_and_is_on_the_page() -> None:
    tables = sorted(file.name for file in GALLERY.glob("*.toml") if file not in CASES)
    assert tables == [f"{name}.toml" for name in NAMES]
    assert len({name.partition("-")[0] for name in NAMES}) >= 8, "countries"
    page = (GALLERY / "README.md").read_text(encoding="utf-8")
    for name in NAMES:
        row = next(line for line in page.splitlines() if line.startswith(f"| [{name}]({name}.toml) |"))
        assert f"]({name}.cases.toml)" in row
        first = cases_of(name)[0]
        published = first.get("published", {}).get("figure")
        bill = published or first.get("due") or first["total"]
        said = "公布 published" if published else "手算 by hand"
        assert re.search(rf"\| {re.escape(bill)} \S+，{said} \|$", row), row


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_found_in_a_table(name: str) -> None:
    table, findings = inspect(GALLERY / f"{name}.toml", warnings=True)
    assert findings == []
    assert table is not None
    for city in table.city:
        assert all([each.quote for each in city.tariff] + [rule.terms.quote for rule in city.rule])
    assert all(source.url for source in table.sources.values())


@pytest.mark.parametrize("name", NAMES)
def test_the_exact_reader(name: str) -> None:
    table = table_of(name)
    for case in cases_of(name):
        answer = heatcalc.bill(**keywords(case), tariffs=table, lang="en")
        if "refused" in case:
            assert isinstance(answer, heatcalc.Refusal)
            assert answer.code == case["refused"]
            continue
        assert isinstance(answer, heatcalc.Bill), answer
        assert answer.total == Decimal(case["total"]), case["title"]
        assert answer.due == Decimal(case.get("due") or case["total"]), case["title"]
        assert sum(answer.payers.values()) == answer.total
        for payer, amount in case.get("payers", {}).items():
            assert answer.payers[payer] == Decimal(amount)
        if "lines" in case:
            found = {line.id: str(line.amount) for line in answer.lines if line.id != "rounding"}
            assert found == case["lines"]


@pytest.mark.parametrize("name", NAMES)
def test_the_sum_by_hand_and_the_published_figure(name: str) -> None:
    table = table_of(name)
    for _, cases, places in by_tariff(table, cases_of(name)):
        for case in cases:
            if "refused" in case:
                continue
            due = Decimal(case.get("due") or case["total"])
            assert Fraction(due) * 10**places == floor(by_hand(case["hand"]) * 10**places + Fraction(1, 2))
            if published := case.get("published"):
                figure = Decimal(published["figure"])
                each = Fraction(due) / Fraction(published.get("for_each_of", "1"))
                step = Fraction(1, 10 ** len(published["figure"].partition(".")[2]))
                assert abs(each - Fraction(figure)) <= step / 2, case["title"]
                assert published["quote"]


def ledger_of(homes: list[Home]) -> tuple[str, dict[str, str]]:
    """Return a ledger of homes, whose accounts are their numbers, and what its headers mean."""
    measures = sorted({measure for home in homes for measure in home.measures})
    words = sorted({word for home in homes for word in home.attributes})
    text = io.StringIO()
    ledger = csv.writer(text)
    ledger.writerow(["户号", *(INPUTS[each].headers[0] for each in measures), *words])
    for at, home in enumerate(homes):
        figures = (_figure(home, each) for each in measures)
        ledger.writerow([at, *figures, *(home.attributes.get(word, "") for word in words)])
    return text.getvalue(), {INPUTS[each].headers[0]: each for each in measures}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("engine", ["exact", "duckdb"])
def test_a_ledger(name: str, engine: Any, tmp_path: Path) -> None:
    table = table_of(name)
    for asked, cases, places in by_tariff(table, cases_of(name)):
        text, units = ledger_of([request_of(table, case).home for case in cases])
        defaults = Defaults(asked.city, asked.class_, asked.plan, asked.winter)
        wanted = BatchOptions(defaults, engine=engine, lang="en", renamed=units)
        out = tmp_path / f"{asked.city}-{asked.class_}-{asked.plan}-{asked.winter}.csv"
        run(io.BytesIO(text.encode()), out, table, "0", wanted)
        rows = {row["户号"]: row for row in csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig")))}
        for at, case in enumerate(cases):
            row = rows.get(str(at))
            found = row and [int(Decimal(row[column]).scaleb(places)) for column in ("合计", "应缴")]
            assert found == truth(case, places), (case["title"], row)


@pytest.mark.parametrize("name", ["iceland-hot-water", "denmark-return-temperature", "russia-norms"])
def test_a_ledger_by_spark(name: str, spark: Any, tmp_path: Path) -> None:
    """Currencies, measures of a table's own and persons, as the other engines bill them."""
    table = table_of(name)
    for number, (asked, cases, places) in enumerate(by_tariff(table, cases_of(name))):
        text, units = ledger_of([request_of(table, case).home for case in cases])
        folder = tmp_path / f"ledger-{number}"
        folder.mkdir()
        (folder / "part.csv").write_text(text, encoding="utf-8")
        said = {"city": asked.city, "class_": asked.class_, "plan": asked.plan, "winter": asked.winter}
        out = tmp_path / f"bills-{number}"
        heatcalc.batch(folder, out, spark=spark, tariffs=GALLERY / f"{name}.toml", columns=units, **said)
        with duckdb.connect() as connection:
            bills = connection.execute(f"SELECT 户号, 合计, 应缴 FROM read_parquet('{out}/**/*.parquet')").fetchall()
        rows = {account: [int(amount.scaleb(places)) for amount in amounts] for account, *amounts in bills}
        for at, case in enumerate(cases):
            assert rows.get(str(at)) == truth(case, places), case["title"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dialect", ["duckdb", "sqlite"])
def test_sql(name: str, dialect: str) -> None:
    table = table_of(name)
    for asked, cases, places in by_tariff(table, cases_of(name)):
        homes = [request_of(table, case).home for case in cases]
        measures = sorted({measure for home in homes for measure in home.measures})
        words = sorted({word for home in homes for word in home.attributes})
        columns = ["account", *measures, *words]
        named = {each: each for each in columns}
        if dialect == "sqlite" and name in TOO_WIDE_FOR_SQLITE:
            with pytest.raises(UsageError, match="sqlite"):
                select_of(table, asked, dialect, named)
            continue
        statement = select_of(table, asked, dialect, named)
        rows = [
            [str(at), *(_figure(home, each) for each in measures), *(home.attributes.get(word) for word in words)]
            for at, home in enumerate(homes)
        ]
        types = ["TEXT", *("DECIMAL(18, 5)" for _ in measures), *("TEXT" for _ in words)]
        fields = ", ".join(f'"{column}" {kind}' for column, kind in zip(columns, types, strict=True))
        blanks = ", ".join("?" for _ in columns)
        connection: Any = duckdb.connect() if dialect == "duckdb" else sqlite3.connect(":memory:")
        connection.execute(f"CREATE TABLE households ({fields})")
        connection.executemany(f"INSERT INTO households VALUES ({blanks})", rows)
        found = {row[0]: [row[1], row[4]] for row in connection.execute(statement).fetchall()}
        connection.close()
        for at, case in enumerate(cases):
            assert found[str(at)] == (truth(case, places) or NOTHING), case["title"]


@pytest.mark.browser
@pytest.mark.parametrize("name", NAMES)
def test_the_page(name: str, tmp_path: Path) -> None:
    table = table_of(name)
    data = page_data(table, "en")
    homes: list[Any] = []
    expected = []
    for asked, cases, places in by_tariff(table, cases_of(name)):
        if asked.winter is not None:
            continue  # the page has the newest prices alone
        place = [city["id"] for city in data["cities"]].index(asked.city)
        tariffs = data["cities"][place]["tariffs"]
        at = [(each["class"], each["plan"]) for each in tariffs].index((asked.class_, asked.plan))
        for case in cases:
            home = request_of(table, case).home
            homes.append([place, at, {key: str(value) for key, value in home.measures.items()}, home.attributes])
            expected.append(truth(case, places))
    answers = calculated(resident_page(data, {}, "en"), homes, tmp_path)
    assert [answer and [int(answer[0]), int(answer[1])] for answer in answers] == expected
