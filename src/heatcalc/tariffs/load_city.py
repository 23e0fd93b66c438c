"""The part of the shipped table that one city's bill needs.

Reading the whole table takes longer than all else that a bill does. The shipped table is known to be valid, and in it
only top-level tables begin at the start of a line, so the blocks of one city can be told by their looks. A test holds
every excerpt to what the whole table says. A table of the user's own is always read and validated whole.
"""

import re
import tomllib

from heatcalc.tariffs.load import load_tariffs, load_text, shipped_bytes
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
_WINTER = re.compile(rb' = "(20[0-9]{2})-20')
_CITY = "\n[[city]]\n"


def load_for(name: str | None) -> Table:
    """Return the shipped table with at least the prices of the city called `name`, or of its default city.

    A name that no city has gets the whole table, so that a refusal can name what was meant; a city without prices too.

    Raises:
        InputFileError: the shipped table cannot be read.
    """
    # Only what is kept is decoded and looked through: most of the table is of other cities.
    data = shipped_bytes()
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n")
    first, *declared = data[: data.index(b"\n[sources.")].split(b"\n[")
    head = first.decode() + "\n"
    default = _DEFAULT.search(head)
    wanted = name.strip() if name else default[1] if default else ""
    chosen = _cities_called(wanted, data)
    if len(chosen) != 1:
        return load_tariffs()
    city = _NO_PART_OF_A_BILL.sub("", chosen[0].decode() + "\n")
    named = dict.fromkeys(_SOURCE.findall(city))
    if not named:
        return load_tariffs()
    kept = [block.decode() for block in declared]
    kept = [
        block for block in kept if not block.startswith("attributes.") or f" {block[11 : block.index(']')]} = " in city
    ]
    kept += [_block(data, data.index(f"\n[sources.{source}]\n".encode())).decode() for source in named]
    if default and wanted != default[1] and not _is_called(chosen[0], default[1]):
        head = _DEFAULT.sub("", head)
    return load_text("\n[".join([head, *kept, city]))._replace(newest=_newest_winter(data))


def _cities_called(wanted: str, data: bytes) -> list[bytes]:
    """Return the blocks of the cities that are called so; an id is found without looking at the others."""
    at = data.find(f'{_CITY}id = "{wanted}"\n'.encode(errors="surrogatepass"))
    if at >= 0:
        return [_block(data, at)]
    blocks = (b"[city]]\n" + each.partition(b"\n[")[0] for each in data.split(_CITY.encode())[1:])
    return [block for block in blocks if _is_called(block, wanted)]


def _block(data: bytes, at: int) -> bytes:
    """Return the block of the table that begins with a line's end at a place, without its first bracket."""
    end = data.find(b"\n[", at + 1)
    return data[at + 2 : len(data) if end < 0 else end]


def _newest_winter(data: bytes) -> int:
    """Return the newest winter that the table names, by its first year."""
    return int(max(_WINTER.findall(data)))


def _is_called(block: bytes, wanted: str) -> bool:
    head = block[: block.find(b"\n\n")].decode()
    if wanted.casefold()[:-1] not in head.casefold():  # 大同市 is found by 大同; parsing every city takes 2 ms
        return False
    names = tomllib.loads("\n".join(_NAMES.findall(head)))
    return wanted.casefold() in names_of_city(names["id"], names["name"], names["english"], *names.get("aliases", []))
