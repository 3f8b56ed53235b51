"""What it would mean for a running engagement to go on with another version of its playbook (issue 3, item 5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasuki.core.engagement.assessment import Assessment, CellState, assess
from tasuki.core.engagement.circumstances import Circumstances
from tasuki.core.engagement.facts import Fact
from tasuki.core.engagement.guidance import Guide, NextAct
from tasuki.core.engagement.plan import Plan

Place = tuple[str | None, str, str]
"""A criterion in a lane: workload, process, key."""


@dataclass(frozen=True, slots=True)
class Consequences:
    """`becomes_missing`: was satisfied or not asked for, and is missing now. `lost_evidence`: facts that counted and no longer do."""

    becomes_missing: tuple[CellState, ...]
    becomes_satisfied: tuple[CellState, ...]
    no_longer_asked: tuple[CellState, ...]
    lost_evidence: tuple[Fact, ...]
    next_before: tuple[NextAct, ...]
    next_after: tuple[NextAct, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether the engagement goes on exactly as it was."""
        criteria = (*self.becomes_missing, *self.becomes_satisfied, *self.no_longer_asked)
        return not criteria and not self.lost_evidence and _told(self.next_before) == _told(self.next_after)


def what_a_move_means(
    old: Plan, new: Plan, history: Sequence[Fact], circumstances: Circumstances, following: Sequence[Fact] = ()
) -> Consequences:
    """`following` are the facts that the move itself would record: milestones that the new version asks for, notes that it demands."""
    before = assess(old, history, circumstances.today)
    after = assess(new, [*history, *following], circumstances.today)
    was, now = _by_place(before), _by_place(after)
    missing = [state for place, state in now.items() if not state.satisfied and (place not in was or was[place].satisfied)]
    satisfied = [state for place, state in now.items() if state.satisfied and place in was and not was[place].satisfied]
    counted = {number for state in after.cells for number in state.evidence}
    lost = {number for state in before.cells for number in state.evidence if number not in counted}
    return Consequences(
        becomes_missing=tuple(missing),
        becomes_satisfied=tuple(satisfied),
        no_longer_asked=tuple(state for place, state in was.items() if place not in now),
        lost_evidence=tuple(fact for fact in history if fact.number in lost),
        next_before=Guide(before, circumstances).next_acts(),
        next_after=Guide(after, circumstances).next_acts(),
    )


def _by_place(assessment: Assessment) -> Mapping[Place, CellState]:
    """What gates something; an objective that is only shown is no loss."""
    return {
        (state.cell.lane.workload, state.cell.lane.process if state.cell.lane.workload else "", state.cell.key): state
        for state in assessment.cells
        if not state.cell.criterion.is_shown_only
    }


def _told(acts: Sequence[NextAct]) -> list[object]:
    return [(act.command, act.workload, act.process, act.role, act.keys, act.needs) for act in acts]
