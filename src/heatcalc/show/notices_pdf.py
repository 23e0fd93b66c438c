"""Payment notices as PDF: text that can be searched and copied, in fonts that are embedded and have every character."""

from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from heatcalc.errors import OutputError, UsageError
from heatcalc.installed import lacking
from heatcalc.show.notices_html import PAPERS, Letterhead, NoticeText, Paper, Receipt

_FONTS = (
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "C:/Windows/Fonts/simsun.ttc",
    "C:/Windows/Fonts/msyh.ttc",
    "C:/Windows/Fonts/simsunb.ttf",
    "/System/Library/Fonts/Supplemental/Songti.ttc",
    "/System/Library/Fonts/STHeiti Light.ttc",
)
"""Fonts with TrueType outlines that systems have; reportlab embeds no others."""
_MARGIN = 12
_BODY = 11.5
"""The size of most of the text [pt]."""
_LEADING = 1.45
"""From line to line, of the size of the text."""
_POINTS = 72 / 25.4
"""Points a millimetre."""


class Pdf:
    """Writes notices, one a page, and goes on to the next page where one is full."""

    def __init__(self, out: IO[bytes], head: Letterhead, paper: Paper, font: Path | None) -> None:
        """Begin a file; `font` is asked before those of the system.

        Raises:
            UsageError: the extra, or any font with Chinese, is missing.
        """
        try:
            from reportlab.lib.utils import ImageReader
            from reportlab.pdfgen.canvas import Canvas
        except ImportError:
            raise lacking("pdf") from None
        self._fonts = _fonts(font)
        width, height = PAPERS[paper]
        self._width, self._height = width * _POINTS, height * _POINTS
        self._left, self._right = _MARGIN * _POINTS, self._width - _MARGIN * _POINTS
        self._canvas = Canvas(out, (self._width, self._height), invariant=1)
        self._image = ImageReader(BytesIO(head.code)) if head.code else None

    def write(self, texts: Iterable[NoticeText]) -> None:
        """Write the notices, and close the file.

        Raises:
            OutputError: no font has one of the characters.
        """
        for text in texts:
            self._y = self._height - _MARGIN * _POINTS
            self._notice(text)
            self._canvas.showPage()
        self._canvas.save()

    def _notice(self, text: NoticeText) -> None:
        self._canvas.setTitle(text.title)
        self._centred(text.title, 16.5)
        self._y -= 6
        if self._image is not None:
            size = 28 * _POINTS
            self._canvas.drawImage(
                self._image, self._right - size, self._y - size, size, size, preserveAspectRatio=True
            )
            self._right -= size + 6
        top = self._y
        for key, value in text.fields:
            self._paragraph(f"{key}  {value}", _BODY)
        if self._image is not None:
            self._right += 28 * _POINTS + 6
            self._y = min(self._y, top - 29 * _POINTS)
        self._rule()
        for label, formula, amount in text.lines:
            self._pair(label, amount, _BODY)
            self._paragraph(formula, 10, indent=8)
        for label, amount in text.sums:
            self._pair(label, amount, _BODY)
        self._rule()
        self._pair(*text.due, 15.5)
        if text.capitals:
            self._paragraph(text.capitals, _BODY)
        self._y -= 4
        for note in [*text.notes, *text.sources, *([text.footer] if text.footer else [])]:
            self._paragraph(note, 9.5)
        if text.receipt is not None:
            self._receipt(text.receipt)

    def _receipt(self, receipt: Receipt) -> None:
        """Draw whose notice it is, and the part to cut off, at the foot of the page."""
        self._down(_BODY * 1.6)
        self._draw(self._right - self._length(receipt.sender, _BODY), receipt.sender, _BODY)
        said = [f"{key}  {value}" for key, value in receipt.fields]
        lines = sum(len(self._wrapped(each, _BODY, self._right - self._left)) for each in said)
        needed = (lines + 4) * _BODY * _LEADING + 10
        if self._y - needed < _MARGIN * _POINTS:
            self._turn()
        self._y = _MARGIN * _POINTS + needed
        self._canvas.setDash(3, 3)
        self._rule()
        self._canvas.setDash()
        self._centred(receipt.title, _BODY)
        for each in said:
            self._paragraph(each, _BODY)
        self._down(_BODY * 1.4)
        width = (self._right - self._left) / len(receipt.blanks)
        for number, blank in enumerate(receipt.blanks):
            left = self._left + number * width
            self._draw(left, blank, _BODY)
            self._canvas.line(left + self._length(blank, _BODY), self._y - 2, left + width - 8, self._y - 2)

    def _centred(self, text: str, size: float) -> None:
        self._down(size)
        self._draw((self._width - self._length(text, size)) / 2, text, size)

    def _pair(self, label: str, amount: str, size: float) -> None:
        self._down(size)
        self._draw(self._left, label, size)
        self._draw(self._right - self._length(amount, size), amount, size)

    def _paragraph(self, text: str, size: float, indent: float = 0) -> None:
        for line in self._wrapped(text, size, self._right - self._left - indent):
            self._down(size)
            self._draw(self._left + indent, line, size)

    def _wrapped(self, text: str, size: float, width: float) -> list[str]:
        """Return the lines that a text takes in a width [pt]; a word of letters stays whole if it is not longer."""
        lines = [""]
        for character in text:
            if lines[-1] and self._length(lines[-1] + character, size) > width:
                before, _, word = lines[-1].rpartition(" ")
                whole = before and word.isascii() and character.isascii() and character != " "
                lines[-1:] = [before, word] if whole else [lines[-1], ""]
            lines[-1] += character
        return [line for line in lines if line]

    def _rule(self) -> None:
        self._y -= 4
        self._canvas.setLineWidth(0.6)
        self._canvas.line(self._left, self._y, self._right, self._y)

    def _down(self, size: float) -> None:
        self._y -= size * _LEADING
        if self._y < _MARGIN * _POINTS:
            self._turn()
            self._y -= size * _LEADING

    def _turn(self) -> None:
        """Go on at the top of the next page."""
        self._canvas.showPage()
        self._y = self._height - _MARGIN * _POINTS

    def _draw(self, x: float, text: str, size: float) -> None:
        for font, run in self._runs(text):
            self._canvas.setFont(font, size)
            self._canvas.drawString(x, self._y, run)
            x += self._canvas.stringWidth(run, font, size)

    def _length(self, text: str, size: float) -> float:
        return float(sum(self._canvas.stringWidth(run, font, size) for font, run in self._runs(text)))

    @lru_cache(maxsize=4096)  # noqa: B019 - a file is written once, and its writer goes with it
    def _runs(self, text: str) -> list[tuple[str, str]]:
        """Return the parts of a text, each with a font that has all of its characters."""
        runs: list[tuple[str, str]] = []
        for character in text:
            font = next((name for name, known in self._fonts if ord(character) in known), None)
            if font is None:
                raise OutputError("notice.no_glyph", character=character, code=f"U+{ord(character):04X}")
            if runs and runs[-1][0] == font:
                runs[-1] = (font, runs[-1][1] + character)
            else:
                runs.append((font, character))
        return runs


def _fonts(first: Path | None) -> list[tuple[str, Any]]:
    """Return the fonts there are, by the names they are registered under, each with the characters that it has."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    found: list[tuple[str, Any]] = []
    for path in [*([str(first)] if first else []), *_FONTS]:
        name = f"heatcalc-{len(found)}-{Path(path).stem}"
        try:
            font = TTFont(name, path)
        except (TTFError, OSError) as error:
            if first is not None and path == str(first):
                raise UsageError("notice.bad_font", font=first, reason=error) from error
            continue
        pdfmetrics.registerFont(font)
        found.append((name, font.face.charToGlyph))
    if not found:
        raise UsageError("notice.no_font")
    return found
