"""People, for screens."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from tasuki.core.engagement.roles import MANAGES
from tasuki.records.folding import place_of, place_of_person
from tasuki.records.models import Cover, Person, Team
from tasuki.records.queries.engagements import SEES_ALL, teams_of


def everybody(search: str = "") -> QuerySet[Person]:
    """By role and login; with `search` those whose name, login, address or team has it."""
    found = Person.objects.order_by("role", "login").prefetch_related("teams")
    if search:
        fits = Q(name__icontains=search) | Q(login__icontains=search) | Q(email__icontains=search)
        found = found.filter(fits | Q(teams__name__icontains=search)).distinct()
    return found


def colleagues_of(person: Person, *roles: str) -> list[Person]:
    """Everybody active of these roles but this person, by name."""
    return in_order(Person.objects.filter(is_active=True, role__in=roles).exclude(pk=person.pk))


def in_order(people: Iterable[Person]) -> list[Person]:
    """By name, as people look them up."""
    return sorted(people, key=lambda one: (place_of_person(one.name, one.login), one.login))


def covers_from(today: date) -> QuerySet[Cover]:
    """Who stands in for whom, today or later."""
    return Cover.objects.filter(ends__gte=today).select_related("person", "cover")


def team_names() -> list[str]:
    return sorted(Team.objects.values_list("name", flat=True), key=place_of)


def teams_seen(person: Person, today: date) -> QuerySet[Team]:
    """The teams whose tenants a person may tell apart: all where he sees everything, else his own and those he stands in for."""
    return Team.objects.all() if person.role in SEES_ALL else teams_of(person, today)


def managing() -> list[tuple[str, str]]:
    """Login and name of everybody who may manage tenants. One query, no rows: there may be hundreds."""
    found = Person.objects.filter(role__in=MANAGES, is_active=True).order_by("login").values_list("login", "name")
    return sorted(found, key=lambda one: place_of_person(one[1], one[0]))
