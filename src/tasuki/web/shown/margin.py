"""A page with its findings beside the lines that they are about, alone or step by step beside the same page in another language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from tasuki.core.finding import Finding
from tasuki.core.playbook.page import Page
from tasuki.core.playbook.translation import partners
from tasuki.web import prose

_TO_THE_END = 1 << 60
_FEW = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One block of the page, and what was found in it."""

    text: SafeString
    findings: tuple[Finding, ...]

    @property
    def open(self) -> tuple[Finding, ...]:
        """What is read at once: all of them where there are few, else what is more than a note."""
        return self.findings if len(self.findings) <= _FEW else tuple(one for one in self.findings if one.severity != "note")

    @property
    def folded(self) -> tuple[Finding, ...]:
        return () if len(self.findings) <= _FEW else tuple(one for one in self.findings if one.severity == "note")


@dataclass(frozen=True, slots=True)
class Side:
    """What one page says in one part of the process; no rows where it has no such part."""

    language: str
    rows: tuple[Row, ...]


Part = range
"""The lines of one part of a page: what stands before the steps, a step, or what follows them."""


def beside(pages: Sequence[Page], findings: Sequence[Finding]) -> list[tuple[Side, ...]]:
    """Part by part; of two pages, the parts that are the same by structure stand side by side."""
    sides = [(page.language, with_findings(page, [one for one in findings if one.path == page.path])) for page in pages]
    if len(pages) == 1:
        return [(Side(sides[0][0], tuple(row for _, row in sides[0][1])),)]
    return [
        tuple(Side(language, tuple(row for line, row in rows if line in part)) for (language, rows), part in zip(sides, parts, strict=True))
        for parts in _aligned(*pages)
    ]


def with_findings(page: Page, findings: Sequence[Finding]) -> list[tuple[int, Row]]:
    """Every block with its line. What is about lines before the first block stands with it."""
    rows: list[tuple[int, Row]] = []
    waiting = sorted(findings, key=lambda finding: finding.line or 0)
    blocks = prose.in_blocks(page.source)
    for place, (lines, text) in enumerate(blocks):
        end = blocks[place + 1][0].start if place + 1 < len(blocks) else None
        here = [finding for finding in waiting if end is None or (finding.line or 0) < max(end, lines.stop)]
        waiting = waiting[len(here) :]
        rows.append((lines.start, Row(text, tuple(here))))
    if waiting:
        rows.append((1, Row(SafeString(), tuple(waiting))))
    return rows


def _aligned(one: Page, other: Page) -> Iterator[tuple[Part, Part]]:
    """The parts of both pages in their order; a step that only one of them has stands beside nothing."""
    mine, others = _parts(one), _parts(other)
    nothing = range(0)
    yield mine[0], others[0]
    done = 0
    same = partners(one, other)
    for number in range(len(one.steps)):
        there = same.get(number)
        if there is None:
            yield mine[number + 1], nothing
            continue
        yield from ((nothing, others[only + 1]) for only in range(done, there))
        yield mine[number + 1], others[there + 1]
        done = there + 1
    yield from ((nothing, others[only + 1]) for only in range(done, len(other.steps)))
    yield mine[-1], others[-1]


def _parts(page: Page) -> list[Part]:
    """What stands before the steps, each step, and what follows the last one."""
    starts = [step.line for step in page.steps]
    ends = [*starts[1:], page.steps[-1].end] if starts else []
    first, last = (starts[0], ends[-1]) if starts else (_TO_THE_END, _TO_THE_END)
    steps = [range(start, end) for start, end in zip(starts, ends, strict=True)]
    return [range(first), *steps, range(last, _TO_THE_END)]
