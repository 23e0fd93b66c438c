"""The seasons of a winter that is asked for, or of the newest one that a city has entries of."""

from collections.abc import Iterable, Mapping

from heatcalc.errors import Refused
from heatcalc.schema.winters import CalendarYear, first_winter_from, winter_text
from heatcalc.tariffs.model import City, Table
from heatcalc.tariffs.model_season import Season, season_days


def seasons_of(city: City, winter: int | None) -> tuple[list[Season], int | None]:
    """Return the seasons of `winter` and the winter's first year, choosing the newest where none is asked for.

    A winter after the last one whose season is known has that one's length, until the table says more.

    Raises:
        Refused: the city has seasons of other winters only, all of them later.
    """
    years = {season.winter for season in city.season if season.winter is not None}
    every = [season for season in city.season if season.winter is None]
    if winter is None:
        if (
            not years
            and city.usual_winter is None
            and all(season.start is None or season.end is None for season in every)
        ):
            return every, None
        winter = city.usual_winter or max([*years, *_winters_of_entries(city, years)])
    by_year = isinstance(winter, CalendarYear)
    alike = all(isinstance(year, CalendarYear) == by_year for year in years)
    if by_year and (not alike or any(season.is_of_winters for season in every)):
        example = winter_text(int(winter) - 1)
        raise Refused("no_winter", ("winter",), message="year_of_winters", city=city.both, year=winter, winter=example)
    dated = [season for season in city.season if season.winter == winter]
    if dated or every or not years:
        return dated or every, winter
    if alike and winter > max(years):
        return [_carried(season, winter) for season in city.season if season.winter == max(years)], winter
    winters = [winter_text(each) for each in sorted(years)]
    missing = "year" if any(isinstance(year, CalendarYear) for year in years) else "winter"
    raise Refused("no_winter", (missing,), city=city.both, winter=winter_text(winter), winters=winters)


def _winters_of_entries(city: City, years: Iterable[int]) -> list[int]:
    """Return the first winters in which prices and rules hold, by their first years; or calendar years, as `years`."""
    begun = [tariff.from_ for tariff in city.tariff]
    begun += [rule.terms.from_ for rule in city.rule if rule.terms.from_ is not None]
    if any(isinstance(year, CalendarYear) for year in years):
        return [CalendarYear(day.year) for day in begun]
    return list(map(first_winter_from, begun))


def _carried(season: Season, winter: int) -> Season:
    days = season_days(season, season.winter)
    return season._replace(winter=winter, start=None, end=None, days=days, started=None, carried_from=season.winter)


def season_for(seasons: list[Season], attributes: Mapping[str, str]) -> Season | None:
    """Return the first season that is for homes with these attributes, if there is one."""
    for season in seasons:
        unstated = [name for name in season.when if name not in attributes]
        if unstated:
            known = [f"{unstated[0]}={each.when[unstated[0]]}" for each in seasons if unstated[0] in each.when]
            raise Refused("missing_attribute", (unstated[0],), attribute=unstated[0], known=known)
        if all(attributes[name] == value for name, value in season.when.items()):
            return season
    return None


def winters_known(table: Table, city: City) -> list[int]:
    """Return the winters of a city's prices and seasons by their first years, the newest first."""
    winters = {table.last_seen(tariff)[1] for tariff in city.tariff}
    winters |= {first_winter_from(tariff.from_) for tariff in city.tariff}
    winters |= {season.winter for season in city.season if season.winter is not None}
    return sorted(winters, reverse=True)
