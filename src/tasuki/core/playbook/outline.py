"""The outline of a page: which headings are steps, which are sections, and where each ends."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tasuki.core.playbook.blocks import Block, Heading, Line, Paragraph
from tasuki.core.playbook.headings import section_of, title_text
from tasuki.core.playbook.labels import Label, are_labels, criteria_key, read_labels
from tasuki.core.playbook.notices import Notices
from tasuki.core.playbook.plain import plain
from tasuki.core.playbook.vocabulary import Vocabulary

_DEEPEST_SECTION = 3  # a known name further down heads a part of a step


@dataclass(slots=True)
class Entry:
    """A heading that has text. `section` and `criteria` are keys of the vocabulary; `ends` is the index where it ends by rank."""

    index: int
    below: int
    level: int
    title: str
    section: str | None
    criteria: str | None
    labels: list[Label] = field(default_factory=list)
    step: int | None = None
    ends: int = 0

    @property
    def has_role(self) -> bool:
        return any(label.key == "role" for label in self.labels)

    @property
    def is_section(self) -> bool:
        return self.section is not None and (self.level <= _DEEPEST_SECTION or self.section == "tasks")


@dataclass(slots=True)
class Outline:
    """`entries` in the order of the page; `labels` by the line they begin on; `top` are those above the first section."""

    entries: list[Entry]
    steps: list[Entry]
    labels: Mapping[int, Label]
    top: list[Label]

    def inside(self, section: str) -> list[tuple[int, int]]:
        """Where the sections of that name stand, as index ranges."""
        return [(entry.index, entry.ends) for entry in self.entries if entry.section == section and entry.is_section]


def outline_of(blocks: Sequence[Block], in_tables: Sequence[Label], length: int, vocabulary: Vocabulary, notices: Notices) -> Outline:
    top: list[Label] = []
    entries: list[Entry] = []
    labels: dict[int, Label] = {}
    _find_labels_in_lists(blocks, vocabulary)
    for block in blocks:
        if isinstance(block, Heading) and not (underlined := _underlined_labels(block, vocabulary, notices)):
            entry = _entry(block, vocabulary)
            if entry.title:
                entries.append(entry)
                if block.inside_list:
                    notices.add("heading-repaired", entry.index + 1, title=entry.title, repair="inside-list")
        elif isinstance(block, Heading) or (isinstance(block, Paragraph) and (block.item is None or block.item.is_label)):
            for label in underlined if isinstance(block, Heading) else read_labels(block.lines, vocabulary, notices):
                labels.setdefault(label.index, label)
                (entries[-1].labels if entries else top).append(label)
                if isinstance(block, Paragraph) and block.item is not None:
                    notices.add("label-repaired", label.index + 1, label=label.key, repair="inside-list")
    _add_labels(in_tables, entries, top, labels)
    steps = _steps(entries)
    _find_ends(entries, length)
    if entries and entries[0].section is None and entries[0].step is None:
        top.extend(entries[0].labels)
    return Outline(entries, steps, labels, top)


def _add_labels(found: Sequence[Label], entries: Sequence[Entry], top: list[Label], labels: dict[int, Label]) -> None:
    """Labels that stand in tables, among those of the heading above them."""
    starts = [entry.index for entry in entries]
    for label in found:
        place = bisect_right(starts, label.index)
        own = entries[place - 1].labels if place else top
        own.append(label)
        own.sort(key=lambda one: one.index)
        labels.setdefault(label.index, label)


def _find_labels_in_lists(blocks: Sequence[Block], vocabulary: Vocabulary) -> None:
    """Labels that were typed as list items straight below their heading; further down such an item speaks of something else."""
    opening = False
    for block in blocks:
        if isinstance(block, Heading):
            opening = True
        elif isinstance(block, Paragraph) and block.item is None:
            opening = opening and are_labels(block.lines, vocabulary)
        elif isinstance(block, Paragraph) and opening:
            opening = block.leads and are_labels(block.lines, vocabulary)
            if opening and block.item is not None:
                block.item.is_label = True


def _underlined_labels(heading: Heading, vocabulary: Vocabulary, notices: Notices) -> list[Label]:
    """Labels straight above a rule of dashes, which Markdown takes for the underline of a heading."""
    if heading.end - heading.index < 2:
        return []
    lines = [Line(heading.index + offset, text) for offset, text in enumerate(heading.text.split("\n"))]
    found = read_labels(lines, vocabulary, notices)
    if found:
        notices.add("heading-repaired", heading.index + 1, title=plain(lines[0].text), repair="underlined-label")
    return found


def _entry(heading: Heading, vocabulary: Vocabulary) -> Entry:
    title = plain(title_text(heading.text))
    bare = title.rstrip("#").rstrip()
    title = bare if bare and len(title) - len(bare) > 1 else title
    section = section_of(bare, heading.level, vocabulary)
    criteria = None if section else criteria_key([title], 0, vocabulary)
    return Entry(heading.index, heading.end, heading.level, title, section, criteria)


def _steps(entries: Sequence[Entry]) -> list[Entry]:
    """Numbers the steps; a level-2 section is one itself only where no level-3 heading in it is."""
    found: list[Entry] = []
    approach = 0  # level of the Approach section we are in
    container: Entry | None = None
    containers: set[int] = set()
    for entry in entries:
        if entry.criteria is not None:
            continue
        approach = _approach_at(entry, approach)
        if entry.level <= 2:
            container = None
        if not _is_step(entry, inside=bool(approach) or container is not None):
            continue
        found.append(entry)
        if entry.level == 2:
            container = entry
        elif entry.level == 3 and container is not None:
            containers.add(container.index)
    found = [entry for entry in found if entry.index not in containers]
    for number, entry in enumerate(found):
        entry.step = number
    return found


def _approach_at(entry: Entry, level: int) -> int:
    """The level of the Approach section that a heading stands in, 0 for none: it ends by rank, and at any other section of a page."""
    if entry.section == "approach":
        return entry.level
    other = entry.level <= 2 and entry.is_section and entry.section != "tasks"
    return 0 if entry.level <= level or other else level


def _is_step(entry: Entry, *, inside: bool) -> bool:
    """By its role line, or by its place `inside` of Approach or of a level-2 section that carries a role line."""
    if entry.section is not None or not 2 <= entry.level <= 5:
        return False
    return entry.has_role or (entry.level == 3 and inside)


def _find_ends(entries: Sequence[Entry], length: int) -> None:
    """A step ends at the next step, a section at the next section, and both at a heading of their rank or higher."""
    by_level = [length] * 8
    next_step = next_section = length
    for entry in reversed(entries):
        if entry.criteria is not None:
            entry.ends = entry.index
            continue
        entry.ends = min(next_step, next_section, *by_level[1 : entry.level + 1])
        by_level[entry.level] = entry.index
        if entry.step is not None:
            next_step = entry.index
        if entry.is_section and entry.section != "tasks":
            next_section = entry.index


def regions(outline: Outline, sections: Sequence[str]) -> Iterator[tuple[int, int, int | str]]:
    """Index ranges that hold lists: of each step, by its number, and of each section that is asked for, by its key."""
    for entry in outline.entries:
        if entry.step is not None:
            yield entry.index, entry.ends, entry.step
        elif entry.is_section and entry.section in sections:
            yield entry.index, entry.ends, str(entry.section)
