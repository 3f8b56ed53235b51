"""The list of tenants: who sees which lines, and which of them fit what was asked. Every question is one table's."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import StrIndex

from tasuki.records.folding import folded
from tasuki.records.models import Engagement, Line, Look, Person, SavedView, Tenant
from tasuki.records.models.lines import NEVER
from tasuki.records.queries.engagements import SEES_ALL, SEES_TEAMS, covered_by, managed_by, teams_of
from tasuki.records.site import site

FILTERS = ("owner", "team", "state", "region", "service", "milestone", "next", "queue", "version")
ORDERS = {"name": "place", "owner": "owner_id", "state": "state", "region": "region", "next": "next_action", "changed": "changed_at"}
_FEW = 500
MANY = 2000
"""So many lines are counted one by one, or sorted, without a second thought."""
NOBODY = "-"
"""The value of a filter for lines where the column is blank."""


def lines_for(person: Person, today: date) -> QuerySet[Line]:
    """The lines of the tenants and engagements that this person may read, today: what `tenants_for` and `engagements_for` say."""
    if not person.is_active:
        return Line.objects.none()
    if person.role in SEES_ALL:
        return Line.objects.all()
    if person.role in SEES_TEAMS:
        teams = list(teams_of(person, today).values_list("pk", flat=True))
        return Line.objects.filter(team=teams[0]) if len(teams) == 1 else Line.objects.filter(team__in=teams)
    if person.role == "manager":
        tenants = Tenant.objects.filter(Q(manager=person) | Q(manager__in=covered_by(person, today))).values("pk")
        own = Engagement.objects.filter(managed_by(person, today)).values("pk")
        return Line.objects.filter(Q(tenant__in=tenants) | Q(engagement__in=own))
    return Line.objects.none()


def fitting(lines: QuerySet[Line], asked: Mapping[str, str], today: date) -> QuerySet[Line]:
    """Those that fit every filter and every word of the search. What is no filter's value fits nothing, and says so by an empty list."""
    lines = _saying(lines, [folded(part) for part in asked.get("q", "").split()])
    for name in FILTERS:
        if value := asked.get(name, ""):
            lines = lines.filter(_condition(name, value, today))
    return lines


def _saying(lines: QuerySet[Line], words: list[str]) -> QuerySet[Line]:
    """Few hits are found first, by one pass over an index that has nothing but the words, and sorted afterwards; of many, the page's
    own order finds enough soon."""
    if not words:
        return lines
    hits = lines.order_by()
    for number, word in enumerate(words):
        hits = hits.annotate(**{f"at_{number}": StrIndex("folded", Value(word))}).filter(**{f"at_{number}__gt": 0})
    found = list(hits.values_list("pk", flat=True)[: _FEW + 1])
    return lines.filter(pk__in=found) if len(found) <= _FEW else hits


def counted(lines: QuerySet[Line], *, whole: bool) -> tuple[dict[str, int], bool]:
    """How many in each state, and whether that is all of them: what is narrowed by anything is counted only so far."""
    if whole:
        return dict(lines.order_by().values_list("state").annotate(Count("pk"))), True
    states = list(lines.order_by().values_list("state", flat=True)[: MANY + 1])
    return Counter(states[:MANY]), len(states) <= MANY


def _condition(name: str, value: str, today: date) -> Q:
    if name in ("owner", "team"):
        return Q(**{f"{name}__isnull": True}) if value == NOBODY else Q(**{f"{name}_id": value}) if _is_key(name, value) else Q(pk=None)
    if name in ("service", "version"):
        return Q(**{f"{name}s__contains": f",{value},"})
    if name == "next":
        return _next_action(value, today)
    return Q(**{name: "" if value == NOBODY else value})


def _is_key(name: str, value: str) -> bool:
    return name == "owner" or (value.isascii() and value.isdigit())


def _next_action(value: str, today: date) -> Q:
    """Overdue, coming, or missing where it should not be: an open engagement has one."""
    unfinished = Q(state__in=("active", "on-hold", "handing-over"))
    return {
        "overdue": Q(next_action__lt=today),
        "soon": Q(next_action__gte=today, next_action__lte=today + timedelta(days=site().coming_days)),
        "none": Q(next_action=NEVER) & unfinished,
    }.get(value, Q(pk=None))


def walked(lines: QuerySet[Line], many: bool) -> QuerySet[Line]:
    """Where many fit, the page is found by walking the order's own index and asking of each line whether it fits: a database that
    knows no figures would sort all that fit. Where few fit, sorting them is quicker than walking."""
    return Line.objects.filter(Exists(lines.order_by().filter(pk=OuterRef("pk")))) if many else lines


def page_of(lines: QuerySet[Line], order: str, *, downwards: bool, beyond: tuple[Any, int] | None, size: int) -> list[Line]:
    """The next `size` lines beyond a place, in the list's order or against it. One range of one index, however deep in the list."""
    column = ORDERS[order]
    if beyond is not None:
        value, number = beyond
        at, after = ("lte", "gte") if downwards else ("gte", "lte")
        lines = lines.filter(**{f"{column}__{at}": value}).exclude(**{column: value, f"id__{after}": number})
    sign = "-" if downwards else ""
    return list(lines.order_by(f"{sign}{column}", f"{sign}id")[:size])


def place_in(line: Line, order: str) -> tuple[Any, int]:
    return getattr(line, ORDERS[order]), line.pk


def unread_of(person: Person, lines: list[Line]) -> set[int]:
    """Engagements among these with facts since the person last looked; where he never did, since he first came in."""
    numbers = [line.engagement_id for line in lines if line.engagement_id]
    known = dict(Look.objects.filter(person=person, engagement__in=numbers).values_list("engagement_id", "facts"))
    return {line.engagement_id for line in lines if line.engagement_id and _is_news(person, line, known.get(line.engagement_id))}


def _is_news(person: Person, line: Line, seen: int | None) -> bool:
    if seen is not None:
        return line.facts > seen
    return person.reads_from is not None and line.changed_at > person.reads_from


def views_for(person: Person) -> QuerySet[SavedView]:
    """The views that a person may open: his own, his teams', everybody's."""
    teams = person.teams.values("pk")
    return SavedView.objects.filter(Q(owner=person) | Q(audience="everybody") | Q(audience="team", team__in=teams)).select_related("owner")
