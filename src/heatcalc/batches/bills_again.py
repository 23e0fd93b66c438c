"""Bills that a run wrote, taken for a ledger: read as that run read it, billed again, and held against its sums."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from heatcalc.batches.batch_options import BatchOptions, Defaults, defaults_of
from heatcalc.batches.bill_file import BillFile, is_of_run, results_at
from heatcalc.errors import InputFileError
from heatcalc.ledger.columns import RESULTS
from heatcalc.tariffs.model import Table

_SUMS = ("households", *RESULTS)


class BillsAgain:
    """The bills of a run as a ledger; of another file it changes nothing, but refuses bills that nothing vouches for.

    A home is priced anew for its cost, so that the rules must be those of its bill.
    """

    def __init__(self, path: Path, table: Table, table_hash: str) -> None:
        """Open a file; `table_hash` is blank where it is not known.

        Raises:
            InputFileError: it is bills that were edited since, or were billed by another table.
        """
        self._path = path
        self._bills = BillFile(path, table.attributes()) if is_of_run(path) else None
        if self._bills and table_hash and self._bills.manifest["tariffs"] != table_hash:
            raise InputFileError("ledger.bills_table", file=path)

    @property
    def known(self) -> bool:
        """Whether the file is bills that a manifest vouches for."""
        return self._bills is not None

    def options(self, asked: BatchOptions) -> BatchOptions:
        """Return how the file is to be read: as its run was, unless something else is `asked`."""
        if self._bills is None:
            return asked
        manifest = self._bills.manifest
        read, usual, said = defaults_of(manifest)._asdict(), Defaults()._asdict(), asked.defaults._asdict()
        stated = {name: value for name, value in said.items() if value != usual[name]}
        return asked._replace(
            defaults=Defaults(**(read | stated)),
            renamed={**self._bills.renamed(), **asked.renamed},
            several=asked.several or bool(manifest.get("several")),
        )

    def hold(self, billed: Mapping[str, Any]) -> int | None:
        """Hold what was billed against the bills; return how many rows these left out, None where it is no file of any.

        Raises:
            InputFileError: there are other homes, or they come to other sums.
        """
        if self._bills is None:
            return None
        said = self._bills.manifest
        if differing := [name for name in _SUMS if billed[name] != said[name]]:
            at = differing[0]
            raise InputFileError("ledger.bills_sums", file=self._path, bills=said[at], again=billed[at])
        return int(said["rejects"])

    def refuse_results(self, words: Sequence[str]) -> None:
        """Refuse a ledger with the columns that bills add, where no manifest says by which rules.

        Raises:
            InputFileError: it is so.
        """
        if self._bills is None and results_at(words) is not None:
            raise InputFileError("ledger.bills_unmarked", file=self._path)
