"""Bills that a run wrote, a file or a folder, read again: held against its manifest, with what columns were read as."""

import codecs
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from heatcalc.batches.bill_rows import rows_of
from heatcalc.batches.publish import beside
from heatcalc.errors import InputFileError
from heatcalc.files.hashing import Hashed
from heatcalc.files.spreadsheet_text import unescaped
from heatcalc.ledger.columns import ALSO, IN_CHINESE, RESULTS, WITHIN, known_columns, meaning_of, one_line
from heatcalc.ledger.dataset import Part, opened, parts_of
from heatcalc.ledger.format_names import OUTPUT_FORMATS
from heatcalc.ledger.header import Header
from heatcalc.ledger.reader import Ledger, open_ledger
from heatcalc.messages import LANGS, say
from heatcalc.money import Currency
from heatcalc.schema.attributes import Attributes

MANIFEST = ".manifest.json"
_SCHEMAS = ("heatcalc.batch/1", "heatcalc.check_ledger/1")
_ASKED = {"currency", "defaults", "households", "input", "outputs", "prices", "program", "read", "rejects"} | {
    *("carried", "due", "tariffs", "winters")
}
"""What is asked of a manifest; one of an earlier program may lack some of it."""
_CHUNK = 2**20
_READ = ("csv", "xlsx", "parquet")
_AGAIN = re.compile("_[0-9]+$")
"""What stands behind the name of an added column where the ledger has one of that name."""


def is_of_run(path: Path) -> bool:
    """Whether the manifest beside a file is of a run that wrote such a file, whatever has become of it since."""
    try:
        manifest = json.loads(beside(path, MANIFEST.removeprefix(".")).read_text(encoding="utf-8"))
        return manifest["schema"] in _SCHEMAS and path.suffix.removeprefix(".") in manifest["outputs"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False


class BillFile:
    """Bills of a run, as its manifest has them; rows are read as often as they are asked for."""

    def __init__(self, asked: Path, attributes: Attributes) -> None:
        """Open what is `asked` for: bills, or the manifest beside them. `attributes` are those of a table.

        Raises:
            InputFileError: there are no such bills, their manifest is missing, or somebody has edited them since.
        """
        of_manifest = asked.name.endswith(MANIFEST)
        self.mark = asked if of_manifest else beside(asked, MANIFEST.removeprefix("."))
        self.manifest = _manifest(asked, self.mark)
        self.path = _bills_of(asked, self.manifest) if of_manifest else asked
        self._attributes = attributes
        self._parts = list[Part]()
        if self.path.is_dir():
            self.format, self._encoding = "parquet", ""
            self._parts, self.sha256 = self._folder()
        else:
            self.format, given = _kind(self.path, self.manifest)
            with opened(self.path) as file:
                self.sha256, self._encoding = _hash_and_encoding(Hashed(file), text=self.format == "csv")
            if self.sha256 != given:
                raise InputFileError("diff.edited", file=self.path, manifest=self.mark)
        words = next(self._rows())
        at = results_at(words)
        if at is None:
            raise InputFileError("diff.no_results", file=self.path, columns=list(RESULTS))
        self.due = at + RESULTS.index("due")
        """The place of the amount due."""
        named = [one_line(word) or f"#{place}" for place, word in enumerate(words[:at], 1)]
        read: dict[str, str] = self.manifest["read"]
        keys = self._parts[0].keys if self._parts else ()
        read = {key: meaning_of(key, {}, attributes) for key, _ in keys} | read
        meanings, taken = list[str](), set[str]()
        for word in named:
            meanings.append("" if word in taken else _meaning(read.get(word, "")))
            taken.add(word)
        self.header = Header(1, tuple(words[:at]), tuple(meanings))
        """Of the ledger's own columns."""
        places = len(self.manifest["due"].partition(".")[2])
        self.currency = Currency(self.manifest["currency"], places, places)

    def rows(self) -> Iterator[Sequence[str]]:
        """Yield the fields of each bill, as they are written."""
        rows = self._rows()
        next(rows)
        yield from rows

    def renamed(self) -> dict[str, str]:
        """Return what the ledger's own columns were read as, by their headers; blank of those only carried."""
        renamed = dict.fromkeys(self.manifest["carried"], "")
        return renamed | {word: _meaning(said) for word, said in self.manifest["read"].items()}

    def rejects(self) -> Iterator[Sequence[str]] | None:
        """Return the fields of each row that this run rejected; None where their file is no longer as it was written.

        They are the ledger's own columns first, and the code of the reason and its text last.
        """
        hashes = self.manifest["outputs"]
        if not self.manifest["rejects"]:
            return iter(())
        stem = self.mark.name.removesuffix(MANIFEST)
        names = [name for name in hashes if name.startswith("rejects")]
        if not names or not (file := self.mark.with_name(f"{stem}.{names[0]}")).is_file():
            return None
        with opened(file) as read:
            found, encoding = _hash_and_encoding(Hashed(read), text=True)
        if found != hashes[names[0]]:
            return None
        rows = (fields for fields, _ in rows_of(file, encoding))
        next(rows)
        return rows

    def _folder(self) -> tuple[list[Part], str]:
        """Return the files of a folder of bills, and a hash of the hashes of all.

        Raises:
            InputFileError: they are not what the manifest lists.
        """
        given = {name: hash_ for name, hash_ in self.manifest["outputs"].items() if name.endswith(".parquet")}
        parts = parts_of(self.path)
        if [part.name for part in parts] != sorted(given):
            raise InputFileError("diff.edited", file=self.path, manifest=self.mark)
        for part in parts:
            with part.open() as file:
                if _hash_and_encoding(Hashed(file), text=False)[0] != given[part.name]:
                    raise InputFileError("diff.edited", file=part.file, manifest=self.mark)
        listed = "".join(f"{given[part.name]}  {part.name}\n" for part in parts)
        return parts, sha256(listed.encode()).hexdigest()

    def _rows_of_folder(self) -> Iterator[Sequence[str]]:
        """Yield the header and the rows of all files, with what their folders say before the columns, as in rejects."""
        words: Sequence[str] = ()
        for part in self._parts:
            keys, values = ([each[at] for each in part.keys] for at in (0, 1))
            with part.open() as file:
                ledger = self._ledger(Hashed(file))
                if not words:
                    words = ledger.header.words
                    yield [*keys, *words]
                elif words != ledger.header.words:
                    raise InputFileError("diff.other_columns", file=part.file)
                for block in ledger.blocks:
                    for record in block.records(ledger.width):
                        yield [*values, *record.fields]

    def _rows(self) -> Iterator[Sequence[str]]:
        """Yield the header and the rows."""
        if self._parts:
            yield from self._rows_of_folder()
            return
        if self.format == "csv":
            rows = (fields for fields, _ in rows_of(self.path, self._encoding))
            yield list(map(unescaped, next(rows)))
            yield from rows
            return
        with opened(self.path) as file:
            ledger = self._ledger(Hashed(file))
            yield ledger.header.words
            for block in ledger.blocks:
                for record in block.records(ledger.width):
                    yield record.fields

    def _ledger(self, file: Hashed) -> Ledger:
        """Open a workbook or a file of Parquet, whose columns are read as its manifest says."""
        renamed = self.renamed()
        if self.format != "parquet":
            for lang in LANGS:
                with suppress(InputFileError):
                    return open_ledger(
                        file, None, renamed, self._attributes, sheets=[say("ledger.sheet", lang)], whole=True
                    )
        return open_ledger(file, None, renamed, self._attributes, whole=True)


def _manifest(asked: Path, mark: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(mark.read_text(encoding="utf-8"))
        if manifest["schema"] in _SCHEMAS and manifest.keys() >= _ASKED:
            return dict(manifest)
    except FileNotFoundError:
        key = "diff.no_manifest" if asked.exists() else "diff.no_file"
        raise InputFileError(key, file=asked, manifest=mark) from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass
    raise InputFileError("diff.bad_manifest", manifest=mark)


def _bills_of(mark: Path, manifest: dict[str, Any]) -> Path:
    """Return the bills that a manifest is of: the one output that is called by its suffix alone, or else a folder."""
    stem = mark.name.removesuffix(MANIFEST)
    names = [name for name in manifest["outputs"] if "." not in name]
    if len(names) > 1:
        raise InputFileError("diff.bad_manifest", manifest=mark)
    return mark.with_name(f"{stem}.{names[0]}" if names and names[0] else stem)


def _kind(path: Path, manifest: dict[str, Any]) -> tuple[str, str]:
    """Return the format of bills, by their first bytes where their name does not say it, and the hash they must have.

    Raises:
        InputFileError: they are none of this manifest, or of a format that is not read again.
    """
    hashed = manifest["outputs"].get(path.suffix.removeprefix("."))
    if hashed is None:
        raise InputFileError("diff.not_of_manifest", file=path)
    kind = path.suffix.removeprefix(".").lower()
    if kind not in OUTPUT_FORMATS:
        with opened(path) as file:
            start = file.read(4)
        kinds = {b"PK\x03\x04": "xlsx", b"PAR1": "parquet"}
        kind = kinds.get(start, "jsonl" if start.startswith(b"{") else "csv")
    if kind not in _READ:
        raise InputFileError("diff.format", file=path, formats=[f".{each}" for each in _READ])
    return kind, str(hashed)


def _hash_and_encoding(file: Hashed, *, text: bool) -> tuple[str, str]:
    """Return the hash of a file, and of a text whether it is UTF-8 or else GB18030."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    encoding = "utf-8-sig"
    while chunk := file.read(_CHUNK):
        if text and encoding != "gb18030":
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                encoding = "gb18030"
    return file.sha256(), encoding


def results_at(words: Sequence[str]) -> int | None:
    """Return where the columns are that bills add to those of the ledger; the last ones, if it has some of its own."""
    names = [_AGAIN.sub("", word) for word in words]
    wanted = (list(RESULTS), [IN_CHINESE[name] for name in RESULTS])
    width = len(RESULTS)
    return next((at for at in range(len(words) - width, -1, -1) if names[at : at + width] in wanted), None)


def _meaning(said: str) -> str:
    """Return the meaning of a column as a header has it, of what a manifest says that it was read as."""
    known = said in known_columns() or said in ("", WITHIN) or said.startswith(ALSO)
    return said if known else f"with {said}"
