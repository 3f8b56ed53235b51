"""The one writer of what is known to be reached by hand; imports write in bulk through `records.bulk`."""

from datetime import date

from tasuki.core.engagement.facts import Fact
from tasuki.records.models import Reached


def remember_by_hand(tenant_id: str, fact: Fact) -> None:
    """A `milestone-reached` fact that somebody read somewhere. What an import has already shown stays as it is."""
    service, milestone = fact.workload or "", fact.data["milestone"]
    known = Reached.objects.filter(tenant_id=tenant_id, service=service, milestone=milestone)
    if known.filter(by_hand=False).exists():
        return
    values: dict[str, object] = {name: fact.data[name] for name in ("seats", "active_users", "required", "seat_basis")}
    values |= {"date": date.fromisoformat(fact.data["date"]), "source": fact.data.get("source") or "", "by_hand": True}
    Reached.objects.update_or_create(tenant_id=tenant_id, service=service, milestone=milestone, defaults=values)
