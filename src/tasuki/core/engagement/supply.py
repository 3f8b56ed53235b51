"""The remedy table: which command supplies which check, and by which of its keys (rules.md section 2).

It is read both ways: a gate asks what an act answers, a finding asks which act would answer it. There is no second table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tasuki.core.playbook.catalogue import CHECK_KINDS
from tasuki.core.playbook.model import Check

Keys = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Supply:
    """`keys` are what discriminates this act from others of the same command. `fallback`: taken only where nothing else is left."""

    command: str
    keys: Callable[[Check], Keys]
    matches: Callable[[Check, Keys], bool]
    fallback: bool = False


def _always(command: str, *, fallback: bool = False) -> Supply:
    return Supply(command, lambda check: {}, lambda check, keys: True, fallback)


def _by(command: str, key: str) -> Supply:
    return Supply(command, lambda check: {key: check.word}, lambda check, keys: keys.get(key) == check.word)


SUPPLIES: dict[str, tuple[Supply, ...]] = {
    "motion": (),
    "milestone": (_always("record-usage", fallback=True),),
    "no-blocker": (_always("confirm-no-blocker"),),
    "migrated": (_always("confirm-migrated"),),
    "account-team": (_always("review-contacts"),),
    "mail": (_by("send-mail", "template"), _by("record-mail", "template")),
    "note": (_by("record-note", "category"),),
    "faq": (_always("review-faq"),),
    "discussion": (_always("hold-discussion"),),
    "task": (_by("complete-task", "task"),),
    "service-status": (
        Supply(
            "set-service-status",
            lambda check: {"status": check.word} if len(check.words) == 1 else {},
            lambda check, keys: keys.get("status") in check.words,
        ),
    ),
    "next-action-date": (_always("set-next-action"),),
    "queue": (
        Supply("request-queue-move", lambda check: {}, lambda check, keys: check.word == "requested"),
        Supply("confirm-queue-move", lambda check: {}, lambda check, keys: check.word == "confirmed"),
    ),
    "released": (_always("release-manager"),),
    "objection": (Supply("answer-objection", lambda check: {}, lambda check, keys: check.word == "answered"),),
}

GATED_COMMANDS = frozenset(supply.command for kind, supplies in SUPPLIES.items() if CHECK_KINDS[kind].gated for supply in supplies)
"""Commands that are refused, not only disregarded, while what they come after is missing."""


def answers(command: str, keys: Keys, check: Check) -> bool:
    """Whether the act is an answer to the check, whatever it says."""
    return any(supply.command == command and supply.matches(check, keys) for supply in SUPPLIES[check.kind])


def supply_of(check: Check) -> Supply | None:
    """The act to propose for a check: the first that the table names for it."""
    if check.kind == "queue":
        return SUPPLIES["queue"][0 if check.word == "requested" else 1]
    return next(iter(SUPPLIES[check.kind]), None)
