"""Ten thousand hostile requests of every kind at once, with honest ones among them: only these are answered 200."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

from tests.helpers.serving import serving
from tests.web.test_hostile import BODIES, HEAD, PATHS, RAW

MANY = 10_000
AT_ONCE = 48
SHORT = (
    "import heatcalc.web.server as s, heatcalc.web.incoming as i\n"
    "s.REQUEST_SECONDS, s.IDLE_SECONDS, i.BODY_SECONDS = 4.0, 2, 2"
)
HONEST = b'{"area": 185}'
REFUSED = {400, 403, 404, 405, 408, 413, 415, 421, 422}


def posted(body: bytes, host: bytes = b"localhost") -> bytes:
    return HEAD.replace(b"localhost", host) + b"Content-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(body), body)


def hostile() -> Iterator[tuple[str, bytes]]:
    """Yield kinds and bytes of requests without end; what is slow or half open comes once in a hundred."""
    drawn = random.Random(7)  # noqa: S311 - repeatable, not secret
    bodies = [body for _, body in BODIES.values()]
    raw = [sent for sent, _ in RAW.values()]
    paths = [
        f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
        "Content-Length: 2\r\n\r\n{}".encode()
        for method, path, _ in PATHS
    ]
    asked = (
        "GET /desk",
        "GET /desk?token=0",
        "POST /desk/upload/0",
        "POST /desk/0/run",
        "GET /desk/0/made/1/file/bills.csv",
    )
    no_token = [f"{each} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n".encode() for each in asked]
    while True:
        for _ in range(99):
            yield drawn.choice(
                (
                    ("body", posted(drawn.choice(bodies))),
                    ("host", posted(HONEST, drawn.choice((b"evil.example", b"localhost.evil.example", b"127.0.0.2")))),
                    ("path", drawn.choice(paths)),
                    ("type", posted(HONEST).replace(b"application/json", b"text/plain")),
                    ("noise", b"POST /api/bill HTTP/1.1\r\n" + drawn.randbytes(200) + b"\r\n\r\n"),
                    ("raw", drawn.choice(raw)),
                    ("no token", drawn.choice(no_token)),
                )
            )
        whole = posted(HONEST)
        yield drawn.choice(
            (
                ("half open", whole[: drawn.randrange(len(whole) - len(HONEST))]),
                ("slow head", whole[:40]),
                ("slow body", whole[:-1]),
                ("gone", whole[: drawn.randrange(1, len(whole))]),
                ("silent", b""),
            )
        )


async def answered(port: int, kind: str, sent: bytes) -> int | None:
    """Send a request on a connection of its own and return the status of its answer; None where there is none."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(sent)
        if kind == "half open":
            writer.write_eof()
        if kind == "gone":
            writer.transport.abort()
            return None
        while kind == "slow head" and not writer.transport.is_closing():
            await asyncio.sleep(0.2)
            writer.write(b"x")
        line = await asyncio.wait_for(reader.readline(), 30)
        return int(line.split(b" ")[1]) if line else None
    except (ConnectionError, asyncio.IncompleteReadError):
        return None
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def flood(port: int) -> tuple[Counter[tuple[str, int | None]], list[float]]:
    """Return how many requests of each kind had which answer, and how long the honest ones among them took [s]."""
    seen: Counter[tuple[str, int | None]] = Counter()
    took: list[float] = []
    requests = hostile()
    left = iter(range(MANY))

    async def one_after_another() -> None:
        for at in left:
            kind, sent = next(requests)
            seen[kind, await answered(port, kind, sent)] += 1
            if at % 200 == 0:
                begun = time.monotonic()
                assert await answered(port, "honest", posted(HONEST)) == 200
                took.append(time.monotonic() - begun)

    await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
    return seen, took


def test_ten_thousand_hostile_requests_are_none_of_them_answered_200_or_500() -> None:
    with serving(before=SHORT) as served:
        seen, took = asyncio.run(flood(served.port))
        assert served.post("bill", {"area": 185}).value["due"] == "2797.20"
        served.process.terminate()
        _, err = served.process.communicate(timeout=15)
    assert sum(seen.values()) == MANY
    assert {status for _, status in seen} <= {*REFUSED, None}, seen
    answers = {kind: {status for each, status in seen if each == kind} for kind, _ in seen}
    assert answers["body"] == {400, 413, 422}
    assert answers["host"] == {421}
    assert answers["type"] == {415}
    assert answers["no token"] == {403}
    assert answers["slow body"] == {408}
    assert answers["slow head"] == {None}
    assert len(took) == MANY / 200
    assert sorted(took)[len(took) // 2] < 5
    assert b"Traceback" not in err
