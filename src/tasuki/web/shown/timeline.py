"""The history as people read it: newest first, mails and notes in full, each fact with an address of its own."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tasuki.core.engagement.circumstances import PersonCard
from tasuki.core.engagement.facts import Fact
from tasuki.services.engagements import Case
from tasuki.web import words
from tasuki.web.shown.telling import teller_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact. `mail` are recipients and subject of a mail, `category` that of a note, `escalated` one that tells the lead."""

    fact: Fact
    who: str
    sentence: str
    part: str
    category: str
    subject: str
    to: str
    composed: bool
    escalated: bool


def timeline(case: Case, facts: Iterable[Fact] | None = None) -> list[Entry]:
    chosen = case.history if facts is None else facts
    return told(sorted(chosen, key=lambda fact: -fact.number), case.circumstances.people, case)


def told(facts: Iterable[Fact], people: Iterable[PersonCard], case: Case | None = None) -> list[Entry]:
    """Facts in their order, with the criteria of their engagement by name; without one for a subject that has none."""
    cast = tuple(people)
    names = {person.login: person.name for person in cast}
    tell = teller_of(case) if case is not None else words.teller(cast)
    return [_entry(fact, names, tell) for fact in facts]


def _entry(fact: Fact, names: Mapping[str, str], tell: Callable[[Fact], str]) -> Entry:
    data = fact.data
    is_note, is_mail = fact.kind == "note-recorded", fact.kind.startswith("mail-")
    return Entry(
        fact=fact,
        who=_author(fact, names),
        sentence=tell(fact),
        part=words.service(fact.workload) if fact.workload else "",
        category=words.word("category", data.get("category", "")) if is_note else "",
        subject=str(data.get("subject", "")) if is_mail else "",
        to=", ".join(data.get("to", ())) if is_mail else "",
        composed=bool(data.get("composed")),
        escalated=data.get("escalate") == "yes",
    )


def _author(fact: Fact, names: Mapping[str, str]) -> str:
    """Who did it, and for whom, where he stood in for somebody who was away."""
    name = names.get(fact.by) or words.who(fact.by)
    absent = fact.data.get("for")
    return _("%(name)s for %(absent)s") % {"name": name, "absent": names.get(absent, absent)} if absent else name
