"""What usage was told of one tenant over time: for plots and tables."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.conf import settings

from tasuki.core.engagement.facts import Fact
from tasuki.core.milestones.model import Reading
from tasuki.core.milestones.reference import current
from tasuki.services import loading
from tasuki.services.imports.usage import committed


def over_time(tenant_id: str, histories: Iterable[Iterable[Fact]], until: date) -> dict[str, list[Reading]]:
    """By service, oldest first, one reading a date: the newest import, else what a person read by hand in an engagement."""
    table = loading.dataset(settings.TASUKI_USAGE_URL).of_tenant(committed(), tenant_id)
    columns = ("tenant_id", "service", "date", "seats", "active_users", "source", "import_id", "sequence")
    told = [Reading(**{name: row[name] for name in columns}) for row in table.select(columns).to_pylist()]
    by_hand = [_by_hand(tenant_id, fact) for facts in histories for fact in facts if fact.kind == "usage-recorded"]
    services: dict[str, list[Reading]] = defaultdict(list)
    for reading in current([*told, *by_hand], until):
        services[reading.service].append(reading)
    return dict(services)


def _by_hand(tenant_id: str, fact: Fact) -> Reading:
    data = fact.data
    return Reading(
        tenant_id=tenant_id,
        service=fact.workload or "",
        date=date.fromisoformat(data["on"]),
        seats=data["seats"],
        active_users=data["active_users"],
        source=data.get("source", ""),
        sequence=fact.number,
        by_hand=True,
    )
