"""What every kind of rule shares: its source, and for which classes, plans, winters and homes it holds."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple

from heatcalc.formula.home import Home, Span, SupplyEvents
from heatcalc.measures import CHARGEABLE, Both
from heatcalc.rules.bill_builder import BillBuilder
from heatcalc.schema.fields import OWN_NAME, BuiltInOrOwn, DayField, OneOf, Reference, TextField
from heatcalc.schema.findings import Findings, KeyPath
from heatcalc.schema.record import (
    CONDITIONS,
    ID_KEY,
    NOTE_KEYS,
    QUOTE_KEY,
    SOURCE_KEY,
    CrossCheck,
    Key,
    ListOf,
    Shape,
    Values,
)
from heatcalc.schema.winters import day_text, first_day, last_day

NOTHING: Mapping[str, str] = MappingProxyType({})


class Terms(NamedTuple):
    """The terms of a rule."""

    source: str
    quote: str = ""
    id: str = ""
    classes: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    from_: dt.date | None = None
    until: dt.date | None = None
    when: Mapping[str, str] = NOTHING
    change: str = ""
    """What happens where it begins, or ends, inside a season: it holds from the next one on, or for the whole one."""
    note: str = ""
    """What a bill must say beside its lines; and in English, where that is not the same."""
    english_note: str = ""

    def meets(self, other: "Terms") -> bool:
        """Return whether some home, class, plan and day may be under both terms."""
        apart = (
            bool(self.classes and other.classes and not set(self.classes) & set(other.classes)),
            bool(self.plans and other.plans and not set(self.plans) & set(other.plans)),
            (self.until or dt.date.max) < (other.from_ or dt.date.min),
            (other.until or dt.date.max) < (self.from_ or dt.date.min),
            any(name in other.when and other.when[name] != value for name, value in self.when.items()),
        )
        return not any(apart)


class Alternative(NamedTuple):
    """A home that would explain another amount paid: what is different, as a message, and the home."""

    kind: str
    values: Mapping[str, object]
    """What the message `check.<kind>` shows."""
    home: Home


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of a city. A kind of rule is a subclass, with its parameters as fields.

    `kind` is its name in the table, `stage` its place in the order of rules, `handles` the event of `heatcalc.inputs`
    that a home may state only where the city has a rule of this kind.
    """

    kind: ClassVar[str]
    stage: ClassVar[int]
    handles: ClassVar[str] = ""
    reads: ClassVar[str] = ""
    """The measure without which the rule changes nothing."""
    cites_note: ClassVar[bool] = False
    """Whether its note is of what its source says, so that the bill names the source."""

    terms: Terms

    @property
    def source(self) -> str:
        """The source of the rule."""
        return self.terms.source

    @property
    def quote(self) -> str:
        """The words of the source."""
        return self.terms.quote

    def exclusive_key(self) -> str:
        """Return the exclusivity key: at most one rule with this key applies to a home."""
        return self.kind

    def events(self) -> frozenset[str]:
        """Return the events that the rule can bill."""
        return frozenset((self.handles,)) if self.handles else frozenset()

    def derive(self, events: SupplyEvents, span: Span) -> dict[str, Fraction]:  # noqa: ARG002
        """Return the measures that the rule derives from the events of a home [each in the unit of its name]."""
        return {}

    def words(self) -> Mapping[str, str]:
        """Return the words that a home may state because of this rule, by their input."""
        return {}

    def due_date(self, span: Span) -> dt.date | None:  # noqa: ARG002
        """Return the last day on which the rule lets a bill be paid without a charge."""
        return None

    def discount_ends(self, winter: int) -> dt.date | None:  # noqa: ARG002
        """Return the last day on which a bill of a winter, by its first year, is paid with something off."""
        return None

    def note(self, home: Home, events: SupplyEvents, span: Span) -> tuple[str, Mapping[str, object]] | None:  # noqa: ARG002
        """Return what a bill should say that no line of the rule says: a message and its values."""
        return None

    def is_for(self, home: Home) -> bool:
        """Return whether a home states the attributes that the rule is for."""
        return all(home.attributes.get(name) == value for name, value in self.terms.when.items())

    def alternatives(self, home: Home, span: Span) -> Iterable[Alternative]:  # noqa: ARG002
        """Yield the homes that differ from this one in what the rule is about, for `check` to try."""
        return ()

    def needs_charge(self) -> str:
        """Return the name of the charge that the rule is about, without which it does nothing."""
        return ""

    def months(self) -> frozenset[int]:
        """Return the months of the season for which the rule has figures, where it has some for each."""
        return frozenset()

    def area_limits(self) -> Mapping[str, Fraction]:
        """Return the areas up to which the rule holds, by measure [㎡]."""
        return {}

    def below_price(self) -> Iterable[tuple[str, str, Fraction, tuple[str, ...]]]:
        """Yield prices of the rule that must not be above the usual one.

        Each with the code of the finding if it is, its key, and the measures it is per [CNY per their product].
        """
        return ()

    def apply(self, builder: BillBuilder) -> None:
        """Add the rule's lines to the bill."""
        raise NotImplementedError


_CLASS = Reference("classes", Both("[classes] 中的一项", "one of [classes]"))

PER = ListOf(BuiltInOrOwn(CHARGEABLE, "measures"), distinct=True)
"""The measures a price is per."""

PAYER = TextField(
    OWN_NAME,
    Both(
        "以小写字母开头，可含数字和 _，如 civil_affairs",
        "small letters, digits and _, a letter first, such as civil_affairs",
    ),
)
"""Who pays what the household does not."""

_TERMS = {
    "kind": Key(TextField(), Both("规则的种类", "the kind of rule"), required=True),
    "source": SOURCE_KEY,
    "quote": QUOTE_KEY,
    **NOTE_KEYS,
    "id": ID_KEY,
    "classes": Key(
        ListOf(_CLASS, distinct=True), Both("适用的用户类别；省略为全部", "the classes it applies to; default all")
    ),
    "plans": Key(
        ListOf(BuiltInOrOwn(("area", "metered"), "plans"), distinct=True),
        Both("适用的计费方式；省略为全部", "the plans it applies to; default all"),
    ),
    "from": Key(DayField(winter=True), Both("开始执行的日期或采暖季", "the first day or winter it applies")),
    "until": Key(DayField(winter=True), Both("最后执行的日期或采暖季", "the last day or winter it applies")),
    "when": Key(
        CONDITIONS,
        Both(
            "只适用于具有这些属性的用户；每个属性一个值，几个值的各写一条规则",
            "applies only to homes with these attributes, each of one value: write a rule for each of several values",
        ),
    ),
    "change": Key(
        OneOf(("next_season", "whole_season")),
        Both(
            "在采暖季中开始或停止执行的规则：next_season 下一采暖季起，whole_season 整季适用",
            "a rule that begins or ends inside a season: from the next season, or for the whole one",
        ),
    ),
}


def rule_shape(
    kind: str,
    keys: dict[str, Key],
    build: Callable[..., Any],
    cross_check: CrossCheck | None = None,
) -> Shape:
    """Return the shape of a kind of rule: its own keys and the shared ones. `build` gets `terms` and its own."""

    def made(**values: Any) -> Any:  # noqa: ANN401
        own = {name: value for name, value in values.items() if name in keys}
        shared = {name: value for name, value in values.items() if name not in keys and name != "kind"}
        if "from_" in shared:
            shared["from_"] = first_day(shared["from_"])
        if "until" in shared:
            shared["until"] = last_day(shared["until"])
        return build(terms=Terms(**shared), **own)

    def checked(values: Values, path: KeyPath, findings: Findings) -> None:
        from_, until = values.valid("from"), values.valid("until")
        if from_ is not None and until is not None and last_day(until) < first_day(from_):
            least = f">= {day_text(from_)}"
            findings.add((*path, "until"), "until_before_from", day_text(until), Both(least, least))
        if cross_check is not None:
            cross_check(values, path, findings)

    return Shape(f"rule ({kind})", {**_TERMS, **keys}, made, checked)


def one_of(values: Values, path: KeyPath, findings: Findings, *choices: tuple[str, ...]) -> None:
    """Find fault unless exactly one of some groups of keys is there, and it whole."""
    whole = [choice for choice in choices if all(name in values for name in choice)]
    begun = [choice for choice in choices if any(name in values for name in choice)]
    if len(whole) != 1 or begun != whole:
        words = [" + ".join(choice) for choice in choices]
        allowed = Both("只写其中一种：" + "；".join(words), "exactly one of: " + "; ".join(words))
        found = ", ".join(name for choice in choices for name in choice if name in values)
        findings.add(path, "one_of", found, allowed)
