"""Which names a request may address us by.

A page of another site can have a name of its own point to 127.0.0.1 (DNS rebinding); its requests then come from the
visitor's browser and reach us. They still carry that name in `Host`, so only names that we know are answered.
"""

import ipaddress
import re
from collections.abc import Iterable, Sequence

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::[0-9]{1,5})?", re.ASCII)


def is_loopback(host: str) -> bool:
    """Return whether an address, or `localhost`, is reached from this machine alone."""
    return host == "localhost" or ipaddress.ip_address(host).is_loopback


def host_name(header: str) -> str | None:
    """Return the name in a `Host` header without its port, in small letters; None where it is no name."""
    found = _HOST.fullmatch(header.strip().lower())
    return None if found is None else found[1] or found[2]


def addressed(headers: Iterable[tuple[bytes, bytes]], allowed: Sequence[str]) -> bool:
    """Return whether the headers of a request name exactly one host, and one that is allowed."""
    named = [value for name, value in headers if name == b"host"]
    return len(named) == 1 and host_name(named[0].decode("latin-1")) in allowed
