"""Where a command acts, of the several lanes that one workload may have (rules.md section 1.3)."""

from tasuki.core.engagement.assessment import Assessment
from tasuki.core.engagement.gate import answered
from tasuki.core.engagement.plan import Lane
from tasuki.core.engagement.supply import Keys

ABOUT_A_CRITERION = ("attest", "request-waiver", "grant-waiver", "refuse-waiver")


def lane_for(assessment: Assessment, command: str, keys: Keys, workload: str) -> Lane:
    """The workload's first lane that is not complete, among those where the command answers something."""
    lanes = assessment.plan.lanes_of(workload)
    fitting = [lane for lane in lanes if _fits(assessment, command, keys, lane)] or list(lanes)
    return next((lane for lane in fitting if not assessment.complete(lane)), fitting[-1])


def _fits(assessment: Assessment, command: str, keys: Keys, lane: Lane) -> bool:
    if command in ABOUT_A_CRITERION:
        return any(state.cell.key == keys.get("criterion") for state in assessment.of(lane))
    own = lane.playbook.tasks.get(keys.get("task", "")) if command == "complete-task" else None
    if own is not None and own.requirement == "O":
        return True
    return any(state.cell.lane.index == lane.index for state in answered(assessment, command, keys, lane))
