"""An auditor proves one engagement: its evidence, its history, that the ledger is whole, and a copy that proves it elsewhere."""

import json
import re

import pytest

from tasuki.records import ledger
from tests.web import world
from tests.web.person import Person
from tests.web.stories.conftest import Comes
from tests.web.test_links import closed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TENANT, REQUEST = "株式会社青葉製作所", "R-1187"


def reads_the_evidence(abe: Person) -> None:
    """Every criterion has its verdict and its facts, and a fact is one click away."""
    abe.click(abe.link(abe.say("Evidence sheet")))
    rows = abe.page.get_by_role("row")
    assert rows.count() > 10
    assert abe.page.locator(".pill.missing").count() == 0
    abe.stops()
    fact = abe.page.locator("tbody").get_by_role("link").first
    number = fact.inner_text()
    abe.click(fact)
    assert abe.page.url.endswith(f"#fact-{number}")
    assert abe.page.locator(f"#fact-{number}").is_visible()


def reads_the_history(abe: Person) -> list[str]:
    """The digests as they are printed, the oldest first."""
    abe.click(abe.link(abe.say("History to print")))
    abe.stops()
    return abe.page.locator("main li code").all_inner_texts()


def verifies(abe: Person) -> None:
    abe.click(abe.link(abe.say("Prove it in the audit")))
    abe.click(abe.link(abe.say("Verify the ledger")))
    abe.sees(abe.say("The ledger is whole."))
    abe.stops()


def takes_a_copy(abe: Person) -> list[dict[str, str]]:
    with abe.page.expect_download() as begun:
        abe.link(abe.say("Export (JSON)"), exact=True).click()
    told: list[dict[str, str]] = json.loads(begun.value.path().read_text(encoding="utf-8"))
    return told


def test_an_auditor_proves_one_engagement(comes: Comes) -> None:
    world.carry_on(REQUEST, closed)
    abe = comes("abe")
    abe.opens(TENANT)
    reads_the_evidence(abe)
    printed = reads_the_history(abe)
    before = ledger.verify()["facts"]
    verifies(abe)
    copy = takes_a_copy(abe)
    facts = world.facts_of(REQUEST)
    assert [one["kind"] for one in copy] == [fact.kind for fact in facts]
    assert [one["digest"][:16] for one in copy] == printed
    assert all(re.fullmatch(r"[0-9a-f]{64}", one["digest"]) for one in copy)
    assert ledger.verify()["facts"] == before, "proving records nothing"
