"""Which engagements a person sees."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

from tasuki.core.engagement.reminders import REMINDED, SAID
from tasuki.records.models import Cover, Engagement, Fact, Person, Team, Tenant
from tasuki.records.models.engagements import CLOSED_STATES, OPEN_STATES
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
        return Engagement.objects.filter(tenant__team__in=teams_of(person, today))
    if person.role == "manager":
        tenants, own = managed_by(person, today)
        of_tenants = Engagement.objects.filter(tenant__in=tenants).order_by().values("pk")
        return Engagement.objects.filter(pk__in=own.values("pk").union(of_tenants))
    return Engagement.objects.none()


def about_seen(person: Person, today: date) -> Q:
    """Of rows about an `engagement`, those about one that this person may read; who sees all is asked nothing, for that takes longest."""
    return ~Q(engagement=None) if person.is_active and person.role in SEES_ALL else Q(engagement__in=engagements_for(person, today))


def open_engagements_for(person: Person, today: date) -> QuerySet[Engagement]:
    """Of these the open ones. Each is asked for its team on the way: teams have ten times as many tenants as open engagements, and a
    database that knows no figures would begin with those."""
    if person.is_active and person.role in SEES_TEAMS:
        teams = list(teams_of(person, today).values_list("pk", flat=True))
        return Engagement.objects.filter(state__in=OPEN_STATES).alias(the_team=Coalesce("tenant__team", 0)).filter(the_team__in=teams)
    return engagements_for(person, today).filter(closed_at=None)


def sees(person: Person, engagement: Engagement, today: date) -> bool:
    """Whether `engagements_for` has this engagement, told from its row: every act asks it first."""
    return sight(person, today)(engagement)


def sight(person: Person, today: date) -> Callable[[Engagement], bool]:
    """The same question for many rows, which have their tenants: one query at most, and only where somebody else's are among them."""
    if not person.is_active:
        return lambda _: False
    if person.role in SEES_ALL:
        return lambda _: True
    if person.role in SEES_TEAMS:
        teams = set(teams_of(person, today).values_list("pk", flat=True))
        return lambda row: row.tenant.team_id in teams
    if person.role != "manager":
        return lambda _: False
    others = cache(lambda: set(covered_by(person, today).values_list("pk", flat=True)))
    since = _read_since(today)

    def seen(row: Engagement) -> bool:
        managers = {login for login in (row.manager_id, row.tenant.manager_id) if login}
        read = row.closed_by_id == person.pk and row.closed_at is not None and row.closed_at >= since
        return person.pk in managers or read or not managers.isdisjoint(others())

    return seen


def managed_by(person: Person, today: date) -> tuple[QuerySet[Tenant, Any], QuerySet[Engagement]]:
    """A manager's own tenants, and the engagements that are his own, or were until a short while ago: parts of another question.

    One query, for those whom he stands in for: named, for a database looks a name up, and asks each row for a question's answer. Put
    beside one another by a union, never by an "or": that one a database answers by asking each row of the table.
    """
    names = [person.pk, *covered_by(person, today).values_list("pk", flat=True)]
    tenants = Tenant.objects.filter(manager__in=names).order_by().values("pk")
    own = Q(manager__in=names) | Q(closed_by=person, closed_at__gte=_read_since(today))
    return tenants, Engagement.objects.filter(own).order_by()


def _read_since(today: date) -> datetime:
    return datetime.combine(today - timedelta(days=site().read_after_release_days), time.min, UTC)


def covered_by(person: Person, today: date) -> QuerySet[Person]:
    """Those who are away today, and whom this person stands in for. Who has changed his role since is not among them."""
    covers = Cover.objects.filter(cover=person, begins__lte=today, ends__gte=today, person__role=person.role)
    return Person.objects.filter(pk__in=covers.values("person"))


def teams_of(person: Person, today: date) -> QuerySet[Team]:
    """One's own teams, and those of people one stands in for."""
    return Team.objects.filter(Q(people=person) | Q(people__in=covered_by(person, today))).distinct()


def waiting_for_answer(person: Person | None, today: date) -> QuerySet[Engagement]:
    """Queue moves that wait for an answer, the oldest first, among what this person sees; all of them for the worker."""
    seen = Engagement.objects.all() if person is None else open_engagements_for(person, today)
    return seen.filter(state="handing-over", queue="").select_related("tenant", "manager").order_by("queue_requested_at", "id")


def ledger_names(seen: QuerySet[Engagement]) -> QuerySet[Engagement, str]:
    """What the ledger calls these engagements, as a part of another question."""
    named = seen.order_by().annotate(ledger=Concat(Value("engagement/"), Cast("pk", CharField())))
    return named.values_list("ledger", flat=True)


def released_next() -> QuerySet[Engagement]:
    """Those whose queue has them, and whose manager is still there."""
    return Engagement.objects.filter(state="handing-over").exclude(queue="").exclude(manager=None).select_related("tenant")


def next_actions_between(first: date, last: date) -> QuerySet[Engagement]:
    """Open engagements whose next action falls due in a span, and of whose newest date nobody was reminded."""
    kinds = (*SAID, REMINDED)
    told = Fact.objects.filter(subject=Concat(Value("engagement/"), Cast(OuterRef("pk"), CharField())), kind__in=kinds).order_by("-number")
    due = Engagement.objects.filter(next_action_date__range=(first, last)).exclude(state__in=CLOSED_STATES)
    return due.alias(said=Subquery(told.values("kind")[:1])).exclude(said=REMINDED).order_by("id")


def due_for_review(person: Person, today: date, until: date) -> QuerySet[Engagement]:
    """Tenants in inactive queues whose next action falls due by a day, in the order of the review; the newest engagement of each."""
    seen = engagements_for(person, today).filter(pk__in=every_due_for_review(until))
    return seen.select_related("tenant", "closed_by").order_by("next_action_date", "queue", "tenant__name", "id")


def every_due_for_review(until: date) -> QuerySet[Engagement]:
    """Where a newer request has opened another engagement, that one is looked after anyway."""
    newer = Engagement.objects.filter(tenant=OuterRef("tenant"), pk__gt=OuterRef("pk"))
    due = Engagement.objects.filter(state__in=CLOSED_STATES, next_action_date__lte=until).exclude(queue="")
    return due.filter(~Exists(newer))
