"""Notes over all engagements that a person sees: finding them by their words, and taking words out of the record.

Finding codes:
    nothing-to-redact       {number}    there is no such fact, or it has no text
    redaction-unexplained   {}          no reason was given
"""

from dataclasses import dataclass

from tasuki.core.engagement.facts import Fact
from tasuki.core.finding import Finding
from tasuki.records import ledger, noted
from tasuki.records.models import Engagement, Person
from tasuki.records.queries import engagements_for
from tasuki.records.queries.engagements import SEES_ALL, SEES_TEAMS
from tasuki.services import clock, engagements, rights
from tasuki.services.refusal import Refusal

CODES = ("nothing-to-redact", "redaction-unexplained")
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Found:
    """One note that contains every word."""

    engagement: Engagement
    fact: Fact


def search(person: Person, asked: str) -> list[Found]:
    """The newest notes with all the words that are separated by blanks, among what this person sees; without words the newest of all."""
    seen = engagements_for(person, clock.today())
    rows = noted.containing(asked.split(), None if person.role in SEES_ALL else seen, SHOWN, wide=person.role in SEES_TEAMS)
    numbers = {int(row.subject.removeprefix("engagement/")) for row in rows}
    owners = {f"engagement/{one.pk}": one for one in seen.filter(pk__in=numbers).select_related("tenant")}
    return [Found(owners[row.subject], ledger.fact_of(row)) for row in rows if row.subject in owners]


def looks_at_the_newest_only(asked: str) -> bool:
    """No word has two letters side by side: for those every note would have to be opened."""
    return noted.are_too_short(asked.split())


def may_redact(person: Person, fact: Fact) -> bool:
    """A mail is not ours alone to take back: what was sent has been read."""
    return rights.may(person, "redact") and bool(fact.text) and not fact.kind.startswith("mail-")


def redact(person: Person, engagement_id: int, number: int, reason: str) -> None:
    """Empty the text of one fact for good; who did it and why is a fact. Raises `Refusal`."""
    rights.require(person, "redact")
    engagement = engagements.seen_by(person, engagement_id)
    facts = ledger.read(engagement.subject)
    if not 0 < number <= len(facts) or not may_redact(person, facts[number - 1]):
        raise Refusal(Finding(code="nothing-to-redact", values={"number": number}))
    if not reason.strip():
        raise Refusal(Finding(code="redaction-unexplained", values={}))
    engagements.redact(engagement, number, reason=reason.strip(), by=person.login)
