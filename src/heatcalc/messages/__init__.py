"""The catalogue of messages: everything heatcalc says, in Chinese and English, keyed by `room.name`.

Each room has a file of texts, loaded when the first of them is needed. All characters are in GBK.
"""

from functools import cache
from importlib import import_module
from typing import Any, Literal, get_args

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = get_args(Lang)


def say(key: str, lang: Lang, /, **values: Any) -> str:  # noqa: ANN401 - whatever a message can show
    """Return the message `key` in `lang`, filled with `values`.

    A value that is a pair of texts (Chinese, English), such as `measures.Both`, is shown in `lang`; a list is joined.

    Raises:
        KeyError: for a key that the catalogue does not have, or a value that its text needs and did not get.
    """
    room, _, name = key.partition(".")
    template = _texts(room)[name][LANGS.index(lang)]
    return template.format(**{name: _shown(value, lang) for name, value in values.items()}) if values else template


@cache
def _texts(room: str) -> dict[str, tuple[str, str]]:
    texts: dict[str, tuple[str, str]] = import_module(f"heatcalc.messages.{room}").TEXTS
    return texts


def _shown(value: object, lang: Lang) -> str:
    if isinstance(value, tuple):
        return str(value[LANGS.index(lang)])
    if isinstance(value, list):
        return ("、" if lang == "zh" else ", ").join(_shown(item, lang) for item in value)
    return str(value)
