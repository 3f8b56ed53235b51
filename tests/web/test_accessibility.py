"""axe finds nothing (WCAG 2.2 AA) on any screen, in either language and theme; and the keyboard does what the help says."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.web import world
from tests.web.looking import faults
from tools.screens import Screen, opened, screens

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PEOPLE = ("sato", "ono", "kato", "ueda", "abe", "kanri", "mori")


@pytest.mark.parametrize(
    ("language", "theme"),
    [
        ("ja", "light"),
        ("ja", "dark"),
        ("en", "light"),
        ("en", "dark"),
    ],
)
@pytest.mark.long
def test_axe_finds_nothing(browser: Browser, site: str, language: str, theme: str) -> None:
    found = screens(browser, site, world.PASSWORD, PEOPLE)
    assert len(found) > 20, found
    said: dict[Screen, list[str]] = {}
    for login in dict.fromkeys(screen.login for screen in found):
        with opened(browser, site, world.PASSWORD, login, language=language, theme=theme) as page:
            for screen in (one for one in found if one.login == login):
                page.goto(f"{site}{screen.path}")
                said[screen] = faults(page)
                if not screen.path.endswith("/summary/"):  # it speaks the customer's language
                    assert page.locator("html").get_attribute("lang") == language, screen
    assert [f"{screen.path} {line}" for screen, lines in said.items() for line in lines] == []


def test_the_keyboard_opens_what_the_help_says(browser: Browser, site: str) -> None:
    with opened(browser, site, world.PASSWORD, "sato", language="ja", theme="light") as page:
        page.keyboard.press("g")
        page.keyboard.press("c")
        page.wait_for_url(f"{site}/tenants/")
        page.keyboard.press("/")
        expect(page.locator("main input[name=q]")).to_be_focused()
        page.keyboard.type("jo?")
        expect(page.locator("main input[name=q]")).to_have_value("jo?")
        expect(page.locator("main tbody tr")).to_have_count(0)
        page.locator("main input[name=q]").fill("")
        page.locator("main tbody tr").first.wait_for()
        page.locator("h1").click()
        page.keyboard.press("j")
        page.keyboard.press("o")
        page.wait_for_url(re.compile("/tenants/.+/"))
        page.keyboard.press("?")
        expect(page.get_by_role("dialog")).to_be_visible()
        page.get_by_role("checkbox").uncheck()
        page.keyboard.press("Escape")
        page.keyboard.press("g")
        page.keyboard.press("t")
        page.keyboard.press("?")
        expect(page.get_by_role("dialog")).to_be_hidden()
        assert "/tenants/" in page.url, "the keys were switched off"
