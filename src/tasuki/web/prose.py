"""The page's own words as safe HTML: raw HTML stays text, links lead only to the web, and nothing gets through that nh3 does not know."""

import re
from collections.abc import Collection
from functools import lru_cache

import nh3
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tasuki.core.playbook.page import Page, Step
from tasuki.services import playbooks

_TAGS = {"p", "br", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr", "h3", "h4", "h5", "h6"} | {
    *("h2", "table", "thead", "tbody", "tr", "th", "td", "del")
}
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\n(?:.*\n)*?---[ \t]*(?:\n|\Z)")
_LABEL_LINES = 2


@lru_cache(maxsize=256)
def whole(source: str) -> SafeString:
    """A whole page; its headings move down by one, for the screen has a title of its own. Front matter is left out."""
    return _safe(_MARKDOWN.parse(_without_comments(_without_front_matter(source))))


@lru_cache(maxsize=64)
def in_blocks(source: str) -> tuple[tuple[range, SafeString], ...]:
    """A whole page block by block, each with the lines of the file that it stands on: for notes in the margin."""
    text = _without_front_matter(source)
    offset = source[: len(source) - len(text)].count("\n") + 1
    told = []
    for block in _blocks(_MARKDOWN.parse(text)):
        first, last = block[0].map or [0, 0]
        told.append((range(first + offset, last + offset), _safe(block)))
    return tuple(told)


def of_step(page: Page, step: Step) -> SafeString:
    """The step's text without its heading, and without the inputs, outputs and tasks that the screen shows with their verdicts."""
    shown = {item.line for item in (*(step.inputs or ()), *(step.outputs or ()))}
    shown |= {task.line for task in page.tasks}
    return _of_step(page.source, step.line, step.end, frozenset(shown))


@lru_cache(maxsize=512)
def _of_step(source: str, start: int, end: int, shown: Collection[int]) -> SafeString:
    lines = _without_comments(source).splitlines()[start : end - 1]
    lines_shown = {line - start - 1 for line in shown}
    kept: list[Token] = []
    for block in _blocks(_MARKDOWN.parse("\n".join(lines))):
        first, last = block[0].map or [0, 0]
        if lines_shown & set(range(first, last)):
            if kept and _is_label(kept):
                del kept[_start_of_last(kept) :]
        else:
            kept += block
    while kept and kept[-1].type == "heading_close":
        del kept[_start_of_last(kept) :]
    return _safe(kept)


def _blocks(tokens: list[Token]) -> list[list[Token]]:
    """The top-level blocks, each with all its tokens."""
    blocks: list[list[Token]] = []
    for token in tokens:
        if token.level == 0 and token.nesting >= 0:
            blocks.append([])
        blocks[-1].append(token)
    return blocks


def _is_label(tokens: list[Token]) -> bool:
    """The block just before a list that is shown elsewhere: its heading, or a bold line."""
    block = tokens[_start_of_last(tokens) :]
    if block[0].type == "heading_open":
        return True
    first, last = block[0].map or [0, 0]
    is_bold = len(block) > 1 and block[1].content.startswith(("**", "__"))
    return block[0].type == "paragraph_open" and is_bold and last - first < _LABEL_LINES


def _start_of_last(tokens: list[Token]) -> int:
    return max(n for n, token in enumerate(tokens) if token.level == 0 and token.nesting >= 0)


def _without_front_matter(source: str) -> str:
    """Fences may have blanks behind them; a block that never ends is text."""
    head = _FRONT_MATTER.match(source)
    return source[head.end() :] if head else source


def _without_comments(source: str) -> str:
    """Remarks for machines; the lines stay where they are."""
    return _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), source)


def _safe(tokens: list[Token]) -> SafeString:
    html = _MARKDOWN.renderer.render(_one_lower(tokens), _MARKDOWN.options, {})
    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    return mark_safe(cleaned)  # noqa: S308 - cleaned just above


def _one_lower(tokens: list[Token]) -> list[Token]:
    lowered = []
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token = token.copy(tag=f"h{min(6, int(token.tag[1]) + 1)}")
        elif token.type == "inline":
            token = token.copy(children=[_linked(child) for child in token.children or ()])
        lowered.append(token)
    return lowered


def _linked(token: Token) -> Token:
    """A link to a neighbouring page's file leads to where that page is shown; any other place on this site is none of a page's business."""
    href = str(token.attrs.get("href", ""))
    if token.type != "link_open" or "//" in href or href.startswith(("mailto:", "#")):
        return token
    name, mark, _ = href.rpartition("/")[2].partition(".")
    is_faq = mark and playbooks.faq_versions(name)
    return token.copy(attrs={"href": reverse("faq", args=[name]) if is_faq else reverse("playbooks")})
