"""What a reader understood of one playbook page (contracts.md section 5)."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from tasuki.core.finding import Finding

Requirement = Literal["M", "O"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One list item of any depth; `text` is its own text without that of its sub-items, `level` 1 is the top."""

    key: str
    text: str
    level: int
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One row of a task table. `services` is None where the table has no such column; `step` is an index into `Page.steps`."""

    id: str
    name: str
    requirement: Requirement | None
    roles: tuple[str, ...]
    services: Literal["all"] | tuple[str, ...] | None
    step: int | None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A heading with its body. `line` is the heading's, `end` the first line after the body; None items = the page has no such label."""

    key: str
    title: str
    level: int
    line: int
    end: int
    roles: tuple[str, ...] = ()
    motions: tuple[str, ...] = ()
    applies_to: Literal["all"] | tuple[str, ...] | None = None
    actions: tuple[Item, ...] = ()
    inputs: tuple[Item, ...] | None = None
    outputs: tuple[Item, ...] | None = None
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row of the refresh summary; `date` is None where nobody can read it."""

    date: dt.date | None
    who: str
    what: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    owner: str | None = None
    manager: str | None = None
    author: str | None = None
    date: dt.date | None = None
    audience: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as understood; `source` is its text after repair of invisible characters, with the same line numbers as the file."""

    path: str
    source: str
    language: str
    title: str
    meta: Meta
    phase: str | tuple[str, ...] | None = None
    motions: tuple[str, ...] = ()
    objectives: tuple[Item, ...] | None = None
    steps: tuple[Step, ...] = ()
    tasks: tuple[Task, ...] = ()
    key_inputs: tuple[Item, ...] | None = None
    key_outputs: tuple[Item, ...] | None = None
    next_steps: tuple[Item, ...] | None = None
    refresh: tuple[Change, ...] | None = None
    findings: tuple[Finding, ...] = field(default=())
