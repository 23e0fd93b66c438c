"""The server: an application on a socket, with limits on what a connection may take of it."""

import asyncio
import gc
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import HANDLED_SIGNALS

from heatcalc.errors import UsageError

REQUEST_SECONDS = 20.0
"""How long a request may take [s]: from the opening of its connection, or the last response, to the end of its own."""
ENOUGH_BYTES = 4 * 2**20
"""With so much come, a request has as long again [byte]."""
IDLE_SECONDS = 5
"""How long a connection may wait for its next request [s]."""
ENDING_SECONDS = 3
"""How long what is being answered may go on when the server is told to end [s]."""
MOST_CONNECTIONS = 400
"""How many connections may be open, another being closed at once: fewer than a process may usually have files."""
MOST_YOUNG = 20_000
"""How many objects may be made before they are looked through for garbage: some hundred requests' worth."""
MOST_HEAD_BYTES = 16 * 1024
"""How long the head of a request may be [byte]."""


class LimitedProtocol(H11Protocol):
    """A connection that does not wait for a client for ever, whether it sends its request slowly or does not read."""

    deadline: asyncio.TimerHandle | None = None
    taken = 0
    """What came since the deadline was set [byte]."""

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401 - uvicorn's own
        """Take a connection, or close it at once where there are too many."""
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()
        self._begin()

    def data_received(self, data: bytes) -> None:
        """Take what has come; what is no HTTP in the midst of a response ends the connection, and nothing else.

        A ledger that keeps coming, or is read, has time for each part of it.
        """
        self.taken += len(data)
        if self.taken >= ENOUGH_BYTES:
            self._begin()
        try:
            super().data_received(data)
        except Exception:  # noqa: BLE001 - whatever h11 makes of it, the connection is of no use any more
            self.transport.abort()

    def resume_writing(self) -> None:
        """Go on with a response whose client has read what was sent."""
        self._begin()
        super().resume_writing()

    def on_response_complete(self) -> None:
        """Give the next request its time."""
        self._begin()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the deadline."""
        if self.deadline is not None:
            self.deadline.cancel()
        super().connection_lost(exc)

    def _begin(self) -> None:
        if self.deadline is not None:
            self.deadline.cancel()
        self.taken = 0
        self.deadline = self.loop.call_later(REQUEST_SECONDS, self.transport.abort)


class HeedingServer(Server):
    """A server that goes on ignoring what its parent has it ignore, as a shell does with SIGINT for background jobs."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Let signals end the server, but those that are ignored."""
        ignored = [each for each in HANDLED_SIGNALS if signal.getsignal(each) is signal.SIG_IGN]
        with super().capture_signals():
            for each in ignored:
                signal.signal(each, signal.SIG_IGN)
            yield


def opened(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 is one that is free.

    Raises:
        UsageError: the port is taken, or the address is none of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends at once (TCP_NODELAY) only on sockets that name their protocol; else each answer waits for 40 ms.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere it would let another program take the port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise UsageError("web.no_port", host=host, port=port, reason=error.strerror or error) from error
    return listening


def run(application: Any, listening: socket.socket) -> None:  # noqa: ANN401 - any ASGI application
    """Answer until a signal ends this process, which what was heeding it before is told then."""
    config = Config(
        application,
        http=LimitedProtocol,
        ws="none",
        loop="asyncio",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=ENDING_SECONDS,
        h11_max_incomplete_event_size=MOST_HEAD_BYTES,
    )
    gc.collect()
    gc.freeze()  # the table is never garbage, and need not be looked through for it
    gc.set_threshold(MOST_YOUNG)
    HeedingServer(config).run(sockets=[listening])
