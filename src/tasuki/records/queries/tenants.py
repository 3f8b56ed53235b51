"""Which tenants a person sees."""

from datetime import date

from django.db.models import QuerySet

from tasuki.records.models import Engagement, Person, Tenant
from tasuki.records.queries.engagements import SEES_ALL, SEES_TEAMS, kept_by, managed_by, teams_of


def tenants_for(person: Person, today: date) -> QuerySet[Tenant]:
    """Everything this person may read, today."""
    if not person.is_active:
        return Tenant.objects.none()
    if person.role in SEES_ALL:
        return Tenant.objects.all()
    if person.role in SEES_TEAMS:
        return Tenant.objects.filter(team__in=teams_of(person, today))
    if person.role == "manager":
        of_engagements = Engagement.objects.filter(managed_by(person, today)).order_by().values("tenant")
        return Tenant.objects.filter(pk__in=kept_by(person, today).union(of_engagements))
    return Tenant.objects.none()
