"""What a check means for a history: yes, no, or open, and by which facts (rules.md section 3).

Each check is a small function of what a lane sees; most are: "the newest fact of a kind has these values; nothing said is open".
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Literal

from tasuki.core.engagement.facts import Fact
from tasuki.core.engagement.plan import Lane
from tasuki.core.playbook.catalogue import RECORDED
from tasuki.core.playbook.model import Check

State = Literal["yes", "no", "open"]


@dataclass(frozen=True, slots=True)
class Answer:
    """`evidence` are the facts that make it yes, oldest first: those since the last fact that said otherwise."""

    state: State
    evidence: tuple[Fact, ...] = ()


OPEN = Answer("open")
_number = attrgetter("number")


TAKES_BACK = {"queue-answer-taken-back": "answer", "act-taken-back": "fact"}
"""By kind of fact, where it names the fact that counts no more."""


def standing(facts: Sequence[Fact]) -> list[Fact]:
    """The facts without those that were taken back."""
    undone = {fact.data[TAKES_BACK[fact.kind]] for fact in facts if fact.kind in TAKES_BACK}
    return [fact for fact in facts if fact.number not in undone]


class History:
    """The facts of one engagement, by kind. `reopened` is the number of the fact that last voided queue, release and excuses.

    What was taken back stands in `facts` for ever, and by its kind no more: a request waits again, a date is not set.
    """

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.facts = facts
        self.by_kind: dict[str, list[Fact]] = {}
        for fact in standing(facts):
            self.by_kind.setdefault(fact.kind, []).append(fact)
        reopened = self.by_kind.get("reopened")
        self.reopened = reopened[-1].number if reopened else 0

    def of(self, *kinds: str) -> list[Fact]:
        """All facts of these kinds, oldest first."""
        if len(kinds) == 1:
            return self.by_kind.get(kinds[0], [])
        return sorted([fact for kind in kinds for fact in self.by_kind.get(kind, ())], key=_number)

    def since_reopening(self, *kinds: str) -> list[Fact]:
        if not self.reopened:
            return self.of(*kinds)
        return [fact for fact in self.of(*kinds) if fact.number > self.reopened]

    def came_back(self, sent: Fact) -> bool:
        """Whether a mail that was handed over bounced for everybody it was written to."""
        bounces = (fact for fact in self.of("mail-bounced") if fact.data.get("message_id") == sent.data.get("message_id"))
        back = {address.casefold() for fact in bounces if fact.number > sent.number for address in fact.data["recipients"]}
        return bool(back) and {address.casefold() for address in sent.data.get("to", ())} <= back

    def newest(self, *kinds: str) -> Fact | None:
        facts = self.of(*kinds)
        return facts[-1] if facts else None


@dataclass(frozen=True, slots=True)
class View:
    """What a lane sees: its own facts and the engagement's; the engagement lane sees all (rules.md section 1.3)."""

    history: History
    lane: Lane

    def sees(self, fact: Fact) -> bool:
        if self.lane.workload is None or fact.workload is None:
            return True
        return fact.workload == self.lane.workload and fact.process == self.lane.process

    def of(self, *kinds: str) -> list[Fact]:
        facts = self.history.of(*kinds)
        return [fact for fact in facts if self.sees(fact)] if facts else facts


def answer(check: Check, view: View) -> Answer:
    """The check's answer in a lane. Cost: linear in the facts of the check's own kinds."""
    return _ANSWERS[check.kind](check, view)


def _newest(facts: Sequence[Fact], matches: Callable[[Fact], bool]) -> Answer:
    """Yes by the run of matching facts up to the newest, no if the newest does not match, open if nothing was said."""
    if not facts:
        return OPEN
    run: list[Fact] = []
    for fact in reversed(facts):
        if not matches(fact):
            break
        run.append(fact)
    return Answer("yes", tuple(reversed(run))) if run else Answer("no")


def _any(facts: Iterable[Fact]) -> Answer:
    """Yes once it happened; it cannot unhappen."""
    found = tuple(facts)
    return Answer("yes", found) if found else OPEN


def _motion(check: Check, view: View) -> Answer:
    return _newest(view.of("engagement-opened"), lambda fact: fact.data.get("motion") in check.words)


def _milestone(check: Check, view: View) -> Answer:
    facts = [
        fact
        for fact in view.of("milestone-reached", "milestone-withdrawn")
        if fact.data.get("milestone") == check.word and fact.workload is not None
    ]
    return _newest(facts, lambda fact: fact.kind == "milestone-reached")


def _no_blocker(check: Check, view: View) -> Answer:
    return _any(view.of("no-blocker-confirmed"))


def _migrated(check: Check, view: View) -> Answer:
    """The agreed number of users has been moved (domain.md P2m)."""
    return _newest(view.of("migrated-confirmed"), lambda fact: int(fact.data["users"]) >= int(fact.data["agreed"]))


def _account_team(check: Check, view: View) -> Answer:
    return _newest(view.of("contacts-reviewed"), lambda fact: fact.data.get("account_team") in check.words)


def _mail(check: Check, view: View) -> Answer:
    """Handed over to the mail server, or sent from one's own mailbox; queued is not enough (design.md section 4).

    One that came back was none, until another takes its place: what was done in between then keeps counting.
    """
    sent = [fact for fact in view.of("mail-handed-over", "mail-recorded") if fact.data.get("template") == check.word]
    return Answer("no") if sent and all(map(view.history.came_back, sent)) else _any(sent)


def _note(check: Check, view: View) -> Answer:
    """A note written by hand in the category. One from another system tells what was, never what now is: it does not count."""
    return _any(fact for fact in view.of("note-recorded") if fact.data.get("category") == check.word and is_by_hand(fact))


def is_by_hand(note: Fact) -> bool:
    """Whether a note was written here, by a person."""
    return not note.data.get("composed") and not note.is_taken_over


def _fields(check: Check, fact: Fact) -> bool:
    for name, values in check.fields:
        said = fact.data.get(name)
        if values == (RECORDED,):
            if said in (None, "", []):
                return False
        elif str(said) not in values:
            return False
    return True


def _faq(check: Check, view: View) -> Answer:
    return _newest(view.of("faq-reviewed"), lambda fact: _fields(check, fact))


def _discussion(check: Check, view: View) -> Answer:
    return _newest(view.of("discussion-held"), lambda fact: _fields(check, fact))


def _task(check: Check, view: View) -> Answer:
    return _any(fact for fact in view.of("task-completed") if fact.data.get("task") == check.word)


def _service_status(check: Check, view: View) -> Answer:
    return _newest(view.of("service-status-set"), lambda fact: fact.data.get("status") in check.words)


def _next_action_date(check: Check, view: View) -> Answer:
    wanted = computed_date(check, view.history)
    return _newest(view.of("next-action-set"), lambda fact: wanted is not None and fact.data.get("date") == wanted.isoformat())


def _queue(check: Check, view: View) -> Answer:
    """Requested: a request neither declined nor taken back, confirmed or not. Confirmed: the newest such request is."""
    answered = view.history.since_reopening("queue-move-declined", "queue-move-taken-back")
    refused = {fact.data.get("request") for fact in answered}
    requests = [fact for fact in view.history.since_reopening("queue-move-requested") if fact.number not in refused]
    if check.word == "requested" or not requests:
        return _any(requests)
    newest = requests[-1].number
    return _any(fact for fact in view.history.since_reopening("queue-move-confirmed") if fact.data.get("request") == newest)


def _released(check: Check, view: View) -> Answer:
    return _any(view.history.since_reopening("manager-released"))


def _objection(check: Check, view: View) -> Answer:
    """Raised: somebody of the account team ever objected, which nobody has to do. Answered: each of them has an answer."""
    raised = view.of("objection-raised")
    if check.word == "raised":
        return _any(raised) if raised else Answer("no")
    return OPEN if open_objections(view.history) else _any(view.of("objection-answered"))


def open_objections(history: History) -> list[Fact]:
    """What the account team objected to and nobody has answered, the oldest first."""
    answered = {fact.data.get("objection") for fact in history.of("objection-answered")}
    return [fact for fact in history.of("objection-raised") if fact.number not in answered]


_ANSWERS: dict[str, Callable[[Check, View], Answer]] = {
    "motion": _motion,
    "milestone": _milestone,
    "no-blocker": _no_blocker,
    "migrated": _migrated,
    "account-team": _account_team,
    "mail": _mail,
    "note": _note,
    "faq": _faq,
    "discussion": _discussion,
    "task": _task,
    "service-status": _service_status,
    "next-action-date": _next_action_date,
    "queue": _queue,
    "released": _released,
    "objection": _objection,
}

READS: dict[str, frozenset[str]] = {
    kind: frozenset(facts.split())
    for kind, facts in {
        "motion": "engagement-opened",
        "milestone": "milestone-reached milestone-withdrawn",
        "no-blocker": "no-blocker-confirmed",
        "migrated": "migrated-confirmed",
        "account-team": "contacts-reviewed",
        "mail": "mail-handed-over mail-recorded mail-bounced",
        "note": "note-recorded",
        "faq": "faq-reviewed",
        "discussion": "discussion-held",
        "task": "task-completed",
        "service-status": "service-status-set",
        "next-action-date": "next-action-set discussion-held closed-without-discussion",
        "queue": "queue-move-requested queue-move-confirmed queue-move-declined queue-move-taken-back",
        "released": "manager-released",
        "objection": "objection-raised objection-answered",
    }.items()
}
"""The kinds of facts that a check's answer depends on, besides a reopening and an answer that is taken back: a fact of another kind
leaves it as it was, and whoever knows that need not ask again."""


def computed_date(check: Check, history: History) -> date | None:
    """The next action date that the check demands: a day so many years after the last act it counts from (domain.md A-23).

    Where no such act was held because the engagement was excused from it, the day of the excuse counts instead.
    """
    days = [fact.data["on"] for fact in history.of("discussion-held") if fact.data.get("on")]
    if not days:
        days = [fact.data["on"] for fact in history.since_reopening("closed-without-discussion")]
    day = check.field_values("day")
    years = check.field_values("years-after")
    if not days or not day or not years:
        return None
    month, _, of_month = day[0].partition("-")
    return date(date.fromisoformat(max(days)).year + int(years[0]), int(month), int(of_month))


def is_given_up(history: History) -> bool:
    """The request was withdrawn or superseded, and nobody has resumed, closed or reopened since."""
    newest = history.newest("withdrawn", "superseded", "resumed", "closed-without-discussion", "reopened")
    return newest is not None and newest.kind in ("withdrawn", "superseded")
