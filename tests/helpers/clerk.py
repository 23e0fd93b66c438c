"""A clerk's browser without a window: it keeps its cookie, fills in forms, and follows where it is led."""

import re
import time
from html import unescape
from typing import Any
from urllib.parse import urlencode

from tests.helpers.serving import Reply, Served

BOUNDARY = "----a-boundary"


def file_form(name: str, data: bytes, boundary: str = BOUNDARY) -> bytes:
    """Return a form of one file as browsers send it."""
    name = name.replace('"', "%22")
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="ledger"; filename="{name}"\r\n'
    return head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + data + f"\r\n--{boundary}--\r\n".encode()


class Clerk:
    """Somebody who came to the desk by its address."""

    def __init__(self, served: Served, lang: str = "zh") -> None:
        self.served, self.lang = served, lang
        came = served.get(served.desk)
        assert came.status == 303, came
        self.cookie = came.headers["set-cookie"].split(";")[0]
        self.form = re.findall(r'action="/desk/upload/([\w-]+)"', self.get("/desk").body.decode())[0]

    def headers(self, **changes: str) -> dict[str, str]:
        origin = f"http://127.0.0.1:{self.served.port}"
        usual = {"cookie": self.cookie, "origin": origin, "sec-fetch-site": "same-origin", "accept-language": self.lang}
        return {name: value for name, value in {**usual, **changes}.items() if value}

    def get(self, path: str) -> Reply:
        return self.served.ask("GET", path, headers=self.headers())

    def page(self, path: str, status: int = 200) -> str:
        """Return a page, once the work that it tells of is over."""
        for _ in range(600):
            reply = self.get(path)
            shown = reply.body.decode()
            if 'id="progress"' not in shown:
                assert reply.status == status, shown
                return shown
            time.sleep(0.1)
        raise AssertionError(path)

    def put(self, name: str, data: bytes, **changes: str) -> Reply:
        """Put a ledger in."""
        type_ = f"multipart/form-data; boundary={BOUNDARY}"
        headers = self.headers(**{"content-type": type_, **changes})
        return self.served.ask("POST", f"/desk/upload/{self.form}", file_form(name, data), headers)

    def job(self, name: str, data: bytes) -> str:
        """Put a ledger in, and return the path of its page."""
        reply = self.put(name, data)
        assert reply.status == 303, reply.body.decode()
        return reply.headers["location"]

    def post(self, path: str, fields: Any = (), **changes: str) -> Reply:
        """Send a form."""
        body = urlencode([("form", self.form), *fields]).encode()
        headers = self.headers(**{"content-type": "application/x-www-form-urlencoded", **changes})
        return self.served.ask("POST", path, body, headers)

    def done(self, path: str, fields: Any = ()) -> str:
        """Send a form, and return the path that it leads to."""
        reply = self.post(path, fields)
        assert reply.status == 303, reply.body.decode()
        return reply.headers["location"]


def text_of(page: str) -> str:
    """Return what a page says, without its markup."""
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]*>", " ", page)))
