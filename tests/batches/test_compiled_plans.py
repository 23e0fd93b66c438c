"""Rows of one plan are told what the exact reader tells them, whatever their figures: amounts, formulas and rejects."""

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest

from heatcalc.batches import compiled_plans
from heatcalc.batches.batch_options import BatchOptions
from heatcalc.batches.compiled_plans import CompiledPlans
from heatcalc.batches.run import Batch, run
from heatcalc.errors import UnprovenError
from heatcalc.formula.nodes import Refuse
from heatcalc.formula.refusing import Refusing
from heatcalc.messages import LANGS
from heatcalc.tariffs.model import Table
from tests.generated import WINTER, Draw
from tests.helpers.asking import table_of

WORDS = ("class", "plan", "winter", "status", "reconnected", "relief", "building")
MEASURES = ("building_m2", "usable_m2", "inner_m2", "kWh", "GJ", "excess", "person", "height_m", "month", "paid_on")
RANGES = {
    "height_m": (2.4, 6.4),
    "excess": (-5, 20),
    "building_m2": (70, 170),
    "usable_m2": (40, 80),
    "inner_m2": (50, 90),
}
HEADERS = tuple("months" if name == "month" else name for name in MEASURES)


def figure(draw: Draw, name: str) -> str:
    """Return a figure, mostly such as a home has, at times one that nobody could bill."""
    if name == "paid_on":
        return str(draw.day(dt.date(WINTER, 2, 1), dt.date(WINTER + 1, 6, 1)))
    if draw.maybe(0.03):
        return str(draw.pick("0", "1e3", "about 90", "99999999", "-4"))
    if name in ("person", "month"):
        return str(draw.random.randint(1, 6))
    low, high = RANGES.get(name, (10, 150))
    return str(draw.number(low, high))


def rows_of(draw: Draw, document: dict[str, Any], kinds: int, rows: int) -> list[list[str]]:
    """Return so many rows of each of some kinds of homes, among each other."""
    asked = []
    for _ in range(kinds):
        home = draw.home(document)
        said = {
            "class": draw.pick("residential", "shop"),
            "plan": draw.pick("area", "area", "metered"),
            "winter": f"{WINTER}-{WINTER + 1}" if draw.maybe(0.95) else draw.pick("", "2031-2032", "last"),
            "status": "报停" if "stopped" in home else draw.pick("", "perhaps") if draw.maybe(0.1) else "",
            "reconnected": "是" if "reconnected" in home else "",
            "relief": home.get("relief", ""),
            "building": home["attributes"].get("building", ""),
        }
        stated = {name for name in MEASURES if name in home["measures"] or (name == "paid_on" and "paid_on" in home)}
        asked.append((said, stated | ({"month"} if draw.maybe(0.1) else set())))
    made = []
    for account in range(kinds * rows):
        said, stated = draw.pick(*asked)
        measures = [figure(draw, name) if name in stated else "" for name in MEASURES]
        made.append([f"{account:04}", *said.values(), *measures])
    return made


def billed(data: bytes, folder: Path, table: Table, options: BatchOptions) -> tuple[Batch, list[bytes]]:
    folder.mkdir()
    batch = run(io.BytesIO(data), folder / "bills.csv", table, "0", options)
    return batch, [file.read_bytes() for file in batch.files]


def test_all_is_told_as_the_exact_reader_tells_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = calculated = bills = rejects = 0

    def amounts(self: CompiledPlans, *row: Any) -> Any:
        nonlocal rows
        rows += 1
        return amounts_of(self, *row)

    def exactly(self: CompiledPlans, *row: Any) -> Any:
        nonlocal calculated
        calculated += 1
        return exactly_of(self, *row)

    amounts_of, exactly_of = CompiledPlans.amounts, CompiledPlans._exactly
    monkeypatch.setattr(CompiledPlans, "amounts", amounts)
    monkeypatch.setattr(CompiledPlans, "_exactly", exactly)
    for seed in range(24):
        draw = Draw(seed)
        document = draw.table()
        table = table_of(document)
        text = io.StringIO()
        csv.writer(text).writerows([["account", *WORDS, *HEADERS], *rows_of(draw, document, 6, 40)])
        options = BatchOptions(lang=LANGS[seed % 2], explain=True)
        made = [
            billed(text.getvalue().encode(), tmp_path / f"{engine}-{seed}", table, options._replace(engine=engine))
            for engine in ("exact", "compiled")
        ]
        (exact, by_exact), (compiled, by_compiled) = made
        assert by_compiled == by_exact, seed
        assert (compiled.manifest, compiled.reasons) == (exact.manifest, exact.reasons)
        bills += exact.manifest["households"]
        rejects += exact.manifest["rejects"]
    assert min(bills, rejects) > 600, (bills, rejects)
    assert calculated < rows / 2, (calculated, rows)


def test_a_refusal_that_the_exact_reader_does_not_give_ends_the_run(
    tmp_path: Path, shipped: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Refusing(lambda *_: 1, (Refuse("no_rule", ("height_m",)),))
    monkeypatch.setattr(compiled_plans, "plan_refusals", lambda *_: other)
    data = "\n".join(["户号,建筑面积,使用面积", *(f"{n},50,90" for n in range(5))]).encode()
    with pytest.raises(UnprovenError):
        run(io.BytesIO(data), tmp_path / "bills.csv", shipped, "0", BatchOptions(engine="compiled"))
    assert list(tmp_path.iterdir()) == []


def test_an_explanation_that_the_exact_reader_does_not_give_ends_the_run(
    tmp_path: Path, shipped: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled_plans, "plan_explanation", lambda *_: lambda area: f"{area}")
    data = "\n".join(["户号,建筑面积", *(f"{n},{50 + n}" for n in range(9))]).encode()
    with pytest.raises(UnprovenError):
        run(io.BytesIO(data), tmp_path / "bills.csv", shipped, "0", BatchOptions(engine="compiled", explain=True))
    assert list(tmp_path.iterdir()) == []
