"""The part of the shipped table that one city's bill needs.

Reading the whole table takes longer than all else that a bill does. The shipped table is known to be valid, and in it
only top-level tables begin at the start of a line, so the blocks of one city can be told by their looks. A test holds
every excerpt to what the whole table says. A table of the user's own is always read and validated whole.
"""

import re
import tomllib

from heatcalc.tariffs.load import load_tariffs, load_text, shipped
from heatcalc.tariffs.lookup import names_of_city
from heatcalc.tariffs.model import Table

_DEFAULT = re.compile(r'^default_city = "(.*)"\n', re.MULTILINE)
_SOURCE = re.compile(r'^ *source = "(.*)"$', re.MULTILINE)
_NO_PART_OF_A_BILL = re.compile(
    r"^ *\[\[city\.(?:cost|source_price|guide_price|plant|figure|doubt|heat_use|unit_cost|split|rural_subsidy)\]\]\n"
    r"(?:(?! *\[).*\n)*",
    re.MULTILINE,
)
"""What heat costs a city, and where it comes from."""
_WINTER = re.compile(r'^ *(?:winter|from) = "(\d{4})-\d{4}"$', re.MULTILINE)
_NAMES = re.compile(r"^(?:id|name|english|aliases) = .*$", re.MULTILINE)


def load_for(name: str | None) -> Table:
    """Return the shipped table with at least the prices of the city called `name`, or of its default city.

    A name that no city has gets the whole table, so that a refusal can name what was meant; a city without prices too.

    Raises:
        InputFileError: the shipped table cannot be read.
    """
    head, *blocks = shipped().read_text(encoding="utf-8").split("\n[")
    head += "\n"
    default = _DEFAULT.search(head)
    wanted = name.strip() if name else default[1] if default else ""
    chosen = [block for block in blocks if block.startswith("[city]]") and _is_called(block, wanted)]
    if len(chosen) != 1:
        return load_tariffs()
    city = _NO_PART_OF_A_BILL.sub("", chosen[0] + "\n")
    named = set(_SOURCE.findall(city))
    if not named:
        return load_tariffs()
    kept = [
        block
        for block in blocks
        if block.startswith(("classes.", "groups.", "plans.", "measures."))
        or (block.startswith("attributes.") and f" {block[11 : block.index(']')]} = " in city)
        or (block.startswith("sources.") and block[8 : block.index("]")] in named)
    ]
    if default and not _is_called(chosen[0], default[1]):
        head = _DEFAULT.sub("", head)
    text = "\n".join(blocks)
    newest = max(int(year) for year in _WINTER.findall(text))
    return load_text("\n[".join([head, *kept, city]))._replace(newest=newest)


def _is_called(block: str, wanted: str) -> bool:
    head = block[: block.find("\n\n")]
    if wanted.casefold()[:-1] not in head.casefold():  # 大同市 is found by 大同; parsing every city takes 2 ms
        return False
    names = tomllib.loads("\n".join(_NAMES.findall(head)))
    return wanted.casefold() in names_of_city(names["id"], names["name"], names["english"], *names.get("aliases", []))
