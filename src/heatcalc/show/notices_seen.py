"""What is met while notices are made, and what of it whoever makes them must know."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from heatcalc.batches.rejects import Reject
from heatcalc.export.notices import Notice, Skipped
from heatcalc.messages import Lang, say
from heatcalc.show.notices_html import Letterhead, NoticeText, text_of
from heatcalc.show.sheet import clean_lines, within

_SHOWN, _SKIPPED = 3, 10


class NoticesSeen:
    """Counts notices and rejects as they pass, and keeps the first rejects of each reason, and the lines of all."""

    def __init__(self, lang: Lang) -> None:
        self._lang: Lang = lang
        self.notices = 0
        self._first: dict[str, list[Reject]] = {}
        self._others: dict[str, dict[str, list[int]]] = {}
        """The lines of further rejects, by code and sheet."""
        self.rejects = 0
        """How many rows have no notice."""
        self._told: Counter[str] = Counter()
        self._skipped: list[Skipped] = []

    def texts(self, found: Iterable[Notice | Reject | Skipped], head: Letterhead) -> Iterator[tuple[str, NoticeText]]:
        """Yield the text of each notice, with what it is split by."""
        for each in found:
            if isinstance(each, Reject):
                self._see(each)
                continue
            if isinstance(each, Skipped):
                self._skipped += [each._replace(text=" ".join(each.text.split()))] if each.text.strip() else []
                continue
            self.notices += 1
            self._told.update(each.told)
            yield each.part, text_of(each, head, self._lang)

    def _see(self, reject: Reject) -> None:
        self.rejects += 1
        first = self._first.setdefault(reject.code, [])
        if len(first) < _SHOWN:
            first.append(reject)
        else:
            self._others.setdefault(reject.code, {}).setdefault(reject.file, []).append(reject.line)

    def _line(self, skipped: Skipped) -> str:
        return say("ledger.skipped_line", self._lang, line=skipped.line, text=skipped.text)

    def said(self) -> list[str]:
        """Return the lines that whoever makes the notices must read.

        Why there is none for some rows, the first of each reason, and which the others are; and what was taken that
        nobody has named.
        """
        lines = []
        for code, first in sorted(self._first.items()):
            others = self._others.get(code, {})
            rows = len(first) + sum(map(len, others.values()))
            lines.append(say("ledger.reject", self._lang, code=code, count=rows))
            for each in first:
                told = say("ledger.reject_line", self._lang, line=each.line, message=each.message)
                lines.append(f"  {clean_lines(within(each.file, told))}")
            for sheet, rejected in others.items():
                told = say("notice.other_lines", self._lang, lines=_runs(rejected))
                lines.append(f"  {clean_lines(within(sheet, told))}")
        if self._skipped:
            skipped = [within(each.file, self._line(each)) for each in self._skipped[:_SKIPPED]]
            more = ["…"] if len(self._skipped) > _SKIPPED else []
            lines.append(say("ledger.skipped_lines", self._lang, lines=skipped + more))
        told_of = self._told.items()
        return lines + [say("notice.told", self._lang, notices=count, note=note) for note, count in told_of]


def _runs(lines: Sequence[int]) -> list[str]:
    """Return ascending numbers of lines as texts: one for each run without a gap."""
    runs = []
    for _, run in groupby(enumerate(lines), lambda placed: placed[1] - placed[0]):
        first, *more = (line for _, line in run)
        runs.append(f"{first}-{more[-1]}" if more else str(first))
    return runs
