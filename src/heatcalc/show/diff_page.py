"""The page of two runs that were compared, to lay before those who decide: prices, sums, who pays more, and why."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from heatcalc.diffs.diff import Diff
from heatcalc.diffs.diff_sums import ALONE
from heatcalc.messages import LANGS, Lang, say
from heatcalc.show.bill_sheet import source_text
from heatcalc.show.diff_sheet import MOST_VALUES, table_of_prices
from heatcalc.show.diff_words import (
    Named,
    carried_notes,
    changes_of,
    is_reform,
    left_out_text,
    mean_of,
    more_values,
    reasons_of,
    rules_changed,
    said_of,
    share_of,
    winter_notes,
    winters_of,
    without_options,
)
from heatcalc.show.html_page import document, figures, section, table_of, text
from heatcalc.show.memo_words import grouped, large_scale
from heatcalc.show.reform_prices import ChangedCharge, prices_used
from heatcalc.show.sheet import Column, Sheet
from heatcalc.tariffs.model import WEAK
from heatcalc.version import __version__

_STYLE = """
body { max-width: 60rem; } p { margin: .35rem 0; overflow-wrap: anywhere; }
.lead { font-size: 1.1rem; font-weight: 600; } .small { color: var(--faint); font-size: .85rem; }
.charts { display: flex; flex-wrap: wrap; gap: 0 1.5rem; } .charts figure { flex: 1 1 17rem; }"""
_MOST_TOLD = 4
"""So many prices that change are told in a sentence; a table has all of them."""
_AMOUNTS = ("before", "after", "change")


def diff_page(done: Diff, names: Named, charts: Sequence[str], lang: Lang) -> str:
    """Return a comparison as HTML.

    Homes are named by what they are matched by, such as their accounts: who lives there is nobody else's business.
    """
    changes = changes_of(done, lang)
    found = done.manifest["diff"]
    body = [_paragraph(each, "lead") for each in _leads(done, changes, lang)]
    body += [_paragraph(each) for each in _results(done, lang)]
    if changes:
        body += [_heading("prices", lang), table_of(table_of_prices(changes, lang), stacked=True)]
    if rules := rules_changed(done, lang):
        body.append(section(say("diff.rules", lang), rules))
    unit = say("diff.unit", lang, unit=done.currency.word(lang))
    body += [_heading("by_class", lang), table_of(_classes(done, names, lang), stacked=True), _paragraph(unit, "small")]
    for column, sums in found["by"].items():
        body += [_heading("by", lang, column=column), table_of(_values(done, column, sums, lang), stacked=True)]
        if len(sums) > MOST_VALUES:
            body.append(_paragraph(more_values(done, len(sums) - MOST_VALUES, lang), "small"))
    body.append(f'<div class="charts">\n{figures(charts)}</div>\n')
    if found["largest"]:
        body += [_heading("largest", lang), table_of(_largest(done, lang), stacked=True)]
    body += [section(*each) for each in _not_compared(done, lang) if each[1]]
    body.append(section(say("diff.method", lang), list(map(without_options, _method(done, names, lang)))))
    sources = _sources(done, lang)
    if sources:
        body.append(section(say("show.sources", lang), sources))
    body.append(section(say("diff.inputs", lang), list(_inputs(done, lang))))
    return document(_title(done, names, lang), "".join(body), lang, _STYLE)


def _paragraph(said: str, class_: str = "") -> str:
    named = f' class="{class_}"' if class_ else ""
    return f"<p{named}>{text(said)}</p>\n"


def _heading(key: str, lang: Lang, **fields: object) -> str:
    return f"<h2>{text(say(f'diff.{key}', lang, **fields))}</h2>\n"


def _title(done: Diff, names: Named, lang: Lang) -> str:
    manifest, at = done.manifest, LANGS.index(lang)
    if not is_reform(done):
        return say("diff.title", lang, **{side: manifest[side]["file"] for side in ("before", "after")})
    cities = dict.fromkeys(names(each["city"], each["class"])[0][at] for each in manifest["diff"]["classes"])
    return say("diff.page_title", lang, cities=[*cities], winter=winters_of(done, lang)[1])


def _leads(done: Diff, changes: Sequence[ChangedCharge], lang: Lang) -> Iterator[str]:
    """Yield which prices change by how much, and what it comes to."""
    changed = [each for each in changes if not each.is_same]
    if changed and len(changed) <= _MOST_TOLD:
        yield say("diff.lead_prices", lang, each=[_price_words(each, lang) for each in changed])
    found = done.manifest["diff"]
    if found["left_out"]:
        yield left_out_text(done, lang)
    unit, size = done.currency.word(lang), found["change"].removeprefix("-")
    kind = "more" if Decimal(found["change"]) > 0 else "less" if Decimal(found["change"]) else "same"
    large = say("diff.in_large", lang, amount=large_scale(lang).said(Decimal(size), lang))
    said = {key: grouped(found[key]) for key in ("homes", "before", "after")}
    said |= {"size": grouped(size), "large": large if done.currency.code == "CNY" else "", "unit": unit}
    said |= {"percent": share_of(found), "mean": _mean(done, found).removeprefix("-")}
    yield say(f"diff.lead_{kind}", lang, **said)


def _price_words(each: ChangedCharge, lang: Lang) -> str:
    percent = say("diff.lead_percent", lang, percent=each.percent) if each.percent else ""
    return say(f"diff.lead_price{each.missing and f'_none_{each.missing}'}", lang, **each.words | {"percent": percent})


def _results(done: Diff, lang: Lang) -> Iterator[str]:
    """Yield how many homes win and lose, and what others pay of the whole."""
    found = done.manifest["diff"]
    for kind in ("more", "less", "same"):
        each = found["kinds"][kind]
        if not each["homes"]:
            yield said_of(done, f"no_{kind}", lang)
        else:
            size = grouped(each["change"].removeprefix("-"))
            mean = _mean(done, each).removeprefix("-")
            yield said_of(done, f"{kind}_homes", lang, homes=grouped(each["homes"]), size=size, mean=mean)
    whole = {f"{name}_{key}": grouped(each[key]) for name, each in found["whole"].items() for key in _AMOUNTS}
    yield say("diff.whole", lang, **whole, before=grouped(found["before"]), after=grouped(found["after"]))


def _mean(done: Diff, each: Mapping[str, Any]) -> str:
    return grouped(mean_of(each, done.currency)) if each["homes"] else "-"


def _columns(done: Diff, first: Sequence[Column], lang: Lang) -> list[Column]:
    keys = ("homes", "less", "more", "same", *_left_out(done), *_AMOUNTS, "percent", "mean")
    return [*first, *(Column(key, said_of(done, key, lang), right=True) for key in keys)]


def _figures(done: Diff, each: Mapping[str, Any]) -> list[str]:
    homes = [each["homes"], *(each["kinds"][kind]["homes"] for kind in ("less", "more", "same"))]
    homes += [each[key] for key in _left_out(done)]
    amounts = (each[key] for key in _AMOUNTS)
    return [*map(grouped, (*homes, *amounts)), share_of(each), _mean(done, each)]


def _left_out(done: Diff) -> list[str]:
    """Return the column of those that are not compared, where there are any."""
    return ["left_out"] if done.manifest["diff"]["left_out"] else []


def _classes(done: Diff, names: Named, lang: Lang) -> Sheet:
    found, at = done.manifest["diff"], LANGS.index(lang)
    sheet = Sheet("", _columns(done, [Column("class", say("diff.whose", lang))], lang))
    for each in found["classes"]:
        city, class_ = names(each["city"], each["class"])
        sheet.rows.append([f"{city[at]} {class_[at]}", *_figures(done, each)])
    if found["by_neither"]:
        filled = {"homes": "0", "left_out": grouped(found["by_neither"])}
        sheet.rows.append([say("diff.by_neither", lang), *(filled.get(column.key, "") for column in sheet.columns[1:])])
    if len(sheet.rows) > 1:
        sheet.totals = [[say("ledger.sum", lang), *_figures(done, found)]]
    return sheet


def _values(done: Diff, column: str, sums: Sequence[Mapping[str, Any]], lang: Lang) -> Sheet:
    sheet = Sheet("", _columns(done, [Column("value", column)], lang))
    blank = say("ledger.by_blank", lang)
    sheet.rows = [[each["value"] or blank, *_figures(done, each)] for each in sums[:MOST_VALUES]]
    if len(sums) > 1:
        sheet.totals = [[say("ledger.sum", lang), *_figures(done, done.manifest["diff"])]]
    return sheet


def _home(done: Diff, home: Mapping[str, str]) -> str:
    """Return a home by what it is matched by."""
    return " ".join(home[word] for word in done.manifest["matched_by"] if home.get(word))


def _largest(done: Diff, lang: Lang) -> Sheet:
    headings = {"home": done.manifest["matched_by"][0], **{key: say(f"diff.{key}", lang) for key in _AMOUNTS}}
    sheet = Sheet("", [Column(key, heading, right=key != "home") for key, heading in headings.items()])
    for each in done.manifest["diff"]["largest"]:
        sheet.rows.append([_home(done, each["home"]), *(grouped(each[key]) for key in _AMOUNTS)])
    return sheet


def _not_compared(done: Diff, lang: Lang) -> Iterator[tuple[str, list[str]]]:
    """Yield the homes that are not compared, and the rows that a table has rejected, under their headings."""
    found = done.manifest["diff"]
    homes = []
    for kind in ALONE:
        if found["kinds"][kind]["homes"]:
            each = {key: grouped(value) for key, value in found["kinds"][kind].items()}
            homes.append(said_of(done, f"{kind}_homes", lang, **each))
        for each in found["alone"]:
            if each["kind"] == kind:
                what = " ".join(filter(None, (say(f"diff.{kind}", lang), without_options(each["reason"]))))
                homes.append(say("diff.alone_line", lang, whose=_home(done, each["home"]), what=what))
    yield say("diff.alone", lang), homes
    yield from ((heading, list(map(without_options, lines))) for heading, lines in reasons_of(done, lang))


def _method(done: Diff, names: Named, lang: Lang) -> Iterator[str]:
    """Yield how the change was worked out, and what it rests on."""
    manifest = done.manifest
    said = {side: manifest[side]["file"] for side in ("before", "after")} | {"columns": manifest["matched_by"]}
    if is_reform(done):
        yield say("diff.how_reform", lang, ledger=manifest["ledger"], **said)
    else:
        yield say("diff.how", lang, **said)
    yield from winter_notes(done, names, lang)
    yield from carried_notes(done, lang)


def _sources(done: Diff, lang: Lang) -> list[str]:
    """Return the sources of the prices, old and new, as far as their tables are known."""
    said = dict[str, None]()
    for side, table in zip(("before", "after"), done.tables, strict=True):
        if table is None:
            continue
        used = prices_used(done.manifest[side], table)
        for id_ in dict.fromkeys(id_ for each in used for id_ in each.sources):
            source = table.sources[id_]
            cited = source_text(source, lang)
            said[say("memo.weak", lang, source=cited) if source.kind in WEAK else cited] = None
    return list(said)


def _inputs(done: Diff, lang: Lang) -> Iterator[str]:
    """Yield what was read, each file with its hash."""
    for side in ("before", "after"):
        each = done.manifest[side]
        hash_ = each["tariffs"] if is_reform(done) else each["sha256"]
        yield say("diff.input_side", lang, side=said_of(done, f"side_{side}", lang, file=each["file"]), hash=hash_)
    if is_reform(done) and "sha256" in done.manifest["after"]["input"]:
        hash_ = done.manifest["after"]["input"]["sha256"]
        yield say("diff.input_ledger", lang, ledger=done.manifest["ledger"], hash=hash_)
    yield f"heatcalc {__version__}"
