"""Facts of one engagement in words, with its people and criteria by name."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from tasuki.core.engagement.facts import Fact
from tasuki.services.engagements import Case
from tasuki.services.places import zone_of
from tasuki.web import words


@dataclass(frozen=True, slots=True)
class Told:
    """A fact and its sentence."""

    fact: Fact
    sentence: str


def teller_of(case: Case) -> Callable[[Fact], str]:
    language = words.reader_language()
    criteria = {cell.key: cell.lane.playbook.text_of(cell.criterion, language).rstrip(".\u3002") for cell in case.plan.cells}
    tell = words.teller(case.circumstances.people, criteria)
    zone = ZoneInfo(zone_of(case.engagement.tenant))
    return lambda fact: tell(_at_the_tenants(fact, zone))


def _at_the_tenants(fact: Fact, zone: ZoneInfo) -> Fact:
    """When a mail leaves is said by the clock that the history goes by."""
    due = fact.data.get("due")
    return replace(fact, data={**fact.data, "due": datetime.fromisoformat(due).astimezone(zone).isoformat()}) if due else fact
