"""The sheet of an allocation: what each row bears, how the cost was shared, and what was read of the ledger."""

from collections.abc import Iterator

from heatcalc.batches.allocated import PARTS, Allocation
from heatcalc.messages import Lang, say
from heatcalc.money import plain
from heatcalc.show.batch_sheet import columns_read, lines_read
from heatcalc.show.sheet import Column, Sheet


def allocation_sheet(allocation: Allocation, lang: Lang, *, explain: bool, each: bool) -> Sheet:
    """Return the sums of an allocation, and where asked for `each` row, with its formula where that is asked for."""
    manifest = allocation.manifest
    several = len(manifest["buildings"]) > 1
    named = ["account", *(["building"] if several else [])]
    columns = [Column("line", say("allocate.line", lang), right=True)]
    columns += [Column(key, say(f"allocate.{key}", lang)) for key in named]
    use = f" ({allocation.unit})" if allocation.unit else ""
    heads = {"use": say("allocate.use", lang) + use, "area": f"{say('allocate.area', lang)} (㎡)"}
    figures = ("area", "use", *PARTS)
    columns += [Column(key, heads.get(key) or say(f"allocate.{key}", lang), right=True) for key in figures]
    columns += [Column("formula", say("allocate.formula", lang))] if explain else []
    sheet = Sheet(say("allocate.title", lang), columns if each else [])
    for row in allocation.rows if each else ():
        stated = ["" if figure is None else plain(figure) for figure in (row.area, row.use)]
        amounts = [str(allocation.currency.amount(part)) for part in (row.fixed, row.variable, row.amount)]
        named = [row.account, *([row.building] if several else [])]
        sheet.rows.append([str(row.line), *named, *stated, *amounts, *([row.formula] if explain else [])])
    if each:
        sums = [manifest[name] for name in PARTS]
        sheet.totals = [[say("ledger.sum", lang), *[""] * len(named), "", "", *sums, *([""] if explain else [])]]
    sheet.section(say("show.notes", lang), list(_notes(allocation, lang)))
    sheet.section(say("ledger.files", lang), [str(file) for file in allocation.files])
    return sheet


def _notes(allocation: Allocation, lang: Lang) -> Iterator[str]:
    manifest = allocation.manifest
    yield say("allocate.counts", lang, **{key: manifest[key] for key in ("lines", "allocated", "skipped")})
    amounts = {key: manifest[key] for key in ("cost", "by_area", "fixed", "by_use", "variable", "amount")}
    yield say("allocate.key", lang, **amounts)
    yield say("allocate.by_remainder" if manifest["rest"] == "largest-remainder" else "allocate.by_largest", lang)
    if len(manifest["buildings"]) > 1:
        yield from (say("allocate.building_line", lang, **building) for building in manifest["buildings"])
    yield from (say("allocate.other_total", lang, **each) for each in manifest["other_totals"])
    if manifest["stopped"]["homes"]:
        yield say("allocate.stopped_homes", lang, **manifest["stopped"])
    if manifest["unread"]["homes"]:
        how = "unread_area" if manifest["unread"]["how"] == "area" else "unread_degree_days"
        yield say(f"allocate.{how}", lang, homes=manifest["unread"]["homes"])
    if manifest["degree_days"] and manifest["degree_days"]["homes"]:
        yield say("allocate.moved", lang, **manifest["degree_days"])
    if manifest["idle"]:
        yield say("allocate.idle", lang, options=manifest["idle"])
    if allocation.unchanged:
        yield say("ledger.unchanged", lang)
    yield from columns_read(manifest, lang)
    if manifest["unused"]:
        yield say("allocate.unused", lang, columns=manifest["unused"])
    yield from lines_read(manifest, lang)
