"""Jobs: a ledger that was uploaded, with all that was chosen for it and made of it, in a folder of its own."""

import secrets
import shutil
import sys
import time
from collections import OrderedDict
from pathlib import Path
from typing import Any, NamedTuple

from heatcalc.batches.run import Batch
from heatcalc.messages import Lang
from heatcalc.show.sheet import clean
from heatcalc.web.desk.choices import MAP_FILE, Choices
from heatcalc.web.desk.explained_row import AskedRow, explain_row
from heatcalc.web.desk.looking import Look, SeenLedger, look
from heatcalc.web.desk.running import AskedNotices, AskedRun, Output, Stationery, bill_ledger, make_notices
from heatcalc.web.desk.tasks import Task, Workers
from heatcalc.web.desk.uploads import Uploaded
from heatcalc.web.desk.usual import Settings, Usual

MOST_JOBS = 20
"""So many ledgers are kept; the one that was not used for the longest goes."""
IDLE_SECONDS = 12 * 3600.0
"""How long a ledger is kept that nobody looks at [s]."""
_PACKED = (".parquet", ".xlsx", ".xls", ".ods")
"""The kinds of files that are compressed, so that their size does not say how much is in them."""
_CLOCK = "%Y-%m-%d %H:%M"
"""How it is said when a ledger came, or something was made of it."""
_MENDED = "mended-"
"""How files of rows that were mended begin."""
_LONGEST_NAME = 255
"""The longest name that file systems take [byte]."""
_MOST_ROWS = 16
"""So many rows that were explained are kept."""


class DeskRun:
    """A run, or notices: the work, its folder, and the command that makes the same."""

    def __init__(self, number: int, task: Task, command: list[str], asked: AskedRun | AskedNotices) -> None:
        self.number, self.task, self.command, self.asked = number, task, command, asked
        self.at = time.strftime(_CLOCK)
        self.edits: dict[int, dict[int, str]] = {}
        """What was changed of its rejects."""

    @property
    def batch(self) -> Batch | None:
        """What a run did; None of notices, and until it is done."""
        return self.task.result if isinstance(self.task.result, Batch) else None

    @property
    def output(self) -> Output | None:
        """How the bills of a run are written; None of notices."""
        return self.asked.output if isinstance(self.asked, AskedRun) else None

    def also_read(self) -> list[str]:
        """Return the names of the files that the command reads besides the ledger."""
        asked = self.asked
        mapped = [MAP_FILE] if MAP_FILE in asked.choices.arguments() else []
        return mapped + [path.name for path in asked.corrected]

    def has_the_rejects_of(self, other: "DeskRun") -> bool:
        """Return whether another run comes to the same rejects row by row: but the form of its bills is another."""
        mine, its = self.asked, other.asked
        if not (isinstance(mine, AskedRun) and isinstance(its, AskedRun)):
            return False
        return mine._replace(folder=its.folder, output=its.output, lang=its.lang) == its and (
            mine.output.mask == its.output.mask
        )

    def rejects(self) -> Path | None:
        """Return the file of rejects; None where there is none."""
        found = [path for path in self.files().values() if ".rejects" in path.name]
        return found[0] if found else None

    def files(self) -> dict[str, Path]:
        """Return the files that were made, by their names."""
        if self.task.state != "done":
            return {}
        return {
            each.name: each
            for each in sorted(self.asked.folder.iterdir())
            if each.is_file() and not each.name.startswith(".")
        }


class Priced(NamedTuple):
    """What a desk bills by: a table, the arguments by which a command is given the same, and the settings.

    None is the table that comes with heatcalc.
    """

    file: Path | None = None
    arguments: tuple[str, ...] = ()
    settings: Settings = Settings()


def name_for_command(uploaded: Uploaded) -> str:
    """Return how a command names a ledger: as its user does, unless a shell or what is made beside it forbids that."""
    name, plain = uploaded.called or uploaded.name, uploaded.name
    whole = clean(name) == name and "\ufffd" not in name and len(name.encode()) <= _LONGEST_NAME
    if not whole or (sys.platform == "win32" and "%" in name):  # which its shell fills in
        name = plain
    return f"ledger-{plain}" if name.lower().startswith(("bills.", _MENDED, "notices.")) else name


class Job:
    """A ledger at the desk."""

    def __init__(self, folder: Path, uploaded: Uploaded, ledger: Path, priced: Priced) -> None:
        self.id, self.folder, self.ledger, self.priced = folder.name, folder, ledger, priced
        self.uploaded = uploaded
        self.name = uploaded.called or uploaded.name
        """How its user calls it."""
        self.named = name_for_command(uploaded)
        """How the command calls it: where that is another name, the ledger must be saved by it."""
        self.is_packed = ledger.suffix.lower() in _PACKED
        self.size = 0 if self.is_packed else uploaded.size
        """How much text there is to be read [byte]; 0 where that is not known before it is read."""
        self.at = time.strftime(_CLOCK)
        self.used = time.monotonic()
        self.looking: Task | None = None
        self.choices = Choices()
        self.key = ""
        """What its headers are remembered by, as they were when nothing was chosen."""
        self.mended: list[Path] = []
        """The files of rejects that were mended and hold, in their order."""
        self.all_mended: dict[str, Path] = {}
        """Those of earlier runs, too, by their names."""
        self.made: list[DeskRun] = []
        self._rows: OrderedDict[tuple[Any, ...], Task] = OrderedDict()

    def looked(self) -> SeenLedger | None:
        """Return what was seen of the ledger, with what was remembered taken for chosen; None until it was seen."""
        result = None if self.looking is None else self.looking.result
        if not isinstance(result, SeenLedger):
            return None
        if not self.key:
            self.key, self.choices = result.key, result.choices
        return result

    def look(self, workers: Workers, choices: Choices, memory: Path | None, lang: Lang) -> Task:
        """Begin to look at the ledger, as chosen; or, with a `memory`, as it was chosen before."""
        self.choices = choices
        usual = self.priced.settings.batch
        asked = Look(self.folder, self.ledger, self.priced.file, choices, memory, lang, usual)
        self.looking = Task(look, asked, self.size)
        workers.begin(self.looking)
        return self.looking

    def run(self, workers: Workers, output: Output, lang: Lang) -> DeskRun:
        """Begin to bill the ledger, with the rows that were mended in their places."""
        folder = self._place()
        mended = tuple(self.mended)
        usual = self.priced.settings.batch
        output = output._replace(mask=output.mask or usual.mask)
        choices = self._filled(usual)
        asked = AskedRun(folder, self.ledger, self.priced.file, choices, mended, output, lang)
        command = ["batch", self._in_command(), *choices.arguments(), *self._corrected(), *output.arguments()]
        command += usual.overruling(output)
        before = self.mendable()
        made = self._begin(workers, Task(bill_ledger, asked, self.size), asked, command, output.bills)
        if before is not None and before.has_the_rejects_of(made):
            made.edits = {at: dict(changed) for at, changed in before.edits.items()}
        return made

    def notices(self, workers: Workers, stationery: Stationery, lang: Lang) -> DeskRun:
        """Begin to write the notices of the ledger, with the rows that were mended in their places."""
        folder = self._place()
        mended = tuple(self.mended)
        usual = self.priced.settings.notice
        choices, mask = self._filled(usual), stationery.mask or usual.mask
        stationery = stationery._replace(mask=mask, pay_by=stationery.pay_by or usual.due)
        asked = AskedNotices(folder, self.ledger, self.priced.file, choices, mended, stationery, lang, usual.font)
        read = ["--ledger", self._in_command(), *choices.arguments(), *self._corrected()]
        command = ["notice", *read, *stationery.arguments()]
        return self._begin(workers, Task(make_notices, asked, 0), asked, command, stationery.notices)

    def row(self, workers: Workers, line: int, sheet: str, lang: Lang) -> Task:
        """Return the work that finds the bill of a row, which is done once."""
        key = (line, sheet, lang, repr(self.choices), *self.mended)
        if key not in self._rows:
            mended = tuple(self.mended)
            choices = self._filled(self.priced.settings.batch)
            asked = AskedRow(self.folder, self.ledger, self.priced.file, choices, mended, line, sheet, lang)
            self._rows[key] = Task(explain_row, asked, self.size)
            while len(self._rows) > _MOST_ROWS:
                self._rows.popitem(last=False)[1].cancel()
            workers.begin(self._rows[key])
        return self._rows[key]

    def mendable(self) -> DeskRun | None:
        """Return the run whose rejects can be mended: the newest that bills the ledger as it is mended now.

        The rejects of any other run are not those that are left, and to mend them would undo what was mended since.
        Where names are masked, they would stand masked in the ledger.
        """
        now = tuple(self.mended)
        runs = (made for made in reversed(self.made) if made.batch is not None and made.asked.corrected == now)
        return next((made for made in runs if made.output is not None and not made.output.mask), None)

    def next_mended(self) -> Path:
        """Return where the next file of mended rows goes; no name is used twice, since commands name them."""
        made = self.folder / f"{_MENDED}{len(self.all_mended) + 1}.csv"
        self.all_mended[made.name] = made
        return made

    def tasks(self) -> list[Task]:
        """Return all work on it."""
        looking = [] if self.looking is None else [self.looking]
        return [*looking, *self._rows.values(), *(made.task for made in self.made)]

    def may_go(self, *, many: bool = False) -> bool:
        """Return whether nobody looks at it any more, or too `many` are kept, and no work on it is under way."""
        idle = time.monotonic() - self.used > IDLE_SECONDS
        return (many or idle) and all(task.is_over for task in self.tasks())

    def _in_command(self) -> str:
        return f"./{self.named}" if self.named.startswith("-") else self.named

    def _corrected(self) -> list[str]:
        return [part for path in self.mended for part in ("--corrected", path.name)]

    def _filled(self, usual: Usual) -> Choices:
        looked = self.looked()
        return usual.fill(self.choices, None if looked is None else looked.words)

    def _place(self) -> Path:
        folder = self.folder / f"made-{len(self.made) + 1}"
        folder.mkdir(mode=0o700)
        return folder

    def _begin(
        self, workers: Workers, task: Task, asked: AskedRun | AskedNotices, command: list[str], out: str
    ) -> DeskRun:
        whole = ["heatcalc", *command, *self.priced.arguments, "--lang", asked.lang, "-o", out]
        made = DeskRun(len(self.made) + 1, task, whole, asked)
        self.made.append(made)
        workers.begin(task)
        return made


class Jobs:
    """The ledgers of a desk, by ids that nobody can guess."""

    def __init__(self, folder: Path, workers: Workers) -> None:
        self.folder = folder
        self._workers = workers
        self._jobs: OrderedDict[str, Job] = OrderedDict()

    def new_folder(self) -> Path:
        """Return the folder of a new ledger."""
        folder = self.folder / secrets.token_urlsafe(18)
        folder.mkdir(mode=0o700)
        return folder

    def add(self, job: Job) -> None:
        """Keep a ledger; those that were not used for long go, but none of which work is under way."""
        self._jobs[job.id] = job
        for old in list(self._jobs.values()):
            if old is not job and old.may_go(many=len(self._jobs) > MOST_JOBS):
                self.forget(old)

    def find(self, id_: str) -> Job | None:
        """Return the ledger with an id; None where there is none, or none any more."""
        job = self._jobs.get(id_)
        if job is not None and job.may_go():
            self.forget(job)
            return None
        if job is not None:
            job.used = time.monotonic()
            self._jobs.move_to_end(id_)
        return job

    def all(self) -> list[Job]:
        """Return all ledgers, the one that was used last first."""
        return list(reversed(self._jobs.values()))

    def forget(self, job: Job) -> None:
        """End all work on a ledger, and remove it with all that was made of it."""
        self._jobs.pop(job.id, None)
        for task in job.tasks():
            task.cancel()
        shutil.rmtree(job.folder, ignore_errors=True)
