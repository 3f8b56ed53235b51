"""Who may ask for what (contracts.md section 8). What is not listed is forbidden. Whom one sees is settled before (records.queries)."""

from tasuki.core.engagement.circumstances import Actor
from tasuki.core.engagement.commands import COMMANDS, Command
from tasuki.core.engagement.plan import Plan

MANAGES = ("manager", "lead")
"""The roles that tenants and engagements can be given to."""

_NOT_A_MANAGERS = frozenset(
    {
        "acknowledge-queue-move",
        "confirm-queue-move",
        "decline-queue-move",
        "grant-waiver",
        "refuse-waiver",
        "close-without-discussion",
        "reopen",
        "reassign-manager",
        "take-back-queue-answer",
        "review-inactive-tenant",
    }
)
_ANOTHERS = frozenset({"confirm-queue-move"})
"""That the queue has the tenant is never the manager's own word, not even where he is a lead who answers on behalf."""
_ASSIGNMENTS = frozenset(
    {"acknowledge-queue-move", "confirm-queue-move", "decline-queue-move", "take-back-queue-answer", "review-inactive-tenant"}
)
_ACCOUNT_TEAMS = frozenset({"confirm-leaving", "raise-objection"})
_CUSTOMERS = frozenset({"sign-off", "leave-comment", "rate-engagement"})
_MANAGER = frozenset(COMMANDS) - _NOT_A_MANAGERS - _CUSTOMERS
_LEAD = _MANAGER | {
    "grant-waiver",
    "refuse-waiver",
    "close-without-discussion",
    "reopen",
    "reassign-manager",
    "acknowledge-queue-move",
    "confirm-queue-move",
    "take-back-queue-answer",
    "review-inactive-tenant",
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
    "assignment": _ASSIGNMENTS | {"record-note", "reassign-manager"},
    "lead": _LEAD,
    "auditor": frozenset(),
    "author": frozenset(),
    "admin": frozenset(),
    "account-team": _ACCOUNT_TEAMS,
    "customer": _CUSTOMERS,
}
"""Account team and customer act by signed links, without an account; for the account team a manager may record what came another way."""


def ever_may(actor: Actor, command: Command) -> bool:
    """Whether the actor's role may ask for the command in any engagement."""
    return command.name in ALLOWED.get(actor.role, frozenset())


def may(actor: Actor, command: Command, plan: Plan, manager: str | None) -> bool:
    """Whether the actor may ask for the command in an engagement of this manager.

    A manager acts only where he, or somebody whom he covers for, is assigned; a lead who is assigned himself does not answer for the
    queue; an engineer completes only tasks of his own role. After the release nobody is the manager any more, and only a lead's
    reopening is left.
    """
    if not ever_may(actor, command) or (command.name in _ANOTHERS and manager == actor.login):
        return False
    if actor.role == "manager":
        return manager is not None and manager in (actor.login, *actor.covers)
    if actor.role == "engineer" and command.name == "complete-task":
        tasks = [lane.playbook.tasks.get(command.keys.get("task", "")) for lane in plan.lanes]
        return any(task is not None and task.role == "engineer" for task in tasks)
    return True


def role_for(command: str) -> str:
    """The login role whose business the command is, where no task or policy says otherwise."""
    if command in _ASSIGNMENTS:
        return "assignment"
    if command in _CUSTOMERS:
        return "customer"
    return "lead" if command in _NOT_A_MANAGERS or command == "release-mail" else "manager"
