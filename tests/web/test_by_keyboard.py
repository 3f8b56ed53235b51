"""A keyboard alone does everything: what has the focus is seen, is not hidden, comes back, and is large enough to be hit; and what small
screens, zoom, forced colours and paper make of it."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web import world
from tools.screens import opened, screens

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PEOPLE = ("sato", "ono", "kato", "ueda", "abe", "kanri", "mori")
FOCUSED = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  if (one === document.body) return null;
  const shown = one.matches(".seg input") ? one.nextElementSibling : one;
  const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const seen = over && (one.contains(over) || over.contains(one) || [...(one.labels || [])].some((label) => label.contains(over)));
  const target = one.closest("label")?.getBoundingClientRect() ?? box;
  return {
    name: one.outerHTML.slice(0, 120),
    place: [one.outerHTML.slice(0, 200), box.left + scrollX, box.top + scrollY].join(),
    outlined: getComputedStyle(shown).outlineStyle !== "none" || one.matches("input[type=date], input[type=time], input[type=datetime-local]"),
    seen,
    small: getComputedStyle(one).display !== "inline" && Math.min(target.width, target.height) < 18,
  };
}"""


def walked(page: Page, key: str) -> list[str]:
    """What is wrong with the focus on its way through a page; dates have several stops in one field."""
    faults: list[str] = []
    known: set[str] = set()
    last = ""
    for _ in range(400):
        page.keyboard.press(key)
        found: dict[str, Any] | None = page.evaluate(FOCUSED)
        if found is None or (found["place"] in known and found["place"] != last):
            return faults
        last = found["place"]
        known.add(last)
        faults += [f"{name}: {found['name']}" for name in ("outlined", "seen") if not found[name]]
        faults += [f"small: {found['name']}"] if found["small"] else []
    return [*faults, "the focus never came round"]


@pytest.mark.long
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (720, 450)], ids=["desk", "zoom"])
def test_the_focus_is_seen_on_its_way_through_every_screen(browser: Browser, site: str, width: int, height: int) -> None:
    found = screens(browser, site, world.PASSWORD, PEOPLE)
    faults: list[str] = []
    for login in dict.fromkeys(screen.login for screen in found):
        with opened(browser, site, world.PASSWORD, login, language="ja", theme="light", width=width) as page:
            page.set_viewport_size({"width": width, "height": height})
            for screen in (one for one in found if one.login == login):
                for key in ("Tab", "Shift+Tab"):
                    page.goto(f"{site}{screen.path}")
                    faults += [f"{screen.path} {fault}" for fault in walked(page, key)]
    assert faults == []


@pytest.mark.long
def test_nothing_is_wider_than_a_small_screen(browser: Browser, site: str) -> None:
    """320 pixels are what 400 % of zoom leave of a screen."""
    found = screens(browser, site, world.PASSWORD, PEOPLE)
    wider: list[str] = []
    for language in ("ja", "en"):
        for login in dict.fromkeys(screen.login for screen in found):
            with opened(browser, site, world.PASSWORD, login, language=language, theme="light", width=320) as page:
                for screen in (one for one in found if one.login == login):
                    page.goto(f"{site}{screen.path}")
                    by = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                    wider += [f"{language} {screen.path}: {by}"] if by > 0 else []
    assert wider == []


@pytest.mark.long
def test_the_focus_comes_back_after_a_swap_a_menu_and_the_help(browser: Browser, site: str) -> None:
    with opened(browser, site, world.PASSWORD, "sato", language="ja", theme="light") as page:
        page.goto(f"{site}/tenants/t-4021/")
        page.locator("#story-note").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#story-note")).to_have_attribute("aria-current", "true")
        expect(page.locator("#story-note")).to_be_focused()
        page.locator("#story-workload").focus()
        page.keyboard.press("ArrowDown")
        page.wait_for_url(re.compile("workload=\\w"))
        expect(page.locator("#story-workload")).to_be_focused()
        menu = page.locator(".me summary")
        menu.focus()
        for key in ("Enter", "Tab", "Enter"):
            page.keyboard.press(key)
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(menu).to_be_focused()
        page.goto(f"{site}/tenants/")
        tool = page.locator(".tool summary").first
        tool.focus()
        for key in ("Enter", "Tab", "Escape"):
            page.keyboard.press(key)
        expect(tool).to_be_focused()
        expect(page.locator("details.tool[open]")).to_have_count(0)


def tabbed_to(page: Page, selector: str) -> None:
    """With the Tab key, as somebody without a mouse gets there."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached from {page.url}")


@pytest.mark.long
def test_a_manager_works_without_a_mouse(browser: Browser, site: str) -> None:
    """From the sign-in to a note, a mail that is looked at and sent, and an act on several tenants; only keys are pressed."""
    world.carry_on("R-1187", lambda case: case.guide.next_acts()[0].command == "send-mail")
    with browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 800}) as context:
        page = context.new_page()
        page.goto(f"{site}/sign-in/")
        page.keyboard.type("sato")
        page.keyboard.press("Tab")
        page.keyboard.type(world.PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{site}/")
        _searches_and_acts_on_all(page, site)
        number = world.engagement("R-1187").pk
        page.goto(f"{site}/engagements/{number}/")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.url.endswith("#main"), "the skip link is the first stop"
        _writes_a_note(page, number)
        _sends_the_mail(page, site, number)


def _searches_and_acts_on_all(page: Page, site: str) -> None:
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url(f"{site}/tenants/**")
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator("input[name=engagement]:checked")).to_have_count(2)
    tabbed_to(page, ".many select")
    page.keyboard.type("次回対応の設定")
    tabbed_to(page, ".many button:not([type=button])")
    page.keyboard.press("Enter")
    expect(page.locator("form.many-form, .many-form form").first).to_be_visible()
    tabbed_to(page, "input[type=date]")
    page.keyboard.type("12012026")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answers")).to_be_visible()
    tabbed_to(page, "main form button.go")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("記録済み")
    assert {row.next_action_date.isoformat() for row in (world.engagement("R-1187"), world.engagement("R-1190")) if row.next_action_date} == {
        "2026-12-01"
    }


def _writes_a_note(page: Page, number: int) -> None:
    tabbed_to(page, f"a[href*='/engagements/{number}/do/record-note/']")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/do/record-note/"))
    tabbed_to(page, "[name=category]")
    page.keyboard.press("Space")
    tabbed_to(page, "textarea[name=text]")
    page.keyboard.type("キーボードだけで書いたメモです。")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(f"/engagements/{number}/"))
    expect(page.locator("main")).to_contain_text("キーボードだけで書いたメモです。")


def _sends_the_mail(page: Page, site: str, number: int) -> None:
    page.goto(f"{site}/engagements/{number}/")
    tabbed_to(page, ".card.next a.go")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="送信されるメール")).to_be_visible()
    tabbed_to(page, "form.act button.go")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/engagements/{number}/(?!do)"))
    undo = page.locator(f"a[href*='/engagements/{number}/do/take-back-mail/']").first
    expect(undo).to_be_visible()
    tabbed_to(page, f"a[href*='/engagements/{number}/do/take-back-mail/']")


@pytest.mark.long
def test_the_hand_over_sheet_is_one_page_of_paper(browser: Browser, site: str) -> None:
    """Of an engagement with two workloads that went all the way, in both languages, whatever the colours of the screen are."""
    case = world.carry_on("R-1187", lambda case: case.assessment.state == "closed")
    for language in ("ja", "en"):
        with opened(browser, site, world.PASSWORD, "abe", language=language, theme="dark") as page:
            page.goto(f"{site}/engagements/{case.engagement.pk}/evidence/")
            assert pages(page) == 1
            for path in (f"engagements/{case.engagement.pk}/history/", "reports/time-in-steps/", "tenants/"):
                page.goto(f"{site}/{path}")
                page.emulate_media(media="print")
                page.set_viewport_size({"width": 718, "height": 1000})  # A4 without its margins
                assert page.evaluate("document.documentElement.scrollWidth") <= 718, path
                assert page.evaluate("[...document.querySelectorAll('.scroll')].every((box) => box.scrollWidth <= box.clientWidth + 1)"), path
                page.emulate_media(media="screen")


def pages(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True)))
