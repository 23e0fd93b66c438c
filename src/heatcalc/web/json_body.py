"""The JSON object of a request, read strictly: every number is its own digits, no key comes twice."""

import json
import re
from typing import Any, NoReturn

from heatcalc.web.wrong import WrongRequest

_NO_TEXT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
"""Characters that no command line could hold: controls, and halves of characters."""


class Digits(str):
    """A number of JSON, as it was written: 0.1 stays 0.1, and 1e999999999 costs nothing."""

    __slots__ = ()


def read_object(data: bytes) -> dict[str, Any]:
    """Return the object of a body, its numbers as `Digits`.

    Raises:
        WrongRequest: it is no JSON, no object, has a key twice, or a text with control characters.
    """
    try:
        value = _STRICT.decode(data.decode())
    except (ValueError, RecursionError):  # of bytes that are no UTF-8, too
        raise WrongRequest(400, "not_json") from None
    if not isinstance(value, dict):
        raise WrongRequest(400, "no_object")
    _check_texts(value)
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise WrongRequest(400, "key_twice", _NO_TEXT.sub("?", twice[:100]))
    return made


def _no_number(_: str) -> NoReturn:
    """Refuse NaN and Infinity, which Python would read and JSON does not have."""
    raise ValueError


_STRICT = json.JSONDecoder(object_pairs_hook=_once, parse_float=Digits, parse_int=Digits, parse_constant=_no_number)


def _check_texts(value: dict[str, Any]) -> None:
    """Check all texts of an object, in its lists and objects too; what lies deeper no key takes.

    Raises:
        WrongRequest: one has a control character.
    """
    for name, each in value.items():
        inner = [*each, *each.values()] if isinstance(each, dict) else each if isinstance(each, list) else [each]
        for text in (name, *inner):
            if isinstance(text, str) and _NO_TEXT.search(text):
                raise WrongRequest(400, "bad_text", _NO_TEXT.sub("?", name[:100]))
