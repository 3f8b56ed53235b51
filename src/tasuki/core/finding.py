"""A finding says what is not right, and because of what: lint, refusals, unmet criteria and rejected rows are all findings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """The command that would supply what is missing.

    `keys` are given exactly as `engagement do` accepts them, `needs` names the keys only a person can fill in.
    `pending` means nobody can do anything now: the worker, or a date, is awaited.
    """

    command: str
    workload: str | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    pending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Code and values, never a sentence: `wording.findings` speaks it in the reader's language."""

    code: str
    severity: Severity = "error"
    line: int | None = None
    path: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    remedy: Remedy | None = None
