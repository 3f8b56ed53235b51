"""What did happen: written once, never changed. Evidence and audit are the same thing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

SYSTEM = "system"
"""Whom a fact is by where no person recorded it."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of an engagement's history.

    `number` counts from 1 within the engagement; `workload` is None for what concerns the engagement as a whole, and `process`
    names the playbook whose lane it belongs to. `data` is JSON; `text` is what a person wrote or will read, and may be redacted.
    """

    number: int
    kind: str
    at: datetime
    by: str
    workload: str | None
    process: str | None
    data: Mapping[str, Any]
    text: str

    @property
    def is_taken_over(self) -> bool:
        """Whether it tells of what was done in another system, before this engagement was looked after here."""
        return "done_by" in self.data


@dataclass(frozen=True, slots=True)
class NewFact:
    """A fact that a decision wants recorded; the ledger adds number, time and author."""

    kind: str
    workload: str | None = None
    process: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""


def as_if_recorded(after: int, facts: Iterable[NewFact], at: datetime) -> list[Fact]:
    """Facts as the ledger would number them behind fact `after`, to see what would follow; nobody has said them yet."""
    return [
        Fact(number, fact.kind, at, "", fact.workload, fact.process, fact.data, fact.text) for number, fact in enumerate(facts, after + 1)
    ]
