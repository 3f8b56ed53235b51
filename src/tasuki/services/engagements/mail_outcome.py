"""What the mail server says of an engagement's mail."""

from collections.abc import Mapping, Sequence
from typing import Any

from tasuki.core.engagement.decisions import with_notes
from tasuki.core.engagement.facts import SYSTEM, Fact, NewFact
from tasuki.records.models import Engagement
from tasuki.services.engagements.acting import record_inside
from tasuki.services.engagements.reading import Case


def record_mail_outcome(*, subject: str, queued: int, kind: str, data: Mapping[str, Any]) -> None:
    """What the mail server said, in every lane for which the mail was one act; and the notes that follow."""
    engagement = Engagement.objects.select_related("tenant").get(pk=int(subject.removeprefix("engagement/")))

    def act(case: Case) -> Sequence[NewFact]:
        message = case.history[queued - 1].data["message_id"]
        facts = [
            NewFact(kind, fact.workload, fact.process, {**_request_of(fact), **data, "queued": fact.number})
            for fact in case.history
            if fact.kind == "mail-queued" and fact.data["message_id"] == message
        ]
        return with_notes(case.assessment, facts, case.circumstances)

    record_inside(engagement, act, by=SYSTEM)


def _request_of(fact: Fact) -> dict[str, Any]:
    """A mail that carries a queue move request keeps saying which."""
    return {"request": fact.data["request"]} if "request" in fact.data else {}
