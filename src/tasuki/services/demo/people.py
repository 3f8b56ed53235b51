"""Who works in the demonstration, and how they sign in."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.contrib.auth.hashers import make_password

from tasuki.core.engagement.facts import NewFact
from tasuki.records.models import Person
from tasuki.services import people, trails
from tasuki.services.circumstances import DaysOff
from tasuki.services.demo.data import told
from tasuki.services.demo.days import Desk, Programme


@dataclass(frozen=True, slots=True)
class Account:
    """What somebody needs to sign in and look around."""

    login: str
    name: str
    role: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """A person of people.yaml. `serves` is the country or the region whose customers a manager has."""

    login: str
    name: str
    role: str
    language: str
    zone: str
    country: str
    team: str = ""
    serves: str = ""

    @property
    def team_name(self) -> str:
        return str(told("people.yaml")["teams"][self.team]) if self.team else ""

    def desk(self, programme: Programme, *, also: str = "") -> Desk:
        """Working time; `also` is a country whose holidays count too."""
        return Desk(self.zone, _Either(tuple(DaysOff(place) for place in (self.country, also) if place)), programme.horizon)


@dataclass(frozen=True, slots=True)
class _Either(Container[date]):
    """Days off at either of two places."""

    places: tuple[DaysOff, ...]

    def __contains__(self, day: object) -> bool:
        return any(day in place for place in self.places)


@cache
def players() -> tuple[Player, ...]:
    return tuple(Player(**plain) for plain in told("people.yaml")["people"])


def player(login: str) -> Player:
    return next(one for one in players() if one.login == login)


def colleague(manager: Player, role: str) -> Player:
    """Who of this role works with a manager: somebody of the team, else somebody of the same language, else anybody."""
    having = [one for one in players() if one.role == role]
    return min(having, key=lambda one: (one.team != manager.team, one.language != manager.language))


def add_all(*, by: str) -> dict[str, Person]:
    """All people, with the demonstration's password: one hash for all of them, because it takes long to make and guards nothing."""
    secret = make_password(told("people.yaml")["password"])
    added = {}
    for one in players():
        email = f"{one.login}@{told('people.yaml')['domain']}"
        teams = [one.team_name] if one.team else []
        person, _ = people.add_person(one.login, name=one.name, role=one.role, teams=teams, email=email, language=one.language, by=by)
        person.password = secret
        person.save(update_fields=["password"])
        trails.add({f"person/{one.login}": [NewFact("password-set")]}, by=by)
        added[one.login] = person
    return added


def accounts() -> tuple[Account, ...]:
    """The demonstration accounts."""
    password = told("people.yaml")["password"]
    return tuple(Account(one.login, one.name, one.role, password) for one in players())
