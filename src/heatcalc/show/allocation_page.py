"""The page of an allocation, to hang out in the building: the cost, its split, the method, and the homes by account."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from heatcalc.batches.allocated import Allocation
from heatcalc.messages import Lang, say
from heatcalc.money import plain
from heatcalc.show.allocation_sheet import homes_table, method_notes
from heatcalc.show.html_page import document, section, table_of, text
from heatcalc.show.sheet import Column, Sheet

_BEFORE_PARTS = 3
"""So many columns of the table of homes stand before what each bears."""
_ABOUT = "≈"
"""Stands before a figure that does not end."""
_STYLE = """
body { max-width: 52rem; } p { margin: .35rem 0; } .building + .building { break-before: page; }
@media print { thead { display: table-header-group; } tfoot { display: table-row-group; } }"""


def allocation_page(allocation: Allocation, lang: Lang) -> str:
    """Return an allocation as a page in HTML: what was shared, how, and each home's part; it names nobody."""
    buildings = allocation.manifest["buildings"]
    one = buildings[0]["building"] if len(buildings) == 1 else ""
    title = say("allocate.public_of", lang, building=one) if one else say("allocate.public", lang)
    body = [_building(allocation, each, lang, named=len(buildings) > 1) for each in buildings]
    body.append(section(say("allocate.public_method", lang), _method(allocation, lang)))
    return document(title, "".join(body), lang, _STYLE, "allocate.footer")


def _building(allocation: Allocation, building: Mapping[str, Any], lang: Lang, *, named: bool) -> str:
    """Return the part of the page that is about one building."""
    rows = tuple(row for row in allocation.rows if row.building == building["building"])
    cost = allocation.currency.in_words(building["cost"], lang)
    said = [say("allocate.public_cost", lang, cost=cost, households=building["households"])]
    if days := allocation.manifest["period"]:
        said.append(say("allocate.public_days", lang, first=days[0], last=days[1]))
    homes = homes_table(rows, allocation, lang)
    if allocation.manifest["factor"]:
        homes.columns.insert(_BEFORE_PARTS, Column("factor", say("allocate.factor_of", lang), right=True))
        for shown, row in zip(homes.rows, rows, strict=True):
            shown.insert(_BEFORE_PARTS, plain(row.factor))
        homes.totals[0].insert(_BEFORE_PARTS, "")
    adds_up = say("allocate.how_adds_up", lang, amount=homes.totals[0][-1])
    if any(row.marks for row in rows):
        homes.columns.append(Column("remark", say("allocate.remark", lang)))
        between = "、" if lang == "zh" else ", "
        for shown, row in zip(homes.rows, rows, strict=True):
            shown.append(between.join(say(f"allocate.mark_{mark}", lang) for mark in row.marks))
        homes.totals[0].append("")
    heading = f"<h2>{text(building['building'])}</h2>\n" if named else ""
    return (
        f'<div class="building">\n{heading}{"".join(f"<p>{text(each)}</p>{chr(10)}" for each in said)}'
        f"<h2>{text(say('allocate.public_split', lang))}</h2>\n{table_of(_split(allocation, building, lang))}"
        f"<h2>{text(say('allocate.public_homes', lang))}</h2>\n{table_of(homes)}<p>{text(adds_up)}</p>\n</div>\n"
    )


def _split(allocation: Allocation, building: Mapping[str, Any], lang: Lang) -> Sheet:
    """Return how a building's cost is cut into its two parts, and what each ㎡ and each unit of use bears of it."""
    heads = [Column("part", say("allocate.part", lang))]
    keys = ("share_of_cost", "part_amount", "shared_by", "per_unit")
    sheet = Sheet("", heads + [Column(key, say(f"allocate.{key}", lang), right=True) for key in keys])
    about = _ABOUT if building["by_area"].startswith(_ABOUT) else ""
    by_area = Fraction(building["by_area"].removeprefix(_ABOUT))
    parts = (("area", "fixed", by_area, "㎡"), ("use", "variable", 1 - by_area, allocation.unit))
    for name, part, share, unit in parts:
        if share:
            per = f"{_quotient(building[part], building[name])} {allocation.currency.word(lang)}/{unit}"
            shown = f"{about}{plain(share * 100)}%", building[part], f"{building[name]} {unit}", per
            sheet.rows.append([say(f"allocate.{part}", lang), *shown])
    return sheet


def _quotient(amount: str, sum_: str) -> str:
    """Return what a unit bears, to six places where it does not end; the sum may be rounded itself."""
    each = plain(Fraction(amount) / Fraction(sum_.removeprefix(_ABOUT)))
    return each if each.startswith(_ABOUT) or not sum_.startswith(_ABOUT) else f"{_ABOUT}{each}"


def _method(allocation: Allocation, lang: Lang) -> list[str]:
    """Return how parts are worked out, for those who want to check theirs, and what holds of some homes."""
    manifest = allocation.manifest
    parts = [name for name in ("area", "use") if manifest[f"by_{name}"] != "0"]
    said = [say(f"allocate.how_{name}", lang) for name in parts]
    if manifest["factor"]:
        of = ("area", "use") if manifest["factor"] == "both" else (manifest["factor"],)
        said += [say("allocate.how_factor", lang, what=say(f"allocate.{each}", lang)) for each in of]
    return [*said, *method_notes(allocation, lang)]
