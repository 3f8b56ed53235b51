"""What an act would record, without recording it: the preview of a mail, the answer of a gate."""

from collections.abc import Mapping

from tasuki.core.engagement.circumstances import Actor
from tasuki.core.engagement.commands import parse
from tasuki.core.engagement.decisions import Decided, Refused, decide_on
from tasuki.core.finding import Finding
from tasuki.records.queries import Person
from tasuki.services import shipped
from tasuki.services.engagements import Case, actor_of


def rehearse(person: Person, case: Case, command: str, given: Mapping[str, str]) -> Decided | Refused:
    """Decide as `perform` would on this case, and leave it at that. Raises `UsageError` for an unknown command or key."""
    return _decide(actor_of(person), case, command, given)


def objections(actor: Actor, case: Case, command: str, given: Mapping[str, str]) -> tuple[Finding, ...]:
    """What stands against a command now, for a list that has asked once who acts."""
    decision = _decide(actor, case, command, given)
    return decision.findings if isinstance(decision, Refused) else ()


def _decide(actor: Actor, case: Case, command: str, given: Mapping[str, str]) -> Decided | Refused:
    return decide_on(case.assessment, parse(command, given, shipped.service_key), actor, case.circumstances)
