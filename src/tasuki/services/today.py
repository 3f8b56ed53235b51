"""What a person can do now, most urgent first: the first act of each workload that is his role's (contracts.md section 3)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from django.db.models import Q, QuerySet

from tasuki.core.calendar import business_days_between, today_in
from tasuki.core.engagement.assessment import CellState
from tasuki.core.engagement.checks import View, open_objections
from tasuki.core.engagement.facts import SYSTEM, Fact
from tasuki.core.engagement.guidance import NextAct
from tasuki.core.engagement.plan import Lane
from tasuki.core.engagement.reminders import owner_of
from tasuki.core.milestones.model import MilestoneRule
from tasuki.records.models import Engagement, Person
from tasuki.records.queries import covered_by, open_engagements_for
from tasuki.records.site import site
from tasuki.services import clock, places
from tasuki.services.cases import cases_of
from tasuki.services.engagements import Case

Bucket = Literal["on-track", "behind", "stuck"]
_URGENCY: dict[Bucket, int] = {"stuck": 0, "behind": 1, "on-track": 2}
AWAITS_USAGE = ("milestone-awaited", "milestone-short")
"""Reasons for which nobody is late, however long it takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the list. `since` is the day from which the act was possible, `days` ago, `business_days` of them at the tenant's;
    `reason` says why it is urgent; `act` is what the guide proposed, where it did."""

    engagement: int
    tenant_id: str
    workload: str | None
    command: str
    since: date
    days: int
    bucket: Bucket
    reason: str
    values: dict[str, Any] = field(default_factory=dict)
    business_days: int = 0
    act: NextAct | None = None


def entries_for(person: Person) -> list[Entry]:
    """Everything that waits for this person. Reads every open engagement that he may act in, all at once."""
    entries = [entry for case in cases_of(open_for(person)) for entry in entries_of(case, person)]
    return in_order(entries)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Most urgent first."""
    return sorted(entries, key=urgency)


def urgency(entry: Entry) -> tuple[int, date, int, str]:
    return _URGENCY[entry.bucket], entry.since, entry.engagement, entry.workload or ""


def waiting_in(case: Case, person: Person) -> list[Entry]:
    """What waits for this person in a case, most urgent first; derived once for as long as the case is kept."""
    key = ("entries", person.role, person.pk)
    if key not in case.kept:
        case.kept[key] = in_order(entries_of(case, person))
    entries: list[Entry] = case.kept[key]
    return entries


def open_for(person: Person) -> QuerySet[Engagement]:
    """Narrowed in the database where the role allows it: the assignment team sees everything, and answers only requests."""
    seen = open_engagements_for(person, clock.today()).select_related("tenant")
    if person.role == "manager":
        return seen.filter(Q(manager=person) | Q(manager__in=covered_by(person, clock.today())))
    if person.role == "assignment":
        return seen.filter(state="handing-over")
    return seen if person.role in ("engineer", "lead") else seen.none()


def entries_of(case: Case, person: Person) -> Iterator[Entry]:
    told: set[str | None] = set()
    if person.role == "manager":
        yield from _objections(case)
    for act in case.acts:
        if act.role == person.role and act.workload not in told and act.command != "answer-objection":
            told.add(act.workload)
            yield entry_of(case, act)
    if person.role == "lead":
        yield from _waivers(case, person)
    yield from _next_action(case, person)


def entry_of(case: Case, act: NextAct) -> Entry:
    """Since when an act has been waiting for somebody, whoever that is, and why."""
    begun, reason, values = _why(case, act)
    return _made(case, act.command, act.workload, begun, reason, values, act)


def _made(
    case: Case, command: str, workload: str | None, since: date, reason: str, values: dict[str, Any], act: NextAct | None = None
) -> Entry:
    today = case.circumstances.today
    passed = business_days_between(since, today, case.circumstances.holidays)
    behind, stuck = site().waiting_days.get(command, site().waiting_days["other"])
    bucket: Bucket = "stuck" if passed > stuck else "behind" if passed > behind else "on-track"
    return Entry(
        engagement=case.engagement.pk,
        tenant_id=case.engagement.tenant_id,
        workload=workload,
        command=command,
        since=since,
        days=max((today - since).days, 0),
        bucket="on-track" if reason in AWAITS_USAGE else bucket,
        reason=reason,
        values=values,
        business_days=passed,
        act=act,
    )


def _why(case: Case, act: NextAct) -> tuple[date, str, dict[str, Any]]:
    """From when the act was possible, and what makes it urgent."""
    state = act.criterion
    if state is None:
        newest = case.assessment.history.newest("held", "withdrawn", "superseded")
        return _day(case, newest), newest.kind if newest else "possible", {}
    if act.command == "confirm-queue-move":
        request = case.assessment.open_request
        return _day(case, request), "queue-move-waiting", {"queue": request.data["queue"] if request else None}
    since = _possible_since(case, state)
    if (told := _answered(case, act)) is not None:
        kind, fact = told
        return max(since, _day(case, fact)), kind, {}
    lanes = _lanes(case, act)
    if not any(_milestone(case, lane) for lane in lanes) and any(_asks_for_milestone(case, lane) for lane in lanes):
        return since, *_awaited(case, lanes)
    return _about_discussion(case, act, lanes, since)


def _about_discussion(case: Case, act: NextAct, lanes: list[Lane], since: date) -> tuple[date, str, dict[str, Any]]:
    """Where the completion discussion stands is what most acts wait for, or follow from."""
    planned = [fact for lane in lanes for fact in _discussions(case, lane)]
    if not planned and (reached := [fact for lane in lanes if (fact := _milestone(case, lane))]):
        return max(since, min(_day(case, fact) for fact in reached)), "no-discussion-date", {}
    if act.workload is None and case.assessment.workloads_complete:
        return since, "workloads-complete", {}
    if not planned:
        return since, "not-begun" if not _has_begun(case) else "possible", {}
    newest = planned[-1]
    if newest.kind == "discussion-held":
        after = newest.data["on"] <= since.isoformat()
        return since, "discussion-held" if after else "possible", {"date": newest.data["on"]}
    day = newest.data["at"][:10]
    reason = "discussion-not-recorded" if act.command == "hold-discussion" else "discussion-planned"
    return since, reason, {"date": day}


def _answered(case: Case, act: NextAct) -> tuple[str, Fact] | None:
    """Somebody else's answer that made the act due: a mail that was refused, a request that was declined or confirmed."""
    kinds = {
        "send-mail": ("mail-refused", "mail-queued"),
        "record-mail": ("mail-refused", "mail-queued"),
        "correct-contact": ("mail-refused", "mail-queued", "contact-corrected"),
        "request-queue-move": ("queue-move-declined", "queue-move-requested"),
        "release-manager": ("queue-move-confirmed",),
    }.get(act.command)
    newest = case.assessment.history.newest(*kinds) if kinds else None
    if newest is None or newest.kind != (kinds or ("",))[0]:
        return None
    return {"mail-refused": "mail-refused", "queue-move-declined": "queue-declined", "queue-move-confirmed": "queue-confirmed"}[
        newest.kind
    ], newest


def _awaited(case: Case, lanes: list[Lane]) -> tuple[str, dict[str, Any]]:
    """How far the usage is, where a reading tells; the nearest workload of several."""
    figures = [told for lane in lanes if (told := _figures(case, lane)) is not None]
    if not figures:
        return "milestone-awaited", {}
    active, required = max(figures, key=lambda told: told[0] / told[1])
    return "milestone-short", {"active_users": active, "required": required}


def _figures(case: Case, lane: Lane) -> tuple[int, int] | None:
    reading = case.circumstances.readings.get(lane.workload or "")
    if reading is None or not reading.seats:
        return None
    rules = [MilestoneRule.from_plain(name, tiers) for name, tiers in lane.playbook.milestones.items()]
    tiers = [tier for rule in rules if (tier := rule.tier_on(reading.date))]
    return (reading.active_users, tiers[0].required(reading.seats)) if tiers else None


def _has_begun(case: Case) -> bool:
    return any(fact.by != SYSTEM for fact in case.history[1:])


def _lanes(case: Case, act: NextAct) -> list[Lane]:
    """The lanes an act belongs to; what is done once belongs to all."""
    lanes = case.plan.lanes[:-1]
    return [lane for lane in lanes if act.workload is None or (lane.workload, lane.process) == (act.workload, act.process)]


def _possible_since(case: Case, state: CellState) -> date:
    """The day of the newest first evidence among all that the criterion comes after; of its own proof, where only the note is missing."""
    before = [case.assessment.cells[n] for n in state.cell.before]
    numbers = [other.first or (other.evidence[0] if other.evidence else 0) for other in before]
    numbers += [fact.number for fact in state.proof[:1]]
    facts = [case.history[number - 1] for number in numbers if number] or [case.history[0]]
    return max(_day(case, fact) for fact in facts)


def _milestone(case: Case, lane: Lane) -> Fact | None:
    told = View(case.assessment.history, lane).of("milestone-reached", "milestone-withdrawn")
    return told[-1] if told and told[-1].kind == "milestone-reached" else None


def _asks_for_milestone(case: Case, lane: Lane) -> bool:
    """Whether a criterion of the lane still waits for usage, or for the customer's word instead of it."""
    asked = [s for s in case.assessment.of(lane) if any(check.kind == "milestone" for check in s.cell.criterion.met_by)]
    return any(not state.satisfied for state in asked)


def _discussions(case: Case, lane: Lane) -> list[Fact]:
    return View(case.assessment.history, lane).of("discussion-scheduled", "discussion-held")


def _objections(case: Case) -> Iterator[Entry]:
    """What the account team objects to, whatever else comes first."""
    for fact in open_objections(case.assessment.history):
        yield _made(case, "answer-objection", None, _day(case, fact), "objection-waiting", {"contact": fact.data.get("contact")})


def next_action(case: Case) -> Fact | None:
    """What was last said of when, by whom and how it goes on; nothing where the yearly review has said otherwise since."""
    newest = case.assessment.history.newest("next-action-set", "inactive-tenant-reviewed")
    return newest if newest is not None and newest.kind == "next-action-set" else None


def _next_action(case: Case, person: Person) -> Iterator[Entry]:
    """What was left to this person by somebody else, once its day has come. The manager's own acts stand on the list anyway."""
    told = next_action(case)
    if told is None or owner_of(told) != person.login or case.engagement.manager_id == person.login:
        return
    day = date.fromisoformat(str(told.data["date"]))
    if day <= case.circumstances.today:
        reason = "next-action-told" if told.text else "next-action-due"
        yield _made(case, "record-note", None, day, reason, {"text": told.text} if told.text else {})


def _waivers(case: Case, person: Person) -> Iterator[Entry]:
    """Waivers that somebody else asked for, and nobody has decided."""
    asked: dict[tuple[str | None, str | None, str], Fact] = {}
    for fact in case.assessment.history.of("waiver-requested", "waiver-granted", "waiver-refused"):
        key = (fact.workload, fact.process, str(fact.data.get("criterion")))
        asked.pop(key, None)
        if fact.kind == "waiver-requested" and fact.by != person.login:
            asked[key] = fact
    for (workload, _, criterion), fact in asked.items():
        yield _made(case, "grant-waiver", workload, _day(case, fact), "waiver-waiting", {"criterion": criterion})


def _day(case: Case, fact: Fact | None) -> date:
    """The day a fact speaks of, where the tenant is: of a milestone the day of the reading, of others that on which it was recorded."""
    if fact is None:
        return case.circumstances.today
    if fact.kind == "milestone-reached":
        return date.fromisoformat(str(fact.data["date"]))
    return today_in(places.zone_of(case.engagement.tenant), fact.at)
