"""The JSON Schema for editors: as committed, and of one mind with the validation."""

import datetime as dt
import json
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import heatcalc
from heatcalc.tariffs.json_schema import json_schema

ROOT = Path(__file__).parents[2]
COMMITTED = Path(heatcalc.__file__).parent / "tariffs" / "schema.json"


def document(file: Path) -> Any:
    """Return a TOML document as an editor's schema checker sees it: dates are texts."""
    return json.loads(json.dumps(tomllib.loads(file.read_text(encoding="utf-8")), default=dt.date.isoformat))


def test_the_committed_schema_is_the_one_the_keys_give() -> None:
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == json_schema()


@pytest.mark.parametrize("file", [ROOT / "tariffs.toml", ROOT / "tests/tables/plans.toml"], ids=str)
def test_sound_tables_fit_the_schema(file: Path) -> None:
    jsonschema.Draft7Validator.check_schema(json_schema())
    jsonschema.validate(document(file), json_schema(), jsonschema.Draft7Validator)


def test_a_mistyped_key_does_not() -> None:
    errors = list(
        jsonschema.Draft7Validator(json_schema()).iter_errors(document(ROOT / "tests/tables/ten_mistakes.toml"))
    )
    assert any("provinse" in error.message for error in errors)
    assert len(errors) >= 5  # a name that the table could declare as a measure of its own is no mistake of form
