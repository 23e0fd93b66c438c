"""The line of each value of a TOML document. The standard parser gives no line numbers.

This scanner runs only on text which that parser has accepted, and only when there is something to report. It needs
no rules of validity, just the syntax: headers, keys, strings, brackets. A test holds it to the parser's own result.
"""

import re
from bisect import bisect_right

from heatcalc.schema.findings import KeyPath

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|'  # three quotes, and up to two more that belong to the text
    r"'''.*?'{3,5}|"
    r'"(?:[^"\\\n]|\\.)*"|'
    r"'[^'\n]*'",
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\]}#\n]+")


def lines_of(text: str) -> dict[KeyPath, int]:
    """Return the line, from 1, of each table, key and array item in a valid TOML document."""
    scanner = _TomlScanner(text)
    scanner.document()
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    return {path: bisect_right(starts, offset) for path, offset in scanner.offsets.items()}


def line_of(path: KeyPath, lines: dict[KeyPath, int]) -> int:
    """Return the line of `path`, or of the nearest table around it where it does not stand in the document itself."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


class _TomlScanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.offsets: dict[KeyPath, int] = {}
        self._items: dict[KeyPath, int] = {}

    def document(self) -> None:
        table: KeyPath = ()
        while True:
            self._skip(_BLANK)
            if self.at >= len(self.text):
                return
            start = self.at
            if self.text.startswith("[[", self.at):
                self.at += 2
                *around, name = self._dotted_key()
                array = (*self._resolve(tuple(around), start), name)
                index = self._items.get(array, -1) + 1
                self._items[array] = index
                table = (*array, index)
                self.offsets.setdefault(array, start)
                self.offsets[table] = start
                self.at = self.text.index("]]", self.at) + 2
            elif self.text[self.at] == "[":
                self.at += 1
                table = self._resolve(self._dotted_key(), start)
                self.offsets[table] = start
                self.at = self.text.index("]", self.at) + 1
            else:
                self._pair(table)

    def _resolve(self, key: tuple[str, ...], start: int) -> KeyPath:
        """Return the path a header means: within the last item of each array of tables on its way."""
        path: KeyPath = ()
        for part in key:
            path = (*path, part)
            self.offsets.setdefault(path, start)
            if path in self._items:
                path = (*path, self._items[path])
        return path

    def _pair(self, table: KeyPath) -> None:
        start = self.at
        path = table
        for part in self._dotted_key():
            path = (*path, part)
            self.offsets.setdefault(path, start)
        self._skip(_SPACE)
        self.at += 1  # the equals sign
        self._skip(_SPACE)
        self._value(path)

    def _dotted_key(self) -> tuple[str, ...]:
        parts: list[str] = []
        while True:
            self._skip(_SPACE)
            if self.text[self.at] in "\"'":
                parts.append(_unquoted(self._match(_STRING)))
            else:
                parts.append(self._match(_BARE_KEY))
            self._skip(_SPACE)
            if self.text[self.at] != ".":
                return tuple(parts)
            self.at += 1

    def _value(self, path: KeyPath) -> None:
        first = self.text[self.at]
        if first in "\"'":
            self._match(_STRING)
        elif first == "[":
            self.at += 1
            index = 0
            while self._more("]"):
                self.offsets[(*path, index)] = self.at
                self._value((*path, index))
                index += 1
        elif first == "{":
            self.at += 1
            while self._more("}"):
                self._pair(path)
        else:
            self._match(_SCALAR)

    def _more(self, end: str) -> bool:
        """Move to the next item within brackets; or past their end, and return False."""
        self._skip(_BLANK)
        if self.text[self.at] == ",":
            self.at += 1
            self._skip(_BLANK)
        if self.text[self.at] == end:
            self.at += 1
            return False
        return True

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        assert match is not None
        self.at = match.end()

    def _match(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:  # pragma: no cover - the parser has accepted this text
            raise AssertionError(f"no TOML value at offset {self.at}")
        self.at = match.end()
        return match.group()


def _unquoted(key: str) -> str:
    if key[0] == "'":
        return key[1:-1]
    import tomllib

    value = tomllib.loads(f"key = {key}")["key"]
    assert isinstance(value, str)
    return value
