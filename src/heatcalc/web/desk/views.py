"""The pages of a ledger: where it is put, what it is read as, and the bill of one row."""

from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from heatcalc.ledger.columns import bare, one_line
from heatcalc.ledger.dataset import SUFFIXES
from heatcalc.messages import say
from heatcalc.money import half_width
from heatcalc.show.bill_sheet import bill_sheet
from heatcalc.web.desk import form_fields as fields
from heatcalc.web.desk.explained_row import ExplainedRow
from heatcalc.web.desk.jobs import IDLE_SECONDS, MOST_JOBS, DeskRun, Job
from heatcalc.web.desk.looking import SeenLedger
from heatcalc.web.desk.offers import (
    city_offers,
    class_offers,
    column_label,
    column_offers,
    meant_by_blanks,
    plan_offers,
)
from heatcalc.web.desk.uploads import shown_size
from heatcalc.web.desk.visit import Visit, shown_bytes, state_of, title_of, told_of, visit_wait, words_of
from heatcalc.web.wrong import WrongRequest

_MOST_DIGITS = 12
"""The number of no line or sheet is longer."""
_SAMPLES = 2
"""So many cells of a column are shown beside what it is read as."""


async def home(visit: Visit) -> Response:
    """Show where a ledger is put, and those that are here."""
    desk = visit.desk
    most = shown_size(desk.most)
    jobs = [(job, shown_bytes(job.uploaded.size), _state(job, visit)) for job in desk.jobs.all()]
    kept = {"most_jobs": MOST_JOBS, "idle_hours": int(IDLE_SECONDS // 3600)}
    return visit.shown("home", jobs=jobs, most=most, bytes=desk.most, suffixes=SUFFIXES, **kept)


def _state(job: Job, visit: Visit) -> str:
    """Return what has come of a ledger so far, in a sentence."""
    if job.made:
        return f"{title_of(job.made[-1], visit.lang)}  {told_of(job.made[-1], visit.lang)}"
    if job.looking is not None and not job.looking.is_over:
        return job.looking.told(visit.lang)
    return say("desk.not_yet", visit.lang)


def _kinds(job: Job) -> tuple[list[DeskRun], list[DeskRun]]:
    """Return the runs, and the notices, that were made of a ledger, the newest first."""
    newest = job.made[::-1]
    return [made for made in newest if made.output is not None], [made for made in newest if made.output is None]


async def ledger(visit: Visit) -> Response:
    """Show what was seen of a ledger, and what may be said of it."""
    job = visit.job()
    assert job.looking is not None, "a ledger is looked at when it comes"
    if not job.looking.is_over:
        return visit.waiting(job.looking, job)
    looked = job.looked()
    if looked is None:
        failure = job.looking.failure
        reason = say("desk.cancelled", visit.lang) if failure is None else failure.text(visit.lang)
        return visit.shown("unreadable", 422, job=job, reason=reason, choices=job.choices)
    desk, lang = visit.desk, visit.lang
    sheets = () if looked.sheets is None else (looked.sheets.read, looked.sheets.others, looked.sheets.hidden)
    columns = _columns(looked, job, visit)
    return visit.shown(
        "ledger",
        taken=_taken(job, visit),
        sheets=list(dict.fromkeys(name for names in sheets for name in names)),
        job=job,
        looked=looked,
        settings=desk.priced.settings,
        choices=job.choices,
        columns=columns,
        unsure=[column for column in columns if column.is_unsure and not column.same_as],
        column_offers=column_offers(desk.table, lang),
        words=words_of(looked.unknown, dict(zip(looked.words, looked.meanings, strict=True)), job, visit),
        cities=city_offers(desk.table, lang),
        classes=class_offers(desk.table, lang),
        plans=plan_offers(desk.table, lang),
        usual=meant_by_blanks(desk.table, job.choices, lang, desk.priced.settings.batch.choices),
        headers=[one_line(word) for word in looked.words],
        formats=fields.SUFFIXES,
        encodings=fields.ENCODINGS,
        reason="" if looked.failure is None else looked.failure.text(lang),
        states=[[(made, title_of(made, lang), told_of(made, lang)) for made in each] for each in _kinds(job)],
    )


class ShownColumn(NamedTuple):
    """A column of a ledger, with what may be said of it."""

    place: int
    header: str
    key: str
    """By what it is called in a form; blank where it cannot be named."""
    read_as: str
    """What it is read as where nothing is chosen, in words; blank where it is only carried along."""
    chosen: str
    samples: str
    is_unsure: bool
    same_as: int
    """The place of the first column of the same name, for which is said what both mean; 0 of that column."""


def _columns(looked: SeenLedger, job: Job, visit: Visit) -> list[ShownColumn]:
    table, lang = visit.desk.table, visit.lang
    chosen = {bare(header): meaning or fields.CARRY for header, meaning in job.choices.columns.items()}
    found: list[ShownColumn] = []
    first: dict[str, int] = {}
    for at, (word, meaning, own) in enumerate(zip(looked.words, looked.meanings, looked.own, strict=True)):
        key = bare(word)
        cells = (cells[at].strip() for _, cells in looked.rows if at < len(cells))
        samples = "  ".join([cell for cell in dict.fromkeys(cells) if cell][:_SAMPLES])
        read = own if key in chosen else meaning  # of columns that mean the same, one is read
        label = column_label(read, table, lang) if read else ""
        unsure = word in looked.unread and key not in chosen
        said = chosen.get(key, fields.AUTO)
        same_as = first.setdefault(key, at + 1) if key else 0
        of = 0 if same_as == at + 1 else same_as
        found.append(ShownColumn(at + 1, one_line(word), key, label, said, samples, unsure, of))
    return found


def _taken(job: Job, visit: Visit) -> list[tuple[str, str]]:
    """Return what was chosen of a ledger, in words, each with the field of the page by which it is changed."""
    table, lang, choices = visit.desk.table, visit.lang, job.choices
    offered = (
        ("city", choices.city, city_offers(table, lang)),
        ("class", choices.class_, class_offers(table, lang)),
        ("plan", choices.plan, plan_offers(table, lang)),
    )
    found = [
        (field, next((offer.label for offer in offers if offer.value == chosen), chosen))
        for field, chosen, offers in offered
        if chosen
    ]
    found += [("several", say("desk.several", lang))] if choices.several else []
    found += [("columns", say("desk.taken_columns", lang, columns=list(choices.columns)))] if choices.columns else []
    words = [word for said in choices.words.values() for word in said]
    return found + ([("words", say("desk.taken_words", lang, words=words))] if words else [])


async def job_state(visit: Visit) -> Response:
    """Tell a script how far the look at a ledger is."""
    job = visit.job()
    assert job.looking is not None, "a ledger is looked at when it comes"
    return state_of(visit, job.looking)


async def to_row(visit: Visit) -> Response:
    """Lead to the bill of the row whose line a form names, with the number of its sheet."""
    job, asked = visit.job(), visit.request.query_params
    line, sheet = asked.get("line", "").strip(), asked.get("sheet", "").strip()
    places = [half_width(each).lstrip("0") for each in (line, sheet) if each]
    if line and all(each.isascii() and each.isdecimal() and len(each) <= _MOST_DIGITS for each in places):
        return visit.to(job.id, "row", *places)
    reason = say("desk.no_such_line", visit.lang, line=line[:_MOST_DIGITS])
    return visit.shown("row", 404, job=job, line=line[:_MOST_DIGITS], found=None, sheet=None, reason=reason)


async def row(visit: Visit) -> Response:
    """Show the bill of one row."""
    job, line = visit.job(), visit.request.path_params["line"]
    looked = job.looked()
    read = looked.sheets.read if looked is not None and looked.sheets is not None else ()
    at = visit.request.path_params.get("sheet", 1)
    if at > max(1, len(read)):
        raise WrongRequest(404, "no_path")
    sheet = read[at - 1] if read else ""
    task = await run_in_threadpool(job.row, visit.desk.workers, line, sheet, visit.lang)
    await visit_wait(task)
    if not task.is_over:
        return visit.shown("waiting", job=job, task=task, state="", number=None)
    found = task.result
    reason = "" if task.failure is None else task.failure.text(visit.lang)
    if isinstance(found, ExplainedRow):
        bill = None if found.bill is None else bill_sheet(found.bill, visit.lang, explain=True)
        return visit.shown("row", job=job, line=line, found=found, sheet=bill, reason=reason)
    if not reason:
        reason = say("desk.no_such_line", visit.lang, line=line)
    return visit.shown("row", 422 if task.failure else 404, job=job, line=line, found=None, sheet=None, reason=reason)
