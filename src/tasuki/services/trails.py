"""What the ledger says of any subject: an engagement, a tenant, a person, the site."""

from tasuki.core.engagement.facts import Fact
from tasuki.records import ledger


def facts_of(subject: str) -> tuple[Fact, ...]:
    """Oldest first; nothing where there is no such subject."""
    return ledger.read(subject)
