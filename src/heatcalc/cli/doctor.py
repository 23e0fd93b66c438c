"""`heatcalc doctor`: what a report of a bug needs to say, and nothing about anybody."""

import os
import platform
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version

import typer

from heatcalc.cli import options
from heatcalc.cli.help_page import HelpedCommand
from heatcalc.cli.language import LANG
from heatcalc.cli.options import text
from heatcalc.cli.output import show
from heatcalc.cli.settings import settings
from heatcalc.errors import HeatcalcError
from heatcalc.messages import say
from heatcalc.show.sheet import Column, Sheet

_PACKAGES = ("typer", "rich", "tomli-w", "duckdb", "pyspark", "python-calamine", "xlsxwriter", "reportlab")
_VARIABLES = ("LANG", "LC_ALL", "LC_MESSAGES", "PYTHONIOENCODING", "PYTHONUTF8", "TERM", "NO_COLOR", "FORCE_COLOR")

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)


@app.command(cls=HelpedCommand, help=text("doctor"), epilog=text("doctor_example"))
def doctor(
    tariffs: options.Tariffs = None,
    format_: options.FormatOption = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Print versions, encoding, terminal and table. Exit code 1: something is not right."""
    from heatcalc.version import __version__

    facts = {"heatcalc": __version__, "python": platform.python_version(), "system": platform.system()}
    facts |= {name: _version(name) for name in _PACKAGES}
    facts["encoding"] = sys.stdout.encoding if sys.stdout else "-"
    facts["terminal"] = f"{shutil.get_terminal_size().columns}" if sys.stdout and sys.stdout.isatty() else "-"
    facts |= {name: os.environ[name] for name in _VARIABLES if name in os.environ}
    facts["language"] = LANG
    wrong = []
    try:
        facts["settings"] = ", ".join(sorted({each.name for each in settings()})) or "-"
    except HeatcalcError as error:
        wrong.append(error.text(LANG))
    try:
        facts["tariffs"] = options.hash_of_table(tariffs)
        facts["cities"] = str(len(options.table(tariffs).city))
    except (HeatcalcError, OSError) as error:
        wrong.append(error.text(LANG) if isinstance(error, HeatcalcError) else str(error.strerror))
    columns = [Column(key, say(f"cli.setting_{key}", LANG)) for key in ("name", "value")]
    sheet = Sheet(say("cli.doctor", LANG), columns)
    sheet.rows = [[name, value] for name, value in facts.items()]
    sheet.section(say("cli.wrong", LANG), wrong)
    show(sheet, {"schema": "heatcalc.doctor/1", **facts, "wrong": wrong}, format_)
    return 1 if wrong else 0


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "-"
