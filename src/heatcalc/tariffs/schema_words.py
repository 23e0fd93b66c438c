"""The keys of what a table declares before its cities: classes, groups, attributes, currencies, sources."""

from functools import partial
from typing import Any

from heatcalc.measures import Both, OwnMeasure, Quantity
from heatcalc.schema.attributes import Attribute
from heatcalc.schema.fields import FAILED, DayField, FlagField, OneOf, Reference, TextField
from heatcalc.schema.findings import Findings, KeyPath, as_toml
from heatcalc.schema.record import Key, ListOf, MapOf, Shape, imported_later
from heatcalc.schema.suggest import near_miss
from heatcalc.tariffs.model import SOURCE_KINDS, Named, Source, UserClass

_later = partial(imported_later, "heatcalc.tariffs.validation_names")

NAME = TextField()


class CurrencyField(TextField):
    """A currency by its code of ISO 4217."""

    def read(self, value: object, path: KeyPath, findings: Findings) -> Any:  # noqa: ANN401, D102
        code = super().read(value, path, findings)
        if code is FAILED or code == "CNY":
            return code
        from heatcalc.tariffs.currencies import PLACES

        if code not in PLACES:
            findings.add(path, "not_allowed", as_toml(code), self.allowed, near_miss(code, list(PLACES)))
            return FAILED
        return code


class PublishedField(TextField):
    """A day, a month or a year, as precise as it is known."""

    def __init__(self) -> None:
        allowed = Both("YYYY、YYYY-MM 或 YYYY-MM-DD", "YYYY, YYYY-MM or YYYY-MM-DD")
        super().__init__(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?", allowed)

    def read(self, value: object, path: KeyPath, findings: Findings) -> Any:  # noqa: ANN401, D102
        text = super().read(value, path, findings)
        if text is FAILED:
            return FAILED
        wrong = Findings()
        DayField().read(f"{text}{'-01-01'[len(text) - 4 :]}", path, wrong)
        findings.extend(each._replace(found=as_toml(text)) for each in wrong)
        return FAILED if wrong else text


CURRENCY = CurrencyField("[A-Z]{3}", Both("ISO 4217 代码，如 CNY", "a code of ISO 4217, such as CNY"))

CLASS_ID = Reference("classes", Both("[classes] 中的一项", "one of [classes]"))


NAMES = {
    "name": Key(NAME, Both("中文名；与 english 至少写一个", "name in Chinese; one of name and english")),
    "english": Key(NAME, Both("英文名", "name in English")),
}
CLASS = Shape(
    "classes",
    {
        **NAMES,
        "kind": Key(CLASS_ID, Both("所属大类", "the general class it belongs to")),
        "aliases": Key(ListOf(NAME), Both("别名，如 住宅", "what else people call it")),
    },
    lambda name="", english="", **others: UserClass(name or english, english or name, **others),
    _later("check_named"),
)
GROUP = Shape(
    "groups",
    {
        **NAMES,
        "aliases": Key(ListOf(NAME), Both("别名，如 低保户", "what else people call it")),
    },
    lambda name="", english="", **others: Named(name or english, english or name, **others),
    _later("check_named"),
)
ATTRIBUTE = Shape(
    "attributes",
    {
        **NAMES,
        "values": Key(
            MapOf(ListOf(NAME)),
            Both("各个值，及其中英文叫法", "the values, with their names and aliases"),
            required=True,
        ),
        "default": Key(NAME, Both("没有说明的用户的值", "the value of a home that states none")),
    },
    lambda values, name="", english="", default="": Attribute(Both(name or english, english or name), values, default),
    _later("check_attribute"),
)
MEASURE = Shape(
    "measures",
    {
        **NAMES,
        "unit": Key(NAME, Both("单位，如 ℃", "its unit, such as ℃"), required=True),
        "english_unit": Key(NAME, Both("单位的英文，默认同 unit", "its unit in English; default `unit`")),
        "may_be_negative": Key(FlagField(), Both("可以为负", "may be below zero")),
        "aliases": Key(ListOf(NAME), Both("别名，如台账中的列名", "what else ledgers call it")),
    },
    lambda unit, name="", english="", english_unit="", may_be_negative=False, aliases=(): OwnMeasure(
        Quantity("own", Both(unit, english_unit or unit), Both(name or english, english or name), may_be_negative),
        aliases,
    ),
    _later("check_named"),
)
SOURCE = Shape(
    "sources",
    {
        "title": Key(NAME, Both("标题", "title"), required=True),
        "publisher": Key(NAME, Both("发布者", "publisher"), required=True),
        "date": Key(
            PublishedField(),
            Both("发布日期，知道多少写多少；不详则省略", "date published, as precise as known; omitted if unknown"),
        ),
        "kind": Key(
            OneOf(SOURCE_KINDS), Both("可信程度，由强到弱", "how reliable it is, strongest first"), required=True
        ),
        "url": Key(TextField(r"https?://\S+", Both("网址", "a web address")), Both("网址", "web address")),
        "document": Key(NAME, Both("文号", "the number of the official document")),
        "note": Key(NAME, Both("备注", "a note")),
    },
    Source,
)
