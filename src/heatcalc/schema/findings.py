"""What is found at fault with a table: where, what, what is allowed, and a near miss."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from heatcalc.measures import Both
from heatcalc.messages import Lang, say
from heatcalc.money import plain

KeyPath = tuple[str | int, ...]
"""The place of a value: `("city", 2, "tariff", 0, "from")`."""

_NONE = Both("", "")


def path_text(path: KeyPath) -> str:
    """Return a path as text: `city[2].tariff[0].from`, counted from 0."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


class Finding(NamedTuple):
    """One mistake, or one oddity, in a table. `line` is 0 until the place is known."""

    path: KeyPath
    code: str
    found: str = ""
    allowed: Both = Both("", "")
    hint: str = ""
    severity: Literal["error", "warning"] = "error"
    file: str = ""
    line: int = 0

    def text(self, lang: Lang) -> str:
        """Return the finding as one line: where, what was found and is allowed, a near miss, and the code."""
        where = f"{self.file}:{self.line}: " if self.line else f"{self.file}: " if self.file else ""
        place = f"{path_text(self.path)}: " if self.path else ""
        missing = self.code == "missing_key"
        parts = [say(f"findings.{self.code}", lang, **({"key": self.found} if missing else {}))]
        if self.found and not missing:
            parts.append(say("findings.found", lang, found=self.found))
        if self.allowed.zh:
            parts.append(say("findings.allowed", lang, allowed=self.allowed))
        if self.hint:
            parts.append(say("findings.hint", lang, hint=self.hint))
        parts.append(f"[{self.code}]")
        severity = say(f"findings.{self.severity}", lang)
        return f"{where}{severity} {place}{''.join(parts) if lang == 'zh' else ' '.join(parts)}"


class Findings(list[Finding]):
    """The findings of one reading, in the order they are found, and the names that the document defines."""

    def __init__(self, names: Mapping[str, list[str]] | None = None, *, known_sound: bool = False) -> None:
        super().__init__()
        self.names = names or {}
        self.known_sound = known_sound
        """Whether no cross-checks need be made: tests hold the shipped table free of findings."""

    def add(
        self,
        path: KeyPath,
        code: str,
        found: object = "",
        allowed: Both = _NONE,
        hint: str = "",
        severity: Literal["error", "warning"] = "error",
    ) -> None:
        """Add a finding."""
        self.append(Finding(path, code, _shown(found), allowed, hint, severity))


def as_toml(value: object) -> str:
    """Return a value as its author wrote it in the table: `"5.2"`, `[5.2, true]`, `{ rate = 5 }`."""
    match value:
        case str():
            return f'"{value}"'
        case bool():
            return str(value).lower()
        case Fraction():
            return plain(value)
        case Mapping():
            return f"{{ {', '.join(f'{key} = {as_toml(each)}' for key, each in value.items())} }}"
        case list() | tuple():
            return f"[{', '.join(map(as_toml, value))}]"
    return str(value)


def about(number: Fraction | int, digits: int = 4) -> str:
    """Return a number to some significant digits, as people write it: `3750` and not `3.75e+03`."""
    return format(Decimal(f"{float(number):.{digits}g}"), "f")


def _shown(value: object) -> str:
    """Return what was found, shortened: words as they are, a value as its author wrote it."""
    text = value if isinstance(value, str) else as_toml(value)
    return text if len(text) <= 60 else text[:57] + "..."
