"""The gate: what an act still waits for (rules.md section 2)."""

from collections.abc import Iterable

from tasuki.core.engagement.assessment import Assessment, CellState
from tasuki.core.engagement.plan import Lane
from tasuki.core.engagement.supply import Keys, answers


def answered(assessment: Assessment, command: str, keys: Keys, lane: Lane | None) -> list[CellState]:
    """The criteria that an act answers: those of its lane, or, for an act of the engagement as a whole, of every lane that sees it.

    An act in a lane that answers nothing there may still answer what the engagement asks once.
    """
    own = [state for state in assessment.cells if _answers(state, command, keys)]
    if lane is None:
        return own
    here = [state for state in own if state.cell.lane.index == lane.index]
    return here or [state for state in own if state.cell.lane.workload is None]


def _answers(state: CellState, command: str, keys: Keys) -> bool:
    return any(answers(command, keys, check) for check in state.cell.criterion.met_by)


def awaited(assessment: Assessment, states: Iterable[CellState]) -> list[CellState]:
    """Everything unsatisfied that any of the answered criteria comes after, minus what the act itself answers.

    Whatever the answered criteria's own verdicts are: an act that answers something not applicable today could count tomorrow.
    """
    states = list(states)
    own = {state.cell.index for state in states}
    waiting = {n for state in states for n in state.cell.before} - own
    return [assessment.cells[n] for n in assessment.plan.order if n in waiting and not assessment.cells[n].satisfied]
