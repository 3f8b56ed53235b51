"""What usage says of an engagement: a milestone reached becomes a fact in each lane that asks for it."""

from collections.abc import Sequence

from tasuki.core.engagement.decisions import with_notes
from tasuki.core.engagement.facts import Fact, NewFact
from tasuki.core.milestones.model import Reached as ReachedMilestone
from tasuki.records.models import Engagement, Reached
from tasuki.services.engagements.acting import record_inside
from tasuki.services.engagements.reading import Case


def known_milestones(case: Case) -> list[NewFact]:
    """What usage already proves of what the plan asks for, and the engagement's own facts do not say yet."""
    rows = Reached.objects.filter(tenant=case.engagement.tenant, service__in=case.plan.workloads).order_by("service", "milestone")
    return [fact for row in rows for fact in _milestone_facts(case, row.as_reached(), row.file_digest)]


def record_milestone(engagement: Engagement, *, reached: ReachedMilestone, file_digest: str, by: str) -> None:
    """A milestone reached, or reached earlier than was known; nothing where the engagement's own facts already say so."""

    def act(case: Case) -> Sequence[NewFact]:
        facts = _milestone_facts(case, reached, file_digest)
        return with_notes(case.assessment, facts, case.circumstances) if facts else ()

    record_inside(engagement, act, by=by)


def withdraw_milestone(engagement: Engagement, *, reached: ReachedMilestone, reason: str, by: str) -> None:
    """A milestone read by hand that an import of the same day contradicts."""

    def act(case: Case) -> Sequence[NewFact]:
        facts = []
        for lane in case.plan.lanes_of(reached.service):
            newest = _newest_milestone(case.history, lane.workload, lane.process, reached.milestone)
            if newest is not None and newest.kind == "milestone-reached":
                data = {"milestone": reached.milestone, "date": reached.date.isoformat(), "reason": reason}
                facts.append(NewFact("milestone-withdrawn", lane.workload, lane.process, data))
        return facts

    record_inside(engagement, act, by=by)


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
