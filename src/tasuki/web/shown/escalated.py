"""Engagements in which somebody has asked the lead for help, and no lead has answered yet."""

from collections.abc import Iterable
from dataclasses import dataclass

from tasuki.core.engagement.escalations import open_escalation
from tasuki.core.engagement.facts import Fact
from tasuki.services.engagements import Case
from tasuki.web.shown.timeline import Entry, timeline


@dataclass(frozen=True, slots=True)
class Escalated:
    case: Case
    entry: Entry


def escalated_in(cases: Iterable[Case]) -> list[Escalated]:
    """Those that wait longest come first."""
    found = [(case, fact) for case in cases if (fact := _open_in(case)) is not None]
    return [Escalated(case, timeline(case, [fact])[0]) for case, fact in sorted(found, key=lambda one: one[1].at)]


def _open_in(case: Case) -> Fact | None:
    if "escalated" not in case.kept:
        leads = {person.login for person in case.circumstances.people if person.role == "lead"}
        case.kept["escalated"] = open_escalation(case.history, leads)
    fact: Fact | None = case.kept["escalated"]
    return fact
