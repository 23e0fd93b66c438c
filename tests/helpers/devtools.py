"""A browser that is driven over its DevTools protocol, through a pipe: no driver and no port."""

import base64
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from tests.helpers.browser import QUIETLY
from tests.helpers.machine import needs_browser


class Driven:
    """One page of a browser."""

    def __init__(self, write: IO[bytes], read: IO[bytes]) -> None:
        self._write, self._read = write, read
        self._number, self._session, self._rest = 0, "", b""
        self.asked: list[str] = []
        """The addresses that were asked for."""
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "DOM"):
            self._call(f"{domain}.enable")

    def _call(self, method: str, **parameters: Any) -> Any:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._write.write(json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return answer["result"]

    def _next(self) -> Any:
        while b"\0" not in self._rest:
            piece = os.read(self._read.fileno(), 2**20)
            assert piece, "the browser has ended"
            self._rest += piece
        message, _, self._rest = self._rest.partition(b"\0")
        answer = json.loads(message)
        if answer.get("method") == "Network.requestWillBeSent":
            self.asked.append(answer["params"]["request"]["url"])
        return answer

    def run(self, script: str) -> Any:
        """Return what a script of the page comes to."""
        given = {"expression": script, "returnByValue": True, "awaitPromise": True}
        done = self._call("Runtime.evaluate", **given)
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def until(self, script: str, seconds: float = 30) -> Any:
        """Wait until a script comes to something, and return it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                found = self.run(script)
            except AssertionError:  # the page has changed meanwhile
                found = None
            if found:
                return found
            time.sleep(0.05)
        raise AssertionError(f"{script}: {self.run('document.body.innerText')}")

    def go(self, address: str) -> None:
        """Open an address, and wait for its page."""
        self._call("Page.navigate", url=address)
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    def leave(self, script: str) -> None:
        """Do what leads to another page, and wait for that."""
        self.run("window.here = true")
        self.run(f"void setTimeout(() => {{ {script} }}, 0)")
        self.until("document.readyState === 'complete' && !window.here")

    def look(self, width: int, scheme: str = "light", height: int = 900) -> None:
        """Show pages as wide as that [px], light or dark."""
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self._call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def picture(self, file: Path) -> None:
        """Write a picture of the whole page."""
        shown = self._call("Page.captureScreenshot", captureBeyondViewport=True)
        file.write_bytes(base64.b64decode(shown["data"]))

    def key(self, key: str, code: int) -> None:
        """Press a key."""
        for kind in ("keyDown", "keyUp"):
            text = {"text": "\r"} if key == "Enter" and kind == "keyDown" else {}
            self._call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **text)

    def drop(self, selector: str, file: Path) -> None:
        """Drop a file onto a part of the page."""
        box = self.run(
            f"(() => {{ const box = document.querySelector('{selector}').getBoundingClientRect();"
            "return [box.x + box.width / 2, box.y + box.height / 2]; })()"
        )
        data = {"items": [], "files": [str(file)], "dragOperationsMask": 1}
        self.run("window.here = true")
        for kind in ("dragEnter", "dragOver", "drop"):
            self._call("Input.dispatchDragEvent", type=kind, x=box[0], y=box[1], data=data)
        self.until("document.readyState === 'complete' && !window.here")


@contextmanager
def driven() -> Iterator[Driven]:
    """Start a browser without a window and without a network."""
    ours_in, theirs_out = os.pipe()
    theirs_in, ours_out = os.pipe()
    # A process of the browser may write into its folder after the first one has ended.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [
            needs_browser(),
            *QUIETLY,
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            f"--user-data-dir={profile}",
            "--remote-debugging-pipe",
        ]
        # The browser reads from its file 3, and writes into its file 4.
        become = (
            "import fcntl, os, sys; a, b = (fcntl.fcntl(int(each), fcntl.F_DUPFD, 10) for each in sys.argv[1:3]);"
            "os.dup2(a, 3); os.dup2(b, 4); os.execv(sys.argv[3], sys.argv[3:])"
        )
        wrapped = [sys.executable, "-c", become, str(theirs_in), str(theirs_out)]
        process = subprocess.Popen(
            [*wrapped, *command], pass_fds=(theirs_in, theirs_out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(theirs_in)
        os.close(theirs_out)
        with os.fdopen(ours_in, "rb") as read, os.fdopen(ours_out, "wb", buffering=0) as write:
            try:
                yield Driven(write, read)
            finally:
                process.terminate()
                process.wait(timeout=30)
