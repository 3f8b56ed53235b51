"""Today and the tenants' list in Chromium: a search answers while one types, an engagement counts as seen, and axe finds nothing."""

from datetime import timedelta
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from tasuki.services import clock, engagements
from tests.web import world
from tests.web.looking import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCREENS = ("/", "/?manager=sato", "/tenants/?all=1", "/tenants/?q=アオバ&next=none&chosen=1", "/tenants/?q=どこにもない")
LOOKS: list[tuple[str, Literal["light", "dark"], int]] = [("ja", "light", 390), ("en", "dark", 1440)]


def signed_in(browser: Browser, site: str, login: str, scheme: Literal["light", "dark"] = "light", width: int = 1280) -> Page:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{site}/sign-in/")
    page.fill("[name=login]", login)
    page.fill("[name=password]", world.PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{site}/")
    return page


def test_a_search_answers_while_one_types_and_what_was_opened_is_no_news(browser: Browser, site: str) -> None:
    page = signed_in(browser, site, "ono")
    page.goto(f"{site}/tenants/?all=1&sort=-name")
    assert page.locator("tr.unread").count() == 0, "nothing is news to who comes in for the first time"
    with clock.moved_to(clock.now() + timedelta(hours=1)):
        note = {"category": "environment", "text": "新しい環境の情報"}
        engagements.perform(world.person("mori"), world.engagement("R-1187").pk, "record-note", note)
    page.reload()
    assert page.locator("tr.unread").count() == 1
    page.fill("#q", "ｱｵﾊﾞ")
    page.wait_for_url("**/tenants/?q=*")
    assert page.locator("tbody tr").count() == 1
    with page.expect_response(lambda response: response.url.endswith("/looked/")) as looked:
        page.locator(".c-request a").click()
    assert looked.value.status == 204
    page.locator(".neighbours a:not([rel])").click()
    assert page.locator("tbody tr").count() == 1
    assert page.locator("tr.unread").count() == 0


@pytest.mark.long
def test_a_next_action_is_set_above_the_list_and_undone(browser: Browser, site: str) -> None:
    page = signed_in(browser, site, "sato")
    page.goto(f"{site}/tenants/?q=アオバ")
    page.locator(".c-next a.changes").click()
    page.locator("#quick[open]").wait_for()
    assert faults(page) == []
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "changes", "the focus is back where it was"
    page.keyboard.press("Enter")
    page.locator("#quick[open] [name=date]").fill("2026-12-24")
    page.locator("#quick button.go").click()
    page.wait_for_url("**/tenants/?q=*")
    assert world.engagement("R-1187").next_action_date is not None
    assert faults(page) == []
    page.locator(".said form button").click()
    page.wait_for_url("**/tenants/?q=*")
    assert world.engagement("R-1187").next_action_date is None


@pytest.mark.long
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(browser: Browser, site: str) -> None:
    found = []
    for language, scheme, width in LOOKS:
        person = world.person("ono")
        person.language = language
        person.save(update_fields=["language"])
        page = signed_in(browser, site, "ono", scheme, width)
        for screen in SCREENS:
            page.goto(f"{site}{screen}")
            found += [f"{screen} {language} {scheme} {width}: {fault}" for fault in faults(page)]
        page.goto(f"{site}/tenants/?chosen=1")
        page.select_option("[name=act]", "set-next-action")
        page.locator(".many button").click()
        page.locator("[name=preview]").click()
        found += [f"many {language} {scheme}: {fault}" for fault in faults(page)]
        page.context.close()
    assert not found, "\n".join(found)
