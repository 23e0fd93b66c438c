"""The text of a payment notice, and its HTML: one page a home, to print on A5 or A4."""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Literal, NamedTuple

from heatcalc.export.notices import Notice
from heatcalc.messages import Lang, say
from heatcalc.money import CNY, Currency, in_capitals
from heatcalc.show.bill_sheet import payer_name, source_text
from heatcalc.show.html_page import data_uri
from heatcalc.show.sheet import clean

Paper = Literal["A5", "A4"]
PAPERS: dict[Paper, tuple[int, int]] = {"A5": (148, 210), "A4": (210, 297)}
"""Width and height [mm]."""


class Letterhead(NamedTuple):
    """What the company puts on each notice: its name, its telephone, and the image of a payment code (PNG or JPEG)."""

    company: str = ""
    phone: str = ""
    code: bytes = b""


class NoticeText(NamedTuple):
    """The texts of a notice, before any format."""

    title: str
    fields: list[tuple[str, str]]
    lines: list[tuple[str, str, str]]
    """Label, formula, amount."""
    amounts: str
    """What stands above the amounts."""
    sums: list[tuple[str, str]]
    due: tuple[str, str]
    capitals: str
    notes: list[str]
    sources: list[str]
    footer: str


def text_of(notice: Notice, head: Letterhead, lang: Lang) -> NoticeText:
    """Return the texts of a notice."""
    bill, currency = notice.bill, Currency(notice.bill.currency)
    named = (
        ("account", notice.account),
        ("name", notice.name),
        ("address", notice.address),
        ("tariff", bill.title),
        ("pay_by", notice.pay_by.isoformat() if notice.pay_by else ""),
        ("phone", head.phone),
    )
    shared = {payer: amount for payer, amount in bill.payers.items() if amount and payer != "household"}
    sums = [(say("show.total", lang), str(bill.total))] if shared or bill.total != bill.due else []
    sums += [(say("show.paid_by", lang, payer=payer_name(payer, lang)), str(each)) for payer, each in shared.items()]
    title = say("notice.title", lang)
    return NoticeText(
        clean(f"{head.company} {title}".strip()),
        [(say(f"notice.{key}", lang), clean(value)) for key, value in named if value],
        [(line.label, line.formula, str(line.amount)) for line in bill.lines],
        say("show.amount", lang, unit=currency.word(lang)),
        sums,
        (say("show.due", lang), currency.behind(str(bill.due), lang)),
        f"{say('notice.capitals', lang)}{in_capitals(bill.due)}" if currency == CNY else "",
        [clean(note) for note in bill.notes],
        [clean(source_text(source, lang)) for source in bill.sources.values()],
        say("page.footer", lang),
    )


_STYLE = """\
* { box-sizing: border-box; }
body { margin: 0; color: #1a1a1a; background: #e8e8e8;
  font: 10.5pt/1.45 "Songti SC", SimSun, "Noto Serif CJK SC", "WenQuanYi Micro Hei", serif; }
article { width: WIDTHmm; min-height: HEIGHTmm; margin: 6mm auto; padding: 12mm; background: #fff; break-after: page; }
h1 { font-size: 15pt; margin: 0 0 4mm; text-align: center; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 1mm 4mm; margin: 0 0 4mm; }
dt { color: #555; } dd { margin: 0; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: 1.2mm 1mm; text-align: left; border-bottom: .3mm solid #bbb; }
td:last-child, th:last-child { text-align: right; white-space: nowrap; }
.formula { color: #555; font-size: 9pt; overflow-wrap: anywhere; }
.due { font-size: 14pt; font-weight: 700; margin: 3mm 0 0; } .capitals { margin: 0 0 3mm; }
img { float: right; width: 28mm; margin: 0 0 2mm 3mm; }
ul { margin: 0; padding-left: 5mm; font-size: 8.5pt; color: #444; }
footer { margin-top: 3mm; font-size: 8pt; color: #555; clear: both; }
@page { size: PAPER portrait; margin: 0; }
@media print { body { background: none; } article { margin: 0; } }
@media screen and (max-width: WIDTHmm) { article { width: auto; margin: 0; } }"""


def html_pages(texts: Iterable[NoticeText], head: Letterhead, paper: Paper, lang: Lang) -> Iterator[str]:
    """Yield a page of notices, piece by piece."""
    width, height = PAPERS[paper]
    style = _STYLE.replace("WIDTH", str(width)).replace("HEIGHT", str(height)).replace("PAPER", paper)
    yield (
        f'<!doctype html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(say('notice.title', lang))}</title>\n<style>\n{style}\n</style>\n</head>\n<body>\n<main>\n"
    )
    for text in texts:
        yield _article(text, head, lang)
    yield "</main>\n</body>\n</html>\n"


def _article(text: NoticeText, head: Letterhead, lang: Lang) -> str:
    fields = "".join(f"<dt>{escape(key)}</dt><dd>{escape(value)}</dd>" for key, value in text.fields)
    line = '<tr><td>{}<br><span class="formula">{}</span></td><td>{}</td></tr>\n'
    rows = "".join(line.format(*map(escape, each)) for each in text.lines)
    rows += "".join(f"<tr><td>{escape(label)}</td><td>{escape(amount)}</td></tr>\n" for label, amount in text.sums)
    heads = (say("show.line", lang), text.amounts)
    table = f"<thead><tr>{''.join(f'<th scope=col>{escape(each)}</th>' for each in heads)}</tr></thead>"
    notes = "".join(f"<li>{escape(note)}</li>" for note in [*text.notes, *text.sources])
    return (
        f"<article>\n<h1>{escape(text.title)}</h1>\n{_image(head, lang)}<dl>{fields}</dl>\n"
        f"<table>{table}<tbody>\n{rows}</tbody></table>\n"
        f'<p class="due">{escape(" ".join(text.due))}</p>\n<p class="capitals">{escape(text.capitals)}</p>\n'
        f"<ul>{notes}</ul>\n<footer>{escape(text.footer)}</footer>\n</article>\n"
    )


def _image(head: Letterhead, lang: Lang) -> str:
    if not head.code:
        return ""
    return f'<img src="{data_uri(head.code)}" alt="{escape(say("notice.code", lang))}">\n'
