"""A source price beside the price agreed with the plants and the guide price, which is its cap."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from heatcalc.costing.gap import Gap
from heatcalc.messages import Lang, say
from heatcalc.money import plain
from heatcalc.tariffs.model import Source
from heatcalc.tariffs.model_supply import HeatPrice


class PriceCap(NamedTuple):
    """A source price beside the price agreed with the plants and the guide price, which is a cap."""

    price: Fraction
    agreed: HeatPrice | None
    guide: HeatPrice | None

    @property
    def broken(self) -> bool:
        """Whether the price is above the cap."""
        return self.guide is not None and self.price > self.guide.rate

    def marks(self, lang: Lang) -> list[str]:
        """Return in words what the agreed price and the cap are, as far as they are known."""
        known = (("agreed_is", self.agreed), ("cap_is", self.guide))
        return [say(f"subsidy.{key}", lang, price=plain(price.rate)) for key, price in known if price is not None]

    def text(self, sources: Mapping[str, Source], lang: Lang) -> str:
        """Return in words where the price lies."""
        values: dict[str, Any] = {"price": plain(self.price)}
        if self.guide is None:
            return say("subsidy.no_cap", lang, **values)
        source = sources[self.guide.source]
        values |= {"cap": plain(self.guide.rate), "document": source.document or source.title}
        if self.broken:
            return say("subsidy.above_cap", lang, **values)
        if self.agreed is None:
            return say("subsidy.below_cap", lang, **values)
        where = "agreed" if self.price == self.agreed.rate else "between" if self.price > self.agreed.rate else "below"
        return say(f"subsidy.{where}", lang, agreed=plain(self.agreed.rate), **values)


def cap_of(gap: Gap) -> PriceCap | None:
    """Return where the source price of a cost lies; None where it rests on none."""
    price = gap.inputs.source_price
    if price is None or gap.inputs.closed:
        return None
    return PriceCap(price.value, gap.prices.agreed, gap.prices.guide)


def prices_around(gap: Gap) -> list[Fraction]:
    """Return the source prices [CNY/GJ] that a chart shows: from below the lowest known to above the highest."""
    known = _known(gap)
    low, high = min(known) * Fraction(4, 5), max(known) * Fraction(6, 5)
    first, last = int(low), -int(-high // 1)
    return [Fraction(max(first, 1)) + Fraction(at, 2) for at in range(2 * (last - max(first, 1)) + 1)]


_MOST_ROWS = 12


def prices_near(gap: Gap) -> list[Fraction]:
    """Return the few source prices [CNY/GJ] that a table shows: from 1 below the lowest known to 1 above the highest.

    The known prices are among them, whatever the step between the others.
    """
    known = _known(gap)
    low, high = min(known), max(known)
    step = Fraction(1, 2)
    while (high - low + 2) / step > _MOST_ROWS:
        step *= 2
    first = max(low - 1, step)
    tried = {first + step * at for at in range(int((high + 1 - first) / step) + 1)}
    return sorted(tried | set(known))


def _known(gap: Gap) -> list[Fraction]:
    cap = cap_of(gap)
    assert cap is not None
    return [cap.price, *(price.rate for price in (cap.agreed, cap.guide) if price is not None)]
