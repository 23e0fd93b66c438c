"""The city that was most likely meant by a name that no city has: 塑州, 朔洲, `shuo zhou`, `datung`.

Chinese names are compared by how they sound and by the parts of their characters; `docs/make_sounds.py` writes what
is known of those, for the characters of the shipped table.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import islice, product
from typing import Any, NamedTuple

from heatcalc.schema.suggest import are_alike, near_miss, plain_word
from heatcalc.tariffs.model import ENDINGS, City

_LEAST = 2
"""A character alone is near to every name that has it."""
_READ_ENDINGS = ("", "shi", "xian", "qu")
_MOST_READINGS = 16
"""Names with more readings than that, by the readings of their characters, are compared by those that come first."""


class Sound(NamedTuple):
    """What is known of a character: how it is read, without tones, and what may stand for it."""

    readings: tuple[str, ...]
    alike: str
    """Characters that sound alike."""
    akin: str
    """Others with the same phonetic part, which people read and write for it."""

    def cost(self, character: str) -> int | None:
        """Return how far another character is from this one; None of one that cannot stand for it."""
        return 1 if character in self.alike else 2 if character in self.akin else None


def near_city(name: str, cities: Iterable[City]) -> City | None:
    """Return the city that was most likely meant by a name; None where no name comes near it."""
    owners = {plain_word(each): city for city in cities for each in (city.id, city.name, city.english, *city.aliases)}
    wanted = _stem(plain_word(name))
    if len(wanted) < _LEAST:
        return None
    names = list(owners)
    found = _by_characters(wanted, names) or _by_pinyin(wanted, names) or _by_beginning(plain_word(name), names)
    return owners.get(found or _by_letters(plain_word(name), names))


def _by_beginning(written: str, names: list[str]) -> str:
    """Return the city whose district a name goes on with: 太原市小店区, 山西省太原市; "" if it does not."""
    of_province = re.sub("^[^省]{2,3}省|^.{2,8}自治区", "", written)
    begun = [name for name in names if not name.isascii() and len(name) >= _LEAST and of_province.startswith(name)]
    longest = max(begun, key=len, default="")
    rest = of_province[len(longest) :]
    return longest if rest == "" or rest.endswith(ENDINGS) else ""


def _by_letters(written: str, names: list[str]) -> str:
    """Return the name that has most of the letters written, in their order; "" if none has.

    Of Latin letters all but one or two are to be there, and who writes a city of China
    that the table lacks means no other. The endings count in names alone of whose characters no sound is known: those
    of a user's own table.
    """
    if written.isascii():
        if _letters(written) in _cities_of_china():
            return ""
        names = [name for name in names if are_alike(written, name)]
    stems = {_stem(name): name for name in names}
    found = near_miss(_stem(written), list(stems))
    unheard = [name for name in names if not (name.isascii() or {*_stem(name)} <= {*_sounds()})]
    return stems[found] if found else near_miss(written, unheard)


def _stem(word: str) -> str:
    """Return a name without its ending, which many names share: 塑州市 is nearer to 朔州 than to 忻州市."""
    return word[:-1] if len(word) > 2 and word.endswith(ENDINGS) else word


def _by_characters(wanted: str, names: list[str]) -> str:
    """Return the name whose characters sound like those written, or have their phonetic part; "" if there is none."""
    if wanted.isascii():
        return ""
    costs = {name: _cost(wanted, _stem(name)) for name in names}
    near = {name: cost for name, cost in costs.items() if cost is not None}
    return min(near, key=near.__getitem__, default="")


def _cost(wanted: str, name: str) -> int | None:
    if len(wanted) != len(name):
        return None
    sounds = _sounds()
    whole = 0
    for written, meant in zip(wanted, name, strict=True):
        if written != meant:
            cost = sounds[meant].cost(written) if meant in sounds else None
            if cost is None:
                return None
            whole += cost
    return whole


def _by_pinyin(wanted: str, names: list[str]) -> str:
    """Return the name that is read as written, whatever its tones, blanks and marks; "" if there is none."""
    letters = _letters(wanted)
    if not letters:
        return ""
    return next((name for name in names if any(letters == read for read in _readings(name))), "")


def _letters(wanted: str) -> str:
    """Return the letters of a word without accents, blanks and marks; "" where it has others."""
    split = unicodedata.normalize("NFD", wanted.replace("ü", "v"))
    plain = "".join(each for each in split if each.isalnum())
    return plain if plain.isascii() and plain.isalpha() else ""


def _readings(name: str) -> Iterable[str]:
    sounds = _sounds()
    if any(each not in sounds for each in name):
        return
    for parts in islice(product(*(sounds[each].readings for each in name)), _MOST_READINGS):
        for ending in _READ_ENDINGS:
            yield "".join(parts) + ending


@cache
def _sounds() -> dict[str, Sound]:
    known = _read("sounds.json")
    del known["source"]
    return {each: Sound(tuple(read.split()), alike, akin) for each, (read, alike, akin) in known.items()}


@cache
def _cities_of_china() -> frozenset[str]:
    return frozenset(" ".join(_read("cities_of_china.json")["pinyin"]).split())


def _read(name: str) -> dict[str, Any]:
    # The loader reads from an archive too, as which heatcalc is sent to the workers of a cluster.
    loader: Any = __spec__.loader
    data: dict[str, Any] = json.loads(loader.get_data(__file__.replace("near_names.py", name)))
    return data
