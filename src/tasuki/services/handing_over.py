"""The assignment team's side of the hand-over: what waits for an answer, for how long, and what the worker does about it by itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import QuerySet

from tasuki.core.calendar import today_in
from tasuki.core.engagement.circumstances import Actor
from tasuki.core.engagement.commands import Command
from tasuki.core.engagement.facts import SYSTEM, Fact, NewFact
from tasuki.core.engagement.handing_over import is_acknowledged, remind
from tasuki.core.engagement.offering import offered
from tasuki.core.finding import Finding
from tasuki.records.models import Engagement, Person
from tasuki.records.queries import open_engagements_for, released_next, waiting_for_answer
from tasuki.records.site import site
from tasuki.services import clock, engagements
from tasuki.services.cases import cases_of, standing_cases
from tasuki.services.circumstances import business_days_since
from tasuki.services.engagements import Case, actor_of
from tasuki.services.refusal import Refusal
from tasuki.services.rehearsal import objections

ANSWERS = ("confirm-queue-move", "decline-queue-move", "acknowledge-queue-move")
RELEASE_RULE = "release-when-confirmed"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One request. `age` counts business days at the tenant's; `findings` are what would refuse a confirmation now."""

    case: Case
    queue: str
    reason: str
    asked: date
    age: int
    urgency: str
    told: str
    acknowledged: bool
    findings: tuple[Finding, ...]
    may_answer: bool


def waiting_for(person: Person) -> list[Waiting]:
    """Every request that waits among what this person sees, the longest first."""
    actor = actor_of(person)
    rows = [_kept(case, actor) for case in standing_cases(waiting_for_answer(person, clock.today()))]
    return sorted(rows, key=lambda one: (-one.age, one.asked))


def _kept(case: Case, actor: Actor) -> Waiting:
    if ("waiting", actor) not in case.kept:
        case.kept["waiting", actor] = _waiting(case, actor)
    waiting: Waiting = case.kept["waiting", actor]
    return waiting


def _waiting(case: Case, actor: Actor) -> Waiting:
    request = case.assessment.open_request
    age = age_of(case)
    allowed = {spec.name for spec in offered(case.assessment, actor)}
    told = case.assessment.history.newest("queue-move-reminded", "queue-move-escalated")
    return Waiting(
        case=case,
        queue=str(request.data["queue"]) if request else "",
        reason=request.text if request else "",
        asked=today_in(case.circumstances.zone, request.at) if request else case.circumstances.today,
        age=age,
        urgency=urgency_of(age),
        told=told.kind if told and request and told.number > request.number else "",
        acknowledged=is_acknowledged(case.assessment),
        findings=objections(actor, case, ANSWERS[0], {"reason": "-"}) if allowed & set(ANSWERS) else (),
        may_answer=bool(allowed & set(ANSWERS)),
    )


def confirmed_for(person: Person) -> QuerySet[Engagement]:
    """Moves that are confirmed and whose manager has still to leave: until then the answer can be taken back."""
    seen = open_engagements_for(person, clock.today()).values("pk")
    return released_next().filter(pk__in=seen).select_related("manager").order_by("line__place", "pk")


def age_of(case: Case) -> int:
    """Business days that the open request has waited, counted where the tenant is."""
    request = case.assessment.open_request
    return business_days_since(case.circumstances, request.at) if request else 0


def urgency_of(age: int) -> str:
    if age >= site().answer_escalate:
        return "stuck"
    return "behind" if age > site().answer_target else "on-track"


# ---------------------------------------------------------------- what the worker does


def pulse() -> dict[str, int]:
    """Reminders and escalations that are due, and releases where the site has them happen by themselves. Each once."""
    old = clock.now() - timedelta(days=site().answer_remind)
    waiting = cases_of(waiting_for_answer(None, clock.today()).filter(queue_requested_at__lte=old))
    told = sum(_told(case) for case in waiting if age_of(case) >= site().answer_remind)
    released = sum(_released(engagement) for engagement in released_next()) if site().release_when_confirmed else 0
    return {"reminded": told, "released": released}


def _told(case: Case) -> int:
    def act(now: Case) -> Sequence[NewFact]:
        return remind(now.assessment, age_of(now), site().answer_remind, site().answer_escalate)

    return len(engagements.record(case.engagement, act, by=SYSTEM)) if act(case) else 0


def _released(engagement: Engagement) -> int:
    """As the manager would do it, through the same gate; the fact names the site's rule."""

    def act(case: Case) -> Sequence[NewFact]:
        manager = Actor(login=case.assessment.manager or "", role="manager")
        facts = engagements.decided(case, Command("release-manager"), manager)
        return [replace(fact, data={**fact.data, "rule": RELEASE_RULE}) if fact.kind == "manager-released" else fact for fact in facts]

    try:
        return len(engagements.record(engagement, act, by=SYSTEM))
    except Refusal:
        return 0  # something else of the process is missing; the manager is told what


def confirm_as_imported(engagement: Engagement, *, since: date, import_id: int, by: str) -> tuple[Fact, ...]:
    """The move was done in another system, whose file says so. Raises `Refusal` like the button; call it inside a transaction."""

    def act(case: Case) -> Sequence[NewFact]:
        facts = engagements.decided(case, Command(ANSWERS[0]), Actor(login=by, role="assignment"))
        told = {"import": import_id, "since": since.isoformat()}
        return [replace(fact, data={**fact.data, **told}) if fact.kind == "queue-move-confirmed" else fact for fact in facts]

    return engagements.record_inside(engagement, act, by=by)
