"""Wrapping text to a width, for Chinese and Latin alike. Rich and textwrap break lines only at blanks."""

from rich.cells import cell_len

_NOT_FIRST = "，。、；：？！）》”’,.;:?!)%"
"""Punctuation that does not begin a line."""


def wrap(text: str, width: int) -> list[str]:
    """Return `text` as lines of at most `width` columns: Latin words whole, Chinese between any two characters."""
    lines = [""]
    for piece in _pieces(text):
        if cell_len(lines[-1] + piece.rstrip()) <= width:
            lines[-1] += piece
        elif cell_len(piece) <= width:
            lines[-1] = lines[-1].rstrip()
            lines.append(piece.lstrip())
        else:
            for character in piece:
                if cell_len(lines[-1] + character) > width:
                    lines.append("")
                lines[-1] += character
    return lines


def longest_piece(text: str) -> int:
    """Return the width of the longest part of a text that is not to be broken, such as a figure with its unit."""
    return max((cell_len(piece.strip()) for piece in _pieces(text) if any(map(str.isdigit, piece))), default=0)


def longest_word(text: str) -> int:
    """Return the width of the longest part of a text that a line cannot be broken in."""
    return max((cell_len(piece.strip()) for piece in _pieces(text)), default=0)


def _pieces(text: str) -> list[str]:
    """Split text where a line may end: after a blank, around a wide character, but not before closing punctuation."""
    pieces: list[str] = []
    for character in text:
        before = pieces[-1][-1:] if pieces else ""
        stays = character in _NOT_FIRST or (
            before not in ("", " ") and cell_len(before) == 1 and cell_len(character) == 1
        )
        if pieces and (stays or before in ("《", "“", "（", "(")):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
