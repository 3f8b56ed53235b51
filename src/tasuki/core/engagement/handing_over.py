"""What each command records about the queue, the release, waivers and the side exits: one small function an act (domain.md 10.4-10.8)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from tasuki.core.calendar import business_days_between
from tasuki.core.engagement.checks import is_given_up
from tasuki.core.engagement.facts import Fact, NewFact
from tasuki.core.engagement.mailing import call_off_request, mail_to_assignment
from tasuki.core.engagement.roles import MANAGES
from tasuki.core.engagement.situation import Situation
from tasuki.core.finding import Remedy
from tasuki.core.playbook.model import Excuse

if TYPE_CHECKING:
    from tasuki.core.engagement.assessment import Assessment, CellState

REMINDERS = ("queue-move-reminded", "queue-move-escalated")
ATTEMPT_CHANNELS = ("meeting", "call", "mail", "chat", "letter")


def request_queue_move(situation: Situation) -> list[NewFact]:
    """Records the request and queues its mail to everybody of the assignment team who has an address."""
    queue = _queue(situation)
    open_request = situation.assessment.open_request
    if open_request is not None:
        situation.refuse(
            "queue-move-already-requested",
            Remedy(command="take-back-queue-move", needs=("reason",)),
            queue=open_request.data.get("queue"),
        )
    if queue is None:
        return []
    request = situation.fact(
        "queue-move-requested",
        None,
        {"queue": queue, "region": situation.circumstances.tenant.region},
        situation.values.get("reason", ""),
    )
    values = {"queue": queue, "reason": situation.values.get("reason")}
    return [request, *mail_to_assignment(situation, values, situation.next_number)]


def _queue(situation: Situation) -> str | None:
    """The region's queue, or a declared one with a reason (domain.md D8); a partner-led tenant moves only if its partner agrees (D6)."""
    queues = situation.assessment.plan.main.queues
    tenant = situation.circumstances.tenant
    own = next((queue.key for queue in queues.values() if queue.region == tenant.region), None)
    queue = situation.values.get("queue", own)
    ask = Remedy(command="request-queue-move", keys={"queue": own} if own else {}, needs=("reason",))
    if queue is None:
        situation.refuse(
            "region-unknown",
            Remedy(command="request-queue-move", needs=("queue", "reason")),
            country=tenant.country,
            queues=list(queues),
        )
    elif queue not in queues:
        situation.refuse("unknown-queue", ask, queue=queue, queues=list(queues))
        return None
    elif queue != own and "reason" not in situation.values:
        situation.refuse("queue-of-another-region", ask, queue=queue, region=tenant.region, own=own)
    elif tenant.partner_led and "reason" not in situation.values:
        situation.refuse("partner-agreement-missing", ask, queue=queue)
    return queue


def acknowledge_queue_move(situation: Situation) -> list[NewFact]:
    """The assignment team has seen the request. It waits on; only its manager knows now that somebody looks after it."""
    request = situation.assessment.open_request
    if request is not None and is_acknowledged(situation.assessment):
        situation.refuse("already-acknowledged", queue=request.data["queue"])
    return _answer_request(situation, "queue-move-acknowledged")


def is_acknowledged(assessment: "Assessment") -> bool:
    request = assessment.open_request
    seen = assessment.history.of("queue-move-acknowledged")
    return request is not None and bool(seen) and seen[-1].data.get("request") == request.number


def confirm_queue_move(situation: Situation) -> list[NewFact]:
    request = situation.assessment.open_request
    if request is None:
        _no_open_request(situation)
        return []
    if situation.guide.request_awaits_mail():
        situation.refuse("request-mail-waiting", situation.guide.confirmation(Remedy(command="confirm-queue-move")))
    on_behalf = situation.actor.role == "lead"
    if on_behalf:
        situation.need("reason")
    data = {"queue": request.data["queue"], "request": request.number, "on_behalf": on_behalf}
    return [situation.fact("queue-move-confirmed", None, data, situation.values.get("reason", ""))]


def decline_queue_move(situation: Situation) -> list[NewFact]:
    return _answer_request(situation, "queue-move-declined")


def take_back_queue_move(situation: Situation) -> list[NewFact]:
    request = situation.assessment.open_request
    waiting = call_off_request(situation, request.number) if request is not None else []
    return [*_answer_request(situation, "queue-move-taken-back"), *waiting]


def take_back_queue_answer(situation: Situation) -> list[NewFact]:
    """The assignment team's own slip: the request waits again. Once the manager is released there is nothing to take back."""
    answers = ("queue-move-confirmed", "queue-move-declined")
    newest = situation.assessment.history.since_reopening("queue-move-requested", "queue-move-taken-back", *answers)
    answer = newest[-1] if newest and newest[-1].kind in answers else None
    if answer is None:
        situation.refuse("no-answer-to-take-back")
        return []
    data = {"queue": answer.data["queue"], "request": answer.data["request"], "answer": answer.number}
    return [situation.fact("queue-answer-taken-back", None, data, situation.values.get("reason", ""))]


def _answer_request(situation: Situation, kind: str) -> list[NewFact]:
    request = situation.assessment.open_request
    if request is None:
        _no_open_request(situation)
        return []
    data = {"queue": request.data["queue"], "request": request.number}
    return [situation.fact(kind, None, data, situation.values.get("reason", ""))]


def _no_open_request(situation: Situation) -> None:
    if not any(finding.remedy for finding in situation.findings):
        situation.refuse("no-open-request", Remedy(command="request-queue-move"))


def remind(assessment: "Assessment", days: int, remind_after: int, escalate_after: int) -> list[NewFact]:
    """What is due of a request that has waited so many business days: a reminder or, later, an escalation, each once."""
    request = assessment.open_request
    if request is None or days < remind_after:
        return []
    kind = REMINDERS[days >= escalate_after]
    told = [fact.kind for fact in assessment.history.of(*REMINDERS) if fact.data.get("request") == request.number]
    data = {"queue": request.data["queue"], "request": request.number, "days": days}
    return [] if kind in told or REMINDERS[-1] in told else [NewFact(kind, data=data)]


def release_manager(situation: Situation) -> list[NewFact]:
    data = {"manager": situation.assessment.manager, "queue": situation.assessment.queue}
    return [situation.fact("manager-released", None, data)]


def request_waiver(situation: Situation) -> list[NewFact]:
    _waivable(situation)
    return _waiver(situation, "waiver-requested", {})


def grant_waiver(situation: Situation) -> list[NewFact]:
    _waivable(situation)
    request = _asked(situation)
    until = situation.values.get("until") or (request.data.get("until") if request else None)
    if until is not None and until < situation.today.isoformat():
        situation.refuse("date-in-past", key="until", value=until, today=situation.today.isoformat())
    return _waiver(situation, "waiver-granted", {"until": until, "asked_by": request.by if request else None})


def refuse_waiver(situation: Situation) -> list[NewFact]:
    request = _asked(situation)
    return _waiver(situation, "waiver-refused", {"asked_by": request.by if request else None})


def _waiver(situation: Situation, kind: str, more: dict[str, Any]) -> list[NewFact]:
    data = {"criterion": situation.values.get("criterion"), "until": situation.values.get("until"), **more}
    return situation.in_each_lane(kind, data, situation.values.get("reason", ""))


def _waivable(situation: Situation) -> None:
    key = situation.values.get("criterion", "")
    states: list[CellState] = list(situation.cells(key))
    if key and not states:
        situation.refuse("unknown-criterion", criterion=key)
    elif states and not all(state.cell.criterion.waivable for state in states):
        remedy = situation.guide.remedy(states[0])
        situation.refuse("not-waivable", remedy, criterion=key)


def _asked(situation: Situation) -> Fact | None:
    """The open waiver request for the criterion in this lane; two persons are needed, so never one's own."""
    key = situation.values.get("criterion")
    lane = situation.lanes[0] if situation.lanes else None
    facts = [
        fact
        for fact in situation.view(lane).of("waiver-requested", "waiver-granted", "waiver-refused")
        if fact.data.get("criterion") == key and (lane is not None or fact.workload is None)
    ]
    if not facts or facts[-1].kind != "waiver-requested":
        situation.refuse(
            "no-waiver-request",
            Remedy(command="request-waiver", keys={"criterion": key} if key else {}, needs=("reason",)),
            criterion=key,
        )
        return None
    if facts[-1].by == situation.actor.login:
        situation.refuse("own-waiver", criterion=key, asked_by=facts[-1].by)
    return facts[-1]


def hold(situation: Situation) -> list[NewFact]:
    return [situation.fact("held", None, {}, situation.values.get("reason", ""))]


def resume(situation: Situation) -> list[NewFact]:
    if situation.assessment.state != "on-hold":
        situation.refuse("not-on-hold", Remedy(command="hold", needs=("reason",)))
    return [situation.fact("resumed", None, {}, situation.values.get("reason", ""))]


def withdraw(situation: Situation) -> list[NewFact]:
    """The customer withdrew. It excuses nothing by itself: a lead closes, as the second person, or somebody resumes."""
    return [_dated(situation, "withdrawn", {})]


def supersede(situation: Situation) -> list[NewFact]:
    by = situation.values.get("by")
    if by is not None and by not in situation.circumstances.requests:
        situation.refuse("unknown-request", request=by, known=sorted(situation.circumstances.requests))
    return [_dated(situation, "superseded", {"by": by})]


def _dated(situation: Situation, kind: str, data: dict[str, Any]) -> NewFact:
    return situation.fact(kind, None, {"on": situation.today.isoformat(), **data}, situation.values.get("reason", ""))


def reassign_manager(situation: Situation) -> list[NewFact]:
    """The engagement goes on as it stands, with another manager; nothing is lost."""
    to = situation.values.get("to")
    person = situation.circumstances.person(to)
    if to is not None and (person is None or person.role not in MANAGES):
        managers = [p.login for p in situation.circumstances.people if p.role == "manager"]
        situation.refuse("unknown-manager", login=to, managers=managers)
    elif to is not None and to == situation.assessment.manager:
        situation.refuse("already-manager", login=to)
    data = {"to": to, "from": situation.assessment.manager}
    return [situation.fact("manager-reassigned", None, data, situation.values.get("reason", ""))]


def close_without_discussion(situation: Situation) -> list[NewFact]:
    """Enough attempts, through enough channels, far enough apart (domain.md A-36; the figures are the rules file's).

    A request that was withdrawn or superseded needs none: the lead agrees to what was recorded.
    """
    rule = situation.assessment.plan.main.excused.get("close-without-discussion")
    attempts = _attempts(situation)
    if rule is None:
        situation.refuse("excuse-not-foreseen")
        return []
    if attempts is not None and not is_given_up(situation.assessment.history):
        if len(attempts) < rule.attempts:
            situation.refuse("too-few-attempts", found=len(attempts), wanted=rule.attempts)
        else:
            _far_enough_apart(situation, attempts, rule)
        channels = {attempt["channel"] for attempt in attempts}
        if len(channels) < rule.channels:
            situation.refuse("too-few-channels", found=len(channels), wanted=rule.channels)
    return [_dated(situation, "closed-without-discussion", {"attempts": attempts})]


def _far_enough_apart(situation: Situation, attempts: list[dict[str, str]], rule: Excuse) -> None:
    """So many of the attempts lie far enough apart; further ones in between harm nobody."""
    days = sorted(date.fromisoformat(attempt["on"]) for attempt in attempts)
    counting = days[:1]
    for day in days[1:]:
        if business_days_between(counting[-1], day, situation.circumstances.holidays) >= rule.business_days_apart:
            counting.append(day)
    if len(counting) < rule.attempts:
        said = [day.isoformat() for day in days]
        situation.refuse("attempts-too-close", days=said, found=len(counting), wanted=rule.attempts, apart=rule.business_days_apart)


def _attempts(situation: Situation) -> list[dict[str, str]] | None:
    given = situation.values.get("attempts")
    if given is None:
        return None
    if not isinstance(given, list) or not all(_is_attempt(entry) for entry in given):
        situation.refuse("attempts-unreadable", channels=list(ATTEMPT_CHANNELS))
        return None
    today = situation.today.isoformat()
    for entry in given:
        if entry["on"] > today:
            situation.refuse("date-in-future", key="attempts", value=entry["on"], today=today)
    return [{key: str(entry[key]) for key in ("on", "channel", "contact")} for entry in given]


def _is_attempt(entry: Any) -> bool:
    if not isinstance(entry, dict) or entry.get("channel") not in ATTEMPT_CHANNELS:
        return False
    if not isinstance(entry.get("contact"), str) or not entry["contact"].strip():
        return False
    try:
        return bool(date.fromisoformat(entry.get("on", "")).isoformat() == entry["on"])
    except (ValueError, TypeError):
        return False


def reopen(situation: Situation) -> list[NewFact]:
    """Back to active with the manager who closed; queue, release and excuses count no more (rules.md section 2)."""
    released = situation.assessment.history.since_reopening("manager-released")
    manager = released[-1].data.get("manager") if released else None
    return [situation.fact("reopened", None, {"manager": manager}, situation.values.get("reason", ""))]


def review_inactive_tenant(situation: Situation) -> list[NewFact]:
    """The yearly look at a tenant in an inactive queue: all is well for another year, or somebody does something until a day."""
    was = situation.assessment.next_action_date
    if situation.assessment.queue is None:
        situation.refuse("not-in-a-queue")
        return []
    if was is not None and date.fromisoformat(was).year > situation.today.year:
        situation.refuse("review-not-due", date=was)
    decision = situation.values.get("decision")
    day = situation.values.get("date")
    if decision == "keep":
        day = _a_year_later(was, situation.today).isoformat()
    elif situation.need("date") and day is not None and day < situation.today.isoformat():
        situation.refuse("date-in-past", key="date", value=day, today=situation.today.isoformat())
    data = {"decision": decision, "was": was, "date": day, "owner": situation.values.get("owner")}
    return [situation.fact("inactive-tenant-reviewed", None, data, situation.values.get("reason", ""))]


def _a_year_later(was: str | None, today: date) -> date:
    """The same day of the following year; the day before 1 March, where that year has no 29 February."""
    day = date.fromisoformat(was) if was else today
    year = max(day.year, today.year) + 1
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
