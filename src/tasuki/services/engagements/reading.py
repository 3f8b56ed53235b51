"""One engagement as it stands, read for whoever sees it."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tasuki.core.engagement.assessment import Assessment, assess
from tasuki.core.engagement.circumstances import Circumstances
from tasuki.core.engagement.facts import Fact
from tasuki.core.engagement.guidance import Guide, NextAct
from tasuki.core.engagement.plan import LANE_FACTS, Plan, pins, plan_for
from tasuki.core.finding import Finding
from tasuki.core.playbook.model import Playbook
from tasuki.records import engagement_rows, ledger
from tasuki.records.models import Engagement, Person
from tasuki.records.queries import engagements_for, sees
from tasuki.services import clock, playbooks
from tasuki.services.circumstances import circumstances_of
from tasuki.services.refusal import Refusal


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


def plan_of(history: Sequence[Fact], find: Callable[[str, int], Playbook] = playbooks.playbook) -> Plan:
    """The plan that an engagement's own facts name: the versions it is pinned to, and its lanes."""
    lanes = [(workload, process) for fact in history if fact.kind in LANE_FACTS for workload, process in fact.data["lanes"]]
    versions = pins(history)
    used = dict.fromkeys(process for _, process in lanes)
    return plan_for([find(slug, versions[slug]) for slug in used], lanes)


def history_of(engagement: Engagement) -> tuple[tuple[Fact, ...], dict[int, str]]:
    """The facts, and the digest of each by its number."""
    return ledger.read(engagement.subject), ledger.digests(engagement.subject)


def digests(engagement_id: int) -> dict[int, str]:
    """The digest of each fact, by number."""
    return ledger.digests(f"engagement/{engagement_id}")


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
