"""What can go wrong, and the exit code of each.

    HeatcalcError
    ├── UsageError       2   the command or the call was wrong
    ├── InputFileError   3   a file is unusable as a whole
    ├── InvalidTable     4   the tariff table has errors (findings)
    ├── Refused          4   the table cannot answer; answers return it as a `Refusal` value
    ├── OutputError      5   the result could not be written
    └── UnprovenError   70   an engine's result is not what the ledger and the exact reader say; nothing is published

Anything else that escapes is a bug: exit code 70. An error carries the key of its message and the values in it; the
words are put to it where it is shown, in the reader's language.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from heatcalc.messages import LANGS, Lang, say


class HeatcalcError(Exception):
    """An expected failure: `key` names its message in the catalogue, `values` fill it.

    Of a file among several, or a sheet, `where` among the values says which it is, and `hint` what else may be meant.
    """

    exit_code = 70
    lang: Lang = "zh"
    """In which language it is shown as a text, where nobody asks for one."""

    def __init__(self, key: str, **values: Any) -> None:  # noqa: ANN401 - whatever a message can show
        super().__init__(key)
        self.key = key
        self.values = values

    def text(self, lang: Lang) -> str:
        """Return the message in `lang`."""
        said = say(self.key, lang, **self.values)
        if where := self.values.get("where"):
            said = say("files.within", lang, where=where, said=said)
        hint = self.values.get("hint")
        return f"{said}{say('usage.typer_meant', lang, meant=hint)}" if hint else said

    def __str__(self) -> str:
        return self.text(self.lang)


class UsageError(HeatcalcError):
    """The command or the call was wrong."""

    exit_code = 2


class InputFileError(HeatcalcError):
    """A file that was to be read is missing or unusable as a whole."""

    exit_code = 3


class Refused(HeatcalcError):
    """A sound question that the table cannot answer. `missing` names what would have to be supplied.

    `code` is stable, for machines; `message` is the key of another wording than the code's own.
    """

    exit_code = 4

    def __init__(self, code: str, missing: tuple[str, ...] = (), *, message: str = "", **values: Any) -> None:  # noqa: ANN401
        super().__init__(f"refused.{message or code}", **values)
        self.code = code
        self.missing = missing


@contextmanager
def said_of(where: str) -> Iterator[None]:
    """Say of an error in what file or sheet it is; `where` is blank where there is but one."""
    try:
        yield
    except InputFileError as error:
        if where:
            error.values.setdefault("where", where)
        raise


@contextmanager
def told_in(lang: Lang) -> Iterator[None]:
    """Let what goes wrong be told in the language that was asked for, as the reasons of rejects are."""
    try:
        yield
    except HeatcalcError as error:
        error.lang = lang if lang in LANGS else error.lang
        raise


class OutputError(HeatcalcError):
    """The result could not be written."""

    exit_code = 5


class UnprovenError(HeatcalcError):
    """What an engine gave failed the proof: a fault of the engine or of heatcalc, never of the ledger."""

    exit_code = 70
