"""A bare machine skips what it cannot test, and says why; the machine that must have everything fails."""

from collections.abc import Callable

import pytest

from heatcalc.show import notices_pdf
from tests.helpers.machine import needs_browser, needs_font, needs_java, needs_server

NEEDS: dict[str, Callable[[], object]] = {
    "font": needs_font,
    "Java": needs_java,
    "Chromium": needs_browser,
    "PostgreSQL": lambda: needs_server("PostgreSQL", "no-such-initdb"),
}


@pytest.mark.parametrize("what", NEEDS)
def test_what_is_missing_skips_but_under_ci_it_fails(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices_pdf, "_FONTS", ())
    monkeypatch.setenv("PATH", "/nowhere")
    for ci, outcome in (("", pytest.skip.Exception), ("true", pytest.fail.Exception)):
        monkeypatch.setenv("CI", ci)
        with pytest.raises(outcome, match=what):
            NEEDS[what]()
