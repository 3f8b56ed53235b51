"""The board's world in a browser: nothing that axe finds, in either language."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.web import world
from tests.web.looking import faults
from tests.web.test_board import FRIDAY, follow

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
