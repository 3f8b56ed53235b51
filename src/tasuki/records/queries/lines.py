"""The list of tenants: who sees which lines, and which of them fit what was asked. Every question is one table's."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, StrIndex

from tasuki.records import searched
from tasuki.records.bulk import these
from tasuki.records.folding import folded
from tasuki.records.models import Line, Look, Person, SavedView
from tasuki.records.models.lines import NEVER
from tasuki.records.queries.engagements import SEES_ALL, SEES_TEAMS, managed_by, teams_of
from tasuki.records.site import site

FILTERS = ("owner", "team", "state", "region", "service", "milestone", "next", "queue", "version")
ORDERS = {"name": "place", "owner": "owned_by", "state": "state", "region": "region", "next": "next_action", "changed": "changed_at"}
MANY = 2000
"""So many lines are counted one by one, or sorted, without a second thought."""
_FREQUENT = 20_000
_DIGITS = 18
_SHOWN = (
    *("tenant_id", "engagement_id", "team_id", "owner_id", "place", "region", "state", "queue", "next_action", "milestone", "services"),
    *("versions", "facts", "changed_at", "tenant__name", "tenant__name_kana", "tenant__tpid", "tenant__seats", "engagement__request_id"),
    *("owner__name", "team__name"),
)
"""The columns that a page of the list shows."""
OWNED_BY = Coalesce("owner_id", Value(""))
NOBODY = "-"
"""The value of a filter for lines where the column is blank."""


def lines_for(person: Person, today: date) -> QuerySet[Line]:
    """The lines of the tenants and engagements that this person may read, today: what `tenants_for` and `engagements_for` say."""
    lines = Line.objects.alias(owned_by=OWNED_BY)
    if not person.is_active:
        return lines.none()
    if person.role in SEES_ALL:
        return lines
    if person.role in SEES_TEAMS:
        teams = list(teams_of(person, today).values_list("pk", flat=True))
        return lines.filter(team=teams[0]) if len(teams) == 1 else lines.alias(the_team=Coalesce("team_id", 0)).filter(the_team__in=teams)
    if person.role == "manager":
        tenants, own = managed_by(person, today)
        return lines.filter(pk__in=Line.objects.filter(tenant__in=tenants).values("pk").union(own.values("line")))
    return lines.none()


def fitting(lines: QuerySet[Line], asked: Mapping[str, str], today: date) -> tuple[QuerySet[Line], bool]:
    """Those that fit every filter and every word of the search, and whether they may be too many to be counted. What is no filter's
    value fits nothing, and says so by an empty list."""
    whole: QuerySet[Line] = lines.alias(owned_by=OWNED_BY)
    kept = whole
    for name in FILTERS:
        if value := asked.get(name, ""):
            kept = narrowed(kept, name, value, today)
    words = list(dict.fromkeys(word for part in asked.get("q", "").split() if (word := folded(part))))
    if not words:
        return kept, False
    return _searched(kept, whole, words, narrow=kept is not whole)


def _searched(kept: QuerySet[Line], lines: QuerySet[Line], words: list[str], *, narrow: bool) -> tuple[QuerySet[Line], bool]:
    """Where the person sees few lines, each is looked at. Else few hits are named, and so are those among few lines that the filters leave;
    what is more is opened and sorted, but for frequent words, which any walk through the list meets soon. `lines` are all that the
    person sees."""
    seen = list(lines.order_by().values_list("pk", flat=True)[: MANY + 1]) if lines.query.has_filters() else []
    if 0 < len(seen) <= MANY:
        return kept.filter(pk__in=these(list(_saying(among(seen), words).values_list("pk", flat=True)), "bigint")), False
    found = searched.first(words, MANY + 1)
    frequent = len(found) > MANY and searched.are_more(words, _FREQUENT)
    hits = searched.containing(words)
    if len(found) > MANY and lines.query.has_filters():
        own = _saying(lines, words) if frequent else lines.alias(the_id=F("pk") + 0).filter(the_id__in=hits)
        found = list(own.order_by().values_list("pk", flat=True)[: MANY + 1])
    if len(found) <= MANY:
        return kept.filter(pk__in=these(found, "bigint")), False
    left = list(kept.order_by().values_list("pk", flat=True)[: MANY + 1]) if narrow else []
    if 0 < len(left) <= MANY:
        return _saying(among(left), words), False
    return (_saying(kept, words) if frequent else kept.filter(pk__in=hits)), True


def _saying(lines: QuerySet[Line], words: list[str]) -> QuerySet[Line]:
    """Asked of each line's own text."""
    for number, word in enumerate(words):
        lines = lines.alias(**{f"at_{number}": StrIndex("folded", Value(word))}).filter(**{f"at_{number}__gt": 0})
    return lines


@dataclass(frozen=True, slots=True)
class Counted:
    """How many lines are in each state, and whether these are all; `found` are their numbers by state, where they are few."""

    counts: Mapping[str, int]
    exact: bool
    found: Mapping[int, str] | None = None


UNCOUNTED = Counted({}, exact=False)


def counted(lines: QuerySet[Line], *, whole: bool) -> Counted:
    """What is narrowed by anything is counted only so far."""
    if whole:
        return Counted(dict(lines.order_by().values_list("state").annotate(Count("pk"))), exact=True)
    found = dict(lines.order_by().values_list("pk", "state")[: MANY + 1])
    return Counted(Counter(found.values()), exact=True, found=found) if len(found) <= MANY else UNCOUNTED


def narrowed(lines: QuerySet[Line], name: str, value: str, today: date) -> QuerySet[Line]:
    if name == "owner":
        return _asking(lines, owner_id="") if value == NOBODY else lines.filter(Q(owned_by=value))
    if name == "team":
        return lines.filter(_team(value))
    if name in ("service", "version"):
        return lines.filter(**{f"{name}s__contains": f",{value},"})
    if name == "next":
        return lines.filter(_next_action(value, today))
    return _asking(lines, **{name: "" if value == NOBODY else value})


def _asking(lines: QuerySet[Line], **values: str) -> QuerySet[Line]:
    """Those with these values, asked of each line on the way: a database that knows no figures would look up half of the table by
    them, and sort that, where the order's own index has a page after a few steps."""
    aliases = {f"the_{name}": Coalesce(name, Value("")) for name in values}
    return lines.alias(**aliases).filter(**{f"the_{name}": value for name, value in values.items()})


def _team(value: str) -> Q:
    if value == NOBODY:
        return Q(team=None)
    return Q(team=int(value)) if value.isascii() and value.isdigit() and len(value) < _DIGITS else Q(pk=None)


def _next_action(value: str, today: date) -> Q:
    """Overdue, coming, or missing where it should not be: an open engagement has one."""
    unfinished = Q(state__in=("active", "on-hold", "handing-over"))
    return {
        "overdue": Q(next_action__lt=today),
        "soon": Q(next_action__gte=today, next_action__lte=today + timedelta(days=site().coming_days)),
        "none": Q(next_action=NEVER) & unfinished,
    }.get(value, Q(pk=None))


def among(found: Collection[int]) -> QuerySet[Line]:
    """The lines of these numbers."""
    return Line.objects.alias(owned_by=OWNED_BY).filter(pk__in=these(found, "bigint"))


def page_of(lines: QuerySet[Line], order: str, *, downwards: bool, beyond: tuple[Any, int] | None, size: int) -> list[Line]:
    """The next `size` lines beyond a place, in the list's order or against it: one range of one index, however deep in the list. Their
    numbers first, for the index has everything that is asked; then the lines, with what stands around them. Two queries."""
    column = ORDERS[order]
    if beyond is not None:
        value, number = beyond
        at, after = ("lte", "gte") if downwards else ("gte", "lte")
        lines = lines.filter(**{f"{column}__{at}": value}).exclude(**{column: value, f"id__{after}": number})
    sign = "-" if downwards else ""
    numbers = list(lines.order_by(f"{sign}{column}", f"{sign}id").values_list("pk", flat=True)[:size])
    rows = Line.objects.select_related("tenant", "engagement", "owner", "team").only(*_SHOWN).in_bulk(numbers)
    return [rows[number] for number in numbers if number in rows]


def place_in(line: Line, order: str) -> tuple[Any, int]:
    return (line.owner_id or "") if order == "owner" else getattr(line, ORDERS[order]), line.pk


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
