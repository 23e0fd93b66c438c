"""Files that are small and read whole: settings, maps, images. What is larger is another file than was meant."""

from pathlib import Path

from heatcalc.errors import InputFileError

_MOST = 4 * 2**20


def read_small(path: Path) -> bytes:
    """Return what a file holds.

    Raises:
        FileNotFoundError, NotADirectoryError: there is none.
        InputFileError: it cannot be read, or is too large.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise
    except OSError as error:
        raise InputFileError("files.unreadable", file=path, reason=error.strerror or error) from error
    if len(data) > _MOST:
        raise InputFileError("files.too_large", file=path, most=_MOST // 2**20)
    return data
