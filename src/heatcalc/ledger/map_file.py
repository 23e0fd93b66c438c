"""A file that says what the columns and words of a ledger mean, to fill in once and to read ever after.

`[columns]` has header = meaning, or `carry`; `[words."用户类别"]` has word = a word that is understood.
What is left blank says nothing.
"""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from heatcalc.errors import InputFileError
from heatcalc.files.small import read_small
from heatcalc.messages import Lang, say

CARRY = "carry"


class LedgerMap(NamedTuple):
    """What columns mean, header → meaning, `""` of one that is only carried; and words, header → word → meaning."""

    columns: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    asked: tuple[str, ...] = ()
    """The columns that the ledger must have; a file may name others, for it is read with many ledgers."""


def read_map(path: Path) -> LedgerMap:
    """Read a file of what columns and words mean.

    Raises:
        InputFileError: it cannot be read, or is of another form.
    """
    try:
        document = tomllib.loads(read_small(path).decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputFileError("files.unreadable", file=path, reason=error) from error
    strange = [name for name in document if name not in ("columns", "words")]
    if strange:
        raise InputFileError("ledger.map_key", file=path, found=strange[0])
    columns = document.get("columns", {})
    if not isinstance(columns, dict):
        raise InputFileError("ledger.map_key", file=path, found="columns")
    columns = _texts(path, columns)
    words = document.get("words", {})
    if not isinstance(words, dict):
        raise InputFileError("ledger.map_key", file=path, found="words")
    flat = [header for header, table in words.items() if not isinstance(table, dict)]
    if flat:
        raise InputFileError("ledger.map_key", file=path, found=flat[0])
    return LedgerMap(
        {header: "" if meaning == CARRY else meaning for header, meaning in columns.items() if meaning},
        {
            header: {word: meant for word, meant in _texts(path, said).items() if meant}
            for header, said in words.items()
        },
    )


def _texts(path: Path, table: Any) -> dict[str, str]:  # noqa: ANN401 - what TOML gives
    for key, value in table.items():
        if not isinstance(value, str):
            raise InputFileError("ledger.map_key", file=path, found=key)
    return dict(table)


def map_text(columns: Sequence[str], words: Mapping[tuple[str, str], int], known: LedgerMap, lang: Lang) -> str:
    """Return a file to fill in, of columns and of words, each with how often it occurs; what is `known` is kept."""
    lines = [f"# {line}" for line in say("ledger.map_head", lang).split("\n")]
    lines += ["", "[columns]"]
    lines += [_toml({header: meaning or CARRY}) for header, meaning in known.columns.items()]
    lines += [_toml({header: ""}) for header in columns]
    headers = dict.fromkeys([*known.words, *(header for header, _ in words)])
    for header in headers:
        lines += ["", _toml({"words": {header: {}}})]
        lines += [_toml({word: meant}) for word, meant in known.words.get(header, {}).items()]
        found = [(word, count) for (column, word), count in words.items() if column == header]
        for word, count in sorted(found, key=lambda each: (-each[1], each[0])):
            if word not in known.words.get(header, {}):
                lines.append(f"{_toml({word: ''})}  # {say('ledger.map_count', lang, count=count)}")
    return "\n".join(lines) + "\n"


def _toml(table: dict[str, Any]) -> str:
    """Return a table of one key as a line of TOML."""
    import tomli_w

    return tomli_w.dumps(table).strip()
