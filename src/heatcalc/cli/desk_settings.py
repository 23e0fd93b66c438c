"""Settings of `batch` and `notice`, as the clerk's desk takes them."""

from pathlib import Path
from typing import Any

from heatcalc.billing.request import period_of
from heatcalc.cli.option_groups import Reading
from heatcalc.cli.settings import defaults, settings
from heatcalc.ledger.columns import bare
from heatcalc.schema.winters import winter_text
from heatcalc.tariffs.model import Table
from heatcalc.web.desk.choices import Choices
from heatcalc.web.desk.usual import Settings, Usual

_HELD = ("city", "class", "plan", "winter", "encoding", "map", "map-value", "map-file", "mask", "due", "font")
_OVERRULED = ("out-format", "out-encoding", "max-rejects")


def desk_settings(table: Table) -> Settings:
    """Return what the settings of the environment and the files say of the commands that a desk does.

    Raises:
        InputFileError: a file of settings, or of meanings, cannot be read.
        UsageError: a winter, a column or a word is not said as it should be.
    """
    held = settings()
    used = {command: defaults(command, held) for command in ("batch", "notice")}
    told: dict[str, bool] = {}
    for each in held:
        if each.command in ("", *used) and each.name in (*_HELD, *_OVERRULED):
            value = ", ".join(each.value) if isinstance(each.value, list) else each.value
            told.setdefault(f"{each.name} = {value} ({each.origin})", each.name in _HELD)
    return Settings(
        _usual(used["batch"], table),
        _usual(used["notice"], table),
        tuple(text for text, holds in told.items() if holds),
        tuple(text for text, holds in told.items() if not holds),
    )


def _usual(said: dict[str, Any], table: Table) -> Usual:
    file, font = said.get("map-file"), said.get("font")
    meant = Reading(said.get("map"), said.get("map-value"), Path(file) if file else None).meant(table.attributes())
    asked = {*map(bare, meant.asked)}
    city, class_, plan, encoding = (str(said.get(name, "")) for name in ("city", "class", "plan", "encoding"))
    winter = period_of(said.get("winter"))
    overruled = {name for name in _OVERRULED if name in said}
    return Usual(
        Choices(
            {bare(header): meaning for header, meaning in meant.columns.items()},
            {bare(header): words for header, words in meant.words.items()},
            city=city,
            class_=class_,
            plan=plan,
            winter="" if winter is None else winter_text(winter),
            encoding=encoding,
        ),
        frozenset(bare(header) for header in (*meant.columns, *meant.words) if bare(header) not in asked),
        mask=str(said.get("mask", "")).lower() in ("1", "true", "yes", "on", "t", "y"),
        due=str(said.get("due", "")),
        font=Path(font) if font else None,
        overruled=frozenset(overruled | ({"engine"} if said.get("engine") == "spark" else set())),
    )
