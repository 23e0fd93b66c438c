"""The desk against others: who may come, which requests may write, what lies where, and what is left at the end."""

import os
import re
import signal
import stat
import sys
import tempfile
import time
from pathlib import Path

import pytest

import heatcalc
from heatcalc.web.desk.folders import private_folder, sweep
from heatcalc.web.desk.sessions import Sessions
from tests.conftest import Program
from tests.helpers.clerk import BOUNDARY, Clerk, file_form, text_of
from tests.helpers.serving import Served, received, serving

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither these modes nor these signals")
LEDGER = b"account,area\n1,100\n2,nine\n"


def test_the_token_makes_a_session_and_leaves_the_address(server: Served) -> None:
    for _ in range(2):  # the address that is printed may be opened again
        came = server.get(server.desk)
        assert (came.status, came.headers["location"]) == (303, "/desk")
        cookie = came.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert "Path=/desk" in cookie
        assert "token" not in cookie
    assert server.desk not in cookie


@pytest.mark.parametrize("token", ["", "x", "é", "0" * 32])
def test_another_token_opens_nothing(token: str, server: Served) -> None:
    reply = server.get(f"/desk?token={token.encode().hex() if not token.isascii() else token}")
    assert reply.status == 403
    assert "set-cookie" not in reply.headers
    assert "heatcalc serve" in reply.body.decode()


def test_the_token_that_a_browser_is_started_with_is_used_once() -> None:
    sessions = Sessions()
    assert sessions.opened(sessions.once) is not None
    assert sessions.opened(sessions.once) is None
    assert sessions.opened(sessions.printed) is not None
    assert sessions.opened("é") is None


def test_a_browser_is_started_at_an_address_of_its_own_and_only_where_that_is_wanted(tmp_path: Path) -> None:
    started = tmp_path / "started"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >> {started}\n', encoding="utf-8")
    browser.chmod(0o755)
    with serving(opening=True, BROWSER=f"{browser} %s") as served:
        end = time.monotonic() + 20
        while not (started.exists() and started.read_text("utf-8").endswith("\n")) and time.monotonic() < end:
            time.sleep(0.05)
        address = started.read_text("utf-8").strip()
        assert address.startswith(f"http://127.0.0.1:{served.port}/desk?token=")
        assert not address.endswith(served.desk)
        path = "/desk" + address.partition("/desk")[2]
        assert [served.get(path).status for _ in range(2)] == [303, 403]
        assert served.get(served.desk).status == 303
    started.unlink()
    with serving(BROWSER=f"{browser} %s") as quiet, serving("--api", opening=True, BROWSER=f"{browser} %s"):
        assert quiet.get("/").status == 200
    assert not started.exists()


def test_nothing_of_the_desk_is_shown_or_done_without_its_cookie(server: Served) -> None:
    clerk = Clerk(server)
    job = clerk.job("a.csv", LEDGER)
    made = clerk.done(f"{job}/choose", [("then", "run")])
    files = ("state", "row/2", "made/1", "made/1/state", "made/1/file/bills.csv", "made/1/rejects/R06/1")
    for path in ("/desk", job, *(f"{job}/{each}" for each in files)):
        assert clerk.get(path).status == 200
        for cookie in ("", "heatcalc_desk=x", f"heatcalc_desk_{server.port}=x"):
            reply = server.ask("GET", path, headers={"cookie": cookie} if cookie else {})
            assert reply.status == 403
            assert b"1512" not in reply.body
    for path in (f"{job}/choose", f"{job}/forget", f"{made}/cancel", f"/desk/upload/{clerk.form}"):
        assert clerk.post(path, cookie="").status == 403
    assert clerk.get(job).status == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},  # another port of this machine
        {"sec-fetch-site": "none"},
        {"origin": "https://evil.example"},
        {"origin": "null", "sec-fetch-site": ""},
        {"origin": "http://127.0.0.1:1", "sec-fetch-site": ""},
        {"origin": "", "sec-fetch-site": ""},
    ],
)
def test_what_another_site_sends_is_not_done(changes: dict[str, str], server: Served) -> None:
    clerk = Clerk(server)
    job = clerk.job("a.csv", LEDGER)
    assert clerk.post(f"{job}/forget", **changes).status == 403
    assert clerk.put("b.csv", LEDGER, **changes).status == 403
    assert clerk.get(job).status == 200


def test_a_form_without_its_token_is_not_taken(server: Served) -> None:
    clerk, other = Clerk(server), Clerk(server)
    job = clerk.job("a.csv", LEDGER)
    for form in ("", "x", other.form):
        clerk.form, own = form, clerk.form
        assert clerk.post(f"{job}/forget").status == 403
        assert clerk.put("b.csv", LEDGER).status in (403, 404)
        clerk.form = own
    assert clerk.get(job).status == 200
    assert clerk.get(f"{job}/forget").status == 405


def test_the_desk_is_not_there_for_other_machines_nor_in_other_servers() -> None:
    with serving("--api") as alone:
        assert alone.get("/desk").status == 404
        assert alone.get("/desk/static/desk.js").status == 404
    assert not any("desk" in str(route) for route in heatcalc.asgi_app().routes)


def test_all_that_lies_on_the_disk_is_for_its_user_alone(tmp_path: Path) -> None:
    with serving(TMPDIR=str(tmp_path)) as served:
        clerk = Clerk(served)
        job = clerk.job("../../x/台账.csv", LEDGER)
        clerk.done(f"{job}/choose", [("then", "run")])
        clerk.page(f"{job}/made/1")
        found = list(tmp_path.rglob("*"))
        assert {each.name for each in found} >= {"ledger_台账.csv", "bills.csv", "bills.rejects.csv"}
        for each in found:
            mode = stat.S_IMODE(each.stat().st_mode)
            assert mode == (0o700 if each.is_dir() else 0o600), each
        assert "台账.csv" in clerk.page(job)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_nothing_is_left_when_it_ends_in_the_midst_of_a_run(told: signal.Signals, tmp_path: Path) -> None:
    with serving(TMPDIR=str(tmp_path)) as served:
        clerk = Clerk(served)
        rows = "".join(f"{at},{50 + at % 100}\n" for at in range(300_000))
        job = clerk.job("a.csv", f"account,area\n{rows}".encode())
        clerk.done(f"{job}/choose", [("explain", "1"), ("format", "csv"), ("then", "run")])
        assert list(tmp_path.iterdir())
        served.process.send_signal(told)
        _, err = served.process.communicate(timeout=30)
    assert list(tmp_path.iterdir()) == []
    assert b"Traceback" not in err


def test_what_a_killed_desk_has_left_is_swept_by_the_next_and_a_living_one_stays(tmp_path: Path) -> None:
    with serving(TMPDIR=str(tmp_path)) as killed:
        Clerk(killed).job("a.csv", LEDGER)
        killed.process.kill()
        killed.process.wait()
        (left,) = tmp_path.iterdir()
        with serving(TMPDIR=str(tmp_path)) as living, serving(TMPDIR=str(tmp_path)):
            assert not left.exists()
            assert len(list(tmp_path.iterdir())) == 2
            Clerk(living).job("a.csv", LEDGER)
    assert list(tmp_path.iterdir()) == []


def test_only_folders_of_desks_are_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "lock").touch()
    (tmp_path / "heatcalc-desk-link").symlink_to(elsewhere)
    (tmp_path / "heatcalc-desk-new").mkdir()
    (tmp_path / "heatcalc-desk-file").touch()
    lost = tmp_path / "heatcalc-desk-lost"
    lost.mkdir()
    (lost / "ledger.csv").touch()
    os.utime(lost, (time.time() - 90_000,) * 2)
    before = os.umask(0o022)
    os.umask(before)
    with private_folder() as own:
        sweep(tmp_path)
        assert own.exists()
    assert {each.name for each in tmp_path.iterdir()} == {
        *("elsewhere", "heatcalc-desk-link", "heatcalc-desk-new", "heatcalc-desk-file")
    }
    assert (elsewhere / "lock").exists()
    assert os.umask(before) == before


@pytest.mark.parametrize(
    "path",
    [
        *("file/../../../lock", "file/..%2f..%2fledger.csv", "file/%2e%2e%2fledger.csv", "file//etc/passwd"),
        *("file/.bills.csv.lock", "file/ledger.csv", "file/bills.csv%00", "rejects/R99/1", "rejects/R06/0", "x"),
        *("rejects/..%2f/1", "rejects/R06/99999999", "file/C:%5Cx", "file/bills.csv/.."),
    ],
)
def test_no_path_of_a_client_leads_to_a_file(path: str, server: Served) -> None:
    clerk = Clerk(server)
    job = clerk.job("a.csv", LEDGER)
    made = clerk.done(f"{job}/choose", [("then", "run")])
    assert clerk.get(f"{made}/{path}").status == 404
    assert clerk.get(f"/desk/..%2f{job.rpartition('/')[2]}").status in (404, 410)
    assert clerk.get(f"{job}/made/2").status == 404
    assert clerk.get(f"{made}/read/mended-1.csv").status == 404


@pytest.mark.parametrize("digits", [0, 13, 30, 4400])
def test_a_number_of_no_page_is_no_address_with_or_without_the_cookie(digits: int, server: Served) -> None:
    clerk = Clerk(server)
    job = clerk.job("a.csv", LEDGER)
    made = clerk.done(f"{job}/choose", [("then", "run")])
    number = "9" * digits or "0"
    pages = (f"{job}/row/{number}", f"{job}/row/2/{number}", f"{job}/made/{number}", f"{made}/rejects/R06/{number}")
    for path in pages:
        assert clerk.get(path).status == 404
        assert server.get(path).status == 404
    assert clerk.post(f"{made}/rejects/R06/{number}", [("cell-0-1", "90")]).status == 404
    for name in (f"cell-{'9' * 5000}-1", f"cell-0-{'9' * 5000}"):
        assert clerk.post(f"{made}/rejects/R06/1", [(name, "90")]).status == 400


@pytest.mark.parametrize(
    ("name", "data", "status", "said"),
    [
        ("a.exe", LEDGER, 415, ".csv"),
        ("a", LEDGER, 415, ".csv"),
        ("a.csv.", LEDGER, 415, ".csv"),
        ("", LEDGER, 400, "文件"),
        ("a.csv", b"", 400, "空"),
        ("a.xlsx", b"PK\x03\x04 no workbook", 422, "Excel"),
        ("a.parquet", b"PAR1 nothing", 422, "Parquet"),
        ("a.csv", b"\0\0\0\0", 422, ""),
        ("a.csv", b"\n\n", 422, "空"),
        ("a.csv", b"nothing", 422, ""),
    ],
)
def test_a_file_that_is_no_ledger_is_told_with_its_reason_and_the_server_goes_on(
    name: str, data: bytes, status: int, said: str, server: Served
) -> None:
    clerk = Clerk(server)
    reply = clerk.put(name, data)
    if reply.status == 303:
        shown = clerk.page(reply.headers["location"], status)
    else:
        assert reply.status == status
        shown = reply.body.decode()
    assert said in shown
    assert "Traceback" not in shown
    assert "内部错误" not in shown
    assert "程序出错" not in shown
    assert clerk.get("/desk").status == 200


def test_a_file_beyond_the_bound_is_refused_before_it_is_read() -> None:
    with serving("--max-upload", "1K") as served:
        clerk = Clerk(served)
        assert clerk.put("a.csv", b"account,area\n" + b"1,1\n" * 200).status == 303
        for length in ("100000", "99999999999999999999"):
            head = f"POST /desk/upload/{clerk.form} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: {length}\r\n"
            asked = clerk.headers(**{"content-type": f"multipart/form-data; boundary={BOUNDARY}", "origin": ""})
            head += "".join(f"{name}: {value}\r\n" for name, value in asked.items())
            with served.opened(f"{head}\r\n".encode()) as connection:
                assert received(connection).split()[1] in (b"413", b"400")
        # Some kilobytes more than the bound are taken for the form's own; the file is still held to it.
        reply = clerk.put("a.csv", b"account,area\n" + b"1,1\n" * 1000)
        assert reply.status == 413
        assert "1 KiB" in reply.body.decode()
        assert "--max-upload" in reply.body.decode()


@pytest.mark.parametrize("size", ["0", "-1", "x", "1.5G", "1T", ""])
def test_a_bound_that_is_no_size_is_a_usage_error(size: str, heat: Program) -> None:
    run = heat("serve", "--no-open", "--max-upload", size)
    assert (run.code, run.out) == (2, "")
    assert "--max-upload" in run.err


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (file_form("a.csv", LEDGER)[:-30], 400),
        (b"", 400),
        (b"nonsense" * 2000, 400),
        (file_form("a.csv", LEDGER).replace(b"--\r\n", b"\r\n") + file_form("b.csv", LEDGER), 400),
        (f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n--{BOUNDARY}--\r\n'.encode(), 400),
    ],
)
def test_a_form_that_is_no_upload_is_refused_and_leaves_nothing(body: bytes, status: int, tmp_path: Path) -> None:
    with serving(TMPDIR=str(tmp_path)) as served:
        clerk = Clerk(served)
        headers = clerk.headers(**{"content-type": f"multipart/form-data; boundary={BOUNDARY}"})
        assert served.ask("POST", f"/desk/upload/{clerk.form}", body, headers).status == status
        assert [each.name for each in tmp_path.rglob("*") if not each.is_dir()] == ["lock"]
        other = {**headers, "content-type": "text/csv"}
        assert served.ask("POST", f"/desk/upload/{clerk.form}", LEDGER, other).status == 415


def test_a_full_disk_is_told_and_what_had_come_is_gone(tmp_path: Path) -> None:
    full = (
        "import os\nfrom heatcalc.web.desk import uploads\nopen_ = os.fdopen\n"
        "def full(*given):\n    file = open_(*given)\n    file.close()\n    raise OSError(28, 'No space left')\n"
        "uploads.os = type('os', (), {**vars(os), 'fdopen': staticmethod(full)})"
    )
    with serving(before=full, TMPDIR=str(tmp_path)) as served:
        clerk = Clerk(served)
        reply = clerk.put("a.csv", LEDGER)
        assert reply.status == 507
        assert "磁盘空间不够" in reply.body.decode()
        assert [each.name for each in tmp_path.rglob("*") if not each.is_dir()] == ["lock"]


@pytest.mark.slow
def test_an_upload_that_stalls_is_not_waited_for() -> None:
    with serving(before="from heatcalc.web.desk import uploads; uploads.STALLED_SECONDS = 1") as served:
        clerk = Clerk(served)
        body = file_form("a.csv", LEDGER)
        asked = clerk.headers(**{"content-type": f"multipart/form-data; boundary={BOUNDARY}"})
        head = f"POST /desk/upload/{clerk.form} HTTP/1.1\r\nhost: 127.0.0.1:{served.port}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in asked.items())
        began = time.monotonic()
        with served.opened(f"{head}content-length: {len(body)}\r\n\r\n".encode() + body[:-40]) as connection:
            assert clerk.job("b.csv", LEDGER)  # another's does not wait for it
            assert received(connection).split()[1] == b"408"
        assert time.monotonic() - began < 10


@pytest.mark.slow
def test_a_ledger_that_keeps_coming_and_a_file_that_is_read_have_the_time_that_they_take() -> None:
    before = "from heatcalc.web import server as s; s.REQUEST_SECONDS, s.ENOUGH_BYTES = 4.0, 1000"
    with serving(before=before) as served:
        clerk = Clerk(served)
        rows = "".join(f"{at},{50 + at % 100},{'x' * 200}\n" for at in range(30_000))
        body = file_form("a.csv", f"account,area,note\n{rows}".encode())
        asked = clerk.headers(**{"content-type": f"multipart/form-data; boundary={BOUNDARY}"})
        head = f"POST /desk/upload/{clerk.form} HTTP/1.1\r\nhost: 127.0.0.1:{served.port}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in asked.items())
        with served.opened(f"{head}content-length: {len(body)}\r\n\r\n".encode()) as connection:
            for at in range(6):
                time.sleep(0.9)
                connection.sendall(body[at * len(body) // 6 : (at + 1) * len(body) // 6])
            answer = connection.recv(65536)
        assert answer.split()[1] == b"303"
        job = re.findall(rb"location: (\S+)", answer)[0].decode()
        made = clerk.done(f"{job}/run")
        clerk.page(made)
        head = f"GET {made}/file/bills.csv HTTP/1.1\r\nhost: 127.0.0.1:{served.port}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in clerk.headers().items())
        whole = clerk.get(f"{made}/file/bills.csv").body
        with served.opened(f"{head}connection: close\r\n\r\n".encode()) as connection:
            read = b""
            for _ in range(8):
                time.sleep(0.6)
                for _ in range(20):
                    read += connection.recv(65536)
            read += received(connection)
        assert read.partition(b"\r\n\r\n")[2] == whole


def test_what_a_ledger_says_is_text_on_every_page(server: Served) -> None:
    clerk = Clerk(server)
    nasty = "<script>alert(1)</script>\"'&{{7*7}}\u202e"
    cells = ",".join(f'"{each}"' for each in ("1", nasty.replace('"', '""'), "x", nasty.replace('"', '""')))
    header = f'account,"{nasty.replace(chr(34), chr(34) * 2)}",area,class'
    job = clerk.job(f"{nasty}.csv", f"{header}\n{cells}\n2,b,90,residential\n".encode())
    made = clerk.done(f"{job}/choose", [("then", "run")])
    code = re.findall(r"/rejects/(R[0-9]+)/1", clerk.page(made))[0]
    for path in ("/desk", job, made, f"{made}/rejects/{code}/1", f"{job}/row/2", f"{job}/row/3"):
        page = clerk.page(path)
        assert "<script>alert" not in page
        assert "49" not in text_of(page) or "{{7*7}}" in text_of(page)
        shown = re.sub(r'(?:name|value)="[^"]*"', "", page)  # what a form sends back is sent back whole
        assert "\u202e" not in shown
    refused = clerk.post(f"{job}/choose", [("reading", "1"), ("winter", nasty)])
    assert refused.status == 422
    assert b"<script>alert" not in refused.body


def test_the_policy_of_a_page_lets_nothing_run_that_stands_in_it(server: Served) -> None:
    clerk = Clerk(server)
    job = clerk.job("a.csv", LEDGER)
    for reply in (clerk.get("/desk"), clerk.get(job), server.get("/desk"), clerk.get("/desk/nothing")):
        policy = reply.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["x-content-type-options"] == "nosniff"
        page = reply.body.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", page)
        assert not re.search(r"""(?:src|href|action)\s*=\s*["']?(?:https?:)?//""", page)
