"""Facts of one engagement in words, with its people and criteria by name."""

from collections.abc import Callable
from dataclasses import dataclass

from tasuki.core.engagement.facts import Fact
from tasuki.services.engagements import Case
from tasuki.web import words


@dataclass(frozen=True, slots=True)
class Told:
    """A fact and its sentence."""

    fact: Fact
    sentence: str


def teller_of(case: Case) -> Callable[[Fact], str]:
    language = words.reader_language()
    criteria = {cell.key: cell.lane.playbook.text_of(cell.criterion, language).rstrip(".\u3002") for cell in case.plan.cells}
    return words.teller(case.circumstances.people, criteria)
