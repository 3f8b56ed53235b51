"""How two versions of one playbook differ: part by part, by key, as plain values (issue 3, item 5).

Pages are compared by what the rules make of them, never line by line: a criterion is the same one where it keeps its key.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Literal

from tasuki.core.playbook import quotes
from tasuki.core.playbook.binding import attestation_key
from tasuki.core.playbook.model import Check, Criterion, Playbook, Template

How = Literal["added", "removed", "changed"]
Values = Mapping[str, Any]
Parts = dict[str, dict[str, Any]]

WORDING = frozenset({"text", "stated", "evidence"})
"""Aspects that no gate asks for: what a reader sees, where the page says it, where it stands on the evidence sheet."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One part that is not as it was. `aspects` tell in what; `before` and `after` hold those alone, or all of them if added or removed."""

    kind: str
    key: str
    how: How
    aspects: tuple[str, ...] = ()
    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)

    @property
    def is_wording(self) -> bool:
        """Whether only the wording is another, so that it reaches running engagements without a move."""
        return self.kind in _WORDS_ONLY or (self.how == "changed" and set(self.aspects) <= WORDING)


def difference(one: Playbook, other: Playbook) -> tuple[Changed, ...]:
    """What was added, removed or changed from one version to the other, kind by kind in the order of the page."""
    found: list[Changed] = []
    for kind, parts_of in _KINDS.items():
        found += _compared(kind, parts_of(one), parts_of(other))
    return tuple(found)


def _compared(kind: str, before: Parts, after: Parts) -> Iterator[Changed]:
    displaced = _displaced(list(before), list(after)) if kind in _ORDERED else frozenset()
    for key in dict.fromkeys((*before, *after)):
        if key not in after:
            yield Changed(kind, key, "removed", before=before[key])
        elif key not in before:
            yield Changed(kind, key, "added", after=after[key])
        else:
            was, now = before[key], after[key]
            aspects = [name for name in now if was[name] != now[name]]
            old, new = {name: was[name] for name in aspects}, {name: now[name] for name in aspects}
            if key in displaced:
                aspects.append("order")
            if aspects:
                yield Changed(kind, key, "changed", tuple(aspects), old, new)


def _displaced(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """Of the keys that both have, those that another order has moved: as few as possible."""
    was = [key for key in before if key in after]
    now = [key for key in after if key in before]
    kept = {key for block in SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks() for key in was[block.a :][: block.size]}
    return frozenset(was) - kept


# ---------------------------------------------------------------- the parts of a playbook, as plain values


def _steps(playbook: Playbook) -> Parts:
    return {
        step.key: {
            "text": dict(step.titles),
            "roles": list(step.roles),
            "applies-to": list(step.applies_to) if isinstance(step.applies_to, tuple) else step.applies_to,
        }
        for step in playbook.steps
    }


def _criteria(playbook: Playbook) -> Parts:
    stated = _stated(playbook)
    return {criterion.key: _criterion(playbook, criterion, stated.get(criterion.key, [])) for criterion in playbook.criteria}


def _criterion(playbook: Playbook, criterion: Criterion, stated: list[str]) -> dict[str, Any]:
    languages = sorted({playbook.reference, *criterion.text, *criterion.page_text, *playbook.labels.get(criterion.key, {})})
    return {
        "step": criterion.step,
        "side": criterion.side,
        "sections": sorted(criterion.sections) if criterion.step is None else [],
        "lane": criterion.lane,
        "after": list(criterion.after),
        "when": _check(criterion.when) if criterion.when else None,
        "check": [_check(check) for check in criterion.met_by] or ["attest"],
        "noted": list(criterion.noted),
        "waivable": criterion.waivable,
        "text": {language: playbook.text_of(criterion, language) for language in languages},
        "stated": stated,
        "evidence": list(criterion.evidence_ids),
    }


def _stated(playbook: Playbook) -> dict[str, list[str]]:
    """What the reference page says of each criterion, wherever it says it."""
    found: dict[str, list[str]] = {}
    bound = playbook.bindings[playbook.reference]
    for page_list in quotes.lists_of(playbook.pages[playbook.reference]):
        for item in page_list.items:
            for key in bound.get(item.key, ()):
                found.setdefault(key, []).append(item.text)
    return found


def _check(check: Check) -> Any:
    """As a rules file writes it."""
    if check.fields:
        return {check.kind: {name: list(values) for name, values in check.fields}}
    if not check.words:
        return check.kind
    return {check.kind: check.words[0] if len(check.words) == 1 else list(check.words)}


def _details(playbook: Playbook) -> Parts:
    """Items below a criterion that nothing quotes: they explain it, and gate nothing (rules.md section 1.2)."""
    bound = playbook.bindings[playbook.reference]
    found: Parts = {}
    for page_list in quotes.lists_of(playbook.pages[playbook.reference]):
        if page_list.can_attest:
            for item, is_detail in quotes.unbound(page_list, bound):
                if is_detail:
                    found[attestation_key(item)] = {"text": {playbook.reference: item.text}}
    return found


def _tasks(playbook: Playbook) -> Parts:
    return {
        task.id: {
            "role": task.role,
            "requirement": task.requirement,
            "services": list(task.services) if isinstance(task.services, tuple) else task.services,
            "step": task.step,
            "text": dict(task.names),
        }
        for task in playbook.tasks.values()
    }


def _milestones(playbook: Playbook) -> Parts:
    return {name: {"tiers": [dict(tier) for tier in tiers]} for name, tiers in playbook.milestones.items()}


def _queues(playbook: Playbook) -> Parts:
    return {queue.key: {"region": queue.region, "text": dict(queue.labels)} for queue in playbook.queues.values()}


def _policies(playbook: Playbook) -> Parts:
    policy = playbook.attestation
    excused = {
        f"excused.{name}": {
            "value": {
                "criteria": sorted(excuse.criteria),
                "attempts": excuse.attempts,
                "channels": excuse.channels,
                "business-days-apart": excuse.business_days_apart,
            }
        }
        for name, excuse in playbook.excused.items()
    }
    return {
        "motions": {"value": list(playbook.motions)},
        "attestation": {"value": {"by": list(policy.by), "least-characters": policy.least_characters}},
        **excused,
    }


def _mails(playbook: Playbook) -> Parts:
    return {name: {"to": mail.to, "four-eyes": mail.four_eyes, "text": _templates(mail.languages)} for name, mail in playbook.mails.items()}


def _notes(playbook: Playbook) -> Parts:
    return {key: {"text": _templates(languages)} for key, languages in playbook.notes.items()}


def _templates(languages: Mapping[str, Template]) -> dict[str, Any]:
    return {
        language: {"subject": one.subject, "text": one.text, "words": {name: dict(words) for name, words in one.words.items()}}
        for language, one in languages.items()
    }


def _pages(playbook: Playbook) -> Parts:
    """Whether anything at all was written differently; prose between the lists gates nothing, and is read side by side."""
    return {language: {"text": hashlib.sha256(page.source.encode()).hexdigest()[:12]} for language, page in playbook.pages.items()}


def _words(playbook: Playbook) -> Parts:
    """Everything else that only readers see."""
    literals = {one.word: {language: list(words) for language, words in one.also.items()} for one in playbook.literals}
    resources = {key: {language: [dict(one) for one in found] for language, found in by.items()} for key, by in playbook.resources.items()}
    told = {
        "title": dict(playbook.titles),
        "categories": {key: dict(texts) for key, texts in playbook.categories.items()},
        "resources": resources,
        "literals": literals,
        "advice": dict(playbook.advice),
        "faq": playbook.faq,
        "owner": playbook.owner,
        "review-by": playbook.review_by,
    }
    return {name: {"text": value} for name, value in told.items()}


_KINDS: dict[str, Callable[[Playbook], Parts]] = {
    "step": _steps,
    "criterion": _criteria,
    "detail": _details,
    "task": _tasks,
    "milestone": _milestones,
    "queue": _queues,
    "policy": _policies,
    "mail": _mails,
    "note": _notes,
    "words": _words,
    "page": _pages,
}
_ORDERED = ("step", "criterion", "task")
_WORDS_ONLY = ("detail", "note", "words", "page")
KINDS = tuple(_KINDS)
