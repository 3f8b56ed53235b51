"""A manager closes an engagement, from Today to his release: he does what the screen proposes and gives sensible answers.

So the story also proves that the portal can be followed without reading anything else.
"""

import re
from datetime import timedelta

import pytest

from tasuki.records.models import Draft
from tasuki.services import clock, engagements, worker
from tests.web import world
from tests.web.person import Look, Person
from tests.web.stories.conftest import Comes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TOLD = {"ja": "お客様に説明し、ご了承をいただきました。", "en": "I explained it to the customer, who agreed."}
HERO = {"ja": ("sato", "株式会社青葉製作所", "R-1187"), "en": ("lee", "Contoso Ltd", "R-2001")}
"""Who closes which customer's engagement: in Japanese one with two workloads."""


def answers(look: Look) -> dict[str, str]:
    """The day before: where one of the customers is, it is still that day."""
    return world.SENSIBLE | {"on": "2026-10-05", "text": TOLD[look.language], "next_steps": TOLD[look.language], "attendees": "Ana Diaz"}


def the_post_leaves() -> bool:
    """A minute later: a mail of the portal can be taken back for so long."""
    with clock.moved_to(clock.now() + timedelta(minutes=1)):
        return bool(worker.run_once()["mail"])


def begins_at_today(person: Person, tenant: str) -> None:
    """The customer's line says why, and carries the act."""
    line = person.page.get_by_role("listitem").filter(has=person.page.get_by_role("link", name=tenant, exact=True)).first
    person.stops()
    person.click(line.locator("a.btn").first)
    person.answers(answers(person.look), "the act on Today")


def carries_on(person: Person, comes: Comes, tenant: str) -> list[str]:
    """The page is followed to the end; the assignment team does the one act that is theirs."""
    done: list[str] = []
    for _ in range(60):
        if person.state() == person.label("state", "closed"):
            return done
        if person.is_asked():
            done.append(person.does_what_is_proposed(answers(person.look)))
        elif not the_post_leaves():
            done.append("kato")
            kato_confirms(comes, tenant)
        person.page.reload()
    raise AssertionError(f"not closed after {done}")


def kato_confirms(comes: Comes, tenant: str) -> None:
    kato = comes("kato")
    line = kato.page.get_by_role("listitem").filter(has=kato.page.get_by_role("link", name=tenant, exact=True)).first
    kato.click(line.get_by_role("link", name=kato.label("command", "confirm-queue-move")))
    kato.press(kato.label("command", "confirm-queue-move"))
    kato.leaves()


def test_a_manager_closes_an_engagement_from_today_to_release(comes: Comes, look: Look) -> None:
    login, tenant, request = HERO[look.language]
    manager = comes(login)
    begins_at_today(manager, tenant)
    done = carries_on(manager, comes, tenant)
    manager.stops()
    assert done.count("kato") == 1
    case = engagements.case_of(world.engagement(request))
    assert case.assessment.state == "closed"
    assert re.match("FTCQ Inactive", str(case.assessment.queue))
    held = [fact for fact in case.history if fact.kind == "discussion-held"]
    assert len(held) == len(case.plan.workloads)
    assert case.history[-1].kind == "manager-released"
    assert not Draft.objects.exists(), "what was done leaves no draft behind"
