"""The assignment team confirms ten moves on the hand-over board in one go: looked at first, taken back, and confirmed for good."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tasuki.records.models import Engagement
from tasuki.services.engagements import Case
from tests.web import world
from tests.web.person import Person
from tests.web.stories.conftest import Comes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

APJ = "FTCQ Inactive APJ"
NAMES = [f"株式会社{name}" for name in ("朝霧", "石狩", "潮見", "恵那", "奥山", "風間", "霧島", "倉敷", "剣岳", "古都")]


def is_asked_for(case: Case) -> bool:
    return case.assessment.open_request is not None and not case.guide.request_awaits_mail()


@pytest.fixture
def waiting(site: str, tmp_path: Path) -> list[str]:
    """Ten customers whose managers have asked for the move, and whose mails have left."""
    requests = world.build_more(tmp_path, NAMES)
    world.carry_on_all(requests, is_asked_for)
    return requests


def queues(requests: list[str]) -> set[str]:
    return set(Engagement.objects.filter(request__in=requests).values_list("queue", flat=True))


def told(person: Person, key: str, count: int, kind: str) -> None:
    """The results name each of them, with the same outcome."""
    results = person.page.locator("#results")
    expect(results.get_by_role("link")).to_have_count(count)
    expect(results.get_by_text(person.say(key), exact=True)).to_have_count(count)
    assert person.page.locator(f"#results .pill.{kind}").count() == count


def test_assignment_confirms_ten_moves(comes: Comes, waiting: list[str]) -> None:
    kato = comes("kato")
    kato.goes_to(kato.say("Hand-over"))
    kato.click(kato.link(kato.say("Choose %(n)s", many=("Choose all %(n)s", len(waiting)))))
    assert kato.page.get_by_role("checkbox", checked=True).count() == len(waiting)
    kato.press(kato.say("Preview the confirmation"))
    told(kato, "can be recorded", len(waiting), "met")
    kato.sees(kato.say("Nothing has been recorded yet."))
    assert queues(waiting) == {""}
    kato.press(kato.say("Confirm the chosen moves"))
    told(kato, "recorded", len(waiting), "met")
    assert queues(waiting) == {APJ}
    kato.stops()
    kato.press(kato.say("Undo what was recorded"))
    assert queues(waiting) == {""}
    kato.click(kato.link(kato.say("Choose %(n)s", many=("Choose all %(n)s", len(waiting)))))
    kato.press(kato.say("Confirm the chosen moves"))
    assert queues(waiting) == {APJ}
    for request in waiting:
        kinds = [fact.kind for fact in world.facts_of(request)]
        assert [kinds.count(kind) for kind in ("queue-move-confirmed", "queue-answer-taken-back")] == [2, 1]
