"""Mail leaves once: to a real mail server on this machine, one that refuses, one that falls silent; or into a folder."""

import email
import os
import socket
from asyncio import WriteTransport
from collections.abc import Iterator
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import decode_header, make_header
from email.policy import default
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from hypothesis import given
from hypothesis import strategies as st

from tasuki.core.engagement.facts import Fact
from tasuki.records.models import Outbox, Person
from tasuki.services import clock, engagements, health, letterbox, outbox, pulse, worker
from tasuki.services.lettering import html_of
from tasuki.services.refusal import Refusal
from tests.ports import free_port
from tests.smtp_server import smtp_server

pytestmark = pytest.mark.django_db

NOON = "2026-03-02T12:00:00+09:00"
AT = datetime(2026, 3, 2, 3, tzinfo=UTC)
LONG = "完了ミーティングのご案内：" + "とても 長い 件名 " * 12 + "です"
NAME = "伊藤 とても長い名前の花子 マイクロソフト担当"


class Server:
    """What the mail server got, and how it behaves."""

    def __init__(self) -> None:
        self.got: list[Envelope] = []
        self.refuses: dict[str, str] = {}
        self.at_the_end = "250 2.0.0 taken"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802 - aiosmtpd's name
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.got.append(envelope)
        if self.at_the_end == "drop":
            assert isinstance(server.transport, WriteTransport)
            server.transport.abort()
        return self.at_the_end


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    one = Server()
    with smtp_server(one) as port:
        settings.TASUKI_MAIL_URL = f"smtp://127.0.0.1:{port}"
        yield one


@pytest.fixture(autouse=True)
def told(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[str, dict[str, Any]]]:
    """What engagements were told; they have tests of their own."""
    facts: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(engagements, "record_mail_outcome", lambda **given: facts.append((given["kind"], dict(given["data"]))))
    settings.TASUKI_ALLOW_AT = True
    settings.TASUKI_MAIL_URL = f"file:{tmp_path / 'mail'}"
    Person.objects.create(login="ito", name=NAME, role="manager", email="ito@tasuki.example")
    return facts


def queue(number: int = 2, **data: Any) -> Outbox:
    plain = {
        "template": "customer-follow-up",
        "to": ["aoki@contoso.example"],
        "cc": ["doi@sales.example"],
        "subject": LONG,
        "language": "ja",
        "message_id": f"<engagement-1.{number}@tasuki.example>",
    }
    text = "青木様\n\n.先頭の点\nお世話になっております。\n"
    outbox.enqueue("engagement/1", Fact(number, "mail-queued", AT, "ito", "teams", "completion", {**plain, **data}, text))
    return Outbox.objects.get(fact_number=number)


def work(at: str = NOON, name: str = worker.ME) -> dict[str, int]:
    with clock.at(at):
        done: dict[str, int] = worker.run_once(name)["mail"]
        return done


def written(content: bytes, header: str) -> str:
    """As mail programs read it; the parser of Python 3.11 puts blanks into names."""
    raw = email.message_from_bytes(content)[header].replace("\r\n", "")
    return str(make_header(decode_header(raw)))


def state_of(mail: Outbox) -> str:
    return Outbox.objects.get(pk=mail.pk).state


def test_a_mail_arrives_as_it_was_meant(server: Server, told: list[tuple[str, dict[str, Any]]]) -> None:
    mail = queue()
    assert work() == {"handed-over": 1}
    (envelope,) = server.got
    assert (envelope.mail_from, envelope.rcpt_tos) == ("ito@tasuki.example", ["aoki@contoso.example", "doi@sales.example"])
    assert isinstance(envelope.content, bytes)
    assert all(len(line) <= 998 for line in envelope.content.split(b"\r\n"))
    assert envelope.content.isascii()
    got = email.message_from_bytes(envelope.content, policy=default)
    assert (written(envelope.content, "Subject"), written(envelope.content, "From")) == (LONG, f"{NAME} <ito@tasuki.example>")
    assert (got["Message-ID"], got["To"], got["Cc"]) == (mail.message_id, "aoki@contoso.example", "doi@sales.example")
    assert (got["Date"].datetime, got["Content-Language"], got["Auto-Submitted"]) == (AT, "ja", None)
    text, html = got.iter_parts()
    assert text.get_content().replace("\r\n", "\n") == mail.body
    assert "<p>青木様</p>" in html.get_content()
    assert '<html lang="ja">' in html.get_content()
    assert told == [("mail-handed-over", {"template": "customer-follow-up", "message_id": mail.message_id, "to": ["aoki@contoso.example"]})]
    assert work() == {}
    assert len(server.got) == 1


def test_a_mail_of_the_system_says_that_nobody_wrote_it(server: Server) -> None:
    outbox.enqueue("engagement/1", Fact(2, "mail-queued", AT, "system", None, None, {
        "to": ["asa@tasuki.example"], "subject": "Move", "message_id": "<m@x>"}, "plain words\n"))  # fmt: skip
    work()
    assert isinstance(server.got[0].content, bytes)
    got = email.message_from_bytes(server.got[0].content, policy=default)
    assert (got["Auto-Submitted"], got["From"]) == ("auto-generated", "tasuki@127.0.0.1")


def test_a_mail_that_is_not_due_waits(server: Server) -> None:
    queue(due="2026-03-02T15:00:00+09:00")
    assert work() == {}
    assert work("2026-03-02T15:00:00+09:00") == {"handed-over": 1}


def test_a_refused_recipient_is_a_fact_and_the_others_get_it(server: Server, told: list[tuple[str, dict[str, Any]]]) -> None:
    server.refuses = {"doi@sales.example": "550 5.1.1 no such person"}
    assert work() == {}
    mail = queue()
    assert work() == {"handed-over": 1}
    assert [kind for kind, _ in told] == ["mail-handed-over", "mail-refused"]
    assert told[1][1]["recipients"] == ["doi@sales.example"]
    assert state_of(mail) == "handed-over"


def test_a_mail_refused_for_all_is_refused(server: Server, told: list[tuple[str, dict[str, Any]]]) -> None:
    server.refuses = {"aoki@contoso.example": "550 5.1.1 no such person", "doi@sales.example": "550 5.1.1 no such person"}
    mail = queue()
    assert (work(), state_of(mail), server.got) == ({"refused": 1}, "refused", [])
    assert [(kind, data["reason"]) for kind, data in told] == [("mail-refused", "5.1.1 no such person")]


@pytest.mark.parametrize(
    ("answer", "done", "state"),
    [
        ("554 5.7.1 spam", {"refused": 1}, "refused"),
        ("451 4.3.0 disk full", {"later": 1}, "queued"),
        ("drop", {"uncertain": 1}, "uncertain"),
    ],
)
def test_what_the_server_says_after_the_data_decides(server: Server, answer: str, done: dict[str, int], state: str) -> None:
    server.at_the_end = answer
    mail = queue()
    assert (work(), state_of(mail)) == (done, state)
    assert work() == {}, "nothing is silently repeated"


def test_a_temporary_refusal_waits_longer_each_time_and_fails_in_the_end(server: Server, told: list[tuple[str, dict[str, Any]]]) -> None:
    server.refuses = {"aoki@contoso.example": "450 4.2.1 try later"}
    mail = queue()
    assert work() == {"later": 1}
    assert work("2026-03-02T12:00:59+09:00") == {}
    for day in range(3, 11):
        work(f"2026-03-{day:02}T12:00:00+09:00")
    assert (state_of(mail), [kind for kind, _ in told]) == ("failed", ["mail-refused"])


def test_a_server_that_is_not_there_is_tried_later(settings: Any) -> None:
    settings.TASUKI_MAIL_URL = f"smtp://127.0.0.1:{free_port()}"
    mail = queue()
    assert (work(), state_of(mail)) == ({"later": 1}, "queued")
    with smtp_server(Server()) as port:
        settings.TASUKI_MAIL_URL = f"smtp://127.0.0.1:{port}"
        assert work("2026-03-02T12:01:00+09:00") == {"handed-over": 1}


def test_a_password_never_goes_over_an_open_line(server: Server, settings: Any) -> None:
    settings.TASUKI_MAIL_URL = settings.TASUKI_MAIL_URL.replace("smtp://", "smtp://ito:secret@")
    mail = queue()
    assert (work(), server.got) == ({"later": 1}, [])
    assert "TLS" in Outbox.objects.get(pk=mail.pk).reason


@pytest.mark.parametrize(
    "data",
    [
        {"subject": "Hi\r\nBcc: x@y.example"},
        {"to": ["a@b.example\nBcc: x@y.example"]},
        {"cc": ["a@b.example\r"]},
        {"message_id": "<a@b>\n"},
    ],
)
def test_no_header_can_be_smuggled_in(data: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as refusal:
        queue(**data)
    assert [finding.code for finding in refusal.value.findings] == ["mail-header-unsafe"]
    assert not Outbox.objects.exists()


def test_a_folder_takes_a_mail_too(told: list[tuple[str, dict[str, Any]]], tmp_path: Path) -> None:
    queue()
    assert work() == {"handed-over": 1}
    (file,) = (tmp_path / "mail").iterdir()
    assert file.name == "engagement-1.2@tasuki.example.eml"
    assert written(file.read_bytes(), "Subject") == LONG
    assert [kind for kind, _ in told] == ["mail-handed-over"]


def test_an_address_that_cannot_be_written_is_refused_not_retried() -> None:
    mail = queue(to=["青木@contoso.example"])
    assert (work(), state_of(mail)) == ({"refused": 1}, "refused")


# ---------------------------------------------------------------- workers that die


def dead_worker() -> str:
    """A worker of this machine whose process is gone."""
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return f"{socket.gethostname()}:{child}:dead"


def test_a_worker_that_died_leaves_an_uncertain_mail_never_a_repeated_one(server: Server) -> None:
    mail = queue()
    with clock.at(NOON):
        outbox.claim(mail.pk, dead_worker())
    assert (work(), state_of(mail), server.got) == ({"uncertain": 1}, "uncertain", [])
    with clock.at(NOON):
        outbox.send_again(Fact(9, "mail-resent", clock.now(), "ito", None, None, {"message_id": mail.message_id, "mail": 2}, ""))
    assert work() == {"handed-over": 1}


def test_a_folder_can_be_asked_what_a_dead_worker_did(told: list[tuple[str, dict[str, Any]]]) -> None:
    written, unwritten = queue(2), queue(3)
    with clock.at(NOON):
        for mail in (written, unwritten):
            outbox.claim(mail.pk, dead_worker())
        letterbox.hand_over(written, AT)
    assert work() == {"handed-over": 2}
    assert [kind for kind, _ in told] == ["mail-handed-over", "mail-handed-over"]


def test_a_worker_elsewhere_is_dead_when_it_has_been_silent_for_long(server: Server) -> None:
    mail = queue()
    with clock.at(NOON):
        outbox.claim(mail.pk, "elsewhere:1:x")
    assert (work("2026-03-02T12:14:00+09:00"), state_of(mail)) == ({}, "sending")
    assert (work("2026-03-02T12:16:00+09:00"), state_of(mail)) == ({"uncertain": 1}, "uncertain")


def test_a_worker_that_was_taken_for_dead_writes_no_facts(told: list[tuple[str, dict[str, Any]]]) -> None:
    queue()
    with clock.at(NOON):
        claimed = outbox.claim(Outbox.objects.get().pk, "elsewhere:1:x")
        assert claimed is not None
        Outbox.objects.update(state="uncertain")
        worker._close(claimed, letterbox.Outcome("handed-over"), "handed-over")
    assert (told, Outbox.objects.get().state) == ([], "uncertain")


def test_the_worker_ends_when_it_is_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, rounds = Event(), []

    def run_once(name: str, stop: Event, *, read: bool) -> dict[str, Any]:
        rounds.append(name)
        if len(rounds) == 2:
            stop.set()
        return 1 / 0 if len(rounds) == 1 else {"mail": {}, "sealed": None}  # type: ignore[return-value]  # the first round fails

    monkeypatch.setattr(worker, "run_once", run_once)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    worker.run_forever(stop, every=0)
    assert len(rounds) == 2
    assert pulse.alive() == 0, "a worker that ended as it should is not missed"


# ---------------------------------------------------------------- headers, threads, rehearsals


@given(
    subject=st.text(max_size=200),
    name=st.text(max_size=80),
    to=st.text(max_size=40),
    body=st.text(max_size=300),
    message=st.text(max_size=30),
)
def test_whatever_is_written_makes_no_header_of_its_own(subject: str, name: str, to: str, body: str, message: str) -> None:
    """What `enqueue` lets through, and even what it would not."""
    mail = Outbox(
        fact_subject="engagement/1", fact_number=2, message_id=f"<{message}@x.example>", sender="ito@tasuki.example", sender_name=name,
        to=[f"{to}@contoso.example"], subject=subject, body=body, language="ja", references=["<a@x.example>"],
        unsubscribe="https://x.example/",
    )  # fmt: skip
    try:
        content = letterbox.message_of(mail, AT).as_bytes()
    except (ValueError, MessageError):
        return
    assert content.isascii()
    head = email.message_from_bytes(content)
    assert set(head.keys()) == {
        *("Content-Type", "MIME-Version", "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References"),
        *("Content-Language", "List-Unsubscribe", "List-Unsubscribe-Post"),
    }
    assert [part.get_content_type() for part in head.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_a_mail_follows_those_that_its_own_readers_have_got() -> None:
    first = queue(2)
    queue(3, to=["other@fabrikam.example"], cc=[])
    third = queue(4, cc=["other@fabrikam.example"])
    last = queue(5, cc=[])
    assert (first.references, third.references) == ([], ["<engagement-1.3@tasuki.example>"])
    assert last.references == [*third.references, third.message_id]
    message = letterbox.message_of(last, AT)
    assert (message["In-Reply-To"], message["References"].split()) == (third.message_id, last.references)


def test_in_a_rehearsal_everything_goes_to_one_address(server: Server, settings: Any, told: list[tuple[str, dict[str, Any]]]) -> None:
    settings.TASUKI_MAIL_REHEARSAL = "trial@tasuki.example"
    queue()
    assert work() == {"handed-over": 1}
    (envelope,) = server.got
    assert (envelope.rcpt_tos, told[0][1]["rehearsal"]) == (["trial@tasuki.example"], "trial@tasuki.example")
    assert isinstance(envelope.content, bytes)
    sent = email.message_from_bytes(envelope.content)
    assert (sent["To"], sent["Cc"]) == ("trial@tasuki.example", None)
    assert "aoki@contoso.example" in written(envelope.content, "Subject"), "for whom it was meant"
    assert "mail-rehearsal" in [finding.code for finding in health.doctor()]


def test_a_worker_that_fell_silent_is_missed() -> None:
    with clock.at(NOON):
        pulse.sign("elsewhere:1:x")
        assert (pulse.look().workers, [one.code for one in health.doctor() if one.code == "worker-silent"]) == (1, [])
    with clock.at("2026-03-02T12:06:00+09:00"):
        assert (pulse.look().workers, [one.code for one in health.doctor() if one.code == "worker-silent"]) == (0, ["worker-silent"])
        pulse.sign_off("elsewhere:1:x")
        assert not [one for one in health.doctor() if one.code == "worker-silent"]


def test_the_words_of_a_mail_are_harmless_as_html() -> None:
    page = html_of("Dear <b>Ana</b>,\n\n- one\n- two https://x.example/a?b=1&c=2.\n", "en")
    assert "&lt;b&gt;Ana&lt;/b&gt;" in page
    assert '<ul><li>one</li><li>two <a href="https://x.example/a?b=1&amp;c=2">https://x.example/a?b=1&amp;c=2</a>.</li></ul>' in page


def test_an_answer_above_its_address_leads_there_too() -> None:
    page = html_of("5 とても満足\nhttps://x.example/l/a.b?score=5\n\n・一つ\n・二つ\n", "ja")
    there = "https://x.example/l/a.b?score=5"
    assert f'<p><a href="{there}">5 とても満足</a><br><a href="{there}">{there}</a></p>' in page
    assert "<ul><li>一つ</li><li>二つ</li></ul>" in page
    assert "color:" not in page, "a mail program in the dark brings its own"
