"""What a button does: a command becomes facts, or is refused with every reason at once (rules.md section 2)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tasuki.core.engagement import acts, contacts, handing_over, mailing, outsiders
from tasuki.core.engagement.assessment import Assessment, CellState, assess, assess_further
from tasuki.core.engagement.circumstances import Actor, Circumstances
from tasuki.core.engagement.commands import Command, CommandSpec
from tasuki.core.engagement.facts import Fact, NewFact, as_if_recorded
from tasuki.core.engagement.gate import answered, awaited
from tasuki.core.engagement.letters import facts_of, fill, values_for
from tasuki.core.engagement.plan import Lane, Plan
from tasuki.core.engagement.roles import ever_may, may
from tasuki.core.engagement.routing import ABOUT_A_CRITERION, lane_for
from tasuki.core.engagement.situation import Situation
from tasuki.core.engagement.supply import GATED_COMMANDS
from tasuki.core.engagement.values import read_values
from tasuki.core.finding import Finding, Remedy
from tasuki.core.playbook.model import Template


@dataclass(frozen=True, slots=True)
class Decided:
    facts: tuple[NewFact, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    findings: tuple[Finding, ...]


ACTS: dict[str, Callable[[Situation], list[NewFact]]] = {
    "confirm-no-blocker": acts.confirm_no_blocker,
    "confirm-migrated": acts.confirm_migrated,
    "record-usage": acts.record_usage,
    "add-contact": contacts.add_contact,
    "verify-contact": contacts.verify_contact,
    "correct-contact": contacts.correct_contact,
    "review-contacts": acts.review_contacts,
    "review-faq": acts.review_faq,
    "send-mail": mailing.send_mail,
    "take-back-mail": mailing.take_back_mail,
    "send-mail-now": mailing.send_mail_now,
    "release-mail": mailing.release_mail,
    "resend-mail": mailing.resend_mail,
    "settle-mail": mailing.settle_mail,
    "record-mail": mailing.record_mail,
    "record-note": acts.record_note,
    "schedule-discussion": acts.schedule_discussion,
    "hold-discussion": acts.hold_discussion,
    "complete-task": acts.complete_task,
    "set-service-status": acts.set_service_status,
    "set-next-action": acts.set_next_action,
    "take-back": acts.take_back,
    "request-queue-move": handing_over.request_queue_move,
    "acknowledge-queue-move": handing_over.acknowledge_queue_move,
    "confirm-queue-move": handing_over.confirm_queue_move,
    "decline-queue-move": handing_over.decline_queue_move,
    "take-back-queue-move": handing_over.take_back_queue_move,
    "take-back-queue-answer": handing_over.take_back_queue_answer,
    "release-manager": handing_over.release_manager,
    "show-request-form": outsiders.show_request_form,
    "confirm-leaving": outsiders.confirm_leaving,
    "raise-objection": outsiders.raise_objection,
    "answer-objection": outsiders.answer_objection,
    "sign-off": outsiders.sign_off,
    "leave-comment": outsiders.leave_comment,
    "rate-engagement": outsiders.rate_engagement,
    "attest": acts.attest,
    "request-waiver": handing_over.request_waiver,
    "grant-waiver": handing_over.grant_waiver,
    "refuse-waiver": handing_over.refuse_waiver,
    "hold": handing_over.hold,
    "resume": handing_over.resume,
    "withdraw": handing_over.withdraw,
    "reassign-manager": handing_over.reassign_manager,
    "supersede": handing_over.supersede,
    "close-without-discussion": handing_over.close_without_discussion,
    "reopen": handing_over.reopen,
    "review-inactive-tenant": handing_over.review_inactive_tenant,
}

ONLY_WHEN_CLOSED = ("reopen", "review-inactive-tenant")
WHEN_CLOSED = (*ONLY_WHEN_CLOSED, "settle-mail")
"""What is left once an engagement is closed: a last mail may still turn out not to have arrived, and the queue looks after the tenant."""

CUSTOMERS_WORDS = frozenset(["sign-off", "leave-comment", "rate-engagement"])
"""What the customer may say at any time, also when everything is over: it completes nothing and undoes nothing."""

OUTSIDE_THE_PROCESS = CUSTOMERS_WORDS | {
    *("add-contact", "verify-contact", "correct-contact", "record-note", "hold", "resume", "reassign-manager"),
    *("take-back", "take-back-mail", "settle-mail"),
}
"""What a person may do in an engagement that is not of the playbook's motion: it completes nothing (domain.md D1)."""

GIVING_UP = frozenset(["withdraw", "supersede", "close-without-discussion"])
"""How an engagement ends that is not of the playbook's motion: its manager gives it up, a lead agrees, and it is handed over."""

WHILE_ON_HOLD = (OUTSIDE_THE_PROCESS | GIVING_UP | {"confirm-leaving", "raise-objection", "answer-objection"}) - {"hold"}
UNDECIDED_WITHOUT_CHECK = ("confirm-no-blocker", "confirm-migrated")
"""Commands that mean something only where a criterion asks for them: a policy or another process may have left it out."""


def decide(plan: Plan, history: Sequence[Fact], command: Command, actor: Actor, circumstances: Circumstances) -> Decided | Refused:
    """Decide on a history of at least its `engagement-opened`. Pure; the facts are numbered from the end of the history on."""
    return decide_on(assess(plan, history, circumstances.today), command, actor, circumstances)


def decide_on(assessment: Assessment, command: Command, actor: Actor, circumstances: Circumstances) -> Decided | Refused:
    """`decide`, for who has assessed the history already: on the day of the circumstances, and up to its newest fact."""
    if not ever_may(actor, command):
        return Refused((_finding("not-allowed", command, None, role=actor.role),))
    if assessment.is_closed and command.name not in (*WHEN_CLOSED, *CUSTOMERS_WORDS):
        return Refused((_finding("engagement-closed", command, Remedy(command="reopen", needs=("reason",))),))
    if not may(actor, command, assessment.plan, assessment.manager):
        return Refused((_finding("not-allowed", command, None, role=actor.role),))
    if (finding := _wrong_state(assessment, command)) is not None:
        return Refused((finding,))
    values, findings = read_values(command)
    situation = Situation(assessment, circumstances, actor, command, values, findings=findings)
    if not _find_lanes(situation):
        return Refused(tuple(situation.findings))
    _pass_gate(situation)
    facts = ACTS[command.name](situation)
    if situation.findings:
        return Refused(tuple(situation.findings))
    return Decided(with_notes(assessment, _for_whom(facts, actor, assessment.manager), circumstances))


def _for_whom(facts: Sequence[NewFact], actor: Actor, manager: str | None) -> list[NewFact]:
    """What somebody does in place of a manager who is away says so."""
    if actor.role != "manager" or manager is None or manager == actor.login:
        return list(facts)
    return [replace(fact, data={**fact.data, "for": manager}) for fact in facts]


def _finding(code: str, command: Command, remedy: Remedy | None, **values: object) -> Finding:
    return Finding(code=code, values={"command": command.name, **values}, remedy=remedy)


def _wrong_state(assessment: Assessment, command: Command) -> Finding | None:
    if command.name in ONLY_WHEN_CLOSED:
        return None if assessment.is_closed else _finding("not-closed", command, None)
    if assessment.is_of_another_motion and not is_open_to_another_motion(assessment, command.spec):
        remedy = Remedy(command="withdraw", needs=("reason",)) if assessment.state == "active" and not assessment.excuses else None
        return _finding("wrong-motion", command, remedy, motion=assessment.motion, motions=list(assessment.plan.main.motions))
    if assessment.state == "on-hold" and command.name not in WHILE_ON_HOLD:
        return _finding("engagement-on-hold", command, Remedy(command="resume", needs=("reason",)))
    return None


def is_open_to_another_motion(assessment: Assessment, spec: CommandSpec) -> bool:
    """Once a lead has closed it without a discussion, the hand-over is left; nothing is ever completed in a workload (domain.md D1)."""
    if spec.name in OUTSIDE_THE_PROCESS | GIVING_UP:
        return True
    return bool(assessment.excuses) and spec.lane != "workload"


def _find_lanes(situation: Situation) -> bool:
    """Where the command acts; False, with findings, where that cannot be told."""
    command = situation.command
    plan = situation.assessment.plan
    unknown = [workload for workload in command.workloads if workload not in plan.workloads]
    for workload in unknown:
        situation.refuse("unknown-workload", workload=workload, workloads=list(plan.workloads))
    if len(command.workloads) > 1 and not command.spec.several:
        situation.refuse("one-workload-only", workloads=list(command.workloads))
    workloads = [] if _concerns_the_whole(situation) else list(command.workloads)
    missing = not workloads and _needs_workload(situation)
    if missing and len(plan.workloads) > 1:
        situation.refuse("workload-missing", workloads=list(plan.workloads))
        return False
    if unknown:
        return False
    if missing:
        workloads = list(plan.workloads)
    lanes = (lane_for(situation.assessment, command.name, command.keys, workload) for workload in workloads)
    situation.lanes = tuple(lanes) or (None,)
    return True


def _concerns_the_whole(situation: Situation) -> bool:
    """A criterion of the engagement is nobody's workload's, even if one is named."""
    states = list(situation.cells(situation.command.keys.get("criterion", "")))
    return situation.command.name in ABOUT_A_CRITERION and any(state.cell.lane.workload is None for state in states)


def _needs_workload(situation: Situation) -> bool:
    """Also a mail that only workloads ask for, where there is one workload: it belongs into the process that is at work."""
    command = situation.command
    if command.name in ABOUT_A_CRITERION:
        states = list(situation.cells(command.keys.get("criterion", "")))
    elif command.spec.key("template") and len(situation.assessment.plan.workloads) == 1:
        states = answered(situation.assessment, command.name, command.keys, None)
    else:
        return command.spec.lane == "workload"
    return bool(states) and all(state.cell.lane.workload is not None for state in states)


def _pass_gate(situation: Situation) -> None:
    """A gated act waits for everything that any criterion it answers comes after; one that answers nothing here is refused."""
    command = situation.command
    if command.name not in (*GATED_COMMANDS, *UNDECIDED_WITHOUT_CHECK):
        return
    template = mailing.template_of(situation) if command.spec.key("template") else None
    if command.spec.key("template") and (template is None or template.to == mailing.ASSIGNMENT):
        return
    waiting: dict[int, CellState] = {}
    for lane in situation.lanes:
        states = answered(situation.assessment, command.name, command.keys, lane)
        if not states and not _is_optional_task(command, lane):
            _answers_nothing(situation, lane)
        if command.name in GATED_COMMANDS:
            waiting |= {state.cell.index: state for state in awaited(situation.assessment, states)}
    situation.findings += [situation.guide.finding(state) for state in waiting.values()]


def _answers_nothing(situation: Situation, lane: Lane | None) -> None:
    if any(finding.code.startswith(("key-missing", "value-")) for finding in situation.findings):
        return
    acts_now = situation.guide.next_acts()
    first = acts_now[0] if acts_now else None
    situation.refuse(
        "answers-nothing",
        Remedy(command=first.command, workload=first.workload, keys=first.keys, needs=first.needs) if first else None,
        keys=dict(situation.command.keys),
        workload=lane.workload if lane else None,
        process=lane.process if lane else None,
    )


def _is_optional_task(command: Command, lane: Lane | None) -> bool:
    if command.name != "complete-task" or lane is None:
        return False
    rule = lane.playbook.tasks.get(command.keys.get("task", ""))
    return rule is not None and rule.requirement == "O"


def with_notes(before: Assessment, facts: Sequence[NewFact], circumstances: Circumstances) -> tuple[NewFact, ...]:
    """The facts, and the notes that the page demands once they stand (rules.md section 1.6), in the manager's language.

    Also for facts of the system: a milestone reached, a mail handed over.
    """
    start = len(before.history.facts)
    assumed = as_if_recorded(start, facts, circumstances.now)
    assessment = assess_further(before, assumed)
    due = [
        state
        for state in assessment.cells
        if state.cell.criterion.noted and state.proof and (state.lacks_note or state.proof[-1].number > start)
    ]
    return (*facts, *(_note(state, assessment, circumstances) for state in due if not _noted_by(state, assumed)))


def _noted_by(state: CellState, assumed: Sequence[Fact]) -> bool:
    """The very act is a note that says it: no second one is composed."""
    return any(fact.kind == "note-recorded" and fact.data.get("criterion") == state.cell.key for fact in assumed)


def _note(state: CellState, assessment: Assessment, circumstances: Circumstances) -> NewFact:
    cell = state.cell
    playbook = cell.lane.playbook
    manager = circumstances.person(assessment.manager)
    language = manager.language if manager else circumstances.tenant.language
    proof = state.proof[-1]
    lanes = [cell.lane] if cell.lane.workload is not None else []
    values = {**values_for(assessment, circumstances, lanes, language), **facts_of(proof)}
    template = _template(state, language) or Template(text=playbook.text_of(cell.criterion, language))
    text = fill(template, values, language, circumstances).body
    data = {"category": cell.criterion.noted[0], "composed": True, "criterion": cell.key, "fact": proof.number}
    process = cell.lane.process if cell.lane.workload is not None else None
    return NewFact("note-recorded", cell.lane.workload, process, data, text)


def _template(state: CellState, language: str) -> Template | None:
    """The note's text: by the check that proved it, else by the criterion; in the language, else in the reference language."""
    playbook = state.cell.lane.playbook
    newest = state.proof[-1].number
    kinds = [check.kind for check, given in state.answers if any(fact.number == newest for fact in given.evidence)]
    for key in (*kinds, state.cell.key):
        by_language = playbook.notes.get(key, {})
        if by_language:
            return by_language.get(language) or by_language.get(playbook.reference)
    return None
