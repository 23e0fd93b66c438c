"""What a request brings: the object in its body, and the language that it asks for."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from heatcalc.messages import LANGS, Lang
from heatcalc.web.json_body import read_object
from heatcalc.web.wrong import WrongRequest

MOST_BYTES = 16 * 1024
"""How long a body may be [byte]; a question about all cities, each with its weight, takes 3 kB."""
BODY_SECONDS = 10
"""How long a body may take to arrive [s]."""
_JSON = re.compile(r'application/json(?:\s*;\s*charset="?utf-8"?)?', re.IGNORECASE)


async def body_of(request: Request) -> dict[str, Any]:
    """Return the object that a request has for its body.

    Raises:
        WrongRequest: it is none, too long, too slow, or called something else.
    """
    headers = request.headers
    if request.scope["query_string"]:
        raise WrongRequest(400, "no_query")
    if not _JSON.fullmatch(headers.get("content-type", "").strip()) or headers.get("content-encoding"):
        raise WrongRequest(415, "no_json_type")
    length = headers.get("content-length", "0")
    if not length.isdecimal() or len(length) > 9 or int(length) > MOST_BYTES:
        raise WrongRequest(413, "long_body", most=MOST_BYTES)
    data = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for part in request.stream():
                data += part
                if len(data) > MOST_BYTES:
                    raise WrongRequest(413, "long_body", most=MOST_BYTES)
    except TimeoutError:
        raise WrongRequest(408, "slow_body", seconds=BODY_SECONDS) from None
    return read_object(bytes(data))


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
    best, most = usual, 0.0
    for each in request.headers.get("accept-language", "")[:200].split(","):
        found = _RANGE.fullmatch(each)
        weight = float(found[2] or 1) if found else 0.0
        known = next((lang for lang in LANGS if found and found[1].lower() == lang), None)
        if known is not None and weight > most:
            best, most = known, weight
    return best
