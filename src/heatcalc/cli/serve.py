"""`heatcalc serve`."""

import ipaddress
from typing import Annotated

import typer

from heatcalc.cli import options
from heatcalc.cli.help_page import HelpedCommand
from heatcalc.cli.language import LANG
from heatcalc.cli.options import text
from heatcalc.cli.output import warn, write
from heatcalc.errors import UsageError
from heatcalc.installed import lacking
from heatcalc.messages import say
from heatcalc.web.hosts import LOOPBACK_NAMES, host_name, is_loopback

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)


@app.command(cls=HelpedCommand, help=text("serve"), epilog=text("serve_example"))
def serve(
    port: Annotated[int, typer.Option("--port", help=text("port"), min=0, max=65535, metavar="N")] = 8185,
    host: Annotated[str, typer.Option("--host", help=text("host"), metavar="ADDRESS")] = "127.0.0.1",
    allow_host: Annotated[
        list[str] | None, typer.Option("--allow-host", help=text("allow_host"), metavar="NAME")
    ] = None,
    api: Annotated[bool, typer.Option("--api", help=text("api"))] = False,
    tariffs: options.Tariffs = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Answer over HTTP until a signal ends the program."""
    names = _names(host, allow_host or [], api=api)
    try:
        from heatcalc.web.application import application
        from heatcalc.web.server import opened, run
    except ImportError as error:
        raise lacking("web") from error
    made = application(options.table(tariffs), names, LANG, pages=not api, report=_report)
    with opened("127.0.0.1" if host == "localhost" else host, port) as listening:
        at = f"[{host}]" if ":" in host else host
        address = f"http://{at}:{listening.getsockname()[1]}{'/api/' if api else '/'}"
        write(say("web.serving", LANG, address=address) + "\n")
        run(made, listening)
    return 0


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
    warn(f"heatcalc: {say('web.faulty', LANG, error=type(error).__name__)}\n")
