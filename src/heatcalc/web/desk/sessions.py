"""Who may use the desk: whoever came with its token, by a cookie; and which requests may write."""

import secrets
from collections import OrderedDict
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

_MOST = 64
"""So many sessions are known; the oldest goes."""


class DeskSession(NamedTuple):
    """A browser that came with the token: `form` is what its forms carry."""

    id: str
    form: str


class Sessions:
    """The sessions of a desk.

    There are two tokens. That of the address which is printed may be used again; that of the address which a browser is
    started with, and which other users of the machine may see among its arguments, once.
    """

    def __init__(self) -> None:
        self.printed = secrets.token_urlsafe(24)
        self.once = secrets.token_urlsafe(24)
        self._once_used = False
        self._known: OrderedDict[str, DeskSession] = OrderedDict()

    def opened(self, token: str) -> DeskSession | None:
        """Return a new session for a token; None for one that is wrong, or used up."""
        given = token.encode()
        by_once = secrets.compare_digest(given, self.once.encode()) and not self._once_used
        if not (secrets.compare_digest(given, self.printed.encode()) or by_once):
            return None
        self._once_used = self._once_used or by_once
        made = DeskSession(secrets.token_urlsafe(24), secrets.token_urlsafe(24))
        self._known[made.id] = made
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
        return made

    def of(self, request: Request) -> DeskSession | None:
        """Return the session of a request."""
        return self._known.get(request.cookies.get(_cookie(request), ""))


def with_cookie(response: Response, request: Request, session: DeskSession) -> Response:
    """Return a response that gives a browser its session, until it is closed."""
    response.set_cookie(_cookie(request), session.id, path="/desk", httponly=True, samesite="strict")
    return response


def _cookie(request: Request) -> str:
    """Return the name of the cookie: browsers share cookies among the ports of a machine."""
    server = request.scope.get("server") or ("", 0)
    return f"heatcalc_desk_{server[1]}"


def may_write(request: Request, session: DeskSession, form: str) -> bool:
    """Return whether a request comes from a page of ours: it has the form's token, and its browser says so too."""
    if not secrets.compare_digest(form.encode(), session.form.encode()):
        return False
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None and site != "same-origin":
        return False
    own = f"{request.url.scheme}://{request.headers.get('host', '')}"
    if origin is not None and origin != own:
        return False
    return site is not None or origin is not None
