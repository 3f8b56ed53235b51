"""One act: decided by the core on the engagement as it stands, and recorded with everything that follows, in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from tasuki.core.engagement.circumstances import Actor
from tasuki.core.engagement.commands import Command, parse
from tasuki.core.engagement.decisions import Refused, decide_on
from tasuki.core.engagement.facts import Fact, NewFact
from tasuki.records import ledger
from tasuki.records.around import covered_logins
from tasuki.records.models import Engagement, Person, SignedLink
from tasuki.records.site import site
from tasuki.services import clock, concerned, mailbox, shipped, trails
from tasuki.services.engagements.following import follow_in_rows
from tasuki.services.engagements.reading import Case, case_of, seen_by
from tasuki.services.refusal import Refusal


def perform(
    person: Person, engagement_id: int, command: str, given: Mapping[str, str], *, after: int | None = None, undo: bool = False
) -> tuple[Fact, ...]:
    """Do one command as this person, or raise: `UsageError` for an unknown command or key, `Refusal` with every reason.

    `after` is the number of facts the person had seen: where there are more by now, `overtaken` is the answer and nothing is done.
    `undo`: the person sits before a screen where he can take a mail back, so it waits as long as the site says.
    On a conflict with somebody else's act the whole of it runs once more on the new history, outside the failed transaction.
    """
    parsed = parse(command, given, shipped.service_key)
    mailbox.require_read(command, given)
    return _perform(seen_by(person, engagement_id), actor_of(person), parsed, after=after, undo=undo)


def perform_by_link(link: SignedLink, role: str, command: str, given: Mapping[str, str]) -> tuple[Fact, ...]:
    """Do one command as the holder of a link about an engagement, in a role that needs no account. Raises like `perform`.

    The service that is asked by the link says which role its purpose has, and puts the holder's name in.
    """
    engagement = Engagement.objects.select_related("tenant").get(pk=int(link.about.removeprefix("engagement/")))
    return _perform(engagement, Actor(login=link.subject, role=role), parse(command, given, shipped.service_key))


def _perform(engagement: Engagement, actor: Actor, parsed: Command, *, after: int | None = None, undo: bool = False) -> tuple[Fact, ...]:
    def act(case: Case) -> Sequence[NewFact]:
        if after is not None and len(case.history) != after:
            raise trails.overtaken(engagement.subject)
        facts = decided(case, parsed, actor, undo_seconds=site().mail_undo_seconds if undo else 0)
        concerned.has_read(engagement, actor.login)
        return facts

    return record(engagement, act, by=actor.login)


def actor_of(person: Person) -> Actor:
    """Who asks, and for whom he may act today besides himself."""
    return Actor(login=person.login, role=person.role, covers=covered_logins(person.login, person.role, clock.today()))


def decided(case: Case, command: Command, actor: Actor, *, undo_seconds: int = 0) -> Sequence[NewFact]:
    """The facts of one command on the engagement as it stands. Raises `Refusal` with every reason."""
    decision = decide_on(case.assessment, command, actor, replace(case.circumstances, undo_seconds=undo_seconds))
    if isinstance(decision, Refused):
        raise Refusal(*decision.findings)
    return decision.facts


def decided_for_a_file(case: Case, command: Command, *, by: str) -> Sequence[NewFact]:
    """What a file tells of an engagement, by the same gate: whoever may bring files in may bring it for any manager."""
    return decided(case, command, Actor(login=by, role="lead"))


def record(engagement: Engagement, act: Callable[[Case], Sequence[NewFact]], *, by: str) -> tuple[Fact, ...]:
    """Record what `act` decides on the engagement as it stands, in a transaction of its own; again where somebody was quicker."""
    try:
        return trails.again(lambda: record_inside(engagement, act, by=by))
    except ledger.Conflict as conflict:
        raise trails.overtaken(engagement.subject) from conflict


def record_inside(engagement: Engagement, act: Callable[[Case], Sequence[NewFact]], *, by: str) -> tuple[Fact, ...]:
    """Decide, record, and bring everything derived up to date, inside a transaction of the caller's, who runs it again on a conflict."""
    case = case_of(engagement)
    facts = ledger.append(engagement.subject, len(case.history), act(case), by=by, at=clock.now(), head=case.head)
    if facts:
        follow_in_rows(case, facts)
    return facts


def redact(engagement: Engagement, number: int, *, reason: str, by: str) -> None:
    """Empty the text of one fact; the redaction is a fact, too."""
    with trails.one_act(engagement.subject):
        ledger.redact(engagement.subject, number, reason=reason, by=by, at=clock.now())
