"""`heatcalc page`."""

from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from heatcalc.billing.bill import refusal
from heatcalc.cli import completion, options
from heatcalc.cli.help_page import HelpedCommand
from heatcalc.cli.images import image
from heatcalc.cli.language import LANG
from heatcalc.cli.option_groups import grouped
from heatcalc.cli.options import text
from heatcalc.cli.output import write
from heatcalc.cli.refusals import refuse
from heatcalc.errors import InputFileError, Refused
from heatcalc.export.resident_data import page_data, page_sources
from heatcalc.files.atomic import write_whole
from heatcalc.messages import say
from heatcalc.show.bill_sheet import source_text
from heatcalc.show.colour import accent_of
from heatcalc.show.resident import Site, resident_page

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)
_LARGEST = 200
"""Of a logo [KB]: a page is opened on telephones, and the logo is in it."""

Cities = Annotated[list[str] | None, typer.Option("--city", help=text("page_city"), autocompletion=completion.cities)]


class PageOwner(NamedTuple):
    """Whose page it is."""

    company: Annotated[str, typer.Option("--company", help=text("page_company"))] = ""
    phone: Annotated[str, typer.Option("--phone", help=text("phone"))] = ""
    logo: Annotated[Path | None, typer.Option("--logo", help=text("page_logo"), metavar="IMAGE")] = None
    accent: Annotated[str | None, typer.Option("--accent", help=text("page_accent"), metavar="#RRGGBB")] = None

    def site(self) -> Site:
        """Return what the options say.

        Raises:
            InputFileError: the logo is none, or too large.
            UsageError: the colour is none, or text on it cannot be read.
        """
        accent = "" if self.accent is None else accent_of(self.accent)
        logo = b"" if self.logo is None else image(self.logo)
        if len(logo) > _LARGEST * 1024:
            size = -(-len(logo) // 1024)
            raise InputFileError("page.logo_large", file=self.logo, size=size, most=_LARGEST)
        return Site(self.company, self.phone, logo, accent)


@app.command(cls=HelpedCommand, help=text("page"), epilog=text("page_example"))
@grouped
def page(
    out: Annotated[Path, typer.Option("--out", "-o", help=text("page_out"), metavar="FILE")],
    city: Cities = None,
    *,
    owner: PageOwner,
    force: options.Force = False,
    tariffs: options.Tariffs = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Write the resident's page."""
    site, table = owner.site(), options.table(tariffs)
    try:
        data = page_data(table, LANG, city or ())
    except Refused as error:
        return refuse(refusal(error, LANG), None)
    sources = {id_: source_text(source, LANG) for id_, source in page_sources(table, city or ()).items()}
    made = resident_page(data, sources, LANG, site).encode()
    if str(out) == "-":
        write(made.decode())
        return 0
    write_whole(out, made, force=force)
    write(say("cli.written", LANG, file=out) + "\n")
    return 0
