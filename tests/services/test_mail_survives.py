"""Workers killed at any instruction: every mail arrives or is shown as uncertain, and every answer is read; none twice, none lost."""

import asyncio
import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.imap_server import Mailbox, mailbox
from tests.shared import ROOT
from tests.site import Site
from tests.smtp_server import smtp_server

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
    with smtp_server(one) as port:
        yield one, f"smtp://127.0.0.1:{port}"


@pytest.fixture
def imap() -> Iterator[Mailbox]:
    with mailbox() as one:
        yield one


@dataclass
class Readers:
    """Those who get the mails: each answers once, while workers die."""

    server: Server
    mailbox: Mailbox
    answered: set[str] = field(default_factory=set)
    over: bool = False

    def answer(self) -> None:
        """Until it is `over`, and everything that arrived has its answer."""
        while True:
            last = self.over
            new = sorted(set(self.server.got) - self.answered)
            self.mailbox.put(*map(reply, new))
            self.answered.update(new)
            if last:
                return
            time.sleep(0.05)


def reply(message: str) -> bytes:
    lines = (
        f"From: reader-{message.strip('<>')}",
        f"Message-ID: {answer_to(message)}",
        f"In-Reply-To: {message}",
        "Subject: Re",
        "Content-Type: text/plain; charset=utf-8",
    )
    return ("\r\n".join(lines) + "\r\n\r\n承知しました。\r\n").encode()


def answer_to(message: str) -> str:
    return f"<re.{message[1:]}"


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


def keep_killing(site: Site, times: int, longest: float, killed: list[int]) -> None:
    """One worker after the other, each until it is killed; `killed` gets the signal that ended each."""
    for _ in range(times):
        with started(site) as child:
            time.sleep(random.uniform(0, longest))
            child.send_signal(signal.SIGKILL)
            killed.append(-child.wait())


def stop_in_the_middle(site: Site, server: Server) -> None:
    """A worker that is asked to end while it sends finishes the mail at hand, and no other."""
    with started(site) as child:
        enough, until = server.got.total() + 2, time.monotonic() + _PATIENCE
        while server.got.total() < enough and time.monotonic() < until:
            time.sleep(0.01)
        child.send_signal(signal.SIGTERM)
        assert child.wait(20) == 0, "a worker ends cleanly when it is asked to"


def finish(site: Site, answers: set[str]) -> None:
    """A worker that nobody kills does what is left, and ends when it is asked to."""
    with started(site) as child:
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            mails, taken = map(int, yard(site, "left").split())
            if not mails and taken >= len(answers):
                break
            time.sleep(1)
        child.send_signal(signal.SIGTERM)
        assert child.wait(20) == 0


def survive(site: Site, server: Server, readers: Readers | None = None, *, mails: int, kills: int, longest: float) -> Counter[str]:
    """What became of the mails; `arrived, unseen` are those of which only the mail server knows that they arrived."""
    site.json("init")
    yard(site, "fill", str(mails))
    killed: list[int] = []
    workers = [Thread(target=keep_killing, args=(site, kills, longest, killed)) for _ in range(2)]
    answering = Thread(target=readers.answer) if readers else None
    for one in (*workers, answering):
        if one:
            one.start()
    for one in workers:
        one.join()
    assert killed == [signal.SIGKILL] * 2 * kills, "every worker was at work when it was killed"
    assert server.got.total() < mails, "and there was work left after the last kill"
    stop_in_the_middle(site, server)
    finish(site, set())
    if readers and answering:
        readers.over = True
        answering.join()
        finish(site, readers.answered)
    states = judged(json.loads(yard(site, "tell")), server, readers, mails)
    assert states["uncertain"] <= 2 * kills, "whoever ended when he was asked to left nothing behind"
    return states


def judged(told: dict[str, Any], server: Server, readers: Readers | None, mails: int) -> Counter[str]:
    states = Counter(told["rows"].values())
    assert states.total() == mails
    assert set(states) <= {"handed-over", "uncertain"}
    assert max(server.got.values()) == 1, "none twice"
    for message, state in told["rows"].items():
        assert told["facts"][message] == {f"mail-{state}": 1}, message
        assert server.got[message] == 1 or state == "uncertain", f"{message} is said to have left, and is lost"
    assert told["whole"]
    states["arrived, unseen"] = sum(server.got[message] for message, state in told["rows"].items() if state == "uncertain")
    if readers:
        answers = {answer_to(message) for message in server.got}
        assert told["taken"] == dict.fromkeys(answers, "reply"), "no answer is lost"
        assert all(told["facts"][one] == {"mail-received": 1} for one in answers), "and none is told twice"
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
def test_a_thousand_mails_and_their_answers_survive_forty_kills(
    kind: str, tmp_path: Path, server: tuple[Server, str], imap: Mailbox, request: pytest.FixtureRequest
) -> None:
    one, url = server
    database = request.getfixturevalue("postgresql") if kind == "postgresql" else ""
    site = Site(tmp_path / "var", database, TASUKI_MAIL_URL=url, TASUKI_IMAP_URL=imap.url, TASUKI_MAIL_ADDRESS="tasuki@relay.example")
    try:
        states = survive(site, one, Readers(one, imap), mails=1000, kills=20, longest=1.2)
    finally:
        site.stop()
    print(kind, dict(states))
