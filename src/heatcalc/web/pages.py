"""The pages: the resident's, the table's, and that of the interface. No script and no style from anywhere else."""

import base64
import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any

from heatcalc.billing.bill import Refusal
from heatcalc.errors import Refused
from heatcalc.interface import page
from heatcalc.messages import LANGS, Lang, say
from heatcalc.show.coverage_sheet import coverage_sheets
from heatcalc.show.html_page import document, section, table_of, text
from heatcalc.show.sheet import Column, Sheet
from heatcalc.show.tariff_sheets import city_sheet, list_sheet, sources_sheet
from heatcalc.tariffs.lookup import find_city
from heatcalc.tariffs.model import Table
from heatcalc.web.keys import QUESTIONS
from heatcalc.web.schemas import EXAMPLES, open_api, schema_names

_NAV_STYLE = """
nav { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; margin: 0 0 1rem; }
nav a, li a, td a { color: inherit; padding: .3rem 0; }"""
_STYLE = f"""{_NAV_STYLE}
code, pre {{ font-size: .9rem; overflow-wrap: anywhere; }}
pre {{ white-space: pre-wrap; border: 1px solid var(--rule); padding: .6rem; }}
ul.cities {{ columns: 8rem; }}"""
_MANY_COLUMNS = """
body { max-width: 64rem; }
@media (max-width: 60rem) { table { font-size: .8rem; } th, td { padding-right: .3rem; overflow-wrap: anywhere; } }"""
_LINKS = {"/": "home", "/table": "table", "/sources": "sources", "/coverage": "coverage", "/api/": "interface"}
_INLINE = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)

Shown = tuple[str, str]
"""A page, and the content security policy that lets run what stands in it and nothing else."""


class Pages:
    """The pages of one table, each made when it is first asked for."""

    def __init__(self, table: Table, *, desk: bool = False) -> None:
        """Make them for a table; where there is a `desk`, pages lead to it."""
        self.table = table
        self._links = {**({"/desk": "desk"} if desk else {}), **_LINKS}
        self._resident = lru_cache(len(LANGS))(self._make_resident)
        self._cities = lru_cache(len(LANGS))(self._make_cities)
        self._coverage = lru_cache(len(LANGS))(self._make_coverage)
        self._sources = lru_cache(len(LANGS))(self._make_sources)

    def resident(self, lang: Lang) -> Shown | None:
        """Return the page that calculates by itself, as `heatcalc page` writes it; None where it is refused."""
        return self._resident(lang)

    def _make_resident(self, lang: Lang) -> Shown | None:
        made = page(tariffs=self.table, lang=lang)
        if isinstance(made, Refusal):
            return None
        if "/desk" in self._links:
            made = made.replace("</head>", f"<style>{_NAV_STYLE}\n</style>\n</head>", 1)
            made = made.replace("<main>\n", f"<main>\n{_nav({'/desk': self._links['/desk']}, lang)}", 1)
        return _with_policy(made)

    def cities(self, lang: Lang) -> Shown:
        """Return the page of all cities and their prices."""
        return self._cities(lang)

    def _make_cities(self, lang: Lang) -> Shown:
        at = LANGS.index(lang)
        links = "".join(
            f'<li><a href="/table/{text(city.id)}">{text(city.both[at])}</a></li>\n' for city in self.table.city
        )
        sheet = list_sheet(self.table, lang)
        cities = f'<h2>{text(say("web.by_city", lang))}</h2>\n<ul class="cities">\n{links}</ul>\n'
        return _page(sheet.title or say("web.table", lang), cities + _whole(sheet), lang, self._links)

    def city(self, name: str, lang: Lang) -> Shown | None:
        """Return the page of all entries of a city; None where there is none of that name."""
        try:
            sheet = city_sheet(self.table, find_city(self.table, name), lang)
        except Refused:
            return None
        return _page(sheet.title, _whole(sheet), lang, self._links)

    def sources(self, lang: Lang) -> Shown:
        """Return the page of all sources."""
        return self._sources(lang)

    def _make_sources(self, lang: Lang) -> Shown:
        sheet = sources_sheet(self.table, lang)
        return _page(sheet.title or say("web.sources", lang), _whole(sheet), lang, self._links)

    def coverage(self, lang: Lang) -> Shown:
        """Return the page of what the table has of each city and what it lacks, province by province."""
        return self._coverage(lang)

    def _make_coverage(self, lang: Lang) -> Shown:
        whole, *provinces = coverage_sheets(self.table, lang)
        parts = [_whole(whole)]
        parts += [f"<h2>{text(sheet.title)}</h2>\n{table_of(sheet, stacked=True)}" for sheet in provinces]
        return _page(whole.title, "".join(parts), lang, self._links, style=_MANY_COLUMNS)

    def interface(self, lang: Lang, *, all_: bool) -> Shown:
        """Return the page of the interface: each address with what it takes and gives."""
        described = open_api(lang)
        parts = [f"<p>{text(say('web.interface_how', lang))}</p>\n"]
        for path, operations in described["paths"].items():
            for method, operation in operations.items():
                parts.append(_operation(method, path, operation, lang))
        links = [f"/api/schemas/{name}" for name in schema_names()]
        items = "".join(f'<li><a href="{text(link)}">{text(link)}</a></li>\n' for link in ("/api/openapi.json", *links))
        parts.append(f"<h2>{text(say('web.for_programs', lang))}</h2>\n<ul>\n{items}</ul>\n")
        return _page(say("web.interface", lang), "".join(parts), lang, self._links if all_ else {})


def _operation(method: str, path: str, operation: dict[str, Any], lang: Lang) -> str:
    """Return what an address takes and gives, with a command to try it."""
    parts = [f"<h2><code>{method.upper()} {text(path)}</code></h2>\n<p>{text(operation['summary'])}</p>\n"]
    name = operation["operationId"]
    if method == "post":
        asked = json.dumps(EXAMPLES[name], ensure_ascii=False)
        shown = f"curl -s localhost:8185{path} -H 'content-type: application/json' -d '{asked}'"
        parts.append(f"<pre>{text(shown)}</pre>\n")
        columns = [Column(each, say(f"web.{each}", lang)) for each in ("name", "takes", "about")]
        sheet = Sheet("", columns)
        sheet.rows = [
            [key.name, say(f"web.takes_{key.taken}", lang), key.about(lang)] for key in QUESTIONS[name].values()
        ]
        parts.append(table_of(sheet, stacked=True))
    answers = operation["responses"].items()
    parts.append(section(say("web.gives", lang), [f"{status}: {each['description']}" for status, each in answers]))
    return "".join(parts)


def _whole(sheet: Sheet) -> str:
    sections: Iterable[str] = (section(heading, notes) for heading, notes in sheet.sections)
    return table_of(sheet, stacked=True) + "".join(sections)


def _page(title: str, body: str, lang: Lang, links: Mapping[str, str], *, style: str = "") -> Shown:
    return _with_policy(document(title, _nav(links, lang) + body, lang, _STYLE + style))


def _nav(links: Mapping[str, str], lang: Lang) -> str:
    shown = "".join(f'<a href="{link}">{text(say(f"web.{name}", lang))}</a>\n' for link, name in links.items())
    return f"<nav>\n{shown}</nav>\n" if shown else ""


def _with_policy(made: str) -> Shown:
    """Return a page with the policy that allows the scripts and styles in it, by their hashes."""
    allowed: dict[str, list[str]] = {"script": [], "style": []}
    for kind, inside in _INLINE.findall(made):
        allowed[kind].append(f"'sha256-{base64.b64encode(sha256(inside.encode()).digest()).decode()}'")
    sources = "; ".join(
        f"{kind}-src {' '.join(hashes) or chr(39) + 'none' + chr(39)}" for kind, hashes in allowed.items()
    )
    return made, f"default-src 'none'; {sources}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
