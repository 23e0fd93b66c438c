"""The addresses of the desk, and what holds of each: who may come, and what is said where something is wrong."""

import errno
from collections.abc import Awaitable, Callable, Mapping

from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from heatcalc.errors import HeatcalcError
from heatcalc.messages import LANGS, Lang, say
from heatcalc.web.desk import actions, results, views
from heatcalc.web.desk.desk import Desk
from heatcalc.web.desk.form_fields import one
from heatcalc.web.desk.jobs import Job
from heatcalc.web.desk.sessions import may_write, with_cookie
from heatcalc.web.desk.templating import page, page_response, static
from heatcalc.web.desk.uploads import form_of
from heatcalc.web.desk.visit import Visit, visit_wait
from heatcalc.web.incoming import language_of
from heatcalc.web.wrong import WrongRequest

Reply = Callable[[Visit], Awaitable[Response]]
_LANG_COOKIE = "heatcalc_lang"


class CountConvertor(IntegerConvertor):
    """A number from 1 in an address; it is bounded, since Python reads no number of thousands of digits."""

    regex = "[1-9][0-9]{0,11}"


register_url_convertor("count", CountConvertor())

_LOOKED_AT: dict[str, Reply] = {
    "/desk": views.home,
    "/desk/{job}": views.ledger,
    "/desk/{job}/state": views.job_state,
    "/desk/{job}/row": views.to_row,
    "/desk/{job}/row/{line:count}": views.row,
    "/desk/{job}/row/{line:count}/{sheet:count}": views.row,
    "/desk/{job}/made/{number:count}": results.made,
    "/desk/{job}/made/{number:count}/state": results.made_state,
    "/desk/{job}/made/{number:count}/file/{name}": results.file,
    "/desk/{job}/made/{number:count}/read/{name}": results.also_read,
    "/desk/{job}/made/{number:count}/rejects/{code}/{page:count}": results.rejects,
}
_DONE: dict[str, Reply] = {
    "/desk/{job}/choose": actions.choose,
    "/desk/{job}/run": actions.run,
    "/desk/{job}/notices": actions.notices,
    "/desk/{job}/take-back": actions.take_back,
    "/desk/{job}/cancel": actions.cancel_look,
    "/desk/{job}/forget": actions.forget,
    "/desk/{job}/made/{number:count}/cancel": actions.cancel,
    "/desk/{job}/made/{number:count}/drop": actions.drop,
    "/desk/{job}/made/{number:count}/rejects/{code}/{page:count}": actions.mend,
}
_BY_WHAT_WAS_SEEN = (actions.choose, actions.run, actions.notices)
"""What rests on what was seen of a ledger, and so on what is remembered of its headers."""


def desk_routes(desk: Desk, usual: Lang, headers: Mapping[str, str]) -> list[Route]:
    """Return the routes of a desk; `usual` is its language where a browser names none, `headers` those of all pages."""

    async def asset(request: Request) -> Response:
        found = static(request.path_params["name"])
        if found is None:
            return Response(status_code=404, headers=dict(headers))
        return Response(found[0], headers=dict(headers), media_type=found[1])

    async def writing(visit: Visit) -> Visit:
        """Return a visit with the form that it has sent, which must be one of ours."""
        sent = await form_of(visit.request)
        _refuse_others(visit, one(sent, "form"))
        return visit._replace(sent=sent)

    async def upload(visit: Visit) -> Response:
        _refuse_others(visit, visit.request.path_params["form"])
        return await actions.upload(visit)

    def written(reply: Reply) -> Reply:
        async def answered(visit: Visit) -> Response:
            _refuse_others(visit, visit.session.form)  # before its body is read
            sent = await writing(visit)
            if reply in _BY_WHAT_WAS_SEEN and not await _is_seen(visit.job()):
                return visit.to(visit.job().id)
            return await reply(sent)

        return answered

    def guarded(reply: Reply) -> Callable[[Request], Awaitable[Response]]:
        return _guarded(desk, reply, usual, headers)

    return [
        Route("/desk/static/{name}", asset),
        Route("/desk/upload/{form}", guarded(upload), methods=["POST"]),
        *(Route(path, guarded(written(reply)), methods=["POST"]) for path, reply in _DONE.items()),
        *(Route(path, guarded(reply), methods=["GET"]) for path, reply in _LOOKED_AT.items()),
    ]


async def _is_seen(job: Job) -> bool:
    """Return whether the first look at a ledger is over; then what is remembered of its headers is chosen."""
    if job.looking is None or job.key:
        return True
    await visit_wait(job.looking)
    job.looked()
    return job.looking.is_over


def _refuse_others(visit: Visit, form: str) -> None:
    if not may_write(visit.request, visit.session, form):
        raise WrongRequest(403, "desk_other_site")


def _guarded(
    desk: Desk, reply: Reply, usual: Lang, headers: Mapping[str, str]
) -> Callable[[Request], Awaitable[Response]]:
    """Return what answers a request of a session, and by a page what is wrong with any other."""

    async def answered(request: Request) -> Response:
        lang = _language(request, usual)
        try:
            token = request.query_params.get("token")
            if token is not None and request.url.path == "/desk":
                opened = desk.sessions.opened(token)
                if opened is None:
                    raise WrongRequest(403, "desk_no_session")  # noqa: TRY301 - said in one place
                return with_cookie(RedirectResponse("/desk", 303, dict(headers)), request, opened)
            session = desk.sessions.of(request)
            if session is None:
                raise WrongRequest(403, "desk_no_session")  # noqa: TRY301 - said in one place
            response = await reply(Visit(desk, request, lang, session, headers))
        except WrongRequest as error:
            return _wrong(desk, request, lang, error, headers)
        except HeatcalcError as error:
            return _said(desk, request, lang, 422, error.text(lang), headers)
        except ClientDisconnect:
            return Response(status_code=400)  # which nobody reads
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            wrong = WrongRequest(507 if full else 500, "desk_full" if full else "fault")
            return _wrong(desk, request, lang, wrong, headers)
        except Exception as error:  # noqa: BLE001 - a fault of heatcalc, told like all others
            desk.report(type(error).__name__)
            return _wrong(desk, request, lang, WrongRequest(500, "fault"), headers)
        if request.query_params.get("lang") in LANGS:
            response.set_cookie(_LANG_COOKIE, lang, path="/desk", httponly=True, samesite="strict")
        return response

    return answered


def _language(request: Request, usual: Lang) -> Lang:
    asked = (request.query_params.get("lang"), request.cookies.get(_LANG_COOKIE))
    chosen = next((lang for each in asked for lang in LANGS if each == lang), None)
    return chosen or language_of(request, usual)


def _wrong(desk: Desk, request: Request, lang: Lang, error: WrongRequest, headers: Mapping[str, str]) -> Response:
    return _said(desk, request, lang, error.status, say(error.said, lang, **error.values), headers)


def _said(desk: Desk, request: Request, lang: Lang, status: int, reason: str, headers: Mapping[str, str]) -> Response:
    """Return a page that says what is wrong and leads back; a body that was not read is not waited for."""
    closed = {"connection": "close"} if request.method == "POST" else {}
    known = desk.sessions.of(request) is not None
    job = desk.jobs.find(request.path_params.get("job", "")) if known else None
    made = page("wrong.html", lang, "/desk", reason=reason, job=job)
    return page_response(made, lang, {**headers, **closed}, status)
