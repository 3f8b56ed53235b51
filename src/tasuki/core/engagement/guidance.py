"""What is missing, which act supplies it, and what is best done next (rules.md section 2).

Refusals, findings and `next` all speak of the one remedy table.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from tasuki.core.engagement.assessment import Assessment, CellState
from tasuki.core.engagement.checks import View, computed_date, is_given_up
from tasuki.core.engagement.circumstances import Circumstances
from tasuki.core.engagement.commands import COMMANDS
from tasuki.core.engagement.facts import Fact
from tasuki.core.engagement.gate import answered, awaited
from tasuki.core.engagement.letters import fill, values_for
from tasuki.core.engagement.plan import Lane
from tasuki.core.engagement.post import standing_of
from tasuki.core.engagement.roles import role_for
from tasuki.core.engagement.routing import lane_for
from tasuki.core.engagement.supply import GATED_COMMANDS, supply_of
from tasuki.core.finding import Finding, Remedy
from tasuki.core.playbook.model import Check, MailTemplate

ACCOUNT_TEAM_ABSENT = ("unknown", "unmanaged", "unknown-and-unmanaged")
"""Answers after which the review of the FAQ must name next steps (domain.md R-2)."""

DISCUSSION_NEEDS = (
    "on",
    "attendees",
    "activities_reviewed",
    "ready",
    "next_workloads",
    "rfa_explained",
    "demo_given",
    "satisfaction",
)
USUAL_NEEDS: dict[str, tuple[str, ...]] = {
    "confirm-no-blocker": ("contact", "channel", "on"),
    "confirm-migrated": ("users", "agreed", "on"),
    "record-usage": ("on", "seats", "active_users", "source"),
    "review-contacts": ("account_team",),
    "record-note": ("text",),
    "record-mail": ("to", "on", "reason"),
    "hold-discussion": DISCUSSION_NEEDS,
    "attest": ("text",),
    "add-contact": ("name", "email"),
    "answer-objection": ("text",),
}


@dataclass(frozen=True, slots=True)
class NextAct:
    """An act that would be accepted now; `role` is the login role whose business it is.

    `criterion` tells what it is for: of those it would supply in its lane, the first on the page.
    """

    command: str
    workload: str | None
    process: str | None
    role: str
    keys: dict[str, str]
    needs: tuple[str, ...]
    criterion: CellState | None = None


class Guide:
    """Remedies and next acts for one assessment; `finding` and `next_acts` are what others ask."""

    def __init__(self, assessment: Assessment, circumstances: Circumstances) -> None:
        self.assessment = assessment
        self.circumstances = circumstances

    def finding(self, state: CellState) -> Finding:
        """Why a criterion is missing, and the act that supplies it."""
        criterion = state.cell.criterion
        remedy = self.remedy(state)
        playbook = state.cell.lane.playbook
        languages = {playbook.reference, *criterion.text, *criterion.page_text}
        return Finding(
            code=self._code(state, remedy),
            values={
                "criterion": criterion.key,
                "workload": state.cell.lane.workload,
                "process": state.cell.lane.process,
                "texts": {language: playbook.text_of(criterion, language) for language in sorted(languages)},
                "waits_for": [self.assessment.cells[n].cell.key for n in state.blocked_by],
            },
            remedy=remedy,
        )

    def _code(self, state: CellState, remedy: Remedy) -> str:
        if state.when is not None:
            return "criterion-undecided"
        if state.lacks_note:
            return "criterion-unnoted"
        if remedy.pending:
            return "criterion-pending"
        if any(check.kind == "milestone" for check in state.cell.criterion.met_by):
            return "milestone-missing"
        given = {result.state for _, result in state.answers}
        if "yes" in given:
            return "criterion-out-of-order"
        return "criterion-refuted" if "no" in given else "criterion-missing"

    def remedy(self, state: CellState) -> Remedy:
        """The first check that is open; one whose evidence does not count yet or any more; a refuted one only if none is open."""
        cell = state.cell
        lane = cell.lane
        if state.when is not None:
            return self.remedy_of(state.when, lane)
        if state.lacks_note:
            return Remedy(
                command="record-note",
                workload=lane.workload,
                keys={"category": cell.criterion.noted[0], "criterion": cell.key},
                needs=("text",),
            )
        if cell.criterion.is_attestation:
            return Remedy(command="attest", workload=lane.workload, keys={"criterion": cell.key}, needs=("text",))
        rank = {"open": 0, "yes": 1, "no": 2}
        proposals = [
            (supply.fallback, rank[result.state], place, check)
            for place, (check, result) in enumerate(state.answers)
            if (supply := supply_of(check)) is not None
        ]
        if not proposals:
            return Remedy(command="withdraw", needs=("reason",))
        return self.remedy_of(min(proposals, key=lambda proposal: proposal[:3])[3], lane)

    def remedy_of(self, check: Check, lane: Lane) -> Remedy:
        """The act that supplies a check in a lane, with every key that can be computed."""
        supply = supply_of(check)
        if supply is None:
            return Remedy(command="withdraw", needs=("reason",))
        spec = COMMANDS[supply.command]
        workload = None if spec.lane == "engagement" else lane.workload
        if workload is None and spec.lane == "workload":
            workload = self.assessment.plan.workloads[0]
        remedy = Remedy(
            command=supply.command,
            workload=workload,
            keys=dict(supply.keys(check)),
            needs=USUAL_NEEDS.get(supply.command, ()),
        )
        special = {
            "mail": self._mail,
            "faq": self._faq,
            "discussion": self._discussion,
            "service-status": self._status,
            "next-action-date": self._date,
            "queue": self._queue,
        }.get(check.kind)
        return special(check, lane, remedy) if special else remedy

    def _mail(self, check: Check, lane: Lane, remedy: Remedy) -> Remedy:
        view = View(self.assessment.history, lane)
        if self.is_on_its_way(check.word, view):
            return replace(remedy, pending=True)
        if (open_mail := self._in_somebodys_hands(check.word, view)) is not None:
            return open_mail
        if (refused := self._refused(check.word, view)) is not None:
            return self._other_address(refused, remedy)
        template = lane.playbook.mails.get(check.word)
        if template is None or template.to == "assignment":
            return remedy
        if not self.circumstances.contacts_of(template.to):
            return self.other_way(template.to, remedy)
        language = self.mail_language(template.to)
        if language not in template.languages and template.languages:
            language = template.leading_language(lane.playbook.reference)
            remedy = replace(remedy, keys={**remedy.keys, "language": language})
        return replace(remedy, needs=("subject", "body")) if self._lacks_words(template, language, lane) else remedy

    def _in_somebodys_hands(self, template: str, view: View) -> Remedy | None:
        """A draft that a second person has to let go; a mail of which a person has to find out whether it arrived."""
        mails = [fact for fact in view.of("mail-drafted", "mail-queued") if fact.data.get("template") == template]
        standing = standing_of(view.history, mails[-1]) if mails else None
        if standing == "drafted":
            return Remedy(command="release-mail", keys={"mail": str(mails[-1].number)})
        if standing == "uncertain":
            return Remedy(command="settle-mail", keys={"mail": str(mails[-1].number)}, needs=("arrived", "reason"))
        return None

    @staticmethod
    def _refused(template: str, view: View) -> Fact | None:
        """The refusal or the bounce of the newest such mail, as long as no contact was put right since."""
        kinds = ("mail-queued", "mail-refused", "mail-handed-over", "mail-bounced", "mail-settled", "contact-corrected", "contact-added")
        newest = [fact for fact in view.of(*kinds) if fact.kind.startswith("contact-") or fact.data.get("template") == template]
        return newest[-1] if newest and newest[-1].kind in ("mail-refused", "mail-bounced") else None

    def _other_address(self, refused: Fact, remedy: Remedy) -> Remedy:
        """The same mail to the same address would be refused again: the address is corrected, or another channel taken."""
        addresses = {address.casefold() for address in refused.data.get("recipients") or refused.data.get("to", [])}
        for contact in self.circumstances.contacts:
            if contact.email and contact.email.casefold() in addresses:
                return Remedy(command="correct-contact", keys={"name": contact.name}, needs=("email",))
        return replace(remedy, command="record-mail", needs=USUAL_NEEDS["record-mail"])

    def _lacks_words(self, template: MailTemplate, language: str, lane: Lane) -> bool:
        """The template names what is not on record yet, so a person has to write the mail."""
        form = template.languages.get(language)
        if form is None:
            return False
        names = [contact.name for contact in self.circumstances.contacts_of(template.to)]
        known = values_for(self.assessment, self.circumstances, [lane] if lane.workload else [], language)
        return bool(fill(form, {**known, "contact": names}, language, self.circumstances).missing)

    def other_way(self, kind: str, remedy: Remedy) -> Remedy:
        """Nobody of the kind can be reached by mail: another channel if contact is unwanted, else a contact is missing (R-2, R-12)."""
        if any(contact.kind == kind for contact in self.circumstances.contacts):
            return replace(remedy, command="record-mail", needs=USUAL_NEEDS["record-mail"])
        return Remedy(command="add-contact", keys={"kind": kind}, needs=USUAL_NEEDS["add-contact"])

    def mail_language(self, kind: str) -> str:
        """The recipients' language where they share one, else the tenant's (R-17)."""
        own = self.circumstances.tenant.language
        languages = {contact.language or own for contact in self.circumstances.contacts_of(kind)}
        return languages.pop() if len(languages) == 1 else own

    def is_on_its_way(self, template: str, view: View) -> bool:
        """A mail from this template is queued, and the mail server has not answered yet."""
        return any(self.unanswered(fact) for fact in view.of("mail-queued") if fact.data.get("template") == template)

    def unanswered(self, queued: Fact) -> bool:
        return standing_of(self.assessment.history, queued) == "on-its-way"

    def _faq(self, check: Check, lane: Lane, remedy: Remedy) -> Remedy:
        wanted = bool(check.fields) or self.account_team_absent(View(self.assessment.history, lane))
        return replace(remedy, needs=("next_steps",) if wanted else ())

    @staticmethod
    def account_team_absent(view: View) -> bool:
        reviews = view.of("contacts-reviewed")
        return bool(reviews) and reviews[-1].data.get("account_team") in ACCOUNT_TEAM_ABSENT

    def _discussion(self, check: Check, lane: Lane, remedy: Remedy) -> Remedy:
        return replace(remedy, pending=self.scheduled_later(lane) is not None)

    def scheduled_later(self, lane: Lane) -> Fact | None:
        """The discussion's appointment, where it lies on a later day and nothing was held since."""
        newest = View(self.assessment.history, lane).of("discussion-scheduled", "discussion-held")
        later = newest and newest[-1].kind == "discussion-scheduled" and newest[-1].data["at"][:10] > self.assessment.today.isoformat()
        return newest[-1] if later else None

    def _status(self, check: Check, lane: Lane, remedy: Remedy) -> Remedy:
        return remedy if len(check.words) == 1 else replace(remedy, needs=("status",))

    def _date(self, check: Check, lane: Lane, remedy: Remedy) -> Remedy:
        wanted = computed_date(check, self.assessment.history)
        return replace(remedy, keys={"date": wanted.isoformat()}) if wanted else replace(remedy, needs=("date",))

    def _queue(self, check: Check, lane: Lane, remedy: Remedy) -> Remedy:
        if check.word == "confirmed":
            return self.confirmation(remedy)
        if self.assessment.open_request is not None:
            return Remedy(command="take-back-queue-move", needs=("reason",))
        if not self.assignment_team():
            return replace(remedy, pending=True)
        tenant = self.circumstances.tenant
        queue = next((q.key for q in self.assessment.plan.main.queues.values() if q.region == tenant.region), None)
        if queue is None:
            return replace(remedy, needs=("queue", "reason"))
        return replace(remedy, keys={"queue": queue}, needs=("reason",) if tenant.partner_led else ())

    def confirmation(self, remedy: Remedy) -> Remedy:
        """The assignment team cannot know of a request whose mail was not handed over; one that was refused is sent again."""
        if not self.request_awaits_mail():
            return remedy
        request = self.assessment.open_request
        mails = [f for f in self.assessment.history.of("mail-queued") if request and f.data.get("request") == request.number]
        if any(self.unanswered(fact) for fact in mails) or not mails:
            return replace(remedy, pending=True)
        if standing_of(self.assessment.history, mails[-1]) == "uncertain":
            return Remedy(command="settle-mail", keys={"mail": str(mails[-1].number)}, needs=("arrived", "reason"))
        return Remedy(command="send-mail", keys={"template": str(mails[-1].data["template"])})

    def request_awaits_mail(self) -> bool:
        """The open request's own mail has not been handed over: the assignment team cannot know of it yet."""
        request = self.assessment.open_request
        if request is None:
            return False
        history = self.assessment.history
        mails = [fact for fact in history.of("mail-handed-over", "mail-recorded") if fact.data.get("request") == request.number]
        return all(map(history.came_back, mails))

    def next_acts(self) -> tuple[NextAct, ...]:
        """Only acts that would be accepted now, best first; the first one, done again and again, leads to the end."""
        assessment = self.assessment
        if assessment.is_closed:
            return ()
        if assessment.state == "on-hold":
            return self._out_of_pause()
        if assessment.is_of_another_motion and not assessment.excuses:
            return (NextAct("withdraw", None, None, "manager", {}, ("reason",)),)
        acts: list[NextAct] = []
        for state in self._in_order():
            remedy = self.remedy(state)
            if not remedy.pending and self._accepted(state, remedy):
                _merge(acts, self._act(state, remedy))
        return tuple(acts)

    def _out_of_pause(self) -> tuple[NextAct, ...]:
        resume = NextAct("resume", None, None, "manager", {}, ("reason",))
        if not is_given_up(self.assessment.history):
            return (resume,)
        close = NextAct("close-without-discussion", None, None, "lead", {"attempts": "[]"}, ())
        return (close, resume) if "close-without-discussion" in self.assessment.plan.main.excused else (resume,)

    def _in_order(self) -> Iterator[CellState]:
        """Missing criteria: the engagement's that some lane comes after, each lane in turn, then the remaining engagement's."""
        assessment = self.assessment
        wanted_by_lanes = {n for cell in assessment.plan.cells if cell.lane.workload for n in cell.before}
        missing = [assessment.cells[n] for n in assessment.plan.order]
        missing = [s for s in missing if not s.satisfied and not s.cell.criterion.is_shown_only]
        yield from (s for s in missing if s.cell.lane.workload is None and s.cell.index in wanted_by_lanes)
        for lane in assessment.plan.lanes[:-1]:
            yield from (s for s in missing if s.cell.lane.index == lane.index)
        yield from (s for s in missing if s.cell.lane.workload is None and s.cell.index not in wanted_by_lanes)

    def _accepted(self, state: CellState, remedy: Remedy) -> bool:
        if remedy.command == "withdraw" or not self._lands_in(state.cell.lane, remedy):
            return False
        if remedy.command in GATED_COMMANDS:
            lane = state.cell.lane if remedy.workload is not None else None
            # Where the answer is still open (a status with several allowed values) the act answers at least the criterion it is for.
            states = answered(self.assessment, remedy.command, remedy.keys, lane) or ([state] if state.when is None else [])
            return not awaited(self.assessment, states)
        return state.when is not None or not state.blocked_by

    def _lands_in(self, lane: Lane, remedy: Remedy) -> bool:
        """An act goes to the workload's first unfinished process; for a later process it is offered when its turn has come."""
        if lane.workload is None or remedy.workload is None:
            return True
        return lane_for(self.assessment, remedy.command, remedy.keys, remedy.workload) is lane

    def assignment_team(self) -> list[str]:
        """The addresses that a queue move request goes to."""
        return [person.email for person in self.circumstances.people if person.role == "assignment" and person.email]

    def _act(self, state: CellState, remedy: Remedy) -> NextAct:
        role = role_for(remedy.command)
        lane = state.cell.lane
        if remedy.command == "complete-task":
            role = lane.playbook.tasks[remedy.keys["task"]].role
        elif remedy.command == "attest":
            role = lane.playbook.attestation.by[0]
        process = lane.process if remedy.workload is not None else None
        return NextAct(remedy.command, remedy.workload, process, role, dict(remedy.keys), remedy.needs, state)

    def waiting(self) -> tuple[Finding, ...]:
        """Criteria that nobody can supply now, because the worker or a later date is awaited; and who must answer."""
        pending = [s for s in self.assessment.cells if not s.satisfied and not s.blocked_by]
        findings = [self.finding(s) for s in pending]
        return tuple(finding for finding in findings if finding.code == "criterion-pending")


def _merge(acts: list[NextAct], act: NextAct) -> None:
    """The same act proposed by several criteria is one, with all that they need."""
    for place, known in enumerate(acts):
        same = (known.command, known.workload, known.process) == (act.command, act.workload, act.process)
        if same and known.keys == act.keys:
            acts[place] = replace(known, needs=_union(known.needs, act.needs), criterion=_first_on_page(known.criterion, act.criterion))
            return
    acts.append(act)


def _first_on_page(one: CellState | None, other: CellState | None) -> CellState | None:
    """Of two criteria of a lane that one act supplies, the one a reader meets first: it tells best what the act is for."""
    if one is None or other is None or one.cell.lane is not other.cell.lane:
        return one
    return min(one, other, key=lambda state: state.cell.index)


def _union(one: Iterable[str], other: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))
