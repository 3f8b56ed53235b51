"""Lines that look like list items or steps and are none in Markdown: said, never repaired, for nobody can know what was meant."""

import re
from collections.abc import Iterable

from tasuki.core.playbook.blocks import Block, Code, Line, Markup, Paragraph
from tasuki.core.playbook.notices import Notices
from tasuki.core.playbook.plain import plain

_TYPED_ITEM = re.compile(
    r"""\d{1,2}[.)．](?![\d.)]) \s* \S            # 8.text, and 8. text where Markdown reads on with the paragraph
    |[•▪‣◦●\u30fb\uff65] \s* \S
    |(?:[a-zA-Z]|[ivx]{2,4}) [.)] \s+ (?!\w[.)]) \S    # a. text; "z. B." is none
    |[-+] [^\W\d_]""",
    re.VERBOSE,
)
_MARKED_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s+\S")
_NUMBERED_BOLD = re.compile(r"(?:\*\*|__)\s*\d{1,2}[.)．]\s*\S.*(?:\*\*|__)\s*")


def note_lookalikes(blocks: Iterable[Block], notices: Notices) -> None:
    for block in blocks:
        if isinstance(block, Code):
            _note(block.lines, _MARKED_ITEM, notices)
        elif isinstance(block, Markup):
            notices.add("html-not-read", block.lines[0].index + 1, tag=block.tag)
        elif isinstance(block, Paragraph):
            for line in block.lines:
                if block.item is None and _NUMBERED_BOLD.fullmatch(line.text):
                    notices.add("not-a-step", line.index + 1, text=_shown(line))
            _note(block.lines[1:] if block.leads else block.lines, _TYPED_ITEM, notices)


def _note(lines: Iterable[Line], looks: re.Pattern[str], notices: Notices) -> None:
    for line in lines:
        if looks.match(line.text):
            notices.add("not-a-list-item", line.index + 1, text=_shown(line))


def _shown(line: Line) -> str:
    return plain(line.text[:200])[:80]
