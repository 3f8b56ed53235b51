"""The one writer of what is known to be reached by hand; imports write in bulk through `records.bulk`."""

from tasuki.core.milestones.model import Reached as Reach
from tasuki.records.models import Reached


def remember_by_hand(reach: Reach) -> None:
    """A milestone that a person has read somewhere. What an import has already shown stays as it is."""
    values: dict[str, object] = {
        "date": reach.date,
        "seats": reach.seats,
        "active_users": reach.active_users,
        "required": reach.required,
        "seat_basis": reach.seat_basis,
        "source": reach.source,
        "by_hand": True,
    }
    known = Reached.objects.filter(tenant_id=reach.tenant_id, service=reach.service, milestone=reach.milestone)
    if known.filter(by_hand=False).exists():
        return
    Reached.objects.update_or_create(tenant_id=reach.tenant_id, service=reach.service, milestone=reach.milestone, defaults=values)
