"""What waits for a person besides the acts of engagements: requests to decide, people who asked to be deleted, the yearly review."""

from dataclasses import dataclass, field

from tasuki.records.models import Contact, Engagement, Person
from tasuki.records.queries import engagements_for
from tasuki.services import clock, intake, rights, yearly_review
from tasuki.services.intake import Look
from tasuki.services.yearly_review import Season

_DELETES = ("manager", "lead")
_REVIEWS = ("assignment",)


@dataclass(frozen=True, slots=True)
class Chores:
    """`leaving` are the contacts, each with the newest engagement of its tenant; `season` is the review, while it is open."""

    requests: list[Look] = field(default_factory=list)
    leaving: list[tuple[Contact, Engagement]] = field(default_factory=list)
    season: Season | None = None


def chores_of(person: Person) -> Chores:
    """A handful of queries, and none for whom nothing of it concerns."""
    season = yearly_review.season_for(person) if person.role in _REVIEWS else None
    return Chores(
        requests=intake.waiting() if rights.may(person, "decide-request") else [],
        leaving=_leaving(person) if person.role in _DELETES else [],
        season=season if season is not None and season.number else None,
    )


def _leaving(person: Person) -> list[tuple[Contact, Engagement]]:
    asked = list(Contact.objects.filter(deletion_asked_at__isnull=False).select_related("tenant").order_by("deletion_asked_at"))
    seen = engagements_for(person, clock.today()).filter(tenant__in={contact.tenant_id for contact in asked})
    newest = {row.tenant_id: row for row in seen.order_by("pk")}
    return [(contact, newest[contact.tenant_id]) for contact in asked if contact.tenant_id in newest]
