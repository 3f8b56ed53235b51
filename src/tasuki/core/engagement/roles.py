"""Who may ask for what (contracts.md section 8). What is not listed is forbidden. Whom one sees is settled before (records.queries)."""

from tasuki.core.engagement.circumstances import Actor
from tasuki.core.engagement.commands import COMMANDS, Command
from tasuki.core.engagement.plan import Plan

_NOT_A_MANAGERS = frozenset(
    {
        "confirm-queue-move",
        "decline-queue-move",
        "grant-waiver",
        "refuse-waiver",
        "close-without-discussion",
        "reopen",
        "reassign-manager",
    }
)
_MANAGER = frozenset(COMMANDS) - _NOT_A_MANAGERS
_LEAD = _MANAGER | {
    "grant-waiver",
    "refuse-waiver",
    "close-without-discussion",
    "reopen",
    "reassign-manager",
    "confirm-queue-move",
}

ALLOWED: dict[str, frozenset[str]] = {
    "manager": _MANAGER,
    "engineer": frozenset(
        {
            "confirm-no-blocker",
            "confirm-migrated",
            "record-usage",
            "record-note",
            "add-contact",
            "verify-contact",
            "correct-contact",
            "attest",
            "complete-task",
        }
    ),
    "assignment": frozenset({"confirm-queue-move", "decline-queue-move", "record-note", "reassign-manager"}),
    "lead": _LEAD,
    "auditor": frozenset(),
    "author": frozenset(),
    "admin": frozenset(),
}


def ever_may(actor: Actor, command: Command) -> bool:
    """Whether the actor's role may ask for the command in any engagement."""
    return command.name in ALLOWED.get(actor.role, frozenset())


def may(actor: Actor, command: Command, plan: Plan, manager: str | None) -> bool:
    """Whether the actor may ask for the command in an engagement of this manager.

    A manager acts only where he is assigned; an engineer completes only tasks of his own role. After the release nobody is the
    manager any more, and only a lead's reopening is left.
    """
    if not ever_may(actor, command):
        return False
    if actor.role == "manager":
        return actor.login == manager
    if actor.role == "engineer" and command.name == "complete-task":
        tasks = [lane.playbook.tasks.get(command.keys.get("task", "")) for lane in plan.lanes]
        return any(task is not None and task.role == "engineer" for task in tasks)
    return True


def role_for(command: str) -> str:
    """The login role whose business the command is, where no task or policy says otherwise."""
    if command in ("confirm-queue-move", "decline-queue-move"):
        return "assignment"
    return "lead" if command in _NOT_A_MANAGERS or command == "release-mail" else "manager"
