"""Every object that the interface takes or gives is as its JSON Schema says, and OpenAPI tells of all of them."""

import json
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from heatcalc.messages import LANGS
from heatcalc.web.schemas import EXAMPLES, json_schema, schema_names
from tests.helpers.serving import Served
from tests.web.test_answers import CASES


def check(value: dict[str, Any], name: str) -> None:
    Draft202012Validator(json_schema(name, "zh")).validate(value)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", schema_names())
def test_a_schema_is_one_and_is_served(name: str, lang: str, server: Served) -> None:
    schema = server.get(f"/api/schemas/{name}?lang={lang}").value
    Draft202012Validator.check_schema(schema)
    defined = schema.get("$defs", {})
    assert {ref.rpartition("/")[2] for ref in re.findall(r'"\$ref": "([^"]*)"', json.dumps(schema))} <= set(defined)


@pytest.mark.parametrize("name", CASES)
def test_questions_and_answers_are_as_their_schemas_say(name: str, server: Served) -> None:
    question, body, _ = CASES[name]
    check(body, f"{question}-question")
    value = server.post(question, body).value
    check(value, "refusal" if name.startswith("refused") else question)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/tariffs", "cities"),
        ("/api/tariffs/nowhere", "refusal"),
        ("/api/sources", "sources"),
        ("/api/no", "error"),
    ],
)
def test_what_is_told_is_as_its_schema_says(path: str, name: str, server: Served) -> None:
    check(server.get(path).value, name)


def test_all_cities_are_as_their_schema_says(server: Served) -> None:
    for city in server.get("/api/tariffs").value["cities"]:
        check(server.get(f"/api/tariffs/{city['id']}").value, "city")
        prices = server.get(f"/api/tariffs/{city['id']}/history")
        check(prices.value, "history" if prices.status == 200 else "refusal")


def test_a_schema_refuses_what_it_should() -> None:
    bill = Draft202012Validator(json_schema("bill", "zh"))
    question = Draft202012Validator(json_schema("check-question", "zh"))
    assert not bill.is_valid({"schema": "heatcalc.bill/1", "due": 2797.20})
    assert not question.is_valid({"area": 185})
    assert not question.is_valid({"paid": 1, "tariffs": "x.toml"})
    assert question.is_valid({"paid": 1, "stopped": None})


@pytest.mark.parametrize("lang", LANGS)
def test_the_document_of_openapi_is_complete_in_itself(lang: str, server: Served) -> None:
    document = server.get(f"/api/openapi.json?lang={lang}").value
    assert document["openapi"] == "3.1.0"
    schemas = document["components"]["schemas"]
    refs = set(re.findall(r'"\$ref": "([^"]*)"', json.dumps(document)))
    assert refs <= {f"#/components/schemas/{name}" for name in schemas}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"]
            assert "200" in operation["responses"]
            if method == "post":
                content = operation["requestBody"]["content"]["application/json"]
                assert server.post(path.removeprefix("/api/"), content["example"]).status == 200
            else:
                reply = server.get(path.replace("{city}", "taiyuan"))
                named = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
                assert reply.status == 200
                assert reply.value["schema"] == f"heatcalc.{named.rpartition('/')[2]}/1"
    texts = re.findall(r'"(?:summary|description)": "((?:[^"\\]|\\.)*)"', json.dumps(document, ensure_ascii=False))
    assert lang == "zh" or not [text for text in texts if re.search(r"[\u3400-\u9fff]", text)]


def test_every_example_is_a_question() -> None:
    for question, body in EXAMPLES.items():
        check(body, f"{question}-question")
