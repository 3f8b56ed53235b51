"""The board in a browser: on a telephone without JavaScript, and with nothing that axe finds in either language."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.web import world
from tests.web.looking import faults
from tests.web.test_board import AMERICAS, FRIDAY, follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCREENS = {
    "kato": ["/hand-over/", "/hand-over/review/", "/reports/", "/reports/discussed-not-handed-over/", "/absence/"],
    "ono": ["/people/", "/people/sato/", "/people/sato/hand-over/"],
    "kanri": ["/settings/", "/imports/", "/audit/?by=system", "/faq/completion-faq/"],
}
Opened = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, site: str, settings: Any) -> Opened:
    settings.TASUKI_AT = FRIDAY
    follow("confirm-queue-move")

    def open_for(login: str, **context: Any) -> Page:
        page = browser.new_context(base_url=site, bypass_csp=True, **context).new_page()
        page.goto("/sign-in/")
        page.locator("[name=login]").fill(login)
        page.locator("[name=password]").fill(world.PASSWORD)
        page.locator("[name=password]").press("Enter")
        page.wait_for_url(f"{site}/")
        return page

    return open_for


def test_a_move_is_looked_at_confirmed_and_taken_back_on_a_telephone_without_javascript(opened: Opened) -> None:
    page = opened("kato", java_script_enabled=False, locale="ja-JP", viewport={"width": 390, "height": 800})
    page.goto("/hand-over/")
    page.get_by_label("選択: Contoso Ltd").check()
    page.get_by_role("button", name="確定のプレビュー").click()
    assert page.get_by_text("記録できるもの 1 件").is_visible()
    assert world.engagement("R-2001").queue == ""
    page.get_by_role("button", name="選択した移動を確定").click()
    assert world.engagement("R-2001").queue == AMERICAS
    page.get_by_role("button", name="今回の記録を取り消す").click()
    assert world.engagement("R-2001").queue == ""
    assert page.get_by_label("選択: Contoso Ltd").is_visible()

    lead = opened("ono", java_script_enabled=False, locale="ja-JP", viewport={"width": 390, "height": 800})
    lead.goto("/people/sato/")
    lead.get_by_role("link", name="担当を一括で引き継ぐ").click()
    lead.get_by_label("新しい担当者").select_option("lee")
    lead.get_by_label("理由").fill("異動のため")
    lead.get_by_role("button", name="すべて引き継ぐ").click()
    assert lead.get_by_text("引き継ぐものはありません。").is_visible()
    assert {world.engagement(key).manager_id for key in ("R-1187", "R-1190")} == {"lee"}


@pytest.mark.long
@pytest.mark.parametrize(("language", "scheme", "width"), [("ja", "dark", 390), ("en", "light", 1280)])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(opened: Opened, language: str, scheme: str, width: int) -> None:
    found = []
    for login, paths in SCREENS.items():
        person = world.person(login)
        person.language = language
        person.save(update_fields=["language"])
        page = opened(login, color_scheme=scheme, viewport={"width": width, "height": 900})
        for path in paths:
            page.goto(path)
            assert page.locator("html").get_attribute("lang") == language
            found += [f"{path}: {fault}" for fault in faults(page)]
    assert not found
