"""A server of heatcalc in a process of its own, and requests to it, also such as no honest client sends."""

import http.client
import json
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

from tests.conftest import environment

JSON = {"content-type": "application/json"}


class Reply(NamedTuple):
    """A response: its status, its headers in small letters, and its body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def value(self) -> Any:
        return json.loads(self.body)


class Served(NamedTuple):
    """A server that runs."""

    process: "subprocess.Popen[bytes]"
    line: str
    """What it said when it began."""
    port: int
    desk: str = ""
    """The path by which a browser comes to the clerk's desk."""

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None, host: str = ""
    ) -> Reply:
        """Send a request and return the response; `host` is what it calls the server."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", host or f"127.0.0.1:{self.port}")
        for name, value in (headers or {}).items():
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        response = connection.getresponse()
        reply = Reply(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
        connection.close()
        return reply

    def post(self, question: str, value: object, **headers: str) -> Reply:
        """Ask a question of the interface."""
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        named = {name.replace("_", "-"): each for name, each in headers.items()}
        return self.ask("POST", f"/api/{question}", body, {**JSON, **named})

    def get(self, path: str, **headers: str) -> Reply:
        """Ask for a page or an object."""
        return self.ask("GET", path, headers={name.replace("_", "-"): each for name, each in headers.items()})

    @contextmanager
    def opened(self, sent: bytes = b"") -> Iterator[socket.socket]:
        """Open a connection on which `sent` is sent as it stands."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall(sent)
            yield connection


def received(connection: socket.socket) -> bytes:
    """Return what comes until the other end closes the connection."""
    found = b""
    with suppress(ConnectionResetError):
        while part := connection.recv(65536):
            found += part
    return found


@contextmanager
def serving(
    *arguments: str, port: int = 0, before: str = "", opening: bool = False, **changes: str
) -> Iterator[Served]:
    """Run `heatcalc serve`, with statements of Python `before` it, and end it; with `opening` it opens a browser."""
    # Whoever started the tests may ignore interrupts.
    start = "import signal, sys\nsignal.signal(signal.SIGINT, signal.default_int_handler)\nsys.argv[0] = 'heatcalc'"
    code = f"{start}\n{before}\nfrom heatcalc.__main__ import main\nmain()"
    command = [
        sys.executable,
        "-c",
        code,
        "serve",
        "--port",
        str(port),
        *(() if opening else ("--no-open",)),
        *arguments,
    ]
    folder = tempfile.TemporaryDirectory()  # what the desk remembers is nothing of the tester's own
    env = environment(**{"XDG_CONFIG_HOME": folder.name, "TMPDIR": folder.name, **changes})
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env)
    try:
        assert process.stdout is not None
        line = process.stdout.readline().decode()
        found = line.partition("http://")[2].split("/")[0]
        desk = "" if "--api" in arguments else process.stdout.readline().decode().partition(found)[2].strip()
        yield Served(process, line, int(found.rpartition(":")[2]), desk)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
        folder.cleanup()
