"""Everything one manager looks after, handed over to others when he leaves: looked at first, then each on its own.

Finding codes:
    unknown-manager   {login}          nobody active who may manage tenants
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from tasuki.core.engagement.facts import NewFact
from tasuki.core.engagement.roles import MANAGES
from tasuki.core.finding import Finding
from tasuki.records.folding import place_of
from tasuki.records.models import Engagement, Person, Tenant
from tasuki.records.queries import sight, tenants_for
from tasuki.services import clock, lines, trails
from tasuki.services.cases import by_name, cases_of
from tasuki.services.each import Answer, Given, done, foreseen
from tasuki.services.engagements import Case
from tasuki.services.refusal import Refusal

COMMAND = "reassign-manager"


@dataclass(frozen=True)
class Portfolio:
    """`cases` are open engagements, `tenants` those with none, which only name him; `unseen` are engagements in other teams."""

    leaver: Person
    cases: list[Case]
    tenants: list[Tenant]
    unseen: int


def portfolio_of(person: Person, leaver: Person) -> Portfolio:
    """What this person sees of it."""
    own = Engagement.objects.filter(manager=leaver).select_related("tenant")
    seen = sight(person, clock.today())
    cases = by_name(cases_of(Engagement.objects.filter(pk__in=[row.pk for row in own if seen(row)])))
    with_engagement = {case.engagement.tenant_id for case in cases}
    tenants = tenants_for(person, clock.today()).filter(manager=leaver).exclude(pk__in=with_engagement)
    in_order = sorted(tenants, key=lambda one: place_of(one.name, one.name_kana))
    return Portfolio(leaver, cases, in_order, len(own) - len(cases))


def successor_of(login: str) -> Person:
    """Raises `Refusal` for anybody who does not manage tenants."""
    found = Person.objects.filter(login__iexact=login, is_active=True, role__in=MANAGES).first()
    if found is None:
        raise Refusal(Finding(code="unknown-manager", values={"login": login}))
    return found


def previewed(person: Person, held: Portfolio, to: Mapping[int, str], reason: str) -> list[Answer]:
    """The gate's answer for each engagement, without recording anything."""
    return foreseen(person, held.cases, COMMAND, _given(to, reason))


def handed_over(person: Person, held: Portfolio, to: Mapping[int, str], reason: str) -> list[Answer]:
    """Each engagement on its own: one that is refused stays where it is, and is told."""
    return done(person, held.cases, COMMAND, _given(to, reason))


def _given(to: Mapping[int, str], reason: str) -> Given:
    return lambda case: {"to": to[case.engagement.pk], "reason": reason}


def name_successor(held: Portfolio, successor: Person, *, reason: str, by: str) -> int:
    """The tenants without an open engagement follow as a whole; how many they are."""
    fact = NewFact("manager-changed", data={"from": held.leaver.login, "to": successor.login}, text=reason)
    with transaction.atomic():
        still_his = Tenant.objects.select_for_update().filter(pk__in=[tenant.pk for tenant in held.tenants], manager=held.leaver)
        keys = sorted(still_his.values_list("pk", flat=True))
        Tenant.objects.filter(pk__in=keys).update(manager=successor)
        trails.add({f"tenant/{key}": [fact] for key in keys}, by=by)
        lines.refresh(keys)
    return len(keys)
