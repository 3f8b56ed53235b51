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
    asked = Contact.objects.exclude(deletion_asked_at=None)
    newest = {row.tenant_id: row for row in engagements_for(person, clock.today()).filter(tenant__in=asked.values("tenant")).order_by("pk")}
    found = asked.filter(tenant__in=newest).select_related("tenant").order_by("deletion_asked_at")
    return [(contact, newest[contact.tenant_id]) for contact in found]
