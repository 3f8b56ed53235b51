"""The cast of the core's tests: the shipped playbooks, one customer with the people around it, and `Story`, which lets them act.

No Django, no clock, no database: facts are appended to a list, and the worker is played by hand.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tasuki.core.engagement.assessment import Assessment, CellState, assess
from tasuki.core.engagement.circumstances import Actor, Circumstances, ContactCard, PersonCard, TenantCard
from tasuki.core.engagement.commands import Command
from tasuki.core.engagement.decisions import Decided, Refused, decide, with_notes
from tasuki.core.engagement.facts import Fact, NewFact
from tasuki.core.engagement.guidance import Guide, NextAct
from tasuki.core.engagement.plan import Plan, plan_for
from tasuki.core.finding import Finding
from tasuki.core.playbook.binding import Bound, bind
from tasuki.core.playbook.model import Playbook
from tasuki.core.playbook.page import Page
from tasuki.core.playbook.reading import read_page
from tasuki.core.playbook.rules import RulesSource
from tasuki.core.playbook.vocabulary import Vocabulary

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "src" / "tasuki" / "playbooks"

ENABLEMENT = "completion-enablement"
MIGRATION = "completion-migration"

TODAY = date(2026, 11, 24)
THIS_YEARS_DATE = "2027-12-31"
"""What the playbook demands for a discussion held in the year of TODAY."""

REGION_QUEUE = "FTCQ Inactive APJ"
OTHER_QUEUE = "FTCQ Inactive EMEA"

AOI = Actor(login="aoi", role="manager")
BEN = Actor(login="ben", role="manager")
EMI = Actor(login="emi", role="engineer")
KEN = Actor(login="ken", role="assignment")
LEO = Actor(login="leo", role="lead")
LIN = Actor(login="lin", role="lead")
OLGA = Actor(login="olga", role="auditor")
ARNO = Actor(login="arno", role="author")
ADA = Actor(login="ada", role="admin")
STAFF = (AOI, BEN, EMI, KEN, LEO, LIN, OLGA, ARNO, ADA)
RIN = Actor(login="link/1", role="account-team")
SORA = Actor(login="link/2", role="customer")
EVERYBODY = (*STAFF, RIN, SORA)
SYSTEM = "system"

PEOPLE = tuple(
    PersonCard(login=actor.login, name=actor.login.title(), email=f"{actor.login}@tasuki.example", role=actor.role) for actor in STAFF
)
ACCOUNT_TEAM = ContactCard(kind="account-team", name="Rin Account", email="rin@vendor.example", language="en", verified_on=TODAY)
CUSTOMER = ContactCard(kind="customer", name="Sora Customer", email="sora@customer.example", language="en", verified_on=TODAY)
TENANT = TenantCard(id="t-1", name="Contoso", language="en", country="JP", region="APJ")

CIRCUMSTANCES = Circumstances(
    now=datetime(2026, 11, 24, 3, 0, tzinfo=UTC),
    today=TODAY,
    subject="engagement/1",
    tenant=TENANT,
    contacts=(ACCOUNT_TEAM, CUSTOMER),
    people=PEOPLE,
    requests=frozenset({"R-2"}),
    faq_versions={"en": "f1", "ja": "f1"},
)

# ---------------------------------------------------------------- playbooks


def rules_source(text: str, path: str = "rules.yaml") -> RulesSource:
    """A rules file as the services read it: every scalar a string, the line of every path of keys."""
    lines: dict[tuple[str, ...], int] = {}

    def walk(node: yaml.Node, at: tuple[str, ...]) -> None:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                lines[*at, key.value] = key.start_mark.line + 1
                walk(value, (*at, key.value))

    root = yaml.compose(text, yaml.BaseLoader)
    if root is not None:
        walk(root, ())
    return RulesSource(plain_yaml(text) or {}, lines, path)


def plain_yaml(text: str) -> Any:
    return yaml.load(text, yaml.BaseLoader)


@cache
def vocabulary() -> Vocabulary:
    return Vocabulary.from_plain(plain_yaml((SHIPPED / "vocabulary.yaml").read_text(encoding="utf-8")))


@cache
def read(path: Path) -> Page:
    return read_page(path.read_text(encoding="utf-8"), path=path.name, vocabulary=vocabulary())


def page_of(text: str, path: str = "page.md") -> Page:
    return read_page(text, path=path, vocabulary=vocabulary())


@cache
def shipped_pages(slug: str) -> Mapping[str, Page]:
    return {page.language: page for page in map(read, sorted(SHIPPED.glob(f"{slug}.??.md")))}


@cache
def shipped_rules(slug: str) -> RulesSource:
    return rules_source((SHIPPED / f"{slug}.rules.yaml").read_text(encoding="utf-8"), f"{slug}.rules.yaml")


def bind_shipped(enablement: RulesSource | None = None, migration: RulesSource | None = None) -> tuple[Bound, Bound]:
    """Both shipped playbooks; with other rules for the same pages where these are given."""
    base = enablement or shipped_rules(ENABLEMENT)
    over = migration or shipped_rules(MIGRATION)
    return bind(base, shipped_pages(ENABLEMENT)), bind(over, shipped_pages(MIGRATION), base)


def usable(bound: Bound) -> Playbook:
    assert bound.playbook is not None, [finding for finding in bound.findings if finding.severity == "error"]
    return bound.playbook


@cache
def playbooks() -> tuple[Playbook, Playbook]:
    one, other = bind_shipped()
    return usable(one), usable(other)


Change = Callable[[dict[str, Any]], object]


def changed_rules(slug: str, change: Change) -> RulesSource:
    """The shipped rules after a change of their plain values: what a mutation or a site's policy would write."""
    plain = plain_yaml((SHIPPED / f"{slug}.rules.yaml").read_text(encoding="utf-8"))
    change(plain)
    return replace(shipped_rules(slug), plain=plain)


def as_it_is(_: dict[str, Any]) -> None:
    """No change."""


def changed_playbooks(change: Change, change_migration: Change = as_it_is) -> tuple[Playbook, Playbook]:
    one, other = bind_shipped(changed_rules(ENABLEMENT, change), changed_rules(MIGRATION, change_migration))
    return usable(one), usable(other)


def plan_of(lanes: Sequence[tuple[str, str]], books: Sequence[Playbook] | None = None) -> Plan:
    used = books or playbooks()
    return plan_for([book for book in used if any(process == book.slug for _, process in lanes)], lanes)


EXCHANGE = (("exchange", ENABLEMENT),)
EXCHANGE_AND_TEAMS = (("exchange", ENABLEMENT), ("teams", ENABLEMENT))
EXCHANGE_MIGRATES = (("exchange", ENABLEMENT), ("exchange", MIGRATION))
EXCHANGE_MIGRATES_AND_TEAMS = (*EXCHANGE_MIGRATES, ("teams", ENABLEMENT))

# ---------------------------------------------------------------- histories

Facts = tuple[Fact, ...]


def opened(lanes: Sequence[tuple[str, str]], *, motion: str = "rfa", manager: str | None = "aoi") -> Facts:
    data = {"tenant_id": "t-1", "request_id": "R-1", "motion": motion, "manager": manager, "lanes": [list(lane) for lane in lanes]}
    return (Fact(1, "engagement-opened", CIRCUMSTANCES.now, SYSTEM, None, None, data, ""),)


def record(history: Facts, facts: Iterable[NewFact], by: str) -> Facts:
    """What the ledger does: number, time and author."""
    start = len(history)
    return history + tuple(
        Fact(start + place, fact.kind, CIRCUMSTANCES.now, by, fact.workload, fact.process, dict(fact.data), fact.text)
        for place, fact in enumerate(facts, start=1)
    )


OUTCOMES = ("mail-handed-over", "mail-refused", "mail-uncertain", "mail-taken-back", "mail-settled")
"""What ends a mail's way, until somebody sends it again."""


def unanswered_mails(history: Sequence[Fact]) -> list[Fact]:
    ended: set[str] = set()
    for fact in history:
        if fact.kind in OUTCOMES:
            ended.add(fact.data["message_id"])
        elif fact.kind == "mail-resent":
            ended.discard(fact.data["message_id"])
    return [fact for fact in history if fact.kind == "mail-queued" and fact.data["message_id"] not in ended]


def mail_outcomes(history: Facts, outcome: str = "mail-handed-over") -> list[NewFact]:
    """What the mail server said about every mail that is on its way."""
    kept = ("template", "to", "message_id", "request")
    return [
        NewFact(outcome, fact.workload, fact.process, {key: fact.data[key] for key in kept if key in fact.data} | {"queued": fact.number})
        for fact in unanswered_mails(history)
    ]


def with_contacts(circumstances: Circumstances, history: Sequence[Fact]) -> Circumstances:
    """Contacts added or corrected by the engagement's own facts, as the services would have put them into their rows."""
    changes = [fact.data for fact in history if fact.kind in ("contact-added", "contact-corrected")]
    contacts = list(circumstances.contacts)
    for data in changes:
        known = next((n for n, card in enumerate(contacts) if card.name == data.get("name")), None)
        if known is not None:
            contacts[known] = replace(contacts[known], email=data.get("email", contacts[known].email))
        else:
            contacts.append(ContactCard(kind=data["kind"], name=data["name"], email=data["email"]))
    return replace(circumstances, contacts=tuple(contacts)) if changes else circumstances


def held(ready: str = "no", **more: str) -> dict[str, str]:
    """The keys of a completion discussion that went well."""
    keys = {"on": TODAY.isoformat(), "attendees": "Sora Customer", "activities_reviewed": "yes", "ready": ready, "satisfaction": "5"}
    if ready == "yes":
        keys |= {"next_workloads": "teams", "rfa_explained": "yes", "demo_given": "yes"}
    return keys | more


ATTEMPTS = (
    '[{"on": "2026-11-09", "channel": "mail", "contact": "Sora"}, {"on": "2026-11-13", "channel": "call", "contact": "Sora"},'
    ' {"on": "2026-11-19", "channel": "mail", "contact": "Sora"}]'
)


def sensible(name: str, today: date = TODAY) -> str:
    """What a sensible person answers when asked for this key."""
    if name == "on":
        return today.isoformat()
    answers = {
        "contact": "Sora Customer",
        "channel": "call",
        "seats": "155",
        "active_users": "16",
        "source": "LYNX",
        "users": "50",
        "agreed": "50",
        "account_team": "known",
        "next_steps": "ask again in spring",
        "text": "The customer is content and uses the service.",
        "reason": "agreed with everybody concerned",
        "attendees": "Sora Customer",
        "activities_reviewed": "yes",
        "ready": "no",
        "next_workloads": "teams",
        "rfa_explained": "yes",
        "demo_given": "yes",
        "satisfaction": "4",
        "status": "adoption",
        "queue": REGION_QUEUE,
        "date": "2026-12-24",
        "to": "somebody@customer.example",
        "name": "Yuki New",
        "decision": "keep",
        "email": "yuki@new.example",
        "subject": "Your engagement",
        "body": "All is said.",
        "mail": "1",
        "fact": "1",
        "arrived": "no",
    }
    return answers[name]


ROLE_ACTORS = {"manager": AOI, "engineer": EMI, "assignment": KEN, "lead": LEO}


@dataclass
class Story:
    """One engagement, told act by act. `does` fails the test where an act is refused; `is_refused` where it is not."""

    lanes: Sequence[tuple[str, str]] = EXCHANGE
    circumstances: Circumstances = CIRCUMSTANCES
    books: Sequence[Playbook] | None = None
    motion: str = "rfa"
    history: Facts = field(default=())

    def __post_init__(self) -> None:
        self.history = self.history or opened(self.lanes, motion=self.motion)

    @property
    def plan(self) -> Plan:
        return plan_of(self.lanes, self.books)

    @property
    def now(self) -> Circumstances:
        return with_contacts(self.circumstances, self.history)

    @property
    def assessment(self) -> Assessment:
        return assess(self.plan, self.history, self.circumstances.today)

    @property
    def guide(self) -> Guide:
        return Guide(self.assessment, self.now)

    @property
    def state(self) -> str:
        return self.assessment.state

    def next(self) -> tuple[NextAct, ...]:
        return self.guide.next_acts()

    def next_commands(self) -> list[str]:
        return [act.command for act in self.next()]

    def decide(self, who: Actor, command: str, workload: str = "", **keys: str) -> Decided | Refused:
        workloads = tuple(workload.split(";")) if workload else ()
        return decide(self.plan, self.history, Command(command, workloads, keys), who, self.now)

    def does(self, who: Actor, command: str, workload: str = "", **keys: str) -> Facts:
        decision = self.decide(who, command, workload, **keys)
        assert isinstance(decision, Decided), (command, workload, keys, decision)
        before = len(self.history)
        self.history = record(self.history, decision.facts, who.login)
        return self.history[before:]

    def is_refused(self, who: Actor, command: str, workload: str = "", **keys: str) -> tuple[Finding, ...]:
        decision = self.decide(who, command, workload, **keys)
        assert isinstance(decision, Refused), (command, workload, keys, decision)
        assert decision.findings
        return decision.findings

    def codes(self, who: Actor, command: str, workload: str = "", **keys: str) -> list[str]:
        return [finding.code for finding in self.is_refused(who, command, workload, **keys)]

    def happens(self, *facts: NewFact) -> Facts:
        """Facts of the system, and the notes that follow."""
        before = len(self.history)
        self.history = record(self.history, with_notes(self.assessment, facts, self.now), SYSTEM)
        return self.history[before:]

    def worker(self, outcome: str = "mail-handed-over") -> Facts:
        """The worker hands over whatever is on its way, or learns that the mail server refuses it."""
        return self.happens(*mail_outcomes(self.history, outcome))

    def milestone(self, workload: str = "exchange") -> Facts:
        data = {"milestone": "enablement", "date": "2026-11-01", "seats": 155, "active_users": 16, "required": 16, "source": "LYNX"}
        return self.happens(NewFact("milestone-reached", workload, ENABLEMENT, data))

    def add_workload(self, workload: str, process: str = ENABLEMENT) -> None:
        self.lanes = (*self.lanes, (workload, process))
        self.happens(NewFact("workload-added", data={"lanes": [[workload, process]]}))

    def days_pass(self, days: int) -> None:
        self.circumstances = replace(
            self.circumstances,
            today=self.circumstances.today + timedelta(days=days),
            now=self.circumstances.now + timedelta(days=days),
        )

    def cell(self, key: str, workload: str | None = "exchange", process: str | None = None) -> CellState:
        found = [
            state
            for state in self.assessment.cells
            if state.cell.key == key and state.cell.lane.workload == workload and process in (None, state.cell.lane.process)
        ]
        assert found, f"no criterion {key} for {workload}"
        return found[0]

    def verdict(self, key: str, workload: str | None = "exchange", process: str | None = None) -> str:
        return self.cell(key, workload, process).verdict

    # the usual chapters, so that a test begins where it is about something

    def prepared(self, workload: str = "exchange", account_team: str = "known") -> "Story":
        """Everything before the discussion."""
        self.milestone(workload)
        if self.verdict("account-team-reviewed", None) == "missing":
            self.does(AOI, "review-contacts", account_team=account_team)
            self.does(AOI, "attest", criterion="customer-knows-the-end", text="Said so at the kickoff.")
        self.does(AOI, "complete-task", workload, task="1701")
        if account_team == "known":
            self.does(AOI, "send-mail", workload, template="account-team")
            self.worker()
        else:
            self.does(AOI, "review-faq", workload, next_steps="ask again in spring")
        return self

    def discussed(self, workload: str = "exchange", ready: str = "no", **more: str) -> "Story":
        self.prepared(workload)
        self.does(AOI, "hold-discussion", workload, **held(ready, **more))
        return self

    def finished(self, workload: str = "exchange", ready: str = "no") -> "Story":
        """The workload is done; the hand-over may begin if it was the last."""
        self.discussed(workload, ready)
        self.does(AOI, "send-mail", workload, template="customer-follow-up")
        self.worker()
        self.does(AOI, "record-note", workload, category="engagement-management", text="All is well.")
        if self.verdict("faq-reviewed", workload) == "missing":
            self.does(AOI, "review-faq", workload)
        self.does(AOI, "complete-task", workload, task="4058")
        self.does(AOI, "set-service-status", workload, status="adoption")
        return self

    def requested(self) -> "Story":
        self.finished()
        self.does(AOI, "set-next-action", date=THIS_YEARS_DATE)
        self.does(AOI, "record-note", category="engagement-management", text="Everything is done.")
        self.does(AOI, "request-queue-move")
        return self

    def confirmed(self) -> "Story":
        self.requested()
        self.worker()
        self.does(KEN, "confirm-queue-move")
        return self

    def closed(self) -> "Story":
        self.confirmed()
        self.does(AOI, "release-manager")
        return self

    def follow(self, act: NextAct) -> None:
        """Do what `next` says, with a sensible value for every key it asks for."""
        keys = {**act.keys, **{name: sensible(name, self.circumstances.today) for name in act.needs}}
        self.does(ROLE_ACTORS[act.role], act.command, act.workload or "", **keys)

    def walk(self, limit: int = 80) -> int:
        """Follow the first entry of `next` to the end, the worker where it is empty; the number of acts it took."""
        for taken in range(limit):
            acts = self.next()
            if self.state in ("closed", "closed-without-discussion"):
                return taken
            if acts:
                self.follow(acts[0])
            elif unanswered_mails(self.history):
                self.worker()
            else:
                self.days_pass(1)
        raise AssertionError(("does not end", self.next_commands(), [fact.kind for fact in self.history[-12:]]))
