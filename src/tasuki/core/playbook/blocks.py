"""Headings, paragraphs and list items of a page, in its order, as CommonMark reads them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tasuki.core.playbook.page import Text

# Real lists are nested four deep; each list takes two levels here, each quote one.
MOST_NESTED = 40

# Inline marks are reduced by `plain`; link definitions are found line by line, for the parser's rule is quadratic.
_OFF = ["inline", "text_join", "reference"]
_PARSER = MarkdownIt("commonmark", {"maxNesting": MOST_NESTED}).disable(_OFF)

# Few pages hold quotes, code or HTML; the others are read without asking for them at every line, which takes a sixth less time.
_LEAN_PARSER = MarkdownIt("commonmark", {"maxNesting": MOST_NESTED}).disable([*_OFF, "blockquote", "fence", "html_block"])
_TEXT_IN_HTML = re.compile(r"\s*</?(?:p|div|center)[\s>]", re.IGNORECASE)
_HTML_TAG = re.compile(r"</?(?:p|div|center|br)(?:\s[^<>]{0,500})?/?>", re.IGNORECASE)
_HTML_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_LOST_IN_HTML = re.compile(r"<(table|ul|ol|dl)[\s>]", re.IGNORECASE)
_NEEDS_ALL = re.compile(r"^[ \t>*+\d.)-]*[<>`~]", re.MULTILINE)


@dataclass(slots=True)
class Line:
    """A line of a paragraph."""

    index: int
    text: str


@dataclass(slots=True)
class Heading:
    index: int
    end: int
    level: int
    text: str
    inside_list: bool


@dataclass(slots=True)
class ListItem:
    """`level` counts from 1 at the top; what a heading inside a list item begins is counted from there again.

    `is_label`: it holds a label of the heading above, and is no item of any list.
    """

    index: int
    level: int
    lines: list[Line] = field(default_factory=list)
    holds_heading: bool = False
    is_label: bool = False


@dataclass(slots=True)
class Paragraph:
    """`item` is the list item it belongs to; `leads` tells that it is the item's first text."""

    lines: list[Line]
    item: ListItem | None
    leads: bool


@dataclass(slots=True)
class Code:
    """Indented code: the place where a list item ends up that is indented too far."""

    lines: list[Line]


@dataclass(slots=True)
class Markup:
    """A list or a table written in HTML, of which nothing is read."""

    lines: list[Line]
    tag: str


Block = Heading | ListItem | Paragraph | Code | Markup


@dataclass(slots=True)
class _Walk:
    """Where the walk through the tokens stands: quotes around it, and the list items it is inside of."""

    quotes: int = 0
    items: list[ListItem] = field(default_factory=list)
    bases: list[int] = field(default_factory=list)


def hidden_lines(text: str) -> tuple[set[int], int | None, int | None]:
    """Lines of fenced code and HTML comments, and the places of a fence and a comment that are never closed."""
    hidden: set[int] = set()
    fence: int | None = None
    comment: int | None = None
    last = text.count("\n") + 1
    for token in _PARSER.parse(text):
        if token.map is None:
            continue
        if token.type == "fence":
            hidden.update(range(*token.map))
            if token.map[1] >= last - 1 and not _is_closed(token, text):
                fence = token.map[0]
        elif token.type == "html_block" and token.content.lstrip().startswith("<!--"):
            hidden.update(range(*token.map))
            if "-->" not in token.content:
                comment = token.map[0]
    return hidden, fence, comment


def _is_closed(token: Token, text: str) -> bool:
    lines = text.split("\n")[slice(*(token.map or (0, 0)))]
    while len(lines) > 1 and not lines[-1].strip():
        lines.pop()
    return len(lines) > 1 and lines[-1].strip(" \t>").startswith(token.markup)


def read_blocks(text: str) -> tuple[list[Block], int | None]:
    """The blocks outside quotes, and the line from which something was nested too deep to be read."""
    tokens = (_PARSER if _NEEDS_ALL.search(text) else _LEAN_PARSER).parse(text)
    deepest = next((token for token in tokens if token.level >= MOST_NESTED - 1), None)
    return list(_blocks(tokens, text.split("\n"))), None if deepest is None else (deepest.map or [0])[0]


def _blocks(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[Block]:
    walk = _Walk()
    for place, token in enumerate(tokens):
        kind = token.type
        if kind in ("blockquote_open", "blockquote_close"):
            walk.quotes += token.nesting
        elif walk.quotes:
            continue
        elif kind == "list_item_open":
            yield _enter(walk, token)
        elif kind == "list_item_close":
            walk.items.pop()
            walk.bases.pop()
        elif kind == "heading_open" and not _is_underlined_by_an_item(token, lines):
            yield _heading(walk, token, tokens[place + 1])
        elif kind in ("heading_open", "paragraph_open"):
            yield _paragraph(walk, token, tokens[place + 1])
        elif kind == "html_block":
            yield from _markup((token.map or [0])[0], token.content)
        elif kind == "code_block":
            start = (token.map or [0])[0]
            yield Code([Line(start + offset, text) for offset, text in enumerate(token.content.split("\n"))])


def _markup(start: int, content: str) -> Iterator[Paragraph | Markup]:
    """Text in HTML is a paragraph; of lists and tables it is only known that they stand there."""
    if (lost := _LOST_IN_HTML.search(_HTML_COMMENT.sub("", content))) is not None:
        yield Markup([Line(start, "")], lost[1].lower())
    if _TEXT_IN_HTML.match(content) is not None:
        lines = [_HTML_TAG.sub("", text).strip(" \t") for text in content.split("\n")]
        yield Paragraph([Line(start + offset, text) for offset, text in enumerate(lines)], None, False)


def _is_underlined_by_an_item(token: Token, lines: Sequence[str]) -> bool:
    """A single dash below text is the mark of an empty item; nobody underlines a heading with it."""
    return token.markup == "-" and lines[(token.map or [0, 1])[1] - 1].strip() == "-"


def _enter(walk: _Walk, token: Token) -> ListItem:
    base = walk.bases[-1] if walk.bases else 0
    item = ListItem((token.map or [0])[0], len(walk.items) + 1 - base)
    walk.items.append(item)
    walk.bases.append(base)
    return item


def _heading(walk: _Walk, token: Token, inline: Token) -> Heading:
    if walk.items:
        walk.items[-1].holds_heading = True
        walk.bases[-1] = len(walk.items)
    start, end = token.map or [0, 1]
    return Heading(start, end, int(token.tag[1]), inline.content, bool(walk.items))


def _paragraph(walk: _Walk, token: Token, inline: Token) -> Paragraph:
    start = (token.map or [0])[0]
    lines = [Line(start + offset, text.strip(" \t")) for offset, text in enumerate(inline.content.split("\n"))]
    item = walk.items[-1] if walk.items and walk.bases[-1] < len(walk.items) else None
    if item is None:
        return Paragraph(lines, None, False)
    leads = not item.lines
    item.lines.extend(lines)
    return Paragraph(lines, item, leads)


def texts_of(blocks: Sequence[Block]) -> Iterator[Text]:
    """What a person reads outside tables, quotes and code, each with its line."""
    for block in blocks:
        if isinstance(block, Heading):
            yield Text("heading", block.level, block.index + 1, block.text)
        elif isinstance(block, ListItem) and block.lines:
            yield Text("item", block.level, block.lines[0].index + 1, _raw(block.lines))
        elif isinstance(block, Paragraph) and block.item is None:
            yield Text("paragraph", 0, block.lines[0].index + 1, _raw(block.lines))


def _raw(lines: Sequence[Line]) -> str:
    """The lines with as many line breaks between them as the file has."""
    if len(lines) == 1:
        return lines[0].text
    parts = [lines[0].text]
    for above, line in pairwise(lines):
        parts += ["\n" * (line.index - above.index), line.text]
    return "".join(parts)
