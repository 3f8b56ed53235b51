"""A note that asks the lead for help, until a lead has answered."""

from collections.abc import Mapping
from datetime import UTC, datetime

from tasuki.core.engagement.escalations import open_escalation
from tasuki.core.engagement.facts import Fact


def fact(number: int, kind: str, by: str, data: Mapping[str, object]) -> Fact:
    return Fact(number, kind, datetime(2026, 3, 2, tzinfo=UTC), by, None, None, data, "")


def test_a_lead_answers_by_acting_and_not_by_bringing_in_a_file() -> None:
    asked = fact(1, "note-recorded", "ito", {"category": "environment", "escalate": "yes"})
    swept = fact(2, "milestone-reached", "lee", {"import": 7})
    answered = fact(3, "waiver-granted", "lee", {"criterion": "E2"})
    assert open_escalation([asked, swept], {"lee"}) is asked
    assert open_escalation([asked, swept, answered], {"lee"}) is None
