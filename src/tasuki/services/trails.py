"""What the ledger says of any subject: an engagement, a tenant, a person, the site, a link."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import transaction

from tasuki.core.engagement.facts import SYSTEM, Fact, NewFact
from tasuki.core.finding import Finding
from tasuki.records import ledger
from tasuki.services import clock
from tasuki.services.refusal import Refusal

_TRIES = 5
Done = TypeVar("Done")


def facts_of(subject: str) -> tuple[Fact, ...]:
    """Oldest first; nothing where there is no such subject."""
    return ledger.read(subject)


def again(work: Callable[[], Done]) -> Done:
    """Work in a transaction of its own, or in a savepoint of the caller's, done once more where somebody was quicker by a moment."""
    for _ in range(_TRIES - 1):
        try:
            with transaction.atomic():
                return work()
        except ledger.Conflict:
            continue
    with transaction.atomic():
        return work()


def add(histories: Mapping[str, Sequence[NewFact]], *, by: str) -> None:
    """Record what was decided without what the trails say already, at the end of each: behind whoever was quicker."""
    again(lambda: ledger.append_each(histories, by=by, at=clock.now()))


@contextmanager
def one_act(subject: str) -> Iterator[None]:
    """A transaction that records on a subject. Raises `Refusal` where somebody else was quicker by a moment."""
    try:
        with transaction.atomic():
            yield
    except ledger.Conflict as conflict:
        raise overtaken(subject) from conflict


def overtaken(subject: str) -> Refusal:
    """Somebody else was quicker: who, and with what."""
    newest = ledger.read(subject)[-1]
    return Refusal(Finding(code="overtaken", values={"by": newest.by, "kind": newest.kind}))


def record_unless_overtaken(subject: str, fact: NewFact, *, by: str, seen: int | None) -> None:
    """Record what a form says, inside `one_act`. `seen` is how many facts there were when the form was shown: where one of
    the same kind has come since, somebody else was quicker, and nothing is recorded. None: there was no form. Raises `Refusal`."""
    newer = [one for one in ledger.read(subject)[seen:] if one.kind == fact.kind] if seen is not None else []
    if newer:
        raise Refusal(Finding(code="overtaken", values={"by": newer[-1].by, "kind": fact.kind}))
    record(subject, fact, by=by)


def record(subject: str, fact: NewFact, *, by: str) -> Fact:
    """The next fact of a subject, inside `one_act`."""
    (recorded,) = ledger.append(subject, len(ledger.read(subject)), [fact], by=by, at=clock.now())
    return recorded


def record_mail_outcome(*, subject: str, queued: int, kind: str, data: Mapping[str, Any]) -> None:
    """What the mail server said of a letter that concerns no gate."""
    add({subject: [NewFact(kind, data={**data, "queued": queued})]}, by=SYSTEM)
