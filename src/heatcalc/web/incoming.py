"""What a request brings: the object in its body, and the language that it asks for."""

import asyncio
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from starlette.requests import ClientDisconnect, Request

from heatcalc.messages import LANGS, Lang
from heatcalc.web.json_body import read_object
from heatcalc.web.wrong import WrongRequest

MOST_BYTES = 16 * 1024
"""How long a body may be [byte]; a question about all cities, each with its weight, takes 3 kB."""
BODY_SECONDS = 10
"""How long a body may take to arrive [s]."""
_JSON = re.compile(rb'application/json(?:\s*;\s*charset="?utf-8"?)?', re.IGNORECASE)


async def body_of(request: Request) -> dict[str, Any]:
    """Return the object that a request has for its body.

    Raises:
        WrongRequest: it is none, too long, too slow, or called something else.
    """
    if request.scope["query_string"]:
        raise WrongRequest(400, "no_query")
    headers: dict[bytes, bytes] = dict(request.scope["headers"])
    if not _JSON.fullmatch(headers.get(b"content-type", b"").strip()) or headers.get(b"content-encoding"):
        raise WrongRequest(415, "no_json_type")
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or len(length) > 9 or int(length) > MOST_BYTES:
        raise WrongRequest(413, "long_body", most=MOST_BYTES)
    # A timer costs a tenth of a bill, and most bodies come whole: one of which nothing comes, the server ends.
    data, more = await _part(request)
    if more:
        try:
            async with asyncio.timeout(BODY_SECONDS):
                while more:
                    part, more = await _part(request)
                    data += part
                    if len(data) > MOST_BYTES:
                        raise WrongRequest(413, "long_body", most=MOST_BYTES)
        except TimeoutError:
            raise WrongRequest(408, "slow_body", seconds=BODY_SECONDS) from None
    return read_object(data)


async def _part(request: Request) -> tuple[bytes, bool]:
    """Return what has come of a body since the last time, and whether more will.

    Raises:
        WrongRequest: it is too long by itself.
        ClientDisconnect: the client has gone.
    """
    message = await request.receive()
    if message["type"] != "http.request":
        raise ClientDisconnect
    part: bytes = message.get("body", b"")
    if len(part) > MOST_BYTES:
        raise WrongRequest(413, "long_body", most=MOST_BYTES)
    return part, message.get("more_body", False)


def asked_language(body: Mapping[str, Any], request: Request, usual: Lang) -> Lang:
    """Return the language of an answer: the one that the body names, or that of the request."""
    named = body.get("lang")
    return next((each for each in LANGS if each == named), None) or language_of(request, usual)


def query_language(request: Request, usual: Lang) -> Lang:
    """Return the language that the query names, or that of the request.

    Raises:
        WrongRequest: it has anything else.
    """
    asked = request.query_params.multi_items()
    if not asked:
        return language_of(request, usual)
    found = next((each for each in LANGS if asked == [("lang", each)]), None)
    if found is None:
        raise WrongRequest(400, "query")
    return found


_RANGE = re.compile(r"\s*(\*|[a-z]{1,8})(?:-[a-z0-9-]{1,40})?\s*(?:;\s*q=([01](?:\.[0-9]{0,3})?)\s*)?", re.IGNORECASE)


def language_of(request: Request, usual: Lang) -> Lang:
    """Return the language that a request likes best of those that we have; `usual` where it says nothing of them."""
    named = next((value for name, value in request.scope["headers"] if name == b"accept-language"), b"")
    return _liked(named[:200].decode("latin-1"), usual) if named else usual


@lru_cache(256)
def _liked(named: str, usual: Lang) -> Lang:
    best, most = usual, 0.0
    for each in named.split(","):
        found = _RANGE.fullmatch(each)
        weight = float(found[2] or 1) if found else 0.0
        known = next((lang for lang in LANGS if found and found[1].lower() == lang), None)
        if known is not None and weight > most:
            best, most = known, weight
    return best
