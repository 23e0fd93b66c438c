"""Where on the page of a ledger is said what a message of the command tells to say by an option."""

import re

from heatcalc.web.desk.jobs import Job

FIELDS = {
    "--map": "columns",
    "--carry": "columns",
    "--map-value": "words",
    "--city": "city",
    "--class": "class",
    "--plan": "plan",
    "--winter": "winter",
    "--year": "winter",
    "--several": "several",
    "--encoding": "encoding",
    "--sheet": "sheets",
}
"""Option of `heatcalc batch` → the field of the page, by its id there, which is the name of its label, too."""
_OPTION = re.compile("(?<![0-9A-Za-z-])--[a-z]+(?:-[a-z]+)*")


def remedies(job: Job, text: str) -> list[tuple[str, str]]:
    """Return the options that a text names and the page of a ledger has, each with its field there."""
    shown = _shown(job)
    named = dict.fromkeys(_OPTION.findall(text))
    return [(option, FIELDS[option]) for option in named if FIELDS.get(option) in shown]


def _shown(job: Job) -> set[str]:
    """Return the fields that the page of a ledger has."""
    looked = job.looked()
    if looked is None:
        return {"encoding"}
    shown = {*FIELDS.values()}
    if looked.is_headless:
        shown -= {"columns"}
    if not (looked.unknown or job.choices.words):
        shown -= {"words"}
    sheets = looked.sheets
    if sheets is None or len({*sheets.read, *sheets.others, *sheets.hidden}) < 2:
        shown -= {"sheets"}
    return shown
