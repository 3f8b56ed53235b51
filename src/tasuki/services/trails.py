"""What the ledger says of any subject: an engagement, a tenant, a person, the site, a link."""

from collections.abc import Mapping
from typing import Any

from tasuki.core.engagement.facts import Fact, NewFact
from tasuki.records import ledger
from tasuki.services import clock


def facts_of(subject: str) -> tuple[Fact, ...]:
    """Oldest first; nothing where there is no such subject."""
    return ledger.read(subject)


def record_mail_outcome(*, subject: str, queued: int, kind: str, data: Mapping[str, Any]) -> None:
    """What the mail server said of a letter that concerns no gate."""
    ledger.append_each({subject: [NewFact(kind, data={**data, "queued": queued})]}, by="system", at=clock.now())
