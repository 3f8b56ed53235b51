"""The one writer of what is known to be reached by hand; imports write in bulk through `records.bulk`."""

from datetime import date

from django.db import connection

from tasuki.core.engagement.facts import Fact
from tasuki.records.models import Reached

_KNOWN = 'SELECT "tenant_id", {}, {} FROM records_reached WHERE "milestone" = %s AND NOT "by_hand" GROUP BY "tenant_id"'
_LINES = {"sqlite": "group_concat({}, char(10))", "postgresql": "string_agg({}, chr(10))"}
_COLUMNS = ('"service"', 'CAST("date" AS TEXT)')


def known_by_tenant(milestone: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """What imports have shown: tenants, and for each its services and their dates in the same order, one a line."""
    lines = (_LINES[connection.vendor].format(column) for column in _COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN.format(*lines), [milestone])
        tenants, services, dates = list(zip(*cursor.fetchall(), strict=True)) or ((), (), ())
    return tenants, services, dates


def remember_by_hand(tenant_id: str, fact: Fact) -> None:
    """A `milestone-reached` fact that somebody read somewhere. What an import has already shown stays as it is."""
    service, milestone = fact.workload or "", fact.data["milestone"]
    known = Reached.objects.filter(tenant_id=tenant_id, service=service, milestone=milestone)
    if known.filter(by_hand=False).exists():
        return
    values: dict[str, object] = {name: fact.data[name] for name in ("seats", "active_users", "required", "seat_basis")}
    values |= {"date": date.fromisoformat(fact.data["date"]), "source": fact.data.get("source") or "", "by_hand": True}
    Reached.objects.update_or_create(tenant_id=tenant_id, service=service, milestone=milestone, defaults=values)
