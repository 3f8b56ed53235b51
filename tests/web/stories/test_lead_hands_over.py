"""A lead finds what is stuck, looks into it, and hands the portfolio of the manager who leaves over to another."""

import pytest
from playwright.sync_api import expect

from tests.web import world
from tests.web.person import Person
from tests.web.stories.conftest import Comes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LEAVER, HEIR = "佐藤 葵", "Jordan Lee"
REASON = {"ja": "異動のため", "en": "Moves to another team"}
OPEN = ("R-1187", "R-1190")


def finds_what_is_stuck(ono: Person) -> None:
    """The table by manager says who has most of it; the manager's name and the urgency narrow the list; the list says why."""
    ono.click(ono.link(LEAVER))
    ono.click(ono.page.get_by_role("navigation", name=ono.say("By urgency")).get_by_role("link", name=ono.label("bucket", "stuck")))
    team = ono.page.locator("section").filter(has=ono.page.get_by_role("heading", name=ono.say("What the managers have to do")))
    lines = team.get_by_role("listitem")
    assert lines.count() >= 1
    for line in lines.all():
        ono.sees(LEAVER, line)
        ono.sees(ono.label("bucket", "stuck"), line)
    ono.stops()
    ono.click(lines.first.get_by_role("link").first)
    ono.sees(LEAVER)


def goes_to_people(ono: Person) -> None:
    """By two keys where there is a keyboard and a script."""
    if ono.look.scripts and ono.look.width > 1000:
        ono.key("g", "e")
    else:
        ono.goes_to(ono.say("People"))


def hands_over(ono: Person) -> None:
    ono.click(ono.link(LEAVER))
    ono.click(ono.link(ono.say("Hand the portfolio over")))
    role = ono.say(" (%(text)s)", "a remark behind a name", text=ono.label("role", "manager"))
    ono.page.get_by_label(ono.say("New manager")).select_option(label=f"{HEIR}{role}")
    ono.page.get_by_label(ono.say("Reason")).fill(REASON[ono.look.language])
    ono.press(ono.say("Preview"))
    results = ono.page.get_by_role("status")
    expect(results.get_by_text(ono.say("can be recorded"), exact=True)).to_have_count(len(OPEN))
    assert {world.engagement(one).manager_id for one in OPEN} == {"sato"}
    ono.stops()
    ono.press(ono.say("Hand everything over"))
    expect(results.get_by_text(ono.say("recorded"), exact=True)).to_have_count(len(OPEN))
    ono.sees(ono.say("Nothing is left to hand over."))


def test_a_lead_finds_what_is_stuck_and_hands_a_leavers_portfolio_over(comes: Comes) -> None:
    ono = comes("ono")
    finds_what_is_stuck(ono)
    goes_to_people(ono)
    hands_over(ono)
    for request in OPEN:
        assert world.engagement(request).manager_id == "lee"
        last = [fact for fact in world.facts_of(request) if fact.kind == "manager-reassigned"][-1]
        assert (last.by, last.data["to"]) == ("ono", "lee")
    lee = comes("lee")
    lee.sees("株式会社青葉製作所")
