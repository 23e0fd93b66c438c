"""Requests that no honest client sends: none is answered 200 or 500, none ends the server."""

import socket
import time
from contextlib import ExitStack, suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heatcalc.web.keys import QUESTIONS
from tests.helpers.serving import JSON, Served, received, serving

DEEP = 8000
BODIES: dict[str, tuple[int, bytes]] = {
    "empty": (400, b""),
    "broken": (400, b'{"area": 185'),
    "two values": (400, b'{"area": 185} {}'),
    "a list": (400, b"[1]"),
    "a number": (400, b"1"),
    "null": (400, b"null"),
    "a key twice": (400, b'{"area": 185, "area": 100}'),
    "a key twice, inside": (400, b'{"area": 185, "with": {"a": "b", "a": "c"}}'),
    "deep lists": (400, b'{"area": ' + b"[" * DEEP),
    "deep lists, closed": (400, b'{"area": ' + b"[" * 7000 + b"]" * 7000 + b"}"),
    "deep objects": (400, b'{"a":' * 2500 + b"1" + b"}" * 2500),
    "a huge exponent": (400, b'{"area": 1e999999999}'),
    "a tiny exponent": (400, b'{"area": 1e-999999999}'),
    "many digits": (400, b'{"area": ' + b"9" * 10000 + b"}"),
    "many digits behind the point": (400, b'{"area": 1.' + b"3" * 10000 + b"}"),
    "an exponent": (400, b'{"area": 1e2}'),
    "below zero": (400, b'{"area": -185}'),
    "zero": (400, b'{"area": 0}'),
    "not a number": (400, b'{"area": NaN}'),
    "without end": (400, b'{"area": Infinity}'),
    "true as a number": (400, b'{"area": true}'),
    "a list for one": (400, b'{"area": [185]}'),
    "a number as text": (400, b'{"area": 185, "city": 5}'),
    "a text as yes": (400, b'{"area": 185, "stopped": "yes"}'),
    "pairs as a list": (400, b'{"area": 185, "with": ["building=high_rise"]}'),
    "a pair in a pair": (400, b'{"area": 185, "with": {"a=b": "c"}}'),
    "an empty city": (400, b'{"area": 185, "city": ""}'),
    "a blank class": (400, b'{"area": 185, "class": " "}'),
    "an empty word": (400, b'{"area": 185, "relief": ""}'),
    "no name": (400, b'{"area": 185, "with": {"": "c"}}'),
    "unknown key": (400, b'{"area": 185, "format": "json"}'),
    "a path for a key": (400, b'{"area": 185, "tariffs": "/etc/passwd"}'),
    "an output for a key": (400, b'{"area": 185, "html": "/tmp/x.html", "force": true}'),
    "another language": (400, b'{"area": 185, "lang": "fr"}'),
    "a plan that is none": (400, b'{"area": 185, "plan": "metred"}'),
    "a winter that is none": (400, b'{"area": 185, "winter": "2022"}'),
    "a day that is none": (400, b'{"area": 185, "paid_on": "2022-02-30"}'),
    "a measure that is none": (400, b'{"area": 185, "measure": {"foo": 1}}'),
    "NUL": (400, b'{"area": 185, "city": "a\\u0000b"}'),
    "half a character": (400, b'{"area": 185, "city": "\\ud800"}'),
    "half a character for a key": (400, b'{"\\ud800": 185}'),
    "a line's end for a key": (400, b'{"a\\nb": 185}'),
    "no UTF-8": (400, b'{"area": 185, "city": "\xff\xfe"}'),
    "UTF-16": (400, '{"area": 185}'.encode("utf-16")),
    "a mark of bytes": (400, b'\xef\xbb\xbf{"area": 185}'),
    "GBK": (400, '{"area": 185, "city": "朔州"}'.encode("gbk")),
    "a long text": (400, b'{"area": 185, "city": "' + b"x" * 2000 + b'"}'),
    "many attributes": (400, b'{"area":1,"with":{' + b",".join(b'"a%d":"b"' % at for at in range(300)) + b"}}"),
    "too long": (413, b'{"area": 185, "city": "' + b"x" * 20000 + b'"}'),
    "a path for a city": (422, b'{"area": 185, "city": "../../etc/passwd"}'),
    "markup for a city": (422, b'{"area": 185, "city": "<script>alert(1)</script>"}'),
    "a class that is none": (422, b'{"area": 185, "class": "' + b"x" * 400 + b'"}'),
    "no area": (422, b"{}"),
}


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("question", ["bill", "check"])
def test_a_body_that_is_wrong_is_refused(name: str, question: str, server: Served) -> None:
    status, body = BODIES[name]
    if question == "check":
        body = body.replace(b'{"area":', b'{"paid": 1, "area":', 1)
    reply = server.post(question, body)
    assert reply.status == (400 if (question, name) == ("check", "no area") else status), reply.body
    assert reply.value["schema"] == ("heatcalc.refusal/1" if reply.status == 422 else "heatcalc.error/1")
    assert reply.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"area": 100, "winters": "1900-1901..2099-2100"}', "too_many_bills"),
        (b'{"area": [' + b",".join([b"100"] * 190) + b"]}", "too_many_bills"),
        (b'{"area": [' + b",".join([b"1"] * 2000) + b"]}", "too_many_values"),
        (b'{"area": 100, "sort": "colour"}', "not_among"),
        (b'{"area": 100, "since": "1e3"}', "year"),
        (b'{"area": 100, "weight": {"nowhere": 1}}', None),
        (b'{"area": [[100]]}', "wrong_type"),
        (b'{"area": 100, "city": [5]}', "wrong_type"),
        (b'{"area": 100, "stopped": true}', "unknown_key"),
    ],
)
def test_a_comparison_that_is_wrong_is_refused(body: bytes, code: str | None, server: Served) -> None:
    reply = server.post("compare", body)
    assert reply.status == (400 if code else 422)
    assert code is None or reply.value["code"] == code


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
NAMES = st.sampled_from(sorted({name for keys in QUESTIONS.values() for name in keys}))


@settings(max_examples=300)
@given(
    question=st.sampled_from(["bill", "check", "compare"]),
    body=st.dictionaries(NAMES | st.text(max_size=5), JSON_VALUES),
)
def test_whatever_json_says_is_answered_by_an_object(question: str, body: dict[str, object], server: Served) -> None:
    reply = server.post(question, body)
    assert reply.status in (200, 400, 422), (body, reply.body)
    assert reply.value["schema"].startswith("heatcalc.")


@settings(max_examples=200)
@given(body=st.binary(max_size=400))
def test_whatever_bytes_come_are_refused(body: bytes, server: Served) -> None:
    assert server.post("bill", body).status == 400


PATHS = (
    ("GET", "/api/bill", 405),
    ("PUT", "/api/bill", 405),
    ("DELETE", "/api/tariffs", 405),
    ("POST", "/api/tariffs", 405),
    ("OPTIONS", "/api/bill", 405),
    ("TRACE", "/", 405),
    ("NONSENSE", "/api/bill", 405),
    ("GET", "/nowhere", 404),
    ("GET", "/api/bill/", 404),
    ("GET", "/api/../etc/passwd", 404),
    ("GET", "/../../../../etc/passwd", 404),
    ("GET", "/%2e%2e/%2e%2e/etc/passwd", 404),
    ("GET", "/table/..%2f..%2fetc%2fpasswd", 404),
    ("GET", "/table/%00", 404),
    ("GET", "/table/nowhere", 404),
    ("GET", "/api/schemas/..%5cschemas", 404),
    ("GET", "/api/schemas/../schemas.json", 404),
    ("GET", "/api/schemas/money", 404),
    ("GET", "//evil.example/", 404),
    ("GET", "/api/tariffs/%ff%fe", 422),
    ("GET", "/api/tariffs/%00", 422),
    ("GET", "/api/tariffs/..", 422),
    ("GET", "/api/tariffs/" + "x" * 600, 404),
    ("GET", "/api/tariffs?lang=fr", 400),
    ("GET", "/api/tariffs?lang=zh&lang=en", 400),
    ("GET", "/api/tariffs/shuozhou?file=/etc/passwd", 400),
    ("GET", "/?lang=%00", 400),
    ("POST", "/api/bill?area=100", 400),
)


@pytest.mark.parametrize(("method", "path", "status"), PATHS)
def test_a_path_or_method_that_is_none_is_refused(method: str, path: str, status: int, server: Served) -> None:
    reply = server.ask(method, path, b"{}" if method == "POST" else None, JSON)
    assert reply.status == status
    assert b"root:" not in reply.body
    assert ("allow" in reply.headers) == (status == 405)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": "application/json; charset=gbk"},
        {"content-type": "application/json-patch+json"},
        {"content-type": "application/json", "content-encoding": "gzip"},
    ],
)
def test_what_is_not_called_json_is_refused(headers: dict[str, str], server: Served) -> None:
    assert server.ask("POST", "/api/bill", b'{"area": 185}', headers).status == 415


@pytest.mark.parametrize(
    "named", ["application/json", "Application/JSON; charset=UTF-8", 'application/json;charset="utf-8"']
)
def test_what_is_called_json_is_read(named: str, server: Served) -> None:
    assert server.ask("POST", "/api/bill", b'{"area": 185}', {"content-type": named}).status == 200


HEAD = b"POST /api/bill HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
RAW: dict[str, tuple[bytes, bytes]] = {
    "no host": (b"POST /api/bill HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}", b"400"),
    "no host, old": (b"GET /api/tariffs HTTP/1.0\r\n\r\n", b"421"),
    "two hosts": (b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", b"400"),
    "another host": (b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", b"421"),
    "a whole address": (b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", b"404"),
    "an announced gigabyte": (HEAD + b"Content-Length: 1073741824\r\n\r\n", b"413"),
    "an announced endlessness": (HEAD + b"Content-Length: " + b"9" * 30 + b"\r\n\r\n", b"400"),
    "a length below zero": (HEAD + b"Content-Length: -1\r\n\r\n", b"400"),
    "two lengths": (HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", b"400"),
    "chunks of no length": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", b"400"),
    "a huge chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffffffff\r\n", b"400"),
    "chunks beyond the limit": (
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + (b"1000\r\n" + b" " * 4096 + b"\r\n") * 5,
        b"413",
    ),
    "another encoding": (HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", b"400"),
    "no HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200, b"400"),
    "a long header": (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 70_000, b"400"),
    "many headers": (b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 20_000, b"400"),
    "NUL in a header": (b"GET / HTTP/1.1\r\nHost: local\x00host\r\n\r\n", b"400"),
    "a line's end in a path": (b"GET /a\nb HTTP/1.1\r\nHost: localhost\r\n\r\n", b"400"),
    "another protocol": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"421"),
}


@pytest.mark.parametrize("name", RAW)
def test_bytes_that_are_no_honest_request_are_refused(name: str, server: Served) -> None:
    sent, status = RAW[name]
    with server.opened() as connection:
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(sent)
        first = connection.recv(65536).split(b"\r\n")[0]
    assert first.split(b" ")[1] == status, first
    assert server.post("bill", {"area": 185}).status == 200


def test_a_second_request_hidden_in_a_body_is_no_request(server: Served) -> None:
    inner = b"GET /api/tariffs HTTP/1.1\r\nHost: localhost\r\n\r\n"
    sent = HEAD + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(inner) + inner
    with server.opened(sent) as connection:
        assert received(connection).count(b"HTTP/1.1 ") == 1


SHORT = (
    "import heatcalc.web.server as s, heatcalc.web.incoming as i\n"
    "s.REQUEST_SECONDS, s.IDLE_SECONDS, s.MOST_CONNECTIONS, i.BODY_SECONDS = 2.0, 1, 20, 1"
)


@pytest.mark.slow
def test_a_client_that_is_slow_is_not_waited_for() -> None:
    with serving(before=SHORT) as short:
        for sent, answer in (
            (b"", b""),
            (b"POST /api/bill HTTP/1.1\r\nHost: loc", b""),
            (HEAD + b"Content-Length: 13\r\n\r\n", b""),
            (HEAD + b"Content-Length: 13\r\n\r\n{", b"408"),
            (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", b"408"),
            (HEAD + b"Content-Length: 13\r\n\r\n" + b'{"area": 185}', b"200"),
        ):
            begun = time.monotonic()
            with short.opened(sent) as connection:
                found = received(connection)
            assert found.split(b"\r\n")[0].split(b" ")[1:2] == ([answer] if answer else []), sent
            assert time.monotonic() - begun < 5, sent


@pytest.mark.slow
def test_a_client_that_sends_a_byte_now_and_then_is_not_waited_for() -> None:
    with serving(before=SHORT) as short, short.opened() as connection:
        begun = time.monotonic()
        with suppress(BrokenPipeError, ConnectionResetError):
            for byte in b"POST /api/bill HTTP/1.1\r\nX: " + b"x" * 100:
                connection.sendall(bytes([byte]))
                time.sleep(0.1)
        assert time.monotonic() - begun < 6


@pytest.mark.slow
def test_a_client_that_does_not_read_is_not_waited_for() -> None:
    with serving(before=SHORT) as short:
        assert len(short.get("/").body) > 200_000
        with short.opened(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 60) as connection:
            time.sleep(4)
            found = received(connection)
        assert len(found) < 60 * 200_000
        assert short.post("bill", {"area": 185}).status == 200


def received_first(connection: socket.socket) -> bytes:
    try:
        return connection.recv(1)
    except ConnectionResetError:
        return b""


@pytest.mark.slow
def test_connections_beyond_the_limit_are_closed_and_later_ones_answered() -> None:
    with serving(before=SHORT) as short:
        with ExitStack() as stack:
            held = [stack.enter_context(short.opened()) for _ in range(60)]
            time.sleep(0.5)
            refused = 0
            for each in held:
                each.settimeout(0.05)
                with suppress(TimeoutError):
                    refused += not received_first(each)
            assert refused >= 35
        time.sleep(0.5)
        assert short.post("bill", {"area": 185}).status == 200
