"""The history as people read it: newest first, mails and notes in full, each fact with an address of its own."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tasuki.core.engagement.facts import Fact
from tasuki.core.engagement.post import acts_on, lanes_of, mail_numbered
from tasuki.services.engagements import Case
from tasuki.web import words
from tasuki.web.shown.telling import teller_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact. `mail` are recipients and subject of a mail, `category` that of a note; `acts` what can be done with the mail now."""

    fact: Fact
    who: str
    sentence: str
    part: str
    category: str
    subject: str
    to: str
    composed: bool
    acts: tuple[str, ...] = ()
    files: tuple[Mapping[str, object], ...] = ()


def timeline(case: Case, facts: Iterable[Fact] | None = None, commands: frozenset[str] = frozenset()) -> list[Entry]:
    """`commands` are those that the reader may give."""
    names = {person.login: person.name for person in case.circumstances.people}
    tell = teller_of(case)
    chosen = case.history if facts is None else facts
    newest_first = sorted(chosen, key=lambda fact: -fact.number)
    return [_entry(fact, names, tell, _acts(case, fact, commands)) for fact in newest_first]


def _acts(case: Case, fact: Fact, commands: frozenset[str]) -> tuple[str, ...]:
    """A mail in several lanes is one: its first fact bears the buttons."""
    history = case.assessment.history
    if not commands or mail_numbered(history, fact.number) is None or lanes_of(history, fact)[0].number != fact.number:
        return ()
    return tuple(act for act in acts_on(history, fact) if act in commands)


def _entry(fact: Fact, names: Mapping[str, str], tell: Callable[[Fact], str], acts: tuple[str, ...]) -> Entry:
    data = fact.data
    is_note, is_mail = fact.kind == "note-recorded", fact.kind.startswith("mail-")
    return Entry(
        fact=fact,
        who=names.get(fact.by) or words.who(fact.by),
        sentence=tell(fact),
        part=words.service(fact.workload) if fact.workload else "",
        category=words.word("category", data.get("category", "")) if is_note else "",
        subject=str(data.get("subject", "")) if is_mail else "",
        to=", ".join(data.get("to", ())) if is_mail else "",
        composed=bool(data.get("composed")),
        acts=acts,
        files=tuple(data.get("attachments", ())),
    )
