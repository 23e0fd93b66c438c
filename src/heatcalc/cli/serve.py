"""`heatcalc serve`."""

import ipaddress
import os
import re
import sys
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from heatcalc.cli import options
from heatcalc.cli.help_page import HelpedCommand
from heatcalc.cli.language import LANG
from heatcalc.cli.options import text
from heatcalc.cli.output import warn, write
from heatcalc.cli.settings import defaults, settings, user_file
from heatcalc.errors import UsageError
from heatcalc.installed import lacking
from heatcalc.messages import say
from heatcalc.money import half_width
from heatcalc.tariffs.load import shipped
from heatcalc.tariffs.model import Table
from heatcalc.web.hosts import LOOPBACK_NAMES, host_name, is_loopback

if TYPE_CHECKING:
    from heatcalc.web.desk.desk import Desk

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)


@app.command(cls=HelpedCommand, help=text("serve"), epilog=text("serve_example"))
def serve(
    port: Annotated[int, typer.Option("--port", help=text("port"), min=0, max=65535, metavar="N")] = 8185,
    host: Annotated[str, typer.Option("--host", help=text("host"), metavar="ADDRESS")] = "127.0.0.1",
    allow_host: Annotated[
        list[str] | None, typer.Option("--allow-host", help=text("allow_host"), metavar="NAME")
    ] = None,
    api: Annotated[bool, typer.Option("--api", help=text("api"))] = False,
    no_open: Annotated[bool, typer.Option("--no-open", help=text("no_open"))] = False,
    max_upload: Annotated[str | None, typer.Option("--max-upload", help=text("max_upload"), metavar="SIZE")] = None,
    tariffs: options.Tariffs = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Answer over HTTP until a signal ends the program."""
    names, most = _names(host, allow_host or [], api=api), _size("2G" if max_upload is None else max_upload)
    if api and max_upload is not None:
        raise UsageError("web.upload_of_desk")
    try:
        from heatcalc.web.application import application
        from heatcalc.web.server import opened, run

        if not api:
            from heatcalc.web.desk import routes  # noqa: F401 - whose packages are looked for before anything is opened
    except ImportError as error:
        raise lacking("web") from error
    table = options.table(tariffs)
    with ExitStack() as stack:
        listening = stack.enter_context(opened("127.0.0.1" if host == "localhost" else host, port))
        at = f"[{host}]" if ":" in host else host
        origin = f"http://{at}:{listening.getsockname()[1]}"
        desk = None if api else stack.enter_context(_desk(table, tariffs, most))
        write(say("web.serving", LANG, address=f"{origin}{'/api/' if api else '/'}") + "\n")
        if desk is not None:
            write(say("web.at_desk", LANG, address=desk.address(origin, once=False)) + "\n")
            if not no_open:
                _open_browser(desk.address(origin, once=True))
        run(application(table, names, LANG, pages=not api, report=_report, desk=desk), listening)
    return 0


def _desk(table: Table, tariffs: Path | None, most: int) -> "AbstractContextManager[Desk]":
    """Return the desk, to be opened; what is chosen at it is remembered beside the user's settings."""
    from heatcalc.cli.desk_settings import desk_settings
    from heatcalc.web.desk.desk import opened_desk
    from heatcalc.web.desk.jobs import Priced

    file, said = options.table_path(tariffs), desk_settings(table)
    priced = Priced(settings=said)
    if file != shipped() or "tariffs" in defaults("batch", settings()):
        priced = Priced(file.absolute(), ("--tariffs", str(file.absolute())), said)
    return opened_desk(table, priced, user_file().parent / "desk", most, _report_named)


def _open_browser(address: str) -> None:
    """Open the browser of a desktop; where there is none, the address that was printed is enough."""
    import threading
    import webbrowser

    desktop = sys.platform in ("win32", "darwin") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")))
    if desktop:  # a browser in this terminal would take it
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _size(asked: str) -> int:
    """Return a size, such as `500M` or `2G`, in bytes.

    Raises:
        UsageError: it is none.
    """
    found = re.fullmatch(r"([1-9][0-9]{0,5})([KMG]?)(?:i?B)?", half_width(asked).strip().upper(), re.ASCII)
    if found is None:
        raise UsageError("web.no_size", size=asked)
    return int(found[1]) << 10 * " KMG".index(found[2] or " ")


def _names(host: str, allowed: list[str], *, api: bool) -> tuple[str, ...]:
    """Return the names by which requests may address the server.

    Raises:
        UsageError: the address is none, or it may be reached from other machines and that was not asked for in full.
    """
    try:
        near = is_loopback(host)
    except ValueError:
        raise UsageError("web.no_address", host=host) from None
    for name in allowed:
        if host_name(name) != name.lower().strip("[]"):
            raise UsageError("web.no_name", name=name)
    if not near and not (api and allowed):
        raise UsageError("web.far", host=host)
    if allowed and not api:
        raise UsageError("web.names_of_api")
    own = LOOPBACK_NAMES if host == "localhost" else (*LOOPBACK_NAMES, str(ipaddress.ip_address(host)))
    return (*(name.lower().strip("[]") for name in allowed), *(own if near else ()))


def _report(error: Exception) -> None:
    """Say that a request met a fault of heatcalc; of what was asked, nothing."""
    _report_named(type(error).__name__)


def _report_named(error: str) -> None:
    warn(f"heatcalc: {say('web.faulty', LANG, error=error)}\n")
