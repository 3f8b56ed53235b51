"""The catalogue of checks, version 1 (rules.md section 3): which checks a rules file may name, and with which parameters.

What a check means for a history is in `core.engagement.checks`; here is only what a rules file may say.
"""

from dataclasses import dataclass
from typing import Literal

CATALOGUE_VERSION = "1"

Shape = Literal["none", "word", "words", "fields", "optional-fields"]

RECORDED = "recorded"
"""A field's value that means: anything, as long as somebody said it."""


@dataclass(frozen=True, slots=True)
class CheckKind:
    """`gated`: an act that answers this check is refused while what it comes after is missing (rules.md section 2)."""

    name: str
    shape: Shape
    gated: bool = False
    fields: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


_DISCUSSION_FIELDS = frozenset(
    {
        "activities_reviewed",
        "ready",
        "next_workloads",
        "rfa_explained",
        "demo_given",
        "demo_reason",
        "end_understood",
        "satisfaction",
        "concerns",
        "attendees",
        "on",
    }
)

CHECK_KINDS: dict[str, CheckKind] = {
    kind.name: kind
    for kind in (
        CheckKind("motion", "words"),
        CheckKind("milestone", "word"),
        CheckKind("no-blocker", "none"),
        CheckKind("migrated", "none"),
        CheckKind("account-team", "words", words=frozenset({"known", "unknown", "unmanaged", "unknown-and-unmanaged"})),
        CheckKind("mail", "word", gated=True),
        CheckKind("note", "word"),
        CheckKind("faq", "optional-fields", fields=frozenset({"next_steps"})),
        CheckKind("discussion", "fields", gated=True, fields=_DISCUSSION_FIELDS),
        CheckKind("task", "word", gated=True),
        CheckKind("service-status", "words", gated=True, words=frozenset({"adoption", "migrate"})),
        CheckKind("next-action-date", "fields", fields=frozenset({"day", "years-after", "of"})),
        CheckKind("queue", "word", gated=True, words=frozenset({"requested", "confirmed"})),
        CheckKind("released", "none", gated=True),
        CheckKind("objection", "word", words=frozenset({"raised", "answered"})),
    )
}

NOTE_CATEGORIES = ("engagement-management", "technical-enablement", "service-intent", "environment")
"""The note categories of the contract (section 8, record-note)."""

LOGIN_ROLES = ("manager", "engineer", "assignment", "lead", "author", "auditor", "admin")
"""The roles a person can sign in with (contracts.md section 3, person add)."""

EXCUSING_COMMANDS = ("close-without-discussion",)
"""The commands that may excuse criteria: a lead's alone (domain.md A-36), so that no manager can excuse himself."""
