"""A small site to measure on; imported only after Django is set up."""

import time

from django.core.management import call_command
from django.db import connection

from tasuki.core.engagement.facts import NewFact
from tasuki.records import ledger
from tasuki.records.models import Engagement, Person, Request, Tenant
from tasuki.services import clock, engagements, playbooks


def a_manager_with_engagements(count: int) -> list[int]:
    """So many engagements of one workload, each with about twenty facts."""
    call_command("migrate", verbosity=0)
    playbooks.publish_shipped(by="system")
    manager = Person.objects.create(login="mori", name="Mori", role="manager", email="mori@example.org")
    opened = []
    for number in range(count):
        tenant = Tenant.objects.create(
            tenant_id=f"t-{number}", name=f"T {number}", country="JP", region="APJ", language="ja", manager=manager
        )
        request = Request.objects.create(
            request_id=f"R-{number}", tenant=tenant, motion="rfa", submitted=clock.today(), services=["exchange"], manager=manager
        )
        engagement = engagements.open_engagement(request, manager=manager, by="system", at=clock.now())
        _fill(engagement)
        opened.append(engagement.pk)
    return opened


def _fill(engagement: Engagement) -> None:
    facts = [NewFact("note-recorded", data={"category": "environment", "composed": False}, text="a note")] * 19
    ledger.append(engagement.subject, 1, facts, by="mori", at=clock.now())
    engagements.derive(engagement, engagements.case_of(engagement).assessment)


def notes(engagement: int) -> float:
    """Seconds for one note through `perform`."""
    person = Person.objects.get(pk="mori")
    started = time.perf_counter()
    engagements.perform(person, engagement, "record-note", {"category": "environment", "text": "what we saw there today"})
    return time.perf_counter() - started


def insert_and_commit() -> float:
    """Seconds for the least a durable write can cost."""
    if "bench_least" not in connection.introspection.table_names():
        connection.cursor().execute("CREATE TABLE bench_least (text TEXT)")
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_least (text) VALUES ('what we saw there today')")
    return time.perf_counter() - started
