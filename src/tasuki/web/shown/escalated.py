"""Engagements in which somebody has asked the lead for help, and no lead has answered yet."""

from collections.abc import Iterable
from dataclasses import dataclass

from tasuki.core.engagement.escalations import open_escalation
from tasuki.services.engagements import Case
from tasuki.web.shown.timeline import Entry, timeline


@dataclass(frozen=True, slots=True)
class Escalated:
    case: Case
    entry: Entry


def escalated_in(cases: Iterable[Case]) -> list[Escalated]:
    """Those that wait longest come first."""
    found = []
    for case in cases:
        leads = {person.login for person in case.circumstances.people if person.role == "lead"}
        fact = open_escalation(case.history, leads)
        if fact is not None:
            found.append(Escalated(case, timeline(case, [fact])[0]))
    return sorted(found, key=lambda one: one.entry.fact.at)
