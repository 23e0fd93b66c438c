"""Work on a ledger, each piece in a process of its own.

So the server goes on answering while a million lines are read, a file that breaks a reader breaks nothing else, memory
is given back, and to cancel is to end a process, which clears up as the command does on a signal.
"""

import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, NamedTuple

from heatcalc.errors import HeatcalcError
from heatcalc.messages import LANGS, Lang, say

AT_ONCE = 2
"""How many pieces of work are done at a time; others wait."""
_TOLD_EVERY = 0.1
"""How often a process tells how far it is [s]."""
_ENDING_SECONDS = 5
"""How long a process that is to end may take to clear up [s]."""

State = Literal["waiting", "running", "done", "failed", "cancelled"]
Progress = Callable[[int], None]


class Failure(NamedTuple):
    """Why work came to nothing: the key of the message, its text in each language, and what it names."""

    key: str
    texts: tuple[str, ...]
    columns: tuple[str, ...] = ()
    winters: tuple[str, ...] = ()
    """The winters of which one must be chosen: that of a title, and the one that is billed as usual."""

    def text(self, lang: Lang) -> str:
        """Return the reason with its remedy."""
        return self.texts[LANGS.index(lang)]


_UNWRITABLE = "files.unwritable"


def _disk(reason: object) -> Failure:
    return Failure("desk.disk", tuple(say("desk.disk", lang, reason=reason) for lang in LANGS))


def _without(failure: Failure, folder: Path) -> Failure:
    """Return a failure that names no temporary folder, of which the desk's user knows nothing."""
    texts = failure.texts
    for each in (folder, folder.parent):
        texts = tuple(text.replace(f"{each}{os.sep}", "") for text in texts)
    return failure._replace(texts=texts)


def failure_of(error: HeatcalcError) -> Failure:
    """Return what an error says; all that the desk writes lies in its temporary folder."""
    if error.key == _UNWRITABLE:
        return _disk(error.values.get("reason", ""))
    columns = error.values.get("columns", ())
    named = tuple(map(str, columns)) if isinstance(columns, list | tuple) else ()
    winters = (error.values["winter"], error.values["billed"]) if error.key == "ledger.title_winter" else ()
    return Failure(error.key, tuple(error.text(lang) for lang in LANGS), named, winters)


class Task:
    """One piece of work: `job` is called with `asked` and what tells how far it is, in a process of its own."""

    def __init__(self, job: Callable[[Any, Progress], Any], asked: Any, total: int) -> None:  # noqa: ANN401
        self._job, self._asked = job, asked
        self.total = total
        """The bytes that are to be done, as far as that is known; 0 where it is not."""
        self.done_bytes = 0
        self.state: State = "waiting"
        self.result: Any = None
        self.failure: Failure | None = None
        self._finished = threading.Event()
        self._process: Any = None
        self._guard = threading.Lock()

    @property
    def is_over(self) -> bool:
        """Whether it has come to an end."""
        return self._finished.is_set()

    @property
    def percent(self) -> int:
        """How far it is [%]: 100 only once all is there."""
        return 100 if self.is_over and self.state == "done" else min(99, 100 * self.done_bytes // max(self.total, 1))

    def told(self, lang: Lang) -> str:
        """Return how far it is, or how it has ended, in a sentence."""
        if self.state == "running" and not self.total:
            return say("desk.state_busy", lang)
        if self.state == "running" and not self.done_bytes:
            return say("desk.state_begun", lang)
        if self.state == "running" and self.done_bytes >= self.total:
            return say("desk.state_writing", lang)
        return say(f"desk.state_{self.state}", lang, percent=self.percent)

    def wait(self, seconds: float) -> bool:
        """Wait until it is over, and return whether it is."""
        return self._finished.wait(seconds)

    def cancel(self) -> None:
        """End it; what it has begun to write is cleared away."""
        with self._guard:
            if self.is_over:
                return
            self.state = "cancelled"
            process = self._process
            if process is None:
                self._finished.set()  # what waits for its turn need not have it
        if process is not None:
            process.terminate()
            if not self.wait(_ENDING_SECONDS):
                process.kill()

    def follow(self, report: Callable[[str], None]) -> None:
        """Do the work and follow it to its end; a fault of heatcalc is told to `report`."""
        try:
            self._follow(report)
        finally:
            if self.state in ("waiting", "running"):
                self.state = "failed"
                self.failure = self.failure or _broken()
            self._finished.set()

    def _follow(self, report: Callable[[str], None]) -> None:
        spawned = multiprocessing.get_context("spawn")
        ours, theirs = spawned.Pipe(duplex=False)
        with self._guard:
            if self.state == "cancelled":
                return
            self.state = "running"
            process = spawned.Process(target=_work, args=(theirs, self._job, self._asked), daemon=True)
            process.start()
            self._process = process
        theirs.close()
        try:
            while True:
                kind, value = ours.recv()
                if kind == "at":
                    self.done_bytes = value
                    continue
                if self.state == "running":
                    if kind == "done":
                        self.result, self.state = value, "done"
                    else:
                        self.failure, self.state = value if kind == "wrong" else _broken(), "failed"
                        if kind == "fault":
                            report(value)
                break
        except (EOFError, OSError):
            pass  # the process has ended without a word
        finally:
            ours.close()
            process.join()


def _broken() -> Failure:
    return Failure("desk.broken", tuple(say("desk.broken", lang) for lang in LANGS))


def _work(connection: Any, job: Callable[[Any, Progress], Any], asked: Any) -> None:  # noqa: ANN401
    """Do a piece of work in this process, and tell how it ended; nothing is said on the terminal."""
    import gc
    import tempfile

    from heatcalc.files.stops import heed

    os.umask(0o077)
    gc.enable()
    heed()
    at, told = 0, 0.0

    def progress(done: int) -> None:
        nonlocal at, told
        at += done
        if time.monotonic() - told >= _TOLD_EVERY:
            told = time.monotonic()
            connection.send(("at", at))

    try:
        tempfile.tempdir = str(Path(asked.folder))
        try:
            said = ("done", job(asked, progress))
        except HeatcalcError as error:
            said = ("wrong", _without(failure_of(error), Path(asked.folder)))
        except MemoryError:
            said = ("wrong", Failure("files.memory", tuple(say("files.memory", lang) for lang in LANGS)))
        except OSError as error:
            said = ("wrong", _disk(error.strerror or type(error).__name__))
        except Exception as error:  # noqa: BLE001 - a fault of heatcalc, which ends this work alone
            said = ("fault", type(error).__name__)
        connection.send(said)
    except (KeyboardInterrupt, SystemExit, OSError):
        pass  # it was told to end, or nobody is there any more to be told


class Workers:
    """All work that is under way."""

    def __init__(self, report: Callable[[str], None]) -> None:
        self._report = report
        self._turn = threading.BoundedSemaphore(AT_ONCE)
        self._guard = threading.Lock()
        self._tasks: set[Task] = set()
        self._closed = False

    def begin(self, task: Task) -> None:
        """Have a task done, once it is its turn."""
        with self._guard:
            if self._closed:
                task.cancel()
            self._tasks.add(task)
        threading.Thread(target=self._do, args=(task,), daemon=True).start()

    def _do(self, task: Task) -> None:
        with self._turn:
            task.follow(self._report)
        with self._guard:
            self._tasks.discard(task)

    def close(self) -> None:
        """End all work."""
        with self._guard:
            self._closed = True
            tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        for task in tasks:
            task.wait(_ENDING_SECONDS)
