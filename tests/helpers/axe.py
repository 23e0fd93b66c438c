"""Accessibility of pages: what axe-core finds on each, in a real browser, in light and in dark."""

import json
import re
from base64 import b64decode
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from tests.helpers.browser import browse

SCHEMES = ("light", "dark")
_RUN = """
<script src="axe.js"></script>
<script>
axe.run(document, {resultTypes: ["violations"]}).then(found => {
  const seen = location.hash ? JSON.parse(decodeURIComponent(escape(atob(location.hash.slice(1))))) : [];
  seen.push([NAME, found.passes.length,
    found.violations.map(each => [each.id, each.nodes.slice(0, 5).map(node => node.html.slice(0, 200))])]);
  const said = btoa(unescape(encodeURIComponent(JSON.stringify(seen))));
  if (NEXT) location.href = NEXT + "#" + said;
  else {
    const pre = document.createElement("pre");
    pre.id = "violations"; pre.textContent = said; document.body.append(pre);
  }
});
</script>
"""


def violations(pages: Mapping[str, str], folder: Path, *, width: int) -> dict[str, Any]:
    """Return what axe finds on each page in each scheme, by `name scheme`; one browser walks through all of them."""
    axe = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    (folder / "axe.js").write_text(axe, encoding="utf-8")
    shown = {f"{name} {scheme}": _in_scheme(page, scheme) for name, page in pages.items() for scheme in SCHEMES}
    names = list(shown)
    for at, name in enumerate(names):
        following = f"axe{at + 1}.html" if at + 1 < len(names) else ""
        run = _RUN.replace("NAME", json.dumps(name)).replace("NEXT", json.dumps(following))
        (folder / f"axe{at}.html").write_text(shown[name].replace("</body>", f"{run}</body>"), encoding="utf-8")
    end = browse(folder / "axe0.html", "--dump-dom", f"--virtual-time-budget={20_000 * len(names)}", width=width)
    found = re.search(r'<pre id="violations">(.*?)</pre>', end.decode(), re.DOTALL)
    assert found, end.decode()[-1500:]
    seen = json.loads(b64decode(found[1]))
    assert [name for name, passed, _ in seen if passed > 5] == names
    return {name: wrong for name, _, wrong in seen if wrong}


def _in_scheme(page: str, scheme: str) -> str:
    """Return a page as a browser shows it whose user likes `scheme`, and that lets scripts of its folder run."""
    page = page.replace("(prefers-color-scheme: dark)", "all" if scheme == "dark" else "not all")
    return re.sub(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "", page, flags=re.IGNORECASE)
