"""All that is on record of one tenant, newest first: facts of its engagements and of itself, with filters that stand in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import pgettext

from tasuki.core.engagement.circumstances import PersonCard
from tasuki.core.engagement.facts import Fact
from tasuki.records.folding import place_of, place_of_person
from tasuki.services import trails
from tasuki.services.circumstances import people
from tasuki.services.engagements import Case
from tasuki.web import words
from tasuki.web.shown.timeline import Entry, told

SHOWN = 40

KINDS: Mapping[str, tuple[str, ...]] = {
    "note": ("note-",),
    "mail": ("mail-",),
    "discussion": ("discussion-", "closed-without-", "request-form-shown"),
    "usage": ("milestone-", "usage-", "no-blocker-", "migrated-"),
    "contact": ("contact",),
    "assignment": ("manager-", "queue-move-", "engagement-opened", "reopened", "withdrawn", "superseded"),
}
"""What readers look for, by how the kinds of facts begin."""
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; "" is everything."""

    kind: str = ""
    workload: str = ""
    by: str = ""
    more: int = 0

    def url(self, **other: str | int) -> str:
        asked = {"kind": self.kind, "workload": self.workload, "by": self.by, **other}
        return f"?{urlencode({name: value for name, value in asked.items() if value})}#story"


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One fact, and the engagement it belongs to; none where it is the tenant's own."""

    entry: Entry
    case: Case | None


@dataclass(frozen=True, slots=True)
class Story:
    lines: list[Line]
    count: int
    kinds: list[Choice]
    workloads: list[Choice]
    people: list[Choice]
    asked: Asked
    older: str

    @property
    def is_filtered(self) -> bool:
        return bool(self.asked.kind or self.asked.workload or self.asked.by)


def story_of(tenant_id: str, cases: Sequence[Case], asked: Asked) -> Story:
    cast = people()
    found: list[tuple[Fact, Case | None]] = [(fact, case) for case in cases for fact in case.history]
    found += [(fact, None) for fact in trails.facts_of(f"tenant/{tenant_id}")]
    found.sort(key=lambda one: (one[0].at, one[0].number), reverse=True)
    kept = [one for one in found if _fits(one[0], asked)]
    shown = SHOWN + max(0, asked.more)
    return Story(
        lines=_lines(kept[:shown], cast),
        count=len(kept),
        kinds=_kinds({kind_of(fact) for fact, _ in found}, asked),
        workloads=_workloads({fact.workload for fact, _ in found if fact.workload}, asked),
        people=_people({fact.by for fact, _ in found}, cast, asked),
        asked=asked,
        older=asked.url(more=asked.more + SHOWN) if len(kept) > shown else "",
    )


def kind_of(fact: Fact) -> str:
    return next((kind for kind, begins in KINDS.items() if fact.kind.startswith(begins)), OTHER)


def _fits(fact: Fact, asked: Asked) -> bool:
    return (
        (not asked.kind or kind_of(fact) == asked.kind)
        and (not asked.workload or fact.workload == asked.workload)
        and (not asked.by or fact.by == asked.by)
    )


def _lines(found: Sequence[tuple[Fact, Case | None]], cast: tuple[PersonCard, ...]) -> list[Line]:
    """In their order; each engagement tells its facts with its own people and criteria."""
    entries: dict[tuple[int, int], Entry] = {}
    for case in {id(case): case for _, case in found}.values():
        facts = [fact for fact, owner in found if owner is case]
        entries |= {(id(case), entry.fact.number): entry for entry in told(facts, cast, case)}
    return [Line(entries[id(case), fact.number], case) for fact, case in found]


def _kinds(known: set[str], asked: Asked) -> list[Choice]:
    labels = {
        "": pgettext("filter of a timeline", "Everything"),
        "note": pgettext("filter of a timeline", "Notes"),
        "mail": pgettext("filter of a timeline", "Mail"),
        "discussion": pgettext("filter of a timeline", "Discussions"),
        "usage": pgettext("filter of a timeline", "Usage"),
        "contact": pgettext("filter of a timeline", "Contacts"),
        "assignment": pgettext("filter of a timeline", "Assignments"),
        OTHER: pgettext("filter of a timeline", "Steps and tasks"),
    }
    return [Choice(kind, label, asked.url(kind=kind), kind == asked.kind) for kind, label in labels.items() if not kind or kind in known]


def _workloads(known: set[str], asked: Asked) -> list[Choice]:
    found = sorted(((words.service(key), key) for key in known), key=lambda one: place_of(one[0]))
    return [Choice(key, label, asked.url(workload=key), key == asked.workload) for label, key in found]


def _people(known: set[str], cast: tuple[PersonCard, ...], asked: Asked) -> list[Choice]:
    names = {person.login: person.name for person in cast}
    found = sorted(((names.get(login) or words.who(login), login) for login in known), key=lambda one: place_of_person(*one))
    return [Choice(login, label, asked.url(by=login), login == asked.by) for label, login in found]
