"""An oracle that knows the process (domain.md 10.3 to 10.8) and reads only the list of facts: no rules file, no plan, no assessment.

`objections` says what speaks against letting the manager go as the history stands; `breaches` goes through a history and says which
facts ought never to have been recorded. Both name the domain's ids. The order of acts is asked for as "there is evidence of B that is
not older than the oldest good evidence of A"; what was said last decides, whatever was said before.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, TypeVar

from tasuki.core.engagement.facts import Fact

QUEUES = {"FTCQ Inactive Americas": "Americas", "FTCQ Inactive APJ": "APJ", "FTCQ Inactive EMEA": "EMEA"}
PRIOR_TASK = {"completion-enablement": "1701", "completion-migration": "1702"}
FINAL_TASK = {"completion-enablement": "4058", "completion-migration": "4060"}
NEXT_STATUS = {"completion-enablement": ("adoption", "migrate"), "completion-migration": ("adoption",)}
MANAGEMENT = ("engagement-management",)
EITHER_CATEGORY = ("technical-enablement", "engagement-management")
MAILED = ("mail-handed-over", "mail-recorded")
REQUESTS = ("queue-move-requested", "queue-move-confirmed", "queue-move-declined", "queue-move-taken-back")
ANSWERS = ("queue-move-acknowledged", "queue-move-confirmed", "queue-move-declined", "queue-answer-taken-back", "inactive-tenant-reviewed")
MAIL_WORDS = (
    *("mail-queued", "mail-resent", "mail-handed-over", "mail-refused", "mail-uncertain", "mail-bounced", "mail-taken-back"),
    "mail-settled",
)
MAIL_ACTS = {
    "mail-taken-back": ("mail-drafted", "mail-queued", "mail-resent"),
    "mail-resent": ("mail-refused", "mail-uncertain"),
    "mail-settled": ("mail-refused", "mail-uncertain", "mail-bounced"),
}
"""What a person may do with a mail, by what was last said of it."""


@dataclass(frozen=True)
class Leg:
    """One workload in one process; `since` is the fact that brought it into the request."""

    workload: str
    process: str
    since: int

    def sees(self, fact: Fact) -> bool:
        return fact.workload is None or (fact.workload, fact.process) == (self.workload, self.process)


def legs(facts: Sequence[Fact]) -> list[Leg]:
    brought = [fact for fact in facts if fact.kind in ("engagement-opened", "workload-added")]
    found = [Leg(workload, process, fact.number) for fact in brought for workload, process in fact.data["lanes"]]
    return sorted(found, key=lambda leg: (leg.workload, leg.process))


def objections(facts: Sequence[Fact], today: date, region: str | None = "APJ") -> list[str]:
    """Everything that speaks against a release now; empty when the manager may leave."""
    return list(_Oracle(facts, today, region).objections())


def breaches(facts: Sequence[Fact], today: date, region: str | None = "APJ") -> list[str]:
    """Every fact that ought not to stand in the history at all (10.8)."""
    return [
        f"{fact.number} {fact.kind}: {why}"
        for place, fact in enumerate(facts)
        if place
        for why in breach(facts[:place], fact, today, region)
    ]


def breach(before: Sequence[Fact], fact: Fact, today: date, region: str | None = "APJ") -> list[str]:
    """Why a fact ought not to be added to a history."""
    return list(_Oracle(before, today, region).against(fact))


Matches = Callable[[Fact], bool]
Answer = TypeVar("Answer")


def once(method: "Callable[[_Oracle, Leg], Answer]") -> "Callable[[_Oracle, Leg], Answer]":
    """The same question to the same facts is answered once."""

    @wraps(method)
    def asked(self: "_Oracle", leg: Leg) -> Answer:
        known: dict[tuple[str, Leg], Any] = self.known
        place = (method.__name__, leg)
        if place not in known:
            known[place] = method(self, leg)
        answer: Answer = known[place]
        return answer

    return asked


class _Oracle:
    def __init__(self, facts: Sequence[Fact], today: date, region: str | None) -> None:
        undone = {fact.data["answer"] for fact in facts if fact.kind == "queue-answer-taken-back"}
        self.all = list(facts)
        self.facts = [fact for fact in facts if fact.number not in undone]
        self.known: dict[tuple[str, Leg], Any] = {}
        self.today = today
        self.region = region
        self.reopened = max((fact.number for fact in facts if fact.kind == "reopened"), default=0)
        self.excused = max((f.number for f in facts if f.kind == "closed-without-discussion" and f.number > self.reopened), default=0)

    # -- questions to the list of facts

    def of(self, *kinds: str, leg: Leg | None = None) -> list[Fact]:
        return [fact for fact in self.facts if fact.kind in kinds and (leg is None or leg.sees(fact))]

    @staticmethod
    def last_run(facts: list[Fact], good: Matches) -> list[Fact]:
        """The good ones since the last that was not good: what was said last decides."""
        run: list[Fact] = []
        for fact in facts:
            run = [*run, fact] if good(fact) else []
        return run

    @staticmethod
    def oldest_since(facts: list[Fact], since: float) -> float:
        return min((fact.number for fact in facts if fact.number >= since), default=float("inf"))

    def mailed(self, template: str, leg: Leg) -> list[Fact]:
        """Mails that reached the mail server, or were sent outside; none, if everybody's came back."""
        sent = [fact for fact in self.of(*MAILED, leg=leg) if fact.data["template"] == template]
        return [] if sent and all(self.came_back(fact) for fact in sent) else sent

    def came_back(self, sent: Fact) -> bool:
        later = [fact for fact in self.of("mail-bounced") if fact.number > sent.number]
        back = {to for fact in later if fact.data["message_id"] == sent.data.get("message_id") for to in fact.data["recipients"]}
        return bool(back) and back >= set(sent.data["to"])

    def last_word(self, mail: Fact) -> str:
        """What was last said of a mail: the kind of the fact, whichever mail server, worker or person said it."""
        message = mail.data["message_id"]
        told = [fact.kind for fact in self.of(*MAIL_WORDS) if fact.data.get("message_id") == message]
        released = [fact for fact in self.of("mail-queued") if fact.data.get("draft") == message]
        return "released" if released else told[-1] if told else mail.kind

    def unanswered_objections(self) -> list[Fact]:
        answered = {fact.data["objection"] for fact in self.of("objection-answered")}
        return [fact for fact in self.of("objection-raised") if fact.number not in answered]

    def objection_answered(self) -> float:
        """The account team's objection is no veto, but the hand-over begins after the answer."""
        if not self.of("objection-raised"):
            return 0
        return float("inf") if self.unanswered_objections() else self.oldest_since(self.of("objection-answered"), 0)

    def open_request(self) -> Fact | None:
        """The newest request, while nobody has answered it or taken it back."""
        since = [fact for fact in self.of(*REQUESTS) if fact.number > self.reopened]
        return since[-1] if since and since[-1].kind == "queue-move-requested" else None

    @property
    def is_closed(self) -> bool:
        return any(fact.number > self.reopened for fact in self.of("manager-released"))

    def waived(self, criterion: str, leg: Leg | None) -> bool:
        for fact in self.of("waiver-granted"):
            until = fact.data.get("until")
            here = fact.workload is None if leg is None else leg.sees(fact)
            if here and fact.data.get("criterion") == criterion and (until is None or until >= self.today.isoformat()):
                return True
        return False

    def pardoned_from(self, criterion: str, leg: Leg | None, first: float) -> float:
        """A waiver that has lapsed stands in the place of the first evidence, once there is evidence."""
        granted = [
            fact.number
            for fact in self.of("waiver-granted")
            if (fact.workload is None if leg is None else leg.sees(fact)) and fact.data.get("criterion") == criterion
        ]
        return first if first == float("inf") else min([first, *granted])

    def noted(self, categories: tuple[str, ...], criterion: str, since: float, leg: Leg | None) -> bool:
        return any(
            fact.number >= since
            and fact.data["category"] in categories
            and (not fact.data["composed"] or fact.data.get("criterion") == criterion)
            for fact in self.of("note-recorded", leg=leg)
        )

    # -- the evidence of one leg

    @once
    def milestone(self, leg: Leg) -> float:
        """E1: the fact from which the milestone is proven, noted; infinite where it is not."""
        if leg.process == "completion-migration":
            found = self.last_run(self.of("migrated-confirmed", leg=leg), lambda fact: fact.data["users"] >= fact.data["agreed"])
        else:
            usage = self.of("milestone-reached", "milestone-withdrawn", leg=leg)
            found = self.last_run(usage, lambda fact: fact.kind == "milestone-reached") + self.of("no-blocker-confirmed", leg=leg)
        first = self.oldest_since(found, 0)
        return first if self.noted(EITHER_CATEGORY, "milestone", first, leg) else float("inf")

    @once
    def account_team(self, leg: Leg) -> tuple[str | None, float]:
        """E2a or E2b: what was said last of the account team, and the fact from which it was informed, or was found to be absent."""
        reviews = self.of("contacts-reviewed")
        if not reviews:
            return None, float("inf")
        known = reviews[-1].data["account_team"] == "known"
        if known:
            if self.waived("account-team-informed", leg):
                return "known", 0
            informed = self.oldest_since(self.mailed("account-team", leg), self.milestone(leg))
            noted = self.noted(MANAGEMENT, "account-team-informed", informed, leg)
            return "known", self.pardoned_from("account-team-informed", leg, informed) if noted else float("inf")
        steps = self.last_run(self.of("faq-reviewed", leg=leg), lambda fact: bool(fact.data.get("next_steps")))
        absent = self.oldest_since(steps, 0)
        return "absent", absent if self.noted(MANAGEMENT, "account-team-absent", absent, leg) else float("inf")

    @once
    def prior_task(self, leg: Leg) -> float:
        done = [fact for fact in self.of("task-completed", leg=leg) if fact.data["task"] == PRIOR_TASK[leg.process]]
        return self.oldest_since(done, self.milestone(leg))

    @once
    def prepared(self, leg: Leg) -> float:
        """The fact from which a discussion counts; infinite while it may not be held (P1 to P6)."""
        rfa = 1 if self.facts[0].data["motion"] == "rfa" else float("inf")
        told = self.oldest_since(self.attested("customer-knows-the-end"), 0)
        told = 0 if self.waived("customer-knows-the-end", None) else self.pardoned_from("customer-knows-the-end", None, told)
        contacts = self.oldest_since(self.of("contacts-reviewed"), 0)
        return max(rfa, told, contacts, self.milestone(leg), self.prior_task(leg), self.account_team(leg)[1])

    def attested(self, criterion: str) -> list[Fact]:
        return [fact for fact in self.of("attested") if fact.data["criterion"] == criterion]

    @once
    def discussed(self, leg: Leg) -> tuple[Fact | None, float]:
        """E3: the last discussion, and the first good one since which nothing spoke against it."""
        held = self.of("discussion-held", leg=leg)
        good = self.last_run(held, lambda fact: fact.data["activities_reviewed"] == "yes")
        first = self.oldest_since(good, self.prepared(leg))
        return (held[-1] if held else None), first if self.noted(EITHER_CATEGORY, "discussed", first, leg) else float("inf")

    def followed_up(self, leg: Leg) -> Iterator[tuple[str, float]]:
        """What must be so when the workload's final task is marked: its id, and the fact from which it is."""
        last, discussed = self.discussed(leg)
        yield "E3 discussion", discussed
        mailed = self.oldest_since(self.mailed("customer-follow-up", leg), discussed)
        if last is not None and last.data["ready"] == "no":
            noted = self.noted(MANAGEMENT, "customer-mailed", mailed, leg)
            first = self.pardoned_from("customer-mailed", leg, mailed) if noted else float("inf")
            yield "E4 customer mail", 0 if self.waived("customer-mailed", leg) else first
            notes = [
                note for note in self.of("note-recorded", leg=leg) if note.data["category"] in MANAGEMENT and not note.data["composed"]
            ]
            yield "E5 status", self.oldest_since(notes, discussed)
        if last is not None and last.data["ready"] == "yes":
            told = [fact for fact in self.of("discussion-held", leg=leg) if fact.data.get("next_workloads") and fact.data.get("demo_given")]
            listed = self.last_run(self.of("discussion-held", leg=leg), lambda fact: fact in told)
            yield "E3 workloads", self.oldest_since(listed, 0)
        explained = self.last_run(self.of("discussion-held", leg=leg), lambda fact: fact.data.get("rfa_explained") == "yes")
        yield "postcondition RFA known", min(mailed, self.oldest_since(explained, discussed))
        reviewed = self.of("faq-reviewed", leg=leg)
        first = self.oldest_since(reviewed, 0)
        yield "E8 FAQ", first if self.noted(MANAGEMENT, "faq-reviewed", first, leg) else float("inf")

    @once
    def final_task(self, leg: Leg) -> float:
        """E10; where the workload also migrates, the enablement's leg comes first (D3)."""
        since = max(number for _, number in self.followed_up(leg))
        for other in legs(self.facts):
            if other.workload == leg.workload and other.process < leg.process and not self.is_excused(other):
                since = max(since, self.final_task(other), self.status(other))
        done = [fact for fact in self.of("task-completed", leg=leg) if fact.data["task"] == FINAL_TASK[leg.process]]
        return self.oldest_since(done, since)

    @once
    def status(self, leg: Leg) -> float:
        """E12."""
        allowed = NEXT_STATUS[leg.process]
        fitting = self.last_run(self.of("service-status-set", leg=leg), lambda fact: fact.data["status"] in allowed)
        return self.oldest_since(fitting, self.final_task(leg))

    def is_excused(self, leg: Leg) -> bool:
        return self.excused > leg.since

    def leg_objections(self, leg: Leg) -> Iterator[str]:
        if self.is_excused(leg):
            return
        steps = [
            ("E1 milestone", self.milestone(leg)),
            ("P3 prior task", self.prior_task(leg)),
            ("E2 account team", self.account_team(leg)[1]),
        ]
        steps += [*self.followed_up(leg), ("E10 final task", self.final_task(leg)), ("E12 status", self.status(leg))]
        yield from (f"{what} of {leg.workload} in {leg.process}" for what, number in steps if number == float("inf"))

    def all_done(self) -> float:
        """The fact from which the last service is done; infinite while one is not."""
        return max((self.status(leg) for leg in legs(self.facts) if not self.is_excused(leg)), default=0)

    # -- the hand-over

    def wanted_date(self) -> str | None:
        days = [fact.data["on"] for fact in self.of("discussion-held")]
        days = days or [fact.data["on"] for fact in self.of("closed-without-discussion") if fact.number > self.reopened]
        return f"{int(max(days)[:4]) + 1}-12-31" if days else None

    def next_action(self) -> float:
        wanted = self.wanted_date()
        run = self.last_run(self.of("next-action-set"), lambda fact: fact.data["date"] == wanted)
        return self.oldest_since(run, self.all_done())

    def closing_note(self) -> float:
        if self.excused:
            return 0
        notes = [fact for fact in self.of("note-recorded") if fact.data["category"] in MANAGEMENT and not fact.data["composed"]]
        return self.oldest_since(notes, self.all_done())

    def standing_requests(self) -> list[Fact]:
        """Requests since the last reopening that were neither declined nor taken back."""
        refused = {fact.data["request"] for fact in self.of("queue-move-declined", "queue-move-taken-back")}
        return [fact for fact in self.of("queue-move-requested") if fact.number > self.reopened and fact.number not in refused]

    def objections(self) -> Iterator[str]:
        for leg in legs(self.facts):
            yield from self.leg_objections(leg)
        if self.facts[0].data["motion"] != "rfa":
            yield "D1 motion"
        if not (self.excused or self.waived("customer-knows-the-end", None) or self.attested("customer-knows-the-end")):
            yield "P6 the customer does not know that it ends"
        if not (self.excused or self.of("contacts-reviewed")):
            yield "P5 contacts"
        if self.next_action() == float("inf"):
            yield "E6 next action date"
        if self.closing_note() == float("inf"):
            yield "E5 closing note"
        if self.unanswered_objections():
            yield "an objection of the account team has no answer"
        yield from self._queue_objections()

    def _queue_objections(self) -> Iterator[str]:
        ready = max(self.all_done(), self.next_action(), self.closing_note(), self.objection_answered())
        requests = [fact for fact in self.standing_requests() if fact.number >= ready]
        if not requests:
            yield "E7 no request that stands, made after everything else"
            return
        if not self.noted(MANAGEMENT, "queue-requested", requests[0].number, None):
            yield "E7 the request is not noted"
        newest = self.standing_requests()[-1]
        confirmed = [fact for fact in self.of("queue-move-confirmed") if fact.data["request"] == newest.number]
        if not confirmed:
            yield "E11 X1 the queue does not hold the tenant"
        if not any(fact.data.get("request") == newest.number for fact in self.of(*MAILED)):
            yield "E7 the assignment team was never asked by mail"

    # -- single facts that ought not to be there

    def against(self, fact: Fact) -> Iterator[str]:
        leg = next((leg for leg in legs(self.facts) if (leg.workload, leg.process) == (fact.workload, fact.process)), None)
        free = leg is not None and self.is_excused(leg)
        if leg is not None and not free:
            yield from self._against_in(leg, fact)
        if (
            fact.kind == "next-action-set"
            and self.all_done() != float("inf")
            and fact.data["date"] != (self.wanted_date() or fact.data["date"])
        ):
            yield "D7 another date after the last service"
        if fact.kind == "queue-move-requested":
            yield from self._against_request(fact)
        if fact.kind in ANSWERS and fact.by in ("aoi", "ben", "emi"):
            yield "A-27 answered by the manager himself"
        yield from self._against_answer(fact)
        yield from self._against_mail(fact)
        yield from self._against_words(fact)
        if fact.kind == "manager-released":
            yield from self.objections()

    def _against_in(self, leg: Leg, fact: Fact) -> Iterator[str]:
        prepared = self.prepared(leg) != float("inf")
        _, discussed = self.discussed(leg)
        if fact.kind == "discussion-held" and not prepared:
            yield "D2 discussion before it was prepared"
        if fact.kind == "task-completed" and fact.data["task"] == PRIOR_TASK[leg.process] and self.milestone(leg) == float("inf"):
            yield "P3 prior task before the milestone"
        if fact.kind == "task-completed" and fact.data["task"] == FINAL_TASK[leg.process]:
            missing = [what for what, number in self.followed_up(leg) if number == float("inf")]
            yield from (f"D3 D4 final task without {what}" for what in missing)
        written = fact.kind == "mail-queued" or (fact.kind == "mail-recorded" and fact.data["sent_outside"])
        if written and fact.data["template"] == "customer-follow-up" and discussed == float("inf"):
            yield "D4 customer mail before the discussion"
        if written and fact.data["template"] == "account-team" and self.milestone(leg) == float("inf"):
            yield "account-team mail before the milestone"
        if fact.kind == "service-status-set" and self.final_task(leg) == float("inf"):
            yield "10.4 status before the final task"

    def _against_answer(self, fact: Fact) -> Iterator[str]:
        """What the assignment team says is about the request that is open; its own slip it takes back while nothing came after it."""
        request = self.open_request()
        about = request.number if request else None
        if fact.kind in ("queue-move-acknowledged", "queue-move-confirmed", "queue-move-declined") and fact.data["request"] != about:
            yield "R-9 an answer to no open request"
        if fact.kind == "queue-move-acknowledged" and any(f.data["request"] == about for f in self.of("queue-move-acknowledged")):
            yield "acknowledged twice"
        if fact.kind == "queue-answer-taken-back":
            since = [one for one in self.of(*REQUESTS) if one.number > self.reopened]
            if (
                not since
                or since[-1].number != fact.data["answer"]
                or since[-1].kind not in ("queue-move-confirmed", "queue-move-declined")
            ):
                yield "an answer was taken back that is not the newest word"
            if self.is_closed:
                yield "an answer was taken back after the release"
        if fact.kind == "inactive-tenant-reviewed":
            dates = [one.data["date"] for one in self.of("next-action-set", "inactive-tenant-reviewed")]
            if not self.is_closed or not any(one.number > self.reopened for one in self.of("queue-move-confirmed")):
                yield "R-14 reviewed, and in no inactive queue"
            if dates and dates[-1][:4] > str(self.today.year):
                yield "R-14 reviewed before it is due"
            if fact.data["date"] < self.today.isoformat():
                yield "R-14 a date that is over"

    def _against_mail(self, fact: Fact) -> Iterator[str]:
        allowed = MAIL_ACTS.get(fact.kind)
        if allowed is not None:
            mail = next((one for one in self.all if one.number == fact.data["mail"]), None)
            if mail is None or self.last_word(mail) not in allowed:
                yield f"{fact.kind} of a mail that stands at {mail and self.last_word(mail)}"
        if fact.kind == "mail-queued" and "draft" in fact.data:
            drafts = [one for one in self.of("mail-drafted") if one.data["message_id"] == fact.data["draft"]]
            if not drafts or drafts[0].by == fact.by:
                yield "a draft let go by who wrote it"
            elif self.last_word(drafts[0]) != "mail-drafted":
                yield "a draft let go that is none any more"
            elif fact.text != drafts[0].text:
                yield "a draft changed between two pairs of eyes"

    def _against_words(self, fact: Fact) -> Iterator[str]:
        if fact.kind == "objection-raised" and (self.open_request() or self.is_closed or self.moved()):
            yield "an objection after the hand-over had begun"
        if fact.kind == "objection-answered":
            waiting = self.unanswered_objections()
            if not waiting or waiting[0].number != fact.data["objection"]:
                yield "an answer to no objection that waits, or not to the oldest"
        if fact.kind in ("signed-off", "engagement-rated"):
            same = [one for one in self.of(fact.kind) if one.number > self.reopened and one.data["contact"] == fact.data["contact"]]
            if same:
                yield f"{fact.kind} twice by the same person"

    def moved(self) -> bool:
        return any(fact.number > self.reopened for fact in self.of("queue-move-confirmed"))

    def _against_request(self, fact: Fact) -> Iterator[str]:
        queue = fact.data["queue"]
        if queue not in QUEUES:
            yield "X4 D8 a queue that is none of the three"
        elif QUEUES[queue] != self.region and not fact.text:
            yield "D8 another region's queue without a reason"
        if self.open_request() is not None:
            yield "10.4 two requests at once"
        if max(self.all_done(), self.next_action(), self.closing_note(), self.objection_answered()) == float("inf"):
            yield "10.4 request before the last service, the date and the closing note"
