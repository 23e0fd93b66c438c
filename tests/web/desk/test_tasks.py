"""Work in processes of their own: it ends, is ended, or breaks, and nothing else is touched by that."""

import errno
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from heatcalc.errors import InputFileError, OutputError
from heatcalc.messages import LANGS
from heatcalc.web.desk.folders import private_folder
from heatcalc.web.desk.jobs import IDLE_SECONDS, MOST_JOBS, Job, Jobs, Priced
from heatcalc.web.desk.tasks import AT_ONCE, Task, Workers
from heatcalc.web.desk.uploads import Uploaded


class Asked(NamedTuple):
    folder: Path
    what: str = ""


def told(asked: Asked, progress: Callable[[int], None]) -> str:
    progress(40)
    mode = os.umask(0)
    return f"{asked.what} {mode:o}"


def wrong(asked: Asked, _: Callable[[int], None]) -> None:
    raise InputFileError("ledger.said", columns=["优惠"], header="优惠", line=2, found=asked.what)


def faulty(_: Asked, __: Callable[[int], None]) -> None:
    raise KeyError("nothing of this is told")


def dies(_: Asked, __: Callable[[int], None]) -> None:
    os._exit(9)


def full(asked: Asked, _: Callable[[int], None]) -> None:
    if asked.what == "outputs":
        raise OutputError("files.unwritable", file=asked.folder / "bills.csv", reason="No space left on device")
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(asked.folder / "bills.csv"))


def unreadable(asked: Asked, _: Callable[[int], None]) -> None:
    raise InputFileError("files.unreadable", file=asked.folder.parent / "ledger.csv", reason=f"{asked.folder}/x")


def slow(asked: Asked, _: Callable[[int], None]) -> None:
    (asked.folder / f"begun-{asked.what}").touch()
    time.sleep(60)


@pytest.fixture
def reported() -> list[str]:
    return []


@pytest.fixture
def workers(reported: list[str]) -> Any:
    made = Workers(reported.append)
    yield made
    made.close()


def done(workers: Workers, job: Any, asked: Asked) -> Task:
    task = Task(job, asked, 100)
    workers.begin(task)
    assert task.wait(30)
    return task


def test_work_gives_what_it_comes_to_and_writes_for_its_user_alone(workers: Workers, tmp_path: Path) -> None:
    task = done(workers, told, Asked(tmp_path, "x"))
    assert (task.state, task.result, task.percent, task.failure) == ("done", "x 77", 100, None)


def test_what_is_wrong_is_told_in_both_languages_with_its_columns(workers: Workers, tmp_path: Path) -> None:
    task = done(workers, wrong, Asked(tmp_path, "低保"))
    assert task.state == "failed"
    assert task.failure is not None
    assert task.failure.columns == ("优惠",)
    assert "低保" in task.failure.text("zh")
    assert "may change what is owed" in task.failure.text("en")


def test_a_full_disk_is_told_with_its_remedy_and_no_temporary_path(workers: Workers, tmp_path: Path) -> None:
    for job, what in ((full, "outputs"), (full, ""), (unreadable, "")):
        task = done(workers, job, Asked(tmp_path, what))
        assert task.failure is not None
        for lang, remedy in (("zh", "请腾出磁盘空间"), ("en", "Make room")):
            said = task.failure.texts[LANGS.index(lang)]
            assert str(tmp_path.parent) not in said
            assert (remedy in said) == (job is full)


def test_a_fault_or_a_death_ends_its_own_work_alone(workers: Workers, reported: list[str], tmp_path: Path) -> None:
    for job in (faulty, dies):
        task = done(workers, job, Asked(tmp_path))
        assert task.state == "failed"
        assert task.failure is not None
        assert task.failure.key == "desk.broken"
        assert "nothing of this" not in task.failure.text("en")
    assert reported == ["KeyError"]
    assert done(workers, told, Asked(tmp_path, "y")).state == "done"


def test_work_is_cancelled_while_it_runs_and_while_it_waits(workers: Workers, tmp_path: Path) -> None:
    tasks = [Task(slow, Asked(tmp_path, str(at)), 1) for at in range(AT_ONCE + 1)]
    for task in tasks[:AT_ONCE]:
        workers.begin(task)
    end = time.monotonic() + 30
    while len(list(tmp_path.glob("begun-*"))) < AT_ONCE and time.monotonic() < end:
        time.sleep(0.05)
    workers.begin(tasks[-1])
    assert tasks[-1].state == "waiting"
    tasks[-1].cancel()
    assert tasks[-1].is_over  # though no turn is free
    for task in reversed(tasks):
        task.cancel()
    for task in tasks:
        assert task.wait(10)
        assert (task.state, task.result, task.failure) == ("cancelled", None, None)
    assert len(list(tmp_path.glob("begun-*"))) == AT_ONCE
    tasks[0].cancel()  # which it is


def job_in(jobs: Jobs, at: int) -> Job:
    """Return a ledger in a new folder, which is not kept yet."""
    place = jobs.new_folder()
    return Job(place, Uploaded(f"{at}.csv", 1), place / "ledger.csv", Priced())


def test_the_oldest_ledgers_go_and_those_that_nobody_looks_at(workers: Workers) -> None:
    with private_folder() as folder:
        jobs = Jobs(folder, workers)
        made = []
        for at in range(MOST_JOBS + 2):
            made.append(job_in(jobs, at))
            jobs.add(made[-1])
            jobs.find(made[0].id)  # which is used, and so stays
        assert [job.name for job in jobs.all()][:2] == ["0.csv", f"{MOST_JOBS + 1}.csv"]
        assert len(jobs.all()) == MOST_JOBS
        assert [job.folder.exists() for job in made[:4]] == [True, False, False, True]
        made[5].used -= IDLE_SECONDS + 1
        assert jobs.find(made[5].id) is None
        assert not made[5].folder.exists()
        assert jobs.find("nothing") is None


def test_what_goes_on_is_told_before_and_behind_the_percentages(tmp_path: Path) -> None:
    task = Task(told, Asked(tmp_path), 200)
    task.state = "running"
    for done_bytes, en in ((0, "the first homes are not billed yet"), (50, "25 %"), (200, "Nearly all is billed")):
        task.done_bytes = done_bytes
        assert en in task.told("en")
    unknown = Task(told, Asked(tmp_path), 0)
    unknown.state = "running"
    assert unknown.told("zh") == "进行中……"


def test_no_ledger_goes_while_work_on_it_is_under_way(workers: Workers) -> None:
    with private_folder() as folder:
        jobs = Jobs(folder, workers)
        made = []
        for at in range(MOST_JOBS + 1):
            made.append(job_in(jobs, at))
            if at == 0:
                made[0].looking = Task(slow, Asked(made[0].folder), 1)
                workers.begin(made[0].looking)
            jobs.add(made[-1])
        made[0].used -= IDLE_SECONDS + 1
        assert jobs.find(made[0].id) is made[0]
        assert jobs.find(made[1].id) is None
        assert made[0].looking is not None
        assert not made[0].looking.is_over
        jobs.forget(made[0])
        assert made[0].looking.wait(10)
