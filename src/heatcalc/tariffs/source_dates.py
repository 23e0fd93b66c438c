"""When prices were seen, held against their sources' dates and their own end."""

from heatcalc.measures import Both
from heatcalc.schema.findings import Findings
from heatcalc.tariffs.model import Table


def find_misdated(table: Table, findings: Findings) -> None:
    """Add an error for each `seen` that is before its source was published, or after the price ended."""
    for at, city in enumerate(table.city):
        for number, tariff in enumerate(city.tariff):
            if tariff.seen is None:
                continue
            published = table.sources[tariff.source].date
            path = ("city", at, "tariff", number, "seen")
            if tariff.seen.isoformat() < published:
                allowed = Both(f">= {published}（出处的日期）", f">= {published}, the date of its source")
                findings.add(path, "without_effect", tariff.seen, allowed)
            elif tariff.until is not None and tariff.seen > tariff.until:
                findings.add(
                    path, "not_allowed", tariff.seen, Both(f"<= {tariff.until}（until）", f"<= {tariff.until} (until)")
                )
