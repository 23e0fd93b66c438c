"""Options that belong together as one parameter of a command: a NamedTuple whose fields are options."""

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from heatcalc.billing.stated import HomeOptions, pairs
from heatcalc.cli import options
from heatcalc.cli.language import LANG
from heatcalc.cli.options import about, text
from heatcalc.cli.output import draw, is_stdout, show, warn
from heatcalc.errors import UsageError
from heatcalc.ledger.format_names import CSV_ENCODING, AuditFormat, OutputEncoding, OutputFormat
from heatcalc.money import half_width
from heatcalc.schema.attributes import Attributes
from heatcalc.show.sheet import Sheet, plain_text

if TYPE_CHECKING:
    from heatcalc.batches.batch_options import BatchOptions
    from heatcalc.ledger.map_file import LedgerMap


def grouped(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command an option for each field of its parameters that are NamedTuples."""
    signature = inspect.signature(command)
    groups: dict[str, Any] = {}
    parameters: list[inspect.Parameter] = []
    for name, parameter in signature.parameters.items():
        kind = parameter.annotation
        if isinstance(kind, type) and issubclass(kind, tuple):
            groups[name] = kind
            parameters += _fields_of(kind)
        else:
            parameters.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY))

    def called(**given: Any) -> int:  # noqa: ANN401 - as Typer read them
        made = {name: kind(*(given.pop(field) for field in kind._fields)) for name, kind in groups.items()}
        return command(**made, **given)

    called.__name__, called.__doc__ = command.__name__, command.__doc__
    called.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined] # Typer reads it
    called.__annotations__ = {each.name: each.annotation for each in parameters}
    return called


def _fields_of(group: Any) -> list[inspect.Parameter]:  # noqa: ANN401 - a class of NamedTuple
    empty = inspect.Parameter.empty
    return [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=group._field_defaults.get(name, empty),
            annotation=group.__annotations__[name],
        )
        for name in group._fields
    ]


class Files(NamedTuple):
    """Where an answer goes besides the terminal, and in which format."""

    html: options.Html = None
    svg: options.Svg = None
    force: options.Force = False
    format_: options.FormatOption = None

    def show(
        self,
        sheet: Sheet,
        value: dict[str, Any],
        charts: Callable[[], list[str]],
        page: Callable[[], Sheet] | None = None,
        whole: Callable[[list[str]], str] | None = None,
    ) -> None:
        """Write the files that were named, the page with its charts and the first chart alone, and show the sheet.

        The page is that of the sheet, of another that `page` returns, or what `whole` makes of the charts.

        Raises:
            OutputError: one exists and is not to be overwritten, or cannot be written.
        """
        if self.html or self.svg:
            draw(page() if page else sheet, charts(), self.html, self.svg, whole, force=self.force)
        if is_stdout(self.html, self.svg):
            warn(plain_text(sheet))
        else:
            show(sheet, value, self.format_)


class Written(NamedTuple):
    """How a ledger is written again, with what was added to it."""

    out_format: Annotated[OutputFormat | None, typer.Option("--out-format", help=about("out_format"))] = None
    out_encoding: Annotated[OutputEncoding, typer.Option("--out-encoding", help=about("out_encoding"))] = CSV_ENCODING
    mask: Annotated[bool, typer.Option("--mask", help=about("mask"))] = False
    force: options.Force = False


_VALUE = "用户类别:住宅=居民"


class Reading(NamedTuple):
    """How a ledger is read."""

    map_: Annotated[list[str] | None, typer.Option("--map", help=about("map"), metavar="HEADER=COLUMN")] = None
    map_value: Annotated[
        list[str] | None,
        typer.Option("--map-value", help=about("map_value"), metavar="HEADER:WORD=MEANING"),
    ] = None
    map_file: Annotated[Path | None, typer.Option("--map-file", help=about("map_file"), metavar="FILE")] = None
    carry: Annotated[list[str] | None, typer.Option("--carry", help=about("carry"), metavar="HEADER")] = None
    several: Annotated[bool, typer.Option("--several", help=about("several"))] = False
    encoding: Annotated[str | None, typer.Option("--encoding", help=about("encoding"))] = None

    sheets: Annotated[list[str] | None, typer.Option("--sheet", help=about("sheet"), metavar="NAME")] = None

    def meant(self, attributes: Attributes, also: Mapping[str, str] = MappingProxyType({})) -> "LedgerMap":
        """Return what the options and the file that they name say of columns, words and `attributes` of homes.

        `also` are headers of columns that only some files have, each with its meaning.

        Raises:
            InputFileError: the file is none.
            UsageError: one is not of that form, or there is no such column.
        """
        from heatcalc.ledger.header import renamed_to
        from heatcalc.ledger.map_file import LedgerMap, read_map

        known = read_map(self.map_file) if self.map_file else LedgerMap({}, {})
        said = dict.fromkeys(self.carry or (), "") | pairs("--map", self.map_, "房屋面积=建筑面积")
        asked = [*said]
        words = {header: dict(meant) for header, meant in known.words.items()}
        for each, meaning in pairs("--map-value", self.map_value, _VALUE).items():
            header, colon, word = (part.strip() for part in each.replace("：", ":").partition(":"))
            if not (header and colon and word):
                raise UsageError("usage.pair", option="--map-value", value=f"{each}={meaning}", example=_VALUE)
            words.setdefault(header, {})[word] = meaning
            asked.append(header)
        return LedgerMap(renamed_to({**known.columns, **said}, attributes, also), words, tuple(asked))

    def options(
        self, meant: "LedgerMap", account: str | None = None, home: HomeOptions | None = None
    ) -> "BatchOptions":
        """Return how a ledger is read whose columns are `meant` so, with `--account` and what holds for each `home`.

        Raises:
            UsageError: an option cannot be read.
        """
        from heatcalc.batches.batch_options import BatchOptions, Defaults

        accounts, defaults = _accounts_asked(account), Defaults()
        if home is not None:
            request = home.request()
            defaults = Defaults(request.city, request.class_, request.plan, request.winter, home.asked)
        return BatchOptions(
            defaults,
            encoding=self.encoding,
            sheets=tuple(self.sheets or ()),
            several=self.several,
            renamed={**meant.columns, **accounts},
            values=meant.words,
            asked=(*meant.asked, *accounts),
            lang=LANG,
        )


def _accounts_asked(asked: str | None) -> dict[str, str]:
    """Read `小区,户号`: the column of accounts, and that within which they are unique; header → meaning.

    Raises:
        UsageError: it names none, or more.
    """
    from heatcalc.ledger.columns import WITHIN

    if asked is None:
        return {}
    named = [each.strip() for each in half_width(asked).split(",")]
    if len(named) > 2 or not all(named):
        raise UsageError("usage.account", value=asked)
    return {named[-1]: "account", **dict.fromkeys(named[:-1], WITHIN)}


class Audit(NamedTuple):
    """What `check` is asked for of a whole ledger."""

    ledger: Annotated[Path | None, typer.Option("--ledger", help=text("check_ledger"), metavar="LEDGER")] = None
    out: Annotated[Path | None, typer.Option("--out", "-o", help=text("check_out"), metavar="FILE")] = None
    against: Annotated[str | None, typer.Option("--against", help=text("against"), metavar="COLUMN")] = None
    by: Annotated[list[str] | None, typer.Option("--by", help=text("check_by"), metavar="COLUMN")] = None
    html: options.Html = None
    out_format: Annotated[AuditFormat | None, typer.Option("--out-format", help=text("check_format"))] = None
    out_encoding: Annotated[OutputEncoding, typer.Option("--out-encoding", help=about("out_encoding"))] = "utf-8-sig"
    max_rejects: Annotated[str | None, typer.Option("--max-rejects", help=about("max_rejects"), metavar="N|P%")] = None
    mask: Annotated[bool, typer.Option("--mask", help=about("mask"))] = False
    force: options.Force = False
