"""Cold rooms: a refund for days on which the home was too cold.

西安市集中供热条例: 16℃以上不足18℃退 20%，14℃以上不足16℃退 50%，不足14℃全退，以扣除基本热费后的日热费为基数.

Some cities refund only for the area of the cold rooms, or take a day's fee by how much of the season's heat its month
needs instead of all days alike; then the home says in which month its cold days were.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar, Literal, NamedTuple

from heatcalc.formula.home import Home, Span, SupplyEvents, month_days
from heatcalc.formula.nodes import Measure, Node, Number, Product, Quotient, Refuse, Stated, Sum
from heatcalc.measures import Both
from heatcalc.money import plain
from heatcalc.rules.base import Rule, one_of, rule_shape
from heatcalc.rules.bill_builder import BillBuilder, both, off, share
from heatcalc.schema.fields import FAILED, SHARE, FlagField, NumberField, OneOf, TextField
from heatcalc.schema.findings import Findings, KeyPath
from heatcalc.schema.record import Key, ListOf, MapOf, Shape, Values

ROOMS = Measure("cold_m2", unit="building_m2")


class TemperatureBand(NamedTuple):
    """Below a temperature `below` [°C], or up to and with `up_to`, a share `refund` of the day's fee."""

    refund: Fraction
    below: Fraction | None = None
    up_to: Fraction | None = None

    @property
    def edge(self) -> tuple[Fraction, bool]:
        """The temperature [°C], and whether the band includes it: by it, bands are ordered from cold to warm."""
        temperature = self.below if self.up_to is None else self.up_to
        assert temperature is not None
        return temperature, self.up_to is not None

    def holds(self, degrees: Fraction) -> bool:
        """Return whether a temperature [°C] is cold enough."""
        temperature, included = self.edge
        return degrees < temperature or (included and degrees == temperature)

    def measure(self, month: int | None) -> str:
        """Return the name of the days in the band, in a month where each counts differently."""
        temperature, included = self.edge
        return f"days_{'up_to' if included else 'below'}_{plain(temperature)}{'' if month is None else f'_in_{month}'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColdRoom(Rule):
    """Σ over days of the daily fee × the share of the lowest band that the temperature is in.

    The daily fee is the total ÷ the season's days; or that of the total less the basic charge, which is the charge
    named `basic`, or the share `basic_share` of the total. With `weights`, a day's fee is base × the weight of its
    month ÷ the days that the season has in it. With `by_rooms`, the refund is × the area of the cold rooms ÷ the area
    that the price is per.
    """

    kind: ClassVar[str] = "cold_room"
    stage: ClassVar[int] = 10
    handles: ClassVar[str] = "cold"
    cites_note: ClassVar[bool] = True

    bands: tuple[TemperatureBand, ...]
    base: Literal["full", "net_of_basic"] = "full"
    basic_share: Fraction | None = None
    charge: str = ""
    by_rooms: bool = False
    weights: Mapping[str, Fraction] = field(default_factory=dict)

    def months(self) -> frozenset[int]:
        """Return the months with a weight."""
        return frozenset(map(int, self.weights))

    def derive(self, events: SupplyEvents, span: Span) -> dict[str, Fraction]:  # noqa: ARG002
        """Return the days in each band, with weights of each month [day]; those that were warm enough are in none."""
        months = sorted(self.months()) or (None,)
        days = {band.measure(month): Fraction(0) for band in self.bands for month in months} if events.cold else {}
        for degrees, length, month in events.cold:
            colder = [band for band in self.bands if band.holds(degrees)]
            if colder:
                days[min(colder, key=_edge).measure(month if self.weights else None)] += length
        return days

    def note(self, home: Home, events: SupplyEvents, span: Span) -> tuple[str, Mapping[str, object]] | None:  # noqa: ARG002
        """Return which of the temperatures are warm enough, so that nothing is refunded for them."""
        warm = [each for each in events.cold if not any(band.holds(each.degrees) for band in self.bands)]
        if not warm or not self.is_for(home):
            return None
        temperature, included = max(self.bands, key=_edge).edge
        days = ", ".join(f"{plain(each.degrees)}℃:{plain(each.days)}" for each in warm)
        key = "bill.note_warm_up_to" if included else "bill.note_warm"
        return key, {"days": days, "limit": plain(temperature)}

    def apply(self, builder: BillBuilder) -> None:
        """Add the refund."""
        first = self.bands[0].measure(min(self.months(), default=None))
        applies = both(Stated(first), builder.condition(self.terms.when))
        builder.refuse_stopped_in_part(applies)
        factors: tuple[Node, ...] = self._fees(builder)
        if self.by_rooms:
            builder.refuse_larger(ROOMS, applies)
            factors = (*factors, builder.part_of_area(ROOMS))
        refund = builder.add(
            self.kind,
            Both("室温不达标退费", "Cold room refund"),
            off(*factors),
            self.terms.source,
            part="due",
            applies=applies,
        )
        builder.deductions.append(refund)

    def _fees(self, builder: BillBuilder) -> tuple[Node, Node]:
        """Return two factors: the daily fee, or with weights the fee of the season, and what is refunded of it."""
        base = self._base(builder)
        if not self.weights:
            return Quotient(base, builder.season_days()), self._days(None)
        terms: list[Node] = []
        for month, days in month_days(builder.span.start, builder.span.end).items():
            if month in self.months():
                weight = share(self.weights[str(month)])
                terms.append(Quotient(Product((weight, self._days(month))), Number(Fraction(days), "day")))
        return base, Sum(tuple(terms)) if terms else Refuse("no_season", ("day",))

    def _days(self, month: int | None) -> Node:
        """Return the days of each band × the share that is refunded."""
        return Sum(
            tuple(
                Product((Measure(band.measure(month), unit="day"), share(band.refund)))
                for band in sorted(self.bands, key=_edge, reverse=True)
            )
        )

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


def _edge(band: TemperatureBand) -> tuple[Fraction, bool]:
    return band.edge


def _check(values: Values, path: KeyPath, findings: Findings) -> None:
    bands: tuple[TemperatureBand, ...] = values.valid("bands") or ()
    if len({band.edge for band in bands}) < len(bands):
        findings.add((*path, "bands"), "repeated", ", ".join(plain(band.edge[0]) for band in bands))
    by_warmth = sorted(bands, key=_edge, reverse=True)
    for warmer, colder in pairwise(by_warmth):
        if colder.refund < warmer.refund:
            allowed = Both(f">= {plain(warmer.refund)}", f">= {plain(warmer.refund)}")
            findings.add((*path, "bands", bands.index(colder), "refund"), "colder_is_less", colder.refund, allowed)
    if "basic_share" in values and values.valid("base") != "net_of_basic":
        allowed = Both("与 base = net_of_basic 同用", "only together with base = net_of_basic")
        findings.add((*path, "basic_share"), "without_effect", "basic_share", allowed)
    if "charge" in values and values.valid("base") == "net_of_basic":
        allowed = Both("不与 base = net_of_basic 同用", "not together with base = net_of_basic")
        findings.add((*path, "charge"), "without_effect", "charge", allowed)
    weights: Mapping[str, Fraction] = values.valid("weights") or {}
    if "weights" in values and FAILED not in weights.values() and sum(weights.values()) != 1:
        findings.add((*path, "weights"), "not_one", plain(sum(weights.values(), Fraction(0))), Both("1", "1"))


_BAND = Shape(
    "bands",
    {
        "below": Key(
            NumberField("-50", "50"), Both("低于此温度，不含此温度，℃", "below this temperature, not at it [℃]")
        ),
        "up_to": Key(
            NumberField("-50", "50"),
            Both("代替 below：不高于此温度，含此温度，℃", "in place of `below`: at this temperature or below [℃]"),
        ),
        "refund": Key(SHARE, Both("退还日热费的比例", "the share of the daily fee refunded"), required=True),
    },
    TemperatureBand,
    lambda values, path, findings: one_of(values, path, findings, ("below",), ("up_to",)),
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
        "by_rooms": Key(
            FlagField(),
            Both(
                "true：只退不达标面积（cold_m2）所占的部分",
                "true: only the part of the cold rooms (`cold_m2`) is refunded",
            ),
        ),
        "weights": Key(
            MapOf(SHARE, r"(?:[1-9]|1[0-2])", Both("月份 1 至 12", "months 1 to 12")),
            Both(
                "各月占全季用热的比例，合计为 1，代替按天平均",
                "each month's share of the season's heat, 1 in all, in place of equal days",
            ),
        ),
        "basic_share": Key(SHARE, Both("基本热费占总额的比例", "the basic charge as a share of the total")),
    },
    ColdRoom,
    _check,
)
