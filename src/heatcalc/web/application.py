"""The application: which path is answered by what, and what holds of every request and every response."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from heatcalc.billing.bill import refusal
from heatcalc.errors import Refused, UsageError
from heatcalc.messages import Lang
from heatcalc.show.sheet import json_text
from heatcalc.tariffs.model import Table
from heatcalc.web.answers import Answered, Answers
from heatcalc.web.hosts import LOOPBACK_NAMES, addressed
from heatcalc.web.incoming import asked_language, body_of, language_of, query_language
from heatcalc.web.keys import LONGEST_TEXT, QUESTIONS
from heatcalc.web.pages import Pages
from heatcalc.web.schemas import json_schema, open_api, schema_names
from heatcalc.web.wrong import WrongRequest, usage_object

if TYPE_CHECKING:
    from heatcalc.web.desk.desk import Desk

WAITING = 16
"""How many comparisons and checks may be under way, of which one is worked out."""

HEADERS = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "vary": "accept-language",
}

_RAW = [(name.encode(), value.encode()) for name, value in {**HEADERS, "content-type": "application/json"}.items()]

Reply = Callable[[Request], Awaitable[Response]]


def application(
    table: Table,
    hosts: Sequence[str] = LOOPBACK_NAMES,
    lang: Lang = "zh",
    *,
    pages: bool = True,
    report: Callable[[Exception], None] | None = None,
    desk: "Desk | None" = None,
) -> Starlette:
    """Return the application that answers by a table, addressed as one of `hosts`; `lang` where a request names none.

    `pages` are the resident's page and the table; what is a fault of heatcalc is told to `report`. A `desk` is served
    only where it is given.
    """

    async def wrong(request: Request, error: Exception) -> Response:
        """Answer what Starlette refuses: no such path, another method."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        refused = WrongRequest(status, {404: "no_path", 405: "other_method"}.get(status, "no_request"))
        allowed = error.headers if isinstance(error, HTTPException) else None
        return _wrong(refused, language_of(request, lang), allowed)

    async def fault(request: Request, error: Exception) -> Response:
        if report is not None:
            report(error)
        return _wrong(WrongRequest(500, "fault"), language_of(request, lang))

    routes = [*_questions(Answers(table), lang), *_described(lang)]
    routes += _pages(Pages(table, desk=desk is not None), lang, all_=pages)
    if desk is not None:
        from heatcalc.web.desk.routes import desk_routes

        # Without a referrer browsers do not say either which site a form is from.
        routes += desk_routes(desk, lang, {**HEADERS, "referrer-policy": "same-origin"})
    made = Starlette(
        routes=routes,
        middleware=[Middleware(_Addressed, hosts=tuple(each.lower() for each in hosts), lang=lang)],
        exception_handlers={HTTPException: wrong, Exception: fault},
    )
    made.router.redirect_slashes = False  # a redirection would repeat what the client wrote
    return made


class _Addressed:
    """Lets through what is addressed to us by a name that is allowed."""

    def __init__(self, app: ASGIApp, hosts: Sequence[str], lang: Lang) -> None:
        self._app, self._hosts, self._lang = app, hosts, lang

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not addressed(scope["headers"], self._hosts):
            await _wrong(WrongRequest(421, "other_host"), language_of(Request(scope), self._lang))(scope, receive, send)
        elif scope["type"] in ("http", "lifespan"):
            await self._app(scope, receive, send)


def _questions(answers: Answers, lang: Lang) -> list[Route]:
    """Return the routes of what is asked and answered in JSON."""
    working = asyncio.Semaphore(1)
    waiting = [0]

    async def apart(job: Callable[..., Answered], *given: Any) -> Answered:  # noqa: ANN401 - as the job takes it
        """Work out what takes long in a thread, one at a time, so that bills do not wait for it."""
        if waiting[0] >= WAITING:
            raise WrongRequest(503, "busy")
        waiting[0] += 1
        try:
            async with working:
                return await run_in_threadpool(job, *given)
        finally:
            waiting[0] -= 1

    async def bill(request: Request) -> Answered:
        body = await body_of(request)
        return answers.bill(body, asked_language(body, request, lang))

    async def check(request: Request) -> Answered:
        body = await body_of(request)
        return await apart(answers.check, body, asked_language(body, request, lang))

    async def compare(request: Request) -> Answered:
        body = await body_of(request)
        return await apart(answers.compare, body, asked_language(body, request, lang))

    async def cities(request: Request) -> Answered:
        query_language(request, lang)  # the object is the same in both
        return answers.cities()

    async def sources(request: Request) -> Answered:
        query_language(request, lang)
        return answers.sources()

    async def city(request: Request) -> Answered:
        return answers.city(_name(request), query_language(request, lang))

    async def history(request: Request) -> Answered:
        return answers.history(_name(request), query_language(request, lang))

    asked = {"bill": bill, "check": check, "compare": compare}
    told = {
        "/api/tariffs": cities,
        "/api/tariffs/{city}": city,
        "/api/tariffs/{city}/history": history,
        "/api/sources": sources,
    }
    return [
        *(Route(f"/api/{name}", _answering(asked[name], lang), methods=["POST"]) for name in QUESTIONS),
        *(Route(path, _answering(each, lang)) for path, each in told.items()),
    ]


def _described(lang: Lang) -> list[Route]:
    """Return the routes of what describes the interface to programs."""

    async def document(request: Request) -> Answered:
        return Answered(200, open_api(query_language(request, lang)))

    async def schema(request: Request) -> Answered:
        name = request.path_params["name"]
        if name not in schema_names():
            raise HTTPException(404)
        return Answered(200, json_schema(name, query_language(request, lang)))

    return [
        Route("/api/openapi.json", _answering(document, lang)),
        Route("/api/schemas/{name}", _answering(schema, lang)),
    ]


def _pages(pages: Pages, lang: Lang, *, all_: bool) -> list[Route]:
    """Return the routes of pages for people: that of the interface, or all of them."""

    def shown(made: Callable[[Lang, Mapping[str, str]], tuple[str, str] | None]) -> Reply:
        async def reply(request: Request) -> Response:
            asked = query_language(request, lang)
            found = made(asked, request.path_params)
            if found is None:
                raise HTTPException(404)
            page, policy = found
            headers = {**HEADERS, "content-security-policy": policy, "content-language": asked}
            return Response(page, headers=headers, media_type="text/html")

        return _guarded(reply, lang)

    interface = [Route(path, shown(lambda asked, _: pages.interface(asked, all_=all_))) for path in ("/api", "/api/")]
    if not all_:
        return interface
    return [
        *interface,
        Route("/", shown(lambda asked, _: pages.resident(asked))),
        Route("/table", shown(lambda asked, _: pages.cities(asked))),
        Route("/table/{city}", shown(lambda asked, of: pages.city(of["city"][:LONGEST_TEXT], asked))),
        Route("/sources", shown(lambda asked, _: pages.sources(asked))),
        Route("/coverage", shown(lambda asked, _: pages.coverage(asked))),
    ]


def _answering(answer: Callable[[Request], Awaitable[Answered]], lang: Lang) -> Reply:
    async def reply(request: Request) -> Response:
        answered = await answer(request)
        return _json(answered.status, answered.value)

    return _guarded(reply, lang)


def _guarded(reply: Reply, lang: Lang) -> Reply:
    """Return a reply that answers what is wrong with its request, too."""

    async def answered(request: Request) -> Response:
        try:
            return await reply(request)
        except WrongRequest as error:
            return _wrong(error, language_of(request, lang))
        except UsageError as error:
            return _json(400, usage_object(error, language_of(request, lang)))
        except Refused as error:  # of a city that only has a weight
            return _json(422, refusal(error, language_of(request, lang)).to_dict())
        except ClientDisconnect:
            return Response(status_code=400)  # which nobody reads

    return answered


def _json(status: int, value: Mapping[str, Any], more: Mapping[str, str] | None = None) -> Response:
    made = _JsonResponse(json_text(dict(value), indent=None), status)
    if more is not None:
        made.headers.update(more)
    return made


class _JsonResponse(Response):
    """A response for which all that Starlette would do with the headers of each is done once."""

    def init_headers(self, headers: Mapping[str, str] | None = None) -> None:  # noqa: ARG002 - Starlette's own
        self.raw_headers = [*_RAW, (b"content-length", b"%d" % len(self.body))]


def _wrong(error: WrongRequest, lang: Lang, more: Mapping[str, str] | None = None) -> Response:
    # What was not read of a body is not waited for.
    closed = {"connection": "close"} if error.status in (408, 413, 415, 421) else {}
    return _json(error.status, error.to_dict(lang), {**closed, **(more or {})})


def _name(request: Request) -> str:
    name: str = request.path_params["city"]
    if len(name) > LONGEST_TEXT:
        raise HTTPException(404)
    return name
