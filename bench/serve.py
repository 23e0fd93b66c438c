"""How many bills a second `heatcalc serve` makes, as a ratio to the same server answering a constant JSON object.

    python bench/serve.py [SECONDS] [--profile]

One server on one process, this client on another; each number of connections asks one question after another on each.
The constant object is given to the same requests, of which nothing is read. The order is turned round from run to run.
"""

import asyncio
import multiprocessing
import os
import statistics
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

POST = b"POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
HOMES = [b'{"area": "%d.%02d", "city": "shuozhou"}' % (40 + at % 150, at % 97) for at in range(5000)]
QUESTIONS = {
    "bill": [POST % (b"/api/bill", len(home), home) for home in HOMES],
    "constant": [POST % (b"/constant", len(home), home) for home in HOMES],
}
CONNECTIONS = (1, 16, 64)
RUNS = 3


def serve(told: Connection) -> None:
    """Serve with an address more, whose answer is always the same."""
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from heatcalc.tariffs.load import load_tariffs
    from heatcalc.web.application import HEADERS, application
    from heatcalc.web.server import opened, run

    async def constant(_: Request) -> Response:
        return Response('{"schema":"constant"}', headers=HEADERS, media_type="application/json")

    made = application(load_tariffs())
    made.router.routes.insert(0, Route("/constant", constant, methods=["POST"]))
    listening = opened("127.0.0.1", 0)
    told.send(listening.getsockname()[1])
    if "--profile" not in sys.argv:
        run(made, listening)
        return
    import cProfile
    import pstats
    from contextlib import suppress

    from heatcalc.files.stops import heed

    heed()
    profile = cProfile.Profile()
    with suppress(KeyboardInterrupt, SystemExit):
        profile.runcall(run, made, listening)
    pstats.Stats(profile).sort_stats("tottime").print_stats(40)


async def ask(port: int, questions: list[bytes], until: float, took: list[float]) -> None:
    """Ask one question after another on one connection, and note how long each answer took [s]."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (begun := time.perf_counter()) < until:
        writer.write(questions[len(took) % len(questions)])
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(head.decode())
        await reader.readexactly(int(head.partition(b"content-length: ")[2].split(b"\r\n")[0]))
        took.append(time.perf_counter() - begun)
    writer.close()


async def load(port: int, questions: list[bytes], connections: int, seconds: float) -> list[float]:
    """Return how long each answer took [s]."""
    took: list[float] = []
    until = time.perf_counter() + seconds
    await asyncio.gather(*(ask(port, questions, until, took) for _ in range(connections)))
    return took


def cpu_seconds(process: int) -> float:
    """Return the processor time that a process has taken [s]."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure, and print requests a second, median and p99 [ms], processor time of the server [µs], and the ratio."""
    seconds = float(sys.argv[1]) if sys.argv[1:] and sys.argv[1][0] != "-" else 3.0
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,))
    server.start()
    port = ours.recv()
    for connections in CONNECTIONS:
        found: dict[str, list[float]] = {name: [] for name in QUESTIONS}
        rates: dict[str, list[float]] = {name: [] for name in QUESTIONS}
        worked = dict.fromkeys(QUESTIONS, 0.0)
        for at in range(RUNS):
            for name in sorted(QUESTIONS, reverse=at % 2 == 1):
                before = cpu_seconds(server.pid or 0)
                took = asyncio.run(load(port, QUESTIONS[name], connections, seconds))
                worked[name] += cpu_seconds(server.pid or 0) - before
                found[name] += took
                rates[name].append(len(took) / seconds)
        for name, took in found.items():
            centiles = statistics.quantiles(took, n=100)
            rate, half, last = statistics.median(rates[name]), centiles[49] * 1000, centiles[98] * 1000
            each = worked[name] / len(took) * 1e6
            print(
                f"{connections:3} connections, {name:8}: {rate:6.0f}/s, median {half:6.2f} ms, p99 {last:6.2f} ms, "
                f"{each:5.0f} µs of processor time"
            )
        ratios = [bill / constant for bill, constant in zip(rates["bill"], rates["constant"], strict=True)]
        print(f"{connections:3} connections: ratio {statistics.median(ratios):.2f}")
    server.terminate()
    server.join()


if __name__ == "__main__":
    main()
