"""Writing a tariff table: a first one to start from, and one more tariff in a table of one's own.

What is added is put where it belongs and all else stays as it was, byte for byte: comments are worth keeping.
"""

from collections.abc import Mapping
from typing import Any

import tomli_w

from heatcalc.schema.findings import Findings, KeyPath
from heatcalc.tariffs.load import InvalidTable, inspect_text
from heatcalc.tariffs.toml_lines import lines_of

_FIRST = """\
# A tariff table for heatcalc. Every figure needs a source; what each key means: heatcalc tariff schema.
# Check it with: heatcalc tariff validate FILE    Use it with: heatcalc bill --area 100 --tariffs FILE
# The city below is an example to replace: its figures are made up.

"""


def first_table() -> str:
    """Return the text of a small valid table, to be changed by its reader."""
    table = {
        "schema": 1,
        "default_city": "example",
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
                "id": "example",
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


def add_tariff(
    text: str,
    city: Mapping[str, Any],
    tariff: Mapping[str, Any],
    source: tuple[str, Mapping[str, Any]] | None,
    file: str,
) -> str:
    """Return the text of a table with one more tariff.

    `city` holds at least the `id`; a city that the table does not have is added with what else `city` holds, and so
    is a `source` (its id and fields), a class never. The result is validated as a whole.

    Raises:
        InvalidTable: the text is no valid table, or would not be one with what is added.
    """
    table, findings = inspect_text(text, Findings(), file)
    if table is None:
        raise InvalidTable([finding for finding in findings if finding.severity == "error"])
    index = next((index for index, each in enumerate(table.city) if each.id == city["id"]), None)
    if index is None:
        added = text.rstrip("\n") + "\n\n" + tomli_w.dumps({"city": [{**city, "tariff": [tariff]}]})
    else:
        block = _indented(tomli_w.dumps({"city": {"tariff": [tariff]}}).replace("[city]\n", ""))
        added = _with_block(text, _end_of(text, ("city", index)), block)
    if source is not None and source[0] not in table.sources:
        head = f"[sources.{source[0]}]\n{tomli_w.dumps(source[1])}"
        added = _with_block(added, _start_of_cities(added), head)
    table, findings = inspect_text(added, Findings(), file)
    if table is None:
        raise InvalidTable([finding for finding in findings if finding.severity == "error"])
    return added


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
