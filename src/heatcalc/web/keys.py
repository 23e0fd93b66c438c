"""The keys of a question: the long options of its command with underscores, derived from what the options are.

A value is brought to the text that the option would have had, so that it is read by the code that reads options.
"""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from heatcalc.billing.axes import COMPARED
from heatcalc.billing.compare import ORDERS
from heatcalc.billing.stated import GIVEN, HomeOptions
from heatcalc.errors import UsageError
from heatcalc.inputs import INPUTS
from heatcalc.messages import LANGS, Lang, say
from heatcalc.schema.suggest import near_miss
from heatcalc.web.json_body import Digits
from heatcalc.web.wrong import WrongRequest, key_of

Taken = Literal["number", "text", "flag", "pairs", "numbers", "texts"]
"""`pairs` are an object of texts or numbers, as `--with a=b`; `numbers` and `texts` one or a list of them."""

LONGEST_TEXT = 500
"""How long a text may be [characters]."""
MOST_VALUES = 200
"""How many values a list or an object may have."""


class QuestionKey(NamedTuple):
    """A key of a question's body."""

    name: str
    taken: Taken
    says: str
    """The key of the message that tells what it is."""
    stated: str = ""
    """The keyword of the input that it states."""
    field: str = ""
    """The field of `HomeOptions`, or what a question calls it."""
    among: tuple[str, ...] = ()
    """The words that it may be."""

    def about(self, lang: Lang) -> str:
        """Return what it is, in words."""
        return say(self.says, lang)


def _home_keys() -> dict[str, QuestionKey]:
    """Return the keys that describe a home and choose its tariff, by keyword and field of `HomeOptions`."""
    kinds: dict[str, Taken] = {"number": "number", "date": "text", "word": "text", "flag": "flag", "event": "text"}
    found = {
        each.keyword: QuestionKey(key_of(each.option), kinds[each.kind], f"home.{each.keyword}", stated=each.keyword)
        for each in INPUTS.values()
        if each.option
    }
    special: dict[str, Taken] = {"year": "number", "with_": "pairs", "measure": "pairs", "ratio": "number"}
    for field in GIVEN:
        name = field.rstrip("_")
        found[field] = QuestionKey(name, special.get(field, "text"), f"help.{name}", field=field)
    return found


def _question(*keys: QuestionKey) -> dict[str, QuestionKey]:
    return {each.name: each for each in (*keys, QuestionKey("lang", "text", "web.key_lang", field="lang", among=LANGS))}


_HOME = _home_keys()
QUESTIONS: dict[str, dict[str, QuestionKey]] = {
    "bill": _question(
        *_HOME.values(),
        QuestionKey("explain", "flag", "help.explain", field="explain"),
        QuestionKey("capitals", "flag", "help.capitals", field="capitals"),
    ),
    "check": _question(QuestionKey("paid", "number", "help.paid", field="paid"), *_HOME.values()),
    "compare": _question(
        QuestionKey("area", "numbers", "web.key_areas", field="areas"),
        *(_HOME[name] for name in COMPARED),
        QuestionKey("city", "texts", "web.key_cities", field="cities"),
        QuestionKey("winters", "text", "help.winters", field="winters"),
        QuestionKey("weight", "pairs", "web.key_weight", field="weights"),
        QuestionKey("since", "number", "help.since_year", field="since"),
        QuestionKey("sort", "text", "help.sort", field="sort", among=ORDERS),
    ),
}
"""The keys of each question, by their names."""


class AskedInJson(NamedTuple):
    """What the body of a request asks, as the options of the command would have said it."""

    home: HomeOptions
    more: dict[str, Any]
    """What is no part of the home, by `QuestionKey.field`."""


def asked_of(question: str, body: Mapping[str, Any]) -> AskedInJson:
    """Return what a body asks; null states nothing, as if the key were not there.

    Raises:
        WrongRequest: an unknown key, or a value of another type than the key's.
        UsageError: a value with nothing in it.
    """
    keys = QUESTIONS[question]
    stated: dict[str, Any] = {}
    fields: dict[str, Any] = {}
    for name, value in body.items():
        key = keys.get(name)
        if key is None:
            meant = near_miss(name[:LONGEST_TEXT], list(keys))
            said = "unknown_key_meant" if meant else "unknown_key"
            raise WrongRequest(400, "unknown_key", name[:LONGEST_TEXT], message=said, meant=meant, keys=list(keys))
        if value is not None:
            (stated if key.stated else fields)[key.stated or key.field] = _read(key, value)
    of_home = {name: fields.pop(name) for name in GIVEN if name in fields}
    return AskedInJson(HomeOptions(stated, **of_home), fields)


def _read(key: QuestionKey, value: Any) -> Any:  # noqa: ANN401 - whatever JSON can say
    """Return a value as its option would have given it.

    Raises:
        WrongRequest: it is of another type.
        UsageError: there is nothing in it.
    """
    match key.taken:
        case "flag" if isinstance(value, bool):
            return value
        case "number" | "text":
            read: Any = _text(key, value)
            if key.among and read not in key.among:
                raise WrongRequest(400, "not_among", key.name, value=read, known=list(key.among))
            return read
        case "numbers" | "texts":
            several = value if isinstance(value, list) else [value]
            if len(several) > MOST_VALUES:
                raise WrongRequest(400, "too_many_values", key.name, most=MOST_VALUES)
            return [_text(key, each) for each in several]
        case "pairs" if isinstance(value, dict):
            if len(value) > MOST_VALUES:
                raise WrongRequest(400, "too_many_values", key.name, most=MOST_VALUES)
            if any("=" in name for name in value):
                raise WrongRequest(400, "wrong_type", key.name, message="wrong_type_pairs")
            return [f"{name}={_text(key, each)}" for name, each in value.items()]
    raise WrongRequest(400, "wrong_type", key.name, message=f"wrong_type_{key.taken}")


def _text(key: QuestionKey, value: Any) -> str:  # noqa: ANN401 - whatever JSON can say
    """Return a text, or a number as its digits where it may be one.

    Raises:
        WrongRequest: it is neither, or too long.
        UsageError: there is nothing in it.
    """
    if not isinstance(value, str) or (isinstance(value, Digits) and key.taken in ("text", "texts")):
        raise WrongRequest(400, "wrong_type", key.name, message=f"wrong_type_{key.taken}")
    if len(value) > LONGEST_TEXT:
        raise WrongRequest(400, "long_text", key.name, most=LONGEST_TEXT)
    if not value.strip():
        raise UsageError("usage.empty", option=f"--{key.name}")
    return str(value)
