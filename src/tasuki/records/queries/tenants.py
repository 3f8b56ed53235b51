"""Which tenants a person sees."""

from datetime import date

from django.db.models import QuerySet

from tasuki.records.models import Person, Tenant
from tasuki.records.queries.engagements import SEES_ALL, SEES_TEAMS, managed_by, teams_of


def tenants_for(person: Person, today: date) -> QuerySet[Tenant]:
    """Everything this person may read, today."""
    if not person.is_active:
        return Tenant.objects.none()
    if person.role in SEES_ALL:
        return Tenant.objects.all()
    if person.role in SEES_TEAMS:
        return Tenant.objects.filter(team__in=teams_of(person, today))
    if person.role == "manager":
        tenants, own = managed_by(person, today)
        return Tenant.objects.filter(pk__in=tenants.union(own.values("tenant")))
    return Tenant.objects.none()
