"""Every JSON object has a published schema, and what the commands print and write is as its schema says."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from jsonschema import Draft202012Validator

import heatcalc
from heatcalc.web.schemas import json_schema, schema_names
from tests.conftest import Program
from tests.helpers.small_table import HEAD, TARIFF, season
from tests.helpers.workbooks import xlsx

ROOT = Path(__file__).parents[1]
SCHEMAS = {
    file.stem: json.loads(file.read_text(encoding="utf-8"))
    for file in [*sorted((ROOT / "docs/schemas").glob("*.json")), ROOT / "docs/balance.schema.json"]
}
INTERNAL = {"heatcalc.desk/1"}
"""What only heatcalc itself reads again."""
TABLE = (
    'default_city = "jia"\n'
    + HEAD.replace('"商铺"', '"商铺"\nkind = "residential"')
    + ('falls_back_to = "residential"\n' + season() + TARIFF)
)
"""A city that nobody has to name, with a class that has no price of its own: 5 a ㎡ and month, four months."""
LEDGER = (
    '户号,户名,小区,建筑面积,用户类别,备注\n1,张三,甲园,100,居民,\n2,李四,甲园,50,商铺,"上\n下"\n3,王五,乙园,80,,\n'
    "4,赵六,乙园,x,居民,\n5,钱七,,60,花园,\n,,,合计,230,\n"
)
ASKED: dict[str, dict[str, Any]] = {
    "csv": {"by": ["小区"], "mask": True, "words": {"用户类别": {"别墅": "居民"}}},
    "xlsx": {},
    "folder": {},
    "corrected": {"several": True, "city": "jia", "winter": "2022-2023"},
    "totals": {},
    "dry": {},
}
Kind = Literal["batch", "check_ledger"]


def ids(value: object) -> Iterator[str]:
    """Yield the ids of the objects that a schema is of."""
    if isinstance(value, dict):
        id_ = value.get("properties", {}).get("schema", {}).get("const")
        yield from [id_] if id_ else []
        for each in value.values():
            yield from ids(each)
    elif isinstance(value, list):
        for each in value:
            yield from ids(each)


def known_objects(value: object) -> Iterator[dict[str, Any]]:
    """Yield the objects in a schema of which the keys are known."""
    if isinstance(value, dict):
        if value.get("type") == "object" and "properties" in value:
            yield value
        for each in value.values():
            yield from known_objects(each)
    elif isinstance(value, list):
        for each in value:
            yield from known_objects(each)


def check(value: object, name: str) -> None:
    Draft202012Validator(SCHEMAS[name]).validate(value)


def test_every_object_has_a_published_schema_and_every_schema_an_object() -> None:
    sources = (file.read_text(encoding="utf-8") for file in (ROOT / "src/heatcalc").rglob("*.py"))
    made = {id_ for source in sources for id_ in re.findall(r'"(heatcalc\.[a-z_-]+/[0-9]+)"', source)}
    published = [*SCHEMAS.values(), *(json_schema(name, "en") for name in schema_names())]
    assert made - INTERNAL == set(ids(published))


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one_and_refuses_keys_that_it_does_not_name(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])
    closed = list(known_objects(SCHEMAS[name]))
    assert closed
    assert all("additionalProperties" in each for each in closed)
    refs = set(re.findall(r'"\$ref": "#/\$defs/([^"]*)"', json.dumps(SCHEMAS[name])))
    assert refs == set(SCHEMAS[name].get("$defs", {}))


def test_a_checked_ledger_is_told_as_a_billed_one() -> None:
    batch, checked = SCHEMAS["batch"]["properties"], SCHEMAS["check_ledger"]["properties"]
    assert set(batch) - set(checked) == {"by"}
    assert {key for key in checked if checked[key] != batch.get(key)} == {"schema", "check"}
    defs = SCHEMAS["check_ledger"]["$defs"]
    assert all(defs[name] == each for name, each in SCHEMAS["batch"]["$defs"].items())


def ledger_of(name: str, folder: Path, asked: dict[str, Any]) -> Path:
    """Write a ledger of a kind, and add to what is `asked` of it."""
    path = folder / f"{name}.csv"
    path.write_text(LEDGER, encoding="utf-8")
    if name == "xlsx":
        rows = [["户号", "建筑面积", "小区"], ["1", 100, "甲园"], ["2", 50, None]]
        sheets = [{"name": each, "rows": rows, "merge": ["C2:C3"], "hidden": [3]} for each in ("一月", "二月")]
        path = path.with_suffix(".xlsx")
        path.write_bytes(xlsx([*sheets, {"name": "说明", "rows": [["收费说明"]]}]))
        asked["several"] = True
    elif name == "totals":
        path.write_text("户号,建筑面积\n1,100\n合计,999\n", encoding="utf-8")
    elif name == "folder":
        path = folder / "ledger"
        path.mkdir()
        for file, columns in (("a", {"序号": [1], "备注": ["x"]}), ("b", {"序号": ["x"]})):
            table = pa.table({"户号": [file], "建筑面积": [100], **columns})
            pq.write_table(table, path / f"{file}.parquet")
    elif name == "corrected":
        rejects = folder / "first.rejects.csv"
        heatcalc.batch(path, folder / "first.csv", tariffs=asked["tariffs"])
        text = rejects.read_text(encoding="utf-8-sig")
        rejects.write_text(text.replace(",x,", ",70,"), encoding="utf-8")
        asked["corrected"] = [rejects]
    return path


@pytest.fixture(scope="module")
def manifests(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Return the manifest of a run over each kind of ledger, of euros the last."""
    made = {}
    for name, options in ASKED.items():
        folder = tmp_path_factory.mktemp(name)
        table = folder / "table.toml"
        table.write_text(('currency = "EUR"\n' if name == "dry" else "") + TABLE, encoding="utf-8")
        asked = {"tariffs": table, **options}
        ledger = ledger_of(name, folder, asked)
        out = None if name == "dry" else folder / "bills" if name == "folder" else folder / "bills.csv"
        done = heatcalc.batch(ledger, out, **asked)
        made[name] = json.loads(json.dumps(done.manifest))
        if out is not None:
            assert json.loads((folder / "bills.manifest.json").read_text(encoding="utf-8")) == made[name]
    return made


@pytest.mark.parametrize("name", ASKED)
def test_a_manifest_is_as_its_schema_says(name: str, manifests: dict[str, dict[str, Any]]) -> None:
    check(manifests[name], "batch")


def test_each_key_of_a_manifest_is_in_some_run_and_no_other_is_allowed(manifests: dict[str, dict[str, Any]]) -> None:
    assert set().union(*manifests.values()) == set(SCHEMAS["batch"]["properties"])
    assert set.intersection(*map(set, manifests.values())) == set(SCHEMAS["batch"]["required"])
    for name, each in manifests.items():
        wrong = [{**each, "new": 1}, {**each, "due": 2000.0}, {key: each[key] for key in each if key != "due"}]
        assert not any(map(Draft202012Validator(SCHEMAS["batch"]).is_valid, wrong)), name


@pytest.mark.parametrize("by", [[], ["小区"]])
def test_what_a_check_of_a_ledger_finds_is_as_its_schema_says(by: list[str], tmp_path: Path) -> None:
    table, ledger = tmp_path / "table.toml", tmp_path / "ledger.xlsx"
    table.write_text(TABLE, encoding="utf-8")
    paid = ["2000", 500, None, "未缴", "1x", 1234.5]
    rows = [[f"{at}", 100, each, "甲园"] for at, each in enumerate(paid)] + [["9", "x", 5, "乙园"]]
    sheets = [{"name": name, "rows": [["户号", "建筑面积", "实缴", "小区"], *rows]} for name in "一二"]
    ledger.write_bytes(xlsx(sheets))
    done = heatcalc.check_ledger(ledger, tmp_path / "out.csv", tariffs=table, by=by, several=True)
    found = json.loads((tmp_path / "out.manifest.json").read_text(encoding="utf-8"))
    check(found, "check_ledger")
    assert found == json.loads(json.dumps(done.manifest))
    told = found["check"]
    assert all(told[key] for key in ("blank", "unread_first", "explanations", "classes", "largest"))
    assert list(told["by"]) == by


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("supply", ("supply",)),
        ("supply", ("supply", "--served", "30000000")),
        ("supply", ("supply", "--city", "伊川")),
        ("explained", ("tariff", "validate", "--explain")),
        ("explained", ("tariff", "validate", "--explain", "far_price")),
        ("findings", ("tariff", "validate", "DEAR", "--lang", "en")),
        ("findings", ("tariff", "validate", "tests/tables/ten_mistakes.toml")),
        ("table-diff", ("tariff", "diff", "TABLE")),
        ("doctor", ("doctor",)),
        ("doctor", ("doctor", "--tariffs", "tests/tables/ten_mistakes.toml")),
        ("config", ("config", "show", "--origin")),
        ("batch", ("batch", "LEDGER", "--dry-run", "--explain", "--tariffs", "TABLE")),
    ],
)
def test_what_a_command_prints_is_as_its_schema_says(
    name: str, command: tuple[str, ...], tmp_path: Path, heat: Program
) -> None:
    texts = {"TABLE": TABLE, "DEAR": TABLE.replace("rate = 5", "rate = 500"), "LEDGER": LEDGER}
    files = {each: (tmp_path / each.lower(), text) for each, text in texts.items()}
    for path, text in files.values():
        path.write_text(text, encoding="utf-8")
    settings = tmp_path / "heatcalc/config.toml"
    settings.parent.mkdir()
    settings.write_text('map = ["x=户号"]\n[batch]\nmask = true\n', encoding="utf-8")
    changes = {"HEATCALC_CITY": "朔州", "XDG_CONFIG_HOME": str(tmp_path)} if name == "config" else {}
    done = heat(
        *(str(files[each][0]) if each in files else str(ROOT / each) if "/" in each else each for each in command),
        *("--format", "json"),
        **changes,
    )
    value = json.loads(done.out)
    check(value, name)
    assert value["schema"] == f"heatcalc.{name}/1"
    # Of what may be many there is some, so that the schema is held against it.
    assert all(value[key] for key in ("prices", "sources", "codes", "findings", "changes", "settings") if key in value)
