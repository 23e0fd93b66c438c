"""The desk in a real browser: a clerk drops a ledger in, maps, bills, mends and exports, on accessible pages."""

import json
from importlib.resources import files
from pathlib import Path

import pytest

from tests.conftest import Program
from tests.helpers.clerk import text_of
from tests.helpers.devtools import Driven, driven
from tests.helpers.serving import serving

LEDGER = (
    "编号,业主,房屋用途,供热面积,备用,状态\r\n"
    "0001,甲,住宅楼,100,,正常\r\n"
    "0002,乙,居民,八十,,正常\r\n"
    "0003,丙,居民,九十,,正常\r\n"
    "0004,丁,居民,0,,正常\r\n"
    "0005,戊,居民,90,,在网运行\r\n"
).encode("gb18030")


def choose(browser: Driven, label: str, value: str) -> None:
    """Choose in the drop-down with a label."""
    browser.run(f"document.querySelector('[aria-label={json.dumps(label)}]').value = {json.dumps(value)}")


def press(browser: Driven, text: str) -> None:
    """Press the button with a text, and wait for what comes of it."""
    found = f"[...document.querySelectorAll('button')].find(each => each.textContent.trim() === {json.dumps(text)})"
    browser.leave(f"{found}.click()")
    browser.until("!document.getElementById('progress')", 60)


def follow(browser: Driven, text: str) -> None:
    """Follow the link that begins with a text."""
    found = (
        f"[...document.querySelectorAll('main a')].find(each => each.textContent.trim().startsWith({json.dumps(text)}))"
    )
    browser.leave(f"{found}.click()")


def mend(browser: Driven, label: str, text: str) -> None:
    browser.run(f"document.querySelector('input[aria-label={json.dumps(label)}]').value = {json.dumps(text)}")


@pytest.mark.browser
def test_a_ledger_is_dropped_in_mapped_billed_mended_and_exported_as_by_the_command(
    heat: Program, tmp_path: Path
) -> None:
    file = tmp_path / "台账.csv"
    file.write_bytes(LEDGER)
    with serving() as served, driven() as browser:
        browser.look(1280)
        origin = f"http://127.0.0.1:{served.port}"
        browser.go(f"{origin}{served.desk}")
        assert browser.run("location.href") == f"{origin}/desk"
        assert browser.run("document.cookie") == ""
        browser.go(f"{origin}/desk?lang=zh")
        browser.drop("#drop", file)
        browser.until("!document.getElementById('progress')")
        assert "住宅楼" in browser.run("document.body.innerText")
        choose(browser, "供热面积 读作", "building_m2")
        choose(browser, "房屋用途 的“住宅楼”的含义", "居民")
        choose(browser, "状态 的“在网运行”的含义", "正常")
        press(browser, "全部计费")
        assert "2 户已计费，3 行退回" in browser.run("document.body.innerText")
        follow(browser, "R06")
        mend(browser, "第 3 行 供热面积", "80")
        mend(browser, "第 4 行 供热面积", "90")
        press(browser, "只保存")
        assert "已改 2 行" in browser.run("document.body.innerText")
        follow(browser, "第 1 次")
        follow(browser, "R07")
        mend(browser, "第 5 行 供热面积", "70")
        press(browser, "保存并重新计费")
        assert "5 户已计费，0 行退回" in browser.run("document.body.innerText")
        names = browser.run("[...document.querySelectorAll('.files a')].map(each => each.textContent)")
        assert names == ["bills.csv", "bills.manifest.json"]
        taken = {name: taken_of(browser, name) for name in names}
        mended = taken_of(browser, "mended-1.csv")
        assert [each for each in browser.asked if not each.startswith((origin, "about:", "data:"))] == []

    (tmp_path / "mended-1.csv").write_bytes(mended)
    options = ["--map", "供热面积=building_m2", "--map-value", "房屋用途:住宅楼=居民"]
    options += ["--map-value", "状态:在网运行=正常", "--corrected", str(tmp_path / "mended-1.csv"), "--lang", "zh"]
    run = heat("batch", str(file), *options, "-o", str(tmp_path / "bills.csv"))
    assert run.code == 0, run.err
    assert {name: (tmp_path / name).read_bytes() for name in names} == taken
    assert text_of(mended.decode("utf-8-sig")).count("R0") == 3


def taken_of(browser: Driven, name: str) -> bytes:
    """Return a file that the page offers, as the browser gets it."""
    script = (
        f"(async () => {{ const link = [...document.querySelectorAll('a')].find(each => each.textContent === '{name}');"
        "const data = new Uint8Array(await (await fetch(link.href)).arrayBuffer());"
        "return [...data].map(each => each.toString(16).padStart(2, '0')).join(''); })()"
    )
    return bytes.fromhex(browser.run(script))


OTHERS = {
    "unreadable.xlsx": b"PK\x03\x04 nothing",
    "asked.csv": "户号,建筑面积,优惠情况说明\n1,100,\n".encode(),
    "titled.csv": "2023-2024采暖季收费台账,\n户号,建筑面积\n1,100\n".encode(),
    "unknown.csv": "甲,乙\n1,100\n".encode(),
}


def put(browser: Driven, origin: str, folder: Path, name: str, data: bytes) -> str:
    """Put a ledger in and have it billed where it can be, and return the path of what is shown then."""
    file = folder / name
    file.write_bytes(data)
    browser.go(f"{origin}/desk")
    browser.drop("#drop", file)
    browser.until("!document.getElementById('progress')")
    bill = "document.querySelector('button[name=then][value=run]:not([hidden])')"
    if browser.run(f"{bill} !== null"):
        browser.leave(f"{bill}.click()")
        browser.until("!document.getElementById('progress')")
    found: str = browser.run("location.pathname")
    return found


@pytest.mark.browser
@pytest.mark.parametrize(("lang", "width", "scheme"), [("en", 390, "light"), ("zh", 1280, "dark")])
def test_no_page_has_a_violation_that_axe_knows_nor_is_wider_than_its_window(
    lang: str, width: int, scheme: str, tmp_path: Path
) -> None:
    axe = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    file = tmp_path / "台账.csv"
    file.write_bytes(LEDGER)
    with serving(HEATCALC_LANG=lang) as served, driven() as browser:
        origin = f"http://127.0.0.1:{served.port}"
        browser.look(1280)
        browser.go(f"{origin}{served.desk}")
        browser.go(f"{origin}/desk?lang={lang}")
        browser.drop("#drop", file)
        browser.until("!document.getElementById('progress')")
        ledger = browser.run("location.pathname")
        browser.leave("document.querySelector('button.main').click()")
        browser.until("!document.getElementById('progress')")
        run = browser.run("location.pathname")
        rejects = browser.run("[...document.querySelectorAll('.reasons a')].map(each => each.pathname)")
        browser.leave("document.querySelector('form[action$=\"/notices\"] button').click()")
        browser.until("!document.getElementById('progress')")
        notices = browser.run("location.pathname")
        others = [put(browser, origin, tmp_path, name, data) for name, data in OTHERS.items()]
        paths = ["/desk", ledger, run, rejects[0], notices, f"{ledger}/row/3", "/desk/nothing", *others]
        for path in paths:
            browser.look(width, scheme)
            browser.go(origin + path)
            browser.run("for (const each of document.querySelectorAll('details')) each.open = true")
            browser.run(axe)
            found = browser.run(
                "axe.run(document, {resultTypes: ['violations']}).then(found => "
                "found.violations.map(each => [each.id, each.nodes.map(node => node.html)]))"
            )
            assert found == [], (path, width, scheme)
            wide = browser.run("document.documentElement.scrollWidth")
            assert wide <= width, (path, width, wide)


@pytest.mark.browser
def test_a_ledger_is_billed_by_the_keyboard_alone_and_focus_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"account,area\n1,100\n")
    with serving() as served, driven() as browser:
        browser.look(1280)
        browser.go(f"http://127.0.0.1:{served.port}{served.desk}")
        browser.go(f"http://127.0.0.1:{served.port}/desk?lang=zh")
        browser.key("Tab", 9)
        assert browser.run("document.activeElement.className") == "skip"
        browser.drop("#drop", file)
        browser.until("!document.getElementById('progress')")
        for _ in range(80):
            browser.key("Tab", 9)
            assert browser.run("getComputedStyle(document.activeElement).outlineStyle") != "none", browser.run(
                "document.activeElement.outerHTML"
            )
            if browser.run("document.activeElement.textContent.trim()") == "全部计费":
                break
        browser.run("window.here = true")
        browser.key("Enter", 13)
        browser.until("document.readyState === 'complete' && !window.here && !document.getElementById('progress')")
        assert "1 户已计费" in browser.run("document.body.innerText")


@pytest.mark.browser
def test_what_was_entered_is_not_left_unsent_and_what_was_kept_is_said_where_focus_is(tmp_path: Path) -> None:
    file = tmp_path / "台账.csv"
    file.write_bytes(LEDGER)
    left = "(() => { const leave = new Event('beforeunload', {cancelable: true}); return !dispatchEvent(leave); })()"
    with serving() as served, driven() as browser:
        browser.look(390)
        origin = f"http://127.0.0.1:{served.port}"
        browser.go(f"{origin}{served.desk}")
        browser.go(f"{origin}/desk?lang=zh")
        browser.drop("#drop", file)
        browser.until("!document.getElementById('progress')")
        assert browser.run(left) is False
        choose(browser, "供热面积 读作", "building_m2")
        changed = "dispatchEvent(new Event('change', {bubbles: true}))"
        browser.run(f"document.querySelector('select[name=meaning]').{changed}")
        assert browser.run(left) is True
        press(browser, "全部计费")
        follow(browser, "R06")
        press(browser, "只保存")
        assert browser.run("document.activeElement.innerText") == "没有改动。"
        mend(browser, "第 3 行 供热面积", "80")
        browser.run(f"document.querySelector('[name^=cell]').{changed}")
        assert browser.run(left) is True
        press(browser, "只保存")
        assert "已改 1 行" in browser.run("document.activeElement.innerText")
        assert browser.run("document.activeElement.getBoundingClientRect().top < innerHeight")
        assert browser.run(left) is False
        press(browser, "按改动重新计费")
        assert browser.run("location.pathname").endswith("/made/2")
