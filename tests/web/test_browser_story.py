"""One engagement in Japanese, from sign-in to closed, in a browser without JavaScript; and one whose workload also migrates.

Whoever is at the screen does what the screen proposes, and gives sensible answers: so the story also proves that the portal can be
followed without reading anything else.
"""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page

from tasuki.services import clock, engagements, worker
from tests.web import world
from tests.web.test_screens import foreign_words

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ANSWERS = {
    "account_team": "known",
    "text": "お客様に説明し、ご了承をいただきました。",
    "on": "2026-10-06",
    "attendees": "山田 太郎、鈴木 花子",
    "activities_reviewed": "yes",
    "ready": "no",
    "satisfaction": "4",
    "next_steps": "特に対応が必要な事項はありません。",
    "contact": "山田 太郎",
    "channel": "meeting",
    "status": "adoption",
    "users": "50",
    "agreed": "50",
    "reason": "確認しました。",
}


class Person:
    """Somebody in front of a browser of his own; only what the page shows can be used."""

    def __init__(self, browser: Browser, site: str, login: str) -> None:
        self.page: Page = browser.new_context(java_script_enabled=False, locale="ja-JP", viewport={"width": 1280, "height": 900}).new_page()
        self.page.goto(f"{site}/")
        self.page.get_by_label("ログイン名").fill(login)
        self.page.get_by_label("パスワード").fill(world.PASSWORD)
        self.page.get_by_role("button", name="サインイン").click()
        assert self.page.get_by_role("heading", name="今日の対応").is_visible()

    def open(self, name: str) -> None:
        """From today's list or the tenants, by the customer's name."""
        self.page.get_by_role("link", name="テナント", exact=True).first.click()
        self.page.get_by_role("link", name=name).first.click()
        self.page.get_by_role("link", name=re.compile("^R-")).first.click()

    def state(self) -> str:
        return self.page.locator("h1 .pill").inner_text()

    def proposed(self) -> bool:
        return self.page.locator(".card.next").count() > 0

    def follow(self) -> str:
        """Do the act that the page proposes; what it is called."""
        card = self.page.locator(".card.next")
        name = card.locator(".act-name").inner_text()
        if card.locator("form").count() == 0:
            card.locator("a.go").click()
            assert self.page.get_by_role("heading", name="送信されるメール").is_visible(), name
        self._fill()
        self.page.locator("form.act button.go").click()
        refused = self.page.locator(".refused")
        assert refused.count() == 0, f"{name}: {refused.inner_text()}"
        return name

    def _fill(self) -> None:
        form = self.page.locator("form.act")
        for name, answer in ANSWERS.items():
            for field in form.locator(f"[name={name}]").all():
                kind = field.get_attribute("type")
                if kind == "radio":
                    if field.get_attribute("value") == answer:
                        field.check(force=True)
                elif not field.is_visible() or field.input_value():
                    continue
                elif field.evaluate("node => node.tagName") == "SELECT":
                    field.select_option(answer)
                else:
                    field.fill(answer)


def carry(browser: Browser, site: str, tenant: str) -> list[str]:
    """Follow the page to the end: the manager, the worker, and the assignment team for the one act that is theirs."""
    sato = Person(browser, site, "sato")
    done: list[str] = []
    sato.open(tenant)
    for _ in range(80):
        with clock.moved_to(clock.now() + timedelta(minutes=1)):
            sent = worker.run_once()["mail"]  # a mail of the portal can be taken back for so long
        if sent or (done and done[-1] == "kato"):
            sato.page.reload()
        if sato.state() == "終了":
            assert not foreign_words(sato.page.content())
            return done
        if sato.proposed():
            done.append(sato.follow())
        else:
            done.append(confirm(browser, site, tenant))
    raise AssertionError(f"not closed after {done}")


def confirm(browser: Browser, site: str, tenant: str) -> str:
    kato = Person(browser, site, "kato")
    kato.page.get_by_role("link", name="引き継ぎ", exact=True).first.click()
    kato.page.get_by_label(re.compile(tenant)).check()
    kato.page.get_by_role("button", name="選択した移動を確定").click()
    assert kato.page.locator(".results").get_by_text("記録済み").is_visible()
    kato.page.context.close()
    return "kato"


@pytest.mark.long
def test_two_workloads_are_carried_to_the_end(browser: Browser, site: str) -> None:
    done = carry(browser, site, "株式会社青葉製作所")
    assert done.count("kato") == 1
    assert sum("完了ミーティング" in name for name in done) >= 2
    case = engagements.case_of(world.engagement("R-1187"))
    assert case.assessment.state == "closed"
    assert case.assessment.queue == "FTCQ Inactive APJ"


@pytest.mark.long
def test_a_workload_that_migrates_is_carried_to_the_end(browser: Browser, site: str) -> None:
    carry(browser, site, "みなと商事株式会社")
    case = engagements.case_of(world.engagement("R-1190"))
    assert case.assessment.state == "closed"
    assert len([fact for fact in case.history if fact.kind == "discussion-held"]) == 2


def test_a_refusal_keeps_what_was_typed_and_leads_to_the_remedy(browser: Browser, site: str) -> None:
    sato = Person(browser, site, "sato")
    sato.open("株式会社青葉製作所")
    number = world.engagement("R-1187").pk
    sato.page.goto(f"{site}/engagements/{number}/do/hold-discussion/?workload=exchange")
    sato.page.get_by_label("実施日").fill("2026-10-06")
    sato.page.locator("details.further summary").click()
    sato.page.get_by_label("懸念").fill("席数が増える予定です。")
    sato.page.locator("form.act button.go").click()
    refused = sato.page.locator(".refused")
    assert refused.is_visible()
    assert sato.page.get_by_label("懸念").input_value() == "席数が増える予定です。"
    assert sato.page.get_by_label("実施日").input_value() == "2026-10-06"
    refused.locator("a.btn").first.click()
    assert "/do/" in sato.page.url
    assert world.engagement("R-1187").facts == len(engagements.case_of(world.engagement("R-1187")).history)
