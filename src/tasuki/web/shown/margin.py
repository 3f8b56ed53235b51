"""A page with its findings beside the lines that they are about."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from tasuki.core.finding import Finding
from tasuki.web import prose


@dataclass(frozen=True, slots=True)
class Row:
    """One block of the page, and what was found in it."""

    text: SafeString
    findings: tuple[Finding, ...]


def with_findings(source: str, findings: Sequence[Finding]) -> list[Row]:
    """Blocks without findings between two with some are one row. What is about lines before the first block stands with it."""
    rows: list[Row] = []
    waiting = sorted(findings, key=lambda finding: finding.line or 0)
    blocks = prose.in_blocks(source)
    for place, (lines, text) in enumerate(blocks):
        end = blocks[place + 1][0].start if place + 1 < len(blocks) else None
        here = [finding for finding in waiting if end is None or (finding.line or 0) < max(end, lines.stop)]
        waiting = waiting[len(here) :]
        if rows and not here and not rows[-1].findings:
            rows[-1] = Row(SafeString(rows[-1].text + text), ())
        else:
            rows.append(Row(text, tuple(here)))
    if waiting:
        rows.append(Row(SafeString(), tuple(waiting)))
    return rows
