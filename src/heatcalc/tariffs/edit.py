"""Writing a tariff table: a first one to start from, and one more tariff in a table of one's own.

What is added is put where it belongs and all else stays as it was, byte for byte: comments are worth keeping.
"""

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

import tomli_w

from heatcalc.errors import Refused, UsageError
from heatcalc.measures import CHARGEABLE, Both
from heatcalc.schema.fields import FAILED, DayField
from heatcalc.schema.findings import Findings, KeyPath
from heatcalc.schema.record import NAME_PATTERN
from heatcalc.schema.suggest import near_miss, plain_word
from heatcalc.tariffs.load import InvalidTable, inspect_text, load_tariffs
from heatcalc.tariffs.lookup import names_of_city
from heatcalc.tariffs.model import Table
from heatcalc.tariffs.names import class_words, find_plan
from heatcalc.tariffs.near_names import near_city
from heatcalc.tariffs.toml_lines import lines_of

_EXAMPLE = "example"
"""The city of the first table, which is there to be replaced."""

_FIRST = """\
# A tariff table for heatcalc. Every figure needs a source; what each key means: heatcalc tariff schema.
# Check it with: heatcalc tariff validate FILE    Use it with: heatcalc bill --area 100 --tariffs FILE
# The city below is an example to replace: its figures are made up.

"""


def first_table() -> str:
    """Return the text of a small valid table, to be changed by its reader."""
    table = {
        "schema": 1,
        "default_city": _EXAMPLE,
        "classes": {"residential": {"name": "居民", "english": "Residential"}},
        "sources": {
            "example-notice": {
                "title": "示例：供热价格通知",
                "publisher": "示例",
                "date": "2022",
                "kind": "web",
                "note": "示例，请换成真实的出处",
            }
        },
        "city": [
            {
                "id": _EXAMPLE,
                "name": "示例市",
                "english": "Example",
                "season": [{"start": "11-15", "end": "03-15", "months": 4, "source": "example-notice"}],
                "tariff": [
                    {
                        "class": "residential",
                        "from": "2022-2023",
                        "charge": [{"rate": 5, "per": ["building_m2", "month"]}],
                        "source": "example-notice",
                    }
                ],
            }
        ],
    }
    return _FIRST + tomli_w.dumps(table)


class Added(NamedTuple):
    """A table with one more tariff, and what else was added: messages of `cli`, each with its values."""

    text: str
    notes: list[tuple[str, dict[str, Any]]]


def add_tariff(
    text: str,
    city: Mapping[str, Any],
    tariff: Mapping[str, Any],
    *,
    source: tuple[str, Mapping[str, Any]],
    class_name: str | None = None,
    file: str,
) -> Added:
    """Return the text of a table with one more tariff.

    The `id` of `city` is any name of a city; one that the table does not have is added with what else `city` holds,
    and so is a `source` (its id and fields) and a class: with `class_name`, or as the shipped table has it. The example
    of `first_table` is no longer the default once there is a city of one's own. The result is validated as a whole.

    Raises:
        InvalidTable: the text is no valid table, or would not be one with what is added.
        Refused: several cities are called so.
        UsageError: a new city or class needs an id, what is named is not there, or it is described otherwise.
    """
    table = _sound(text, file)
    notes: list[tuple[str, dict[str, Any]]] = []
    class_ = _class_called(table, tariff["class"])
    tariff = {**tariff, "class": class_}
    if "plan" in tariff:
        tariff["plan"] = find_plan(table, tariff["plan"])
    _refuse_unknown(table, tariff, class_name, source)
    index = _index_of(table, city["id"])
    if index is None:
        if not city["id"].isascii():
            near = near_city(city["id"], table.city)
            raise UsageError("usage.new_city", city=city["id"], hint="" if near is None else near.name)
        added = text.rstrip("\n") + "\n\n" + tomli_w.dumps({"city": [{**city, "tariff": [tariff]}]})
        names = [city[key] for key in ("name", "english") if key in city] or [city["id"]]
        notes.append(("city_added", {"city": Both(names[0], names[-1])}))
        if table.default_city == _EXAMPLE:
            added = _with_default(added, city["id"])
            notes.append(("default_changed", {"city": Both(names[0], names[-1])}))
    else:
        _refuse_otherwise(tomllib.loads(text, parse_float=Decimal)["city"][index], city, table.city[index].both)
        block = _indented(tomli_w.dumps({"city": {"tariff": [tariff]}}).replace("[city]\n", ""))
        added = _with_block(text, _end_of(text, ("city", index)), block)
    source_id, described = source
    if source_id in table.sources:
        _refuse_otherwise(table.sources[source_id]._asdict(), described, source_id)
    elif described:
        head = f"[sources.{source_id}]\n{tomli_w.dumps(described)}"
        added = _with_block(added, _start_of_cities(added), head)
    added = _with_class(added, table, class_, class_name, notes)
    _sound(added, file, saved=False)
    return Added(added, notes)


def _with_class(text: str, table: Table, class_: str, name: str | None, notes: list[tuple[str, dict[str, Any]]]) -> str:
    """Return a text with a class that its table lacks, and note it."""
    if class_ in table.classes:
        called = table.class_name(class_)
        if name is not None and name not in called:
            raise UsageError("usage.already_there", what=called, options=["--class-name"])
        return text
    fields = _class_fields(table, class_, name)
    called = Both(f"{fields['name']}（{class_}）", f"{fields.get('english', fields['name'])} ({class_})")
    notes.append(("class_added", {"class_": called}))
    return _with_block(text, _start_of_cities(text), f"[classes.{class_}]\n{tomli_w.dumps(fields)}")


def _sound(text: str, file: str, *, saved: bool = True) -> Table:
    """Return a table read from its text; findings in a text that is not `saved` have no lines to be looked up."""
    table, findings = inspect_text(text, Findings(), file)
    if table is None:
        errors = [finding for finding in findings if finding.severity == "error"]
        raise InvalidTable(errors if saved else [error._replace(line=0) for error in errors])
    return table


_FROM = DayField(winter=True)


def _refuse_unknown(
    table: Table, tariff: Mapping[str, Any], class_name: str | None, source: tuple[str, Mapping[str, Any]]
) -> None:
    """Refuse what no table with this tariff could hold, by the options that say it.

    Raises:
        UsageError: a class or a source that is not there and not described, a measure or a day that is none.
    """
    class_, from_ = tariff["class"], tariff["from"]
    if class_ not in table.classes and not re.fullmatch(NAME_PATTERN, class_):
        raise UsageError("usage.new_class", class_=class_, hint=near_miss(class_, list(class_words(table))))
    if class_ not in table.classes and not _class_fields(table, class_, class_name):
        raise UsageError("usage.class_without_name", class_=class_, hint=near_miss(class_, list(table.classes)))
    measures = [*CHARGEABLE, *table.measures]
    for name in (name for charge in tariff["charge"] for name in charge["per"] if name not in measures):
        raise UsageError("usage.per", name=name, measures=measures, hint=near_miss(name, measures))
    if _FROM.read(from_, (), Findings()) is FAILED:
        raise UsageError("usage.day_or_winter", option="--from", value=from_, example=_FROM.allowed)
    source_id, described = source
    lacking = [_OPTIONS[key] for key in ("title", "publisher", "kind") if key not in described]
    if source_id not in table.sources and lacking:
        near = near_miss(source_id, list(table.sources))
        raise UsageError("usage.new_source", source=source_id, options=lacking, hint=near)


def _index_of(table: Table, name: str) -> int | None:
    """Return which city is called so; None where none is."""
    wanted = name.strip().casefold()
    found = [
        index
        for index, each in enumerate(table.city)
        if wanted in names_of_city(each.id, each.name, each.english, *each.aliases)
    ]
    if len(found) > 1:
        raise Refused("ambiguous_city", ("city",), city=name, cities=[table.city[index].both for index in found])
    return found[0] if found else None


def _class_called(table: Table, word: str) -> str:
    """Return the class that a word is a name of, here or in the shipped table; the word itself where it is none."""
    for known in (table, load_tariffs()):
        if word in known.classes:
            return word
        if (id_ := class_words(known).get(plain_word(word))) is not None:
            return id_
    return word


def _class_fields(table: Table, class_: str, name: str | None) -> dict[str, str]:
    """Return the entry of a new class: with the name it is given, or as the shipped table has it, or none."""
    known = load_tariffs().classes.get(class_)
    if known is None:
        return {"name": name} if name else {}
    kind = {"kind": known.kind} if known.kind in table.classes else {}
    return {"name": name or known.name, "english": known.english, **kind}


def _refuse_otherwise(there: Mapping[str, Any], said: Mapping[str, Any], what: object) -> None:
    """Refuse what describes something that is there already in other words than it has.

    Raises:
        UsageError: it does.
    """
    other = [key for key, value in said.items() if key not in ("id", "season", "aliases") and there.get(key) != value]
    for season in said.get("season", ()):
        stated = {key: value for key, value in season.items() if key != "source"}
        if not any(stated.items() <= each.items() for each in there.get("season", ())):
            other += [f"season_{key}" for key in stated]
    if other:
        raise UsageError("usage.already_there", what=what, options=[_OPTIONS[key] for key in other])


_OPTIONS = {
    "name": "--city-name",
    "english": "--city-english",
    "province": "--province",
    "title": "--source-title",
    "publisher": "--publisher",
    "date": "--source-date",
    "kind": "--source-kind",
    "url": "--source-url",
    **{f"season_{key}": f"--season-{key}" for key in ("start", "end", "months")},
}


def _with_default(text: str, city: str) -> str:
    """Return a table whose default city is another one."""
    lines = text.split("\n")
    at = lines_of(text)[("default_city",)] - 1
    lines[at] = re.sub(rf"([\"']){_EXAMPLE}\1", f'"{city}"', lines[at], count=1)
    return "\n".join(lines)


def _end_of(text: str, path: KeyPath) -> int:
    """Return the last line, from 1, of a city: the one before the next table that is not within it."""
    lines = lines_of(text)
    start = lines[path]
    later = [
        line
        for other, line in lines.items()
        if line > start and (len(other) == 1 or (len(other) >= 2 and other[:2] != path))
    ]
    return min(later, default=text.count("\n") + 2) - 1


def _start_of_cities(text: str) -> int:
    """Return the line, from 1, before the first city."""
    return lines_of(text)[("city", 0)] - 1


def _with_block(text: str, line: int, block: str) -> str:
    lines = text.split("\n")
    before, after = lines[:line], lines[line:]
    while before and not before[-1].strip():
        before.pop()
    return "\n".join([*before, "", block.rstrip("\n"), "", *after]).rstrip("\n") + "\n"


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" if line else line for line in text.splitlines())
