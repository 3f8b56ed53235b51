"""An author publishes a changed page: he sees what would change, publishes, and moves the running engagements with a preview."""

from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, expect

from tasuki.records.models import Engagement, PlaybookVersion
from tests.web import world
from tests.web.person import Person
from tests.web.stories.conftest import Comes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SLUG = "completion-enablement"
SHIPPED = Path(str(files("tasuki") / "playbooks"))
CHANGE = ("service-status: [adoption, migrate]", "service-status: [adoption]")
"""The rules differ, so nobody is moved by himself."""


def payload(path: Path) -> FilePayload:
    text = path.read_text(encoding="utf-8").replace(*CHANGE)
    return {"name": path.name, "mimeType": "text/plain", "buffer": text.encode()}


def publishes(ueda: Person) -> None:
    ueda.goes_to(ueda.say("Playbooks"))
    ueda.click(ueda.link(ueda.say("Publish pages")))
    ueda.page.get_by_label(ueda.say("Pages, one in each language")).set_input_files(
        [payload(path) for path in sorted(SHIPPED.glob(f"{SLUG}.??.md"))]
    )
    ueda.page.get_by_label(ueda.say("Rules file")).set_input_files(payload(SHIPPED / f"{SLUG}.rules.yaml"))
    ueda.press(ueda.say("Check"))
    ueda.sees(ueda.say("What would change"))
    ueda.sees(ueda.say("The rules differ: running engagements stay where they are until somebody moves them."))
    assert PlaybookVersion.objects.filter(slug=SLUG).count() == 1
    ueda.stops()
    ueda.press(ueda.say("Publish"))
    expect(ueda.page.get_by_role("heading", level=1)).to_contain_text(ueda.say("version %(version)s", version=2))


def moves_all(ueda: Person) -> None:
    ueda.click(ueda.link(ueda.say("Move engagements here")))
    ueda.sees(ueda.say("What a move would mean"))
    assert set(pins()) == {1}
    ueda.stops()
    for _ in range(6):
        boxes = ueda.page.get_by_role("checkbox")
        if boxes.count() == 0:
            break
        boxes.first.check()
        ueda.press(ueda.say("Move the chosen ones"))
        ueda.sees(ueda.say("moved"))
    ueda.click(ueda.page.get_by_role("navigation").get_by_role("link", name=ueda.say("Playbooks")).first)


def pins() -> list[int]:
    return [row.pins[SLUG] for row in Engagement.objects.all()]


def test_an_author_publishes_a_changed_page_and_moves_running_engagements(comes: Comes) -> None:
    ueda = comes("ueda")
    ueda.keys = {"service", "status"}
    publishes(ueda)
    moves_all(ueda)
    assert set(pins()) == {2}
    assert PlaybookVersion.objects.get(slug=SLUG, version=2).published_by == "ueda"
    moved = [fact for fact in world.facts_of("R-1187") if fact.kind == "playbook-moved"]
    assert [(fact.by, fact.data["to"]) for fact in moved] == [("ueda", 2)]
    sato = comes("sato")
    sato.opens("株式会社青葉製作所")
    sato.sees(sato.say("version %(version)s", version=2))
