"""What is done at the desk, each by a form; the page that shows what came of it follows."""

import shutil
from contextlib import suppress

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from heatcalc.errors import OutputError
from heatcalc.web.desk import form_fields as fields
from heatcalc.web.desk.jobs import DeskRun, Job
from heatcalc.web.desk.looking import to_remember
from heatcalc.web.desk.mending import RejectedRow, blanked, keep_edits, keep_right, page_of, write_mended
from heatcalc.web.desk.results import not_mendable
from heatcalc.web.desk.uploads import receive, refuse_announced
from heatcalc.web.desk.visit import Visit, visit_wait
from heatcalc.web.wrong import WrongRequest


async def upload(visit: Visit) -> Response:
    """Take a ledger, and look at it."""
    desk = visit.desk
    refuse_announced(visit.request, desk.most, desk.folder)
    folder = desk.jobs.new_folder()
    try:
        arriving = folder / "arriving"
        uploaded = await receive(visit.request, arriving, desk.most)
        ledger = arriving.rename(folder / f"ledger_{uploaded.name}")  # it is a title, as that of any ledger
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    job = Job(folder, uploaded, ledger, desk.priced)
    await run_in_threadpool(desk.jobs.add, job)
    await visit_wait(job.look(desk.workers, job.choices, desk.memory.folder, visit.lang))
    return visit.to(job.id)


async def choose(visit: Visit) -> Response:
    """Take what is said of a ledger; then look at it again, or bill it."""
    job, desk = visit.job(), visit.desk
    looked = job.looked()
    choices = fields.choices_of(visit.sent, job.choices)
    choices.options(desk.table, visit.lang)  # which refuses what does not exist
    billed_by = job.priced.settings.batch.fill(choices, None if looked is None else looked.words)
    billed_by.refuse_unknown(desk.table, () if looked is None else looked.meanings)
    kept = to_remember(choices, looked)
    if job.key and kept is not None and choices != job.choices:
        with suppress(OutputError):  # that nothing can be remembered is no reason not to bill
            desk.memory.keep(job.key, kept)
    job.choices = choices
    run = fields.one(visit.sent, "then") == "run"
    if not run or looked is None or fields.several(visit.sent, "header"):
        memory = None if job.key else desk.memory.folder
        task = job.look(desk.workers, choices, memory, visit.lang)
        if not run:
            await visit_wait(task)
    if run:
        before = next((made.output for made in reversed(job.made) if made.output is not None), None)
        output = before if before and not fields.one(visit.sent, "format") else fields.output_of(visit.sent)
        return await _begun(visit, job, job.run(desk.workers, output, visit.lang))
    return visit.to(job.id)


async def _begun(visit: Visit, job: Job, made: DeskRun) -> Response:
    await visit_wait(made.task)
    return visit.to(job.id, "made", made.number)


async def run(visit: Visit) -> Response:
    """Bill a ledger, in a format."""
    job = visit.job()
    return await _begun(visit, job, job.run(visit.desk.workers, fields.output_of(visit.sent), visit.lang))


async def notices(visit: Visit) -> Response:
    """Write notices."""
    job = visit.job()
    stationery = fields.stationery_of(visit.sent)
    return await _begun(visit, job, job.notices(visit.desk.workers, stationery, visit.lang))


async def mend(visit: Visit) -> Response:
    """Keep what was changed of a page of rejects; then bill the ledger again, if that is asked for."""
    job, made = visit.made()
    code, number = visit.request.path_params["code"], visit.request.path_params["page"]
    file, output = made.rejects(), made.output
    if file is None or output is None:
        raise WrongRequest(404, "no_path")
    if made is not job.mendable():
        return not_mendable(visit)
    shown = await run_in_threadpool(page_of, file, output.encoding, code, number, made.edits)
    rows = {row.at: row for row in shown.rows}
    cells = _cells(visit.sent, rows)
    edits = keep_edits(made.edits, rows, cells)
    blank = blanked(rows, edits)
    if blank is not None:
        raise WrongRequest(422, "desk_blank_row", line=f"{blank.file} {blank.line}".strip())
    said = {row for row, _ in cells}
    right = {row for row in said if fields.one(visit.sent, f"right-{row}")}
    made.edits = keep_right(made.edits, edits, [rows[at] for at in said], right, shown.code_place)
    if fields.one(visit.sent, "then") != "run" or not made.edits:
        turned = {"before": max(1, number - 1), "next": number + shown.more}.get(fields.one(visit.sent, "then"), number)
        return visit.to(job.id, "made", made.number, "rejects", code, turned)
    mended = job.next_mended()
    await run_in_threadpool(write_mended, file, mended, output.encoding, made.edits)
    job.mended.append(mended)
    return await _begun(visit, job, job.run(visit.desk.workers, output, visit.lang))


def _cells(sent: fields.Fields, rows: dict[int, RejectedRow]) -> dict[tuple[int, int], str]:
    """Return what a form has for the cells of rows: `cell-ROW-COLUMN`."""
    found = {}
    for name, text in sent:
        kind, _, place = name.partition("-")
        row, _, column = place.partition("-")
        if kind == "cell" and row.isdecimal() and column.isdecimal() and int(row) in rows:
            found[int(row), int(column)] = text.replace("\0", "")  # with which no line is read again
    return found


async def take_back(visit: Visit) -> Response:
    """Forget the newest file of rows that were mended; its changes are those of the run's rejects again, not billed."""
    job = visit.job()
    if job.mended:
        job.mended.pop()
    before = job.mendable()
    return visit.to(job.id) if before is None else visit.to(job.id, "made", before.number)


async def drop(visit: Visit) -> Response:
    """Forget what was changed of the rejects of a run and is not billed."""
    job, made = visit.made()
    made.edits = {}
    return visit.to(job.id, "made", made.number)


async def cancel(visit: Visit) -> Response:
    """End a run that is under way."""
    job, made = visit.made()
    await run_in_threadpool(made.task.cancel)
    await visit_wait(made.task)
    return visit.to(job.id, "made", made.number)


async def cancel_look(visit: Visit) -> Response:
    """End a look at a ledger that is under way."""
    job = visit.job()
    if job.looking is not None:
        await run_in_threadpool(job.looking.cancel)
        await visit_wait(job.looking)
    return visit.to(job.id)


async def forget(visit: Visit) -> Response:
    """Remove a ledger, and all that was made of it."""
    await run_in_threadpool(visit.desk.jobs.forget, visit.job())
    return visit.to()
