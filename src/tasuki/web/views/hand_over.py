"""The assignment team's board: queue moves that wait for an answer, each alone or several at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tasuki.core.engagement.circumstances import Actor
from tasuki.core.engagement.offering import offered
from tasuki.core.finding import Finding
from tasuki.records.queries import Person, engagements_for, hand_over_board, troubled_mail
from tasuki.services import clock, engagements
from tasuki.services.cases import cases_of
from tasuki.services.circumstances import business_days_since
from tasuki.services.engagements import Case
from tasuki.services.refusal import Refusal
from tasuki.web.requests import actor_of, person_of

ANSWERS = ("confirm-queue-move", "decline-queue-move")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One request. `age` counts business days at the tenant's; `findings` is what would refuse a confirmation now."""

    case: Case
    queue: str
    reason: str
    age: int
    late: bool
    mail_waits: bool
    commands: frozenset[str]
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    case: Case
    done: bool
    findings: tuple[Finding, ...] = ()


def board(request: HttpRequest) -> HttpResponse:
    person, today = person_of(request), clock.today()
    results: list[Result] = []
    chosen = request.POST.getlist("engagement")
    answer, reason = request.POST.get("answer", ""), request.POST.get("reason", "").strip()
    if request.method == "POST" and answer in ANSWERS:
        results = _answer(person, chosen, answer, reason)
    failed = {result.case.engagement.pk for result in results if not result.done}
    waiting = [_waiting(case, actor_of(request), failed) for case in cases_of(hand_over_board(person, today))]
    subjects = [f"engagement/{pk}" for pk in engagements_for(person, today).values_list("pk", flat=True)]
    context = {
        "waiting": sorted(waiting, key=lambda one: -one.age),
        "results": results,
        "reason": reason if failed else "",
        "nothing_chosen": request.method == "POST" and not chosen,
        "may_answer": any(one.commands for one in waiting),
        "troubled": list(troubled_mail(subjects)[:20]),
    }
    return render(request, "tasuki/hand_over.html", context, status=422 if failed or context["nothing_chosen"] else 200)


def _answer(person: Person, chosen: Sequence[str], answer: str, reason: str) -> list[Result]:
    """Each on its own: one that is refused does not stop the others."""
    seen = engagements_for(person, clock.today()).filter(pk__in=[pk for pk in chosen if pk.isdigit()])
    return [_answered(person, case, answer, reason) for case in cases_of(seen)]


def _answered(person: Person, case: Case, answer: str, reason: str) -> Result:
    try:
        engagements.perform(person, case.engagement.pk, answer, {"reason": reason})
    except Refusal as refusal:
        return Result(case, done=False, findings=refusal.findings)
    return Result(case, done=True)


def _waiting(case: Case, actor: Actor, failed: set[int]) -> Waiting:
    request = case.assessment.open_request
    since = request.at if request else case.circumstances.now
    age = business_days_since(case.circumstances, since)
    commands = frozenset(spec.name for spec in offered(case.assessment, actor)) & set(ANSWERS)
    return Waiting(
        case=case,
        queue=str(request.data["queue"]) if request else "",
        reason=request.text if request else "",
        age=age,
        late=age > 1,
        mail_waits=case.guide.request_awaits_mail(),
        commands=commands,
        checked=case.engagement.pk in failed,
    )
