"""Settings hold at the desk as they do for `batch`, and the command that is shown writes the same with them."""

from functools import partial
from pathlib import Path

from tests.conftest import Program
from tests.helpers.clerk import Clerk, text_of
from tests.helpers.serving import serving
from tests.web.desk.test_flow import assert_as_the_command, command_of

LEDGER = "户号,大小,类,备注\n1,100,住宅楼,x\n2,九十,商铺,\n".encode()
MEANINGS = '[columns]\n"大小" = "building_m2"\n"别的" = "name"\n[words."类"]\n"住宅楼" = "居民"\n'
SETTINGS = {
    "HEATCALC_CITY": "太原",
    "HEATCALC_WINTER": "2024-2025",
    "HEATCALC_MAP": "类=class",
    "HEATCALC_OUT_FORMAT": "xlsx",
    "HEATCALC_OUT_ENCODING": "gb18030",
    "HEATCALC_MAX_REJECTS": "0",
    "HEATCALC_MASK": "1",
    "HEATCALC_DUE": "2026-10-31",
}


def test_settings_hold_where_nothing_is_chosen(heat: Program, tmp_path: Path) -> None:
    meanings = tmp_path / "meanings.toml"
    meanings.write_text(MEANINGS, encoding="utf-8")
    said = {**SETTINGS, "HEATCALC_MAP_FILE": str(meanings)}
    held = partial(heat, **said)
    with serving(**said) as served:
        clerk = Clerk(served)
        job = clerk.job("a.csv", LEDGER)
        page = text_of(clerk.page(job))
        assert "city = 太原 (HEATCALC_CITY)" in page
        assert "不起作用" in page
        made = clerk.done(f"{job}/choose", [("then", "run")])
        page = clerk.page(made)
        assert "1 户已计费" in text_of(page)
        assert "太原" in command_of(page)
        assert "--mask" in command_of(page)
        assert_as_the_command(clerk, made, held, tmp_path, {"a.csv": LEDGER})
        chosen = clerk.done(f"{job}/choose", [("reading", "1"), ("city", "shuozhou"), ("then", "run")])
        assert "shuozhou" in command_of(clerk.page(chosen))
        assert_as_the_command(clerk, chosen, held, tmp_path, {"a.csv": LEDGER})
        notices = clerk.done(f"{job}/notices")
        assert "2026-10-31" in command_of(clerk.page(notices))
        assert_as_the_command(clerk, notices, held, tmp_path, {"a.csv": LEDGER})
