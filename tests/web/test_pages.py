"""The pages: the resident's, the table's, that of the interface; and what every response carries."""

import base64
import re
from hashlib import sha256

import pytest

import heatcalc
from tests.helpers.serving import Served, serving

PAGES = ("/", "/table", "/table/shuozhou", "/table/%E5%A4%AA%E5%8E%9F", "/sources", "/coverage", "/api/", "/api")


def test_the_resident_s_page_is_what_the_command_writes_and_leads_to_the_desk(server: Served) -> None:
    for path, lang in (("/", "zh"), ("/?lang=en", "en")):
        page = server.get(path).body.decode()
        assert page.count('<nav>\n<a href="/desk">') == 1
        added = '<nav>\n<a href="/desk">.*?</nav>\n|<style>\nnav .*?</style>\n'
        assert re.sub(added, "", page, flags=re.DOTALL) == heatcalc.page(lang=lang)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_needs_nothing_from_elsewhere_and_may_run_only_itself(path: str, lang: str, server: Served) -> None:
    reply = server.get(path, accept_language=lang)
    page = reply.body.decode()
    assert reply.status == 200
    assert reply.headers["content-language"] == lang
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in page
    assert not re.search(r"""(?:src|href|action)\s*=\s*["']?(?:https?:)?//""", page)
    assert not re.search(r"<[a-z][^>]*\s(?:style|on[a-z]+)=", page)
    policy = reply.headers["content-security-policy"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for kind in ("script", "style"):
        allowed = set(re.findall(rf"{kind}-src ([^;]*)", policy)[0].split())
        inside = re.findall(rf"<{kind}>(.*?)</{kind}>", page, re.DOTALL)
        hashes = {f"'sha256-{base64.b64encode(sha256(each.encode()).digest()).decode()}'" for each in inside}
        assert allowed == (hashes or {"'none'"})


@pytest.mark.parametrize("path", PAGES[1:])
def test_links_of_a_page_lead_somewhere(path: str, server: Served) -> None:
    links = re.findall(r'href="([^"]*)"', server.get(path).body.decode())
    assert links
    for link in links:
        assert server.get(link).status == (403 if link == "/desk" else 200), link  # which wants its own address


def test_the_page_of_a_city_shows_its_prices_and_sources(server: Served) -> None:
    page = server.get("/table/shuozhou").body.decode()
    assert "2.52元/㎡·月" in page
    assert "朔州日报" in page


@pytest.mark.parametrize("path", [*PAGES, "/api/tariffs", "/api/openapi.json", "/nowhere", "/api/bill"])
def test_every_response_carries_what_keeps_browsers_from_harm(path: str, server: Served) -> None:
    for reply in (server.get(path), server.ask("GET", path, host="evil.example")):
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert reply.headers["cross-origin-resource-policy"] == "same-origin"
        assert reply.headers["cache-control"] == "no-store"
        assert "server" not in reply.headers
        assert not [name for name in reply.headers if name.startswith("access-control-")]


def test_other_sites_are_not_let_in(server: Served) -> None:
    asked = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    reply = server.ask("OPTIONS", "/api/bill", headers=asked)
    assert reply.status == 405
    assert not [name for name in reply.headers if name.startswith("access-control-")]


def test_the_interface_alone_has_no_other_pages() -> None:
    with serving("--api") as alone:
        assert alone.get("/api/").status == 200
        assert alone.post("bill", {"area": 185}).value["due"] == "2797.20"
        assert [alone.get(path).status for path in PAGES if not path.startswith("/api")] == [404] * 6
        assert b'href="/table"' not in alone.get("/api/").body
