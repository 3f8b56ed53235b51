"""Tasks across pages: what an id is called, what it asks of whom, and whether a task that prose names exists."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Literal

from tasuki.core.finding import Finding
from tasuki.core.playbook.lint.sheet import Sheet, Unit, any_of
from tasuki.core.playbook.page import Task
from tasuki.core.playbook.vocabulary import Vocabulary, normal_name

_MOST_NAMES = 3000  # ten times as many as a whole programme has; each name in prose is compared with all of them
_MOST_TOLD = 500  # of one page
_SHARED = ("requirement", "roles", "services")
_OPEN = r"(?:\*\*?|_|「|『|“|„|\"|«|\[)"
_CLOSE = r"(?:\*\*?|_|」|』|”|“|\"|»|\](?!\())"
_NAME = r"([^*「」『』“”„\"«»\[\]\n]{2,80})"
_IDS = r"(\d{3,4})(?!\d|[.,]\d)"


def several_names(sheets: Sequence[Sheet]) -> Iterator[Finding]:
    """One id, two names in one language."""
    first: dict[tuple[str, str], tuple[Sheet, Task]] = {}
    for sheet, task in _tasks(sheets):
        where, known = first.setdefault((sheet.page.language, task.id), (sheet, task))
        if task.name and known.name and normal_name(task.name) != normal_name(known.name):
            values = {"task": task.id, "name": task.name, "other_name": known.name}
            yield sheet.said("task-several-names", task.line, **values, other_path=where.path, other_line=known.line)


def several_ids(sheets: Sequence[Sheet]) -> Iterator[Finding]:
    """One name for two ids, in one language."""
    first: dict[tuple[str, str], tuple[Sheet, Task]] = {}
    for sheet, task in _tasks(sheets):
        if not task.name:
            continue
        where, known = first.setdefault((sheet.page.language, normal_name(task.name)), (sheet, task))
        if task.id != known.id:
            values = {"task": task.id, "name": task.name, "other_task": known.id}
            yield sheet.said("task-name-several-ids", task.line, **values, other_path=where.path, other_line=known.line)


def differing_tasks(sheets: Sequence[Sheet]) -> Iterator[Finding]:
    """One id whose requirement, roles or services differ: people share its state, so only one of the two can hold."""
    first: dict[tuple[str, str], tuple[Sheet, Task]] = {}
    for sheet, task in _tasks(sheets):
        for what in _SHARED:
            value = getattr(task, what)
            if value is None:
                continue
            where, known = first.setdefault((task.id, what), (sheet, task))
            there = getattr(known, what)
            if _as_set(value) != _as_set(there):
                values = {"task": task.id, "what": what, "here": _plain(value), "there": _plain(there)}
                yield sheet.said("task-differs", task.line, **values, other_path=where.path, other_line=known.line)


def undefined_tasks(sheets: Sequence[Sheet], declared: Mapping[str, Collection[str]]) -> Iterator[Finding]:
    """Tasks that prose names, by id or by name, and no table defines; `declared` are those of a rules file, with their names."""
    ids = {task.id for _, task in _tasks(sheets)} | set(declared)
    names: dict[str, set[str]] = {}
    everywhere = {normal_name(name) for known in declared.values() for name in known}
    for sheet, task in _tasks(sheets):
        names.setdefault(sheet.page.language, set()).add(normal_name(task.name))
    for sheet in sheets:
        known = [*everywhere, *names.get(sheet.page.language, ())][:_MOST_NAMES]
        named = (finding for unit in sheet.units_naming("task-words") for finding in _undefined_in(sheet, unit, ids, known))
        yield from islice(named, _MOST_TOLD)


def _undefined_in(sheet: Sheet, unit: Unit, ids: Collection[str], names: Collection[str]) -> Iterator[Finding]:
    by_id, by_name = _mentions(sheet.vocabulary)
    for found in by_id.finditer(unit.raw):
        if found[1] not in ids:
            yield sheet.said("task-not-defined", unit.line_of(found[0]), task=found[1])
    for pattern in by_name:
        for found in pattern.finditer(unit.raw):
            name = normal_name(found[1])
            if not found[1].strip().isdigit() and not any(name in known or known in name for known in names if known):
                yield sheet.said("task-name-not-defined", unit.line_of(found[0]), name=found[1].strip())


@lru_cache(maxsize=8)
def _mentions(vocabulary: Vocabulary) -> tuple[re.Pattern[str], tuple[re.Pattern[str], ...]]:
    """By id behind the word; by a marked or quoted name before it, or behind it in quotation marks."""
    before, after = any_of(vocabulary, "task-words", "before"), any_of(vocabulary, "task-words", "after")
    return (
        re.compile(rf"{before}\s?(?:ID\s?)?[#(\[]?{_IDS}", re.IGNORECASE),
        (
            re.compile(rf"{_OPEN}{_NAME}{_CLOSE}\s?{after}", re.IGNORECASE),
            re.compile(rf"{before}\s(?:「|“|„|\"|«){_NAME}(?:」|”|“|\"|»)", re.IGNORECASE),
        ),
    )


def _tasks(sheets: Sequence[Sheet]) -> Iterator[tuple[Sheet, Task]]:
    for sheet in sheets:
        yield from ((sheet, task) for task in sheet.page.tasks)


def _as_set(value: Literal["all"] | str | tuple[str, ...]) -> object:
    return frozenset(value) if isinstance(value, tuple) else value


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
