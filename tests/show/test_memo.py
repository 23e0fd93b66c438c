"""The memo on a ledger's gap: title, result, exact figures, caps, method, inputs and sources, on a phone and on A4."""

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import heatcalc
from heatcalc.show.memo_words import Scale, grouped
from tests.conftest import Program
from tests.helpers.browser import browse
from tests.helpers.files import ledger_in
from tests.helpers.nasty import NASTY

ASKED = ("--by", "乡镇", "--rural", "--heat-use", "0.45", "--loss", "0.1", "--network-cost", "8")
SPLIT = ("--split", "市财政=0.6,县财政=rest")
TOWNS = "户号,乡镇,建筑面积\n" + "".join(f"{at},{'甲乙丙丁'[at % 4]}镇,{100 + at % 4}\n" for at in range(40))
"""Ten homes each of 100, 101, 102 and 103 ㎡: 4060 ㎡."""


def memo(heat: Program, folder: Path, *more: str, text: str = TOWNS, lang: str = "zh") -> str:
    path = folder / "memo.html"
    done = heat("subsidy", "--ledger", str(ledger_in(folder, text)), *ASKED, *more, "--html", str(path), "--lang", lang)
    assert done.code in {0, 1}, done.err
    return path.read_text(encoding="utf-8")


def words(page: str) -> str:
    body = page[page.index("<main>") :]
    return re.sub(r"\s+", " ", re.sub(r"<svg.*?</svg>|<[^>]*>", " ", body, flags=re.DOTALL))


def test_a_memo_says_what_a_council_asks(heat: Program, tmp_path: Path) -> None:
    """4060 × 60.75 = 246645.00; 4060 × 15.12 = 61387.20; 185257.80 between, of which 111154.68 and 74103.12."""
    page = memo(heat, tmp_path, *SPLIT)
    said = words(page)
    assert "<h1>朔州农村供热成本与缺口（2022-2023 采暖季）</h1>" in page
    assert "40 户，建筑面积 4,060㎡" in said
    assert (
        "供热成本 24.66 万元，用户承担 6.14 万元（24.9%），缺口 18.53 万元，合 45.63 元/㎡·采暖季；"
        "其中市财政（60%）11.12 万元、县财政（40%）7.41 万元。"
    ) in said
    assert "精确数：成本 246,645.00 元，用户承担 61,387.20 元，缺口 185,257.80 元。" in said
    # 丁镇: 1030 × (60.75 - 15.12) = 46998.90, and its splits.
    assert "丁镇 10 1,030 6.26 62,572.50 1.56 15,573.60 4.70 46,998.90 45.63 24.9% 2.82 28,199.34 1.88" in said
    assert "热源价每变动 1 元/吉焦，缺口变动 0.61 万元。" in said
    assert page.count("<svg") == 2


def test_prices_above_the_cap_are_marked_and_have_their_split(heat: Program, tmp_path: Path) -> None:
    """At 28: 4060 × (66 - 15.12) = 206572.80, of which 123943.68."""
    said = words(memo(heat, tmp_path, *SPLIT))
    rows = re.findall(r" (2[3-8](?:\.5)?) [\d.]+ [\d,]+\.\d\d ", said)
    assert rows == ["23.5", "24", "24.5", "25", "25.5", "26", "26.5", "27", "27.5", "28", "28.5"]
    assert "28 26.80 267,960.00 6.14 61,387.20 20.66 206,572.80 50.88 12.39 123,943.68 8.26 82,629.12 超过上限" in said
    assert said.count("超过上限") == 2


def test_a_memo_carries_its_inputs_and_says_which_have_no_source(heat: Program, tmp_path: Path) -> None:
    said = words(memo(heat, tmp_path, *SPLIT))
    assert "热源价，元/吉焦 24.5 朔州日报《让幸福民生更有温度——朔州市实施集中供热惠民工程纪实》" in said
    for row in ("耗热量，吉焦/㎡·采暖季 0.45", "管网热损失率 10%", "分担比例 市财政 60%、县财政 40%"):
        assert f"{row} 测算人的假定，没有出处" in said
    assert re.search(r"农村倍数 3 朔州日报《[^》]*》，2022-11，报刊（出处只说约数）", said)
    assert re.search(r"41 行，40 行计入，SHA-256 [0-9a-f]{64} ", said)
    assert "您" not in said


def test_a_weak_source_is_marked(heat: Program, tmp_path: Path) -> None:
    table = heatcalc.load_tariffs()
    sources = {id_: each._replace(kind="web") for id_, each in table.sources.items()}
    weak = table._replace(sources=sources)
    cost = {"heat_use": "0.45", "loss": "0.1", "network_cost": 8}
    found = heatcalc.subsidy_ledger(ledger_in(tmp_path, TOWNS), cost, tariffs=weak)
    assert isinstance(found, heatcalc.Gaps)
    assert "网页转载（弱：未经官方或企业证实）" in heatcalc.memo(found)
    assert "（弱" not in words(memo(heat, tmp_path))


def test_many_townships_are_in_an_annex_and_their_rest_in_the_memo(heat: Program, tmp_path: Path) -> None:
    """Of 13 townships with a home of 113 … 101 ㎡ the last three have 103 + 102 + 101 = 306: 306 × 45.63 = 13962.78."""
    rows = "".join(f"{at},{at:02}镇,{100 + at}\n" for at in range(1, 14))
    said = words(memo(heat, tmp_path, text=f"户号,乡镇,建筑面积\n{rows}"))
    main, annex = said.split("附表：按“乡镇”的全部结果")
    assert "其余 3 个（见附表） 3 306 18,589.50 4,626.72 13,962.78 45.63 24.9% 合计 13 1,391 " in main
    assert "03镇 1 103" not in main
    assert all(f"{at:02}镇 1 {100 + at} " in annex for at in range(1, 14))


def test_an_english_memo_is_in_thousands(heat: Program, tmp_path: Path) -> None:
    said = words(memo(heat, tmp_path, lang="en"))
    assert "Shuozhou, rural homes: cost of heat and gap, winter 2022-2023" in said
    assert "the gap is 185.26 thousand CNY, 45.63 CNY/㎡·season." in said
    assert "No split was given (--split)." in said


def test_small_amounts_are_exact_and_without_a_class_of_values(heat: Program, tmp_path: Path) -> None:
    said = words(memo(heat, tmp_path, text="户号,乡镇,建筑面积\n1,甲镇,100\n"))
    assert "供热成本 6,075.00 元，用户承担 1,512.00 元（24.9%），缺口 4,563.00 元" in said
    assert "精确数" not in said


@pytest.mark.parametrize("nasty", [each for each in NASTY if not re.search(r"[\x00\n\x9b\x1b]", each)])
def test_a_township_is_text(nasty: str, tmp_path: Path) -> None:
    quoted = '"' + nasty.replace('"', '""') + '"'
    file = ledger_in(tmp_path, f"户号,乡镇,建筑面积\n1,{quoted},100\n")
    found = heatcalc.subsidy_ledger(file, {"heat_use": "0.4", "loss": "0.1", "network_cost": 8}, by="乡镇")
    assert isinstance(found, heatcalc.Gaps)
    page = heatcalc.memo(found)
    assert "<script" not in page
    assert "\u202e" not in page


@given(st.decimals(-(10**12), 10**12, places=2))
def test_amounts_in_a_unit_are_the_amounts_to_its_hundredth(amount: Decimal) -> None:
    shown = Scale(10_000, "万元").shown(amount)
    assert abs(Fraction(shown.replace(",", "")) * 10_000 - Fraction(amount)) <= 50
    assert Decimal(grouped(amount).replace(",", "")) == amount


def test_payers_and_tariffs_have_names_and_what_a_user_calls_them_stays(heat: Program, tmp_path: Path) -> None:
    said = words(memo(heat, tmp_path, "--split", "city=0.5,County=0.3,热力公司=0.2"))
    assert "其中市级财政（50%）" in said
    assert "市级财政 50%、县级财政 30%、热力公司 20%" in said
    assert not re.search(r"city|county|residential", said, re.IGNORECASE)
    assert "朔州居民热价（按面积，2022-09-28 起） 2.52元/㎡·月" in said
    assert "city (50%)" in words(memo(heat, tmp_path, "--split", "city=0.5,county=0.5", "--force", lang="en"))


def test_numbers_of_a_memo_are_written_in_one_form(heat: Program, tmp_path: Path) -> None:
    page = memo(heat, tmp_path, *SPLIT)
    told = re.sub(r"[0-9a-f]{64}|20[0-9]{2}", "", words(page) + " ".join(re.findall(r"<text[^>]*>([^<]*)", page)))
    assert not re.findall(r"(?<![\d,.])\d{4,}(?:\.\d+)?", told)


def test_a_surplus_is_drawn_below_zero(tmp_path: Path) -> None:
    """Homes of 经营 pay 4.8 × 6 = 28.80 CNY/㎡, more than (24.5 × 0.45 ÷ 0.9 + 8) = 20.25."""
    rows = "户号,乡镇,用户类别,建筑面积\n1,甲镇,居民,100\n2,乙镇,非居民,100\n"
    path = ledger_in(tmp_path, rows)
    given_ = {"heat_use": "0.45", "loss": "0.1", "network_cost": 8}
    for by in ("乡镇", None):
        found = heatcalc.subsidy_ledger(path, given_, city="shuozhou", by=by)
        assert isinstance(found, heatcalc.Gaps)
        assert [str(gap.gap) for gap in found.each] == ["513.00", "-855.00"]
        bars = re.findall(
            r'<rect x="([0-9.]+)"[^>]*width="([0-9.]+)"[^>]*fill="(#d55e00|#0072b2)"', heatcalc.memo(found)
        )
        above, below = (
            [(float(x), float(width)) for x, width, fill in bars[-2:] if fill == wanted]
            for wanted in ("#0072b2", "#d55e00")
        )
        assert below[0][0] + below[0][1] == pytest.approx(above[0][0], abs=0.2)
        assert below[0][1] == pytest.approx(above[0][1] * 855 / 513, rel=0.01)


@pytest.mark.browser
def test_a_memo_fits_a_phone_and_two_sheets_of_a4(heat: Program, tmp_path: Path) -> None:
    page = memo(heat, tmp_path, *SPLIT)
    path = tmp_path / "probed.html"
    probe = "<script>const d=document.documentElement;d.dataset.over=d.scrollWidth-d.clientWidth</script>"
    path.write_text(page.replace("</body>", f"{probe}</body>"), encoding="utf-8")
    for width in (390, 1280):
        assert b'data-over="0"' in browse(path, "--dump-dom", width=width)
    browse(tmp_path / "memo.html", f"--print-to-pdf={tmp_path / 'm.pdf'}", "--no-pdf-header-footer")
    assert len(re.findall(rb"/Type\s*/Page\b", (tmp_path / "m.pdf").read_bytes())) <= 2
