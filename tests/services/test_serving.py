"""The processes of a site start together and end together."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tasuki.services.serving import port_is_free
from tests.environment import environment
from tests.ports import free_port
from tests.shared import ROOT

# A child that says who it is, and then does as it is told.
CHILD = "import os, signal, sys, pathlib; pathlib.Path(sys.argv[1]).write_text(str(os.getpid())); "
SUPERVISOR = """
import json, sys
from tasuki.services.serving import supervise
sys.exit(supervise([[sys.executable, "-c", *child] for child in json.loads(sys.argv[1])]))
"""


def start(tmp_path: Path, *endings: str) -> tuple[subprocess.Popen[bytes], list[Path]]:
    """A supervisor in a process of its own, with one child per ending."""
    said = [tmp_path / f"child-{number}" for number in range(len(endings))]
    for path in said:
        os.mkfifo(path)  # opening it to read waits until the child is there
    children = [(CHILD + ending, str(path)) for ending, path in zip(endings, said, strict=True)]
    return subprocess.Popen([sys.executable, "-c", SUPERVISOR, json.dumps(children)], env=environment()), said


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_all_and_the_exit_code_is_0(tmp_path: Path, number: signal.Signals) -> None:
    supervisor, said = start(tmp_path, "signal.pause()", "signal.pause()")
    pids = [int(path.read_text()) for path in said]
    supervisor.send_signal(number)
    assert supervisor.wait(20) == 0
    assert not any(is_alive(pid) for pid in pids)


@pytest.mark.parametrize(("ending", "code"), [("sys.exit(3)", 3), ("sys.exit(0)", 1), ("os.kill(os.getpid(), 9)", 137)])
def test_when_one_ends_by_itself_the_others_end_too(tmp_path: Path, ending: str, code: int) -> None:
    supervisor, said = start(tmp_path, "signal.pause()", ending)
    pids = [int(path.read_text()) for path in said]
    assert supervisor.wait(20) == code
    assert not any(is_alive(pid) for pid in pids)


def test_a_port_is_free_until_somebody_listens() -> None:
    port = free_port()
    assert port_is_free("127.0.0.1", port)
    with socket.create_server(("127.0.0.1", port)):
        assert not port_is_free("127.0.0.1", port)


def test_the_message_about_a_taken_port_names_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        done = _port_tool(str(listening.getsockname()[1]))
    assert (done.returncode, "PORT=" in done.stderr) == (3, True)
    assert _port_tool("eighty").returncode == 2
    assert _port_tool(str(free_port())).returncode == 0


def _port_tool(argument: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "tools/port.py", argument]
    return subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)


def test_granian_serves_the_site_until_it_is_asked_to_stop(tmp_path: Path) -> None:
    port = free_port()
    program = f"import sys; from tasuki.services.serving import serve; sys.exit(serve('127.0.0.1', {port}))"
    server = subprocess.Popen([sys.executable, "-c", program], env=environment(TASUKI_DATA=str(tmp_path)))
    try:
        assert _once_it_answers(server, f"http://127.0.0.1:{port}/static/django_htmx/htmx-2.min.js") == 200
    finally:
        server.send_signal(signal.SIGTERM)
    assert server.wait(20) == 0
    assert port_is_free("127.0.0.1", port)


def _once_it_answers(server: subprocess.Popen[bytes], url: str) -> int:
    for _ in range(200):
        with contextlib.suppress(urllib.error.URLError), urllib.request.urlopen(url, timeout=5) as response:
            status: int = response.status
            return status
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(0.1)
            break
    return 0
