"""What is said of an allocation, in options, in Python and in small files, read into figures, or refused."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from heatcalc.batches.over_time import Period
from heatcalc.billing.request import Value
from heatcalc.costing.degree_days import DegreeDays, degree_days_by_month, degree_days_of, named_degree_days
from heatcalc.errors import UsageError
from heatcalc.ledger.pairs import read_pairs
from heatcalc.money import CNY, Currency, exact, half_width, parse_number
from heatcalc.tariffs.currencies import PLACES
from heatcalc.written import parse_date

_LONGEST = 366
"""The most days of a period: of a longer one some month would come twice."""
_FRACTION = re.compile(r"([0-9]{1,4})/([1-9][0-9]{0,3})", re.ASCII)


def refuse_unknown(name: str, said: str | None, known: Sequence[str | None]) -> None:
    """Check that a word is one of those that are known.

    Raises:
        UsageError: it is none of them.
    """
    if said not in known:
        raise UsageError("allocate.choice", name=name, value=said, known=[each for each in known if each])


def share_of(name: str, said: Value | None) -> Fraction | None:
    """Return a share: `0.3`, `.3`, `30%`, `3/10`; None where nobody said one.

    Raises:
        TypeError: it is a float.
        UsageError: it is not between 0 and 1.
    """
    if said is None:
        return None
    share = _share_in(said) if isinstance(said, str) else exact(said)
    if share is None or not 0 <= share <= 1:
        raise UsageError("allocate.share", option=name, value=said)
    return share


def _share_in(text: str) -> Fraction | None:
    written = half_width(text)
    if quotient := _FRACTION.fullmatch(written):
        return Fraction(int(quotient[1]), int(quotient[2]))
    if written.startswith("."):
        written = f"0{written}"
    read = parse_number(written, ("%",))
    return read / 100 if read is not None and written.endswith("%") else read


def weights_of(said: str | Path | Mapping[int, Value] | None) -> DegreeDays | None:
    """Return what the days of each month weigh; None where nobody said.

    Raises:
        InputFileError: the file cannot be read.
        TypeError: a weight is a float.
        UsageError: a month is none, or its weight.
    """
    if said is None:
        return None
    if not isinstance(said, Mapping):
        return read_degree_days(said)
    read = []
    for month, each in said.items():
        weighs = parse_number(each, signed=True) if isinstance(each, str) else exact(each)
        if weighs is None:
            raise UsageError("allocate.degree_days_row", name="degree_days", found=f"{month},{each}")
        read.append((month, weighs))
    return degree_days_by_month("degree_days", read)


def read_degree_days(said: str | Path) -> DegreeDays:
    """Return what the days of each month weigh: by name, or of a file with a row for each month, CSV or a workbook.

    A first line with a month is no header.

    Raises:
        InputFileError: the file cannot be read.
        UsageError: a row of it is no month with its weight.
    """
    named = named_degree_days(str(said).lower())
    if named is not None:
        return named
    _, header, rows, _ = read_pairs(Path(said))
    first = [] if parse_number(header[0], ("月",)) is None else [header]
    return degree_days_of(Path(said).name, [*first, *rows])


def period_of(first: dt.date | str | None, last: dt.date | str | None, degree_days: DegreeDays | None) -> Period | None:
    """Return the days whose heat is shared, both ends included; None where nobody said.

    Raises:
        UsageError: an end is missing or no date, or they are the wrong way round or more than a year apart.
    """
    if first is None and last is None and degree_days is None:
        return None
    if first is None or last is None:
        raise UsageError("allocate.period", most=_LONGEST)
    start, end = _day(first), _day(last)
    if start > end:
        raise UsageError("allocate.period_reversed", first=start, last=end)
    if (end - start).days >= _LONGEST:
        raise UsageError("allocate.period", most=_LONGEST)
    return Period(start, end, degree_days)


def _day(said: dt.date | str) -> dt.date:
    day = parse_date(said) if isinstance(said, str) else said
    if not isinstance(day, dt.date) or isinstance(day, dt.datetime):
        raise UsageError("allocate.period_day", value=said)
    return day


def currency_of(code: str) -> Currency:
    """Return a currency by its ISO 4217 code.

    Raises:
        UsageError: there is none of that code.
    """
    if code == CNY.code:
        return CNY
    if code.upper() not in PLACES:
        raise UsageError("allocate.currency", code=code)
    places = PLACES[code.upper()]
    return Currency(code.upper(), places, places)
