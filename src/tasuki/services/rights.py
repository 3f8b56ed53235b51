"""Who may do what concerns the whole site, by login role. What is not listed is forbidden; engagements have a table of their own.

Finding codes:
    not-allowed   {role, act}
"""

from tasuki.core.finding import Finding
from tasuki.records.models import Engagement, Person
from tasuki.services.refusal import Refusal

CODES = ("not-allowed",)

RIGHTS: dict[str, frozenset[str]] = {
    "add-person": frozenset({"admin"}),
    "run-site": frozenset({"admin"}),
    "import": frozenset({"admin", "lead"}),
    "import-assignments": frozenset({"admin", "lead", "assignment"}),
    "change-person": frozenset({"admin"}),
    "arrange-cover": frozenset({"admin", "lead"}),
    "hand-over-portfolio": frozenset({"lead"}),
    "read-settings": frozenset({"admin"}),
    "sweep-milestones": frozenset({"admin", "lead"}),
    "publish-playbook": frozenset({"admin", "author"}),
    "retire-playbook": frozenset({"admin", "author"}),
    "move-engagements": frozenset({"author", "lead"}),
    "share-view": frozenset({"assignment", "lead"}),
    "redact": frozenset({"lead"}),
    "set-cadence": frozenset({"lead", "manager"}),
    "read-audit": frozenset({"admin", "auditor"}),
    "decide-request": frozenset({"assignment", "lead"}),
}


def may(person: Person, act: str) -> bool:
    return person.is_active and person.role in RIGHTS[act]


def may_invite(person: Person, engagement: Engagement) -> bool:
    """Whether this person, who sees the engagement, hands out links about it and takes them back."""
    if not person.is_active:
        return False
    return person.role == "lead" or (person.role == "manager" and person.login in (engagement.manager_id, engagement.closed_by_id))


def require(person: Person, act: str) -> None:
    """Raises `Refusal` where the person's role does not allow the act."""
    if not may(person, act):
        raise Refusal(Finding(code="not-allowed", values={"role": person.role, "act": act}))
