"""What a screen costs: bytes on the first visit, and questions to the database, however many rows there are."""

import gzip
import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tasuki.records.models import Contact, Engagement, Fact, Request, Tenant
from tasuki.services import lines
from tests.web import world
from tests.web.conftest import SignedIn
from tests.web.looking import MOST_BYTES
from tests.web.test_screens import SCREENS

LISTS = {
    "ono": [
        "/",
        "/tenants/",
        "/tenants/?q=製作所",
        "/tenants/?owner=sato&sort=next",
        "/hand-over/",
        "/mails/",
        "/notices/",
        "/notes/?q=到達",
    ],
    "abe": ["/audit/", "/audit/?by=sato", "/audit/?subject=engagement/", "/reports/", "/reports/time-in-steps/?by=manager"],
}


def _addresses() -> Iterator[tuple[str, str]]:
    yield from ((login, path) for login, paths in SCREENS.items() for path in paths)


def test_a_first_visit_to_a_screen_weighs_little(signed_in: SignedIn) -> None:
    """The page and everything that it loads, as they travel."""
    one, two = world.engagement("R-1187").pk, world.engagement("R-1190").pk
    filed = world.filed().reference
    heavy: dict[str, int] = {}
    for login, path in _addresses():
        client, address = signed_in(login), path.format(one=one, two=two, filed=filed)
        page = client.get(address, headers={"accept-encoding": "gzip"})
        assert page.headers["Content-Encoding"] == "gzip", address
        loaded = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', gzip.decompress(page.content).decode()))
        assert len(loaded) > 3, address
        heavy[address] = len(page.content) + sum(_travels(client, path) for path in loaded)
    assert {address: weight for address, weight in heavy.items() if weight > MOST_BYTES / 3} == {}


def _travels(client: Client, path: str) -> int:
    response = client.get(path, headers={"accept-encoding": "gzip"})
    return sum(len(piece) for piece in response)


def _copies(count: int) -> None:
    """As many more engagements, each with the history of one that there is."""
    model = world.engagement("R-1187")
    tenant, facts = model.tenant, list(Fact.objects.filter(subject=model.subject))
    contacts = list(Contact.objects.filter(tenant=tenant))
    for number in range(count):
        tenant.pk = f"c-{number}"
        tenant.save(force_insert=True)
        for contact in contacts:
            contact.pk, contact.tenant = None, tenant
            contact.save()
        request = Request.objects.create(request_id=f"C-{number}", tenant=tenant, motion="rfa", submitted="2026-09-01")
        model.pk, model.tenant, model.request = None, tenant, request
        model.save(force_insert=True)
        for fact in facts:
            fact.pk, fact.subject = None, model.subject
        Fact.objects.bulk_create(facts)
    lines.refresh()


def _asked(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200, path
    return len(asked)


@pytest.mark.parametrize("login", LISTS)
def test_a_list_asks_as_often_for_many_rows_as_for_few(signed_in: SignedIn, login: str) -> None:
    client = signed_in(login)
    few = {path: _asked(client, path) for path in LISTS[login]}
    _copies(30)
    assert Engagement.objects.count() > 30
    assert Tenant.objects.count() > 30
    assert {path: _asked(client, path) for path in LISTS[login]} == few
