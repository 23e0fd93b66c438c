"""Cold rooms: a refund for days on which the home was too cold.

西安市集中供热条例: 16℃以上不足18℃退 20%，14℃以上不足16℃退 50%，不足14℃全退，以扣除基本热费后的日热费为基数.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar, Literal, NamedTuple

from heatcalc.formula.home import Span, SupplyEvents
from heatcalc.formula.nodes import Measure, Node, Product, Quotient, Refuse, Stated, Sum
from heatcalc.measures import Both
from heatcalc.money import plain
from heatcalc.rules.base import Rule, rule_shape
from heatcalc.rules.bill_builder import BillBuilder, both, off, share
from heatcalc.schema.fields import SHARE, NumberField, OneOf, TextField
from heatcalc.schema.findings import Findings, KeyPath
from heatcalc.schema.record import Key, ListOf, Shape, Values


class TemperatureBand(NamedTuple):
    """Below a temperature `below` [°C], a share `refund` of the day's fee."""

    below: Fraction
    refund: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class ColdRoom(Rule):
    """Σ over days of the daily fee × the share of the lowest band that the temperature is below.

    The daily fee is the total ÷ the season's days; or that of the total less the basic charge, which is the charge
    named `basic`, or the share `basic_share` of the total.
    """

    kind: ClassVar[str] = "cold_room"
    stage: ClassVar[int] = 10
    handles: ClassVar[str] = "cold"

    bands: tuple[TemperatureBand, ...]
    base: Literal["full", "net_of_basic"] = "full"
    basic_share: Fraction | None = None
    charge: str = ""

    def derive(self, events: SupplyEvents, span: Span) -> dict[str, Fraction]:  # noqa: ARG002
        """Return the days in each band [day]; those that were warm enough are in none."""
        days = {_measure(band): Fraction(0) for band in self.bands} if events.cold else {}
        for temperature, length in events.cold:
            colder = [band for band in self.bands if temperature < band.below]
            if colder:
                days[_measure(min(colder))] += length
        return days

    def apply(self, builder: BillBuilder) -> None:
        """Add the refund."""
        days: list[Node] = [
            Product((Measure(_measure(band), unit="day"), share(band.refund)))
            for band in sorted(self.bands, reverse=True)
        ]
        refund = builder.add(
            self.kind,
            Both("室温不达标退费", "Cold room refund"),
            off(Quotient(self._base(builder), builder.season_days()), Sum(tuple(days))),
            self.terms.source,
            part="due",
            applies=both(Stated(_measure(self.bands[0])), builder.condition(self.terms.when)),
        )
        builder.deductions.append(refund)

    def needs_charge(self) -> str:
        """Return the charge that is left out of the base."""
        return self.charge or ("basic" if self.base == "net_of_basic" and self.basic_share is None else "")

    def _base(self, builder: BillBuilder) -> Node:
        if self.charge or self.base == "full":
            return builder.base(self.charge)
        if self.basic_share is not None:
            return Product((builder.total(), share(1 - self.basic_share)))
        if not builder.lines_of("basic"):
            return Refuse("no_basic_charge")
        return Sum((builder.total(), off(builder.base("basic"))))


def _measure(band: TemperatureBand) -> str:
    return f"days_below_{plain(band.below)}"


def _check(values: Values, path: KeyPath, findings: Findings) -> None:
    bands: tuple[TemperatureBand, ...] = values.valid("bands") or ()
    if len({band.below for band in bands}) < len(bands):
        findings.add((*path, "bands"), "repeated", ", ".join(plain(band.below) for band in bands))
    by_warmth = sorted(bands, key=lambda band: -band.below)
    for warmer, colder in pairwise(by_warmth):
        if colder.refund < warmer.refund:
            allowed = Both(f">= {plain(warmer.refund)}", f">= {plain(warmer.refund)}")
            findings.add((*path, "bands", bands.index(colder), "refund"), "colder_is_less", colder.refund, allowed)
    if "basic_share" in values and values.valid("base") != "net_of_basic":
        allowed = Both("与 base = net_of_basic 同用", "only together with base = net_of_basic")
        findings.add((*path, "basic_share"), "without_effect", "basic_share", allowed)


_BAND = Shape(
    "bands",
    {
        "below": Key(NumberField("-50", "50"), Both("低于此温度，℃", "below this temperature [℃]"), required=True),
        "refund": Key(SHARE, Both("退还日热费的比例", "the share of the daily fee refunded"), required=True),
    },
    TemperatureBand,
)

SHAPE = rule_shape(
    ColdRoom.kind,
    {
        "bands": Key(ListOf(_BAND), Both("各温度档", "the bands"), required=True),
        "base": Key(
            OneOf(("full", "net_of_basic")),
            Both("日热费的基数：总额，或扣除基本热费", "the daily fee's base: the total, or without the basic charge"),
        ),
        "charge": Key(TextField(), Both("只以此名称的费用项为基数", "the base is the charge of this name alone")),
        "basic_share": Key(SHARE, Both("基本热费占总额的比例", "the basic charge as a share of the total")),
    },
    ColdRoom,
    _check,
)
