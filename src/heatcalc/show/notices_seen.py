"""What is met while notices are made, and what of it whoever makes them must know."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from heatcalc.batches.rejects import Reject
from heatcalc.export.notices import Notice
from heatcalc.messages import Lang, say
from heatcalc.show.notices_html import Letterhead, NoticeText, text_of
from heatcalc.show.sheet import clean_lines

_SHOWN = 3


class NoticesSeen:
    """Counts notices and rejects as they pass, and keeps the first rejects of each reason, and the lines of all."""

    def __init__(self, lang: Lang) -> None:
        self._lang: Lang = lang
        self.notices = 0
        self._lines: dict[str, list[int]] = {}
        self._first: list[Reject] = []
        self._told: Counter[str] = Counter()

    @property
    def rejects(self) -> int:
        """How many rows have no notice."""
        return sum(map(len, self._lines.values()))

    def texts(self, found: Iterable[Notice | Reject], head: Letterhead) -> Iterator[tuple[str, NoticeText]]:
        """Yield the text of each notice, with what it is split by."""
        for each in found:
            if isinstance(each, Reject):
                lines = self._lines.setdefault(each.code, [])
                lines.append(each.line)
                self._first += [each] if len(lines) <= _SHOWN else []
                continue
            self.notices += 1
            self._told.update(each.told)
            yield each.part, text_of(each, head, self._lang)

    def said(self) -> list[str]:
        """Return the lines that whoever makes the notices must read.

        Why there is none for some rows, the first of each reason, and which the others are; and what was taken that
        nobody has named.
        """
        lines = []
        for code, rejected in sorted(self._lines.items()):
            lines.append(say("ledger.reject", self._lang, code=code, count=len(rejected)))
            for each in [reject for reject in self._first if reject.code == code]:
                told = say("ledger.reject_line", self._lang, line=each.line, message=each.message)
                lines.append(f"  {clean_lines(told)}")
            if len(rejected) > _SHOWN:
                lines.append(f"  {say('notice.other_lines', self._lang, lines=_runs(rejected[_SHOWN:]))}")
        told_of = self._told.items()
        return lines + [say("notice.told", self._lang, notices=count, note=note) for note, count in told_of]


def _runs(lines: Sequence[int]) -> list[str]:
    """Return ascending numbers of lines as texts: one for each run without a gap."""
    runs = []
    for _, run in groupby(enumerate(lines), lambda placed: placed[1] - placed[0]):
        first, *more = (line for _, line in run)
        runs.append(f"{first}-{more[-1]}" if more else str(first))
    return runs
