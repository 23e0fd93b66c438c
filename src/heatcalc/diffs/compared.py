"""The homes of two runs gone through: what became of each, its line in the output, and the sums."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from heatcalc.batches.bill_writer import BillWriter, csv_line
from heatcalc.batches.publish import name_of, publish
from heatcalc.diffs.diff_sums import ALONE, CHANGES, KINDS, MATCHED, AloneHome, DiffSums, Kind, LargeChange
from heatcalc.diffs.home_pairs import Pair, PairStore, pairs_of
from heatcalc.diffs.side import SHOWN, Groups, Side
from heatcalc.errors import InputFileError, UsageError
from heatcalc.files.atomic import Outputs
from heatcalc.files.hashing import sha256_of
from heatcalc.files.spreadsheet_text import escaped, unescaped
from heatcalc.ledger.accounts import account_text
from heatcalc.ledger.columns import CHANGED, distinct, one_line
from heatcalc.ledger.format_names import CSV_ENCODING, AuditFormat, OutputEncoding
from heatcalc.ledger.formats import format_of, transcode, write_bills
from heatcalc.ledger.mask import NAME, masked_columns
from heatcalc.measures import Both
from heatcalc.messages import Lang, say
from heatcalc.version import __version__

SCHEMA = "heatcalc.diff/1"
_QUOTED = re.compile('["\r\n]')
_AT_ONCE = 1000
"""So many lines are written together."""


class Comparing:
    """Goes through the homes of two runs once, and keeps the line of each."""

    def __init__(
        self,
        before: Side,
        after: Side,
        groups: Groups,
        store: PairStore,
        lang: Lang,
        *,
        reform: bool,
        mask: bool = False,
    ) -> None:
        """Compare all homes; of a `reform` a home pays more or less, else it gets back or owes.

        With `mask` the names, telephone and identity numbers of what is shown are masked.

        Raises:
            InputFileError: bills cannot be read again, a home cannot be told from another, or a column to sum by has
                too many values.
            UnprovenError: an amount is lost.
            UsageError: two tables bill a home in different cities.
        """
        self._sides, self._groups, self._store, self._lang = (before, after), groups, store, lang
        self._reform = reform
        self._currency = after.run.bills.currency
        header = after.run.bills.header
        self._within = [each for each in before.accounted_by if each in after.accounted_by]
        self._narrowed = before.accounted_by != after.accounted_by
        places = [after.places(), before.places()]
        kept = [at for at, both in enumerate(zip(*places, strict=True)) if any(place is not None for place in both)]
        own = [self._word(SHOWN[at]) for at in kept]
        more = [at for at, place in enumerate(after.by) if place not in places[0]]
        words = [one_line(header.words[place]) for place in after.by]
        self._shown = [*own, *(words[at] for at in more)]
        """The headers of what is shown of a home."""
        self._values = [self._shown.index(word) for word in words]
        masks = masked_columns(header) if mask else {}
        self._masks = {
            len(own) + at: masks[after.by[place]] for at, place in enumerate(more) if after.by[place] in masks
        }
        if mask and SHOWN.index("name") in kept:
            self._masks[kept.index(SHOWN.index("name"))] = NAME
        self.sums = DiffSums(words, self._currency)
        reformed = {kind: f"{kind}_reform" for kind in CHANGES} if reform else {}
        self._words = {kind: say(f"diff.{reformed.get(kind, kind)}", lang) for kind in KINDS}
        self._nothing = str(self._currency.amount(0))
        self._count = before.run.bills.manifest["households"]
        self._go_through(kept, more)
        if reform:
            self._count_rejects(before)
        self.sums.prove(before.due, after.due)

    def _go_through(self, kept: Sequence[int], more: Sequence[int]) -> None:
        """Bring the homes of both runs together, with what is `kept` of what is shown and `more` columns to sum by."""
        before, after = self._sides
        store = self._store
        sources = []
        self._rejects_read = []
        for side, each in enumerate(self._sides):
            rejects = each.rejects(self._within)
            self._rejects_read.append(rejects is not None)
            for account, reason in rejects or ():
                store.add_reject(account, side, reason)
            named = each.places()
            shown = [*(named[at] for at in kept), *(each.by[at] for at in more)]
            sources.append(each.homes(self._within, shown))
        unique = not (self._narrowed or before.is_several or after.is_several)
        for pair in pairs_of(sources[0], sources[1], store, unique=unique):
            self._add(pair)

    def manifest(self) -> dict[str, Any]:
        """Return what the manifest says, but for the outputs."""
        said = (
            each.said() | {"rejects_read": read} for each, read in zip(self._sides, self._rejects_read, strict=True)
        )
        before, after = said
        return {
            "schema": SCHEMA,
            "program": __version__,
            "currency": self._currency.code,
            "before": before,
            "after": after,
            "matched_by": [self._word(meaning) for meaning in ("account", *self._within)],
            "diff": self.sums.manifest(self._shown),
        }

    def publish(
        self,
        outputs: Outputs,
        out: Path,
        folder: Path,
        format_: AuditFormat | None,
        encoding: OutputEncoding,
        manifest: dict[str, Any],
    ) -> tuple[bool, tuple[Path, ...]]:
        """Write the lines in a `folder`, and put them in place with their manifest. Return what `publish` does."""
        chosen = format_of(out, format_)
        names = self._sides[1].run.bills.header.added(CHANGED)
        columns = distinct([*self._shown, *names])
        lines, made = folder / "changes.csv", folder / "out"
        written = BillWriter(lines, list(map(escaped, columns)))
        try:
            some: list[bytes] = []
            for line in self._store.lines():
                some.append(line.encode())
                if len(some) == _AT_ONCE:
                    written.write(b"".join(some), len(some))
                    some = []
            if some:
                written.write(b"".join(some), len(some))
        finally:
            written.close()
        first = len(self._shown) + CHANGED.index("before")
        amounts = range(first, first + 3)
        title = say("diff.sheet", self._lang)
        write_bills(lines, made, chosen, range(0), title, written.held, amounts, self._currency.places)
        if chosen == "csv" and encoding != CSV_ENCODING:
            transcode(made, encoding)
        manifest["outputs"] = {name_of(out, out): sha256_of(made)}
        return publish(outputs, out, [], {out: made}, manifest)

    def _count_rejects(self, before: Side) -> None:
        """Count what the old table rejects of a ledger, which the new one bills, or neither does."""
        for values in before.rejected_values():
            shown_at = zip(self._values, values, strict=True)
            self.sums.add_reject([self._as_shown(at, value) for at, value in shown_at])

    def _refuse_other_city(self, account: str, *groups: int) -> None:
        """Check that a home is billed in one city by both tables of a reform, by its id or its name.

        Raises:
            UsageError: it is not; that is no change of prices.
        """
        cities = [self._groups.known[group][0] for group in groups]
        tables = [side.run.table for side in self._sides]
        names = [
            next((each.both for each in table.city if each.id == id_), Both(id_, id_))
            for table, id_ in zip(tables, cities, strict=True)
        ]
        if cities[0] != cities[1] and names[0].zh != names[1].zh:
            said = account.replace("\x1f", " ")
            raise UsageError("usage.diff_cities", account=said, before=names[0], after=names[1])

    def _as_shown(self, at: int, text: str) -> str:
        """Return what a row says in a column of what is shown, as it is shown."""
        said = unescaped(text).strip()
        if at == 0:
            said = account_text(said)
        return self._masks[at].text(said) if at in self._masks else said

    def _word(self, meaning: str) -> str:
        """Return what a column is called: by the run after, or else by the one before."""
        headers = [each.run.bills.header for each in reversed(self._sides)]
        header = next((each for each in headers if each.place(meaning) is not None), headers[0])
        return one_line(header.word_for(meaning))

    def _add(self, pair: Pair) -> None:
        one, other = pair.before, pair.after
        home = other or one
        assert home is not None, "a pair has a home"
        if pair.several:
            if self._narrowed:
                column = next(
                    self._word(each) for side in self._sides for each in side.accounted_by if each not in self._within
                )
                raise InputFileError("diff.not_unique", account=pair.account.replace("\x1f", " "), column=column)
            self.sums.several += 1
        kind = _kind(pair)
        if one is not None and other is not None:
            self.sums.add_whole((one.total, other.total), (one.others, other.others))
            self.sums.reclassified += one.group != other.group
            if self._reform and one.group != other.group:
                self._refuse_other_city(pair.account, one.group, other.group)
        before, after = (0 if each is None else each.due for each in (one, other))
        group = self._groups.known[home.group]
        number = one.number if one is not None else self._count + home.number
        shown = [self._as_shown(at, text) for at, text in enumerate(home.shown)]
        self.sums.add(kind, group, [shown[at] for at in self._values], before, after)
        if kind in CHANGES:
            self.sums.add_change(LargeChange(abs(after - before), -number, shown, before, after))
        if kind in ALONE:
            self.sums.add_alone(kind, AloneHome(number, shown, pair.reason))
        amount = self._currency.amount
        due = "" if one is None else str(amount(before))
        amounts = (
            due,
            due if kind == "same" else "" if other is None else str(amount(after)),
            self._nothing if kind == "same" else str(amount(after - before)) if kind in MATCHED else "",
        )
        cells = [*map(escaped, shown), *group, *amounts, kind, self._words[kind], escaped(pair.reason)]
        self._store.add_line(number, _line(cells))


def _line(cells: Sequence[str]) -> str:
    """Return a line of CSV; most have nothing to be quoted."""
    text = ",".join(cells)
    plain = text.count(",") == len(cells) - 1 and not _QUOTED.search(text)
    return f"{text}\r\n" if plain else f"{csv_line(cells)}\n"


def _kind(pair: Pair) -> Kind:
    """Return what became of a home."""
    if pair.rejected is not None:
        return "rejected_after" if pair.rejected else "rejected_before"
    if pair.before is None or pair.after is None:
        return "only_after" if pair.before is None else "only_before"
    change = pair.after.due - pair.before.due
    return "less" if change < 0 else "more" if change else "same"
