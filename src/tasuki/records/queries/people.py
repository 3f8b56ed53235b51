"""People, for screens."""

from datetime import date

from django.db.models import QuerySet

from tasuki.records.models import Cover, Person, Team


def everybody() -> QuerySet[Person]:
    return Person.objects.order_by("role", "login").prefetch_related("teams")


def colleagues_of(person: Person, *roles: str) -> QuerySet[Person]:
    """Everybody active of these roles but this person, by name."""
    return Person.objects.filter(is_active=True, role__in=roles).exclude(pk=person.pk).order_by("name", "login")


def covers_from(today: date) -> QuerySet[Cover]:
    """Who stands in for whom, today or later."""
    return Cover.objects.filter(ends__gte=today).select_related("person", "cover")


def team_names() -> list[str]:
    return list(Team.objects.values_list("name", flat=True))
