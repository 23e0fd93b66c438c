"""Images that options name."""

from pathlib import Path

from heatcalc.errors import InputFileError
from heatcalc.files.small import read_small


def image(path: Path) -> bytes:
    """Return an image, PNG or JPEG.

    Raises:
        InputFileError: it cannot be read, or is none.
    """
    try:
        data = read_small(path)
    except OSError as error:
        raise InputFileError("files.unreadable", file=path, reason=error.strerror or error) from error
    if not data.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff")):
        raise InputFileError("notice.image", file=path)
    return data
