"""How facts are chained: every digest from the one before, and a daily seal from all heads. No database here.

A chain alone shows that a fact was altered; the seals also show that a chain was rewritten from its start, or its end cut off.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from json import dumps, loads
from typing import Any, Literal

from tasuki.core.engagement.facts import NewFact

REDACTED = "text-redacted"

Reason = Literal["number", "previous", "text", "content", "cut-off", "rewritten", "seal"]
"""Why something does not stand: of what `verify` names as first broken."""


class Row:
    """A fact as it lies in the table, with its digests. A plain class: it is made for every fact ever read or written."""

    __slots__ = ("at", "by", "data", "digest", "kind", "number", "previous", "process", "subject", "text", "text_digest", "workload")

    def __init__(self, *values: Any) -> None:
        (self.subject, self.number, self.kind, at, self.by, self.workload, self.process, self.data, self.text) = values[:9]
        self.at = in_utc(at)
        self.text_digest, self.previous, self.digest = (bytes(value) for value in values[9:])

    def content_digest(self) -> bytes:
        """What `digest` must be: canonical JSON over everything but the text itself, for which its digest stands."""
        told = {
            "number": self.number,
            "kind": self.kind,
            "at": self.at.isoformat(),
            "by": self.by,
            "workload": self.workload or None,
            "process": self.process or None,
            "text": self.text_digest.hex(),
            "previous": self.previous.hex(),
        }
        # `data` is canonical already; parsing it only to write it again would double the cost of every append.
        return sha256(f'{{"data":{self.data},{_json(told)[1:]}'.encode()).digest()


@dataclass(frozen=True, slots=True)
class Broken:
    """The first thing that does not stand. `number` 0 is a seal, and its subject is `seal/<day>`."""

    subject: str
    number: int
    reason: Reason

    def plain(self) -> dict[str, Any]:
        return {"subject": self.subject, "number": self.number, "reason": self.reason}


def chained(subject: str, after: int, previous: bytes, facts: Iterable[NewFact], by: str, at: datetime) -> list[Row]:
    """Rows for new facts that follow fact `after`, whose digest is `previous`."""
    rows: list[Row] = []
    for number, fact in enumerate(facts, after + 1):
        _refuse_ambiguous(fact.text)
        values = (subject, number, fact.kind, at, by, fact.workload or "", fact.process or "", canonical(fact.data), fact.text)
        row = Row(*values, text_digest_of(fact.text), previous, b"")
        row.digest = previous = row.content_digest()
        rows.append(row)
    return rows


def first_broken(subject: str, rows: Sequence[Row]) -> Broken | None:
    """What does not stand in one subject's chain, if anything."""
    redacted = {loads(row.data).get("number") for row in rows if row.kind == REDACTED}
    previous = origin_of(subject)
    for expected, row in enumerate(rows, 1):
        emptied = not row.text and row.number in redacted
        checks: tuple[tuple[Reason, bool], ...] = (
            ("number", row.number == expected),
            ("previous", row.previous == previous),
            ("text", emptied or row.text_digest == text_digest_of(row.text)),
            ("content", row.digest == row.content_digest()),
        )
        for reason, holds in checks:
            if not holds:
                return Broken(subject, expected, reason)
        previous = row.digest
    return None


def canonical(value: object) -> str:
    """The one JSON text of a value: sorted keys, no blanks, no escapes. Refuses what has no single form (floats) or no place (NUL)."""
    _refuse_ambiguous(value)
    return _json(value)


def origin_of(subject: str) -> bytes:
    """What the first fact of a subject names as its predecessor, so that a chain cannot be moved to another subject."""
    return sha256(subject.encode()).digest()


def text_digest_of(text: str) -> bytes:
    return sha256(text.encode()).digest() if text else b""


def seal_digest(previous: bytes, heads: Iterable[tuple[str, int, bytes]]) -> bytes:
    told = [[subject, number, digest.hex()] for subject, number, digest in heads]
    return sha256(f"{previous.hex()}{_json(told)}".encode()).digest()


def in_utc(at: datetime) -> datetime:
    """SQLite gives times back without a zone; they are UTC."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _json(value: object) -> str:
    return dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"not JSON: {type(value).__name__}")


def _refuse_ambiguous(value: object) -> None:
    match value:
        case None | bool() | int():
            return
        case str():
            if "\0" in value:
                raise ValueError("A fact cannot hold the character NUL: PostgreSQL has no place for it.")
        case Mapping():
            for key, item in value.items():
                if not isinstance(key, str):
                    raise TypeError(f"A fact's keys are strings, not {type(key).__name__}.")
                _refuse_ambiguous(key)
                _refuse_ambiguous(item)
        case list() | tuple():
            for item in value:
                _refuse_ambiguous(item)
        case _:
            raise TypeError(f"A fact holds strings, whole numbers, true, false, null, lists and mappings, not {type(value).__name__}.")
