"""The catalogue of messages: everything heatcalc says, in Chinese and English, keyed by `room.name`.

Each room has a file of texts, which is read when the first of them is needed: a name, and its texts in both languages,
each a string or a list of lines. All characters are in GBK.
"""

import json
from functools import cache
from typing import Any, Literal, get_args

from heatcalc.own_files import own_file

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = get_args(Lang)


def say(key: str, lang: Lang, /, **values: Any) -> str:  # noqa: ANN401 - whatever a message can show
    """Return the message `key` in `lang`, filled with `values`.

    A value that is a pair of texts (Chinese, English), such as `measures.Both`, is shown in `lang`; a list is joined.

    Raises:
        KeyError: for a key that the catalogue does not have, or a value that its text needs and did not get.
    """
    template = _template(key, lang)
    if not values:
        return template
    text = template.format(**{name: _shown(value, lang) for name, value in values.items()})
    if not text.isprintable():  # bytes that are no UTF-8, as a file's name may have, can be written nowhere
        text = text.encode("utf-8", "backslashreplace").decode()
    return text


@cache
def _template(key: str, lang: Lang) -> str:
    room, _, name = key.partition(".")
    return texts_of(room)[name][LANGS.index(lang)]


@cache
def texts_of(room: str) -> dict[str, tuple[str, str]]:
    """Return the texts of a room by name, each in Chinese and English."""
    texts = json.loads(own_file(f"messages/{room}.json"))
    return {name: (_whole(chinese), _whole(english)) for name, (chinese, english) in texts.items()}


def _whole(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "\n".join(text)


def _shown(value: object, lang: Lang) -> str:
    if isinstance(value, tuple):
        return str(value[LANGS.index(lang)])
    if isinstance(value, list):
        return ("、" if lang == "zh" else ", ").join(_shown(item, lang) for item in value)
    return str(value)
