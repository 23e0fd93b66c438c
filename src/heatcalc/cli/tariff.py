"""`heatcalc tariff`: the table itself."""

from pathlib import Path
from typing import Annotated, Any

import typer

from heatcalc.billing.bill import refusal
from heatcalc.cli import completion, options
from heatcalc.cli.command_group import command_group
from heatcalc.cli.help_page import HelpedCommand, PagedCommand
from heatcalc.cli.language import LANG
from heatcalc.cli.option_groups import grouped
from heatcalc.cli.options import text
from heatcalc.cli.output import next_step, show, warn, write
from heatcalc.cli.refusals import refuse
from heatcalc.cli.tariff_data import diff, export, history
from heatcalc.cli.tariff_entries import NewCity, NewSource, NewTariff, tariff_text
from heatcalc.errors import Refused, UsageError
from heatcalc.messages import LANGS, say, texts_of
from heatcalc.schema.findings import Finding, Findings, path_text
from heatcalc.schema.suggest import near_miss
from heatcalc.show.sheet import Format
from heatcalc.tariffs.load import InvalidTable, inspect, inspect_text, read_text
from heatcalc.tariffs.model import Table

app = command_group(tariff_text("tariff"), tariff_text("tariff_example"))


@app.command(
    "list",
    cls=PagedCommand,
    help=tariff_text("tariff_list"),
    epilog="heatcalc tariff list\nheatcalc tariff list --format csv",
)
def list_(
    tariffs: options.Tariffs = None,
    format_: options.FormatOption = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """List the cities and their prices."""
    from heatcalc.show.tariff_objects import cities_object
    from heatcalc.show.tariff_sheets import list_sheet

    table = options.table(tariffs)
    show(list_sheet(table, LANG), cities_object(table), format_)
    next_step("tariff_list", format_)
    return 0


@app.command(
    "show",
    cls=PagedCommand,
    help=tariff_text("tariff_show"),
    epilog="heatcalc tariff show shuozhou\nheatcalc tariff show 太原 --format json",
)
def show_(
    city: Annotated[str, typer.Argument(help=text("city"), autocompletion=completion.cities)],
    tariffs: options.Tariffs = None,
    format_: options.FormatOption = None,
    lang: options.LangOption = None,  # noqa: ARG001
) -> int:
    """Show all entries of a city."""
    from heatcalc.show.tariff_objects import city_object
    from heatcalc.show.tariff_sheets import city_sheet
    from heatcalc.tariffs.lookup import find_city

    table = options.table(tariffs)
    try:
        found = find_city(table, city)
    except Refused as error:
        return refuse(refusal(error, LANG), format_)
    sheet = city_sheet(table, found, LANG)
    show(sheet, city_object(found, sheet), format_)
    if _bills_by_area(table, found.id):
        next_step("tariff_show", format_, city=found.id)
    return 0


def _bills_by_area(table: Table, city: str) -> bool:
    """Return whether a home of a city has a bill that states its building area alone."""
    from heatcalc.billing.bill import Bill, answer
    from heatcalc.billing.stated import HomeOptions

    return isinstance(answer(table, HomeOptions({"area": "100"}, city).request(), LANG), Bill)


@app.command(
    cls=PagedCommand,
    help=tariff_text("tariff_sources"),
    epilog="heatcalc tariff sources\nheatcalc tariff sources --format md",
)
def sources(
    tariffs: options.Tariffs = None,
    format_: options.FormatOption = None,
    lang: options.LangOption = None,  # noqa: ARG001
) -> int:
    """List the sources."""
    from heatcalc.show.tariff_objects import sources_object
    from heatcalc.show.tariff_sheets import sources_sheet

    table = options.table(tariffs)
    show(sources_sheet(table, LANG), sources_object(table), format_)
    return 0


app.command(
    cls=PagedCommand,
    help=tariff_text("tariff_history"),
    epilog="heatcalc tariff history 太原\nheatcalc tariff history shuozhou --format csv",
)(history)
app.command(
    cls=PagedCommand,
    help=tariff_text("tariff_diff"),
    epilog="heatcalc tariff diff last-year.toml\nheatcalc tariff diff last-year.toml --format csv",
)(diff)
app.command(
    cls=HelpedCommand,
    help=tariff_text("tariff_export"),
    epilog="heatcalc tariff export open-table\nheatcalc tariff export open-table --format json --force",
)(export)


@app.command(
    cls=PagedCommand,
    help=tariff_text("tariff_validate"),
    epilog="heatcalc tariff validate my.toml\nheatcalc tariff validate my.toml --format json\n"
    "heatcalc tariff validate --explain far_price",
)
def validate(
    file: Annotated[Path | None, typer.Argument(help=tariff_text("file_or_code"))] = None,
    strict: Annotated[bool, typer.Option("--strict", help=tariff_text("strict"))] = False,
    explain: Annotated[bool, typer.Option("--explain", help=tariff_text("explain"))] = False,
    format_: options.FormatOption = None,
    lang: options.LangOption = None,  # noqa: ARG001
) -> int:
    """Check a table. Exit code 0: no findings; 1: warnings; 4: errors."""
    from heatcalc.show.tariff_sheets import findings_sheet

    if explain:
        return _explain("" if file is None else str(file), format_)
    if file is None:
        raise UsageError("usage.typer_missing", name="file")
    _, findings = inspect(file, strict=strict)
    errors = sum(finding.severity == "error" for finding in findings)
    if findings:
        title = say("cli.findings", LANG, file=file, errors=errors, warnings=len(findings) - errors)
    else:
        title = say("cli.sound", LANG, file=file)
    value = {
        "schema": "heatcalc.findings/1",
        "file": str(file),
        "errors": errors,
        "warnings": len(findings) - errors,
        "findings": [_finding(finding) for finding in findings],
    }
    show(findings_sheet(title, findings, LANG), value, format_)
    if findings:
        next_step("tariff_validate", format_, code=findings[0].code)
    return InvalidTable.exit_code if errors else 1 if findings else 0


def _explain(code: str, format_: Format | None) -> int:
    """Explain a code of findings, or list all codes where none is named."""
    from heatcalc.show.explained_sheets import codes_sheet, explained_sheet, explanation_of

    codes = list(texts_of("explained"))
    if code and code not in codes:
        raise UsageError("usage.finding_code", code=code, hint=near_miss(code, codes))
    explained = [explanation_of(each, LANG) for each in ([code] if code else codes)]
    value = {"schema": "heatcalc.explained/1", "codes": [each._asdict() for each in explained]}
    show(explained_sheet(explained[0], LANG) if code else codes_sheet(explained, LANG), value, format_)
    return 0


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "severity": finding.severity,
        "code": finding.code,
        "file": finding.file,
        "line": finding.line,
        "path": path_text(finding.path),
        "found": finding.found,
        "allowed": finding.allowed[LANGS.index(LANG)],
        "hint": finding.hint,
        "message": finding.text(LANG),
    }


@app.command(
    cls=HelpedCommand,
    help=tariff_text("tariff_schema"),
    epilog="heatcalc tariff schema\nheatcalc tariff schema > tariffs.schema.json",
)
def schema() -> int:
    """Print the JSON Schema of the table."""
    from heatcalc.show.sheet import json_text
    from heatcalc.tariffs.json_schema import json_schema

    write(json_text(json_schema()))
    return 0


@app.command(
    cls=HelpedCommand,
    help=tariff_text("tariff_init"),
    epilog="heatcalc tariff init my.toml\nheatcalc tariff init my.toml --force",
)
def init(
    file: Annotated[Path, typer.Argument(help=tariff_text("new_file"))],
    force: Annotated[bool, typer.Option("--force", help=text("force"))] = False,
    lang: options.LangOption = None,  # noqa: ARG001
) -> int:
    """Write a table to start from."""
    from heatcalc.files.atomic import write_whole
    from heatcalc.tariffs.edit import first_table

    write_whole(file, first_table(), force=force)
    write(say("cli.written", LANG, file=file) + "\n")
    next_step("tariff_init", file=file)
    return 0


@app.command(
    cls=HelpedCommand,
    help=tariff_text("tariff_add"),
    epilog="heatcalc tariff add my.toml --city example --class residential --rate 5.2 --per building_m2,month "
    "--from 2024-2025 --source example-notice\n"
    "heatcalc tariff add my.toml --city 示例市 --class commercial --class-name 经营性 --rate 6 "
    "--per usable_m2,month --from 2025-2026 --source example-notice",
)
@grouped
def add(
    file: Annotated[Path, typer.Argument(help=tariff_text("file"))],
    city: NewCity,
    tariff: NewTariff,
    source: NewSource,
    lang: options.LangOption = None,  # noqa: ARG001
) -> int:
    """Add a tariff to a table of one's own; a city, a class or a source that it lacks is added with it."""
    from heatcalc.files.atomic import write_whole
    from heatcalc.tariffs.edit import add_tariff

    before = read_text(file)
    try:
        added = add_tariff(
            before,
            city.entry(tariff.source),
            tariff.entry(),
            source=(tariff.source, source.entry()),
            class_name=tariff.class_name,
            file=str(file),
        )
    except Refused as error:
        return refuse(refusal(error, LANG), None)
    write_whole(file, added.text, force=True)
    if not tariff.quote:
        warn(say("cli.no_quote", LANG) + "\n")
    for finding in _new_findings(before, added.text, file) if tariff.quote else ():
        warn(finding.text(LANG) + "\n")
    write(say("cli.written", LANG, file=file) + "\n")
    for key, values in added.notes:
        write(say(f"cli.{key}", LANG, **values) + "\n")
    next_step("tariff_add", file=file, city=city.entry(tariff.source)["id"])
    return 0


def _new_findings(before: str, after: str, file: Path) -> list[Finding]:
    """Return what strict validation finds in a table after something was added to it, and not before."""
    old, new = (inspect_text(text, Findings(), str(file), strict=True)[1] for text in (before, after))
    known = {(finding.code, finding.path) for finding in old}
    return [finding for finding in new if (finding.code, finding.path) not in known]
