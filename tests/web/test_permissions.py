"""Who may open what: every address with every role, as a table of its own, written down apart from the program's."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from tasuki.records.models import Engagement
from tasuki.services import engagements
from tasuki.web import urls
from tests.web import world
from tests.web.conftest import SignedIn

ROLES = {person[1]: login for login, person in world.CAST.items() if login != "lee"}
EVERYBODY = set(ROLES)
CUSTOMERS = {"manager", "engineer", "assignment", "lead", "auditor"}
ACTING = {"manager", "engineer", "assignment", "lead"}

TABLE: dict[str, set[str]] = {
    "today": EVERYBODY,
    "password": EVERYBODY,
    "tenants": CUSTOMERS,
    "tenant": CUSTOMERS,
    "engagement": CUSTOMERS,
    "list-export": CUSTOMERS,
    "evidence": CUSTOMERS,
    "history": CUSTOMERS,
    "act": ACTING,
    "request-demonstration": {"manager", "lead"},
    "links": {"manager", "lead", "auditor"},
    "as-customer": {"manager", "lead", "auditor"},
    "requests": {"assignment", "lead", "auditor"},
    "request": {"assignment", "lead", "auditor"},
    "cadence": {"manager", "lead"},
    "redact": {"lead"},
    "kit": ACTING,
    "invitation": ACTING,
    "summary": CUSTOMERS,
    "notes": CUSTOMERS,
    "hand-over": {"assignment", "lead", "auditor"},
    "mails": {"manager", "assignment", "lead", "auditor"},
    "notices": EVERYBODY,
    "playbooks": EVERYBODY,
    "playbook": EVERYBODY,
    "playbook-file": EVERYBODY,
    "playbook-compare": EVERYBODY,
    "playbook-publish": {"author", "admin"},
    "playbook-retire": {"author", "admin"},
    "playbook-move": {"author", "lead"},
    "faq": EVERYBODY,
    "yearly-review": {"assignment", "lead", "auditor"},
    "imports": {"lead", "admin", "assignment"},
    "people": {"lead", "admin"},
    "person": {"lead", "admin"},
    "portfolio": {"lead"},
    "absence": EVERYBODY,
    "reports": {"manager", "lead", "assignment", "auditor"},
    "report": {"manager", "lead", "assignment", "auditor"},
    "settings": {"admin"},
    "audit": {"auditor", "admin"},
    "audit-export": {"auditor", "admin"},
}
OPEN = {"sign-in", "sign-in-link", "health", "request-form", "link", "link-thanks", "notices-stop", "calendar"}
"""Addresses for those who are not signed in."""
POSTS = {
    *("sign-out", "language", "import-rejected", "draft", "notices-read", "notices-wish"),
    *("list-views", "looked", "many", "many-done"),
}
"""Addresses that only take a post, or show what came of one's own; tests/web/test_lists.py tries who may."""


def names() -> Iterator[str]:
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        assert pattern.name, f"{pattern.pattern} has no name"
        yield pattern.name


def address(name: str) -> str:
    number = world.engagement("R-1187").pk
    arguments: dict[str, list[object]] = {
        "tenant": ["t-4021"],
        "engagement": [number],
        "evidence": [number],
        "history": [number],
        "act": [number, "record-note"],
        "request-demonstration": [number],
        "links": [number],
        "as-customer": [number],
        "request": [world.filed().reference],
        "link": ["no-such-token"],
        "link-thanks": ["request"],
        "draft": [number, "record-note"],
        "cadence": ["t-4021"],
        "redact": [number, _note(number)],
        "kit": [number],
        "invitation": [number],
        "summary": [number],
        "playbook": ["completion-enablement", 1],
        "playbook-file": ["completion-enablement", 1, "completion-enablement.rules.yaml"],
        "playbook-compare": ["completion-enablement"],
        "playbook-retire": ["completion-enablement", 1],
        "playbook-move": ["completion-enablement", 1],
        "faq": ["completion-faq"],
        "person": ["sato"],
        "portfolio": ["sato"],
        "report": ["time-in-steps"],
        "sign-in-link": ["no-such-token"],
    }
    return reverse(name, args=arguments.get(name, []))


def _note(number: int) -> int:
    """A fact with a text; milestones bring one along."""
    return next(fact.number for fact in engagements.case_of(Engagement.objects.get(pk=number)).history if fact.text)


@pytest.fixture
def scheduled(portal: None) -> None:
    """Somebody has set a date, so that there is an invitation."""
    keys = {"at": "2026-10-20T10:00:00+09:00", "workload": "exchange"}
    engagements.perform(world.person("sato"), world.engagement("R-1187").pk, "schedule-discussion", keys)


def test_every_address_stands_in_the_table() -> None:
    assert set(names()) == set(TABLE) | OPEN | POSTS


def test_each_role_opens_what_the_table_says_and_nothing_else(signed_in: SignedIn, scheduled: None) -> None:
    wrong = []
    for role, login in ROLES.items():
        client = signed_in(login)
        for name, allowed in TABLE.items():
            status = client.get(address(name)).status_code
            if (status == 200) != (role in allowed) or status not in (200, 403):
                wrong.append(f"{role} at {name}: {status}")
    assert not wrong


def test_whoever_is_not_signed_in_is_asked_to(scheduled: None) -> None:
    for name in TABLE:
        response = Client().get(address(name))
        assert response.status_code == 302, name
        assert response.headers["Location"].startswith(reverse("sign-in")), name


def test_what_somebody_does_not_see_is_not_there(signed_in: SignedIn, scheduled: None) -> None:
    """Lee manages another customer, in another team."""
    lee = signed_in("lee")
    hidden = ("links", "as-customer", "request-demonstration", "cadence", "kit", "invitation", "summary")
    for name in ("tenant", "engagement", "evidence", "history", "act", *hidden):
        assert lee.get(address(name)).status_code == 404, name
    for name in ("act", "draft", "cadence"):
        assert lee.post(address(name), {"category": "environment", "text": "x"}).status_code == 404, name


def test_an_act_of_another_role_is_refused_also_when_it_is_posted(signed_in: SignedIn) -> None:
    number = world.engagement("R-1187").pk
    rows = [("mori", "send-mail"), ("kato", "release-manager"), ("sato", "confirm-queue-move"), ("sato", "reopen")]
    for login, command in rows:
        client = signed_in(login)
        there = reverse("act", args=[number, command])
        assert client.get(there).status_code == 403, (login, command)
        before = world.engagement("R-1187").facts
        assert client.post(there, {"reason": "Because I want to."}).status_code == 422, (login, command)
        assert world.engagement("R-1187").facts == before


def test_nothing_else_than_the_table_is_served() -> None:
    """A part that is added beside the portal and the API must first find its own matrix."""
    assert {str(pattern.pattern) for pattern in get_resolver().url_patterns} <= {"", "api/"}


@pytest.mark.django_db
def test_health_tells_no_secret_to_anybody() -> None:
    told = Client().get("/health").json()
    assert told == {"status": "ok", "database": "ok", "worker": "idle", "mail_due": 0, "workers": 0}
