"""People, for screens."""

from django.db.models import QuerySet

from tasuki.records.models import Person, Team
from tasuki.records.queries.engagements import SEES_ALL


def everybody() -> QuerySet[Person]:
    return Person.objects.order_by("role", "login").prefetch_related("teams")


def team_names() -> list[str]:
    return list(Team.objects.values_list("name", flat=True))


def teams_of(person: Person) -> QuerySet[Team]:
    """The teams whose tenants a person may tell apart: all where he sees everything, else his own."""
    return Team.objects.all() if person.role in SEES_ALL else person.teams.all()


def managing() -> list[tuple[str, str]]:
    """Login and name of everybody who may manage tenants. One query, no rows: there may be hundreds."""
    return list(Person.objects.filter(role__in=("manager", "lead"), is_active=True).order_by("name").values_list("login", "name"))
