"""Letters of links that did not arrive: shown, sent again or settled; answers and bounces to them find their engagement."""

import pytest

from tasuki.records.models import Contact, Incoming, Outbox, SignedLink
from tasuki.services import incoming, intake, letterbox, links, worker
from tasuki.services.addresses import own_address
from tasuki.services.clock import now
from tests.web import world
from tests.web.conftest import SignedIn
from tests.web.test_links import account_team_link, kinds
from tests.web.test_mail_that_comes_in import answering, bounce, newest, reply
from tests.web.test_screens import foreign_words

__all__ = ["answering"]


def letter(link: SignedLink, state: str = "refused") -> Outbox:
    """The letter of this link, as the mail server has left it."""
    links.send(link, "account-team", {"tenant": "青葉", "manager": "佐藤", "discussion": ""})
    Outbox.objects.filter(fact_subject=link.subject).update(state=state, reason="550 5.1.1")
    return Outbox.objects.get(fact_subject=link.subject)


def test_a_letter_that_was_refused_is_shown_and_sent_again(signed_in: SignedIn) -> None:
    link = account_team_link()
    mail = letter(link)
    sato = signed_in("sato", "ja")
    for path in ("/", "/mails/"):
        html = sato.get(path).content.decode()
        assert "550 5.1.1" in html, path
        assert not foreign_words(html), path
    assert "550 5.1.1" not in signed_in("lee").get("/mails/").content.decode(), "of another team"
    assert signed_in("lee").post("/mails/", {"act": "again", "letter": mail.pk}).status_code == 422
    assert signed_in("abe").post("/mails/", {"act": "again", "letter": mail.pk}).status_code == 422, "who only looks does nothing"
    assert sato.post("/mails/", {"act": "again", "letter": mail.pk}).status_code == 302
    assert worker.run_once()["mail"] == {"handed-over": 1}
    assert kinds(link.subject) == ["link-made", "mail-queued", "mail-resent", "mail-handed-over"]
    assert sato.post("/mails/", {"act": "again", "letter": mail.pk}).status_code == 422
    assert "550 5.1.1" not in sato.get("/").content.decode()


def test_a_letter_whose_link_has_ended_is_only_settled(signed_in: SignedIn) -> None:
    link = account_team_link()
    mail = letter(link, "uncertain")
    links.revoke(link, by="sato")
    sato = signed_in("sato")
    assert b'value="again"' not in sato.get("/mails/").content
    assert sato.post("/mails/", {"act": "again", "letter": mail.pk}).status_code == 422
    assert sato.post("/mails/", {"act": "nonsense", "letter": mail.pk}).status_code == 404
    assert sato.post("/mails/", {"act": "arrived", "letter": mail.pk}).status_code == 302
    assert Outbox.objects.get(pk=mail.pk).state == "settled"
    assert kinds(link.subject)[-1] == "mail-settled"


def test_the_letter_of_a_request_is_for_those_who_decide_about_it(signed_in: SignedIn) -> None:
    filed = world.filed()
    Outbox.objects.update(state="failed", reason="451 later")
    assert "451 later" in signed_in("kato").get("/mails/").content.decode()
    assert "451 later" not in signed_in("sato").get("/mails/").content.decode()
    assert signed_in("kato").post("/mails/", {"act": "again", "letter": Outbox.objects.get().pk}).status_code == 302
    assert intake.find(filed.reference) == filed


@pytest.mark.usefixtures("answering")
def test_an_answer_to_a_letter_stands_in_the_history_of_its_engagement(portal: None) -> None:
    mail = letter(account_team_link(), "handed-over")
    engagement = world.engagement("R-1187")
    assert letterbox.message_of(mail, now())["Reply-To"].endswith(own_address(engagement.pk))
    assert incoming.take(reply(mail)) == "reply"
    assert newest(engagement).text == "承知しました。"


@pytest.mark.usefixtures("answering")
def test_a_letter_that_came_back_marks_the_contact(signed_in: SignedIn) -> None:
    mail = letter(account_team_link(), "handed-over")
    dsn = bounce(mail, "takahashi@account.example").replace(b"To: \r\n", b"To: x@relay.example\r\n")
    assert incoming.take(dsn) == "bounce"
    assert Incoming.objects.get().engagement == world.engagement("R-1187")
    assert Outbox.objects.get(pk=mail.pk).state == "bounced"
    assert Contact.objects.get(email="takahashi@account.example").bounced_at is not None
    assert mail.subject in signed_in("sato").get("/").content.decode()
