"""The tests of the web need its extra; they share a server."""

from collections.abc import Iterator

import pytest

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")

from tests.helpers.serving import Served, serving


@pytest.fixture(scope="session")
def server() -> Iterator[Served]:
    """Return a server that runs as it does by default, on a free port."""
    with serving() as served:
        yield served
        assert served.process.poll() is None, "it ended before it was told to"
