"""The pages of what was made of a ledger: the summary of a run, its rejects, and the files."""

import shlex
import subprocess
import sys
from decimal import Decimal
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, Response

from heatcalc.batches.run import Batch
from heatcalc.ledger.columns import bare, one_line
from heatcalc.measures import Both
from heatcalc.show.batch_sheet import batch_sheet
from heatcalc.show.notices_html import PAPERS
from heatcalc.show.sheet import Sheet
from heatcalc.tariffs.lookup import find_city
from heatcalc.web.desk import form_fields as fields
from heatcalc.web.desk.choices import MAP_FILE
from heatcalc.web.desk.jobs import DeskRun, Job
from heatcalc.web.desk.mending import RIGHT_AS_IT_IS, as_input, page_of, wrong_first
from heatcalc.web.desk.offers import Offer, assumed, column_offers
from heatcalc.web.desk.running import MadeNotices
from heatcalc.web.desk.visit import Visit, shown_bytes, state_of, title_of, told_of, words_of
from heatcalc.web.wrong import WrongRequest


async def made(visit: Visit) -> Response:
    """Show what a run has made, or how far it is."""
    job, run = visit.made()
    if not run.task.is_over:
        return visit.waiting(run.task, job, run.number)
    files = [(name, shown_bytes(path.stat().st_size)) for name, path in run.files().items()]
    given: dict[str, Any] = {
        "title": title_of(run, visit.lang),
        "job": job,
        "run": run,
        "files": files,
        "command": command_line(run.command),
    }
    if run.task.state != "done":
        return visit.shown("failed", **given, reason=told_of(run, visit.lang), columns=_unsure(run, job, visit))
    if isinstance(run.task.result, MadeNotices):
        return visit.shown("notices", **given, result=run.task.result)
    batch = run.task.result
    assert isinstance(batch, Batch), "a run gives what it did"
    looked = job.looked()
    meanings = {} if looked is None else dict(zip(looked.words, looked.meanings, strict=True))
    table = visit.desk.table

    def names(city: str, class_: str) -> tuple[Both, Both]:
        return find_city(table, city).both, table.class_name(class_)

    sheet = batch_sheet(batch._replace(files=(), reasons=()), names, visit.lang, dry=False)
    _group(sheet)
    return visit.shown(
        "run",
        **given,
        told=told_of(run, visit.lang),
        sheet=sheet,
        reasons=batch.reasons,
        assumed=assumed(table, batch.manifest, visit.lang),
        mendable=job.mendable(),
        words=words_of(batch.manifest["unknown_words"], meanings, job, visit),
        formats=fields.SUFFIXES,
        encodings=fields.ENCODINGS,
        papers=tuple(PAPERS),
        headers=[] if looked is None else [one_line(word) for word in looked.words],
    )


def _group(sheet: Sheet) -> None:
    """Put the digits of a sheet's figures in groups of three, as on the books of a company."""
    for row in (*sheet.rows, *sheet.totals):
        for at, column in enumerate(sheet.columns):
            if column.right and row[at]:
                row[at] = f"{Decimal(row[at]):,f}"


def _unsure(run: DeskRun, job: Job, visit: Visit) -> list[tuple[str, list[Offer]]]:
    """Return the columns that a run has stopped at, each with what may be said of it."""
    failure = run.task.failure
    looked = job.looked()
    words = () if looked is None else tuple(map(one_line, looked.words))
    columns = () if failure is None else failure.columns
    return [(bare(each), column_offers(visit.desk.table, visit.lang)) for each in columns if each in words]


def command_line(command: list[str]) -> str:
    """Return a command as the shell of this machine takes it."""
    return subprocess.list2cmdline(command) if sys.platform == "win32" else shlex.join(command)


async def rejects(visit: Visit) -> Response:
    """Show a page of the rejects of one cause, to be mended."""
    job, run = visit.made()
    code, number = visit.request.path_params["code"], visit.request.path_params["page"]
    file, output, batch = run.rejects(), run.output, run.batch
    reason = next((each for each in batch.reasons if each.code == code), None) if batch else None
    if file is None or output is None or reason is None or not 1 <= number < 10**6:
        raise WrongRequest(404, "no_path")
    if run is not job.mendable():
        return not_mendable(visit)
    shown = await run_in_threadpool(page_of, file, output.encoding, code, number, run.edits)
    return visit.shown(
        "rejects",
        job=job,
        run=run,
        title=title_of(run, visit.lang),
        reason=reason,
        shown=shown,
        number=number,
        places=wrong_first(shown),
        as_input=as_input,
        may_be_right=code in RIGHT_AS_IT_IS,
        changed=len(run.edits),
    )


def not_mendable(visit: Visit) -> Response:
    """Return the page that says why the rejects of a run are not mended any more, and leads to those that are."""
    job, run = visit.made()
    return visit.shown("not_mendable", 409, job=job, run=run, mendable=job.mendable())


async def file(visit: Visit) -> Response:
    """Give a file that was made, as it is."""
    _, run = visit.made()
    found = run.files().get(visit.request.path_params["name"])
    if found is None:
        raise WrongRequest(404, "no_path")
    return FileResponse(found, filename=found.name, headers=dict(visit.headers), media_type="application/octet-stream")


async def also_read(visit: Visit) -> Response:
    """Give a file that the command of a run reads: rows that were mended, or what columns and words mean."""
    job, run = visit.made()
    name = visit.request.path_params["name"]
    if name not in run.also_read():
        raise WrongRequest(404, "no_path")
    if name == MAP_FILE:
        headers = {**visit.headers, "content-disposition": f'attachment; filename="{MAP_FILE}"'}
        return Response(run.asked.choices.map_file(run.asked.lang), headers=headers, media_type="application/toml")
    found = job.all_mended[name]
    return FileResponse(found, filename=name, headers=dict(visit.headers), media_type="application/octet-stream")


async def made_state(visit: Visit) -> Response:
    """Tell a script how far a run is."""
    return state_of(visit, visit.made()[1].task)
