"""The resident's page on a company's or a city's own site: whose it is, links that fill it in, and old browsers."""

import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heatcalc.errors import UsageError
from heatcalc.show import resident
from heatcalc.show.colour import LEAST_CONTRAST, accent_of, with_white
from tests.conftest import Program
from tests.helpers.browser import browse

LOGO = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c6360606000000004000"
    "1f61738550000000049454e44ae426082"
)


@pytest.fixture
def written(heat: Program, tmp_path: Path) -> Path:
    """Return a page of all cities."""
    path = tmp_path / "heat.html"
    assert heat("page", "-o", str(path)).code == 0
    return path


def answer_to(path: Path, link: str) -> str:
    """Return what the page answers when it is opened by a link, as text."""
    shown = opened(path, link)
    return unescape(re.sub(r"<[^>]+>", " ", shown[shown.index('id="answer"') : shown.index('<details id="cities"')]))


def opened(path: Path, link: str, script: str = "") -> str:
    """Return the page as it is when a link has opened it and a script was run in it."""
    asked = path.with_name("asked.html")
    go = f"<script>location.hash = {json.dumps(link)};</script>"
    run = f"<script>{script}</script>"
    text = path.read_text(encoding="utf-8")
    asked.write_text(text.replace("<main>", f"{go}<main>", 1).replace("</body>", f"{run}</body>"), encoding="utf-8")
    return browse(asked, "--dump-dom", "--virtual-time-budget=5000").decode()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("#city=shuozhou&area=185", ("朔州 居民 按面积 2022-2023", "应缴 2797.20元", "185㎡ × 2.52元/㎡·月 × 6个月")),
        (f"#city={quote('朔州市')}&area={quote('１８５㎡')}", ("应缴 2797.20元",)),
        ("#city=shuozhou&area=185&winter=2026-2027", ("2026-2027", "比 2026-2027 早 4 个采暖季")),
        ("#city=shuozhou&usable=70", ("70㎡ × ",)),
        ("#city=shuozhou&area=185&class=non_residential", ("朔州 非居民",)),
        (f"#city=shuozhou&area=185&class={quote('非居民')}", ("朔州 非居民",)),
        ("#city=nowhere&area=185", ("本页没有“nowhere”",)),
        ("#city=shuozhou&area=185&winter=1990-1991", ("本页没有“1990-1991”",)),
        ("#city=zhengzhou&area=100&supply_from=2025-12-01", ("供热 104 天，不是整季", "整季的费用照缴")),
        ("#city=zhengzhou&area=100&supply_from=2025-12-01&supply_to=2025-11-20", ("相互矛盾",)),
        ("#city=zhengzhou&area=100&supply_from=2022-12-01", ("日期不在所选的采暖季（2025-2026）",)),
        ("#city=zhengzhou&area=100&supply_to=soon", ("供热结束日期“soon”不是正确的数",)),
        ("#city=shuozhou&area=185&supply_from=2022-12-01", ("应缴 2797.20元",)),
        ("#city=shuozhou&area=185&height=soon", ("层高“soon”不是正确的数",)),
        ("#city=shuozhou&area=185&paid_on=soon&__proto__=x&%=%zz", ("应缴 2797.20元",)),
        ("#city=shuozhou&area=<img src=x>", ("建筑面积“<img src=x>”不是正确的数",)),
    ],
)
def test_a_link_fills_the_form_in(link: str, found: tuple[str, ...], written: Path) -> None:
    answer = re.sub(r"\s+", " ", answer_to(written, link))
    for text in found:
        assert text in answer, answer


@pytest.mark.browser
def test_classes_are_chosen_each_by_its_name(written: Path) -> None:
    """The list once had the last class alone, whatever the bill was for."""
    shown = opened(written, "#city=shuozhou&area=100")
    (classes,) = re.findall(r'<select name="class".*?</select>', shown)
    assert re.findall(r'value="(\w+)"', classes) == ["residential", "non_residential"]
    assert re.search(r'value="residential" selected', classes)


@pytest.mark.browser
def test_an_area_of_one_kind_is_never_taken_for_another(written: Path) -> None:
    answer = answer_to(written, "#city=linyi&area=100")
    assert "请输入面积" in answer, "this city is billed by the inner area alone"


@pytest.mark.browser
def test_cities_are_found_by_name_province_and_pinyin(written: Path) -> None:
    typed = (
        "const found = typed => { const field = document.getElementById('search'); field.value = typed;"
        " field.dispatchEvent(new Event('input', {bubbles: true}));"
        " return [...document.querySelectorAll('#city option')].map(each => each.value); };"
        "const pre = document.createElement('pre'); pre.id = 'found';"
        "pre.textContent = JSON.stringify(['朔州', 'SHUOZ', '甘肃', 'xyz'].map(found)); document.body.append(pre);"
    )
    shown = opened(written, "", typed)
    found = re.search(r'<pre id="found">(.*?)</pre>', shown)
    assert found, shown[-500:]
    by_name, by_pinyin, by_province, by_nothing = json.loads(found[1])
    assert by_name == by_pinyin == ["shuozhou"]
    assert "lanzhou" in by_province
    assert by_nothing == by_province, "what finds nothing leaves the list as it is"
    assert "没有找到这个城市" in shown
    assert '<optgroup label="甘肃">' in shown


@pytest.mark.browser
def test_the_page_tells_the_page_around_it_its_height_and_nothing_typed(written: Path) -> None:
    around = written.with_name("around.html")
    script = (
        "const told = []; addEventListener('message', event => { told.push(event.data);"
        " document.getElementById('told').textContent = JSON.stringify(told); });"
    )
    frame = f'<iframe src="{written.name}#city=shuozhou&amp;area=185" width="390"></iframe>'
    around.write_text(f"<pre id=told></pre><script>{script}</script>{frame}", encoding="utf-8")
    shown = browse(around, "--dump-dom", "--allow-file-access-from-files", "--virtual-time-budget=5000").decode()
    found = re.search(r'<pre id="told">(.*?)</pre>', shown)
    assert found, shown
    assert found[1], "nothing was told"
    for told in json.loads(found[1]):
        assert sorted(told) == ["heatcalc", "height"]
        assert told["height"] > 300


def test_a_page_says_whose_it_is(heat: Program, tmp_path: Path) -> None:
    logo, out = tmp_path / "logo.png", tmp_path / "own.html"
    logo.write_bytes(LOGO)
    own = ("--company", "<b>热力公司", "--phone", "0349-000 0000", "--logo", str(logo), "--accent", "0b5394")
    done = heat("page", "--city", "朔州", "--city", "shuozhou", "--city", "大同", *own, "-o", str(out))
    assert done.code == 0, done.err
    page = out.read_text(encoding="utf-8")
    data = json.loads(re.findall(r'id="data">(.*?)</script>', page)[0])
    assert [city["id"] for city in data["cities"]] == ["shuozhou", "datong"]
    assert data["default"] == "shuozhou"
    assert not [id_ for id_ in data["sources"] if "lanzhou" in id_]
    assert "&lt;b&gt;热力公司" in page
    assert "<b>" not in page
    assert '<a href="tel:03490000000">' in page
    assert 'src="data:image/png;base64,' in page
    assert "background: #0b5394" in page
    assert not re.search(r"https?://", page[: page.index('id="data"')])


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("--accent", "ff9900"), 2, "2.14"),
        (("--accent", "blue"), 2, "#0b5394"),
        (("--logo", "logo.svg"), 3, "SVG"),
        (("--logo", "large.png"), 3, "200"),
        (("--logo", "none.png"), 3, "none.png"),
        (("--city", "nowhere"), 4, "nowhere"),
    ],
)
def test_what_is_refused_is_told_with_the_remedy(
    arguments: tuple[str, ...], code: int, told: str, heat: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    Path("large.png").write_bytes(LOGO + bytes(200 * 1024))
    done = heat("page", *arguments, "-o", "out.html")
    assert (done.code, Path("out.html").exists()) == (code, False), done.err
    assert told in done.err


@given(st.integers(0, 0xFFFFFF))
def test_a_colour_is_taken_or_a_darker_one_named_that_is_taken(number: int) -> None:
    colour = f"#{number:06x}"
    try:
        assert accent_of(colour) == colour
    except UsageError as error:
        darker = str(error.values["darker"])
        assert accent_of(darker) == darker
    else:
        assert with_white(tuple(bytes.fromhex(colour[1:]))) >= LEAST_CONTRAST


def test_contrast_is_that_of_the_guidelines() -> None:
    assert with_white((255, 255, 255)) == pytest.approx(1)
    assert with_white((0, 0, 0)) == pytest.approx(21)
    # #767676 is the lightest grey that passes with white, by WCAG 2.2's own formula: 4.54.
    assert with_white((0x76,) * 3) == pytest.approx(4.54, abs=0.005)


SINCE_2018 = {
    "optional chaining": r"\?\.(?!\d)",
    "nullish coalescing": r"\?\?",
    "logical assignment": r"(\|\||&&)=",
    "numeric separators": r"\d_\d",
    "private fields": r"[.\s]#\w+\s*[=;(]",
    "lookbehind": r"\(\?<[=!]",
    "top-level modules": r"\b(import|export)\b",
}
"""Syntax that Chromium 67 and Safari 14 cannot all read, so that one use of it leaves the page blank."""

LATER = (
    *("Array.prototype.flat", "Array.prototype.flatMap", "Array.prototype.at", "Array.prototype.findLast"),
    *("Array.prototype.toSorted", "Array.prototype.toReversed", "Array.prototype.with", "Array.prototype.toSpliced"),
    *("String.prototype.replaceAll", "String.prototype.matchAll", "String.prototype.at"),
    *("String.prototype.trimStart", "String.prototype.trimEnd", "Object.fromEntries", "Object.hasOwn"),
    *("Object.groupBy", "Map.groupBy", "Promise.allSettled", "Promise.any", "Element.prototype.replaceChildren"),
    *("Document.prototype.replaceChildren", "DocumentFragment.prototype.replaceChildren"),
    *("Element.prototype.checkVisibility", "window.structuredClone", "window.queueMicrotask", "window.WeakRef"),
    *("Intl.ListFormat", "Intl.RelativeTimeFormat", "Set.prototype.union", "Set.prototype.difference"),
)
"""What browsers have only since."""


@pytest.mark.parametrize("name", resident._SCRIPTS)
def test_the_scripts_are_written_for_the_browsers_of_2018(name: str) -> None:
    script = (Path(resident.__file__).parent / name).read_text(encoding="utf-8")
    code = re.sub(r"//.*|\"[^\"\n]*\"", "", script)
    found = {what: re.findall(pattern, code) for what, pattern in SINCE_2018.items()}
    assert not any(found.values()), found


@pytest.mark.browser
def test_the_page_calculates_without_what_browsers_have_only_since(written: Path) -> None:
    gone = "".join(f"try {{ delete {name}; }} catch (e) {{}}" for name in LATER)
    checked = f"if ([].flat || ''.replaceAll || Object.fromEntries) throw Error('still there');{gone}"
    text = written.read_text(encoding="utf-8")
    script = f"<script>{gone}{checked}</script><main>"
    written.write_text(text.replace("<main>", script, 1), encoding="utf-8")
    assert "应缴 2797.20元" in answer_to(written, "#city=shuozhou&area=185")


@pytest.mark.browser
def test_a_browser_that_is_too_old_is_told_so(written: Path) -> None:
    text = written.read_text(encoding="utf-8")
    text = text.replace("<main>", "<script>delete window.BigInt</script><main>", 1)
    # Such a browser cannot read the numbers of the main script either.
    written.write_text(text.replace('"use strict";', "unreadable unreadable;", 1), encoding="utf-8")
    assert "版本太旧" in answer_to(written, "")
