"""The list of tenants as it is searched, and what a person keeps about it. Nothing here is the truth of a customer."""

from datetime import date
from typing import Final

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from tasuki.records.models.engagements import Engagement
from tasuki.records.models.people import Person, Team
from tasuki.records.models.tenants import Tenant

NEVER: Final = date(9999, 1, 1)
"""The next action date of a line that has none: it sorts last, and keyset pages need no special case."""
WORDS: Final = 800
"""So many characters of a line are searched: an index of PostgreSQL holds no longer text."""
AUDIENCES: Final = ("own", "team", "everybody")
ASKED: Final = ("state", "region", "team", "owner", "milestone", "queue", "next_action", "services", "versions")
"""What the list's filters ask for. The index of every order has all of it, so that a page is found without opening a row that does not
fit: that costs twenty times as much."""
OUTCOMES: Final = ("done", "refused", "undone")


def _walk(*order: str) -> list[str]:
    return [*order, "id", *(name for name in ASKED if name not in order)]


class Line(models.Model):
    """A tenant with one of its engagements, or with none. All of it is derived (`services.lines`), so that every filter, order and
    count of the list is answered by one table and one index.

    `place` sorts as people look names up; `folded` is what a search looks in; `services` and `versions` are words between commas.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="lines", db_index=False)
    engagement = models.OneToOneField(Engagement, on_delete=models.CASCADE, null=True, blank=True, related_name="line")
    place = models.CharField(max_length=400)
    folded = models.CharField(max_length=WORDS)
    region = models.CharField(max_length=50, blank=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    state = models.CharField(max_length=40)
    queue = models.CharField(max_length=200, blank=True)
    next_action = models.DateField(default=NEVER)
    milestone = models.CharField(max_length=10, blank=True)
    services = models.TextField(blank=True)
    versions = models.TextField(blank=True)
    facts = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "engagement"], name="line_once"),
            models.UniqueConstraint(fields=["tenant"], condition=Q(engagement=None), name="line_without_once"),
        ]
        indexes = [
            models.Index(fields=["state"], name="line_states"),
            models.Index(fields=["team", "state"], name="line_team_state"),
            models.Index(fields=["folded", "team", "id"], name="line_words"),
            models.Index(fields=_walk("place"), name="line_by_place"),
            models.Index(fields=_walk("team", "place"), name="line_team_place"),
            models.Index(fields=_walk("next_action"), name="line_by_next"),
            models.Index(fields=_walk("changed_at"), name="line_by_change"),
            models.Index(fields=_walk("state"), name="line_by_state"),
            models.Index(fields=_walk("region"), name="line_by_region"),
            models.Index(Coalesce("owner", Value("")), "id", *ASKED, name="line_by_owner"),
        ]

    @property
    def next_day(self) -> date | None:
        return None if self.next_action == NEVER else self.next_action


def pinned_in(versions: str) -> dict[str, int]:
    """By playbook the version that a line names."""
    pairs = (part.rpartition(":") for part in versions.split(",") if part)
    return {slug: int(number) for slug, _, number in pairs}


class Look(models.Model):
    """How many facts of an engagement a person has seen. His own marker, no fact of the engagement."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="looks")
    facts = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "engagement"], name="look_once")]


class SavedView(models.Model):
    """A list's address under a name: for its owner, for a team, or for everybody."""

    owner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    audience = models.CharField(max_length=10, default="own")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=100)
    query = models.TextField(blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="view_name_once"),
            models.CheckConstraint(name="view_audience_known", condition=Q(audience__in=AUDIENCES)),
            models.CheckConstraint(name="view_team_named", condition=Q(audience="team", team__isnull=False) | ~Q(audience="team")),
        ]


class ViewMark(models.Model):
    """What a view is to one person: pinned above the list, or what the list opens with."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="marks")
    pinned = models.BooleanField(default=False)
    opens = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "view"], name="view_mark_once"),
            models.UniqueConstraint(fields=["person"], condition=Q(opens=True), name="view_opens_once"),
        ]


class BulkRun(models.Model):
    """One act on many engagements. `key` is made with the preview: posted again, it is the same run and does nothing twice."""

    key = models.UUIDField(unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=40)
    given = models.JSONField(default=dict)
    at = models.DateTimeField()


class BulkResult(models.Model):
    """What became of one engagement. `facts` is how long its history was afterwards: undoing is offered while that is still so."""

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="results", db_index=False)
    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=10)
    facts = models.PositiveIntegerField(default=0)
    undo = models.JSONField(null=True)
    findings = models.JSONField(default=list)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "engagement"], name="bulk_once"),
            models.CheckConstraint(name="bulk_outcome_known", condition=Q(outcome__in=OUTCOMES)),
        ]
