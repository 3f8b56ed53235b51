"""Acting on engagements: the only path by which anything becomes a fact of one (design.md section 2).

Finding codes:
    not-found     {engagement}         there is none, or this person does not see it
    overtaken     {by, kind}           others acted again and again in between; nothing was recorded
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db import transaction

from tasuki.core.engagement.assessment import Assessment, assess, assess_further
from tasuki.core.engagement.circumstances import Actor, Circumstances
from tasuki.core.engagement.commands import Command, parse
from tasuki.core.engagement.decisions import Refused, decide_on, with_notes
from tasuki.core.engagement.facts import Fact, NewFact
from tasuki.core.engagement.guidance import Guide, NextAct
from tasuki.core.engagement.plan import LANE_FACTS, REPLANS, Plan, pins, plan_for
from tasuki.core.finding import Finding, Remedy
from tasuki.core.milestones.model import Reached as ReachedMilestone
from tasuki.core.playbook.model import Playbook
from tasuki.records import engagement_rows, ledger
from tasuki.records.around import covered_logins
from tasuki.records.models import Contact, Engagement, Person, Reached, Request, SignedLink, Tenant
from tasuki.records.models.engagements import CLOSED_STATES
from tasuki.records.queries import engagements_for, sees
from tasuki.records.reached import remember_by_hand
from tasuki.records.site import site
from tasuki.services import clock, concerned, invitations, lines, mailbox, outbox, playbooks, shipped
from tasuki.services.circumstances import circumstances_of
from tasuki.services.refusal import Refusal

CODES = ("not-found", "overtaken")

SYSTEM = "system"
_TRIES = 5


@dataclass(frozen=True)
class Case:
    """One engagement as it stands: its row, its history, the plan it runs on, and its circumstances."""

    engagement: Engagement
    plan: Plan
    history: tuple[Fact, ...]
    circumstances: Circumstances
    head: bytes | None = None

    @cached_property
    def assessment(self) -> Assessment:
        return assess(self.plan, self.history, self.circumstances.today)

    @cached_property
    def guide(self) -> Guide:
        return Guide(self.assessment, self.circumstances)

    @cached_property
    def acts(self) -> tuple[NextAct, ...]:
        """What is best done next, by whomever."""
        return self.guide.next_acts()

    @cached_property
    def kept(self) -> dict[Hashable, Any]:
        """What lists have derived of it: kept as long as the case itself is."""
        return {}


def seen_by(person: Person, engagement_id: int) -> Engagement:
    """The engagement, if this person sees it. Raises `Refusal` with `not-found`, which does not tell whether there is one."""
    found = engagement_rows.with_tenant(engagement_id)
    if found is None or not sees(person, found, clock.today()):
        raise Refusal(Finding(code="not-found", values={"engagement": engagement_id}))
    return found


def case_of(engagement: Engagement) -> Case:
    """Read everything that a decision or a screen needs. A handful of queries."""
    history, head = ledger.read_to_append(engagement.subject)
    plan = plan_of(history)
    return Case(engagement, plan, history, circumstances_of(engagement, plan.main), head)


def case_named(subject: str) -> Case | None:
    """The engagement of a ledger subject, for whoever may read the whole ledger; None for every other subject."""
    kind, _, number = subject.partition("/")
    found = engagement_rows.with_tenant(int(number)) if kind == "engagement" and number.isdecimal() else None
    return case_of(found) if found is not None else None


def history_for(person: Person, engagement_id: int) -> tuple[tuple[Fact, ...], dict[int, str]]:
    """An engagement's facts, with the digest of each. Raises `Refusal` where this person does not see it."""
    return history_of(seen_by(person, engagement_id))


def digests(engagement_id: int) -> dict[int, str]:
    """The digest of each fact, by number."""
    return ledger.digests(f"engagement/{engagement_id}")


def plan_of(history: Sequence[Fact], find: Callable[[str, int], Playbook] = playbooks.playbook) -> Plan:
    """The plan that an engagement's own facts name: the versions it is pinned to, and its lanes."""
    lanes = [(workload, process) for fact in history if fact.kind in LANE_FACTS for workload, process in fact.data["lanes"]]
    versions = pins(history)
    used = dict.fromkeys(process for _, process in lanes)
    return plan_for([find(slug, versions[slug]) for slug in used], lanes)


def listed_for(person: Person) -> list[dict[str, Any]]:
    """The engagements that a person sees, one line each (contracts.md section 3). One query."""
    columns = ("id", "tenant_id", "request_id", "state", "manager_id", "queue", "next_action_date")
    rows = engagements_for(person, clock.today()).order_by("id").values_list(*columns)
    return [
        {
            "id": number,
            "tenant_id": tenant,
            "request_id": request,
            "state": state,
            "manager": manager,
            "queue": queue or None,
            "next_action_date": day.isoformat() if day else None,
        }
        for number, tenant, request, state, manager, queue, day in rows
    ]


def history_of(engagement: Engagement) -> tuple[tuple[Fact, ...], dict[int, str]]:
    """The facts, and the digest of each by its number."""
    return ledger.read(engagement.subject), ledger.digests(engagement.subject)


def perform(
    person: Person, engagement_id: int, command: str, given: Mapping[str, str], *, after: int | None = None, undo: bool = False
) -> tuple[Fact, ...]:
    """Do one command as this person, or raise: `UsageError` for an unknown command or key, `Refusal` with every reason.

    `after` is the number of facts the person had seen: where there are more by now, `overtaken` is the answer and nothing is done.
    `undo`: the person sits before a screen where he can take a mail back, so it waits as long as the site says.
    On a conflict with somebody else's act the whole of it runs once more on the new history, outside the failed transaction.
    """
    parsed = parse(command, given, shipped.service_key)
    mailbox.require_read(command, given)
    return _perform(seen_by(person, engagement_id), actor_of(person), parsed, after=after, undo=undo)


def perform_by_link(link: SignedLink, role: str, command: str, given: Mapping[str, str]) -> tuple[Fact, ...]:
    """Do one command as the holder of a link about an engagement, in a role that needs no account. Raises like `perform`.

    The service that is asked by the link says which role its purpose has, and puts the holder's name in.
    """
    engagement = Engagement.objects.select_related("tenant").get(pk=int(link.about.removeprefix("engagement/")))
    return _perform(engagement, Actor(login=link.subject, role=role), parse(command, given, shipped.service_key))


def _perform(engagement: Engagement, actor: Actor, parsed: Command, *, after: int | None = None, undo: bool = False) -> tuple[Fact, ...]:
    def act(case: Case) -> Sequence[NewFact]:
        if after is not None and len(case.history) != after:
            raise Refusal(_overtaken(engagement))
        facts = decided(case, parsed, actor, undo_seconds=site().mail_undo_seconds if undo else 0)
        concerned.has_read(engagement, actor.login)
        return facts

    return record(engagement, act, by=actor.login)


def actor_of(person: Person) -> Actor:
    """Who asks, and for whom he may act today besides himself."""
    return Actor(login=person.login, role=person.role, covers=covered_logins(person.login, person.role, clock.today()))


def decided(case: Case, command: Command, actor: Actor, *, undo_seconds: int = 0) -> Sequence[NewFact]:
    """The facts of one command on the engagement as it stands. Raises `Refusal` with every reason."""
    decision = decide_on(case.assessment, command, actor, replace(case.circumstances, undo_seconds=undo_seconds))
    if isinstance(decision, Refused):
        raise Refusal(*decision.findings)
    return decision.facts


def record(engagement: Engagement, act: Callable[[Case], Sequence[NewFact]], *, by: str) -> tuple[Fact, ...]:
    """Record what `act` decides on the engagement as it stands, in a transaction of its own; again where somebody was quicker."""
    overtaken: ledger.Conflict | None = None
    for _ in range(_TRIES):
        try:
            with transaction.atomic():
                return _append(case_of(engagement), act, by=by, at=clock.now())
        except ledger.Conflict as conflict:
            overtaken = conflict
    raise Refusal(_overtaken(engagement)) from overtaken


def record_inside(engagement: Engagement, act: Callable[[Case], Sequence[NewFact]], *, by: str) -> tuple[Fact, ...]:
    """Like `record`, inside a transaction of the caller's: an import is one, and runs again as a whole on a conflict."""
    return _append(case_of(engagement), act, by=by, at=clock.now())


def decided_for_a_file(case: Case, command: Command, *, by: str) -> Sequence[NewFact]:
    """What a file tells of an engagement, by the same gate: whoever may bring files in may bring it for any manager."""
    return decided(case, command, Actor(login=by, role="lead"))


def redact(engagement: Engagement, number: int, *, reason: str, by: str) -> None:
    """Empty the text of one fact; the redaction is a fact, too."""
    try:
        ledger.redact(engagement.subject, number, reason=reason, by=by, at=clock.now())
    except ledger.Conflict as conflict:
        raise Refusal(_overtaken(engagement)) from conflict


def _overtaken(engagement: Engagement) -> Finding:
    newest = ledger.read(engagement.subject)[-1]
    return Finding(code="overtaken", values={"by": newest.by, "kind": newest.kind})


def _append(case: Case, act: Callable[[Case], Sequence[NewFact]], *, by: str, at: datetime) -> tuple[Fact, ...]:
    """Inside a transaction: decide, record, and bring everything derived up to date."""
    new = act(case)
    facts = ledger.append(case.engagement.subject, len(case.history), new, by=by, at=at, head=case.head)
    if facts:
        _project(case, facts)
    return facts


def _project(case: Case, facts: Sequence[Fact]) -> None:
    """What follows from new facts in ordinary rows: the list's columns, contacts, mails to hand over, milestones read by hand."""
    assessment = _assessed_with(case, facts)
    derive(case.engagement, assessment, before=len(case.history))
    concerned.note(case.engagement, assessment.plan, facts, assessment.manager)
    queued: set[str] = set()
    for fact in facts:
        if fact.kind in _CONTACT_FACTS:
            _project_contact(case.engagement.tenant, fact)
        elif fact.kind == "mail-queued" and fact.data["message_id"] not in queued:
            queued.add(fact.data["message_id"])
            outbox.enqueue(case.engagement.subject, fact)
        elif fact.kind in _AFTERWARDS and fact.data["message_id"] not in queued:
            queued.add(fact.data["message_id"])
            _AFTERWARDS[fact.kind](fact)
        elif fact.kind == "milestone-reached" and fact.data.get("by_hand"):
            remember_by_hand(case.engagement.tenant_id, fact)
        elif fact.kind in _MANAGER_FACTS:
            _project_manager(case.engagement, fact)
        if fact.kind in invitations.FOLLOWED:
            invitations.follow(case.engagement, assessment.plan, (*case.history, *facts), fact)
    if any(fact.kind in _CONTACT_FACTS for fact in facts):
        lines.refresh([case.engagement.tenant_id])


def _assessed_with(case: Case, facts: Sequence[Fact]) -> Assessment:
    """The case as it stands with new facts, some of which may have given it another plan."""
    if any(fact.kind in REPLANS for fact in facts):
        history = (*case.history, *facts)
        return assess(plan_of(history), history, case.circumstances.today)
    return assess_further(case.assessment, facts)


_AFTERWARDS: dict[str, Callable[[Fact], None]] = {
    "mail-taken-back": outbox.take_back,
    "mail-hastened": outbox.hasten,
    "mail-resent": outbox.send_again,
    "mail-settled": outbox.lay_to_rest,
}


def derive(engagement: Engagement, assessment: Assessment, *, before: int | None = None) -> None:
    """Write the derived columns; they exist only so that a list is one query, and `rebuild` writes them anew.

    Where the row was read as it stood after `before` facts, the very history that was decided on, only what differs is written: most
    acts change one column and no index.
    """
    standing = assessment.standing
    history = assessment.history.facts
    closed = next((fact for fact in reversed(history) if fact.kind == "manager-released"), None)
    if standing.state not in CLOSED_STATES:
        closed = None
    request = standing.open_request
    day = standing.next_action_date
    columns: dict[str, Any] = {
        "state": standing.state,
        "manager_id": standing.manager,
        "queue": standing.queue or "",
        "requested_queue": request.data["queue"] if request else "",
        "queue_requested_at": request.at if request else None,
        "next_action_date": date.fromisoformat(day) if day else None,
        "facts": len(history),
        "pins": pins(history),
        "lanes": [[lane.workload, lane.process] for lane in assessment.plan.lanes if lane.workload],
        "closed_at": closed.at if closed else None,
        "closed_by_id": (closed.data.get("manager") or None) if closed else None,
        **_counted(assessment),
    }
    if engagement.facts == before:
        columns = {name: value for name, value in columns.items() if getattr(engagement, name) != value}
    engagement_rows.write(engagement.pk, columns)
    lines.follow(engagement, history, columns)


def _counted(assessment: Assessment) -> dict[str, int]:
    """How complete the evidence is: of the criteria that apply and gate something, those met and those pardoned."""
    verdicts = [state.verdict for state in assessment.cells if not state.cell.criterion.is_shown_only]
    met, waived = verdicts.count("met"), verdicts.count("waived")
    return {"criteria_due": met + waived + verdicts.count("missing"), "criteria_met": met, "criteria_waived": waived}


def rebuild() -> int:
    """Derive every engagement's columns from its facts again; the number of engagements."""
    count = 0
    for engagement in Engagement.objects.select_related("tenant").iterator():
        case = case_of(engagement)
        derive(engagement, case.assessment)
        count += 1
    lines.refresh()
    return count


_MANAGER_FACTS = ("manager-released", "manager-reassigned", "reopened")


def _project_manager(engagement: Engagement, fact: Fact) -> None:
    """Who has left the tenant's last open engagement is not assigned to the tenant any more; who takes over is (domain.md E11)."""
    data = fact.data
    left = data.get("from") if fact.kind == "manager-reassigned" else data.get("manager")
    new = {"manager-released": None, "manager-reassigned": data.get("to"), "reopened": data.get("manager")}[fact.kind]
    tenants = Tenant.objects.filter(pk=engagement.tenant_id)
    if fact.kind == "reopened":
        tenants.filter(manager=None).update(manager=new)
    elif left and not Engagement.objects.filter(tenant=engagement.tenant_id, manager=left).exclude(state__in=CLOSED_STATES).exists():
        tenants.filter(manager=left).update(manager=new)


_CONTACT_FACTS = ("contact-added", "contact-verified", "contact-corrected")
_CONTACT_COLUMNS = ("kind", "name", "name_kana", "department", "title", "role", "language")


def _project_contact(tenant: Tenant, fact: Fact) -> None:
    data = fact.data
    columns: dict[str, Any] = {name: data[name] for name in _CONTACT_COLUMNS if name in data}
    if "verified_on" in data:
        columns["verified_on"] = date.fromisoformat(data["verified_on"])
    if "do_not_contact" in data:
        columns["do_not_contact"] = data["do_not_contact"] == "yes"
    if "email" in data or fact.kind == "contact-verified":
        columns |= {"bounced_at": None, "bounce_reason": ""}
    if fact.kind == "contact-added":
        Contact.objects.create(tenant=tenant, email=data["email"], **columns)
        return
    contacts = Contact.objects.filter(tenant=tenant)
    by_address = contacts.filter(email__iexact=data.get("email", ""))
    found = by_address if by_address.exists() else contacts.filter(name=data.get("name", ""))
    if not by_address.exists() and "email" in data:
        columns["email"] = data["email"]
    found.update(**columns)


def open_engagement(request: Request, *, manager: Person | None, by: str, at: datetime) -> Engagement:
    """Start what a request asks for: a lane per service, pinned to the newest playbooks; milestones already known are copied into it.

    `manager` looks after it, whoever the request named. Call it inside a transaction.
    """
    tenant = request.tenant
    engagement = Engagement.objects.create(tenant=tenant, request=request, motion=request.motion, manager=manager, opened_at=at)
    lanes, versions = _lanes(request.services, request.migration_services, request.playbook)
    opened = NewFact(
        "engagement-opened",
        data={
            "tenant_id": tenant.tenant_id,
            "request_id": request.request_id,
            "motion": request.motion,
            "manager": manager.login if manager else None,
            "lanes": lanes,
            "playbooks": versions,
        },
    )
    history = ledger.append(engagement.subject, 0, [opened], by=by, at=at)
    concerned.note(engagement, plan_of(history), history, manager.login if manager else None)
    _copy_milestones(engagement, history, by=by, at=at)
    lines.refresh([tenant.pk])
    return engagement


def _lanes(services: Sequence[str], migration_services: Sequence[str], playbook: str) -> tuple[list[list[str]], dict[str, int]]:
    processes = site().processes
    lanes = [[service, playbook or processes["services"]] for service in services]
    lanes += [[service, processes["migration-services"]] for service in migration_services]
    return lanes, {slug: playbooks.newest(slug).version for slug in dict.fromkeys(process for _, process in lanes)}


def _copy_milestones(engagement: Engagement, history: tuple[Fact, ...], *, by: str, at: datetime) -> None:
    """An engagement that opens later starts with what usage already proves."""
    case = case_of(engagement)
    facts = with_notes(case.assessment, known_milestones(case), case.circumstances)
    _project(case, ledger.append(engagement.subject, len(history), facts, by=by, at=at))


def known_milestones(case: Case) -> list[NewFact]:
    """What usage already proves of what the plan asks for, and the engagement's own facts do not say yet."""
    rows = Reached.objects.filter(tenant=case.engagement.tenant, service__in=case.plan.workloads).order_by("service", "milestone")
    return [fact for row in rows for fact in _milestone_facts(case, row.as_reached(), row.file_digest)]


def add_workloads(engagement: Engagement, *, services: Sequence[str], migration_services: Sequence[str], by: str, at: datetime) -> None:
    """The lanes that a newer file of the same request adds: only those that were not there. A running hand-over waits for them.

    Raises `Refusal` where nobody is left to see to them: decided by the very history that the new lanes would be added to.
    """
    case = case_of(engagement)
    if case.assessment.state in CLOSED_STATES:
        raise Refusal(Finding(code="engagement-closed", remedy=Remedy(command="reopen", needs=("reason",))))
    lanes, versions = _lanes(services, migration_services, engagement.request.playbook if engagement.request else "")
    there = {(lane.workload, lane.process) for lane in case.plan.lanes}
    missing = [[workload, process] for workload, process in lanes if (workload, process) not in there]
    if not missing:
        return
    pinned = {lane.process for lane in case.plan.lanes}
    added = {slug: number for slug, number in versions.items() if slug not in pinned}
    fact = NewFact("workload-added", data={"lanes": missing, "playbooks": added})
    history = (*case.history, *ledger.append(engagement.subject, len(case.history), [fact], by=by, at=at))
    _copy_milestones(engagement, history, by=by, at=at)


def _milestone_facts(case: Case, reached: ReachedMilestone, file_digest: str) -> list[NewFact]:
    """One fact in each lane of the service that asks for this milestone, unless its newest such fact already says the same."""
    data = {
        "milestone": reached.milestone,
        "date": reached.date.isoformat(),
        "seats": reached.seats,
        "active_users": reached.active_users,
        "required": reached.required,
        "seat_basis": reached.seat_basis,
        "source": reached.source,
        "import": reached.import_id,
        "file_digest": file_digest or None,
        "by_hand": reached.by_hand or None,
    }
    kept = {key: value for key, value in data.items() if value is not None}
    facts = []
    for lane in case.plan.lanes_of(reached.service):
        asked = {check.word for cell in case.plan.cells_of(lane) for check in cell.criterion.met_by if check.kind == "milestone"}
        newest = _newest_milestone(case.history, lane.workload, lane.process, reached.milestone)
        says_same = newest is not None and newest.kind == "milestone-reached" and newest.data.get("date") == kept["date"]
        if reached.milestone in asked and not (says_same and not (newest and newest.data.get("by_hand"))):
            facts.append(NewFact("milestone-reached", lane.workload, lane.process, kept))
    return facts


def _newest_milestone(history: Sequence[Fact], workload: str | None, process: str, milestone: str) -> Fact | None:
    kinds = ("milestone-reached", "milestone-withdrawn")
    about = [fact for fact in history if fact.kind in kinds and (fact.workload, fact.process) == (workload, process)]
    return next((fact for fact in reversed(about) if fact.data.get("milestone") == milestone), None)


def record_milestone(engagement: Engagement, *, reached: ReachedMilestone, file_digest: str, by: str, at: datetime) -> None:
    """A milestone reached, or reached earlier than was known; nothing where the engagement's own facts already say so."""

    def act(case: Case) -> Sequence[NewFact]:
        facts = _milestone_facts(case, reached, file_digest)
        return with_notes(case.assessment, facts, case.circumstances) if facts else ()

    _append(case_of(engagement), act, by=by, at=at)


def withdraw_milestone(engagement: Engagement, *, reached: ReachedMilestone, reason: str, by: str, at: datetime) -> None:
    """A milestone read by hand that an import of the same day contradicts."""

    def act(case: Case) -> Sequence[NewFact]:
        facts = []
        for lane in case.plan.lanes_of(reached.service):
            newest = _newest_milestone(case.history, lane.workload, lane.process, reached.milestone)
            if newest is not None and newest.kind == "milestone-reached":
                data = {"milestone": reached.milestone, "date": reached.date.isoformat(), "reason": reason}
                facts.append(NewFact("milestone-withdrawn", lane.workload, lane.process, data))
        return facts

    _append(case_of(engagement), act, by=by, at=at)


def record_mail_outcome(*, subject: str, queued: int, kind: str, data: Mapping[str, Any], at: datetime) -> None:
    """What the mail server said, in every lane for which the mail was one act; and the notes that follow."""
    engagement = Engagement.objects.select_related("tenant").get(pk=int(subject.removeprefix("engagement/")))

    def act(case: Case) -> Sequence[NewFact]:
        message = case.history[queued - 1].data["message_id"]
        facts = [
            NewFact(kind, fact.workload, fact.process, {**_request_of(fact), **data, "queued": fact.number})
            for fact in case.history
            if fact.kind == "mail-queued" and fact.data["message_id"] == message
        ]
        return with_notes(case.assessment, facts, case.circumstances)

    _append(case_of(engagement), act, by=SYSTEM, at=at)


def _request_of(fact: Fact) -> dict[str, Any]:
    """A mail that carries a queue move request keeps saying which."""
    return {"request": fact.data["request"]} if "request" in fact.data else {}
