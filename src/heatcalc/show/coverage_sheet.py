"""The sheets of what the table has of each city: how many cities have each figure, and each city of a province."""

from collections import Counter
from collections.abc import Iterator

from heatcalc.messages import LANGS, Lang, say
from heatcalc.schema.winters import winter_text
from heatcalc.show.sheet import Column, Sheet
from heatcalc.tariffs.coverage import FIGURES, OLD, RECENT, Covered, covered, newest_winter
from heatcalc.tariffs.model import Table

_MARKS = {"recent": "●", "older": "◎", "old": "○", "undated": "◇"}


def coverage_sheets(table: Table, lang: Lang) -> Iterator[Sheet]:
    """Yield a sheet of all figures with what the marks mean, and one of the cities of each province, by its name."""
    newest = newest_winter(table)
    found = {city.id: {figure: covered(table, city, figure, newest) for figure in FIGURES} for city in table.city}
    whole = Sheet(
        say("show.coverage", lang, cities=len(table.city), winter=winter_text(newest)),
        [
            Column("figure", say("show.coverage_figure", lang)),
            *(
                Column(name, say(f"show.coverage_{name}", lang), right=True)
                for name in ("has", *_MARKS, "weak", "lacks")
            ),
        ],
    )
    whole.rows = [_counted(figure, [each[figure] for each in found.values()], lang) for figure in FIGURES]
    whole.section(say("show.coverage_marks", lang), _marks(lang))
    yield whole
    at = LANGS.index(lang)
    for province in sorted({city.province for city in table.city}):
        sheet = Sheet(province or say("show.coverage_no_province", lang), [Column("city", say("show.city", lang))])
        sheet.columns += [Column(figure, _name(figure, lang)) for figure in FIGURES]
        sheet.rows = [
            [city.both[at], *(_cell(each, lang) for each in found[city.id].values())]
            for city in sorted(table.city, key=lambda each: each.id)
            if city.province == province
        ]
        yield sheet


def _counted(figure: str, found: list[Covered], lang: Lang) -> list[str]:
    """Return a row: how many cities have a figure, of which age, how many only from weak sources, how many lack it."""
    had = [each for each in found if not each.lack]
    ages = Counter[str](each.age for each in had)
    counts = (len(had), *(ages[age] for age in _MARKS), sum(each.weak for each in had), len(found) - len(had))
    return [_name(figure, lang), *map(str, counts)]


def _marks(lang: Lang) -> list[str]:
    winters = {"second": RECENT + 1, "third": OLD - 1, "old": OLD}
    marks = [f"{mark} {say(f'show.coverage_{age}_means', lang, **winters)}" for age, mark in _MARKS.items()]
    return [*marks, say("show.coverage_weak_means", lang), say("show.coverage_lacks_mean", lang)]


def _name(figure: str, lang: Lang) -> str:
    return say(f"show.coverage_of_{figure.replace('-', '_')}", lang)


def _cell(found: Covered, lang: Lang) -> str:
    if found.lack:
        return say(f"show.coverage_{found.lack}", lang)
    winter = "" if found.winter is None else f" {found.winter}-{(found.winter + 1) % 100:02}"
    return f"{_MARKS[found.age]}{winter}{say('show.coverage_is_weak', lang) if found.weak else ''}"
