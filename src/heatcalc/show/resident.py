"""The resident's page: one file that a city or a heat company can put on its site, and that calculates by itself."""

import json
from html import escape
from pathlib import Path
from typing import Any

from heatcalc.formula.explain import BASES
from heatcalc.measures import COUNTED, MEASURES
from heatcalc.messages import LANGS, Lang, say, texts_of
from heatcalc.show.html_page import PAGE_STYLE

_SCRIPTS = ("resident.js", "resident_steps.js", "resident_page.js")
_FORM = """\
form { display: grid; gap: .8rem; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); margin: 1rem 0; }
label { display: grid; gap: .2rem; align-content: start; }
label.tick { grid-auto-flow: column; justify-content: start; align-items: center; gap: .5rem; }
select, input { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--faint);
  border-radius: .3rem; padding: .5rem; width: 100%; min-height: 2.75rem; }
input[type=checkbox] { width: 1.4rem; min-height: 1.4rem; }
:focus-visible { outline: 3px solid #2f6fb3; outline-offset: 1px; }
.due { font-size: 2rem; font-weight: 700; margin: .4rem 0; } .bad { font-weight: 600; } td:first-child { min-width: 0; }
.formula { color: var(--faint); overflow-wrap: anywhere; }
summary { min-height: 2.75rem; padding: .6rem 0; cursor: pointer; }"""


def resident_page(data: dict[str, Any], sources: dict[str, str], lang: Lang) -> str:
    """Return the page: the form, the script with its formulas, and nothing from anywhere else."""
    at = LANGS.index(lang)
    units = {name: {"unit": each.unit[at], "kind": each.kind, "name": each.name[at]} for name, each in MEASURES.items()}
    words = {
        "lang": lang,
        "units": units,
        "counted": {name: unit[at] for name, unit in COUNTED.items()},
        "basis": {name: say(f"bill.basis_{name}", lang) for name in BASES},
        "say": {key: pair[at] for key, pair in texts_of("page").items()} | data["called"],
        "payers": {name: say(f"show.payer_{name}", lang) for name in ("household", "government")},
    }
    island = json.dumps({**data, "sources": sources, "text": words}, ensure_ascii=False, separators=(",", ":"))
    script = "\n".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in _SCRIPTS)
    title, footer = (escape(say(f"page.{key}", lang)) for key in ("resident_title", "footer"))
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline';"
        " script-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>\n{PAGE_STYLE}\n{_FORM}\n</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
        f"<p>{escape(say('page.resident_how', lang))}</p>\n"
        f"<noscript><p>{escape(say('page.noscript', lang))}</p></noscript>\n"
        '<form id="home" autocomplete="off"></form>\n<section id="answer" aria-live="polite"></section>\n'
        f'<details id="cities"><summary>{escape(say("page.compare", lang))}</summary>\n'
        '<div id="compared"></div></details>\n'
        f"</main>\n<footer>{footer}</footer>\n"
        f'<script type="application/json" id="data">{island.replace("<", chr(92) + "u003c")}</script>\n'
        f"<script>\n{script}</script>\n</body>\n</html>\n"
    )
