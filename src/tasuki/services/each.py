"""One act on each of several engagements: what would come of it, and what came of it. One that is refused does not stop the others."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tasuki.core.finding import Finding
from tasuki.records.models import Engagement, Person
from tasuki.records.queries import engagements_for
from tasuki.services import clock, engagements
from tasuki.services.cases import by_name, cases_of
from tasuki.services.engagements import Case, actor_of
from tasuki.services.refusal import Refusal
from tasuki.services.rehearsal import objections

Given = Callable[[Case], Mapping[str, str]]
"""The act's keys for one engagement: the same for all, or its own."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the act does to one engagement, or would do: nothing, because of `findings`, or what was asked."""

    engagement: Engagement
    findings: tuple[Finding, ...] = ()

    @property
    def accepted(self) -> bool:
        return not self.findings


def chosen_by(person: Person, numbers: Sequence[int]) -> list[Case]:
    """Those of these engagements that this person sees."""
    return by_name(cases_of(engagements_for(person, clock.today()).filter(pk__in=numbers)))


def foreseen(person: Person, cases: Iterable[Case], command: str, given: Given) -> list[Answer]:
    """The gate's answer for each, and nothing recorded."""
    actor = actor_of(person)
    return [Answer(case.engagement, objections(actor, case, command, given(case))) for case in cases]


def done(person: Person, cases: Iterable[Case], command: str, given: Given) -> list[Answer]:
    """Each in a transaction of its own."""
    return [Answer(case.engagement, _refused(person, case, command, given(case))) for case in cases]


def _refused(person: Person, case: Case, command: str, given: Mapping[str, str]) -> tuple[Finding, ...]:
    try:
        engagements.perform(person, case.engagement.pk, command, given)
    except Refusal as refusal:
        return refusal.findings
    return ()
