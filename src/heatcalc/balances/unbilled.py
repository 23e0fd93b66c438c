"""Rows of bills and ledgers of which it is not known what they owe, or of which winter: each file's, and why."""

from collections.abc import Sequence
from pathlib import Path

from heatcalc.batches.bill_writer import BillWriter, csv_line
from heatcalc.batches.control_totals import ControlTotals, Reason
from heatcalc.batches.rejects import Reject, reject_row
from heatcalc.files.spreadsheet_text import escaped
from heatcalc.ledger.columns import REJECT
from heatcalc.ledger.header import Header
from heatcalc.money import Currency


class RowsWithoutBill:
    """Collects them, in files that are ledgers again once they are corrected."""

    def __init__(self) -> None:
        self.files: dict[int, Path] = {}
        """The files of them, by the places of the files that they are from."""
        self.rows = 0
        self._reasons: list[Reason] = []
        self._rejects: ControlTotals | None = None
        self._writer: BillWriter | None = None

    def keep(self, source: int, path: Path, rows: int, reasons: Sequence[Reason], file: str) -> None:
        """Keep the rejects of a ledger that was billed; `file` is what it is called, where there are several."""
        self.files[source] = path
        self.rows += rows
        for reason in reasons:
            self._reasons.append(reason._replace(first=tuple(each._replace(file=file) for each in reason.first)))

    def reject(self, source: int, path: Path, header: Header, fields: Sequence[str], reject: Reject, file: str) -> None:
        """Write a row of bills, with the columns of its ledger, into `path`; to be closed behind the last one.

        `file` is what the bills are called, where there are several files of them.

        Raises:
            OSError: it cannot be written.
        """
        if self._writer is None:
            self._writer = BillWriter(path, [*map(escaped, header.words), *header.added(REJECT)])
            self._rejects = ControlTotals(None, Currency())
            self.files[source] = path
        assert self._rejects is not None, "made with the writer"
        self.rows += 1
        self._rejects.reject(reject._replace(file=file), 0)
        self._writer.write(csv_line(reject_row(fields, reject)).encode() + b"\n", 1)

    def close(self) -> None:
        """Close what was written of one file of bills."""
        if self._writer is not None and self._rejects is not None:
            self._writer.close()
            self._reasons += self._rejects.reasons()
        self._writer = self._rejects = None

    def reasons(self) -> tuple[Reason, ...]:
        """Return why rows have no bill, file by file."""
        return tuple(self._reasons)
