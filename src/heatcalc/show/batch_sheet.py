"""The sheet of a batch: what each city and class comes to, and the rejects by reason."""

from collections.abc import Callable

from heatcalc.batches.run import Batch
from heatcalc.measures import Both
from heatcalc.messages import LANGS, Lang, say
from heatcalc.money import plain, yuan
from heatcalc.show.sheet import Column, Sheet

_SHOWN = 10
"""So many words that are not understood are shown."""


def batch_sheet(batch: Batch, names: Callable[[str, str], tuple[Both, Both]], lang: Lang, *, dry: bool) -> Sheet:
    """Return the summary of a batch; `names` gives the names of a city and a class by their ids."""
    at = LANGS.index(lang)
    figures = ("households", "area", "total", "household", "others", "due")
    columns = [Column("city", say("show.city", lang)), Column("class", say("show.class", lang))]
    columns += [Column(key, say(f"ledger.{key}", lang), right=True) for key in figures]
    sheet = Sheet(say("ledger.summary", lang), columns)
    for group in batch.groups:
        city, class_ = names(group.city, group.class_)
        fen = group.amounts
        amounts = [str(yuan(amount)) for amount in fen]
        sheet.rows.append([city[at], class_[at], str(group.households), plain(group.area), *amounts])
    if len(batch.groups) > 1:
        sheet.totals = [[say("ledger.sum", lang), "", *(str(batch.manifest[key]) for key in figures)]]
    notes = [say("ledger.counts", lang, **{k: batch.manifest[k] for k in ("lines", "billed", "rejected", "skipped")})]
    read = [f"{word} ({meaning})" if word != meaning else word for word, meaning in batch.manifest["read"].items()]
    notes.append(say("ledger.read", lang, columns=read))
    told = {key: batch.manifest[key] for key in ("carried", "unused")}
    notes += [say(f"ledger.{key}", lang, columns=words) for key, words in told.items() if words]
    unknown = [
        f"{column} {word} ({count})"
        for column, words in batch.manifest["unknown_words"].items()
        for word, count in words.items()
    ]
    if unknown:
        more = ["…"] if len(unknown) > _SHOWN else []
        notes.append(say("ledger.unknown_words", lang, words=unknown[:_SHOWN] + more))
    if dry:
        notes.append(say("ledger.dry", lang))
    elif batch.unchanged:
        notes.append(say("ledger.unchanged", lang))
    sheet.section(say("show.notes", lang), notes)
    lines = []
    for reason in batch.reasons:
        lines.append(say("ledger.reject", lang, code=reason.code, count=reason.rows))
        for each in reason.first:
            file = f"{each.file} " if each.file else ""
            lines.append(file + say("ledger.reject_line", lang, line=each.line, message=each.message))
    sheet.section(say("ledger.rejects", lang), lines)
    sheet.section(say("ledger.files", lang), [str(file) for file in batch.files])
    return sheet
