"""Who may do what concerns the whole site, by login role. What is not listed is forbidden; engagements have a table of their own.

Finding codes:
    not-allowed   {role, act}
"""

from tasuki.core.finding import Finding
from tasuki.records.models import Person
from tasuki.services.refusal import Refusal

CODES = ("not-allowed",)

RIGHTS: dict[str, frozenset[str]] = {
    "add-person": frozenset({"admin"}),
    "run-site": frozenset({"admin"}),
    "import": frozenset({"admin", "lead"}),
    "sweep-milestones": frozenset({"admin", "lead"}),
    "publish-playbook": frozenset({"admin", "author"}),
    "retire-playbook": frozenset({"admin", "author"}),
    "move-engagements": frozenset({"author", "lead"}),
    "share-view": frozenset({"assignment", "lead"}),
    "read-audit": frozenset({"admin", "auditor"}),
}


def may(person: Person, act: str) -> bool:
    return person.is_active and person.role in RIGHTS[act]


def require(person: Person, act: str) -> None:
    """Raises `Refusal` where the person's role does not allow the act."""
    if not may(person, act):
        raise Refusal(Finding(code="not-allowed", values={"role": person.role, "act": act}))
