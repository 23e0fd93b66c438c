"""The resident's page: one file that a city or a heat company can put on its site, and that calculates by itself."""

import json
from html import escape
from typing import Any, NamedTuple

from heatcalc.formula.explain import BASES
from heatcalc.measures import COUNTED, MEASURES
from heatcalc.messages import LANGS, Lang, say, texts_of
from heatcalc.own_files import own_file
from heatcalc.show.html_page import PAGE_STYLE, data_uri, text

_SCRIPTS = ("resident.js", "resident_steps.js", "resident_supply.js", "resident_link.js", "resident_page.js")
_FORM = """\
.fields { display: grid; grid-gap: .8rem; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); margin: 1rem 0; }
#more { grid-column: 1 / -1; } #more .fields { margin: .4rem 0 0; }
.field label { display: block; margin-bottom: .2rem; } .tick label { margin: 0; }
.tick { display: flex; align-items: center; min-height: 2.75rem; }
.tick label { padding: .6rem 0 .6rem .5rem; flex: 1; }
.field small { display: block; color: var(--faint); margin-top: .2rem; }
select, input { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--faint);
  border-radius: .3rem; padding: .5rem; width: 100%; min-height: 2.75rem; }
input[type=checkbox] { width: 1.4rem; min-height: 1.4rem; flex: none; margin: 0; }
:focus { outline: 3px solid #2f6fb3; outline-offset: 1px; } :focus:not(:focus-visible) { outline: 0; }
select:focus, input:focus { outline: 3px solid #2f6fb3; }
.due { font-size: 2rem; font-weight: 700; margin: .4rem 0; } .bad { font-weight: 600; } td:first-child { min-width: 0; }
.formula { color: var(--faint); overflow-wrap: anywhere; }
summary { min-height: 2.75rem; padding: .6rem 0; cursor: pointer; }
header { display: flex; align-items: center; flex-wrap: wrap; margin: -1.2rem -1.2rem 1.2rem; padding: .8rem 1.2rem;
  border-bottom: 1px solid var(--rule); }
header img { max-height: 3rem; max-width: 40%; padding: .25rem; margin-right: .8rem; background: #fff; }
header p { margin: 0; font-size: 1.1rem; font-weight: 600; flex: 1; }
header a { color: inherit; white-space: nowrap; }"""
_ACCENT = "header { background: ACCENT; color: #fff; border: 0; }\nheader a { color: #fff; }"
_TOLD = ("too_high", "no_rule_for_home", "needs_winter", "below_zero", "no_charge", "part_and_refund", "part_of_mixed")
"""The refusals of a formula whose messages need nothing but what they say; the page words the others by itself."""
_OLD = """\
if (typeof BigInt === "undefined") document.getElementById("answer").appendChild(document.createTextNode(%s));"""
"""In the oldest of scripts: what a browser that cannot read the others says."""


class Site(NamedTuple):
    """Whose page it is: the company's or the city's name, telephone, logo (PNG or JPEG) and colour (`#0b5394`)."""

    company: str = ""
    phone: str = ""
    logo: bytes = b""
    accent: str = ""


NOBODY = Site()


def resident_page(data: dict[str, Any], sources: dict[str, str], lang: Lang, site: Site = NOBODY) -> str:
    """Return the page: the form, the script with its formulas, and nothing from anywhere else."""
    script = "\n".join(own_file(f"show/{name}").decode() for name in _SCRIPTS)
    alone = [city["name"] for city in data["cities"]] if len(data["cities"]) == 1 else []
    title = text(" · ".join([say("page.resident_title", lang), *alone]))
    style = "\n".join((PAGE_STYLE, _FORM, *([_ACCENT.replace("ACCENT", site.accent)] if site.accent else [])))
    old = _OLD % json.dumps(say("page.old_browser", lang))
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:;'
        " style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
        f"<title>{' · '.join(filter(None, (title, text(site.company))))}</title>\n"
        f"<style>\n{style}\n</style>\n</head>\n<body>\n{_head(site)}<main>\n<h1>{title}</h1>\n"
        f"<p>{escape(say('page.resident_how', lang))}</p>\n"
        f"<noscript><p>{escape(say('page.noscript', lang))}</p></noscript>\n"
        '<form id="home" autocomplete="off"></form>\n<section id="answer" aria-live="polite"></section>\n'
        f'<details id="cities"><summary>{escape(say("page.compare", lang))}</summary>\n'
        '<div id="compared"></div></details>\n'
        f"</main>\n<footer>{_foot(site, lang)}</footer>\n<script>\n{old}\n</script>\n"
        f'<script type="application/json" id="data">{_island(data, sources, lang)}</script>\n'
        f"<script>\n{script}</script>\n</body>\n</html>\n"
    )


def _island(data: dict[str, Any], sources: dict[str, str], lang: Lang) -> str:
    """Return what the script reads: JSON that no text can end."""
    at = LANGS.index(lang)
    known = {name: each for name, each in MEASURES.items() if each.kind != "own" or name in data["inputs"]}
    units = {name: {"unit": each.unit[at], "kind": each.kind, "name": each.name[at]} for name, each in known.items()}
    words = {
        "lang": lang,
        "units": units,
        "counted": {name: unit[at] for name, unit in COUNTED.items()},
        "basis": {name: say(f"bill.basis_{name}", lang) for name in BASES},
        "say": {key: pair[at] for key, pair in texts_of("page").items()} | data["called"],
        "refused": {code: texts_of("refused")[code][at] for code in _TOLD},
        "payers": {name: say(f"show.payer_{name}", lang) for name in ("household", "government")},
    }
    island = json.dumps({**data, "sources": sources, "text": words}, ensure_ascii=False, separators=(",", ":"))
    return island.replace("<", "\\u003c")


def _head(site: Site) -> str:
    """Return the band with whose page it is; blank where nothing is said of it."""
    logo = f'<img src="{data_uri(site.logo)}" alt="">' if site.logo else ""
    digits = "".join(each for each in site.phone if each in "+0123456789")
    phone = f'<a href="tel:{digits}">{text(site.phone)}</a>' if digits else text(site.phone)
    if not any(site[:3]):
        return ""
    return f"<header>{logo}<p>{text(site.company)}</p>{phone}</header>\n"


def _foot(site: Site, lang: Lang) -> str:
    said = [say("page.company_footer", lang, company=site.company) if site.company else say("page.footer", lang)]
    said += [say("page.phone", lang, phone=site.phone)] if site.phone else []
    return "<br>\n".join(map(text, said))
