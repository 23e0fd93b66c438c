"""Colours of a site's own: whether white text can be read on them.

The contrast is that of WCAG 2.2, (lighter + 0.05) ÷ (darker + 0.05) of the relative luminances; text needs 4.5.
"""

import re

from heatcalc.errors import UsageError

LEAST_CONTRAST = 4.5
_HEX = re.compile(r"#?(?:[0-9a-f]{3}|[0-9a-f]{6})", re.ASCII)


def accent_of(written: str) -> str:
    """Return a colour, `#0b5394` or `059`, as `#` and six digits.

    Raises:
        UsageError: it is none, or white text on it has too little contrast; the message has a darker one that is fit.
    """
    colour = written.strip().lower()
    if not _HEX.fullmatch(colour):
        raise UsageError("page.no_colour", colour=written)
    digits = colour.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(2 * each for each in digits)
    rgb = tuple(int(digits[at : at + 2], 16) for at in (0, 2, 4))
    contrast = with_white(rgb)
    if contrast < LEAST_CONTRAST:
        shown = f"{int(contrast * 100) / 100:.2f}"  # 4.499 is not shown as 4.50
        raise UsageError("page.accent", colour=written, contrast=shown, darker=_darker(rgb))
    return f"#{digits}"


def with_white(rgb: tuple[int, ...]) -> float:
    """Return the contrast of a colour, its parts from 0 to 255, with white: from 1 to 21."""
    linear = [each / 255 / 12.92 if each <= 10 else ((each / 255 + 0.055) / 1.055) ** 2.4 for each in rgb]
    red, green, blue = linear
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _darker(rgb: tuple[int, ...]) -> str:
    """Return the lightest shade of a colour, in hundredths of it, that has the contrast."""
    shades = (tuple(each * part // 100 for each in rgb) for part in range(99, -1, -1))
    return "#" + "".join(f"{each:02x}" for each in next(each for each in shades if with_white(each) >= LEAST_CONTRAST))
