"""People, for screens."""

from datetime import date

from django.db.models import Q, QuerySet

from tasuki.records.models import Cover, Person, Team


def everybody(search: str = "") -> QuerySet[Person]:
    """By role and login; with `search` those whose name, login, address or team has it."""
    found = Person.objects.order_by("role", "login").prefetch_related("teams")
    if search:
        fits = Q(name__icontains=search) | Q(login__icontains=search) | Q(email__icontains=search)
        found = found.filter(fits | Q(teams__name__icontains=search)).distinct()
    return found


def colleagues_of(person: Person, *roles: str) -> QuerySet[Person]:
    """Everybody active of these roles but this person, by name."""
    return Person.objects.filter(is_active=True, role__in=roles).exclude(pk=person.pk).order_by("name", "login")


def covers_from(today: date) -> QuerySet[Cover]:
    """Who stands in for whom, today or later."""
    return Cover.objects.filter(ends__gte=today).select_related("person", "cover")


def team_names() -> list[str]:
    return list(Team.objects.values_list("name", flat=True))
