"""JSON Schemas of what the interface takes and gives, and the OpenAPI document made of them.

What it gives is written down in `schemas.json`; what it takes follows from `keys`.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from heatcalc.messages import Lang, say
from heatcalc.own_files import own_file
from heatcalc.version import __version__
from heatcalc.web.keys import LONGEST_TEXT, MOST_VALUES, QUESTIONS, QuestionKey

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NUMBER: dict[str, Any] = {"anyOf": [{"type": "number"}, {"type": "string", "maxLength": LONGEST_TEXT}]}
_TEXT = {"type": "string", "maxLength": LONGEST_TEXT}
_TAKEN: dict[str, dict[str, Any]] = {
    "number": _NUMBER,
    "text": _TEXT,
    "flag": {"type": "boolean"},
    "numbers": {"anyOf": [*_NUMBER["anyOf"], {"type": "array", "items": _NUMBER, "maxItems": MOST_VALUES}]},
    "texts": {"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "maxItems": MOST_VALUES}]},
    "pairs": {"type": "object", "additionalProperties": _NUMBER, "maxProperties": MOST_VALUES},
}
_ERRORS = {"POST": (400, 408, 413, 415, 421), "GET": (400, 421)}
_TOLD = {
    "/api/tariffs": "cities",
    "/api/tariffs/{city}": "city",
    "/api/tariffs/{city}/history": "history",
    "/api/sources": "sources",
}
"""What each address tells, by the name of its schema."""


@cache
def _answers() -> dict[str, Any]:
    """Return the schemas of the answers by their names, and of the parts that they share."""
    found: dict[str, Any] = json.loads(own_file("web/schemas.json"))
    return found


def schema_names() -> tuple[str, ...]:
    """Return the names of all schemas that can be asked for: of questions and of answers."""
    answers = [name for name, schema in _answers().items() if "schema" in schema.get("properties", {})]
    return (*(f"{name}-question" for name in QUESTIONS), *answers)


def json_schema(name: str, lang: Lang) -> dict[str, Any]:
    """Return a schema by itself.

    Raises:
        KeyError: there is none of that name.
    """
    if name.endswith("-question"):
        return {"$schema": _DIALECT, **_question(name.removesuffix("-question"), lang)}
    return {"$schema": _DIALECT, **_answers()[name], "$defs": _answers()}


def _question(name: str, lang: Lang) -> dict[str, Any]:
    """Return the schema of what a question takes; null states nothing, so it may stand for any value."""
    properties = {key.name: _property(key, lang) for key in QUESTIONS[name].values()}
    required = {"required": ["paid"]} if name == "check" else {}
    about = say(f"help.{name}", lang)
    return {"description": about, "type": "object", "properties": properties, **required, "additionalProperties": False}


def _property(key: QuestionKey, lang: Lang) -> dict[str, Any]:
    taken = {"enum": list(key.among)} if key.among else _TAKEN[key.taken]
    return {"description": key.about(lang), "anyOf": [taken, {"type": "null"}]}


@cache
def open_api(lang: Lang) -> dict[str, Any]:
    """Return the OpenAPI document of the interface, complete in itself."""
    schemas = dict(_answers())
    schemas |= {f"{name}-question": _question(name, lang) for name in QUESTIONS}
    paths: dict[str, Any] = {f"/api/{name}": {"post": _asking(name, lang)} for name in QUESTIONS}
    paths |= {path: {"get": _telling(path, name, lang)} for path, name in _TOLD.items()}
    document = {
        "openapi": "3.1.0",
        "jsonSchemaDialect": _DIALECT,
        "info": {"title": "heatcalc", "version": __version__, "description": say("web.interface_how", lang)},
        "paths": paths,
        "components": {"schemas": schemas},
    }
    moved: dict[str, Any] = json.loads(json.dumps(document).replace('"#/$defs/', '"#/components/schemas/'))
    return moved


def _asking(name: str, lang: Lang) -> dict[str, Any]:
    body = {"required": True, "content": _content(f"{name}-question", EXAMPLES[name])}
    answers = {**_given(name, lang), **_given("refusal", lang, "422"), **_failures("POST", lang)}
    if name != "bill":
        answers |= _given("error", lang, "503")
    return {"operationId": name, "summary": say(f"help.{name}", lang), "requestBody": body, "responses": answers}


def _telling(path: str, name: str, lang: Lang) -> dict[str, Any]:
    parameters: list[dict[str, Any]] = [{"name": "lang", "in": "query", "schema": {"enum": ["zh", "en"]}}]
    refused: dict[str, Any] = {}
    if "{city}" in path:
        of_city = {"name": "city", "in": "path", "required": True, "schema": {"type": "string"}}
        parameters = [{**of_city, "description": say("help.city", lang)}, *parameters]
        refused = _given("refusal", lang, "422")
    answers = {**_given(name, lang), **refused, **_failures("GET", lang)}
    return {
        "operationId": name,
        "summary": say(f"web.tells_{name}", lang),
        "parameters": parameters,
        "responses": answers,
    }


def _failures(method: str, lang: Lang) -> dict[str, Any]:
    return {code: each for status in _ERRORS[method] for code, each in _given("error", lang, str(status)).items()}


def _given(name: str, lang: Lang, status: str = "200") -> dict[str, Any]:
    return {status: {"description": say(f"web.status_{status}", lang), "content": _content(name)}}


def _content(name: str, example: Mapping[str, Any] | None = None) -> dict[str, Any]:
    shown = {} if example is None else {"example": dict(example)}
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}, **shown}}


EXAMPLES: dict[str, dict[str, Any]] = {
    "bill": {"area": 185, "city": "shuozhou", "paid_on": "2022-10-13", "lang": "en"},
    "check": {"area": 185, "paid": "2500.00", "city": "shuozhou", "lang": "en"},
    "compare": {"area": [100, "85.5"], "city": ["shuozhou", "taiyuan"], "lang": "en"},
}
"""A question of each kind, for people to try."""
