"""Reads a playbook page: text in, `Page` out. Reading never fails; whatever is odd becomes a finding with its line.

The page is taken apart in layers: lines (`source`), tables (`tables`, `tasks`), Markdown blocks (`blocks`), labels (`labels`),
and put together here along the outline of its headings.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import compress

from tasuki.core.playbook.blocks import MOST_NESTED, Block, hidden_lines, read_blocks, texts_of
from tasuki.core.playbook.changes import read_changes
from tasuki.core.playbook.headings import section_of, title_text
from tasuki.core.playbook.label_tables import read_label_tables
from tasuki.core.playbook.language import language_of
from tasuki.core.playbook.lookalikes import note_lookalikes
from tasuki.core.playbook.notices import READING_CODES, READING_VALUES, Notices
from tasuki.core.playbook.outline import Outline, outline_of
from tasuki.core.playbook.page import Page, Step, Task
from tasuki.core.playbook.plain import plain
from tasuki.core.playbook.source import Source, open_source
from tasuki.core.playbook.steps import Wording, read_lists, read_steps, values_of
from tasuki.core.playbook.tables import Table, find_tables, id_of
from tasuki.core.playbook.tasks import Columns, columns_of, holds_tasks, read_tasks, with_header
from tasuki.core.playbook.vocabulary import Vocabulary, normal_name

__all__ = ["READING_CODES", "READING_VALUES", "read_page"]

_DEFINITION = re.compile(r" {0,3}\[([^\[\]]{1,200})\]:[ \t]*\S")
_TIGHT_HEADING = re.compile(r"( {0,3}#{2,6})([^#\s].*)")
_TIGHT_TITLE = re.compile(r"( {0,3}#)([^#\s].*)")
_DEEP_HEADING = re.compile(r"(?: {4,}| {0,3}\t\s*)(#{1,6})[ \t]+(\S.*)")
_HIDES = re.compile(r"```|~~~|<!--")
_EAST_ASIAN = ("ja", "zh")


def read_page(source: str, *, path: str = "", vocabulary: Vocabulary) -> Page:
    """Never raises, whatever the text; `path` only marks the findings."""
    notices = Notices(path)
    page = open_source(source, vocabulary, notices)
    hidden = _hidden(page, notices)
    _repair_headings(page, hidden, vocabulary, notices)
    tables = [with_header(table, vocabulary) for table in find_tables(page.lines, hidden, page.markers)]
    blocks = _blocks(page, tables, notices)
    of_tasks = [holds_tasks(table, vocabulary) for table in tables]
    others = [table for table, has_tasks in zip(tables, of_tasks, strict=True) if not has_tasks]
    in_tables = read_label_tables(others, vocabulary, notices)
    outline = outline_of(blocks, in_tables, len(page.lines), vocabulary, notices)
    note_lookalikes(blocks, notices)
    language = language_of((line for index, line in enumerate(page.lines) if index not in hidden), vocabulary)
    wording = Wording(language in _EAST_ASIAN, _references(page.lines, hidden))
    lists = read_lists(blocks, outline, (table.start for table in tables), vocabulary, notices)
    tasks = _tasks(list(compress(tables, of_tasks)), outline, vocabulary, notices)
    steps = _steps_with_tasks(read_steps(outline, lists, wording, notices), tasks)
    refresh = read_changes(others, outline.inside("refresh-summary"), vocabulary, notices)
    if not steps:
        notices.add("no-steps", 1)
    return Page(
        path=path,
        source=page.text,
        language=language,
        title=_title(outline) or page.front_title,
        meta=page.meta,
        phase=_phase(outline, notices),
        motions=values_of(outline.top, "motions", notices),
        objectives=lists.of("objectives", "items", wording),
        steps=steps,
        tasks=tasks,
        key_inputs=lists.of("key-inputs", "items", wording),
        key_outputs=lists.of("key-outputs", "items", wording),
        next_steps=lists.of("next-steps", "items", wording),
        refresh=refresh,
        findings=notices.findings(),
        texts=tuple(texts_of(blocks)),
    )


def _hidden(page: Source, notices: Notices) -> set[int]:
    """Code and comments; most pages have neither, and need no second look."""
    text = "\n".join(page.lines)
    if not _HIDES.search(text):
        return set()
    hidden, fence, comment = hidden_lines(text)
    if fence is not None:
        notices.add("unclosed-fence", fence + 1)
    if comment is not None:
        notices.add("unclosed-comment", comment + 1)
    return hidden


def _repair_headings(page: Source, hidden: Collection[int], vocabulary: Vocabulary, notices: Notices) -> None:
    """Headings without a blank, and those of sections that are indented so far that a list swallows them, or code.

    A single mark without a blank is a heading only where a page begins with it; elsewhere it may stand for "number", or belong to a word.
    """
    first = next((index for index, line in enumerate(page.lines) if line.strip()), 0)
    for index, line in enumerate(page.lines):
        if "#" not in line or index in hidden:
            continue
        tight = _TIGHT_TITLE if index == first else _TIGHT_HEADING
        if (found := (_TIGHT_HEADING.fullmatch(line) or tight.fullmatch(line))) is not None:
            page.lines[index] = f"{found[1]} {found[2]}"
            notices.add("heading-repaired", index + 1, title=plain(found[2]), repair="no-blank")
        elif (found := _DEEP_HEADING.fullmatch(line)) is not None and _names_section(found[2], len(found[1]), vocabulary):
            page.lines[index] = line.lstrip()
            notices.add("heading-repaired", index + 1, title=plain(found[2]), repair="indented")


def _names_section(text: str, level: int, vocabulary: Vocabulary) -> bool:
    return section_of(plain(title_text(text)).rstrip("# "), level, vocabulary) is not None


def _blocks(page: Source, tables: Sequence[Table], notices: Notices) -> list[Block]:
    lines = list(page.lines)
    for table in tables:
        lines[table.start : table.end] = [""] * (table.end - table.start)
    blocks, too_deep = read_blocks("\n".join(lines))
    if too_deep is not None:
        notices.add("nesting-cut", too_deep + 1, limit=MOST_NESTED)
    return blocks


def _references(lines: Sequence[str], hidden: Collection[int]) -> frozenset[str]:
    found = (_DEFINITION.match(line) for index, line in enumerate(lines) if "]:" in line and index not in hidden)
    return frozenset(normal_name(one[1]) for one in found if one is not None)


def _tasks(tables: Sequence[Table], outline: Outline, vocabulary: Vocabulary, notices: Notices) -> tuple[Task, ...]:
    """All task tables of the page; rows cut off from their table are read with its columns."""
    starts = [entry.index for entry in outline.entries]
    step_starts = [entry.index for entry in outline.steps]
    found: list[Task] = []
    columns: Columns | None = None
    heading_of_columns = -1
    for table in tables:
        place = bisect_right(starts, table.start) - 1
        if table.header is not None or columns is None or heading_of_columns != place:
            columns, heading_of_columns = columns_of(table, vocabulary), place
        elif table.rows:
            notices.add("row-outside-table", table.start + 1, id=id_of(table.rows[0].cells[0]) or "")
        step = _step_at(outline, bisect_right(step_starts, table.start) - 1, table.start)
        if step is None:
            _note_outside(outline, place, notices)
        found.extend(read_tasks(table, columns, step, vocabulary, notices))
    return tuple(found)


def _step_at(outline: Outline, number: int, index: int) -> int | None:
    """The step whose body holds a line, given the last one that begins above it."""
    return number if number >= 0 and index < outline.steps[number].ends else None


def _note_outside(outline: Outline, place: int, notices: Notices) -> None:
    """A task heading that ends the step above it, by rank: surely meant for the step, and yet not in it."""
    if place < 1 or outline.entries[place].section != "tasks":
        return
    above, heading = outline.entries[place - 1], outline.entries[place]
    if above.step is not None and above.level >= heading.level > 2:
        notices.add("task-outside-step", heading.index + 1, step=above.title)


def _steps_with_tasks(steps: Sequence[Step], tasks: Sequence[Task]) -> tuple[Step, ...]:
    ids: dict[int, list[str]] = {}
    for task in tasks:
        if task.step is not None:
            ids.setdefault(task.step, []).append(task.id)
    return tuple(replace(step, tasks=tuple(ids.get(number, ()))) for number, step in enumerate(steps))


def _title(outline: Outline) -> str:
    return next((entry.title for entry in outline.entries if entry.level == 1 and entry.section is None), "")


def _phase(outline: Outline, notices: Notices) -> str | tuple[str, ...] | None:
    """From above the first section, else from anywhere above the first step."""
    labels = [label for label in outline.top if label.key == "phase"]
    if not labels:
        before = outline.steps[0].index if outline.steps else 1 << 62
        labels = [label for label in outline.labels.values() if label.key == "phase" and label.index < before][:1]
    values = values_of(labels, "phase", notices)
    return None if not values else values[0] if len(values) == 1 else values
