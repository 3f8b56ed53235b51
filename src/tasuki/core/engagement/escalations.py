"""A note that asks the lead for help, as long as no lead has written back."""

from collections.abc import Collection, Sequence

from tasuki.core.engagement.facts import Fact


def open_escalation(history: Sequence[Fact], leads: Collection[str]) -> Fact | None:
    """The newest note that tells the lead, unless a lead has written a note, or acted, since; to bring in a file is no answer."""
    for fact in reversed(history):
        if fact.by in leads and "import" not in fact.data:
            return None
        if fact.kind == "note-recorded" and fact.data.get("escalate") == "yes":
            return fact
    return None
