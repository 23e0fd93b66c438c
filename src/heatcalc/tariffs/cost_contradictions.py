"""What a city's prices and costs of heat say against each other: two figures for one thing."""

from collections import Counter
from collections.abc import Hashable, Sequence

from heatcalc.measures import Both
from heatcalc.schema.findings import Findings, KeyPath
from heatcalc.tariffs.model import City


def compare_costs(city: City, path: KeyPath, findings: Findings) -> None:
    """Add an error for each entry that is there twice, ends before it begins, or has two forms."""
    for name in ("source_price", "guide_price"):
        prices = getattr(city, name)
        for at, price in enumerate(prices):
            if price.until is not None and price.until < price.from_:
                allowed = Both(f">= {price.from_}", f">= {price.from_}")
                findings.add((*path, name, at, "until"), "until_before_from", price.until, allowed)
        _once([(each.from_, each.at, each.class_) for each in prices], (*path, name), findings)
    _once([each.name for each in city.plant], (*path, "plant"), findings)
    for at, split in enumerate(city.split):
        _once([each.name for each in split.payers], (*path, "split", at, "payers"), findings)
    for at, subsidy in enumerate(city.rural_subsidy):
        if subsidy.rate is not None and subsidy.bands:
            allowed = Both("rate 或 bands 二者之一", "either rate or bands")
            findings.add((*path, "rural_subsidy", at), "one_of", "rate, bands", allowed)


def _once(keys: Sequence[Hashable], path: KeyPath, findings: Findings) -> None:
    count = Counter(keys)
    for at, key in enumerate(keys):
        if count[key] > 1 and key in keys[:at]:
            found = str(key[0]) if isinstance(key, tuple) else str(key)
            findings.add((*path, at), "repeated", found)
