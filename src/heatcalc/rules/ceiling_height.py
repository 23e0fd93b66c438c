"""Ceiling height: charges per area grow with the height of the rooms.

太原市热力集团: 居民超过三点二米的，按二点八米计价收费，每超过零点一米，加收按供热面积计算的热费的百分之三.
西安: 价格 × 面积 × （实际层高 ÷ 3）. 运城 运价管字〔2013〕144号: 层高 3-4 米 1.3 倍，4-5 米 1.5 倍 …
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal, NamedTuple

from heatcalc.formula.home import Home, Span, SupplyEvents
from heatcalc.formula.nodes import (
    Choice,
    Compare,
    Excess,
    Least,
    Measure,
    Node,
    Number,
    Product,
    Quotient,
    Refuse,
    Stated,
    Steps,
    Subtotal,
    Sum,
)
from heatcalc.measures import Both
from heatcalc.money import plain
from heatcalc.rules.base import Alternative, Rule, one_of, rule_shape
from heatcalc.rules.bill_builder import BillBuilder, both, share
from heatcalc.schema.fields import SHARE, NumberField, OneOf
from heatcalc.schema.findings import Findings, KeyPath
from heatcalc.schema.record import Key, ListOf, Shape, Values

HEIGHT = Measure("height_m")
_HIGHEST = Fraction(6)
"""No home is higher [m], as far as `check` is concerned."""


class HeightBand(NamedTuple):
    """A factor that holds up to and with the height `up_to` [m]; the last band may be open."""

    times: Fraction
    up_to: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CeilingHeight(Rule):
    """Area charges × a factor, for a home higher than `over` [m]; with `refuse_over` alone, none is known above it."""

    kind: ClassVar[str] = "ceiling_height"
    stage: ClassVar[int] = 2

    over: Fraction | None = None
    """None with `bands`, the first of which says where they begin."""
    step: Fraction | None = None
    adds: Fraction | None = None
    part_step: Literal["whole", "ignored"] | None = None
    """What a part of a step counts; where no source says it, as a whole one, and the bill says so."""
    max_adds: Fraction | None = None
    adds_per_m: Fraction | None = None
    counted_from: Fraction | None = None
    proportional_to: Fraction | None = None
    bands: tuple[HeightBand, ...] = ()
    refuse_over: Fraction | None = None

    def note(self, home: Home, events: SupplyEvents, span: Span) -> tuple[str, Mapping[str, object]] | None:  # noqa: ARG002
        """Return the height above which a home that states none would pay more, or that a part of a step counts."""
        height = home.measures.get(HEIGHT.name)
        if height is not None:
            part = self.is_for(home) and height > self._over and self._counts_part(height)
            return ("bill.note_part_step", {"step": plain(self.step)}) if part and self.step else None
        first = self.bands[0] if self.bands else None
        usual = self.over or (first.up_to if first and first.times == 1 else None)
        return ("bill.note_height", {"over": plain(usual)}) if usual else None

    @property
    def _over(self) -> Fraction:
        """The height above which it holds [m]: any, where it is by bands."""
        return self.over or Fraction(0)

    def _counts_part(self, height: Fraction) -> bool:
        """Return whether a height pays for a part of a step of which no source says that it counts."""
        if self.step is None or self.part_step is not None:
            return False
        return ((height - (self.counted_from or self._over)) / self.step).denominator != 1

    def alternatives(self, home: Home, span: Span) -> Iterable[Alternative]:  # noqa: ARG002
        """Yield the home with each other height that counts differently, by steps or bands, or by 0.1 m."""
        lowest, most = self.over or Fraction(3), self.refuse_over or _HIGHEST
        step = self.step or Fraction(1, 10)
        heights = [lowest + step * number for number in range(1, int((most - lowest) / step) + 1)]
        heights = [band.up_to or most for band in self.bands] or heights
        for height in heights:
            yield Alternative("height", {"height": plain(height)}, home.with_measures(height_m=height))

    def apply(self, builder: BillBuilder) -> None:
        """Add what the height adds to the charges per area."""
        stated = Stated(HEIGHT.name)
        if self.refuse_over is not None:
            too_high = Compare(HEIGHT, Number(self.refuse_over, "height_m"))
            refused = both(stated, too_high, builder.condition(self.terms.when))
            assert refused is not None
            builder.refusals.append((refused, Refuse("too_high", ("height_m",))))
        if not builder.area_lines or (self.over is not None and self.over == self.refuse_over):
            return
        builder.add(
            self.kind,
            Both("层高加收", "Ceiling height"),
            self._node(Subtotal(tuple(builder.area_lines))),
            self.terms.source,
            applies=both(stated, Compare(HEIGHT, Number(self._over, "height_m")), builder.condition(self.terms.when)),
        )

    def _node(self, charges: Node) -> Node:
        if self.proportional_to is not None:
            base = Number(self.proportional_to, "height_m")
            difference = Sum((HEIGHT, Number(-self.proportional_to, "height_m")))
            return Product((charges, Quotient(difference, base)))
        if self.bands:
            *lower, top = self.bands
            branches = tuple((self._within(band), self._more(charges, band.times)) for band in lower)
            if top.up_to is None:
                return Choice(branches, self._more(charges, top.times))
            last = (self._within(top), self._more(charges, top.times))
            return Choice((*branches, last), Refuse("too_high", ("height_m",)))
        counted_from = self._over if self.counted_from is None else self.counted_from
        above = Excess(HEIGHT, Number(counted_from, "height_m"), "height_m")
        if self.adds_per_m is not None:
            adds: Node = Product((share(self.adds_per_m), above))
        else:
            assert self.step is not None
            assert self.adds is not None
            adds = Product((share(self.adds), Steps(above, self.step, begun=self.part_step != "ignored")))
        if self.max_adds is not None:
            adds = Least((adds, share(self.max_adds)))
        return Product((charges, adds))

    @staticmethod
    def _within(band: HeightBand) -> Compare:
        assert band.up_to is not None
        return Compare(Number(band.up_to, "height_m"), HEIGHT, or_equal=True)

    @staticmethod
    def _more(charges: Node, times: Fraction) -> Node:
        return Product((charges, Sum((Number(times), Number(Fraction(-1))))))


def _check(values: Values, path: KeyPath, findings: Findings) -> None:
    over, refuse_over = values.valid("over"), values.valid("refuse_over")
    adding = any(name in values for name in (*_ADDING, "proportional_to", "bands"))
    if adding or over is None or over != refuse_over:
        one_of(values, path, findings, ("step", "adds"), ("adds_per_m",), ("proportional_to",), ("bands",))
    if "over" not in values and "bands" not in values:
        findings.add(path, "missing_key", "over", _ROOM.allowed)
    for name, partners in (("part_step", ("step",)), ("max_adds", _ADDING), ("counted_from", _ADDING)):
        if name in values and not any(partner in values for partner in partners):
            with_ = Both(f"与 {' 或 '.join(partners)} 同用", f"only together with {' or '.join(partners)}")
            findings.add((*path, name), "without_effect", name, with_)
    counted_from = values.valid("counted_from")
    if over is not None and counted_from is not None and counted_from > over:
        findings.add(
            (*path, "counted_from"), "out_of_range", counted_from, Both(f"<= {plain(over)}", f"<= {plain(over)}")
        )
    bands: tuple[HeightBand, ...] = values.valid("bands") or ()
    below = values.valid("over") or Fraction(0)
    for index, band in enumerate(bands):
        if band.up_to is None and index < len(bands) - 1:
            findings.add((*path, "bands", index + 1), "unreachable_tier")
        elif band.up_to is not None and band.up_to <= below:
            findings.add((*path, "bands", index, "up_to"), "unreachable_tier", band.up_to)
        below = band.up_to or below
        least = bands[index - 1].times if index else Fraction(1)
        if band.times < least:
            allowed = Both(f">= {plain(least)}", f">= {plain(least)}")
            findings.add((*path, "bands", index, "times"), "higher_is_cheaper", band.times, allowed)
    _check_beside_over(values, path, findings)
    highest = max([below, *(band.up_to for band in bands if band.up_to is not None)])
    if bands and refuse_over is not None and refuse_over < highest:
        findings.add((*path, "refuse_over"), "out_of_range", refuse_over, _at_least(highest))
    if over is not None and refuse_over is not None and adding and refuse_over <= over:
        findings.add((*path, "refuse_over"), "out_of_range", refuse_over, Both(f"> {plain(over)}", f"> {plain(over)}"))


def _check_beside_over(values: Values, path: KeyPath, findings: Findings) -> None:
    """No height above `over` may be cheaper than one below it, and what is added at most no less than a step."""
    over, divisor = values.valid("over"), values.valid("proportional_to")
    if over is not None and divisor is not None and divisor > over:
        allowed = Both(f"<= {plain(over)}", f"<= {plain(over)}")
        findings.add((*path, "proportional_to"), "higher_is_cheaper", divisor, allowed)
    adds, most = values.valid("adds"), values.valid("max_adds")
    if adds is not None and most is not None and most < adds:
        findings.add((*path, "max_adds"), "out_of_range", most, _at_least(adds))


def _at_least(least: Fraction) -> Both:
    return Both(f">= {plain(least)}", f">= {plain(least)}")


_ADDING = ("step", "adds_per_m")
_HEIGHT = NumberField(above="0", high="100")
_ROOM = NumberField(above="0", high="10")
_STEP = NumberField(above="0", high="1")
_BAND = Shape(
    "bands",
    {
        "up_to": Key(_HEIGHT, Both("本档上限（含），米", "upper end of the band, inclusive [m]")),
        "times": Key(NumberField("0", "10"), Both("面积费用的倍数", "multiple of the area charges"), required=True),
    },
    HeightBand,
)

SHAPE = rule_shape(
    CeilingHeight.kind,
    {
        "over": Key(_ROOM, Both("超过此层高才加收，米", "only above this height [m]; not needed with `bands`")),
        "step": Key(_STEP, Both("每超过多少米", "each begun step above `over` [m]")),
        "adds": Key(SHARE, Both("每步加收的比例", "the share that each step adds")),
        "adds_per_m": Key(
            NumberField(above="0", high="2"), Both("每高一米加收的比例", "the share that each metre above adds")
        ),
        "counted_from": Key(
            _ROOM,
            Both("超过 over 时从此层高算起，米", "where `over` is exceeded, what is above this height counts [m]"),
        ),
        "part_step": Key(
            OneOf(("whole", "ignored")),
            Both(
                "不足一步的计一步或不计；省略为出处没有写明，按一步计并在账单上说明",
                "a part of a step counts whole, or is ignored; omitted where no source says it: it counts whole, "
                "and the bill says so",
            ),
        ),
        "max_adds": Key(NumberField("0", "10"), Both("加收的上限，比例", "the most it adds, as a share")),
        "proportional_to": Key(_ROOM, Both("按层高 ÷ 此数计", "the factor is the height ÷ this [m]")),
        "bands": Key(ListOf(_BAND), Both("按层高分档的倍数", "factors by height")),
        "refuse_over": Key(_HEIGHT, Both("超过此层高须协商，不计费", "above this height no price is published [m]")),
    },
    CeilingHeight,
    _check,
)
