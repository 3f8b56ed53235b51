"""Signed links: one person, one purpose, until a day. Looking records nothing; a bad link shows and changes nothing."""

from pathlib import Path
from typing import Any

from django.core.signing import Signer
from django.test import Client

from tasuki.records.models import Contact, Fact, Outbox, SignedLink
from tasuki.services import invitations, links, tokens, worker
from tasuki.services.engagements import Case, case_of
from tests.web import world
from tests.web.conftest import SignedIn
from tests.web.test_screens import foreign_words

AGREE = {"answer": "agree"}


def noticed(case: Case) -> bool:
    return any(fact.kind == "mail-handed-over" and fact.data["template"] == "account-team" for fact in case.history)


def asked_to_move(case: Case) -> bool:
    return case.engagement.state == "handing-over" and not case.guide.request_awaits_mail()


def closed(case: Case) -> bool:
    return case.assessment.state == "closed"


def only(purpose: str) -> SignedLink:
    return SignedLink.objects.get(purpose=purpose)


def account_team_link() -> SignedLink:
    about = world.engagement("R-1187").subject
    return links.make("account-team", about=about, holder="高橋 一郎", email="takahashi@account.example", language="ja", by="sato")


def path(link: SignedLink) -> str:
    return f"/l/{tokens.token_of(link)}"


def kinds(subject: str) -> list[str]:
    return list(Fact.objects.filter(subject=subject).order_by("number").values_list("kind", flat=True))


def told() -> list[str]:
    return [fact.kind for fact in case_of(world.engagement("R-1187")).history]


def test_the_account_team_answers_from_the_mail_without_an_account(signed_in: SignedIn, tmp_path: Path) -> None:
    world.carry_on("R-1187", noticed)
    worker.run_once()
    letter = world.letters_to(tmp_path, "takahashi@account.example")[-1]
    (there,) = world.paths_in(letter)
    announced, asked = Outbox.objects.filter(template="account-team").order_by("pk")[:2]
    assert asked.references == [announced.message_id], "the question stands under the mail that announced it"
    kept = [*Fact.objects.values_list("text", flat=True), *Fact.objects.values_list("data", flat=True)]
    kept += list(Outbox.objects.values_list("body", flat=True))
    assert not any(there.removeprefix("/l/") in text for text in kept), "the token is nowhere but in the mail"
    facts = Fact.objects.count()
    page = Client().get(there)
    assert page.status_code == 200
    assert "株式会社青葉製作所" in page.content.decode()
    assert Fact.objects.count() == facts, "a GET records nothing: mail scanners follow links"
    assert Client().post(there, {"answer": "object"}).status_code == 422
    answer = Client().post(there, {"answer": "object", "reason": "第二拠点の研修がまだです。"})
    assert answer.headers["Location"] == "/l/thanks/account-team/"
    (raised,) = [fact for fact in case_of(world.engagement("R-1187")).history if fact.kind == "objection-raised"]
    assert (raised.data["contact"], raised.text) == ("高橋 一郎", "第二拠点の研修がまだです。")
    assert raised.by == only("account-team").subject
    assert kinds(raised.by) == ["link-made", "mail-queued", "mail-handed-over", "link-used"]
    html = signed_in("sato", "ja").get("/").content.decode()
    assert "高橋 一郎さんの異議" in html, "an open item at once, whatever else comes first"
    number = world.engagement("R-1187").pk
    sheet = signed_in("sato", "ja").get(f"/engagements/{number}/links/").content.decode()
    assert not foreign_words(sheet)


def spoilt(link: SignedLink, how: str) -> str:
    """The address after somebody has tampered with the link, or time has passed."""
    token = tokens.token_of(link)
    if how == "forged":
        return f"/l/{token[:-1]}{'A' if token[-1] != 'A' else 'B'}"
    if how == "foreign":
        return f"/l/{Signer(key='of another site', salt='tasuki.link', sep='.').sign(link.nonce)}"
    if how == "withdrawn":
        links.revoke(link, by="sato")
    if how == "ended":
        SignedLink.objects.filter(pk=link.pk).update(expires_at="2026-10-06T02:59:59+00:00", made_at="2026-09-06T02:59:59+00:00")
    if how == "used":
        assert Client().post(path(link), AGREE).status_code == 302
    return path(link)


def test_a_bad_link_shows_nothing_changes_nothing_and_is_recorded_when_tried(portal: None) -> None:
    for how in ("forged", "foreign", "withdrawn", "ended", "used"):
        link = account_team_link()
        there = spoilt(link, how)
        before, facts = told(), Fact.objects.count()
        page = Client(headers={"accept-language": "ja"}).get(there)
        assert page.status_code == 404, how
        html = page.content.decode()
        assert "このリンクは開けません" in html, how
        assert "青葉" not in html, how
        assert Fact.objects.count() == facts, how
        assert Client().post(there, AGREE).status_code == 404, how
        assert told() == before, how
        subject = "links" if how in ("forged", "foreign") else link.subject
        newest = Fact.objects.filter(subject=subject).order_by("number").last()
        assert newest is not None, how
        assert newest.kind == "link-refused", how
        assert (f'"{how}"' if how != "foreign" else '"forged"') in newest.data, how


def test_scanners_and_mangled_addresses_do_nothing(portal: None) -> None:
    """Mail programs ask for the head, cut addresses off, and add words of their own."""
    link = account_team_link()
    facts = Fact.objects.count()
    assert Client().head(path(link)).status_code == 200
    assert Client().get(path(link), {"answer": "agree", "act": "sign-off", "utm_source": "x"}).status_code == 200
    token = tokens.token_of(link)
    nonce, _, signature = token.partition(".")
    for broken in (token[:-4], nonce, f"{nonce}.", f".{signature}", f"{nonce[1:]}.{signature}", token + ".", token.upper(), "%20" + token):
        assert Client().head(f"/l/{broken}").status_code == 404, broken
        page = Client().get(f"/l/{broken}")
        assert (page.status_code, "青葉" in page.content.decode()) == (404, False), broken
    assert Fact.objects.count() == facts
    assert Client().put(path(link)).status_code == 405
    assert Client().get(f"/l/{token}%00").status_code == 400


def test_a_link_of_another_customer_opens_only_that_ones_page(portal: None) -> None:
    """Purpose and subject stand in the row, so nothing that is sent along changes them."""
    about = world.engagement("R-1190")
    own = links.make("account-team", about=about.subject, holder="伊藤 直樹", email="ito@account.example", language="ja", by="sato")
    before = told()
    given = {**AGREE, "about": world.engagement("R-1187").subject, "purpose": "queue-move", "contact": "高橋 一郎"}
    assert Client().post(path(own), given).status_code == 302
    assert told() == before
    (agreed,) = [fact for fact in case_of(about).history if fact.kind == "leaving-confirmed"]
    assert (agreed.data["contact"], agreed.by) == ("伊藤 直樹", own.subject)


def test_a_proxys_word_is_taken_only_where_there_is_one(portal: None, settings: Any) -> None:
    def tries(client: str, times: int) -> int:
        answers = [Client().post("/l/made.up", {}, headers={"x-forwarded-for": f"6.6.6.6, {client}"}) for _ in range(times)]
        return answers[-1].status_code

    settings.TASUKI_PROXIES = 1
    assert (tries("198.51.100.7", 10), tries("198.51.100.8", 1)) == (429, 404)
    assert tries("no address", 1) == 404
    settings.TASUKI_PROXIES = 0
    assert (tries("198.51.100.9", 10), tries("198.51.100.10", 1)) == (429, 429), "whoever calls could write anything"


def test_a_link_opens_only_what_it_is_for(portal: None) -> None:
    """The customer's page accepts no consent of the account team, and the other way round."""
    contact = Contact.objects.get(email="yamada@aoba.example")
    own = invitations.invite_customer(world.engagement("R-1187"), contact, by="sato")
    before = told()
    for link in (own, account_team_link()):
        for given in ({"act": "sign-off"}, {"score": "5"}, {"code": "000000"}):
            assert Client().post(path(link), given).status_code in (422, 404), given
    assert told() == before


def test_whoever_tries_many_links_is_shut_out_for_a_while(portal: None) -> None:
    statuses = [Client().post("/l/made.up", {}).status_code for _ in range(10)]
    assert statuses[0] == 404
    assert statuses[-1] == 429


def test_assignment_confirms_the_move_from_the_mail_with_the_rights_of_the_role(portal: None, tmp_path: Path) -> None:
    world.carry_on("R-1187", asked_to_move)
    worker.run_once()
    (there,) = world.paths_in(world.letters_to(tmp_path, "kato@tasuki.example")[-1])
    page = Client().get(there).content.decode()
    assert "FTCQ Inactive APJ" in page
    assert "queue-move-confirmed" not in told()
    assert Client().post(there).headers["Location"] == "/l/thanks/queue-move/"
    (confirmed,) = [fact for fact in case_of(world.engagement("R-1187")).history if fact.kind == "queue-move-confirmed"]
    assert confirmed.by == "kato"
    assert Client().post(there).status_code == 404, "a second press changes nothing"


def test_a_link_about_a_request_that_was_taken_back_confirms_nothing(portal: None, signed_in: SignedIn) -> None:
    world.carry_on("R-1187", asked_to_move)
    link = only("queue-move")
    number = world.engagement("R-1187").pk
    signed_in("sato").post(f"/engagements/{number}/do/take-back-queue-move/", {"reason": "まだ続きます。"})
    assert Client().post(path(link)).status_code == 404
    assert "queue-move-confirmed" not in told()


def test_satisfaction_is_one_click_counts_once_and_is_asked_again_once(portal: None, tmp_path: Path, settings: Any) -> None:
    world.carry_on("R-1187", closed)
    worker.run_once()
    letter = world.letters_to(tmp_path, "yamada@aoba.example")[-1]
    first = world.paths_in(letter)[0]
    assert first.endswith("?score=5")
    page = Client().get(first).content.decode()
    assert 'value="5" checked' in page
    assert "engagement-rated" not in told()
    settings.TASUKI_AT = "2026-10-25T03:00:00+00:00"
    for _ in range(2):
        worker.run_once()
        worker.run_once()
    assert len(world.letters_to(tmp_path, "yamada@aoba.example")) == len(set(world.letters_to(tmp_path, "yamada@aoba.example")))
    assert sum("締め切らせて" in text for text in world.letters_to(tmp_path, "yamada@aoba.example")) == 1
    there = first.partition("?")[0]
    assert Client().post(there, {"score": "5", "text": "助かりました。"}).headers["Location"] == "/l/thanks/satisfaction/"
    assert Client().post(there, {"score": "1"}).status_code == 404
    (rated,) = [fact for fact in case_of(world.engagement("R-1187")).history if fact.kind == "engagement-rated"]
    assert (rated.data["satisfaction"], rated.text) == ("5", "助かりました。")


def test_a_letter_in_another_language_than_the_readers_says_so(signed_in: SignedIn) -> None:
    engagement = world.engagement("R-1187")
    contact = engagement.tenant.contacts.get(kind="customer")
    contact.language = "fr"
    contact.save()
    invitations.invite_customer(engagement, contact, by="sato")
    html = signed_in("sato", "en").get(f"/engagements/{engagement.pk}/links/").content.decode()
    assert "There is no letter in français yet, so it is in English." in html


def test_the_manager_sees_who_holds_what_and_withdraws_it(signed_in: SignedIn) -> None:
    link, number = account_team_link(), world.engagement("R-1187").pk
    there = f"/engagements/{number}/links/"
    html = signed_in("sato").get(there).content.decode()
    assert "takahashi@account.example" in html
    assert tokens.token_of(link) not in html
    assert signed_in("abe").post(there, {"act": "revoke", "number": link.pk}).status_code == 403
    assert signed_in("lee").post(there, {"act": "revoke", "number": link.pk}).status_code == 404
    other = links.make("customer", about="engagement/999", holder="X", email="x@x.example", language="en")
    assert signed_in("sato").post(there, {"act": "revoke", "number": other.pk}).status_code == 404
    signed_in("sato").post(there, {"act": "revoke", "number": link.pk})
    assert Client().get(path(link)).status_code == 404
    assert kinds(link.subject)[-1] == "link-revoked"


def test_the_account_team_is_asked_nothing_when_everything_is_over(signed_in: SignedIn) -> None:
    world.carry_on("R-1187", lambda case: bool(case.assessment.history.of("discussion-held")))
    there = path(account_team_link())
    page = Client().get(there, headers={"accept-language": "ja"}).content.decode()
    assert "実施済み" in page
    assert "<textarea" in page
    world.carry_on("R-1187", closed)
    page = Client().get(there).content.decode()
    assert "エンゲージメントは終了しました" in page
    assert "<textarea" not in page
    assert Client().post(there, AGREE).status_code == 422
