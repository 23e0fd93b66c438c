"""How many bills a second `heatcalc serve` makes, as a ratio to the same server answering a constant JSON object.

    python bench/serve.py [SECONDS] [--profile]
    python bench/serve.py --many 100000       # on 16 connections: errors, median, p99, memory on the way

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


def resident_mb(process: int) -> float:
    """Return the memory that a process has [MB]."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1000


async def ask_many(port: int, many: int, process: int) -> None:
    """Ask so many bills on 16 connections, and print how long answers took [ms] and what the server grew to [MB]."""
    took: list[float] = []
    marks = {many // 10, many // 2, many}
    begun = time.perf_counter()

    async def one_after_another() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while len(took) < many:
            at = len(took)
            took.append(0.0)
            asked = time.perf_counter()
            writer.write(QUESTIONS["bill"][at % len(HOMES)])
            head = await reader.readuntil(b"\r\n\r\n")
            body = await reader.readexactly(int(head.partition(b"content-length: ")[2].split(b"\r\n")[0]))
            took[at] = time.perf_counter() - asked
            if not (head.startswith(b"HTTP/1.1 200") and body.startswith(b'{"schema":"heatcalc.bill/1"')):
                raise SystemExit(f"answer {at}: {head.decode()}")
            if at + 1 in marks:
                print(f"{at + 1:,} bills: the server has {resident_mb(process):.1f} MB", flush=True)
        writer.close()

    await asyncio.gather(*(one_after_another() for _ in range(16)))
    centiles = statistics.quantiles(took, n=100)
    print(
        f"{many:,} bills without an error, {many / (time.perf_counter() - begun):.0f}/s, "
        f"median {centiles[49] * 1000:.2f} ms, p99 {centiles[98] * 1000:.2f} ms"
    )


def main() -> None:
    """Start the server, and measure what the command line asks for."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,))
    server.start()
    port = ours.recv()
    if sys.argv[1:2] == ["--many"]:
        asyncio.run(ask_many(port, int(sys.argv[2]), server.pid or 0))
    else:
        compare(port, server.pid or 0)
    server.terminate()
    server.join()


def compare(port: int, process: int) -> None:
    """Print requests a second, median and p99 [ms], processor time of the server [µs], and the ratio."""
    seconds = float(sys.argv[1]) if sys.argv[1:] and sys.argv[1][0] != "-" else 3.0
    for connections in CONNECTIONS:
        found: dict[str, list[float]] = {name: [] for name in QUESTIONS}
        rates: dict[str, list[float]] = {name: [] for name in QUESTIONS}
        worked = dict.fromkeys(QUESTIONS, 0.0)
        for at in range(RUNS):
            for name in sorted(QUESTIONS, reverse=at % 2 == 1):
                before = cpu_seconds(process)
                took = asyncio.run(load(port, QUESTIONS[name], connections, seconds))
                worked[name] += cpu_seconds(process) - before
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


if __name__ == "__main__":
    main()
