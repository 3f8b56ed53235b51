"""Beside the stories: a workload that also migrates, and a refusal that leads on."""

import pytest
from playwright.sync_api import Browser

from tasuki.services import engagements
from tests.web import world
from tests.web.person import Look, Person
from tests.web.stories.test_manager_closes import carries_on

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLAIN = Look("ja", scripts=False, width=1280)


@pytest.mark.long
def test_a_workload_that_migrates_is_carried_to_the_end(browser: Browser, site: str) -> None:
    def comes(login: str) -> Person:
        return Person(browser, site, login, PLAIN)

    sato = comes("sato")
    sato.opens("みなと商事株式会社")
    carries_on(sato, comes, "みなと商事株式会社")
    case = engagements.case_of(world.engagement("R-1190"))
    assert case.assessment.state == "closed"
    assert len([fact for fact in case.history if fact.kind == "discussion-held"]) == 2


def test_a_refusal_keeps_what_was_typed_and_leads_to_the_remedy(browser: Browser, site: str) -> None:
    sato = Person(browser, site, "sato", PLAIN)
    number = world.engagement("R-1187").pk
    sato.visit(f"/engagements/{number}/do/hold-discussion/?workload=exchange")
    page = sato.page
    page.get_by_label("実施日").fill("2026-10-06")
    page.locator("details.further summary").click()
    page.get_by_label("懸念").fill("席数が増える予定です。")
    sato.click(page.locator("form.act button.go"))
    refused = page.locator(".refused")
    assert refused.is_visible()
    assert page.get_by_label("懸念").input_value() == "席数が増える予定です。"
    assert page.get_by_label("実施日").input_value() == "2026-10-06"
    sato.click(refused.locator("a.btn").first)
    assert "/do/" in page.url
    assert world.engagement("R-1187").facts == len(engagements.case_of(world.engagement("R-1187")).history)
