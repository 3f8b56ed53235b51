"""Exploring what can become of an engagement: breadth-first over commands, roles and moves of the system.

Two histories are one state when they have the same signature (tests/core/signature.py says why that is sound).
"""

import hashlib
import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from tasuki.core.engagement.assessment import Assessment, assess
from tasuki.core.engagement.circumstances import Actor, Circumstances
from tasuki.core.engagement.commands import Command
from tasuki.core.engagement.decisions import Decided, Refused, decide_on, with_notes
from tasuki.core.engagement.facts import NewFact
from tasuki.core.engagement.guidance import Guide, NextAct
from tasuki.core.engagement.plan import Plan
from tasuki.core.playbook.model import Playbook
from tests.core.cast import (
    AOI,
    ATTEMPTS,
    CIRCUMSTANCES,
    ENABLEMENT,
    KEN,
    LEO,
    MIGRATION,
    OTHER_QUEUE,
    RIN,
    ROLE_ACTORS,
    SORA,
    SYSTEM,
    THIS_YEARS_DATE,
    TODAY,
    Facts,
    held,
    mail_outcomes,
    opened,
    plan_of,
    record,
    sensible,
    unanswered_mails,
    with_contacts,
)
from tests.core.oracle import objections
from tests.core.signature import Branch, branches, signature

OVER = ("closed", "closed-without-discussion")


@dataclass(frozen=True)
class Node:
    """A history on a day; `late` days after TODAY. `lanes` grow when a workload is added."""

    history: Facts
    lanes: tuple[tuple[str, str], ...]
    late: int = 0


@dataclass(frozen=True)
class Act:
    """Something that a person may ask for."""

    who: Actor
    command: str
    workload: str = ""
    keys: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return " ".join([self.who.login, self.command, self.workload, *(f"{name}={value}" for name, value in self.keys)])

    def on(self, node: Node) -> Command:
        """The command, which names a mail by its template: the newest of that template is meant."""
        keys = {name: _newest_mail(node, value) if name == "mail" else value for name, value in self.keys}
        return Command(self.command, tuple(self.workload.split(";")) if self.workload else (), keys)


def _newest_mail(node: Node, told: str) -> str:
    if told.isdigit():
        return told
    mails = (fact for fact in reversed(node.history) if fact.kind in ("mail-queued", "mail-drafted") and fact.data["template"] == told)
    return str(next((fact.number for fact in mails), 1))


@dataclass(frozen=True)
class Move:
    """Something that happens by itself: usage, the worker, a new day."""

    name: str
    play: Callable[["World", Node], Node | None]

    def __str__(self) -> str:
        return self.name


@dataclass
class World:
    """What an exploration may try, and in which circumstances.

    Where it is `prompt`, the mail server takes every mail at once; else mails stay under way until the worker moves.
    With a `witness`, histories that the oracle tells apart are two states: needed where the rules, and so the signature, may be wrong.
    """

    lanes: tuple[tuple[str, str], ...]
    acts: list[Act]
    moves: list[Move]
    books: Sequence[Playbook] | None = None
    circumstances: Circumstances = CIRCUMSTANCES
    motion: str = "rfa"
    begin: Facts = ()
    witness: bool = False
    prompt: bool = False
    plans: dict[tuple[tuple[str, str], ...], Plan] = field(default_factory=dict)
    branches: dict[tuple[tuple[str, str], ...], list[Branch]] = field(default_factory=dict)
    known: list[tuple[Node, Assessment]] = field(default_factory=list)

    @property
    def waives(self) -> bool:
        return any(one.command == "grant-waiver" for one in self.acts)

    @property
    def objects(self) -> bool:
        return any(one.command == "raise-objection" for one in self.acts)

    @property
    def can_excuse(self) -> bool:
        return any(one.command == "close-without-discussion" for one in self.acts)

    def start(self) -> Node:
        return Node(self.begin or opened(self.lanes, motion=self.motion), self.lanes)

    def plan(self, node: Node) -> Plan:
        if node.lanes not in self.plans:
            self.plans[node.lanes] = plan_of(node.lanes, self.books)
        return self.plans[node.lanes]

    def branches_of(self, node: Node) -> list[Branch]:
        if node.lanes not in self.branches:
            self.branches[node.lanes] = branches(self.plan(node), waives=self.waives, excuses=self.can_excuse, objects=self.objects)
        return self.branches[node.lanes]

    def now(self, node: Node) -> Circumstances:
        there = with_contacts(self.circumstances, node.history)
        return replace(there, today=TODAY + timedelta(days=node.late)) if node.late else there

    def assess(self, node: Node) -> Assessment:
        """Remembered for the two nodes that were asked for last: the one that acts are tried on, and what became of it."""
        kept = [pair for pair in self.known if pair[0] is node]
        found = kept[0][1] if kept else assess(self.plan(node), node.history, TODAY + timedelta(days=node.late))
        self.known[:] = [*[pair for pair in self.known if pair[0] is not node][-1:], (node, found)]
        return found

    def decide(self, node: Node, act: Act) -> Node | Refused:
        decision = decide_on(self.assess(node), act.on(node), act.who, self.now(node))
        if isinstance(decision, Decided):
            after = replace(node, history=record(node.history, decision.facts, act.who.login))
            return (worker_hands_over(self, after) or after) if self.prompt else after
        return decision

    def happens(self, node: Node, facts: Iterable[NewFact]) -> Node:
        return replace(node, history=record(node.history, with_notes(self.assess(node), list(facts), self.now(node)), SYSTEM))

    def next_acts(self, node: Node) -> tuple[NextAct, ...]:
        return Guide(self.assess(node), self.now(node)).next_acts()

    def advised(self, node: Node, advice: NextAct) -> Act:
        """An entry of `next` as an act of whom it names, with sensible values."""
        keys = {**advice.keys, **{name: sensible(name, self.now(node).today) for name in advice.needs}}
        return Act(ROLE_ACTORS[advice.role], advice.command, advice.workload or "", tuple(keys.items()))


# ---------------------------------------------------------------- states


Step = tuple["Act | Move", "Node | Refused"]
Inspect = Callable[[World, Node, Sequence[Step]], list[str]]
"""Looks at a state and all that was tried on it; returns what is wrong, in words."""


def steps(world: World, node: Node) -> Iterator[Step]:
    """Everything that may be tried on a state, with what comes of it."""
    for one in world.acts:
        yield one, world.decide(node, one)
    for move in world.moves:
        after = move.play(world, node)
        if after is not None:
            yield move, after


def digest(world: World, node: Node) -> bytes:
    there = replace(world.now(node), today=TODAY + timedelta(days=node.late))
    sign = (node.lanes, node.late, *signature(world.assess(node), there, world.branches_of(node)))
    said = objections(node.history, TODAY + timedelta(days=node.late), world.circumstances.tenant.region) if world.witness else None
    return hashlib.blake2b(repr((sign, said)).encode(), digest_size=16).digest()


@dataclass
class Explored:
    """The states by the digest of their signatures; `complete` if nothing was left to try. `twins` share a digest, by another history."""

    states: dict[bytes, Node]
    twins: list[tuple[Node, Node]]
    tried: int
    faults: list[str]
    complete: bool


Expanded = tuple[int, list[str], list[tuple[bytes, Node]]]


def _expand(world: World, inspect: Inspect, node: Node) -> Expanded:
    tried = list(steps(world, node))
    faults = inspect(world, node, tried)
    found = {digest(world, after): after for _, after in tried if isinstance(after, Node)}
    return len(tried), faults, list(found.items())


_SHARED: list[Any] = []


def _expand_shared(node: Node) -> Expanded:
    world, inspect = _SHARED
    return _expand(world, inspect, node)


def explore(world: World, inspect: Inspect, *, limit: int = 1_000_000, workers: int = 0) -> Explored:
    """Breadth-first, wave by wave; every state is inspected once. With workers, in as many processes. Faults end it."""
    start = world.start()
    found = Explored({digest(world, start): start}, [], 0, [], False)
    _SHARED[:] = [world, inspect]
    with ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) if workers else nullcontext() as pool:
        wave = [start]
        while wave and len(found.states) < limit and not found.faults:
            expanded = pool.map(_expand_shared, wave, chunksize=32) if pool else map(_expand_shared, wave)
            wave = [after for one in expanded for after in _take(found, one)]
    found.complete = not wave
    return found


def _take(found: Explored, one: Expanded) -> Iterator[Node]:
    tried, faults, after = one
    if found.faults:
        return
    found.tried += tried
    found.faults += faults
    for sign, node in after:
        known = found.states.setdefault(sign, node)
        if known is node:
            yield node
        elif known.history != node.history and len(found.twins) < 4000:
            found.twins.append((known, node))


# ---------------------------------------------------------------- what may be tried


def act(who: Actor, command: str, workload: str = "", **keys: str) -> Act:
    return Act(who, command, workload, tuple(keys.items()))


def worker_hands_over(world: World, node: Node) -> Node | None:
    return world.happens(node, mail_outcomes(node.history)) if unanswered_mails(node.history) else None


def worker_is_refused(world: World, node: Node) -> Node | None:
    return world.happens(node, mail_outcomes(node.history, "mail-refused")) if unanswered_mails(node.history) else None


def server_keeps_silent(world: World, node: Node) -> Node | None:
    """The connection breaks after the letter: nobody knows whether it arrived."""
    return world.happens(node, mail_outcomes(node.history, "mail-uncertain")) if unanswered_mails(node.history) else None


def newest_comes_back(world: World, node: Node) -> Node | None:
    """The newest mail that has left, or may have, comes back from everybody."""
    left = [fact for fact in node.history if fact.kind in ("mail-handed-over", "mail-uncertain", "mail-bounced")]
    if not left or left[-1].kind == "mail-bounced":
        return None
    told = left[-1].data
    return world.happens(
        node,
        [
            NewFact("mail-bounced", fact.workload, fact.process, {**fact.data, "recipients": told["to"]})
            for fact in left
            if fact.kind == left[-1].kind and fact.data["message_id"] == told["message_id"]
        ],
    )


def a_year_passes(_: World, node: Node) -> Node | None:
    return replace(node, late=400) if node.late == 0 else None


def a_day_passes(_: World, node: Node) -> Node | None:
    return replace(node, late=1) if node.late == 0 else None


def usage_reaches(workload: str) -> Move:
    data = {"milestone": "enablement", "date": "2026-11-01", "seats": 155, "active_users": 16, "required": 16, "source": "LYNX"}
    fact = NewFact("milestone-reached", workload, ENABLEMENT, data)
    return Move(f"usage of {workload} reaches the milestone", lambda world, node: world.happens(node, [fact]))


def usage_contradicts(workload: str) -> Move:
    fact = NewFact("milestone-withdrawn", workload, ENABLEMENT, {"milestone": "enablement", "date": "2026-11-01"})

    def play(world: World, node: Node) -> Node | None:
        reached = any(fact.kind == "milestone-reached" and fact.workload == workload for fact in node.history)
        return world.happens(node, [fact]) if reached else None

    return Move(f"usage of {workload} is contradicted", play)


def workload_joins(workload: str, process: str = ENABLEMENT) -> Move:
    fact = NewFact("workload-added", data={"lanes": [[workload, process]]})

    def play(world: World, node: Node) -> Node | None:
        if (workload, process) in node.lanes or world.assess(node).state in OVER:
            return None
        return world.happens(replace(node, lanes=(*node.lanes, (workload, process))), [fact])

    return Move(f"{workload} joins the request", play)


def preparing(workload: str, process: str = ENABLEMENT) -> list[Act]:
    milestone = (
        act(AOI, "confirm-no-blocker", workload, contact="Sora", channel="call", on=TODAY.isoformat())
        if process == ENABLEMENT
        else act(AOI, "confirm-migrated", workload, users="50", agreed="50", on=TODAY.isoformat())
    )
    return [
        milestone,
        act(AOI, "complete-task", workload, task="1701" if process == ENABLEMENT else "1702"),
        act(AOI, "send-mail", workload, template="account-team"),
        act(AOI, "review-faq", workload, next_steps="ask again in spring"),
    ]


def discussing(workload: str, process: str = ENABLEMENT) -> list[Act]:
    return [
        act(AOI, "hold-discussion", workload, **held("no")),
        act(AOI, "hold-discussion", workload, **held("yes")),
        act(AOI, "send-mail", workload, template="customer-follow-up"),
        act(AOI, "record-note", workload, category="engagement-management", text="All is well with the customer."),
        act(AOI, "complete-task", workload, task="4058" if process == ENABLEMENT else "4060"),
        act(AOI, "set-service-status", workload, status="adoption"),
    ]


def reviewing() -> list[Act]:
    return [
        act(AOI, "review-contacts", account_team="known"),
        act(AOI, "review-contacts", account_team="unknown"),
        act(AOI, "attest", criterion="customer-knows-the-end", text="Said so at the kickoff."),
    ]


def handing_over() -> list[Act]:
    return [
        act(AOI, "set-next-action", date=THIS_YEARS_DATE),
        act(AOI, "record-note", category="engagement-management", text="Everything is done."),
        act(AOI, "request-queue-move"),
        act(KEN, "confirm-queue-move"),
        act(KEN, "decline-queue-move", reason="not yet"),
        act(AOI, "release-manager"),
    ]


def second_thoughts(workload: str) -> list[Act]:
    """Other answers, other ways, wrong values: what a clumsy or hurried person may also try."""
    return [
        act(AOI, "review-faq", workload),
        act(AOI, "hold-discussion", workload, **held("yes", rfa_explained="no")),
        act(AOI, "hold-discussion", workload, **held("no", activities_reviewed="no")),
        act(AOI, "record-mail", workload, template="customer-follow-up", to="a@b.example", on=TODAY.isoformat(), reason="own mailbox"),
        act(AOI, "record-mail", workload, template="account-team", to="a@b.example", on=TODAY.isoformat(), reason="own mailbox"),
        act(AOI, "record-usage", workload, on=TODAY.isoformat(), seats="155", active_users="15", source="LYNX"),
        act(AOI, "set-service-status", workload, status="migrate"),
        act(AOI, "complete-task", workload, task="3690"),
        act(AOI, "record-note", workload, category="technical-enablement", text="Nothing new."),
        act(AOI, "set-next-action", date="2027-06-30"),
        act(AOI, "request-queue-move", queue=OTHER_QUEUE, reason="the parent company lies there"),
        act(AOI, "request-queue-move", queue=OTHER_QUEUE),
        act(AOI, "request-queue-move", queue="FTCQ Somewhere", reason="why not"),
        act(LEO, "confirm-queue-move", reason="done by telephone"),
        act(AOI, "take-back-queue-move", reason="too early"),
        act(AOI, "confirm-queue-move"),
    ]


def answering() -> list[Act]:
    """What the assignment team does with a request, and with the tenant once it has it."""
    return [
        act(KEN, "acknowledge-queue-move"),
        act(KEN, "take-back-queue-answer", reason="the wrong line"),
        act(LEO, "take-back-queue-answer"),
        act(KEN, "review-inactive-tenant", decision="keep"),
        act(KEN, "review-inactive-tenant", decision="contact", date="2028-02-01", reason="ask how they are"),
        act(KEN, "review-inactive-tenant", decision="re-engage"),
    ]


def outside() -> list[Act]:
    """What account team and customer say, and what is answered."""
    return [
        act(RIN, "confirm-leaving", contact="Rin Account"),
        act(RIN, "raise-objection", contact="Rin Account", reason="the renewal is not signed"),
        act(AOI, "answer-objection", text="It was signed yesterday."),
        act(SORA, "sign-off", contact="Sora Customer"),
        act(SORA, "rate-engagement", contact="Sora Customer", satisfaction="5"),
    ]


def caring_for(template: str) -> list[Act]:
    """What can be done with the newest mail of a template."""
    return [
        act(AOI, "take-back-mail", mail=template),
        act(AOI, "resend-mail", mail=template, reason="once more"),
        act(AOI, "settle-mail", mail=template, arrived="yes", reason="they told me on the telephone"),
        act(AOI, "settle-mail", mail=template, arrived="no", reason="they told me on the telephone"),
        act(AOI, "release-mail", mail=template),
        act(LEO, "release-mail", mail=template),
    ]


def side_exits() -> list[Act]:
    return [
        act(AOI, "hold", reason="the customer is away"),
        act(AOI, "resume", reason="the customer is back"),
        act(AOI, "withdraw", reason="the customer withdrew"),
        act(AOI, "supersede", by="R-2", reason="a newer request"),
        act(LEO, "close-without-discussion", attempts=ATTEMPTS),
        act(LEO, "close-without-discussion", attempts="[]"),
        act(LEO, "reopen", reason="closed by mistake"),
    ]


def waiving(criterion: str, workload: str = "") -> list[Act]:
    until = TODAY.isoformat()
    return [
        act(AOI, "request-waiver", workload, criterion=criterion, reason="cannot be had"),
        act(LEO, "grant-waiver", workload, criterion=criterion, reason="agreed", until=until),
        act(LEO, "refuse-waiver", workload, criterion=criterion, reason="not agreed"),
    ]


WORKER = [Move("the worker hands over", worker_hands_over), Move("the mail server refuses", worker_is_refused)]
TROUBLES = [Move("nobody knows whether it arrived", server_keeps_silent), Move("the newest comes back", newest_comes_back)]
NEXT_YEAR = Move("a year passes", a_year_passes)
TOMORROW = Move("a day passes", a_day_passes)
ENABLING = (ENABLEMENT, MIGRATION)
