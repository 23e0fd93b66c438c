"""What the settings of the command say, so that the desk bills as the command does where nothing is chosen."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from heatcalc.ledger.columns import bare
from heatcalc.ledger.format_names import CSV_ENCODING
from heatcalc.web.desk.choices import Choices
from heatcalc.web.desk.running import Output


class Usual(NamedTuple):
    """What settings say of a command."""

    choices: Choices = Choices()
    """How a ledger is read where nothing else is chosen."""
    may_lack: frozenset[str] = frozenset()
    """The headers that only a file of meanings names: a ledger need not have them."""
    mask: bool = False
    due: str = ""
    """Until when notices are to be paid."""
    font: Path | None = None
    """The font of notices as PDF."""
    overruled: frozenset[str] = frozenset()
    """The settings that hold at no desk."""

    def fill(self, choices: Choices, headers: Iterable[str] | None) -> Choices:
        """Return choices with what is usual where they say nothing, of a ledger with some headers if they are known."""
        usual = self.choices
        there = None if headers is None else {*map(bare, headers)}

        def holds(header: str) -> bool:
            return there is None or header in there or header not in self.may_lack

        words = {header: dict(meant) for header, meant in usual.words.items() if holds(header)}
        for header, meant in choices.words.items():
            words.setdefault(header, {}).update(meant)
        return choices._replace(
            columns={each: meant for each, meant in usual.columns.items() if holds(each)} | dict(choices.columns),
            words=words,
            city=choices.city or usual.city,
            class_=choices.class_ or usual.class_,
            plan=choices.plan or usual.plan,
            winter=choices.winter or usual.winter,
            encoding=choices.encoding or usual.encoding,
        )

    def overruling(self, output: Output) -> list[str]:
        """Return the arguments of `heatcalc batch` by which settings that hold at no desk do not hold for it either."""
        said = ["--out-format", output.suffix] if "out-format" in self.overruled else []
        if "out-encoding" in self.overruled and output.encoding == CSV_ENCODING:
            said += ["--out-encoding", CSV_ENCODING]
        said += ["--max-rejects", "100%"] if "max-rejects" in self.overruled else []
        return said + (["--engine", "compiled"] if "engine" in self.overruled else [])


class Settings(NamedTuple):
    """What settings say of the commands that a desk does."""

    batch: Usual = Usual()
    notice: Usual = Usual()
    held: tuple[str, ...] = ()
    """Those that hold at the desk, each with its value and where it comes from."""
    not_held: tuple[str, ...] = ()
    """Those that do not."""
