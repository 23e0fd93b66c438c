"""The views fit a phone, a desk, and whoever uses a screen reader or a keyboard: axe-core finds nothing to mend."""

from pathlib import Path

import pytest

from tests.helpers.axe import violations
from tests.helpers.serving import Served

VIEWS = ("/", "/table", "/table/shuozhou", "/table/beijing", "/sources", "/coverage", "/api/")


@pytest.mark.browser
@pytest.mark.parametrize(("width", "lang"), [(390, "en"), (1280, "zh")])
def test_no_view_has_a_violation_that_axe_knows(width: int, lang: str, server: Served, tmp_path: Path) -> None:
    pages = {path: server.get(f"{path}?lang={lang}").body.decode() for path in VIEWS}
    assert violations(pages, tmp_path, width=width) == {}
