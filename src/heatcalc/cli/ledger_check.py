"""What `heatcalc check --ledger` does."""

from pathlib import Path

from heatcalc.batches.check_ledger import run_check
from heatcalc.batches.run import Batch
from heatcalc.billing.stated import HomeOptions
from heatcalc.cli import options
from heatcalc.cli.batch import allowed_rejects, progress_bar
from heatcalc.cli.language import LANG
from heatcalc.cli.option_groups import Audit, Reading
from heatcalc.cli.output import draw, is_stdout, pages, pass_through, refuse_existing, show, warn
from heatcalc.cli.standard_input import opened_ledger
from heatcalc.errors import UsageError
from heatcalc.ledger.dataset import is_many
from heatcalc.measures import Both
from heatcalc.show.ledger_check_sheet import ledger_check_charts, ledger_check_sheet
from heatcalc.show.sheet import Format, plain_text
from heatcalc.tariffs.lookup import find_city


def check_the_ledger(
    ledger: Path,
    home: HomeOptions,
    audit: Audit,
    reading: Reading,
    tariffs: Path | None,
    format_: Format | None,
) -> int:
    """Check a ledger, and show what was found. Exit code 1: homes differ, could not be compared, or were rejected.

    Raises:
        InputFileError, OutputError, UsageError: as `run_check` does.
    """
    if is_many(ledger):
        raise UsageError("usage.check_many")
    table, table_hash = options.table(tariffs), options.hash_of_table(tariffs)
    wanted = reading.options(reading.meant(table.attributes()), home=home)._replace(
        by=tuple(audit.by or ()),
        max_rejects=None if audit.max_rejects is None else allowed_rejects(audit.max_rejects),
        mask=audit.mask,
        format=audit.out_format,
        out_encoding=audit.out_encoding,
    )
    to_stdout = str(audit.out) == "-"
    refuse_existing(audit.html, force=audit.force)
    with opened_ledger(ledger) as file, progress_bar(file.seek(0, 2)) as progress:

        def checked(into: Path | None) -> Batch:
            return run_check(file, into, table, table_hash, wanted, audit.against, force=audit.force, progress=progress)

        done = pass_through(checked, f"audit.{audit.out_format or 'csv'}") if to_stdout else checked(audit.out)

    def names(city: str, class_: str) -> tuple[Both, Both]:
        return find_city(table, city).both, table.class_name(class_)

    if audit.html is not None:
        of_page = ledger_check_sheet(done._replace(files=()), names, LANG, dry=False)
        draw(of_page, ledger_check_charts(done, LANG), audit.html, None, force=audit.force)
    files = (*(() if to_stdout else done.files), *pages(audit.html))
    dry = audit.out is None and audit.html is None
    sheet = ledger_check_sheet(done._replace(files=files), names, LANG, dry=dry)
    if to_stdout or is_stdout(audit.html):
        warn(plain_text(sheet))
    else:
        show(sheet, dict(done.manifest), format_)
    check = done.manifest["check"]
    return 1 if done.reasons or check["differ"] or check["blank"] or check["unread"] else 0
