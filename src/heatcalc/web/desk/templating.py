"""The pages of the desk, from templates in which every text is escaped unless it is HTML of our own."""

from functools import cache
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import Response

from heatcalc.messages import LANGS, Lang, say
from heatcalc.own_files import own_file
from heatcalc.show.html_page import PAGE_STYLE, section, table_of
from heatcalc.show.sheet import Sheet, clean
from heatcalc.web.desk.remedies import remedies

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FunctionLoader(lambda name: own_file(f"web/desk/templates/{name}").decode()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    made.globals["remedies"] = remedies
    made.globals["sheet_table"] = _sheet_table
    made.globals["notes"] = _notes
    made.filters["exact"] = _exact
    return made


def _shown(value: Any) -> Any:  # noqa: ANN401 - whatever a template shows
    """Return a text without what could deceive its reader, as every page has it."""
    return clean(value) if type(value) is str else value


def _exact(value: str) -> Markup:
    """Return a text of which a form must send back every character."""
    return escape(value)


def _sheet_table(sheet: Sheet) -> Markup:
    return Markup(table_of(sheet, stacked=True))  # noqa: S704 - which escapes for itself


def _notes(heading: str, said: list[str]) -> Markup:
    return Markup(section(heading, said))  # noqa: S704 - which escapes for itself


def page(template: str, lang: Lang, path: str, **values: Any) -> str:  # noqa: ANN401 - whatever a template shows
    """Return a page of the desk in a language; `path` is that of its address."""

    def t(key: str, **filled: Any) -> str:  # noqa: ANN401 - as `say` takes them
        return say(f"desk.{key}", lang, **filled)

    other = LANGS[1 - LANGS.index(lang)]
    return _environment().get_template(template).render(t=t, lang=lang, other=other, path=path, **values)


def page_response(made: str, lang: Lang, headers: dict[str, str], status: int = 200) -> Response:
    """Return a page as a response."""
    named = {**headers, "content-security-policy": POLICY, "content-language": lang}
    return Response(made, status, named, media_type="text/html")


@cache
def static(name: str) -> tuple[str, str] | None:
    """Return a style or a script that pages use, with its type; None where there is none of that name."""
    kinds = {"desk.css": "text/css", "desk.js": "text/javascript"}
    if name not in kinds:
        return None
    made = own_file(f"web/desk/static/{name}").decode()
    return (f"{PAGE_STYLE}\n{made}" if name == "desk.css" else made), kinds[name]
