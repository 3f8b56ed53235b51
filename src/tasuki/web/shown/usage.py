"""Readings against the milestones' targets: reached, near, or why not yet; as words, a plot and a table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tasuki.core.engagement.plan import Plan
from tasuki.core.milestones.model import MilestoneRule, Reading
from tasuki.records.queries import Tenant, reached_for
from tasuki.records.site import site
from tasuki.services import readings
from tasuki.services.engagements import Case
from tasuki.services.places import today_at
from tasuki.services.plots import draw
from tasuki.web import words

_WIDTH, _HEIGHT = 330, 120
_TREND_DAYS = 28


@dataclass(frozen=True, slots=True)
class Point:
    """One reading, with what the milestone asked for on that date; None where it asked for nothing."""

    day: date
    seats: int
    active_users: int
    required: int | None
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Usage:
    """One service of a tenant, its readings oldest first. `required` is None where no milestone says how many users it takes."""

    service: str
    points: tuple[Point, ...]
    reached_on: date | None
    today: date

    @property
    def newest(self) -> Point:
        return self.points[-1]

    @property
    def required(self) -> int | None:
        return self.newest.required

    @property
    def missing(self) -> int:
        return max(0, (self.required or 0) - self.newest.active_users)

    @property
    def below_now(self) -> bool:
        """Reached once, and below it since: it stays reached."""
        return self.reached_on is not None and self.missing > 0

    @property
    def grown(self) -> int | None:
        """Users gained, or lost, in the last four weeks of readings; None where there is nothing to compare with."""
        since = self.newest.day - timedelta(days=_TREND_DAYS)
        before = [point for point in self.points[:-1] if point.day <= since] or list(self.points[:1])
        return self.newest.active_users - before[-1].active_users if len(self.points) > 1 else None

    @property
    def is_stale(self) -> bool:
        return (self.today - self.newest.day).days > site().reading_days

    def plot(self) -> SafeString:
        return draw(_spec(self), self.summary, words.reader_language())

    @property
    def summary(self) -> str:
        """The plot in words, for those who do not see it."""
        values = {
            "workload": words.service(self.service),
            "first": words.day(self.points[0].day),
            "last": words.day(self.newest.day),
            "begin": self.points[0].active_users,
            "end": self.newest.active_users,
        }
        return _("Active users of %(workload)s: %(begin)d on %(first)s, %(end)d on %(last)s.") % values + " " + self.standing

    @property
    def standing(self) -> str:
        """Where it stands: reached and when, or how many users are missing."""
        if self.reached_on is not None:
            reached = _("The milestone was reached on %(day)s.") % {"day": words.day(self.reached_on)}
            return f"{reached} {_('Use is below the target now; reached stays reached.')}" if self.below_now else reached
        if not self.newest.seats:
            return _("No seats, so the milestone cannot be reached.")
        if self.required is None:
            return _("No milestone is asked for here.")
        if not self.missing:
            return _("The target is met; the milestone is recorded with the next evaluation.")
        told = ngettext(
            "Not yet: %(n)d active user of the %(required)d required is missing.",
            "Not yet: %(n)d active users of the %(required)d required are missing.",
            self.missing,
        )
        return told % {"n": self.missing, "required": self.required}

    @property
    def reasons(self) -> list[str]:
        """Why not yet, as far as the readings tell."""
        if self.reached_on is not None or not self.missing:
            return []
        found = []
        if self.is_stale:
            told = _("The newest reading is of %(day)s: ask for a newer export, or read the usage by hand.")
            found.append(told % {"day": words.day(self.newest.day)})
        if not any(point.active_users for point in self.points):
            found.append(_("Nobody has used it yet."))
        elif self.grown is not None:
            found.append(self._trend(self.grown))
        return found

    def _trend(self, grown: int) -> str:
        if grown <= 0:
            lost = ngettext(
                "Use is falling: %(n)d user fewer in the last four weeks.",
                "Use is falling: %(n)d users fewer in the last four weeks.",
                -grown,
            )
            return lost % {"n": -grown} if grown else _("Use has not grown in the last four weeks.")
        gained = ngettext(
            "Use is growing: %(n)d more user in the last four weeks.", "Use is growing: %(n)d more users in the last four weeks.", grown
        )
        return gained % {"n": grown}


def usage_of(tenant: Tenant, cases: Sequence[Case]) -> list[Usage]:
    """A few queries for a tenant, whatever it uses."""
    today = today_at(tenant)
    series = readings.over_time(tenant.pk, (case.history for case in cases), today)
    reached = {row.service: row.date for row in reached_for(tenant.pk, list(series))}
    rules = _rules(case.plan for case in cases)
    return [
        Usage(service, tuple(_point(one, rules.get(service), tenant) for one in told), reached.get(service), today)
        for service, told in series.items()
    ]


def _rules(plans: Iterable[Plan]) -> Mapping[str, MilestoneRule]:
    """By service, the milestone that its first process asks for."""
    rules: dict[str, MilestoneRule] = {}
    for plan in plans:
        for lane in plan.lanes:
            for name, tiers in lane.playbook.milestones.items():
                if lane.workload is not None:
                    rules.setdefault(lane.workload, MilestoneRule.from_plain(name, tiers))
    return rules


def _point(reading: Reading, rule: MilestoneRule | None, tenant: Tenant) -> Point:
    tier = rule.tier_on(reading.date) if rule else None
    seats = reading.seats if tier is None or tier.seats == "service" else tenant.seats or 0
    return Point(reading.date, seats, reading.active_users, tier.required(seats) if tier and seats else None, reading.by_hand)


# ---------------------------------------------------------------- the plot


def _spec(usage: Usage) -> dict[str, object]:
    """Active users as an area, the target as a stepped line, and a mark on the day it was crossed."""
    day = {
        "field": "day",
        "type": "temporal",
        "title": None,
        "axis": {"format": _("%b %y"), "labelOverlap": True, "tickCount": 6, "grid": False},
    }
    users = {"field": "users", "type": "quantitative", "title": None, "axis": {"tickCount": 4, "format": "d"}}
    values = [{"day": point.day.isoformat(), "users": point.active_users} for point in usage.points]
    targets = [{"day": point.day.isoformat(), "users": point.required} for point in usage.points if point.required]
    layers: list[dict[str, object]] = [
        {"data": {"values": values}, "mark": {"type": "area", "color": "var(--link)", "opacity": 0.14}, "encoding": {"x": day, "y": users}},
        {
            "data": {"values": values},
            "mark": {"type": "line", "color": "var(--link)", "point": {"color": "var(--link)", "size": 14}},
            "encoding": {"x": day, "y": users},
        },
    ]
    if targets:
        dashed = {"type": "line", "interpolate": "step-after", "color": "var(--sash)", "strokeDash": [5, 3]}
        layers.append({"data": {"values": targets}, "mark": dashed, "encoding": {"x": day, "y": users}})
        named = {"type": "text", "align": "left", "baseline": "bottom", "dy": -3, "color": "var(--sash)", "fontSize": 11}
        text = {"value": _("target %(n)d") % {"n": targets[-1]["users"]}}
        layers.append({"data": {"values": targets[:1]}, "mark": named, "encoding": {"x": day, "y": users, "text": text}})
    if usage.reached_on is not None and usage.points[0].day <= usage.reached_on:
        crossed = {"data": {"values": [{"day": usage.reached_on.isoformat()}]}, "encoding": {"x": day}}
        layers.append({**crossed, "mark": {"type": "rule", "color": "var(--met)", "strokeWidth": 1.5}})
    return {"width": _WIDTH, "height": _HEIGHT, "padding": 2, "layer": layers}
