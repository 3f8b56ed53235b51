"""A customer asks for assistance, sees how his request stands, and finds it opened; the manager finds the engagement on Today."""

from pathlib import Path

import pytest

from tasuki.records.models import Intake
from tasuki.services import worker
from tests.web import world
from tests.web.person import Person, Visitor
from tests.web.stories.conftest import Comes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAME, ADDRESS = world.ANSWERS["organisation"], world.ANSWERS["email"]
NEW = "t-9001"
STANDING = {
    "submitted": "We are looking at your request and will write to you.",
    "approved": "Your request is approved. The manager will be in touch with you.",
}


def asks(customer: Visitor) -> str:
    """The form by itself; the reference that the page names."""
    customer.visit("/request/")
    customer.stops()
    form = customer.page.locator("form#request")
    customer.press(customer.say("Send the request"))
    assert Intake.objects.count() == 0, "an empty form is not sent, and keeps its reader"
    asked = {key: value for key, value in world.ANSWERS.items() if key != "language"}
    customer.fill(form, asked)
    customer.press(customer.say("Send the request"))
    reference = str(Intake.objects.get().reference)
    customer.sees(reference)
    return reference


def reads_his_mail(customer: Visitor, folder: Path, state: str) -> None:
    """The newest letter's link shows where the request stands."""
    worker.run_once()
    customer.visit(world.paths_in(world.letters_to(folder, ADDRESS)[-1])[0])
    customer.sees(customer.say(STANDING[state]))


def approves(kato: Person, reference: str) -> None:
    kato.goes_to(kato.say("Requests"))
    kato.stops()
    kato.click(kato.link(reference))
    kato.sees(NAME)
    kato.page.get_by_label(kato.say("Tenant ID")).fill(NEW)
    kato.page.get_by_label(kato.say("Manager")).select_option(label="佐藤 葵")
    kato.press(kato.say("Approve and open the engagement"))
    kato.click(kato.link(NAME))
    kato.sees("佐藤 葵")


def test_a_customer_request_becomes_an_engagement(comes: Comes, visitor: Visitor, tmp_path: Path) -> None:
    reference = asks(visitor)
    reads_his_mail(visitor, tmp_path, "submitted")
    approves(comes("kato"), reference)
    reads_his_mail(visitor, tmp_path, "approved")
    engagement = world.engagement(reference)
    assert (engagement.tenant_id, engagement.manager_id, engagement.state) == (NEW, "sato", "active")
    assert Intake.objects.get().state == "approved"
    kinds = [fact.kind for fact in world.facts_of(reference)]
    assert kinds[0] == "engagement-opened"
    sato = comes("sato")
    sato.sees(NAME)
    sato.click(sato.link(NAME))
    assert sato.is_asked(), "the manager finds what to do"
