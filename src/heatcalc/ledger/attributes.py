"""The attributes of homes that prices depend on, as people call them: 住宅类型 is `building`, 多层 `multi_storey`."""

from collections.abc import Iterable

from heatcalc.messages import LANGS, Lang, texts_of
from heatcalc.schema.suggest import plain_word


def attribute_called(word: str, attributes: Iterable[str]) -> str:
    """Return which of the attributes a word is the name of, in the table or in words; `""` for none."""
    plain = plain_word(word)
    return next((name for name in attributes if plain in _called("attribute", name)), "")


def value_called(word: str, values: Iterable[str]) -> str:
    """Return which of the values of an attribute a word means; the word itself where it means none."""
    plain = plain_word(word)
    return next((value for value in values if plain in _called("value", value)), word)


def spoken(kind: str, name: str, lang: Lang = "zh") -> str:
    """Return what people call an `attribute` or a `value`; its name in the table where there is no other word."""
    words = texts_of("page").get(f"{kind}_{name}")
    return words[LANGS.index(lang)] if words else name


def label(kind: str, name: str, lang: Lang = "zh") -> str:
    """Return what people call an `attribute` or a `value`, with its name in the table."""
    word = spoken(kind, name, lang)
    return word if word == name else f"{word}({name})"


def _called(kind: str, name: str) -> set[str]:
    words = (text(kind, name, lang) for text in (spoken, label) for lang in LANGS)
    return {plain_word(each) for each in (name, *words)}
