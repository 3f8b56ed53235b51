"""The lists of a page: actions, inputs and outputs of its steps, and the lists of its sections."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from tasuki.core.playbook.blocks import Block, Heading, ListItem, Paragraph
from tasuki.core.playbook.labels import Label, criteria_key
from tasuki.core.playbook.notices import Notices
from tasuki.core.playbook.outline import Entry, Outline, regions
from tasuki.core.playbook.page import Item, Step
from tasuki.core.playbook.plain import plain
from tasuki.core.playbook.vocabulary import Vocabulary

SECTIONS = ("objectives", "key-inputs", "key-outputs", "next-steps")

_CHECKBOX = re.compile(r"^\[[ xX]\]\s+(?=\S)")
_SHORT = {"actions": "act", "inputs": "in", "outputs": "out"}
_UNKNOWN = {"role": "unknown-role", "motions": "unknown-motion", "applies-to": "unknown-service", "phase": "unknown-phase"}


@dataclass(slots=True)
class Lists:
    """List items by where they belong: a step's number and kind, or a section's key. A place without items is an empty list."""

    found: dict[tuple[int | str, str], list[ListItem]] = field(default_factory=dict)

    def of(self, place: int | str, kind: str, wording: "Wording") -> tuple[Item, ...] | None:
        items = self.found.get((place, kind))
        if items is None:
            return None
        prefix = place if isinstance(place, str) else f"s{place + 1}.{_SHORT[kind]}"
        return tuple(
            Item(key=f"{prefix}.{number}", text=wording.text(item), level=item.level, line=item.index + 1)
            for number, item in enumerate(items, start=1)
        )


@dataclass(frozen=True, slots=True)
class Wording:
    """How a page's lines become text: Japanese and Chinese lines are joined without a blank."""

    tight: bool
    references: frozenset[str]

    def text(self, item: ListItem) -> str:
        text = plain("\n".join(line.text for line in item.lines), tight=self.tight, references=self.references)
        return _CHECKBOX.sub("", text, count=1)


def read_lists(blocks: Sequence[Block], outline: Outline, table_starts: Iterable[int], vocabulary: Vocabulary, notices: Notices) -> Lists:
    """Walks down the page once. Inputs and outputs end at the next label, heading or table."""
    walk = _Walk(Lists(), vocabulary, notices, outline.labels, _starts(outline), iter([*sorted(table_starts), 1 << 62]))
    for block in blocks:
        walk.pass_tables(_index_of(block))
        if isinstance(block, Heading):
            walk.heading(block)
        elif isinstance(block, ListItem):
            walk.item(block)
        elif isinstance(block, Paragraph):
            walk.paragraph(block)
    return walk.lists


def _index_of(block: Block) -> int:
    return block.index if isinstance(block, Heading | ListItem) else block.lines[0].index


def _starts(outline: Outline) -> dict[int, tuple[int | str | None, str]]:
    """What begins at the index of a heading: place and kind. Headings inside a place change nothing but the kind."""
    starts: dict[int, tuple[int | str | None, str]] = {}
    place: int | str | None = None
    ends = 0
    begins = {start: (end, where) for start, end, where in regions(outline, SECTIONS)}
    for entry in outline.entries:
        if entry.index in begins:
            ends, place = begins[entry.index]
        elif entry.index >= ends and entry.criteria is None:
            place = None
        starts[entry.index] = (place, entry.criteria or "actions")
    return starts


@dataclass(slots=True)
class _Walk:
    lists: Lists
    vocabulary: Vocabulary
    notices: Notices
    labels: Mapping[int, Label]
    starts: Mapping[int, tuple[int | str | None, str]]
    tables: Iterator[int]
    place: int | str | None = None
    kind: str = "actions"
    next_table: int = -1

    def pass_tables(self, index: int) -> None:
        while self.next_table < index:
            if self.next_table >= 0:
                self.kind = "actions"
            self.next_table = next(self.tables)

    def heading(self, block: Heading) -> None:
        if block.index in self.starts:
            self.place, self.kind = self.starts[block.index]
            self._open()

    def _open(self) -> None:
        if isinstance(self.place, str):
            self.kind = "items"
        if self.place is not None:
            self.lists.found.setdefault((self.place, self.kind), [])

    def item(self, item: ListItem) -> None:
        if self.place is not None and not item.is_label and (item.lines or not item.holds_heading):
            self.lists.found.setdefault((self.place, self.kind), []).append(item)

    def paragraph(self, block: Paragraph) -> None:
        texts = [line.text for line in block.lines]
        for at, line in enumerate(block.lines):
            if block.leads and at == 0:
                continue
            if block.item is None and line.index in self.labels:
                self.kind = "actions"
            key = criteria_key(texts, at, self.vocabulary)
            if key is None or not isinstance(self.place, int):
                continue
            self.kind = key
            self._open()
            if block.item is not None:
                self.notices.add("label-repaired", line.index + 1, label=key, repair="inside-list")
                block.item.lines = [one for one in block.item.lines if one.index < line.index]
                break


def read_steps(outline: Outline, lists: Lists, wording: Wording, notices: Notices) -> tuple[Step, ...]:
    labels = _labels_by_step(outline)
    return tuple(
        Step(
            key=f"step-{number + 1}",
            title=entry.title,
            level=entry.level,
            line=entry.index + 1,
            end=entry.ends + 1,
            roles=values_of(labels[number], "role", notices),
            motions=values_of(labels[number], "motions", notices),
            applies_to=applies_to(labels[number], notices),
            actions=lists.of(number, "actions", wording) or (),
            inputs=lists.of(number, "inputs", wording),
            outputs=lists.of(number, "outputs", wording),
        )
        for number, entry in enumerate(outline.steps)
    )


def _labels_by_step(outline: Outline) -> list[list[Label]]:
    """Labels of the whole body, for two blocks in one step are united; those of the page and of containers are nobody's."""
    found: list[list[Label]] = [[] for _ in outline.steps]
    current: Entry | None = None
    for entry in outline.entries:
        if entry.step is not None:
            current = entry
        if current is not None and current.step is not None and entry.index < current.ends:
            found[current.step].extend(entry.labels)
    return found


def values_of(labels: Iterable[Label], key: str, notices: Notices) -> tuple[str, ...]:
    values: dict[str, None] = {}
    for label in labels:
        if label.key != key:
            continue
        for name in label.names:
            values[name.value] = None
            if name.key is None:
                notices.add(_UNKNOWN[key], label.index + 1, name=name.text)
            elif name.debris:
                notices.add("role-debris", label.index + 1, text=name.text)
    return tuple(values)


def applies_to(labels: Iterable[Label], notices: Notices) -> Literal["all"] | tuple[str, ...] | None:
    found = [label for label in labels if label.key == "applies-to"]
    values = values_of(found, "applies-to", notices)
    return None if not found else "all" if "all" in values else values
