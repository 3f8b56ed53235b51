"""From a request for assistance to the next one, through the mails that really left; and axe on every page this brings.

The portal is used without JavaScript; everybody without an account has nothing but his mails.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tasuki.records.models import Intake
from tasuki.services import invitations, links, tokens, worker
from tasuki.services.engagements import case_of
from tests.web import world
from tests.web.looking import faults
from tests.web.person import Look, Person
from tests.web.test_links import asked_to_move, closed, noticed
from tests.web.test_screens import foreign_words

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLAIN = Look("ja", scripts=False, width=1280)


def from_mail(browser: Browser, site: str, folder: Path, address: str, which: int = 0) -> Page:
    """Somebody opens the newest mail that he really got, and a link of it."""
    worker.run_once()
    there = world.paths_in(world.letters_to(folder, address)[-1])[which]
    page = browser.new_context(java_script_enabled=False, locale="ja-JP").new_page()
    page.goto(f"{site}{there}")
    assert not foreign_words(page.content())
    return page


def fill(page: Page, **answers: str) -> None:
    for name, value in answers.items():
        for one in value.split(";") if name == "services" else [value]:
            choice = page.locator(f"[name={name}][value='{one}']")
            if choice.count():
                choice.check(force=True)
            elif name == "country":
                page.locator("[name=country]").select_option(one)
            else:
                page.locator(f"[name={name}]").fill(one)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


@pytest.mark.long
def test_a_request_is_approved_delivered_closed_rated_and_followed_by_the_next(browser: Browser, site: str, tmp_path: Path) -> None:
    page = browser.new_context(java_script_enabled=False, locale="ja-JP").new_page()
    page.goto(f"{site}/request/")
    asked = {key: value for key, value in world.ANSWERS.items() if key != "language"}
    asked |= {"requestor": "account-team", "name": "高橋 一郎", "email": "takahashi@account.example"}
    fill(page, **asked, contact_name="中村 さくら", contact_email="nakamura@kaede.example")
    press(page, "依頼を送信")
    reference = Intake.objects.get().reference
    assert page.get_by_text(reference).is_visible()
    assert from_mail(browser, site, tmp_path, "takahashi@account.example").get_by_text("受付済み").is_visible()

    kato = Person(browser, site, "kato", PLAIN).page
    kato.get_by_role("link", name="リクエスト", exact=True).first.click()
    kato.get_by_role("link", name=reference).click()
    kato.get_by_label("テナント ID").fill("t-9001")
    kato.locator("[name=manager]").select_option("sato")
    press(kato, "承認してエンゲージメントを開始")
    assert from_mail(browser, site, tmp_path, "nakamura@kaede.example").get_by_text("承認済み").is_visible()

    world.carry_on(reference, noticed)
    worker.run_once()
    answer = from_mail(browser, site, tmp_path, "takahashi@account.example")
    answer.locator("[value=agree]").check(force=True)
    press(answer, "回答を送信")
    world.carry_on(reference, asked_to_move)
    worker.run_once()
    press(from_mail(browser, site, tmp_path, "kato@tasuki.example"), "移動済みとして確定")
    world.carry_on(reference, closed)
    worker.run_once()
    rating = from_mail(browser, site, tmp_path, "nakamura@kaede.example", 1)
    press(rating, "回答を送信")

    sato = Person(browser, site, "sato", PLAIN).page
    engagement = world.engagement(reference)
    sato.goto(f"{site}/engagements/{engagement.pk}/links/")
    press(sato, "リンクを送信")
    customer = from_mail(browser, site, tmp_path, "nakamura@kaede.example")
    press(customer, "コードを送る")
    worker.run_once()
    code = re.search(r"^\d{6}$", world.letters_to(tmp_path, "nakamura@kaede.example")[-1], flags=re.MULTILINE)
    assert code
    customer.get_by_label("コード").fill(code[0])
    press(customer, "ページを開く")
    assert customer.get_by_text("ご支援はすべて完了いたしました").is_visible()
    customer.get_by_role("link", name="追加の支援を依頼").click()
    assert customer.get_by_label("テナント ID").input_value() == "t-9001"
    fill(customer, sector="commercial", services="onedrive", migration="no")
    press(customer, "依頼を送信")

    told = [(fact.kind, fact.data.get("satisfaction")) for fact in case_of(engagement).history]
    assert ("leaving-confirmed", None) in told
    assert ("engagement-rated", "4") in told
    new = Intake.objects.exclude(reference=reference).get()
    assert (new.state, new.tenant_id, new.answers["services"]) == ("submitted", "t-9001", "onedrive")


# ---------------------------------------------------------------- axe


def public_paths() -> Iterator[str]:
    engagement = world.engagement("R-1187")
    filed = world.filed(seats="120")
    made = [
        links.make(purpose, about=engagement.subject, holder="山田 太郎", email="yamada@aoba.example", language="ja", by="sato")
        for purpose in ("account-team", "satisfaction")
    ]
    made.append(links.make("request", about=filed.subject, holder="中村", email="nakamura@kaede.example", language="ja"))
    made.append(invitations.invite_customer(engagement, engagement.tenant.contacts.get(kind="customer"), by="sato"))
    yield from ("/request/", "/l/thanks/satisfaction/", "/l/nothing.at-all")
    yield from (f"/l/{tokens.token_of(link)}" for link in made)


def staff_paths() -> dict[str, list[str]]:
    number = world.engagement("R-1187").pk
    own = [f"/engagements/{number}/{part}/" for part in ("links", "customer", "request-form")]
    return {"sato": own, "kato": ["/requests/", f"/requests/{world.filed(seats='120').reference}/"]}


def violations(page: Page, site: str, path: str) -> list[str]:
    page.goto(f"{site}{path}")
    return [f"{path}: {fault}" for fault in faults(page)]


def signed_in(context: BrowserContext, site: str, login: str) -> Page:
    page = context.new_page()
    page.goto(f"{site}/sign-in/")
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(world.PASSWORD)
    page.locator("main button").click()
    return page


@pytest.mark.parametrize(
    ("language", "scheme", "width"), [("ja-JP", "light", 390), pytest.param("en-GB", "dark", 1280, marks=pytest.mark.long)]
)
def test_axe_finds_nothing_and_nothing_is_too_wide(browser: Browser, site: str, language: str, scheme: str, width: int) -> None:
    def context() -> BrowserContext:
        return browser.new_context(
            locale=language, color_scheme="dark" if scheme == "dark" else "light", viewport={"width": width, "height": 900}
        )

    found = []
    page = context().new_page()
    for path in public_paths():
        found += violations(page, site, path)
    page.goto(f"{site}/request/")
    page.locator("button.go").click()
    found += [f"the form with errors: {fault}" for fault in faults(page)]
    for login, paths in staff_paths().items():
        staff = signed_in(context(), site, login)
        for path in paths:
            found += violations(staff, site, path)
    assert not found, "\n".join(found)
