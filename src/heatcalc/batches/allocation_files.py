"""What an allocation leaves behind: its manifest, and the ledger with what each row bears."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from heatcalc.batches.allocated import PARTS, Allocation, Asked, SharedRow
from heatcalc.batches.allocation_sums import FIGURES, below_minor, rests_of
from heatcalc.batches.batch_options import BatchOptions
from heatcalc.batches.bill_lines import BillLines
from heatcalc.batches.bill_writer import BillWriter
from heatcalc.batches.control_totals import MOST_SKIPPED
from heatcalc.batches.occupancies import Occupancies
from heatcalc.batches.publish import beside, may_write, name_of, publish
from heatcalc.batches.reading import sheets_read
from heatcalc.batches.rejects import laid_out, reject_row
from heatcalc.batches.sums_by import sheets_by
from heatcalc.costing.allocation import Shares
from heatcalc.costing.allocation_inputs import OWN
from heatcalc.costing.allocation_key import AllocationKey, Occupancy
from heatcalc.costing.unread import MOST_UNREAD, percent
from heatcalc.errors import OutputError
from heatcalc.files.atomic import Outputs
from heatcalc.files.hashing import sha256_of
from heatcalc.files.spreadsheet_text import escaped
from heatcalc.ledger.columns import REJECT, distinct
from heatcalc.ledger.format_names import CSV_ENCODING
from heatcalc.ledger.formats import format_of, transcode, write_bills
from heatcalc.ledger.mask import masked_columns
from heatcalc.ledger.words import number_places
from heatcalc.messages import say
from heatcalc.money import plain
from heatcalc.version import __version__


def manifest_of(
    read: Occupancies,
    key: AllocationKey,
    asked: Asked,
    shared: Mapping[str, tuple[Sequence[int], Shares]],
    rows: Sequence[SharedRow],
) -> dict[str, Any]:
    """Return the counts, the sums and how the cost was shared; `shared` has by building its homes and their shares."""
    shares = [each for _, each in shared.values()]
    amount = asked.currency.amount
    return {
        "schema": "heatcalc.allocation/1",
        "lines": read.lines,
        "allocated": sum(home.record.lines for home in read.homes),
        "skipped": read.skipped,
        "households": len(read.homes),
        "currency": asked.currency.code,
        "cost": str(amount(sum(each.cost for each in shares))),
        "fixed": str(amount(sum(each.fixed for each in shares))),
        "variable": str(amount(sum(each.variable for each in shares))),
        "amount": str(amount(sum(each.amount for one in shares for each in one.homes))),
        "by_area": plain(key.by_area),
        "by_use": plain(key.by_use),
        "rest": key.rest,
        "rests": rests_of(shared, rows, asked.currency),
        "below_minor": below_minor(shared),
        "factor": key.factor,
        **_special(key, asked, [home.occupancy for home in read.homes]),
        "buildings": [
            {
                "building": building,
                "households": len(places),
                "cost": str(amount(each.cost)),
                "area": plain(each.area),
                "use": plain(each.use),
                "fixed": str(amount(each.fixed)),
                "variable": str(amount(each.variable)),
                "by_area": plain(each.by_area),
                "unread": {
                    **_unread(home.occupancy for home in each.homes if key.by_use),
                    "share": percent(each.unread),
                },
            }
            for building, (places, each) in shared.items()
        ],
        **read.report(area=bool(key.by_area or any(each.unread for each in shares)), use=bool(key.by_use)),
        **sheets_read(read.ledger.sheets),
        "skipped_lines": _skipped(read),
        "other_totals": read.totals.others,
        "doubts": {
            "thousands": {"column": read.use_word, "figures": read.dotted.count} if read.dotted.count else None,
            "account_like": read.account_like,
            "unmasked": read.unmasked(),
        },
        "joined": read.joined,
        "unmatched_words": read.unmatched(),
        "input": {"sha256": read.sha256(), "encoding": read.ledger.encoding()},
        "program": __version__,
        "outputs": {},
    }


def _special(key: AllocationKey, asked: Asked, homes: Sequence[Occupancy]) -> dict[str, Any]:
    """Return what holds of homes that are not as the others, how many they are, and which options were of no use."""
    stopped, moved = sum(each.stopped for each in homes), sum(each.part != each.whole for each in homes)
    split = sum(each.of_home is not None for each in homes)
    found = _unread(homes if key.by_use else ())
    unread = split + found["homes"]
    degree_days = asked.period.degree_days if asked.period else None
    idle = {
        "--stopped": asked.stopped is not None and not (stopped and key.by_area),
        "--unread": asked.unread != "refuse" and not (unread or (asked.unread == "fallback" and found["estimated"])),
        "--degree-days": degree_days is not None and not moved,
    }
    return {
        "stopped": {"share": None if key.stopped is None else plain(key.stopped), "homes": stopped},
        "unread": {**found, "how": key.unread, "homes": unread, "most": percent(MOST_UNREAD)},
        "period": [day.isoformat() for day in asked.period[:2]] if asked.period else None,
        "degree_days": {"name": degree_days.name, "homes": moved} if degree_days else None,
        "idle": [option for option, left in idle.items() if left],
    }


def _unread(homes: Iterable[Occupancy]) -> dict[str, int]:
    """Return how many homes have no reading though they have heat, and how many have one that is an estimate."""
    heated = [home for home in homes if not home.stopped]
    return {"homes": sum(home.use is None for home in heated), "estimated": sum(home.estimated for home in heated)}


def _skipped(read: Occupancies) -> list[dict[str, Any]]:
    return [
        {**({"file": sheet} if sheet else {}), "line": record.line, "text": " ".join(record.fields).strip()[:80]}
        for record, sheet in read.skipped_lines[:MOST_SKIPPED]
        if any(field.strip() for field in record.fields)
    ]


def rejects_text(read: Occupancies, options: BatchOptions) -> bytes:
    """Return the rows that cannot be shared in, as a file of CSV like that of `batch`."""
    header, delimiter = read.header, read.ledger.delimiter
    places = ["sheet"] if any(each.file for each, _ in read.rejects) else []
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow([*map(escaped, header.words), *header.added([*places, *REJECT])])
    for reject, record in sorted(read.rejects, key=lambda each: (each[0].file, each[0].line)):
        rows.writerow(reject_row(record.fields or laid_out(record, delimiter, len(header.words)), reject))
    return text.getvalue().encode(options.out_encoding, "replace")


def written(made: Allocation, read: Occupancies, out: Path, options: BatchOptions, *, force: bool) -> Allocation:
    """Write the ledger with the parts that its rows bear.

    Raises:
        OutputError: it cannot be written; what was there before stays.
    """
    header, width = read.header, len(read.header.words)
    estimated = any(row.estimate is not None for row in made.rows)
    added = header.added([*PARTS, *(["estimated_use"] if estimated else []), *(["formula"] if options.explain else [])])
    columns = [*map(escaped, header.words), *distinct([*header.words, *added])[width:]]
    masks = masked_columns(header) if options.mask else {}
    lines = BillLines(header.place("account"), masks, made.currency)
    numbers = number_places(header.meanings)
    own = [each.column for each in OWN.values() if each.kind == "number"]
    numbers |= {at for at, each in enumerate(header.meanings) if each in own}
    figures = range(width, width + len(PARTS))
    try:
        with Outputs(out.absolute().parent) as outputs:
            may_write(out, beside(out, "rejects.csv"), force=force)
            outputs.lock(out)
            folder = outputs.workplace(out)
            bills = BillWriter(folder / "bills.csv", columns)
            for home, row in zip(read.homes, made.rows, strict=True):
                texts = [*([row.estimate_text()] if estimated else []), *([row.formula] if options.explain else [])]
                amounts = (row.fixed, row.variable, row.amount)
                bills.write(f"{lines.line(home.record.fields, amounts, texts)}\n".encode(), 1)
            bills.close()
            format_ = format_of(out, options.format)
            name, places = say("allocate.sheet", options.lang), made.currency.places
            headings = [say(f"allocate.{each}", options.lang) for each in FIGURES]
            sheets = sheets_by(made.manifest.get("by", {}), headings, options.lang)
            made_of, into = folder / "bills.csv", folder / "out"
            write_bills(made_of, into, format_, figures, name, bills.held, numbers, places, sheets)
            if format_ == "csv" and options.out_encoding != CSV_ENCODING:
                transcode(folder / "out", options.out_encoding)
            manifest = {**made.manifest, "outputs": {name_of(out, out): sha256_of(folder / "out")}}
            unchanged, files = publish(outputs, out, [beside(out, "rejects.csv")], {out: folder / "out"}, manifest)
    except OSError as error:
        raise OutputError("files.unwritable", file=out, reason=error.strerror or error) from error
    return made._replace(manifest=manifest, unchanged=unchanged, files=files)
