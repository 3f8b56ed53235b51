"""The customer's own page: behind a link and a mailed code, made of named values only, with the customer's own words and data."""

import re
from pathlib import Path

import pytest
from django.test import Client

from tasuki.records.models import Contact, Fact, SignedLink
from tasuki.services import engagements, invitations, links, tokens, worker
from tasuki.services.customer_page import customer_page
from tasuki.services.engagements import case_of
from tests.web import world
from tests.web.conftest import SignedIn

SECRET = "秘密"
INTERNAL = (SECRET, "FTCQ", "4058", "takahashi", "伊藤", "メモ", "モーション", "1701")


def invited() -> SignedLink:
    contact = Contact.objects.get(email="yamada@aoba.example")
    return invitations.invite_customer(world.engagement("R-1187"), contact, by="sato")


def code_from(folder: Path) -> str:
    worker.run_once()
    found = re.search(r"^\d{6}$", world.letters_to(folder, "yamada@aoba.example")[-1], flags=re.MULTILINE)
    assert found
    return found[0]


@pytest.fixture
def opened(portal: None, tmp_path: Path) -> tuple[Client, str]:
    """A browser that was let in by a code."""
    there = f"/l/{tokens.token_of(invited())}"
    client = Client()
    client.post(there, {"act": "send-code"})
    assert client.post(there, {"act": "check-code", "code": code_from(tmp_path)}).status_code == 302
    return client, there


def own() -> Contact:
    return Contact.objects.get(tenant="t-4021", kind="customer")


def test_the_link_alone_shows_nothing_of_the_customer(portal: None, tmp_path: Path) -> None:
    link = invited()
    there = f"/l/{tokens.token_of(link)}"
    facts = Fact.objects.count()
    page = Client().get(there).content.decode()
    assert Fact.objects.count() == facts
    assert "青葉" not in page
    assert "yamada@" not in page
    client = Client()
    client.post(there, {"act": "send-code"})
    code = code_from(tmp_path)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    assert client.post(there, {"act": "check-code", "code": wrong}).status_code == 422
    assert client.post(there, {"act": "check-code", "code": code}).status_code == 302
    assert "青葉" in client.get(there).content.decode()
    assert Client().post(there, {"act": "check-code", "code": code}).status_code == 422, "a code is spent by its use"
    assert "青葉" not in Client().get(there).content.decode(), "another browser needs a code of its own"
    assert Fact.objects.filter(subject=link.subject, kind="link-refused").count() == 2


def test_after_a_few_wrong_codes_not_even_the_right_one_opens(portal: None, tmp_path: Path) -> None:
    there = f"/l/{tokens.token_of(invited())}"
    client = Client()
    client.post(there, {"act": "send-code"})
    code = code_from(tmp_path)
    for _ in range(5):
        client.post(there, {"act": "check-code", "code": "x"})
    assert client.post(there, {"act": "check-code", "code": code}).status_code == 422
    answers = [client.post(there, {"act": "send-code"}) for _ in range(8)]
    assert answers[0].status_code == 302
    assert answers[-1].status_code == 422
    assert "コード" in answers[-1].content.decode()


def test_nothing_internal_reaches_the_page_by_any_way(signed_in: SignedIn) -> None:
    """Every free text of every act says something secret; neither the value nor the page that is made of it knows it."""
    sensible = dict(world.SENSIBLE)
    world.SENSIBLE.update(text=f"{SECRET}のメモを書いておきます。", next_steps=SECRET, attendees=SECRET, contact=SECRET, concerns=SECRET)
    try:
        case = world.carry_on("R-1187", lambda case: case.engagement.state == "handing-over")
    finally:
        world.SENSIBLE.update(sensible)
    sato, number = world.person("sato"), case.engagement.pk
    note = {"category": "environment", "text": SECRET, "next_action": SECRET, "next_action_owner": SECRET}
    engagements.perform(sato, number, "record-note", note)
    assert sum(SECRET in f"{fact.text}{fact.data}" for fact in case_of(case.engagement).history) > 5
    page = customer_page(case_of(case.engagement), "ja")
    html = signed_in("sato", "ja").get(f"/engagements/{number}/customer/").content.decode()
    shown = html.partition("<main")[2].partition("</main>")[0]
    for word in INTERNAL:
        assert word not in f"{page}", word
        assert word not in shown, word
    assert page.workloads[0].reached_on is not None
    assert page.workloads[0].discussed_on is not None
    assert (page.workloads[0].active_users, page.workloads[0].required) == (16, 16)


def test_the_customer_signs_off_and_comments(opened: tuple[Client, str]) -> None:
    client, there = opened
    assert client.post(there, {"act": "sign-off"}).status_code == 302
    assert client.post(there, {"act": "sign-off"}).status_code == 422
    assert client.post(there, {"act": "comment", "text": ""}).status_code == 422
    for status in (302, 422):
        assert client.post(there, {"act": "comment", "text": "順調です。"}).status_code == status
    said = [(fact.kind, fact.data["contact"], fact.text) for fact in case_of(world.engagement("R-1187")).history[-2:]]
    assert said == [("signed-off", "山田 太郎", ""), ("comment-left", "山田 太郎", "順調です。")]
    assert "山田 太郎" in client.get(there).content.decode()


def test_asking_for_more_help_opens_the_form_filled_in_for_whoever_was_let_in(opened: tuple[Client, str]) -> None:
    client, there = opened
    token = there.removeprefix("/l/")
    html = client.get("/request/", {"from": token}).content.decode()
    assert 'value="t-4021"' in html
    assert 'value="yamada@aoba.example"' in html
    assert "t-4021" not in Client().get("/request/", {"from": token}).content.decode()


def test_one_sees_corrects_and_has_deleted_what_is_kept_of_oneself(opened: tuple[Client, str], signed_in: SignedIn) -> None:
    client, there = opened
    assert 'value="情報システム部"' in client.get(there).content.decode()
    own_data = {"act": "correct", "own-name": "山田 太郎", "own-department": "経営企画部", "own-email": "evil@elsewhere.example"}
    assert client.post(there, own_data).status_code == 302
    assert (own().department, own().email, own().title) == ("経営企画部", "yamada@aoba.example", "")
    assert client.post(there, {"act": "correct", "own-name": ""}).status_code == 422
    assert client.post(there, {"act": "correct", "own-department": "部" * 201}).status_code == 422
    client.post(there, {"act": "delete"})
    assert own().do_not_contact
    trail = Fact.objects.filter(subject="tenant/t-4021").values_list("kind", "data")
    assert ("contact-corrected-by-holder", '{"fields":["department"]}') in [(kind, data.replace(" ", "")) for kind, data in trail]
    assert not any("経営企画部" in data for _, data in trail), "the ledger keeps which fields, not what"
    number = world.engagement("R-1187").pk
    assert "yamada@aoba.example" in signed_in("sato").get(f"/engagements/{number}/links/").content.decode()
    signed_in("sato").post(f"/engagements/{number}/links/", {"act": "delete", "number": own().pk})
    assert not Contact.objects.filter(email="yamada@aoba.example").exists()
    assert client.get(there).status_code == 404, "and his links end with him"


def test_a_new_invitation_ends_the_old_one(portal: None) -> None:
    old, new = invited(), invited()
    old.refresh_from_db()
    assert (links.state_of(old), links.state_of(new)) == ("withdrawn", "open")
