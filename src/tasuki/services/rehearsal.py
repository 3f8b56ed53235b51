"""What an act would record, without recording it: the preview of a mail, the answer of a gate."""

from collections.abc import Mapping

from tasuki.core.engagement.circumstances import Actor
from tasuki.core.engagement.commands import parse
from tasuki.core.engagement.decisions import Decided, Refused, decide
from tasuki.records.queries import Person
from tasuki.services import shipped
from tasuki.services.engagements import Case


def rehearse(person: Person, case: Case, command: str, given: Mapping[str, str]) -> Decided | Refused:
    """Decide as `perform` would on this case, and leave it at that. Raises `UsageError` for an unknown command or key."""
    parsed = parse(command, given, shipped.service_key)
    actor = Actor(login=person.login, role=person.role)
    return decide(case.plan, case.history, parsed, actor, case.circumstances)
