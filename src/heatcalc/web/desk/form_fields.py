"""The fields of the desk's forms, as what they choose."""

from collections.abc import Iterator, Sequence
from typing import get_args

from heatcalc.ledger.columns import bare
from heatcalc.ledger.format_names import CSV_ENCODING, OUTPUT_FORMATS, OutputEncoding
from heatcalc.show.notices_html import PAPERS
from heatcalc.web.desk.choices import Choices
from heatcalc.web.desk.running import Output, Stationery
from heatcalc.web.wrong import WrongRequest

AUTO, CARRY = "auto", "carry"
"""What a drop-down of columns says besides meanings: what its header says by itself; that it is only carried along."""
SUFFIXES = OUTPUT_FORMATS
ENCODINGS: tuple[OutputEncoding, ...] = get_args(OutputEncoding)

Fields = Sequence[tuple[str, str]]


def one(fields: Fields, name: str) -> str:
    """Return the value of a field; blank where it is not there."""
    return next((value.strip() for key, value in fields if key == name), "")


def several(fields: Fields, name: str) -> list[str]:
    """Return all values of a field."""
    return [value for key, value in fields if key == name]


def choices_of(fields: Fields, before: Choices) -> Choices:
    """Return what a form says of a ledger; what it does not ask for stays as `before`.

    Raises:
        WrongRequest: its fields do not go together.
    """
    columns = dict(before.columns)
    for header, meaning in _rows(fields, "header", "meaning"):
        columns.pop(bare(header), None)
        if meaning != AUTO and bare(header):
            columns[bare(header)] = "" if meaning == CARRY else meaning
    words = {header: dict(meant) for header, meant in before.words.items()}
    for header, word, meant in _rows(fields, "of", "word", "meant"):
        said = words.setdefault(bare(header), {})
        said.pop(word, None)
        if meant.strip():
            said[word] = meant.strip()
    made = before._replace(columns=columns, words={header: said for header, said in words.items() if said})
    named = one(fields, "as_winter")  # of a button, whatever stands in the field
    if not several(fields, "reading"):
        return made._replace(winter=named or made.winter)
    return made._replace(
        city=one(fields, "city"),
        class_=one(fields, "class"),
        plan=one(fields, "plan"),
        winter=named or one(fields, "winter"),
        encoding=one(fields, "encoding"),
        sheets=tuple(several(fields, "sheet")),
        several=bool(one(fields, "several")),
    )


def _rows(fields: Fields, *names: str) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a form's table, whose cells come in the same order."""
    columns = [several(fields, name) for name in names]
    if len({*map(len, columns)}) > 1:
        raise WrongRequest(400, "desk_no_form")
    yield from zip(*columns, strict=True)


def output_of(fields: Fields) -> Output:
    """Return how a form asks for bills.

    Raises:
        WrongRequest: there is no such format or encoding.
    """
    suffix, encoding = one(fields, "format") or "csv", one(fields, "out_encoding") or CSV_ENCODING
    if suffix not in SUFFIXES or encoding not in ENCODINGS:
        raise WrongRequest(400, "desk_no_form")
    named = next(each for each in ENCODINGS if each == encoding)
    by = tuple(each for each in several(fields, "by") if each)
    return Output(suffix, named, by, explain=bool(one(fields, "explain")), mask=bool(one(fields, "mask")))


def stationery_of(fields: Fields) -> Stationery:
    """Return what a form asks to be on notices.

    Raises:
        WrongRequest: there is no such format or paper.
    """
    suffix, paper = one(fields, "notice_format") or "html", one(fields, "paper") or "A5"
    if suffix not in ("html", "pdf") or paper not in PAPERS:
        raise WrongRequest(400, "desk_no_form")
    named = next(each for each in PAPERS if each == paper)
    company, phone, ground, pay_by = (one(fields, name)[:200] for name in ("company", "phone", "ground", "pay_by"))
    return Stationery(suffix, company, phone, ground, pay_by, named, bool(one(fields, "mask")))
