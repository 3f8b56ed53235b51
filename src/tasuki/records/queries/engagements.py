"""Which engagements a person sees."""

from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from tasuki.records.models import Engagement, Person, Tenant
from tasuki.records.site import site

SEES_ALL = ("assignment", "auditor")
SEES_TEAMS = ("engineer", "lead")


def engagements_for(person: Person, today: date) -> QuerySet[Engagement]:
    """Everything this person may read, today."""
    if not person.is_active:
        return Engagement.objects.none()
    if person.role in SEES_ALL:
        return Engagement.objects.all()
    if person.role in SEES_TEAMS:
        return Engagement.objects.filter(tenant__in=Tenant.objects.filter(team__in=person.teams.all()))
    if person.role == "manager":
        return Engagement.objects.filter(managed_by(person, today) | Q(tenant__in=Tenant.objects.filter(manager=person)))
    return Engagement.objects.none()


def sees(person: Person, engagement: Engagement, today: date) -> bool:
    """Whether `engagements_for` has this engagement, told from its row: every act asks it first."""
    if not person.is_active:
        return False
    if person.role in SEES_ALL:
        return True
    tenant = engagement.tenant
    if person.role in SEES_TEAMS:
        return tenant.team_id is not None and person.teams.filter(pk=tenant.team_id).exists()
    if person.role != "manager":
        return False
    if person.pk in (engagement.manager_id, tenant.manager_id):
        return True
    closed = engagement.closed_at
    return engagement.closed_by_id == person.pk and closed is not None and closed >= _read_since(today)


def managed_by(person: Person, today: date) -> Q:
    """Engagements that are a manager's own, or were until a short while ago."""
    return Q(manager=person) | Q(closed_by=person, closed_at__gte=_read_since(today))


def _read_since(today: date) -> datetime:
    return datetime.combine(today - timedelta(days=site().read_after_release_days), time.min, UTC)


def hand_over_board(person: Person, today: date) -> QuerySet[Engagement]:
    """Queue moves that wait for an answer, the oldest first, among what this person sees."""
    waiting = engagements_for(person, today).filter(state="handing-over", queue="").select_related("tenant", "manager")
    return waiting.order_by("queue_requested_at", "id")
