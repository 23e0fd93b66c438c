"""The views fit a phone, a desk, and whoever uses a screen reader or a keyboard: axe-core finds nothing to mend."""

from pathlib import Path

import pytest

from tests.helpers.axe import violations
from tests.helpers.serving import Served

VIEWS = ("/", "/table", "/table/shuozhou", "/table/beijing", "/sources", "/coverage", "/api/")


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_no_view_has_a_violation_that_axe_knows(width: int, server: Served, tmp_path: Path) -> None:
    pages = {
        f"{path} {lang}": server.get(f"{path}?lang={lang}").body.decode() for path in VIEWS for lang in ("zh", "en")
    }
    assert violations(pages, tmp_path, width=width) == {}
