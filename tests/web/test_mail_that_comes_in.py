"""What comes into the mailbox: a real mail server brings the mail out, a real IMAP server holds the answers, the worker reads them."""

from collections.abc import Iterator
from email import message_from_bytes
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from tasuki.core.engagement.facts import Fact
from tasuki.records import ledger
from tasuki.records.models import Contact, Engagement, Incoming, Notice, Outbox
from tasuki.services import clock, engagements, health, incoming, worker
from tasuki.services.addresses import engagement_at, own_address, record_address, recorded_at
from tests.imap_server import Mailbox, mailbox
from tests.ports import free_port
from tests.smtp_server import smtp_server
from tests.web import world

ADDRESS = "tasuki@relay.example"


class Server:
    def __init__(self) -> None:
        self.got: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.got.append(envelope)
        return "250 taken"


@pytest.fixture
def answering(portal: None, settings: Any) -> None:
    """A site that has an address of its own."""
    settings.TASUKI_MAIL_ADDRESS = ADDRESS


@pytest.fixture(scope="module")
def imap() -> Iterator[Mailbox]:
    with mailbox() as one:
        yield one


@pytest.fixture
def smtp(moved: None, settings: Any) -> Iterator[Server]:
    one = Server()
    with smtp_server(one) as port:
        settings.TASUKI_MAIL_URL = f"smtp://127.0.0.1:{port}"
        yield one


def mailed() -> tuple[Engagement, Outbox]:
    """The mail to the account team of R-1187 has left."""
    engagement = world.engagement("R-1187")
    sato = world.person("sato")
    engagements.perform(sato, engagement.pk, "review-contacts", {"account_team": "known"})
    engagements.perform(sato, engagement.pk, "review-faq", {})
    engagements.perform(sato, engagement.pk, "schedule-discussion", {"workload": "exchange", "at": "2026-10-20T10:00:00+09:00"})
    engagements.perform(sato, engagement.pk, "send-mail", {"template": "account-team", "workload": "exchange"})
    worker.run_once()
    return engagement, Outbox.objects.get(fact_subject__startswith="engagement/")


def newest(engagement: Engagement) -> Fact:
    return ledger.read(engagement.subject)[-1]


def reply(mail: Outbox, text: str = "承知しました。", **headers: str) -> bytes:
    lines = {
        "From": "takahashi@account.example",
        "To": "sato@tasuki.example",
        "Subject": f"Re: {mail.message_id}",
        "Message-ID": "<answer-1@account.example>",
        "In-Reply-To": mail.message_id,
        "Date": "Tue, 6 Oct 2026 12:30:00 +0900",
        "Content-Type": "text/plain; charset=utf-8",
    }
    given = {**lines, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return ("\r\n".join(f"{name}: {value}" for name, value in given.items()) + f"\r\n\r\n{text}\r\n").encode()


def bounce(mail: Outbox, recipient: str, action: str = "failed", **headers: str) -> bytes:
    return "\r\n".join(
        [
            "From: MAILER-DAEMON@relay.example",
            f"To: {own_address(int(mail.fact_subject.split('/')[1]))}",
            "Subject: Undelivered Mail Returned to Sender",
            f"Message-ID: <dsn-{action}@relay.example>",
            "Auto-Submitted: auto-replied",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
            "",
            "--b",
            "Content-Type: text/plain",
            "",
            "This is the mail system.",
            "--b",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; relay.example",
            "",
            f"Final-Recipient: rfc822; {recipient}",
            f"Action: {action}",
            "Status: 5.1.1",
            "Diagnostic-Code: smtp; 550 5.1.1 no such person",
            "",
            "--b",
            "Content-Type: text/rfc822-headers",
            "",
            f"Message-ID: {headers.get('returned', mail.message_id)}",
            "",
            "--b--",
            "",
        ]
    ).encode()


def test_an_answer_comes_back_to_the_engagement_by_its_thread(smtp: Server, imap: Mailbox, answering: None, settings: Any) -> None:
    engagement, mail = mailed()
    settings.TASUKI_IMAP_URL = imap.url
    sent = message_from_bytes(smtp.got[0].content or b"")  # type: ignore[arg-type]  # bytes, as aiosmtpd hands it over
    assert engagement_at(smtp.got[0].mail_from or "") == engagement.pk, "a bounce finds its engagement"
    assert own_address(engagement.pk) in str(sent["Reply-To"])
    imap.put(reply(mail))
    imap.put(reply(mail, Message_ID="<stranger@nowhere.example>", In_Reply_To="<nothing@nowhere.example>", From="x@nowhere.example"))
    assert worker.run_once()["received"] == {"reply": 1, "unknown": 1}
    fact = newest(engagement)
    assert (fact.kind, fact.by, fact.text) == ("mail-received", "system", "承知しました。")
    assert (fact.data["sender"], fact.data["queued"], fact.data["is_contact"]) == ("takahashi@account.example", mail.fact_number, True)
    assert Notice.objects.filter(person="sato", number=fact.number).exists()
    assert "received" not in worker.run_once(), "nothing is read twice"
    assert imap.count() == 2, "and nothing is deleted"
    assert Engagement.objects.count() == 3, "nobody's mail opens anything"
    unknown = Incoming.objects.get(outcome="unknown")
    assert (unknown.finding["code"], unknown.engagement) == ("incoming-unknown", None)


def test_a_mailbox_that_does_not_answer_stops_nothing(answering: None, settings: Any) -> None:
    settings.TASUKI_IMAP_URL = f"imap://tasuki:x@127.0.0.1:{free_port()}/INBOX"
    mailed()
    assert Outbox.objects.get(fact_subject__startswith="engagement/").state == "handed-over"
    assert "mailbox-unreachable" in [finding.code for finding in health.doctor()]


def test_a_bounce_is_on_the_mail_and_on_the_contact_and_opens_the_gate_again(answering: None) -> None:
    engagement, mail = mailed()
    assert incoming.take(bounce(mail, "takahashi@account.example", "delayed")) == "delayed"
    assert incoming.take(bounce(mail, "Takahashi@account.example")) == "bounce"
    fact = newest(engagement)
    assert (fact.kind, fact.data["recipients"], fact.workload) == ("mail-bounced", ["Takahashi@account.example"], "exchange")
    assert Outbox.objects.get(fact_subject__startswith="engagement/").state == "bounced"
    contact = Contact.objects.get(email="takahashi@account.example")
    assert contact.bounced_at == clock.now()
    assert "no such person" in contact.bounce_reason
    case = engagements.case_of(engagement)
    assert "correct-contact" in [act.command for act in case.guide.next_acts()]
    engagements.perform(world.person("sato"), engagement.pk, "correct-contact", {"name": contact.name, "email": "t@account.example"})
    assert Contact.objects.get(pk=contact.pk).bounced_at is None
    assert "send-mail" in [act.command for act in engagements.case_of(engagement).guide.next_acts()]
    Incoming.objects.all().delete()
    assert incoming.take(bounce(mail, "takahashi@account.example", returned="<lost@nowhere>")) == "bounce"
    assert newest(engagement).data["message_id"] == mail.message_id, "a report that names no mail was sent to the engagement's address"


def test_machines_do_not_talk_to_one_another_here(answering: None, settings: Any) -> None:
    engagement, mail = mailed()
    before = len(ledger.read(engagement.subject))
    assert incoming.take(reply(mail, Auto_Submitted="auto-replied", Message_ID="<ooo@a>")) == "automatic"
    assert incoming.take(reply(mail, Message_ID=mail.message_id)) == "loop", "our own mail came back"
    assert len(ledger.read(engagement.subject)) == before
    outcomes = [incoming.take(reply(mail, Message_ID=f"<{n}@a>")) for n in range(12)]
    assert outcomes == ["reply"] * 9 + ["loop"] * 3, "of ten mails within an hour one was the absence note"
    assert incoming.take(reply(mail, Message_ID="<0@a>")) == "known"


def test_of_a_reply_that_is_too_large_only_the_head_is_read(imap: Mailbox, answering: None, settings: Any) -> None:
    engagement, mail = mailed()
    settings.TASUKI_IMAP_URL = imap.url
    imap.put(reply(mail, text="x" * 75 + "\r\n" + ("y" * 75 + "\r\n") * 280_000, Message_ID="<large@a>"))
    assert "reply" in worker.run_once()["received"]
    fact = newest(engagement)
    assert (fact.kind, fact.text, fact.data["megabytes"]) == ("mail-received", "", 21)
    assert Incoming.objects.get(key="<large@a>").finding["code"] == "incoming-too-large"


def test_attachments_are_told_by_what_they_are_and_not_all(answering: None) -> None:
    engagement, mail = mailed()
    parts = "".join(
        f'--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="../../{n}.pdf"\r\n\r\n{start}\r\n'
        for n, start in enumerate(["%PDF-1.7", "MZ program", *["text"] * 30])
    )
    incoming.take(
        reply(mail, text=f"--b\r\nContent-Type: text/plain\r\n\r\nsee\r\n{parts}--b--", Content_Type='multipart/mixed; boundary="b"')
    )
    told = newest(engagement).data
    assert [(one["name"], one["kind"], one["known"]) for one in told["attachments"][:2]] == [
        ("0.pdf", "pdf", True),
        ("1.pdf", "program", False),
    ]
    assert (len(told["attachments"]), told["shortened"]) == (20, True)


def test_words_inside_winmail_dat_are_not_mistaken_for_none(answering: None) -> None:
    engagement, mail = mailed()
    part = "--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\neJ8+IgAA\r\n--b--"
    assert incoming.take(reply(mail, text=part, Content_Type='multipart/mixed; boundary="b"')) == "reply"
    told = newest(engagement)
    assert (told.text, told.data["attachments"][0]["kind"], told.data["attachments"][0]["known"]) == ("", "winmail", False)


def test_a_message_nobody_has_foreseen_holds_up_none(answering: None, monkeypatch: pytest.MonkeyPatch) -> None:
    engagement, mail = mailed()
    before = len(ledger.read(engagement.subject))
    with monkeypatch.context() as broken:
        broken.setattr(incoming, "_put_on_timeline", lambda *_: 1 / 0)
        assert incoming.take(reply(mail)) == "unreadable"
    row = Incoming.objects.get()
    assert (row.finding["code"], row.finding["values"]["problem"]) == ("incoming-unforeseen", "ZeroDivisionError")
    assert incoming.take(reply(mail, Message_ID="<next@a>")) == "reply"
    assert len(ledger.read(engagement.subject)) == before + 1


def copy_of(engagement: Engagement, sender: str, to: str, **headers: str) -> bytes:
    head = {
        "From": sender,
        "To": to,
        "Delivered-To": record_address(engagement.pk),
        "Message-ID": "<own@tasuki.example>",
        "Date": "Mon, 5 Oct 2026 09:00:00 +0900",
        "Subject": "Completion",
        **headers,
    }
    return ("\r\n".join(f"{name}: {value}" for name, value in head.items()) + "\r\n\r\nthe words\r\n").encode()


def ready() -> Engagement:
    engagement = world.engagement("R-1187")
    for command, given in (
        ("review-contacts", {"account_team": "known"}),
        ("schedule-discussion", {"workload": "exchange", "at": "2026-10-20T10:00:00+09:00"}),
    ):
        engagements.perform(world.person("sato"), engagement.pk, command, given)
    return engagement


def test_a_copy_to_the_engagements_own_address_records_the_mail(answering: None) -> None:
    engagement = ready()
    assert incoming.take(copy_of(engagement, "sato@tasuki.example", "takahashi@account.example")) == "recorded"
    (fact,) = [one for one in ledger.read(engagement.subject) if one.kind == "mail-recorded"]
    assert (fact.by, fact.data["template"], fact.data["to"]) == ("sato", "account-team", ["takahashi@account.example"])
    assert (fact.data["on"], fact.data["message_id"], fact.data["sender"]) == ("2026-10-05", "<own@tasuki.example>", "sato@tasuki.example")


def test_a_forward_counts_for_the_mail_it_carries(answering: None) -> None:
    engagement = ready()
    inner = copy_of(engagement, "sato@tasuki.example", "takahashi@account.example").decode()
    head = f"From: sato@tasuki.example\r\nTo: {record_address(engagement.pk)}\r\nMessage-ID: <fw@tasuki.example>\r\n"
    kind = 'Content-Type: multipart/mixed; boundary="f"\r\n\r\n--f\r\nContent-Type: message/rfc822\r\n\r\n'
    assert incoming.take(f"{head}{kind}{inner}\r\n--f--\r\n".encode()) == "recorded"
    assert [one.data["on"] for one in ledger.read(engagement.subject) if one.kind == "mail-recorded"] == ["2026-10-05"]


def test_no_gate_is_passed_by_a_mail_of_others(answering: None) -> None:
    engagement = ready()
    before = len(ledger.read(engagement.subject))
    for number, (sender, code) in enumerate(
        [("yamada@aoba.example", "incoming-not-a-colleague"), ("lee@tasuki.example", "not-found"), ("kato@tasuki.example", "not-allowed")]
    ):
        copy = copy_of(engagement, sender, "takahashi@account.example", **{"Message-ID": f"<{number}@x>"})
        assert incoming.take(copy) == "refused"
        assert Incoming.objects.get(key=f"<{number}@x>").finding["code"] == code
    assert len(ledger.read(engagement.subject)) == before
    assert incoming.take(copy_of(engagement, "sato@tasuki.example", "yamada@aoba.example")) == "refused"
    assert Incoming.objects.get(key="<own@tasuki.example>").finding["code"] == "incoming-fits-no-mail"
    assert newest(engagement).kind == "mail-received", "what counts for nothing stands in the history all the same"


def test_nobody_makes_up_the_address_of_an_engagement(answering: None) -> None:
    address = own_address(7)
    assert engagement_at(address) == engagement_at(f"Tasuki <{address.upper()}>") == 7
    assert engagement_at(address.replace("+e7-", "+e8-")) is None
    assert recorded_at(address) is None
    assert recorded_at(address.replace("+e", "+r")) is None
    assert recorded_at(record_address(7)) == 7
