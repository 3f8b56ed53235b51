"""What a person may ask for at all, here and now: the forms that a screen offers him. Whether it would be accepted is for `decide`."""

from tasuki.core.engagement.assessment import Assessment
from tasuki.core.engagement.circumstances import Actor
from tasuki.core.engagement.commands import COMMANDS, Command, CommandSpec
from tasuki.core.engagement.decisions import ONLY_WHEN_CLOSED, WHEN_CLOSED, WHILE_ON_HOLD, is_open_to_another_motion
from tasuki.core.engagement.roles import may


def offered(assessment: Assessment, actor: Actor) -> tuple[CommandSpec, ...]:
    """The commands of this person's role that the engagement's state does not rule out, in the order of the contract."""
    return tuple(spec for spec in COMMANDS.values() if _in_state(assessment, spec) and _allowed(assessment, actor, spec))


def _in_state(assessment: Assessment, spec: CommandSpec) -> bool:
    if assessment.is_closed:
        return spec.name in WHEN_CLOSED
    if spec.name in ONLY_WHEN_CLOSED:
        return False
    if assessment.is_of_another_motion and not is_open_to_another_motion(assessment, spec):
        return False
    if assessment.state == "on-hold":
        return spec.name in WHILE_ON_HOLD
    return spec.name != "resume"


def _allowed(assessment: Assessment, actor: Actor, spec: CommandSpec) -> bool:
    """An act whose right depends on a task is offered where one of the tasks is this person's."""
    tasks = {task for lane in assessment.plan.lanes for task in lane.playbook.tasks} if spec.key("task") else set()
    commands = [Command(spec.name), *(Command(spec.name, keys={"task": task}) for task in sorted(tasks))]
    return any(may(actor, command, assessment.plan, assessment.manager) for command in commands)
