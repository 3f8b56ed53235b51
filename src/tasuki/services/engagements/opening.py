"""What a request asks for becomes lanes: of a new engagement, or of one that runs."""

from collections.abc import Sequence
from datetime import datetime

from tasuki.core.engagement.decisions import with_notes
from tasuki.core.engagement.facts import Fact, NewFact
from tasuki.core.finding import Finding, Remedy
from tasuki.records import ledger
from tasuki.records.models import Engagement, Person, Request
from tasuki.records.site import site
from tasuki.services import concerned, lines, playbooks
from tasuki.services.engagements.following import follow_in_rows
from tasuki.services.engagements.reached import known_milestones
from tasuki.services.engagements.reading import case_of, plan_of
from tasuki.services.refusal import Refusal


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


def add_workloads(engagement: Engagement, *, services: Sequence[str], migration_services: Sequence[str], by: str, at: datetime) -> None:
    """The lanes that a newer file of the same request adds: only those that were not there. A running hand-over waits for them.

    Raises `Refusal` where nobody is left to see to them: decided by the very history that the new lanes would be added to.
    """
    case = case_of(engagement)
    if case.assessment.is_closed:
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


def _lanes(services: Sequence[str], migration_services: Sequence[str], playbook: str) -> tuple[list[list[str]], dict[str, int]]:
    processes = site().processes
    lanes = [[service, playbook or processes["services"]] for service in services]
    lanes += [[service, processes["migration-services"]] for service in migration_services]
    return lanes, {slug: playbooks.newest(slug).version for slug in dict.fromkeys(process for _, process in lanes)}


def _copy_milestones(engagement: Engagement, history: tuple[Fact, ...], *, by: str, at: datetime) -> None:
    """An engagement that opens later starts with what usage already proves."""
    case = case_of(engagement)
    facts = with_notes(case.assessment, known_milestones(case), case.circumstances)
    follow_in_rows(case, ledger.append(engagement.subject, len(history), facts, by=by, at=at))
