"""What Python callers have of the interface: an application for a server of their own."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from heatcalc.installed import lacking
from heatcalc.messages import Lang
from heatcalc.tariffs.load import load_tariffs
from heatcalc.tariffs.model import Table
from heatcalc.web.hosts import LOOPBACK_NAMES

if TYPE_CHECKING:
    from starlette.applications import Starlette


def asgi_app(
    *,
    tariffs: Table | None = None,
    hosts: Sequence[str] = LOOPBACK_NAMES,
    pages: bool = True,
    lang: Lang = "zh",
) -> "Starlette":
    """Return the interface of `heatcalc serve` as an ASGI application.

    It answers requests that address it by one of `hosts`, in `lang` where they name no language. The server in front of
    it limits how long a request may take and how long its head may be.

    Raises:
        UsageError: the extra `web` is not installed.
        InvalidTable, InputFileError: the shipped table cannot be read.
    """
    try:
        from heatcalc.web.application import application
    except ImportError as error:
        raise lacking("web") from error
    return application(load_tariffs() if tariffs is None else tariffs, hosts, lang, pages=pages)
