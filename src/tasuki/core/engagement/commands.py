"""What somebody may ask for (contracts.md section 8): names, lanes and keys. Forms, command line help and schemas are made from it."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from tasuki.core.playbook.catalogue import NOTE_CATEGORIES

_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
_INVISIBLE = frozenset({"Cc", "Cf"})

LaneUse = Literal["workload", "engagement", "either"]
KeyKind = Literal["text", "long-text", "list", "date", "time", "choice", "number", "file", "json", "name"]

YES_NO = ("yes", "no")
DECISIONS = ("keep", "re-engage", "contact")
"""What becomes of a tenant in an inactive queue whose next action falls due (domain.md R-14)."""


@dataclass(frozen=True, slots=True)
class Key:
    """`required` for every use of the command; what only some branch needs is asked for by its decision. `name`: a word of the playbook."""

    name: str
    kind: KeyKind = "text"
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """`lane`: the command needs a workload, concerns the engagement, or may do either. `several`: one act for several workloads."""

    name: str
    lane: LaneUse
    keys: tuple[Key, ...] = ()
    several: bool = False

    def key(self, name: str) -> Key | None:
        return next((key for key in self.keys if key.name == name), None)


@dataclass(frozen=True, slots=True)
class Command:
    """One request. `workloads` are keys, resolved from any name of the vocabulary; `keys` hold the strings as they were given."""

    name: str
    workloads: tuple[str, ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def spec(self) -> CommandSpec:
        return COMMANDS[self.name]


class UsageError(ValueError):
    """A command, or a key of it, that does not exist. `near` are the valid words."""

    def __init__(self, word: str, valid: tuple[str, ...]) -> None:
        super().__init__(word)
        self.word = word
        self.valid = valid


def _need(name: str, kind: KeyKind = "text", *choices: str) -> Key:
    return Key(name, kind, True, choices)


def _may(name: str, kind: KeyKind = "text", *choices: str) -> Key:
    return Key(name, kind, False, choices)


CONTACT_KINDS = ("customer", "account-team", "partner")
_CONTACT_DETAILS = (
    _may("name_kana"),
    _may("department"),
    _may("title"),
    _may("role"),
    _may("language"),
    _may("verified_on", "date"),
    _may("do_not_contact", "choice", *YES_NO),
)
_ANY_CONTACT = (_may("kind", "choice", *CONTACT_KINDS), _may("name"), _may("email"), *_CONTACT_DETAILS)
_REASON = (_need("reason", "long-text"),)

_SPECS = (
    CommandSpec(
        "confirm-no-blocker",
        "workload",
        (_need("contact", "list"), _need("channel", "choice", "meeting", "call", "mail", "chat"), _need("on", "date")),
    ),
    CommandSpec("confirm-migrated", "workload", (_need("users", "number"), _need("agreed", "number"), _need("on", "date"))),
    CommandSpec(
        "record-usage",
        "workload",
        (_need("on", "date"), _need("seats", "number"), _need("active_users", "number"), _need("source")),
    ),
    CommandSpec(
        "add-contact",
        "engagement",
        (_need("kind", "choice", *CONTACT_KINDS), _need("name"), _need("email"), *_CONTACT_DETAILS),
    ),
    CommandSpec("verify-contact", "engagement", _ANY_CONTACT),
    CommandSpec("correct-contact", "engagement", _ANY_CONTACT),
    CommandSpec(
        "review-contacts",
        "engagement",
        (_need("account_team", "choice", "known", "unknown", "unmanaged", "unknown-and-unmanaged"),),
    ),
    CommandSpec("review-faq", "either", (_may("next_steps", "long-text"),)),
    CommandSpec(
        "send-mail",
        "either",
        (
            _need("template", "name"),
            _may("language"),
            _may("subject"),
            _may("body", "long-text"),
            _may("to", "list"),
            _may("cc", "list"),
            _may("copy_to_me", "choice", *YES_NO),
        ),
        several=True,
    ),
    CommandSpec("take-back-mail", "engagement", (_need("mail", "number"), _may("reason", "long-text"))),
    CommandSpec("send-mail-now", "engagement", (_need("mail", "number"),)),
    CommandSpec("release-mail", "engagement", (_need("mail", "number"),)),
    CommandSpec("resend-mail", "engagement", (_need("mail", "number"), _may("reason", "long-text"))),
    CommandSpec(
        "settle-mail",
        "engagement",
        (_need("mail", "number"), _need("arrived", "choice", *YES_NO), *_REASON),
    ),
    CommandSpec(
        "record-mail",
        "either",
        (
            _need("template", "name"),
            _may("file", "file"),
            _may("to", "list"),
            _may("on", "date"),
            _may("reason", "long-text"),
            _may("message_id"),
            _may("sender"),
        ),
    ),
    CommandSpec(
        "record-note",
        "either",
        (
            _need("category", "choice", *NOTE_CATEGORIES),
            _need("text", "long-text"),
            _may("task", "name"),
            _may("next_action"),
            _may("next_action_date", "date"),
            _may("next_action_owner"),
            _may("criterion", "name"),
            _may("escalate", "choice", *YES_NO),
        ),
    ),
    CommandSpec("schedule-discussion", "workload", (_need("at", "time"), _may("minutes", "number")), several=True),
    CommandSpec(
        "hold-discussion",
        "workload",
        (
            _need("on", "date"),
            _need("attendees", "list"),
            _need("activities_reviewed", "choice", *YES_NO),
            _need("ready", "choice", *YES_NO),
            _may("next_workloads", "list"),
            _may("rfa_explained", "choice", *YES_NO),
            _may("demo_given", "choice", *YES_NO),
            _may("demo_reason"),
            _may("end_understood", "choice", *YES_NO),
            _need("satisfaction", "choice", "1", "2", "3", "4", "5", "unknown"),
            _may("concerns", "long-text"),
        ),
        several=True,
    ),
    CommandSpec("complete-task", "workload", (_need("task", "name"),)),
    CommandSpec("set-service-status", "workload", (_need("status", "choice", "adoption", "migrate"),)),
    CommandSpec("set-next-action", "engagement", (_need("date", "date"), _may("text"), _may("owner"))),
    CommandSpec("take-back", "engagement", (_need("fact", "number"),)),
    CommandSpec("request-queue-move", "engagement", (_may("queue", "name"), _may("reason", "long-text"))),
    CommandSpec("acknowledge-queue-move", "engagement"),
    CommandSpec("confirm-queue-move", "engagement", (_may("reason", "long-text"),)),
    CommandSpec("decline-queue-move", "engagement", _REASON),
    CommandSpec("take-back-queue-move", "engagement", _REASON),
    CommandSpec("take-back-queue-answer", "engagement", (_may("reason", "long-text"),)),
    CommandSpec("release-manager", "engagement"),
    CommandSpec("show-request-form", "engagement"),
    CommandSpec("confirm-leaving", "engagement", (_need("contact"), _may("text", "long-text"))),
    CommandSpec("raise-objection", "engagement", (_need("contact"), *_REASON)),
    CommandSpec("answer-objection", "engagement", (_need("text", "long-text"),)),
    CommandSpec("sign-off", "engagement", (_need("contact"), _may("text", "long-text"))),
    CommandSpec("leave-comment", "engagement", (_need("contact"), _need("text", "long-text"))),
    CommandSpec(
        "rate-engagement",
        "engagement",
        (_need("contact"), _need("satisfaction", "choice", "1", "2", "3", "4", "5"), _may("text", "long-text")),
    ),
    CommandSpec("attest", "either", (_need("criterion", "name"), _need("text", "long-text"))),
    CommandSpec("request-waiver", "either", (_need("criterion", "name"), *_REASON, _may("until", "date"))),
    CommandSpec("grant-waiver", "either", (_need("criterion", "name"), *_REASON, _may("until", "date"))),
    CommandSpec("refuse-waiver", "either", (_need("criterion", "name"), *_REASON)),
    CommandSpec("hold", "engagement", _REASON),
    CommandSpec("resume", "engagement", _REASON),
    CommandSpec("withdraw", "engagement", _REASON),
    CommandSpec("reassign-manager", "engagement", (_need("to"), *_REASON)),
    CommandSpec("supersede", "engagement", (_need("by"), *_REASON)),
    CommandSpec("close-without-discussion", "engagement", (_need("attempts", "json"), _may("reason", "long-text"))),
    CommandSpec("reopen", "engagement", _REASON),
    CommandSpec(
        "review-inactive-tenant",
        "engagement",
        (_need("decision", "choice", *DECISIONS), _may("date", "date"), _may("owner"), _may("reason", "long-text")),
    ),
)

COMMANDS: dict[str, CommandSpec] = {spec.name: spec for spec in _SPECS}


def parse(name: str, given: Mapping[str, str], workload_key: Callable[[str], str | None]) -> Command:
    """A command from the strings somebody typed; raises UsageError for a command or key that does not exist.

    `workload_key` finds a workload by any of its names. A workload that it does not know stays as written: whether the engagement
    has it is for the decision to say. Values without a visible character count as not given; what no database and no file can hold
    (NUL, half a surrogate pair) becomes the replacement character, as it does in a browser.
    """
    spec = COMMANDS.get(name)
    if spec is None:
        raise UsageError(name, tuple(COMMANDS))
    valid = tuple(key.name for key in spec.keys) + (("workload",) if spec.lane != "engagement" else ())
    for key in given:
        if key not in valid:
            raise UsageError(key, valid)
    named = [part.strip() for part in given.get("workload", "").split(";")]
    workloads = dict.fromkeys(workload_key(part) or part for part in named if part)
    keys = {key: _UNWRITABLE.sub("\ufffd", value) for key, value in given.items() if key != "workload" and visible(value)}
    return Command(name, tuple(workloads), keys)


def visible(text: str) -> str:
    """What of a text can be seen, its words a blank apart: evidence is measured by it."""
    return " ".join("".join(char for char in text if unicodedata.category(char) not in _INVISIBLE or char.isspace()).split())
