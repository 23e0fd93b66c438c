"""The rejects that a run is to bill in their places, read from their files."""

from collections.abc import Iterable, Mapping

from heatcalc.batches.batch_options import BatchOptions
from heatcalc.batches.row_biller import RowBiller
from heatcalc.errors import HeatcalcError, InputFileError
from heatcalc.files.hashing import Hashed
from heatcalc.ledger.corrected import Corrections
from heatcalc.ledger.dataset import Part
from heatcalc.ledger.header import Header
from heatcalc.ledger.reader import open_ledger
from heatcalc.ledger.records import Record
from heatcalc.ledger.row_parser import FieldError
from heatcalc.schema.attributes import Attributes


def corrections_of(
    options: BatchOptions, header: Header, attributes: Attributes, folders: Iterable[str] = ()
) -> tuple[Corrections, dict[str, str]]:
    """Return the rows that were corrected of a ledger with this header, and the hash of each file.

    `folders` are the columns that the ledger's folders stand for.

    Raises:
        InputFileError: a file cannot be read, or is of another ledger.
    """
    corrections, hashes = Corrections(folders), dict[str, str]()
    for path in options.corrected:
        with Part(path.name, path).open() as file:
            hashed = Hashed(file)
            whole = open_ledger(hashed, None, options.renamed, dict(attributes), whole=True)
            corrections.read(path.name, header, whole.header, whole.blocks)
            hashes[path.name] = hashed.sha256()
    return corrections, hashes


def refuse_billed(biller: RowBiller, values: Mapping[str, str], replaced: Record) -> None:
    """Check that a row which a correction replaces has no bill of its own: else it is another household's.

    `values` hold besides its fields.

    Raises:
        InputFileError: it has, or is no household.
    """
    if not biller.skips(replaced):
        try:
            biller.bill(replaced, values, again=True)
        except (HeatcalcError, FieldError):
            return
    raise InputFileError("ledger.not_rejected", line=replaced.line)
