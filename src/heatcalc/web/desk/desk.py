"""A desk: its folder, its ledgers, who may use it, and what it bills by."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from heatcalc.tariffs.model import Table
from heatcalc.web.desk.choices import Memory
from heatcalc.web.desk.folders import private_folder
from heatcalc.web.desk.jobs import Jobs, Priced
from heatcalc.web.desk.sessions import Sessions
from heatcalc.web.desk.tasks import Workers


class Desk:
    """A desk that is open."""

    def __init__(
        self, folder: Path, table: Table, priced: Priced, memory: Memory, most: int, report: Callable[[str], None]
    ) -> None:
        self.folder, self.table, self.priced, self.memory, self.most = folder, table, priced, memory, most
        self.report = report
        self.sessions = Sessions()
        self.workers = Workers(report)
        self.jobs = Jobs(folder, self.workers)

    def address(self, origin: str, *, once: bool) -> str:
        """Return the address by which a browser comes to it; `once` one that can be used a single time."""
        return f"{origin}/desk?token={self.sessions.once if once else self.sessions.printed}"


@contextmanager
def opened_desk(table: Table, priced: Priced, memory: Path, most: int, report: Callable[[str], None]) -> Iterator[Desk]:
    """Give a desk that bills by a table; at the end all work is ended and all that was uploaded is removed.

    `memory` is the folder of what was chosen for ledgers, `most` how long one may be [byte]; faults of heatcalc are
    told to `report`.

    Raises:
        OutputError: there is no room for temporary files.
    """
    with private_folder() as folder:
        desk = Desk(folder, table, priced, Memory(memory), most, report)
        try:
            yield desk
        finally:
            desk.workers.close()
