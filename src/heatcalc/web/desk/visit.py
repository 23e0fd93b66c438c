"""A request to the desk by somebody who may use it, and what its pages share."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from heatcalc.ledger.columns import bare
from heatcalc.messages import Lang, say
from heatcalc.web.desk import form_fields as fields
from heatcalc.web.desk.desk import Desk
from heatcalc.web.desk.jobs import DeskRun, Job
from heatcalc.web.desk.offers import word_offers
from heatcalc.web.desk.running import AskedNotices, MadeNotices
from heatcalc.web.desk.sessions import DeskSession
from heatcalc.web.desk.tasks import Task
from heatcalc.web.desk.templating import page, page_response
from heatcalc.web.wrong import WrongRequest


class Visit(NamedTuple):
    """A request to the desk by somebody who may use it."""

    desk: Desk
    request: Request
    lang: Lang
    session: DeskSession
    headers: Mapping[str, str]
    sent: fields.Fields = ()
    """The fields of the form that was sent."""

    def shown(self, template: str, status: int = 200, **values: Any) -> Response:  # noqa: ANN401 - for the template
        """Return a page made of a template."""
        path = self.request.url.path
        made = page(f"{template}.html", self.lang, path, form=self.session.form, **values)
        return page_response(made, self.lang, dict(self.headers), status)

    def job(self) -> Job:
        """Return the ledger that the address names.

        Raises:
            WrongRequest: there is none, or none any more.
        """
        job = self.desk.jobs.find(self.request.path_params["job"])
        if job is None:
            raise WrongRequest(410, "desk_gone")
        return job

    def made(self) -> tuple[Job, DeskRun]:
        """Return what was made of a ledger that the address names.

        Raises:
            WrongRequest: there is none, or none any more.
        """
        job, number = self.job(), self.request.path_params["number"]
        if not 1 <= number <= len(job.made):
            raise WrongRequest(404, "no_path")
        return job, job.made[number - 1]

    def to(self, *path: object) -> Response:
        """Return a response that leads to another page of the desk."""
        return RedirectResponse("/".join(["/desk", *map(str, path)]), 303, dict(self.headers))

    def waiting(self, task: Task, job: Job, number: int | None = None) -> Response:
        """Return the page of work that is under way; `number` is that of what is made."""
        state = f"/desk/{job.id}/state" if number is None else f"/desk/{job.id}/made/{number}/state"
        return self.shown("waiting", job=job, task=task, state=state, number=number)


def shown_bytes(size: int) -> str:
    """Return the size of a file [byte] in kB or MB."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(size / 1e3, 0.1):.1f} kB"


async def visit_wait(task: Task, seconds: float = 3.0) -> None:
    """Wait for work that mostly takes no longer, so that its page is the next that is seen [s]."""
    await run_in_threadpool(task.wait, seconds)


def state_of(visit: Visit, task: Task) -> Response:
    """Return how far work is, for a script."""
    percent = task.percent if task.total and task.done_bytes else None
    told = {"over": task.is_over, "percent": percent, "text": task.told(visit.lang)}
    return JSONResponse(told, headers=dict(visit.headers))


def words_of(
    unknown: Mapping[str, Mapping[str, int]], meanings: Mapping[str, str], job: Job, visit: Visit
) -> list[tuple[str, str, int | None, str, Any]]:
    """Return words with how often they occur, what was said of them, and what may be said."""
    plain = {bare(word): meaning for word, meaning in meanings.items()}
    found: dict[tuple[str, str], tuple[int | None, str]] = {}
    for header, words in unknown.items():
        found |= {(bare(header), word): (count, "") for word, count in words.items()}
    for header, said in job.choices.words.items():
        for word, meant in said.items():
            count, _ = found.get((bare(header), word), (None, ""))
            found[bare(header), word] = (count, meant)
    offers = {header: word_offers(visit.desk.table, plain.get(header, ""), visit.lang) for header, _ in found}
    return [(header, word, count, said, offers[header]) for (header, word), (count, said) in found.items()]


def title_of(run: DeskRun, lang: Lang) -> str:
    """Return what tells a run from the others: its number, what it makes, and when it began."""
    asked = run.asked
    if isinstance(asked, AskedNotices):
        made = f"{say('desk.export_notices', lang)} {asked.stationery.suffix.upper()}"
    else:
        made = say(f"desk.format_{asked.output.suffix}", lang)
    return say("desk.made_title", lang, number=run.number, made=made, at=run.at)


_COUNTED = (("homes", "households"), ("rejects", "rejects"))


def told_of(run: DeskRun, lang: Lang) -> str:
    """Return how a run has ended, or how far it is, in a sentence."""
    if run.task.failure is not None:
        return run.task.failure.text(lang)
    batch = run.batch
    if batch is not None:
        return say("desk.told", lang, **{key: f"{batch.manifest[name]:,}" for key, name in _COUNTED})
    if isinstance(run.task.result, MadeNotices):
        return say("notice.made", lang, notices=run.task.result.notices, rejects=run.task.result.rejects)
    return run.task.told(lang)
