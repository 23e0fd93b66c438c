"""What a clerk says of a ledger: as options of a run, as the options of the command line, and as a file to remember."""

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from heatcalc.batches.batch_options import BatchOptions, options_of
from heatcalc.errors import InputFileError, OutputError, Refused
from heatcalc.files.atomic import write_whole
from heatcalc.files.small import read_small
from heatcalc.ledger.columns import bare
from heatcalc.ledger.map_file import LedgerMap, map_text
from heatcalc.messages import Lang
from heatcalc.tariffs.lookup import find_city, find_class
from heatcalc.tariffs.model import Table
from heatcalc.tariffs.names import find_plan
from heatcalc.tariffs.seasons import seasons_of

MAP_FILE = "map.toml"
"""What the command line calls the file of meanings, where they cannot be options."""
_SCHEMA = "heatcalc.desk/1"
_KEPT = ("columns", "words", "city", "class_", "plan", "several")
"""What is remembered; another winter, file or sheet is another question."""
_YEAR = re.compile("[0-9]{4}", re.ASCII)
"""A calendar year, by which some cities bill."""
_PLAIN_HEADER = re.compile(r"[^=:：\s]+")
_PLAIN_WORD = re.compile(r"[^=：\s](?:[^=：\n\r]*[^=：\s])?")


class Choices(NamedTuple):
    """How a ledger is read: blanks leave it to heatcalc."""

    columns: Mapping[str, str] = {}
    """Header → meaning; `""` of a column that is only carried."""
    words: Mapping[str, Mapping[str, str]] = {}
    """Header → word → a word that is understood."""
    city: str = ""
    class_: str = ""
    plan: str = ""
    winter: str = ""
    encoding: str = ""
    sheets: tuple[str, ...] = ()
    several: bool = False

    def options(self, table: Table, lang: Lang) -> BatchOptions:
        """Return these as options of a run.

        Raises:
            UsageError: a winter or a column that does not exist.
        """
        carried = [header for header, meaning in self.columns.items() if not meaning]
        return options_of(
            table,
            {
                "city": self.city or None,
                "class_": self.class_,
                "plan": self.plan,
                "winter": int(self.winter) if _YEAR.fullmatch(self.winter) else self.winter or None,
                "columns": {header: meaning for header, meaning in self.columns.items() if meaning},
                "carry": carried,
                "words": {header: dict(meant) for header, meant in self.words.items()},
                "encoding": self.encoding or None,
                "several": self.several,
                "lang": lang,
            },
        )._replace(sheets=self.sheets)

    def refuse_unknown(self, table: Table, said: Collection[str]) -> None:
        """Check what rows are billed by that do not say it themselves; `said` are the columns of the ledger.

        Raises:
            HeatcalcError: the table has no such city, class, plan or winter: no row could be billed by it.
        """
        city = find_city(table, self.city or table.default_city or table.city[0].id)
        if self.class_:
            find_class(table, city, self.class_)
        if self.plan:
            find_plan(table, self.plan)
        winter = self.options(table, "zh").defaults.winter
        if winter is None:
            return
        refusal = None
        for each in table.city if "city" in said else (city,):
            try:
                seasons_of(each, winter)
            except Refused as error:
                refusal = refusal or error
            else:
                return
        assert refusal is not None, "a table has a city"
        raise refusal

    def arguments(self) -> list[str]:
        """Return these as arguments of `heatcalc batch`."""
        pairs = self._pairs()
        said = ["--map-file", MAP_FILE] if pairs is None else pairs
        for option, value in (("--city", self.city), ("--class", self.class_), ("--plan", self.plan)):
            said += [option, value] if value else []
        period = "--year" if _YEAR.fullmatch(self.winter) else "--winter"
        said += [period, self.winter] if self.winter else []
        said += ["--several"] if self.several else []
        said += ["--encoding", self.encoding] if self.encoding else []
        return said + [part for sheet in self.sheets for part in ("--sheet", sheet)]

    def _pairs(self) -> list[str] | None:
        """Return columns and words as options; None where one cannot be one."""
        said: list[str] = []
        for header, meaning in self.columns.items():
            if not _PLAIN_HEADER.fullmatch(header):
                return None
            said += ["--map", f"{header}={meaning}"] if meaning else ["--carry", header]
        for header, meant in self.words.items():
            for word, meaning in meant.items():
                if not (_PLAIN_HEADER.fullmatch(header) and _PLAIN_WORD.fullmatch(word)):
                    return None
                said += ["--map-value", f"{header}:{word}={meaning}"]
        return said

    def map_file(self, lang: Lang) -> str:
        """Return columns and words as a file for `--map-file`."""
        return map_text([], {}, LedgerMap(self.columns, self.words), lang)


def key_of_headers(headers: Iterable[str]) -> str:
    """Return what a set of headers is remembered by."""
    return sha256("\n".join(sorted(map(bare, headers))).encode()).hexdigest()[:32]


class Memory:
    """The folder of what was chosen for ledgers with the same headers: a file each, of names and words alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def recall(self, key: str) -> Choices | None:
        """Return what was chosen for a set of headers; None where nothing was.

        Raises:
            ValueError: what is there is not what was written.
        """
        try:
            text = read_small(self.folder / f"{key}.json").decode()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except InputFileError as error:
            raise ValueError(error.key) from error
        try:
            return _choices_of(json.loads(text))
        except RecursionError as error:
            raise ValueError(_SCHEMA) from error

    def keep(self, key: str, choices: Choices) -> None:
        """Remember what was chosen; what was there before is gone only once this is there.

        Raises:
            OutputError: it cannot be written.
        """
        path = self.folder / f"{key}.json"
        kept = {name: value for name, value in choices._asdict().items() if name in _KEPT}
        text = json.dumps({"schema": _SCHEMA, **kept}, ensure_ascii=False, indent=2) + "\n"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if path.exists():
                path.chmod(0o600)  # a file that is replaced keeps its mode
        except OSError as error:
            raise OutputError("files.unwritable", file=path, reason=error.strerror or error) from error
        write_whole(path, text, force=True)


def _choices_of(document: Any) -> Choices:  # noqa: ANN401 - what JSON gives
    if not isinstance(document, dict) or document.pop("schema", None) != _SCHEMA or {*document} != {*_KEPT}:
        raise ValueError(_SCHEMA)
    columns, words = document["columns"], document["words"]
    texts = [document[name] for name in ("city", "class_", "plan")]
    if not (isinstance(columns, dict) and isinstance(words, dict) and isinstance(document["several"], bool)):
        raise ValueError(_SCHEMA)  # noqa: TRY004 - one error for whatever it is
    texts += [*columns.values(), *(each for meant in words.values() for each in _values(meant))]
    if not all(isinstance(each, str) for each in texts):
        raise ValueError(_SCHEMA)
    return Choices(**document)


def _values(meant: Any) -> Sequence[Any]:  # noqa: ANN401 - what JSON gives
    return list(meant.values()) if isinstance(meant, dict) else [None]
