"""Where the outputs of a run go: what may be replaced, and how all of them appear at once, the manifest last."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from heatcalc.batches.batch_options import BatchOptions
from heatcalc.errors import OutputError
from heatcalc.files.atomic import Outputs, lock_of
from heatcalc.files.hashing import sha256_of
from heatcalc.ledger.dataset import Part
from heatcalc.ledger.format_names import OUTPUT_FORMATS
from heatcalc.ledger.remote import refuse_elsewhere


def beside(out: Path, what: str) -> Path:
    """Return the path of another output of the run whose bills are `out`."""
    return out.with_name(f"{out.stem}.{what}")


def rejects_of(out: Path, corrected: Sequence[Path]) -> Path:
    """Return the path of the rejects: one that is not among those that were `corrected`, which are never written."""
    names = ["rejects.csv", *(f"rejects-{number}.csv" for number in range(2, len(corrected) + 2))]
    inputs = {path.resolve() for path in corrected}
    return next(path for path in (beside(out, name) for name in names) if path.resolve() not in inputs)


def name_of(path: Path, out: Path) -> str:
    """Return how the manifest calls an output."""
    return path.suffix.removeprefix(".") if path == out else path.name.removeprefix(f"{out.stem}.")


def refuse_input(parts: Sequence[Part], out: Path) -> None:
    """Check that an output is on this machine, and none is a file of the ledger, nor rejects that are corrected.

    Raises:
        OutputError: one is.
    """
    refuse_elsewhere(out)
    if not out.name:
        raise OutputError("files.no_name", file=out)
    names = [part.file if isinstance(part.file, Path) else getattr(part.file, "name", None) for part in parts]
    read = [Path(name) for name in names if isinstance(name, (str, Path))]
    if any(out.absolute() in (each.absolute(), *each.absolute().parents) for each in read):
        raise OutputError("ledger.same_file", file=out)
    for made in (out, beside(out, "rejects.csv"), beside(out, "manifest.json")):
        refuse_same(made, read)
        if made.exists() and not made.is_file() and (made != out or not made.is_dir()):
            raise OutputError("ledger.no_file", file=made)


def refuse_same(made: Path, read: Iterable[Path]) -> None:
    """Check that an output is none of the files that are read.

    Raises:
        OutputError: it is one.
    """
    if made.is_file() and any(each.exists() and made.samefile(each) for each in read):
        raise OutputError("ledger.same_file", file=made)


def may_write(out: Path, *others: Path, force: bool) -> None:
    """Check that the outputs do not replace somebody else's files, nor bills that somebody has edited since.

    Raises:
        OutputError: they do.
    """
    if out.is_symlink() or out.is_dir():
        raise OutputError("ledger.no_file", file=out)
    if force or lock_of(out).exists():
        return
    hashes = _hashes_of(out)
    if hashes and name_of(out, out) not in hashes:
        raise OutputError("ledger.other_bills", file=beside(out, "manifest.json"))
    _refuse_others([out, *others], out, hashes)


def _hashes_of(out: Path) -> dict[str, str]:
    """Return the hashes of the manifest that an output would have, by name; nothing where there is none.

    Raises:
        OutputError: what stands there is no manifest of ours.
    """
    mark = beside(out, "manifest.json")
    hashes = _hashes(mark)
    if mark.exists() and not hashes:
        raise OutputError("files.exists", file=mark)
    return hashes


def _refuse_others(files: Iterable[Path], out: Path, hashes: Mapping[str, str]) -> None:
    for file in files:
        if file.exists() and sha256_of(file) != hashes.get(name_of(file, out)):
            raise OutputError("ledger.edited" if name_of(file, out) in hashes else "files.exists", file=file)


def _hashes(mark: Path) -> dict[str, str]:
    """Return the hashes of a manifest's outputs, by name; nothing where there is no manifest of ours."""
    try:
        outputs = json.loads(mark.read_text(encoding="utf-8"))["outputs"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    return outputs if isinstance(outputs, dict) else {}


def may_be_folder(out: Path, options: BatchOptions, *, force: bool) -> None:
    """Check that the output may be a folder of bills. Only an earlier one is ever replaced, not even by force another.

    Its rejects and manifest, which lie beside it, replace others by force alone.

    Raises:
        OutputError: it may not.
    """
    if options.format not in (None, "parquet"):
        raise OutputError("ledger.folder_format", format=options.format)
    if out.suffix.lower() in (".csv", ".xlsx", ".jsonl", ".parquet"):
        raise OutputError("ledger.spark_into_folder" if options.engine == "spark" else "ledger.into_folder", file=out)
    if out.is_symlink() or (out.exists() and not (out.is_dir() and _ours(out))):
        raise OutputError("ledger.folder_exists", file=out)
    if force or lock_of(out).exists():
        return
    hashes = _hashes_of(out)
    if not hashes.keys().isdisjoint(OUTPUT_FORMATS):
        raise OutputError("ledger.other_bills", file=beside(out, "manifest.json"))
    _refuse_others([beside(out, "rejects.csv")], out, hashes)


def _ours(out: Path) -> bool:
    """Return whether a folder has nothing but what its manifest lists, or bills of a run that was killed."""
    hashes = _hashes(beside(out, "manifest.json"))
    names = [each.relative_to(out).as_posix() for each in out.rglob("*") if not each.is_dir()]
    if hashes:
        return all(name in hashes for name in names)
    return lock_of(out).exists() and all(name.endswith(".parquet") for name in names)


def publish(
    outputs: Outputs, out: Path, others: Sequence[Path], made: Mapping[Path, Path], manifest: Mapping[str, Any]
) -> tuple[bool, tuple[Path, ...]]:
    """Put the outputs in place, the manifest last. Return whether they were there already, and which they are.

    Of the `others`, which are not there in every run, what an earlier run wrote and this one did not is removed.
    """
    mark = beside(out, "manifest.json")
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    files = (*made, mark)
    there = mark.exists() and mark.read_bytes() == text.encode()
    gone = [path for path in others if path not in files and path.exists()]
    if (
        there
        and not gone
        and all(_stands(path, file, manifest["outputs"], name_of(path, out)) for path, file in made.items())
    ):
        return True, files
    for path, file in made.items():
        outputs.take(file, path)
    outputs.file(mark, out).write(text.encode("utf-8"))
    outputs.publish(mark, gone)
    return False, files


def _stands(path: Path, made: Path, hashes: Mapping[str, str], name: str) -> bool:
    """Return whether an output, or each file of a folder, is there as the manifest says."""
    if not made.is_dir():
        return path.is_file() and sha256_of(path) == hashes[name]
    names = {each.relative_to(made).as_posix() for each in made.rglob("*") if each.is_file()}
    there = {each.relative_to(path).as_posix() for each in path.rglob("*") if each.is_file()}
    return names == there and all(sha256_of(path / each) == hashes[each] for each in names)
