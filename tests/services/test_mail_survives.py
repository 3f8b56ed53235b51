"""Workers that are killed at any instruction: every mail arrives or is shown as uncertain, none twice, none lost."""

import asyncio
import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from threading import Thread

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.ports import free_port
from tests.shared import ROOT
from tests.site import Site

_PATIENCE = 900.0


class Server:
    """A mail server that takes its time, so that a worker can die in the middle of the conversation."""

    def __init__(self) -> None:
        self.got: Counter[str] = Counter()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        await asyncio.sleep(random.uniform(0, 0.01))
        assert isinstance(envelope.content, bytes)
        self.got[message_from_bytes(envelope.content)["Message-ID"]] += 1
        await asyncio.sleep(random.uniform(0, 0.01))
        return "250 taken"


@pytest.fixture
def server() -> Iterator[tuple[Server, str]]:
    one = Server()
    controller = Controller(one, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield one, f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()


def yard(site: Site, *argv: str) -> str:
    command = [sys.executable, "-m", "tests.services.mailyard", *argv]
    done = subprocess.run(command, env=site.environment, cwd=ROOT, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def started(site: Site) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.services.mailyard", "work"]
    child = subprocess.Popen(command, env=site.environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def keep_killing(site: Site, times: int, longest: float) -> None:
    """One worker after the other, each until it is killed; the last one may finish, and ends when it is asked to."""
    for _ in range(times):
        with started(site) as child:
            time.sleep(random.uniform(0, longest))
            child.send_signal(signal.SIGKILL)


def finish(site: Site) -> None:
    with started(site) as child:
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until and int(yard(site, "left")):
            time.sleep(1)
        child.send_signal(signal.SIGTERM)
        assert child.wait(20) == 0, "a worker ends cleanly when it is asked to"


def survive(site: Site, server: Server, *, mails: int, kills: int, longest: float) -> Counter[str]:
    site.json("init")
    yard(site, "fill", str(mails))
    workers = [Thread(target=keep_killing, args=(site, kills, longest)) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    finish(site)
    told = json.loads(yard(site, "tell"))
    states = Counter(told["rows"].values())
    assert sum(states.values()) == mails
    assert set(states) <= {"handed-over", "uncertain"}
    assert max(server.got.values()) == 1, "none twice"
    for message, state in told["rows"].items():
        assert told["facts"][message] == {f"mail-{state}": 1}, message
        assert server.got[message] == 1 or state == "uncertain", f"{message} is said to have left, and is lost"
    assert told["whole"]
    return states


def test_workers_may_be_killed_while_mail_leaves(tmp_path: Path, server: tuple[Server, str]) -> None:
    one, url = server
    site = Site(tmp_path / "var", TASUKI_MAIL_URL=url)
    try:
        survive(site, one, mails=40, kills=1, longest=0.4)
    finally:
        site.stop()


@pytest.mark.long
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_thousand_mails_survive_forty_kills(
    kind: str, tmp_path: Path, server: tuple[Server, str], request: pytest.FixtureRequest
) -> None:
    one, url = server
    site = Site(tmp_path / "var", request.getfixturevalue("postgresql") if kind == "postgresql" else "", TASUKI_MAIL_URL=url)
    try:
        states = survive(site, one, mails=1000, kills=20, longest=0.8)
    finally:
        site.stop()
    print(kind, dict(states))
