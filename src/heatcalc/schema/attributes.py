"""Attributes of homes that prices depend on, and what people call them and their values: 住宅类型 is `building`."""

from collections.abc import Mapping
from typing import NamedTuple

from heatcalc.measures import Both
from heatcalc.messages import LANGS, Lang
from heatcalc.schema.suggest import plain_word

OTHER = "other"
OTHERS = (OTHER, "其他", "其它", "其他类型", "none of them")
"""What a home says that has none of the values that prices know of an attribute."""


class Attribute(NamedTuple):
    """What people call an attribute, and its values: the id of each, with its names and aliases."""

    called: Both
    values: Mapping[str, tuple[str, ...]]
    default: str = ""
    """The value of a home that states none."""
    also: tuple[str, ...] = ()
    """What else a ledger may call it."""
    is_figure: bool = False
    """Whether a ledger's column of it holds figures, as a measure's does, and no words."""

    def value_called(self, word: str) -> str:
        """Return the value that a word means; `""` where it means none."""
        plain = plain_word(word)
        for value, names in self.values.items():
            if plain in {plain_word(each) for each in (value, *names, *self._labels(value))}:
                return value
        return OTHER if plain in map(plain_word, OTHERS) else ""

    def spoken(self, value: str, lang: Lang = "zh") -> str:
        """Return what people call a value: the first of its names in the language; its id where it has none."""
        names = [name for name in self.values.get(value, ()) if name.isascii() == (lang == "en")]
        return names[0] if names else value

    def label(self, value: str, lang: Lang = "zh") -> str:
        """Return what people call a value, with its id."""
        return _with_id(self.spoken(value, lang), value)

    def _labels(self, value: str) -> list[str]:
        return [self.label(value, lang) for lang in LANGS]


Attributes = Mapping[str, Attribute]
"""Attributes by their names in the table."""


def attribute_called(word: str, attributes: Attributes) -> str:
    """Return which of the attributes a word is the name of, in the table or in words; `""` for none."""
    plain = plain_word(word)
    for name in attributes if plain else ():
        labels = (attribute_label(name, attributes, lang) for lang in LANGS)
        if plain in {plain_word(each) for each in (name, *attributes[name].called, *attributes[name].also, *labels)}:
            return name
    return ""


def attribute_label(name: str, attributes: Attributes, lang: Lang = "zh") -> str:
    """Return what people call an attribute, with its name in the table."""
    return _with_id(attributes[name].called[LANGS.index(lang)], name)


def _with_id(word: str, id_: str) -> str:
    return word if word == id_ else f"{word}({id_})"
