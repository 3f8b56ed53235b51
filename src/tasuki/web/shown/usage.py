"""Newest readings against the milestones' targets: reached, near, or why not yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tasuki.core.engagement.plan import Plan
from tasuki.core.milestones.model import MilestoneRule
from tasuki.records.queries import Reading, Tenant, reached_for, readings_for


@dataclass(frozen=True, slots=True)
class Usage:
    """One service of a tenant. `required` is None where no milestone says how many users it takes."""

    service: str
    day: date
    seats: int
    active_users: int
    required: int | None
    reached_on: date | None
    source: str

    @property
    def missing(self) -> int:
        return max(0, (self.required or 0) - self.active_users)

    @property
    def below_now(self) -> bool:
        """Reached once, and below it since: it stays reached."""
        return self.reached_on is not None and self.required is not None and self.active_users < self.required


def usage_of(tenant: Tenant, plans: Iterable[Plan]) -> list[Usage]:
    """Two queries for a tenant, whatever it uses."""
    readings = list(readings_for(tenant.pk))
    reached = {row.service: row.date for row in reached_for(tenant.pk, [reading.service for reading in readings])}
    rules = _rules(plans)
    return [_usage(reading, rules.get(reading.service), reached.get(reading.service)) for reading in readings]


def _rules(plans: Iterable[Plan]) -> Mapping[str, MilestoneRule]:
    """By service, the milestone that its first process asks for."""
    rules: dict[str, MilestoneRule] = {}
    for plan in plans:
        for lane in plan.lanes:
            for name, tiers in lane.playbook.milestones.items():
                if lane.workload is not None:
                    rules.setdefault(lane.workload, MilestoneRule.from_plain(name, tiers))
    return rules


def _usage(reading: Reading, rule: MilestoneRule | None, reached_on: date | None) -> Usage:
    tier = rule.tier_on(reading.date) if rule else None
    required = tier.required(reading.seats) if tier and reading.seats else None
    return Usage(reading.service, reading.date, reading.seats, reading.active_users, required, reached_on, reading.source)
