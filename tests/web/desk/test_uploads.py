"""A form of one file, as it comes: in whatever pieces, its bytes are those of the file."""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from heatcalc.web.desk.uploads import Uploaded, form_of, receive, shown_size
from heatcalc.web.wrong import WrongRequest
from tests.helpers.clerk import BOUNDARY, file_form

FORM = f"multipart/form-data; boundary={BOUNDARY}"


def request_of(pieces: Sequence[bytes], type_: str = FORM) -> Request:
    """Return a request whose body comes in pieces."""
    coming = [{"type": "http.request", "body": each, "more_body": True} for each in pieces]
    coming.append({"type": "http.request", "body": b"", "more_body": False})

    async def come() -> Any:
        return coming.pop(0)

    return Request({"type": "http", "method": "POST", "headers": [(b"content-type", type_.encode())]}, come)


def received(pieces: Sequence[bytes], most: int = 2**20) -> tuple[Uploaded, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder) / "arriving"
        uploaded = asyncio.run(receive(request_of(pieces), into, most))
        return uploaded, into.read_bytes()


NEARLY = st.sampled_from([b"\r\n", b"--", f"\r\n--{BOUNDARY}"[:-1].encode(), b"\r", b"\n--", b"x"])
DATA = st.one_of(st.binary(min_size=1, max_size=300), st.lists(NEARLY, min_size=1, max_size=20).map(b"".join))


@given(DATA, st.lists(st.integers(1, 60), max_size=40))
def test_the_bytes_are_those_of_the_file_however_they_are_cut(data: bytes, cuts: list[int]) -> None:
    whole, pieces = file_form("a.csv", data), []
    for cut in cuts:
        pieces.append(whole[:cut])
        whole = whole[cut:]
    uploaded, written = received([*filter(None, pieces), whole])
    assert written == data
    assert uploaded == Uploaded("a.csv", len(data))


@pytest.mark.parametrize("end", ["--\r\n", "--", "--junk", "-", ""])
def test_nothing_is_taken_without_end_behind_the_file(end: str) -> None:
    whole = file_form("a.csv", b"1,2\n").removesuffix(b"--\r\n") + end.encode()
    with pytest.raises(WrongRequest):
        received([whole, *[b"-" * 2**16] * 100])
    if end in ("--\r\n", "--"):
        assert received([whole, *[b"\r\n"] * (end != "--")])[1] == b"1,2\n"
    else:
        with pytest.raises(WrongRequest):
            received([whole])


@given(st.binary(max_size=200), st.data())
def test_whatever_comes_is_a_file_or_refused(body: bytes, drawn: Any) -> None:
    whole = file_form("a.csv", b"1,2\n")
    at = drawn.draw(st.integers(0, len(whole)))
    with pytest.raises(WrongRequest):
        received([body[:50] + b"?", body[50:]])
    try:
        _, written = received([whole[:at] + body + whole[at:]])
    except WrongRequest as error:
        assert error.status in (400, 413, 415)  # noqa: PT017 - either is right
    else:
        assert written


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("/etc/passwd.csv", "passwd.csv"),
        ("..\\..\\x\\台账.XLSX", "台账.xlsx"),
        ('a"b:c*.csv', "a_b_c.csv"),
        (".csv", None),
        ("a\u202eb.csv", "ab.csv"),
        ("con.csv", "con.csv"),
        ("x" * 200 + ".csv", "x" * 60 + ".csv"),
        ("???.csv", "ledger.csv"),
    ],
)
def test_of_a_name_no_folder_and_nothing_odd_is_left(name: str, shown: str | None) -> None:
    if shown is None:
        with pytest.raises(WrongRequest, match="desk_kind"):
            received([file_form(name, b"1")])
    else:
        assert received([file_form(name, b"1")])[0].name == shown


def test_a_file_is_held_to_its_bound() -> None:
    assert received([file_form("a.csv", b"x" * 100)], 100)[1] == b"x" * 100
    for data in (b"x" * 101, b"x" * 5000):
        with pytest.raises(WrongRequest, match="desk_long"):
            received([file_form("a.csv", data)], 100)


def test_a_form_keeps_the_order_of_its_fields_and_may_say_anything() -> None:
    plain = "application/x-www-form-urlencoded"
    request = request_of([b"a=1&a=%E4%BD%8E&", b"b=&a=+%26"], plain)
    assert asyncio.run(form_of(request)) == [("a", "1"), ("a", "低"), ("b", ""), ("a", " &")]
    for pieces, type_, status in (
        ([b"a=1"], "text/plain", 415),
        ([b"\xff"], plain, 400),
        ([b"&a=1" * 30_000], plain, 400),
    ):
        with pytest.raises(WrongRequest) as refused:
            asyncio.run(form_of(request_of(pieces, type_)))
        assert refused.value.status == status
    with pytest.raises(WrongRequest, match="long_body"):
        asyncio.run(form_of(request_of([b"a" * 2**20] * 5, plain)))


def test_a_size_is_shown_as_people_write_it() -> None:
    assert [shown_size(size) for size in (2 * 2**30, 5 * 2**20, 2**10, 1000)] == ["2 GiB", "5 MiB", "1 KiB", "1000 B"]
