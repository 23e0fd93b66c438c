"""What a table's quotes say the other way round: the class, the tax, the first year, what a home pays itself."""

from collections.abc import Iterator

from heatcalc.measures import Both
from heatcalc.schema.findings import Findings, KeyPath
from heatcalc.tariffs.model import City, Table
from heatcalc.tariffs.quote_words import says_other_class, tax_on_top, years_of_begin


def find_misread(table: Table, city: City, path: KeyPath, findings: Findings) -> None:
    """Add a warning for each entry whose quote says the opposite."""
    for place, found, allowed in (*_of_tariffs(table, city), *_of_rules(table, city)):
        findings.add((*path, *place, "quote"), "quote_contradicts", found, allowed, severity="warning")


def _of_tariffs(table: Table, city: City) -> Iterator[tuple[KeyPath, str, Both]]:
    for at, tariff in enumerate(city.tariff):
        place = ("tariff", at)
        name = table.classes[tariff.class_].name
        if says_other_class(tariff.quote, name):
            yield place, f"非{name}", Both(name, name)
        on_top = tax_on_top(tariff.quote)
        if tariff.vat is not None and on_top is tariff.vat.included:
            found = "不含税" if on_top else "含税"
            yield place, found, _said(f"included = {str(on_top).lower()}")
        years = years_of_begin(tariff.quote)
        if years and all(abs(tariff.from_.year - year) > 1 for year in years):
            yield place, ", ".join(map(str, sorted(years))), _said(f"from = {tariff.from_text}")


def _of_rules(table: Table, city: City) -> Iterator[tuple[KeyPath, str, Both]]:
    for at, rule in enumerate(city.rule):
        place = ("rule", at)
        names = [table.classes[class_].name for class_ in rule.terms.classes]
        if len(names) == 1 and says_other_class(rule.terms.quote, names[0]):
            yield place, f"非{names[0]}", Both(names[0], names[0])


def _said(text: str) -> Both:
    return Both(text, text)
