"""`heatcalc serve`: where it may be reached, by which names, and how it ends."""

import ast
import re
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest

import heatcalc
from heatcalc.installed import lacking
from tests.conftest import Program, environment
from tests.helpers.serving import Served, serving

SECURITY = Path(__file__).parents[2] / "docs/security.md"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - what must be asked for in full

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signals to processes")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("localhost", 200),
        ("LOCALHOST", 200),
        ("localhost:1", 200),
        ("[::1]:8185", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("127.0.0.2", 421),
        ("localhost.", 421),
        ("localhost:x", 421),
        ("localhost@evil.example", 421),
        ("::1", 421),
        ("[::1", 421),
        ("x" * 300, 421),
    ],
)
def test_only_names_of_this_machine_are_answered(host: str, status: int, server: Served) -> None:
    reply = server.ask("GET", "/api/tariffs", host=host)
    assert reply.status == status
    assert b"evil" not in reply.body


def test_other_names_are_answered_where_they_are_allowed() -> None:
    arguments = ("--host", EVERYWHERE, "--api", "--allow-host", "Heat.example.com", "--allow-host", "10.0.0.7")
    with serving(*arguments) as far:
        hosts = ("heat.example.com", "HEAT.EXAMPLE.COM:80", "10.0.0.7", "localhost", "127.0.0.1", EVERYWHERE)
        assert [far.ask("GET", "/api/tariffs", host=host).status for host in hosts] == [200, 200, 200, 421, 421, 421]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--host", EVERYWHERE), "--allow-host"),
        (("--host", "::"), "--allow-host"),
        (("--host", EVERYWHERE, "--api"), "--allow-host"),
        (("--host", EVERYWHERE, "--allow-host", "heat.example.com"), "--api"),
        (("--host", "192.0.2.1", "--api", "--allow-host", "a.example"), "192.0.2.1"),
        (("--host", "heat.example.com", "--api", "--allow-host", "heat.example.com"), "IP"),
        (("--allow-host", "heat.example.com"), "--api"),
        (("--api", "--allow-host", "http://heat.example.com"), "http://"),
        (("--api", "--allow-host", "heat.example.com:80"), "heat.example.com:80"),
        (("--api", "--allow-host", "*"), "*"),
        (("--api", "--allow-host", ""), "--allow-host"),
        (("--port", "65536"), "65536"),
        (("--api", "--max-upload", "1G"), "--max-upload"),
    ],
)
def test_what_would_be_unsafe_or_is_no_address_is_a_usage_error(
    arguments: tuple[str, ...], word: str, heat: Program
) -> None:
    run = heat("serve", *arguments)
    assert (run.code, run.out) == (2, "")
    assert word in run.err


def test_a_port_that_is_taken_is_a_usage_error(heat: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        run = heat("serve", "--port", str(taken.getsockname()[1]))
    assert (run.code, run.out) == (2, "")
    assert "--port 0" in run.err


def test_a_table_that_is_wrong_is_told_before_anything_is_served(heat: Program) -> None:
    tables = Path(__file__).parents[1] / "tables"
    assert heat("serve", "--tariffs", "/nowhere.toml").code == 3
    assert heat("serve", "--tariffs", str(tables / "ten_mistakes.toml")).code == 4


@pytest.mark.parametrize(("told", "code", "word"), [(signal.SIGINT, 130, "中断"), (signal.SIGTERM, 143, "")])
@pytest.mark.parametrize("held", [False, True])
def test_a_signal_ends_it_as_it_ends_every_command(told: signal.Signals, code: int, word: str, held: bool) -> None:
    with serving() as served, served.opened(b"POST /api/bill HTTP/1.1\r\nHo" if held else b""):
        assert served.post("bill", {"area": 185}).status == 200
        served.process.send_signal(told)
        out, err = served.process.communicate(timeout=15)
    assert served.process.returncode == code
    assert out == b""
    assert word in err.decode()
    assert "Traceback" not in err.decode()
    assert len(err.splitlines()) <= 1


def test_an_interrupt_that_its_parent_ignores_it_ignores() -> None:
    with serving(before="import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)") as served:
        served.process.send_signal(signal.SIGINT)
        assert served.post("bill", {"area": 185}).status == 200
        assert served.process.poll() is None


def test_nothing_is_written_and_no_file_of_a_client_opened(tmp_path: Path) -> None:
    log = tmp_path / "opened"
    watch = (
        f"import os\nlog = os.open({str(log)!r}, os.O_CREAT | os.O_APPEND | os.O_WRONLY)\n"
        "def hook(event, given):\n"
        "    if event in ('open', 'os.mkdir', 'os.rename', 'os.remove', 'subprocess.Popen', 'socket.connect'):\n"
        "        os.write(log, f'{event} {given[0]!r} {given[1:]!r}\\n'.encode())\n"
        "sys.addaudithook(hook)"
    )
    with serving(before=watch) as served:
        served.get("/")
        begun = len(log.read_text("utf-8"))
        for body in (
            {"area": 185, "city": "/etc/passwd"},
            {"area": 185, "with": {"../x": "/etc/shadow"}},
            {"area": 185, "relief": "/etc/passwd"},
            {"area": 185, "explain": True, "capitals": True},
        ):
            served.post("bill", body)
        served.post("compare", {"area": 100, "city": ["/etc/passwd", "朔州"]})
        served.get("/api/tariffs/%2fetc%2fpasswd")
        served.get("/table/..%2f..%2fetc%2fpasswd")
        since = log.read_text("utf-8")[begun:].splitlines()
    assert not [line for line in since if "passwd" in line or "shadow" in line]
    assert not [line for line in since if not line.startswith("open ")]
    own = (str(Path(heatcalc.__file__).parent), *sys.path, sys.base_prefix)
    opened_files = [ast.literal_eval(line.removeprefix("open ").partition("' (")[0] + "'") for line in since]
    assert [
        file for file in opened_files if not file.startswith(own)
    ] == []  # what is imported or said for the first time
    assert [line for line in since if "('r" not in line] == []


def test_a_fault_is_answered_without_a_word_of_it_and_the_server_goes_on() -> None:
    broken = (
        "import heatcalc.web.answers as a\n"
        "def fault(self, *given): raise KeyError('secret of the inside')\n"
        "a.Answers.check = fault"
    )
    with serving(before=broken) as served:
        reply = served.post("check", {"area": 185, "paid": 2500})
        assert reply.status == 500
        assert reply.value["code"] == "fault"
        assert b"secret" not in reply.body
        assert b"KeyError" not in reply.body
        assert served.post("bill", {"area": 185}).status == 200
        served.process.terminate()
        _, err = served.process.communicate(timeout=15)
    assert "KeyError" in err.decode()
    assert "secret" not in err.decode()
    assert "Traceback" not in err.decode()


def test_without_the_extra_the_hint_names_it() -> None:
    code = (
        "import sys\nsys.modules['uvicorn'] = sys.modules['starlette'] = None\nsys.argv[0] = 'heatcalc'\n"
        "from heatcalc.__main__ import main\nmain()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "serve", "--port", "0"], capture_output=True, env=environment(), check=False
    )
    assert done.returncode == 2
    assert str(lacking("web")) in done.stderr.decode()


def test_a_bill_and_the_help_load_no_server() -> None:
    for arguments in (["bill", "--area", "185"], ["serve", "--help"]):
        code = (
            f"import sys\nsys.argv[:] = ['heatcalc', *{arguments}]\nfrom heatcalc.__main__ import main\n"
            "try:\n    main()\nexcept SystemExit:\n    pass\n"
            "heavy = {'starlette', 'uvicorn', 'anyio', 'asyncio'} & set(sys.modules)\n"
            "sys.stderr.write(' '.join(heavy))"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment(), check=True)
        assert done.stderr == b""


def test_the_application_is_had_from_python_too() -> None:
    from starlette.applications import Starlette

    assert isinstance(heatcalc.asgi_app(hosts=("heat.example.com",)), Starlette)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_says_where_it_is(lang: str) -> None:
    with serving("--lang", lang) as served:
        assert served.line.startswith(
            {"zh": "服务已启动：http://127.0.0.1:", "en": "Serving at http://127.0.0.1:"}[lang]
        )
        assert served.port > 0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_examples_of_its_help_serve(lang: str, heat: Program) -> None:
    shown = heat("serve", "--help", HEATCALC_LANG=lang).out
    examples = [line.split()[2:] for line in shown.splitlines() if line.strip().startswith("heatcalc serve")]
    assert len(examples) == 2
    for arguments in examples:
        with serving(*arguments) as served:
            named = [after for before, after in pairwise(arguments) if before == "--allow-host"]
            assert served.ask("GET", "/api/", host=named[0] if named else "localhost").status == 200


def test_every_line_of_the_page_on_security_names_tests_that_there_are() -> None:
    rows = [line for line in SECURITY.read_text("utf-8").splitlines() if line.startswith("| ")][2:]
    tests = "".join(file.read_text("utf-8") for file in Path(__file__).parent.rglob("*.py"))
    for row in rows:
        named = re.findall(r"`(test_\w+)`", row.rsplit(" | ", 1)[1])
        assert named, row
        assert not [name for name in named if f"def {name}(" not in tests], row


def test_too_many_that_wait_are_told_so_and_bills_are_not_among_them() -> None:
    slow = (
        "import heatcalc.web.answers as a, time\n"
        "compared = a.Answers.compare\n"
        "def slowly(self, *given):\n    time.sleep(0.3)\n    return compared(self, *given)\n"
        "a.Answers.compare = slowly"
    )
    with serving(before=slow) as served, ThreadPoolExecutor(24) as pool:
        asked = [pool.submit(served.post, "compare", {"area": 100, "city": "太原"}) for _ in range(24)]
        time.sleep(0.5)
        begun = time.monotonic()
        assert served.post("bill", {"area": 185}).status == 200
        assert time.monotonic() - begun < 2
        statuses = sorted(each.result().status for each in asked)
    assert statuses[0] == 200
    assert statuses[-1] == 503
    assert statuses.count(200) >= 16
