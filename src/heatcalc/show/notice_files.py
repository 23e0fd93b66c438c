"""Notices as files: all in one, one a home, or one for each part of a ledger; whole or not at all."""

from collections.abc import Iterator
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import IO

from heatcalc.errors import InputFileError, OutputError
from heatcalc.files.atomic import Outputs
from heatcalc.files.plain_name import plain_name
from heatcalc.messages import Lang, say
from heatcalc.show.notices_html import Letterhead, NoticeText, Paper, html_pages

NOTHING = "notice.nothing"
"""The error of homes that all have no notice."""
_Texts = Iterator[tuple[str, NoticeText]]
"""Notices, each after the part that it is of."""


def write_notices(
    out: Path,
    texts: _Texts,
    head: Letterhead,
    lang: Lang,
    paper: Paper = "A5",
    font: Path | None = None,
    *,
    each: bool = False,
    parted: bool = False,
    force: bool = False,
) -> int:
    """Write notices, each with the part that it is of, and return into how many files.

    It is one file; with `each` one a home, and where they are `parted` one a part, with more behind its name.

    Raises:
        InputFileError: there is no notice.
        OutputError: a file is there and `force` is not set, or it cannot be written.
        UsageError: the extra that writes PDF is not installed.
    """
    if out.suffix.lower() not in (".html", ".pdf"):
        raise OutputError("files.suffix", file=out, formats=[".html", ".pdf"])
    first = next(texts, None)
    if first is None:
        raise InputFileError(NOTHING)
    texts = chain([first], texts)

    def lay_out(file: IO[bytes], some: Iterator[NoticeText]) -> None:
        if out.suffix.lower() == ".pdf":
            from heatcalc.show.notices_pdf import Pdf

            whole = BytesIO()
            Pdf(whole, head, paper, font).write(some)
            file.write(whole.getvalue())
            return
        for piece in html_pages(some, head, paper, lang):
            file.write(piece.encode())

    def refuse_there(path: Path) -> None:
        if path.exists() and not force:
            raise OutputError("files.exists", file=path)

    with Outputs(out.absolute().parent) as outputs:
        outputs.lock(out)
        if each or parted:
            work = outputs.workplace(out)
            divided = _each(out, texts) if each else _parts(out, texts, lang)
            for files, (path, some) in enumerate(divided, 1):  # noqa: B007 - how many there are is returned
                refuse_there(path)
                with (work / path.name).open("wb") as file:
                    lay_out(file, some)
                outputs.take(work / path.name, path)
        else:
            files = 1
            refuse_there(out)
            lay_out(outputs.file(out, out), (text for _, text in texts))
        outputs.publish()
    return files


def _each(out: Path, texts: _Texts) -> Iterator[tuple[Path, Iterator[NoticeText]]]:
    for number, (_, text_) in enumerate(texts, 1):
        yield out.with_name(f"{out.stem}-{number:05}{out.suffix}"), iter([text_])


def _parts(out: Path, texts: _Texts, lang: Lang) -> Iterator[tuple[Path, Iterator[NoticeText]]]:
    """Yield a file for each part, in the order of the ledger, with its notices; they are held in memory."""
    parts: dict[str, list[NoticeText]] = {}
    for part, text_ in texts:
        parts.setdefault(part, []).append(text_)
    names: set[str] = set()
    for part, some in parts.items():
        name = plain_name(part) or say("notice.not_said", lang)
        distinct, number = name, 1
        while distinct.casefold() in names:
            number += 1
            distinct = f"{name}-{number}"
        names.add(distinct.casefold())
        yield out.with_name(f"{out.stem}-{distinct}{out.suffix}"), iter(some)
