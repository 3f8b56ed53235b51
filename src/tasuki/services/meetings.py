"""Completion discussions as calendar entries: one that is moved keeps its UID and counts up its SEQUENCE."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings

from tasuki.core.engagement.facts import Fact
from tasuki.core.engagement.plan import Lane
from tasuki.records.site import site
from tasuki.services import cadences, clock, loading
from tasuki.services.engagements import Case
from tasuki.services.places import zone_of


@dataclass(frozen=True, slots=True)
class Planned:
    """One meeting, for all workloads that were set for the same time. `key` names it within the engagement, whenever it takes place."""

    key: str
    at: datetime
    minutes: int
    workloads: tuple[str, ...]
    moved: int
    held: bool


def planned(case: Case) -> list[Planned]:
    """The meetings as they are set now, the earliest first."""
    newest = {lane: facts for lane in case.plan.lanes if (facts := _scheduled(case, lane))}
    together: dict[str, list[Lane]] = {}
    for lane, facts in newest.items():
        together.setdefault(facts[-1].data["at"], []).append(lane)
    return sorted((_planned(case, lanes, newest[lanes[0]]) for lanes in together.values()), key=lambda one: one.at)


def _scheduled(case: Case, lane: Lane) -> list[Fact]:
    return [fact for fact in case.assessment.history.of("discussion-scheduled") if _is_in(fact, lane)]


def _is_in(fact: Fact, lane: Lane) -> bool:
    return (fact.workload, fact.process) == (lane.workload, lane.process)


def _planned(case: Case, lanes: Sequence[Lane], facts: Sequence[Fact]) -> Planned:
    """Named after the first of its lanes: the plan's order is always the same."""
    newest, first = facts[-1], lanes[0]
    cadence = cadences.of(case.engagement.tenant)
    minutes = newest.data.get("minutes") or (cadence.minutes if cadence else site().meeting_minutes)
    zone = ZoneInfo(zone_of(case.engagement.tenant))
    held = [fact for fact in case.history if fact.kind == "discussion-held" and fact.number > newest.number]
    return Planned(
        key=f"{first.workload}.{first.process}",
        at=datetime.fromisoformat(newest.data["at"]).astimezone(zone),
        minutes=int(minutes),
        workloads=tuple(dict.fromkeys(lane.workload for lane in lanes if lane.workload)),
        moved=len(facts) - 1,
        held=all(any(_is_in(fact, lane) for fact in held) for lane in lanes),
    )


def calendar(case: Case, meeting: Planned, *, title: str, description: str, cancelled: bool) -> bytes:
    """An invitation to the customer and the account team, or its cancellation, as a file that every calendar opens."""
    ical = loading.module("icalendar")
    entry = ical.Event()
    entry.add("uid", f"discussion-{case.engagement.pk}-{meeting.key}@{urlsplit(settings.TASUKI_BASE_URL).hostname or 'localhost'}")
    entry.add("sequence", 2 * meeting.moved + cancelled)  # a cancellation is newer than its invitation, and older than the next
    entry.add("dtstamp", clock.now())
    entry.add("dtstart", meeting.at)
    entry.add("dtend", meeting.at + timedelta(minutes=meeting.minutes))
    entry.add("summary", title)
    entry.add("description", description)
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    manager = case.circumstances.person(case.assessment.manager)
    if manager is not None and manager.email:
        entry.add("organizer", f"mailto:{manager.email}", parameters={"CN": manager.name})
    for contact in (*case.circumstances.contacts_of("customer"), *case.circumstances.contacts_of("account-team")):
        entry.add("attendee", f"mailto:{contact.email}", parameters={"CN": contact.name, "ROLE": "REQ-PARTICIPANT", "RSVP": "TRUE"})
    whole = ical.Calendar()
    whole.add("prodid", "-//Tasuki//discussion//")
    whole.add("version", "2.0")
    whole.add("method", "CANCEL" if cancelled else "REQUEST")
    whole.add_component(entry)
    whole.add_missing_timezones()
    content: bytes = whole.to_ical()
    return content
