"""While somebody types in a browser: the draft is kept and what is wrong is said, the words stay; and axe finds nothing."""

from collections.abc import Iterator
from typing import Literal

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from tasuki.records.models import Draft
from tests.web import world
from tests.web.looking import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKS = (("ja", "dark", 390), pytest.param("en", "light", 1280, marks=pytest.mark.long))


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(base_url=site, locale="ja-JP", bypass_csp=True)  # axe is put into the page as a script
    one = context.new_page()
    one.goto("/")
    one.fill("[name=login]", "sato")
    one.fill("[name=password]", world.PASSWORD)
    one.keyboard.press("Enter")
    one.wait_for_selector(".me")
    yield one
    context.close()


def test_a_form_is_kept_and_checked_while_somebody_types(page: Page) -> None:
    there = reverse("act", args=[world.engagement("R-1187").pk, "confirm-no-blocker"])
    page.goto(f"{there}?workload=teams")
    page.get_by_label("実施日").fill("2027-01-31")
    page.locator("textarea[name=contact]").press_sequentially("山田")
    expect(page.locator("#draft-state")).to_contain_text("下書きを保存しました", timeout=8000)
    expect(page.locator("#amiss-on .amiss")).to_be_visible()
    expect(page.locator("textarea[name=contact]")).to_be_focused()
    assert page.locator("#amiss-channel .amiss").count() == 0, "a field nobody has come to is not reproached"
    page.reload()
    assert page.locator("textarea[name=contact]").input_value() == "山田"
    assert Draft.objects.count() == 1


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_axe_finds_nothing_on_the_screens_of_work(page: Page, language: str, scheme: Literal["dark", "light"], width: int) -> None:
    number = world.engagement("R-1187").pk
    addresses = [
        *("/tenants/t-4021/", "/tenants/t-4021/regular-meeting/", "/notes/?q=到達", reverse("engagement", args=[number])),
        *(reverse(name, args=[number]) for name in ("kit", "summary", "evidence", "history")),
        reverse("act", args=[number, "record-note"]),
    ]
    found: list[str] = []
    person = world.person("sato")
    person.language = language
    person.save(update_fields=["language"])
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    for address in addresses:
        page.goto(address)
        found += [f"{address}: {fault}" for fault in faults(page)]
    assert not found, found
