"""Mail servers and mailboxes as they are run: with TLS from the start or by STARTTLS, a user and a password; and wrong in each of these."""

import imaplib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from threading import Event
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tasuki.core.finding import Finding
from tasuki.records.models import Incoming, MailboxMark, Outbox
from tasuki.services import health, imap, letterbox
from tasuki.services.incoming import Place
from tests.certificates import Certificate, certificate
from tests.imap_server import ELSEWHERE, PASSWORD, Mailbox, mailbox
from tests.smtp_server import smtp_server

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("tls"), "127.0.0.1", ELSEWHERE)


@pytest.fixture
def trusted(signed: Certificate, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine's administrator has named the authority, as docs/operating.md says."""
    monkeypatch.setenv("SSL_CERT_FILE", str(signed.file))


@pytest.fixture(autouse=True)
def healthy(settings: Any, tmp_path: Path) -> None:
    settings.TASUKI_DATA = tmp_path
    settings.TASUKI_USAGE_URL = str(tmp_path / "usage")
    settings.TASUKI_MAIL_URL = f"file:{tmp_path / 'mail'}"


def found() -> list[Finding]:
    return [finding for finding in health.doctor() if finding.code != "no-playbook"]


# ---------------------------------------------------------------- mail that leaves


class Server:
    def __init__(self) -> None:
        self.got: list[Session] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.got.append(session)
        return "250 taken"


def knows(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: LoginPassword) -> AuthResult:
    return AuthResult(success=(given.login, given.password) == (b"tasuki@relay", b"p@ss/word"), handled=False)


@contextmanager
def serving(signed: Certificate, kind: str) -> Iterator[tuple[Server, int]]:
    context = SSLContext(PROTOCOL_TLS_SERVER)
    context.load_cert_chain(signed.file, signed.key)
    given: dict[str, Any] = {"ssl_context": context} if kind == "smtps" else {"tls_context": context, "require_starttls": True}
    one = Server()
    login: dict[str, Any] = {"authenticator": knows, "auth_required": kind == "smtp", "auth_require_tls": kind == "smtp"}
    with smtp_server(one, **given, **login) as port:
        yield one, port


def mail() -> Outbox:
    return Outbox(
        fact_subject="engagement/1", fact_number=2, message_id="<m@x.example>", sender="ito@tasuki.example", to=["a@contoso.example"],
        subject="件名", body="本文", language="ja",
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["smtp", "smtps"])
def test_a_mail_leaves_over_tls_with_a_password(signed: Certificate, trusted: None, settings: Any, kind: str) -> None:
    with serving(signed, kind) as (server, port):
        settings.TASUKI_MAIL_URL = f"{kind}://tasuki%40relay:p%40ss%2Fword@127.0.0.1:{port}"
        assert found() == []
        assert letterbox.hand_over(mail(), AT).result == "handed-over"
        (session,) = server.got
        assert session.authenticated
        assert kind == "smtps" or session.ssl is not None, "the line was made safe before the password"
        settings.TASUKI_MAIL_URL = f"{kind}://tasuki%40relay:wrong@127.0.0.1:{port}"
        (finding,) = found()
        assert (finding.code, finding.values["user"]) == ("server-password-refused", "tasuki@relay")
        assert letterbox.hand_over(mail(), AT).result == "later"


@pytest.mark.parametrize("kind", ["smtp", "smtps"])
def test_a_mail_server_of_a_foreign_certificate_gets_nothing(signed: Certificate, settings: Any, kind: str) -> None:
    with serving(signed, kind) as (server, port):
        settings.TASUKI_MAIL_URL = f"{kind}://tasuki%40relay:p%40ss%2Fword@127.0.0.1:{port}"
        (finding,) = found()
        assert (finding.code, finding.values["problem"]) == ("server-untrusted", "self-signed certificate")
        outcome = letterbox.hand_over(mail(), AT)
        assert (outcome.result, server.got) == ("later", [])
        assert "certificate" in outcome.reason


# ---------------------------------------------------------------- mail that comes in


@pytest.fixture(scope="module")
def kept(signed: Certificate) -> Iterator[Mailbox]:
    with mailbox(signed) as one:
        one.put(b"From: x@nowhere.example\r\nMessage-ID: <1@x>\r\n\r\nwords\r\n")
        yield one


def address(kept: Mailbox, kind: str, password: str = PASSWORD) -> str:
    """Of this machine itself `imap://` would go without TLS."""
    return f"imap://tasuki:{password}@{ELSEWHERE}:{kept.port}" if kind == "imap" else f"imaps://tasuki:{password}@127.0.0.1:{kept.tls_port}"


@pytest.mark.parametrize("kind", ["imap", "imaps"])
def test_a_mailbox_is_read_over_tls(kept: Mailbox, trusted: None, settings: Any, kind: str) -> None:
    settings.TASUKI_MAIL_ADDRESS = "tasuki@relay.example"
    settings.TASUKI_IMAP_URL = address(kept, kind)
    assert found() == []
    assert imap.read_mailbox(Event()) == {"unknown": 1}
    settings.TASUKI_IMAP_URL = address(kept, kind, "wrong")
    (finding,) = found()
    assert (finding.code, finding.values["user"]) == ("server-password-refused", "tasuki")
    assert imap.read_mailbox(Event()) == {}


@pytest.mark.parametrize("kind", ["imap", "imaps"])
def test_a_mailbox_of_a_foreign_certificate_gets_no_password(kept: Mailbox, settings: Any, kind: str) -> None:
    settings.TASUKI_MAIL_ADDRESS = "tasuki@relay.example"
    settings.TASUKI_IMAP_URL = address(kept, kind)
    (finding,) = found()
    assert (finding.code, finding.values["problem"]) == ("server-untrusted", "self-signed certificate")
    assert imap.read_mailbox(Event()) == {}


def test_a_certificate_of_another_name_is_refused(kept: Mailbox, trusted: None, settings: Any) -> None:
    settings.TASUKI_MAIL_ADDRESS = "tasuki@relay.example"
    settings.TASUKI_IMAP_URL = re.sub(r"127\.0\.0\.1", "localhost", address(kept, "imaps"))
    (finding,) = found()
    assert finding.code == "server-untrusted"
    assert "localhost" in str(finding.values["problem"])


class Ailing:
    """An IMAP server that lists a message and cannot read it, or has lost it since."""

    def __init__(self, answer: str) -> None:
        self.answer = answer

    def uid(self, *command: str) -> tuple[str, list[Any]]:
        return (self.answer, [None])


def test_a_message_that_cannot_be_fetched_now_is_not_passed_over() -> None:
    place = Place("box", 1, 7)
    with pytest.raises(imaplib.IMAP4.error):
        imap._take(Ailing("NO"), place)  # type: ignore[arg-type]  # because of a server only this is asked
    assert imap._take(Ailing("OK"), place) == "gone"  # type: ignore[arg-type]  # because of a server only this is asked
    assert not Incoming.objects.exists()
    assert not MailboxMark.objects.exists()
