"""The prices of heat at the plant that hold in the winter that is priced, how old they are, and those that do not."""

from collections.abc import Mapping
from typing import NamedTuple

from heatcalc.measures import Both
from heatcalc.messages import LANGS, Lang, say
from heatcalc.money import plain
from heatcalc.schema.winters import CalendarYear, first_winter_from, winter_of, winter_text
from heatcalc.tariffs.lookup import Found
from heatcalc.tariffs.model import Table
from heatcalc.tariffs.model_season import Season
from heatcalc.tariffs.model_supply import HeatPrice
from heatcalc.tariffs.names import when_text


class SourcePrices(NamedTuple):
    """The agreed price and its cap in a winter, where they are known."""

    agreed: HeatPrice | None = None
    guide: HeatPrice | None = None
    seen: str = ""
    """When a source last confirmed the agreed price, as precise as known."""
    carried: int = 0
    """How many winters before the one that is priced that was; 0 of a price with an end."""
    winter: str = ""
    """The winter that is priced: the one that is billed, or the last in which the tariff was seen."""
    unfit: Both = Both("", "")
    """Where no agreed price holds: those that there are, in words, and for what they are not."""

    def age(self, lang: Lang) -> str:
        """Return from when the agreed price is, and how long before the winter that is priced it was last seen."""
        if self.agreed is None:
            return ""
        values = {"price": plain(self.agreed.rate), "since": self.agreed.from_text, "seen": self.seen}
        winters = Both(f"{self.carried} 个采暖季", f"{self.carried} winter{'s' if self.carried > 1 else ''}")
        key = "carried" if self.carried else "held"
        return say(f"subsidy.source_price_{key}", lang, winter=self.winter, winters=winters, **values)


def source_prices(table: Table, found: Found, attributes: Mapping[str, str]) -> SourcePrices:
    """Return the prices of heat at the plant for a bill's city, winter and home.

    A price with a condition is only for homes that state it.
    """
    city, season = found.city, found.season
    winter = found.winter if found.winter is not None else table.last_seen(found.tariff)[1]
    at_plant = [price for price in city.source_price if price.at == "plant"]
    fitting = tuple(price for price in at_plant if price.is_for(attributes))
    agreed, guide = price_in(fitting, season, winter), price_in(city.guide_price, season, winter)
    text = winter_text(winter)
    if agreed is None:
        return SourcePrices(None, guide, winter=text, unfit=_unfit(table, found, text))
    date = table.sources[agreed.source].date
    last = max(first_winter_from(agreed.from_), winter_of(date) if date else 0)
    if isinstance(winter, CalendarYear):
        last = max(agreed.from_.year, int(date[:4] or 0))
    carried = 0 if agreed.until is not None else max(0, winter - last)
    return SourcePrices(agreed, guide, max(date, agreed.from_.isoformat()[: len(date) or None]), carried, text)


def _unfit(table: Table, found: Found, winter: str) -> Both:
    """Say of each price that is not used what it is and when, and for which homes, it holds."""
    texts = []
    for lang in LANGS:
        known: dict[str, list[str]] = {"plant": [], "substation": []}
        for price in found.city.source_price:
            who = ("，" if lang == "zh" else ", ").join(
                filter(None, (when_text(price.when, table, lang), _of_class(table, price)[LANGS.index(lang)]))
            )
            until = "…" if price.until is None else price.until.isoformat()
            values = {"price": plain(price.rate), "from_": price.from_.isoformat(), "until": until}
            source = table.sources[price.source]
            named = f"{source.publisher} {source.date}".strip()
            known[price.at].append(
                say(f"subsidy.unfit_{'who' if who else 'price'}", lang, who=who, source=named, **values)
            )
        plant, station = known["plant"], known["substation"]
        said = say("subsidy.unfit", lang, winter=winter, known=plant) if plant else ""
        texts.append(said + (say("subsidy.unfit_substation", lang, known=station) if station else ""))
    return Both(*texts)


def _of_class(table: Table, price: HeatPrice) -> Both:
    return table.class_name(price.class_) if price.class_ else Both("", "")


def price_in(prices: tuple[HeatPrice, ...], season: Season | None, winter: int | None) -> HeatPrice | None:
    """Return the price at the plant in a winter (its first year), or None.

    Without a winter it is the newest of those that have no end.
    """
    prices = tuple(price for price in prices if price.at == "plant")
    if winter is None:
        prices = tuple(price for price in prices if price.until is None)
    else:
        bounds = season or Season(source="")
        first, last = bounds.first_day(winter), bounds.last_day(winter)
        prices = tuple(price for price in prices if price.from_ <= last)
        prices = tuple(price for price in prices if price.until is None or price.until >= first)
    return max(prices, key=lambda price: price.from_, default=None)
