"""The sheets of an allocation: what each row bears, or one account explained, and how the cost was shared."""

from collections.abc import Iterator, Mapping
from typing import Any

from heatcalc.batches.allocated import PARTS, Allocation, SharedRow, column_named
from heatcalc.costing.degree_days import EVENLY
from heatcalc.messages import Lang, say
from heatcalc.money import plain
from heatcalc.show.batch_sheet import columns_read, lines_read, sum_lines
from heatcalc.show.sheet import Column, Sheet

_FIGURES = ("area", "use", *PARTS)
_MOST_RESTS = 10


def allocation_sheet(allocation: Allocation, lang: Lang, *, explain: bool, each: bool) -> Sheet:
    """Return the sums of an allocation, and where asked for `each` row, with its formula where that is asked for."""
    sheet = _homes(allocation, lang) if each else Sheet(say("allocate.title", lang), [])
    if each and explain:
        formulas = [f"{_name(row, allocation, lang)}: {row.formula}" for row in allocation.rows]
        sheet.data = _homes(allocation, lang, explain=True)
        sheet.section(say("allocate.formulas", lang), formulas)
    return _with_notes(sheet, allocation, lang)


def account_sheet(allocation: Allocation, account: str, lang: Lang) -> Sheet:
    """Return how what one account bears was worked out, step by step; `allocation` has the rows of that account."""
    heads = [Column(key, say(f"allocate.{key}", lang)) for key in ("part", "formula")]
    sheet = Sheet(say("allocate.of_account", lang, account=account), [*heads, _right("amount", lang)])
    currency = allocation.currency
    for building in _buildings(allocation):
        if building["by_area"] not in ("0", "1"):
            cost, fixed = (currency.behind(building[name], lang) for name in ("cost", "fixed"))
            split = {"fixed": f"{cost} × {building['by_area']}", "variable": f"{cost} - {fixed}"}
            sheet.rows += [[say(f"allocate.whole_{part}", lang), text, building[part]] for part, text in split.items()]
    for row in allocation.rows:
        for step in row.steps:
            part = say(f"allocate.{step.part}", lang)
            named = say("allocate.of_line", lang, line=row.line, part=part) if len(allocation.rows) > 1 else part
            sheet.rows.append([named, step.formula, step.shown(lang, currency)])
    amount = currency.amount(sum(row.amount for row in allocation.rows))
    sheet.totals = [[say("ledger.sum", lang), "", str(amount)]]
    return _with_notes(sheet, allocation, lang)


def homes_table(rows: tuple[SharedRow, ...], allocation: Allocation, lang: Lang) -> Sheet:
    """Return the table of some rows with what they bear, each by its account, and their sums."""
    named = [] if not any(row.account for row in rows) else [Column("account", say("allocate.account", lang))]
    named = named or [_right("line", lang)]
    sheet = Sheet("", [*named, *_figure_columns(allocation, lang)])
    for row in rows:
        sheet.rows.append([row.account if named[0].key == "account" else str(row.line), *_figures(row, allocation)])
    sums = [str(allocation.currency.amount(sum(getattr(row, part) for row in rows))) for part in PARTS]
    sheet.totals = [[say("ledger.sum", lang), "", "", *sums]]
    return sheet


def _homes(allocation: Allocation, lang: Lang, *, explain: bool = False) -> Sheet:
    """Return the rows of an allocation with their sums."""
    manifest = allocation.manifest
    several = len(manifest["buildings"]) > 1
    keys = ["account", *(["building"] if several else [])]
    columns = [_right("line", lang), *(Column(key, say(f"allocate.{key}", lang)) for key in keys)]
    columns += _figure_columns(allocation, lang)
    columns += [Column("formula", say("allocate.formula", lang))] if explain else []
    sheet = Sheet(say("allocate.title", lang), columns)
    for row in allocation.rows:
        named = [row.account, *([row.building] if several else [])]
        sheet.rows.append([str(row.line), *named, *_figures(row, allocation), *([row.formula] if explain else [])])
    sheet.totals = [[say("ledger.sum", lang), *[""] * len(keys), "", "", *(manifest[name] for name in PARTS)]]
    return sheet


def _figure_columns(allocation: Allocation, lang: Lang) -> list[Column]:
    unit = f" ({allocation.unit})" if allocation.unit else ""
    units = {"area": " (㎡)", "use": unit}
    return [Column(key, say(f"allocate.{key}", lang) + units.get(key, ""), right=True) for key in _FIGURES]


def _figures(row: SharedRow, allocation: Allocation) -> list[str]:
    stated = ["" if figure is None else plain(figure) for figure in (row.area, row.use)]
    if row.estimate is not None:
        stated[1] = f"≈{row.estimate_text()}"
    return [*stated, *(str(allocation.currency.amount(part)) for part in (row.fixed, row.variable, row.amount))]


def _right(key: str, lang: Lang) -> Column:
    return Column(key, say(f"allocate.{key}", lang), right=True)


def _name(row: SharedRow, allocation: Allocation, lang: Lang) -> str:
    """Return how a row is called: its account, with its building and line where others have the same one."""
    line = say("allocate.of_line", lang, line=row.line, part="").strip().rstrip(",")
    alike = sum(each.account == row.account for each in allocation.rows) > 1
    return " ".join(filter(None, (row.building, row.account, "" if row.account and not alike else line)))


def _buildings(allocation: Allocation) -> list[Mapping[str, Any]]:
    """Return what the manifest says of the buildings that the rows are in."""
    there = {row.building for row in allocation.rows}
    return [each for each in allocation.manifest["buildings"] if each["building"] in there]


def _with_notes(sheet: Sheet, allocation: Allocation, lang: Lang) -> Sheet:
    sheet.section(say("show.notes", lang), list(_notes(allocation, lang)))
    for column, sums in allocation.manifest.get("by", {}).items():
        sheet.section(say("ledger.by_sheet", lang, column=column), list(sum_lines(sums, "allocate.by_line", lang)))
    sheet.section(say("ledger.files", lang), [str(file) for file in allocation.files])
    return sheet


def _notes(allocation: Allocation, lang: Lang) -> Iterator[str]:
    manifest = allocation.manifest
    yield say("allocate.counts", lang, **{key: manifest[key] for key in ("lines", "allocated", "skipped")})
    yield from method_notes(allocation, lang)
    if len(manifest["buildings"]) > 1:
        yield from (say("allocate.building_line", lang, **building) for building in manifest["buildings"])
    if manifest["costs_ignored"]:
        yield say("allocate.costs_ignored", lang, columns=manifest["costs_ignored"])
    yield from (say("allocate.other_total", lang, **each) for each in manifest["other_totals"])
    yield from _doubts(manifest["doubts"], lang)
    if manifest["idle"]:
        yield say("allocate.idle", lang, options=manifest["idle"])
    if allocation.unchanged:
        yield say("ledger.unchanged", lang)
    yield from columns_read(manifest, lang)
    if manifest["unused"]:
        yield say("allocate.unused", lang, columns=manifest["unused"])
    yield from lines_read(manifest, lang)


def _doubts(doubts: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    """Yield what of a ledger its user has to look at."""
    if doubts["account_like"] is not None:
        yield say("allocate.no_account_column", lang, column=column_named(doubts["account_like"]))
    if doubts["thousands"]:
        yield say("allocate.dotted", lang, **doubts["thousands"])
    if doubts["unmasked"]:
        yield say("allocate.unmasked", lang, columns=doubts["unmasked"])


def method_notes(allocation: Allocation, lang: Lang) -> Iterator[str]:
    """Yield how the cost was shared out, and what holds of homes that are not as the others."""
    manifest, currency = allocation.manifest, allocation.currency
    fallen = [each for each in manifest["buildings"] if each["by_area"] != manifest["by_area"]]
    amounts = {key: currency.behind(manifest[key], lang) for key in ("cost", "fixed", "variable", "amount")}
    which = {"0": "key_use", "1": "key_area"}.get(manifest["by_area"], "key")
    if fallen:
        which = "key_area" if len(fallen) == len(manifest["buildings"]) else "key_mixed"
    shares = {key: manifest[key] for key in ("by_area", "by_use")}
    yield say(f"allocate.{which}", lang, **amounts, **shares)
    if manifest["ten_thousands"]:
        unit = currency.word(lang)
        yield say("allocate.ten_thousands", lang, header=manifest["ten_thousands"], unit=unit)
    yield from _rest_notes(allocation, lang)
    if manifest["stopped"]["homes"]:
        yield say("allocate.stopped_homes", lang, **manifest["stopped"])
    yield from _unread_notes(manifest, lang)
    if manifest["degree_days"] and manifest["degree_days"]["homes"]:
        name, homes = manifest["degree_days"]["name"], manifest["degree_days"]["homes"]
        yield say("allocate.moved", lang, name=say("allocate.days", lang) if name == EVENLY else name, homes=homes)


def _rest_notes(allocation: Allocation, lang: Lang) -> Iterator[str]:
    manifest, minor = allocation.manifest, allocation.currency.amount(1)
    if manifest["rest"] == "largest-remainder":
        yield say("allocate.by_remainder", lang, minor=minor)
    else:
        yield say("allocate.by_largest", lang, minor=minor)
        for each in manifest["rests"][:_MOST_RESTS]:
            whose = " ".join(filter(None, (each["building"], each["account"] or str(each["line"]))))
            part = say(f"allocate.{each['part']}", lang)
            yield say("allocate.rest_taken", lang, account=whose, part=part, own=each["own"], rest=each["rest"])
        if len(manifest["rests"]) > _MOST_RESTS:
            yield say("ledger.by_more", lang, more=len(manifest["rests"]) - _MOST_RESTS)
        if not manifest["rests"]:
            yield say("allocate.no_rest", lang)
    if manifest["below_minor"]:
        yield say("allocate.below_minor", lang, homes=manifest["below_minor"], minor=minor)


def _unread_notes(manifest: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    """Yield how many homes have no reading, what of a building they are, and what was made of that."""
    most, several = manifest["unread"]["most"], len(manifest["buildings"]) > 1
    kept = [each for each in manifest["buildings"] if each["by_area"] == manifest["by_area"]]
    for each in manifest["buildings"]:
        if each not in kept:
            named = say("allocate.in_building", lang, building=each["building"]) if each["building"] else ""
            yield say("allocate.fallen_back", lang, building=named, **each["unread"], most=most)
    if manifest["by_use"] == "0":
        return
    if homes := sum(each["unread"]["homes"] for each in kept):
        yield say("allocate.unread_area", lang, homes=homes)
        mixed = [each["unread"]["estimated"] for each in kept if each["unread"]["homes"]]
        if any(mixed):
            yield say("allocate.average_estimates", lang, homes=sum(mixed))
        if manifest["factor"] in ("use", "both"):
            yield say("allocate.average_factor", lang)
    elif manifest["unread"]["how"] == "degree-days" and manifest["unread"]["homes"]:
        yield say("allocate.unread_degree_days", lang, homes=manifest["unread"]["homes"])
    if estimated := sum(each["unread"]["estimated"] for each in kept):
        yield say("allocate.estimated_homes", lang, homes=estimated)
    shares = [
        say(f"allocate.unread_share{'' if several else '_one'}", lang, building=each["building"], **each["unread"])
        for each in kept
        if each["unread"]["homes"] or each["unread"]["estimated"]
    ]
    if shares:
        yield say("allocate.unread_shares", lang, shares=shares[:_MOST_RESTS], most=most)
