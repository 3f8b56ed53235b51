"""A playbook: what should happen. Made by `binding` from pages and a rules file; everything a gate needs, as plain values."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tasuki.core.playbook.catalogue import CHECK_KINDS
from tasuki.core.playbook.page import Page

LaneKind = Literal["workload", "engagement"]
Side = Literal["entry", "exit"]
Section = Literal["objectives", "key_inputs", "key_outputs", "next_steps"]
SECTIONS: tuple[Section, ...] = ("objectives", "key_inputs", "key_outputs", "next_steps")


@dataclass(frozen=True, slots=True)
class Check:
    """One question to the history. `words` are the allowed values, or the one thing meant; `fields` pairs a field with its values."""

    kind: str
    words: tuple[str, ...] = ()
    fields: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def gated(self) -> bool:
        return CHECK_KINDS[self.kind].gated

    @property
    def word(self) -> str:
        """The single word of a check that takes one: a template, a task id, a category."""
        return self.words[0]

    def field_values(self, name: str) -> tuple[str, ...]:
        return dict(self.fields).get(name, ())


@dataclass(frozen=True, slots=True)
class Criterion:
    """Something that must be so before, or after, a step (rules.md section 1).

    `step` and `side` are its home, from its place in the rules file; a criterion that arises from an unbound item of a page section
    has no step. `sections` are the page sections that state it too. `text` by language, the reference language always among them.
    """

    key: str
    lane: LaneKind
    step: str | None
    side: Side
    after: tuple[str, ...] = ()
    when: Check | None = None
    met_by: tuple[Check, ...] = ()
    noted: tuple[str, ...] = ()
    text: Mapping[str, str] = field(default_factory=dict)
    page_text: Mapping[str, str] = field(default_factory=dict)
    sections: frozenset[Section] = frozenset()
    waivable: bool = False
    evidence_ids: tuple[str, ...] = ()

    @property
    def is_attestation(self) -> bool:
        """Without a check, a person's word is the evidence."""
        return not self.met_by

    @property
    def is_shown_only(self) -> bool:
        """An objective that no check proves gates nothing (domain.md R-4)."""
        return self.step is None and self.sections == {"objectives"}


@dataclass(frozen=True, slots=True)
class PlaybookStep:
    """A step of the process. `positions` tells, by language, which step of the page it is (an index into `Page.steps`)."""

    key: str
    titles: Mapping[str, str]
    positions: Mapping[str, int]
    roles: tuple[str, ...] = ()
    applies_to: Literal["all"] | tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class TaskRule:
    """A task of the page's table, or one that the rules file declares. `role` is a login role."""

    id: str
    role: str
    names: Mapping[str, str]
    requirement: Literal["M", "O"] | None = None
    services: Literal["all"] | tuple[str, ...] | None = None
    step: str | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue's literal name is its key, everywhere; labels only stand beside it."""

    key: str
    region: str | None
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AttestationPolicy:
    by: tuple[str, ...]
    least_characters: int


@dataclass(frozen=True, slots=True)
class Excuse:
    """What a side exit makes unnecessary, and what it demands in return (domain.md A-36)."""

    criteria: frozenset[str]
    attempts: int = 0
    channels: int = 0
    business_days_apart: int = 0


@dataclass(frozen=True, slots=True)
class Template:
    """A text with `{placeholders}` in one language; `words` replaces a placeholder's value by a phrase."""

    text: str
    subject: str = ""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MailTemplate:
    """`to` names the kind of recipients: account-team, customer or assignment. `four_eyes`: it leaves when a second person agrees."""

    name: str
    to: str
    languages: Mapping[str, Template]
    four_eyes: bool = False

    def leading_language(self, reference: str) -> str:
        """What is offered where the recipients' language has no template: the playbook's leading language, else the first there is."""
        return reference if reference in self.languages else next(iter(self.languages), reference)


@dataclass(frozen=True, slots=True)
class SystemWord:
    """A system value that a translation must keep; `also` are the translations seen in pages, by language."""

    word: str
    also: Mapping[str, tuple[str, ...]]
    criterion: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Playbook:
    """One version of a process. Compared by identity: it is made once per version and cached."""

    slug: str
    reference: str
    motions: tuple[str, ...]
    titles: Mapping[str, str]
    steps: tuple[PlaybookStep, ...]
    criteria: tuple[Criterion, ...]
    tasks: Mapping[str, TaskRule]
    milestones: Mapping[str, tuple[Mapping[str, str], ...]]
    queues: Mapping[str, Queue]
    attestation: AttestationPolicy
    excused: Mapping[str, Excuse]
    mails: Mapping[str, MailTemplate]
    notes: Mapping[str, Mapping[str, Template]]
    categories: Mapping[str, Mapping[str, str]]
    resources: Mapping[str, Mapping[str, tuple[Mapping[str, str], ...]]]
    labels: Mapping[str, Mapping[str, str]]
    literals: tuple[SystemWord, ...]
    advice: Mapping[str, int]
    faq: str | None
    owner: str | None
    review_by: str | None
    pages: Mapping[str, Page]
    bindings: Mapping[str, Mapping[str, tuple[str, ...]]]
    """By language: item key -> keys of the criteria it states. An item that is not in it is a heading, a detail, or states nothing."""

    def criterion(self, key: str) -> Criterion | None:
        return next((criterion for criterion in self.criteria if criterion.key == key), None)

    def text_of(self, criterion: Criterion, language: str) -> str:
        """What a reader sees: the better label, else the page's own words, else the rules file's, else the reference language's."""
        for texts in (self.labels.get(criterion.key, {}), criterion.page_text, criterion.text):
            if language in texts:
                return texts[language]
        for texts in (criterion.page_text, criterion.text):
            if self.reference in texts:
                return texts[self.reference]
        return next(iter(criterion.text.values()), criterion.key)

    def step(self, key: str) -> PlaybookStep | None:
        return next((step for step in self.steps if step.key == key), None)

    def resources_for(self, workloads: Iterable[str], language: str) -> list[Mapping[str, str]]:
        """What is recommended for these workloads in a language, each once (title, text, url); `default` is for who has none of his own."""
        found: list[Mapping[str, str]] = []
        for workload in workloads:
            by_language = self.resources.get(workload) or self.resources.get("default", {})
            found += [entry for entry in by_language.get(language, ()) if entry not in found]
        return found


def rules_digest(playbook: Playbook) -> str:
    """A digest over everything that can change a gate's answer: steps, criteria, tasks, milestones, queues, policies."""
    return _digest(
        {
            "motions": playbook.motions,
            "steps": [[step.key, step.applies_to] for step in playbook.steps],
            "criteria": [_gate_of(criterion) for criterion in playbook.criteria],
            "tasks": [[task.id, task.role, task.requirement, task.services, task.step] for task in playbook.tasks.values()],
            "milestones": playbook.milestones,
            "queues": {key: queue.region for key, queue in playbook.queues.items()},
            "attestation": [playbook.attestation.by, playbook.attestation.least_characters],
            "excused": {
                name: [sorted(excuse.criteria), excuse.attempts, excuse.channels, excuse.business_days_apart]
                for name, excuse in playbook.excused.items()
            },
            "mails": {name: [mail.to, "four-eyes"] if mail.four_eyes else mail.to for name, mail in playbook.mails.items()},
        }
    )


def text_digest(pages: Iterable[Page], rules_text: str) -> str:
    """A digest over every word a reader can see: the pages and the rules file as they were given."""
    return _digest([sorted((page.language, page.source) for page in pages), rules_text])


def _gate_of(criterion: Criterion) -> list[Any]:
    return [
        criterion.key,
        criterion.lane,
        criterion.step,
        criterion.side,
        criterion.after,
        _plain(criterion.when),
        [_plain(check) for check in criterion.met_by],
        criterion.noted,
        criterion.waivable,
        sorted(criterion.sections) if criterion.step is None else [],
    ]


def _plain(check: Check | None) -> list[Any] | None:
    return None if check is None else [check.kind, check.words, check.fields]


def _digest(value: Any) -> str:
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=dict)
    return hashlib.sha256(canonical.encode()).hexdigest()
