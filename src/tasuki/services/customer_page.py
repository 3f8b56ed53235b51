"""What a customer is shown of an engagement: built here, of named values only. Whatever is not listed below cannot reach the page.

No notes, no reasons, no concerns, no tasks, no queue, no people but the manager: facts are read by kind and by field.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tasuki.core.calendar import today_in
from tasuki.core.engagement.facts import Fact
from tasuki.core.engagement.plan import Lane
from tasuki.core.milestones.model import MilestoneRule
from tasuki.services.engagements import Case
from tasuki.services.places import zone_of

SHOWN: Mapping[str, tuple[str, ...]] = {
    "engagement-opened": ("request_id",),
    "milestone-reached": ("date",),
    "migrated-confirmed": ("users", "on"),
    "discussion-scheduled": ("at",),
    "discussion-held": ("on",),
    "signed-off": ("contact",),
}
"""The only kinds of facts that a customer may see something of, and what of each."""


@dataclass(frozen=True, slots=True)
class Workload:
    """One service. `required` is the agreed target, None where there is none; `users` were moved, where data was moved."""

    service: str
    active_users: int | None
    as_of: date | None
    required: int | None
    reached_on: date | None
    migrated_users: int | None
    discussed_on: date | None
    meeting_on: date | None

    @property
    def complete(self) -> bool:
        return self.discussed_on is not None


@dataclass(frozen=True, slots=True)
class SignedOff:
    name: str
    on: date


@dataclass(frozen=True, slots=True)
class Resource:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """`manager` and `manager_email` are whom to ask, while there is somebody."""

    organisation: str
    request_id: str
    workloads: tuple[Workload, ...]
    over: bool
    manager: str
    manager_email: str
    signed_off: tuple[SignedOff, ...]
    resources: tuple[Resource, ...]

    @property
    def all_complete(self) -> bool:
        return all(workload.complete for workload in self.workloads)


def customer_page(case: Case, language: str) -> CustomerPage:
    over = case.assessment.is_closed
    manager = None if over else case.circumstances.person(case.assessment.manager)
    return CustomerPage(
        organisation=case.engagement.tenant.name,
        request_id=str(_shown(case, "engagement-opened")[0][0]["request_id"]),
        workloads=tuple(_workload(case, service) for service in case.plan.workloads),
        over=over,
        manager=manager.name if manager else "",
        manager_email=(manager.email or "") if manager else "",
        signed_off=tuple(SignedOff(str(said["contact"]), _day(case, fact)) for said, fact in _shown(case, "signed-off")),
        resources=_resources(case, language),
    )


def _workload(case: Case, service: str) -> Workload:
    lanes = case.plan.lanes_of(service)
    reading = case.circumstances.readings.get(service)
    reached = [said["date"] for said, _ in _shown(case, "milestone-reached", lanes)]
    migrated = [said["users"] for said, _ in _shown(case, "migrated-confirmed", lanes)]
    held = [said["on"] for said, _ in _shown(case, "discussion-held", lanes)]
    planned = [str(said["at"])[:10] for said, _ in _shown(case, "discussion-scheduled", lanes)]
    coming = [day for day in planned if day >= case.circumstances.today.isoformat()]
    return Workload(
        service=service,
        active_users=reading.active_users if reading else None,
        as_of=reading.date if reading else None,
        required=_required(case, lanes, service),
        reached_on=date.fromisoformat(reached[-1]) if reached else None,
        migrated_users=int(migrated[-1]) if migrated else None,
        discussed_on=date.fromisoformat(held[-1]) if len(held) >= len(lanes) else None,
        meeting_on=date.fromisoformat(coming[-1]) if coming else None,
    )


def _required(case: Case, lanes: tuple[Lane, ...], service: str) -> int | None:
    reading = case.circumstances.readings.get(service)
    if reading is None or not reading.seats:
        return None
    for lane in lanes:
        for name, tiers in lane.playbook.milestones.items():
            tier = MilestoneRule.from_plain(name, tiers).tier_on(reading.date)
            if tier is not None:
                return tier.required(reading.seats)
    return None


def _resources(case: Case, language: str) -> tuple[Resource, ...]:
    found = case.plan.main.resources_for(case.plan.workloads, language)
    return tuple(dict.fromkeys(Resource(entry["title"], entry.get("url", "")) for entry in found if entry.get("title")))


def _shown(case: Case, kind: str, lanes: tuple[Lane, ...] | None = None) -> list[tuple[dict[str, Any], Fact]]:
    """The named fields of the facts of a listed kind, in these lanes."""
    fields = SHOWN[kind]
    places = {(lane.workload, lane.process) for lane in lanes} if lanes is not None else None
    facts = [fact for fact in case.assessment.history.of(kind) if (places is None or (fact.workload, fact.process) in places)]
    return [({name: fact.data.get(name) for name in fields}, fact) for fact in facts]


def _day(case: Case, fact: Fact) -> date:
    return today_in(zone_of(case.engagement.tenant), fact.at)
