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
_NAMES = re.compile(r"^(?:id|name|english|aliases) = .*$", re.MULTILINE)
_FOR_ALL = (b"classes.", b"groups.", b"plans.", b"measures.")


def load_for(name: str | None) -> Table:
    """Return the shipped table with at least the prices of the city called `name`, or of its default city.

    A name that no city has gets the whole table, so that a refusal can name what was meant; a city without prices too.

    Raises:
        InputFileError: the shipped table cannot be read.
    """
    # Only what is kept is decoded: most of the table is of other cities.
    data = shipped().read_bytes()
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n")
    first, *blocks = data.split(b"\n[")
    head = first.decode() + "\n"
    default = _DEFAULT.search(head)
    wanted = name.strip() if name else default[1] if default else ""
    chosen = [block for block in blocks if block.startswith(b"[city]]") and _is_called(block, wanted)]
    if len(chosen) != 1:
        return load_tariffs()
    city = _NO_PART_OF_A_BILL.sub("", chosen[0].decode() + "\n")
    named = {source.encode() for source in _SOURCE.findall(city)}
    if not named:
        return load_tariffs()
    kept = [
        block.decode()
        for block in blocks
        if block.startswith(_FOR_ALL)
        or (block.startswith(b"attributes.") and f" {block[11 : block.index(b']')].decode()} = " in city)
        or (block.startswith(b"sources.") and block[8 : block.index(b"]")] in named)
    ]
    if default and wanted != default[1] and not _is_called(chosen[0], default[1]):
        head = _DEFAULT.sub("", head)
    return load_text("\n[".join([head, *kept, city]))._replace(newest=_newest_winter(data))


def _newest_winter(data: bytes) -> int:
    """Return the newest winter that the table names, by its first year; without a pattern, which takes longer."""
    named = (rest for key in (b'winter = "', b'from = "') for rest in data.split(key)[1:])
    return max(int(rest[:4]) for rest in named if rest[4:5] == b"-" and rest[9:10] == b'"')


def _is_called(block: bytes, wanted: str) -> bool:
    head = block[: block.find(b"\n\n")].decode()
    if wanted.casefold()[:-1] not in head.casefold():  # 大同市 is found by 大同; parsing every city takes 2 ms
        return False
    names = tomllib.loads("\n".join(_NAMES.findall(head)))
    return wanted.casefold() in names_of_city(names["id"], names["name"], names["english"], *names.get("aliases", []))
