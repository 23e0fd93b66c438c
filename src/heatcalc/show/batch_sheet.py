"""The sheet of a batch: what each city and class comes to, and the rejects by reason."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from heatcalc.batches.control_totals import Reason
from heatcalc.batches.paid_column import states_amounts, states_prices
from heatcalc.batches.run import Batch
from heatcalc.ledger.columns import as_argument
from heatcalc.measures import Both
from heatcalc.messages import LANGS, Lang, say
from heatcalc.money import plain
from heatcalc.show.sheet import Column, Sheet, within
from heatcalc.tariffs.model import PLAN_NAMES

_SHOWN = 10
"""So many words, sheets or lines of a kind are shown."""
_SUMS_SHOWN = 30


def batch_sheet(batch: Batch, names: Callable[[str, str], tuple[Both, Both]], lang: Lang, *, dry: bool) -> Sheet:
    """Return the summary of a batch; `names` gives the names of a city and a class by their ids."""
    at = LANGS.index(lang)
    figures = ("households", "area", "total", "household", "others", "due")
    columns = [Column("city", say("show.city", lang)), Column("class", say("show.class", lang))]
    columns += [Column(key, say(f"ledger.{key}", lang), right=True) for key in figures]
    sheet = Sheet(say("ledger.summary", lang), columns)
    called = dict[str, str]()
    for group in batch.groups:
        city, class_ = names(group.city, group.class_)
        amounts = [str(batch.currency.amount(amount)) for amount in group.amounts]
        called |= {group.city: city[at], group.class_: class_[at]}
        sheet.rows.append([city[at], class_[at], str(group.households), plain(group.area), *amounts])
    called |= general_classes(batch.manifest, names, lang)
    if len(batch.groups) > 1:
        sheet.totals = [[say("ledger.sum", lang), "", *(str(batch.manifest[key]) for key in figures)]]
    notes = [*run_notes(batch, called, lang, dry=dry), *_own_figures(batch.manifest, lang)]
    sheet.section(say("show.notes", lang), notes)
    for column, sums in batch.manifest.get("by", {}).items():
        sheet.section(say("ledger.by", lang, column=column), list(sum_lines(sums, "ledger.by_line", lang)))
    add_rejects_and_files(sheet, batch, lang)
    return sheet


def general_classes(
    manifest: Mapping[str, Any], names: Callable[[str, str], tuple[Both, Both]], lang: Lang
) -> dict[str, str]:
    """Return the names of the classes whose prices other classes were billed by, by their ids."""
    prices = manifest.get("general_prices", [])
    return {each["general"]: names(each["city"], each["general"])[1][LANGS.index(lang)] for each in prices}


def run_notes(batch: Batch, called: Mapping[str, str], lang: Lang, *, dry: bool) -> list[str]:
    """Return what is said of any run through a ledger; `called` has names of cities and classes by their ids."""
    notes = [say("ledger.counts", lang, **{k: batch.manifest[k] for k in ("lines", "billed", "rejected", "skipped")})]
    notes += _reading_notes(batch.manifest, called, lang)
    if dry:
        notes.append(say("ledger.dry", lang))
    elif batch.unchanged:
        notes.append(say("ledger.unchanged", lang))
    if batch.after_stop:
        notes.append(say("ledger.after_stop", lang))
    return notes


def add_rejects_and_files(sheet: Sheet, batch: Batch, lang: Lang) -> None:
    """Add the rejects by reason, and the files that were written."""
    sheet.section(say("ledger.rejects", lang), list(reject_lines(batch.reasons, lang)))
    sheet.section(say("ledger.files", lang), [str(file) for file in batch.files])


def reject_lines(reasons: Iterable[Reason], lang: Lang) -> Iterator[str]:
    """Yield the rejects of each reason in lines: how many there are, and the first of them."""
    for reason in reasons:
        yield say("ledger.reject", lang, code=reason.code, count=reason.rows)
        for each in reason.first:
            yield within(each.file, say("ledger.reject_line", lang, line=each.line, message=each.message))


def sum_lines(sums: Sequence[dict[str, Any]], key: str, lang: Lang) -> Iterator[str]:
    """Yield the sums by the values of a column in lines, the greatest first; the manifest has all of them."""
    for each in sums[:_SUMS_SHOWN]:
        value = each["value"] or say("ledger.by_blank", lang)
        rejected = say("ledger.by_rejected", lang, rows=each["rejected"]) if each.get("rejected") else ""
        yield say(key, lang, **{**each, "value": value}) + rejected
    if len(sums) > _SUMS_SHOWN:
        yield say("ledger.by_more", lang, more=len(sums) - _SUMS_SHOWN)


def _own_figures(manifest: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    """Yield which amounts and prices of the ledger's own were not compared, and how they are."""
    for key, states in (("amounts", states_amounts), ("prices", states_prices)):
        columns = [each for each in manifest["carried"] if states(each) and each not in manifest.get("by", {})]
        if columns:
            yield say(f"ledger.own_{key}", lang, columns=columns, first=as_argument(columns[0]))


def _reading_notes(manifest: Mapping[str, Any], called: Mapping[str, str], lang: Lang) -> Iterator[str]:
    """Yield the reading report in a few lines; the manifest has all of it. `called` has names of cities and classes."""
    yield from _assumptions(manifest, called, lang)
    winters = manifest["winters"]
    if len(winters) == 1:
        yield say("ledger.winter", lang, winter=next(iter(winters)))
    elif winters:
        yield say("ledger.winters", lang, winters=[f"{winter} ({homes})" for winter, homes in winters.items()])
    if manifest["prices"]:
        yield say("ledger.prices", lang, prices=_some(_ages(manifest["prices"], lang)))
    yield from columns_read(manifest, lang)
    if manifest["unused"]:
        yield say("ledger.unused", lang, columns=manifest["unused"])
    yield from blanks_read(manifest, called, lang)
    yield from lines_read(manifest, lang)
    if manifest["joined"]:
        yield say("ledger.joined_homes", lang, homes=manifest["households"], rejects=manifest["rejects"])
    unknown = [
        f"{column} {word} ({count})"
        for column, words in manifest["unknown_words"].items()
        for word, count in words.items()
    ]
    if unknown:
        yield say("ledger.unknown_words", lang, words=_some(unknown))


def _assumptions(manifest: Mapping[str, Any], called: Mapping[str, str], lang: Lang) -> Iterator[str]:
    """Yield what nobody said and homes were billed by: the table's default city, the price of a general class."""
    if "default_city" in manifest:
        city, homes = manifest["default_city"].values()
        yield say("ledger.default_city", lang, homes=homes, city=called.get(city, city))
    for each in manifest.get("general_prices", []):
        values = {key: called.get(each[key], each[key]) for key in ("city", "class", "general")}
        yield say("ledger.general_price", lang, homes=each["homes"], class_=values.pop("class"), **values)


def sheets_read(manifest: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    """Yield which sheets of a workbook were read, and which not."""
    sheets = manifest.get("sheets", {})
    if sheets and (len(sheets["read"]) > 1 or sheets["others"] or sheets["hidden"]):
        yield say("ledger.sheets_read", lang, read=_some(sheets["read"]))
    left = [key for key in ("others", "hidden") if sheets and sheets[key]]
    yield from (say(f"ledger.sheets_{key}", lang, **{key: _some(sheets[key])}) for key in left)


def columns_read(manifest: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    """Yield which sheets and columns of a ledger were read, and as what."""
    yield from sheets_read(manifest, lang)
    read = [f"{word} ({meaning})" if word != meaning else word for word, meaning in manifest["read"].items()]
    yield say("ledger.read", lang, columns=read)
    if manifest["carried"]:
        yield say("ledger.carried", lang, columns=manifest["carried"])
    if "masked" in manifest:
        columns = manifest["masked"] or [say("ledger.none_masked", lang)]
        yield say("ledger.masked", lang, columns=columns)
    if manifest.get("absent"):
        absent = [f"{name} ({each['files']})" for name, each in manifest["absent"].items()]
        yield say("ledger.absent", lang, columns=_some(absent))
    if manifest.get("as_text"):
        yield say("ledger.as_text", lang, columns=manifest["as_text"])


def blanks_read(manifest: Mapping[str, Any], called: Mapping[str, str], lang: Lang) -> Iterator[str]:
    """Yield what homes were billed as that leave a column blank; `called` has names of cities and classes."""
    called = {**{id_: name[LANGS.index(lang)] for id_, name in PLAN_NAMES.items()}, **called}
    for column, each in manifest["blank"].items():
        usual = called.get(each["billed_as"], each["billed_as"]) or say("ledger.newest", lang)
        yield say("ledger.blank", lang, column=column, homes=each["homes"], usual=usual)


def cells_read(manifest: Mapping[str, Any], lang: Lang, hidden: str = "ledger.hidden_rows") -> Iterator[str]:
    """Yield what a workbook has merged and hidden that was read; `hidden` is the key of what is said of hidden rows."""
    if manifest.get("merged"):
        yield say("ledger.merged", lang, merged=_some(manifest["merged"]))
    if manifest.get("hidden_rows"):
        yield say(hidden, lang, rows=manifest["hidden_rows"])
    if manifest.get("hidden_columns"):
        yield say("ledger.hidden_columns", lang, columns=_some(manifest["hidden_columns"]))
    if manifest.get("comments"):
        yield say("ledger.comments", lang, cells=_some(manifest["comments"]))


def skipped_read(manifest: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    """Yield the lines that were skipped as totals and signatures."""
    lines = [
        (f"{each['file']} " if "file" in each else "")
        + say("ledger.skipped_line", lang, line=each["line"], text=each["text"])
        for each in manifest["skipped_lines"]
    ]
    if lines:
        yield say("ledger.skipped_lines", lang, lines=_some(lines))
    if differing := manifest.get("differing_areas"):
        stated = [say("ledger.own_area", lang, **each) for each in differing["lines"]]
        yield say("ledger.differing_areas", lang, lines=_some(stated), homes=differing["homes"])


def lines_read(manifest: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    """Yield what of a ledger's lines its user may not expect: merged, hidden, skipped, joined; words that none had."""
    yield from cells_read(manifest, lang)
    yield from skipped_read(manifest, lang)
    if manifest["joined"]:
        yield say("ledger.joined", lang, records=manifest["joined"])
    if manifest["unmatched_words"]:
        yield say("ledger.unmatched_words", lang, words=_some(manifest["unmatched_words"]))


def _ages(prices: list[dict[str, Any]], lang: Lang) -> list[str]:
    """Return how old prices are, and how many homes were billed by those of an age, the oldest first."""
    homes = Counter[tuple[str, int]]()
    for each in prices:
        homes[each["seen"], each["winters_old"]] += each["homes"]
    texts = []
    for (seen, old), count in sorted(homes.items()):
        carried = say("ledger.price_carried", lang, winters=old) if old else ""
        texts.append(f"{seen}{carried} ({count})")
    return texts


def _some(words: list[str]) -> list[str]:
    return words[:_SHOWN] + (["…"] if len(words) > _SHOWN else [])
