"""Somebody in front of a browser of his own, in his language: he uses what the page shows, and looks at every page he is given.

Words are the catalogue's: `say("Today")` is what the page calls it, so a story is told once and in both languages.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext
from playwright.sync_api import Browser, Locator, Page, expect

from tasuki.web import words
from tests.web import world
from tests.web.looking import faults
from tests.web.test_screens import foreign_words

Language = Literal["ja", "en"]
LOCALES = {"ja": "ja-JP", "en": "en-GB"}


@dataclass(frozen=True)
class Look:
    """A way of looking: the language, whether the browser runs scripts, and how wide it is."""

    language: Language
    scripts: bool
    width: int

    def __str__(self) -> str:
        return f"{self.language}-{'scripts' if self.scripts else 'plain'}-{self.width}"


LOOKS = (Look("ja", True, 1280), Look("en", True, 390), Look("en", False, 1280), Look("ja", False, 390))
"""Each language meets each browser and each width, and each browser each width."""


class Visitor:
    """Somebody without an account."""

    def __init__(self, browser: Browser, site: str, look: Look) -> None:
        self.look = look
        self.keys: set[str] = set()
        """Words of files that this reader reads as they are written."""
        self.context = browser.new_context(
            base_url=site,
            java_script_enabled=look.scripts,
            locale=LOCALES[look.language],
            viewport={"width": look.width, "height": 900},
            reduced_motion="reduce",
            bypass_csp=True,  # for axe
        )
        self.context.set_default_timeout(15_000)
        self.page: Page = self.context.new_page()

    # -------------------------------------------------------- words

    def say(self, message: str, context: str = "", /, *, many: tuple[str, int] | None = None, **values: object) -> str:
        """A sentence of the portal as this reader sees it. `many`: its plural, and of how many."""
        with translation.override(self.look.language):
            if many:
                return ngettext(message, *many) % {"n": many[1], **values}
            found = pgettext(context, message) if context else gettext(message)
            return found % values if values else found

    def label(self, kind: str, key: str) -> str:
        with translation.override(self.look.language):
            return words.label(kind, key)

    def word(self, kind: str, key: str) -> str:
        with translation.override(self.look.language):
            return words.word(kind, key)

    # -------------------------------------------------------- hands

    def visit(self, path: str) -> None:
        self.page.goto(path)
        self.look_at_it()

    def click(self, target: Locator) -> None:
        """Something that leads to a page."""
        with self.page.expect_navigation():
            target.click()
        self.look_at_it()

    def link(self, name: str | re.Pattern[str], within: Locator | None = None, *, exact: bool = False) -> Locator:
        return (within or self.page.locator("main")).get_by_role("link", name=name, exact=exact).first

    def press(self, name: str, within: Locator | None = None) -> None:
        self.click((within or self.page.locator("main")).get_by_role("button", name=name, exact=True).first)

    def key(self, *keys: str) -> None:
        """Keys that lead to a page, one after the other."""
        with self.page.expect_navigation():
            for one in keys:
                self.page.keyboard.press(one)
        self.look_at_it()

    def fill(self, form: Locator, answers: Mapping[str, str]) -> None:
        """What is asked for and not yet filled in; a value of a choice, the text of anything else."""
        for name, answer in answers.items():
            for field in form.locator(f"[name={name}]").all():
                if field.get_attribute("type") in ("radio", "checkbox"):
                    if field.get_attribute("value") in answer.split(";"):
                        field.locator("xpath=ancestor::label[1]").click()
                elif not field.is_visible() or field.input_value():
                    continue
                elif field.evaluate("node => node.tagName") == "SELECT":
                    field.select_option(answer)
                else:
                    field.fill(answer)

    # -------------------------------------------------------- eyes

    def sees(self, text: str | re.Pattern[str], within: Locator | None = None) -> None:
        expect((within or self.page.locator("main")).get_by_text(text).first).to_be_visible()

    def look_at_it(self) -> None:
        """Every page: this reader's language and nothing foreign in it, no wider than the screen."""
        html, where = self.page.content(), self.page.url
        assert f'<html lang="{self.look.language}"' in html, where
        if self.look.language == "ja":
            found = foreign_words(re.sub(r"<textarea.*?</textarea>", "", html, flags=re.DOTALL)) - self.keys  # a letter, as one shown
            assert not found, (where, found)
        wider = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{where} is {wider} pixels wider than {self.look.width}"

    def stops(self) -> None:
        """A main stop of a story: nothing that axe would find. It waits for a script, so it looks where scripts run."""
        if not self.look.scripts:
            return
        found = faults(self.page)
        assert not found, (self.page.url, found)

    def leaves(self) -> None:
        self.context.close()


class Person(Visitor):
    """One of the cast, signed in."""

    def __init__(self, browser: Browser, site: str, login: str, look: Look) -> None:
        super().__init__(browser, site, look)
        one = world.person(login)
        one.language = look.language
        one.save(update_fields=["language"])
        self.visit("/")
        self.page.get_by_label(self.say("Login")).fill(login)
        self.page.get_by_label(self.say("Password")).fill(world.PASSWORD)
        self.press(self.say("Sign in"))
        expect(self.page.get_by_role("heading", name=self.say("Today"), level=1)).to_be_visible()

    def goes_to(self, place: str) -> None:
        """By the navigation."""
        self.click(self.page.get_by_role("navigation", name=self.say("Main navigation")).get_by_role("link", name=place).first)

    # -------------------------------------------------------- an engagement

    def opens(self, tenant: str) -> None:
        """From the list of tenants, by the customer's name, to the engagement."""
        self.goes_to(self.say("Tenants"))
        self.click(self.link(tenant))
        self.click(self.link(re.compile("^R-")))

    def state(self) -> str:
        return self.page.locator("h1 .pill").inner_text()

    def card(self) -> Locator:
        """What the engagement's page proposes to do next."""
        return self.page.locator("section").filter(has=self.page.get_by_role("heading", name=self.say("What to do next")))

    def is_asked(self) -> bool:
        return self.card().count() > 0

    def does_what_is_proposed(self, answers: Mapping[str, str]) -> str:
        """The act of the card, the mail looked at where it sends one; what the act is called."""
        card = self.card()
        name = card.locator(".act-name").inner_text()
        if card.locator("form").count() == 0:
            self.click(self.link(self.say("Look at the mail, then send it"), card))
            expect(self.page.get_by_role("heading", name=self.say("The mail as it will leave")).first).to_be_visible()
        self.answers(answers, name)
        return name

    def answers(self, answers: Mapping[str, str], name: str) -> None:
        """The act's form on this page, filled in and sent; a refusal fails with its words."""
        form = self.page.locator("form.act")
        self.fill(form, answers)
        self.click(form.locator("button.go"))
        refused = self.page.locator(".refused")
        assert refused.count() == 0, f"{name}: {refused.inner_text()}"
