"""The text of a payment notice, and its HTML: one page a home, to print on A5 or A4."""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Literal, NamedTuple

from heatcalc.errors import UsageError
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
    """What the company puts on each notice: its name, its telephone, and the image of a payment code (PNG or JPEG).

    `ground` is the document of its own by which it charges.
    """

    company: str = ""
    phone: str = ""
    code: bytes = b""
    ground: str = ""


def letterhead(company: str, phone: str, code: bytes, ground: str) -> Letterhead:
    """Return a letterhead.

    Raises:
        UsageError: a ground is given without the company whose it is.
    """
    if ground and not company:
        raise UsageError("notice.ground_alone")
    return Letterhead(company, phone, code, ground)


class Receipt(NamedTuple):
    """What stands at the foot of a company's notice: who signs for it, and a part to cut off and keep."""

    sender: str
    title: str
    fields: list[tuple[str, str]]
    blanks: list[str]
    """What is filled in by hand."""


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
    receipt: Receipt | None = None


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
    fields = [(say(f"notice.{key}", lang), clean(value)) for key, value in named if value]
    due = bill.due + notice.arrears
    owed = (say("notice.due_in_all" if notice.arrears else "show.due", lang), currency.behind(str(due), lang))
    ground = f"{say('notice.ground', lang)}{clean(head.ground)}"
    sources = [ground] if head.ground else [clean(source_text(source, lang)) for source in bill.sources.values()]
    return NoticeText(
        clean(f"{head.company} {say('notice.title', lang)}".strip()),
        fields,
        [(line.label, line.formula, str(line.amount)) for line in bill.lines],
        say("show.amount", lang, unit=currency.word(lang)),
        _sums(notice, lang),
        owed,
        f"{say('notice.capitals', lang)}{in_capitals(due)}" if currency == CNY else "",
        [clean(note) for note in bill.notes],
        sources,
        "" if head.company else say("page.footer", lang),
        _receipt(fields, owed, head, lang) if head.company else None,
    )


def _sums(notice: Notice, lang: Lang) -> list[tuple[str, str]]:
    """Return what stands between the lines of a bill and what is due in all."""
    bill = notice.bill
    shared = {payer: amount for payer, amount in bill.payers.items() if amount and payer != "household"}
    sums = [(say("show.total", lang), str(bill.total))] if shared or bill.total != bill.due else []
    sums += [(say("show.paid_by", lang, payer=payer_name(payer, lang)), str(each)) for payer, each in shared.items()]
    if notice.arrears:
        sums += [(say("notice.this_winter", lang), str(bill.due)), (say("notice.arrears", lang), str(notice.arrears))]
    return sums


def _receipt(fields: list[tuple[str, str]], due: tuple[str, str], head: Letterhead, lang: Lang) -> Receipt:
    kept = {say(f"notice.{key}", lang) for key in ("account", "name", "address", "tariff")}
    return Receipt(
        say("notice.sealed", lang, company=clean(head.company)),
        say("notice.receipt", lang),
        [*(each for each in fields if each[0] in kept), due],
        [say("notice.signed", lang), say("notice.signed_on", lang)],
    )


_STYLE = """\
* { box-sizing: border-box; }
body { margin: 0; color: #1a1a1a; background: #e8e8e8;
  font: BODYpt/1.5 "Songti SC", SimSun, "Noto Serif CJK SC", "WenQuanYi Micro Hei", serif; }
article { width: WIDTHmm; min-height: HEIGHTmm; margin: 6mm auto; padding: 12mm; background: #fff; break-after: page;
  display: flex; flex-direction: column; position: relative; }
h1 { font-size: 1.45em; margin: 0 0 4mm; text-align: center; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 1mm 4mm; margin: 0 0 4mm; }
dt { color: #555; } dd { margin: 0; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: 1.2mm 1mm; text-align: left; border-bottom: .3mm solid #bbb; }
td:last-child, th:last-child { text-align: right; white-space: nowrap; }
.formula { color: #555; font-size: .86em; overflow-wrap: anywhere; }
.due { font-size: 1.35em; font-weight: 700; margin: 3mm 0 0; display: flex; justify-content: space-between; }
.capitals { margin: 0 0 3mm; }
.head { display: flex; justify-content: space-between; align-items: flex-start; } .head dl { flex: 1; }
img { width: 28mm; margin: 0 0 2mm 3mm; }
ul { margin: 0; padding-left: 5mm; font-size: .82em; color: #444; }
footer { margin-top: 3mm; font-size: .8em; color: #555; }
.sender { margin: 6mm 0 0 auto; } .receipt { margin-top: auto; padding-top: 8mm; break-inside: avoid; }
.receipt h2 { font-size: 1.1em; margin: 0 0 2mm; padding-top: 3mm; border-top: .3mm dashed #777; text-align: center; }
.receipt dl { margin: 0; } .blanks { display: flex; gap: 6mm; margin: 5mm 0 0; }
.blanks span { flex: 1; border-bottom: .3mm solid #777; }
@page { size: PAPER portrait; margin: 0; }
@media print { body { background: none; } article { margin: 0; } }
@media screen and (max-width: WIDTHmm) { article { width: auto; margin: 0; } }"""


def html_pages(texts: Iterable[NoticeText], head: Letterhead, paper: Paper, lang: Lang) -> Iterator[str]:
    """Yield a page of notices, piece by piece."""
    width, height = PAPERS[paper]
    style = _STYLE.replace("WIDTH", str(width)).replace("HEIGHT", str(height)).replace("PAPER", paper)
    style = style.replace("BODY", "11.5")
    yield (
        f'<!doctype html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(say('notice.title', lang))}</title>\n<style>\n{style}\n</style>\n</head>\n<body>\n<main>\n"
    )
    for text in texts:
        yield _article(text, head, lang)
    yield "</main>\n</body>\n</html>\n"


def _article(text: NoticeText, head: Letterhead, lang: Lang) -> str:
    line = '<tr><td>{}<br><span class="formula">{}</span></td><td>{}</td></tr>\n'
    rows = "".join(line.format(*map(escape, each)) for each in text.lines)
    rows += "".join(f"<tr><td>{escape(label)}</td><td>{escape(amount)}</td></tr>\n" for label, amount in text.sums)
    heads = (say("show.line", lang), text.amounts)
    table = f"<thead><tr>{''.join(f'<th scope=col>{escape(each)}</th>' for each in heads)}</tr></thead>"
    notes = "".join(f"<li>{escape(note)}</li>" for note in [*text.notes, *text.sources])
    footer = f"<footer>{escape(text.footer)}</footer>\n" if text.footer else ""
    label, due = map(escape, text.due)
    return (
        f'<article>\n<h1>{escape(text.title)}</h1>\n<div class="head">{_list(text.fields)}{_image(head, lang)}</div>\n'
        f"<table>{table}<tbody>\n{rows}</tbody></table>\n"
        f'<p class="due"><span>{label}</span> <span>{due}</span></p>\n'
        f'<p class="capitals">{escape(text.capitals)}</p>\n'
        f"<ul>{notes}</ul>\n{footer}{'' if text.receipt is None else _stub(text.receipt)}</article>\n"
    )


def _list(fields: list[tuple[str, str]]) -> str:
    return f"<dl>{''.join(f'<dt>{escape(key)}</dt><dd>{escape(value)}</dd>' for key, value in fields)}</dl>"


def _stub(receipt: Receipt) -> str:
    blanks = "".join(f"<span>{escape(each)}</span>" for each in receipt.blanks)
    return (
        f'<p class="sender">{escape(receipt.sender)}</p>\n<div class="receipt"><h2>{escape(receipt.title)}</h2>\n'
        f'{_list(receipt.fields)}<p class="blanks">{blanks}</p></div>\n'
    )


def _image(head: Letterhead, lang: Lang) -> str:
    if not head.code:
        return ""
    return f'<img src="{data_uri(head.code)}" alt="{escape(say("notice.code", lang))}">\n'
