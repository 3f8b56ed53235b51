"""People, for screens."""

from django.db.models import QuerySet

from tasuki.records.models import Person, Team


def everybody() -> QuerySet[Person]:
    return Person.objects.order_by("role", "login").prefetch_related("teams")


def team_names() -> list[str]:
    return list(Team.objects.values_list("name", flat=True))
