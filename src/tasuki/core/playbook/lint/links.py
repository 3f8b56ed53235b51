"""Links that lead nowhere: to a heading of the page, to a file beside it, or broken in themselves."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from html import unescape

from tasuki.core.finding import Finding
from tasuki.core.playbook.lint.sheet import Sheet

_DOUBLE_OPEN = re.compile(r"\]\(\((?:https?:|[\w./-]+\.md)[^\s)]*")
_ADDRESS = re.compile(r"\]\(([\w.+-]+@[\w-]+\.[\w.]+)\)")
_ANCHOR_TAG = re.compile(r"""<[a-z][a-z0-9]*\s[^<>]{0,200}?(?:id|name)\s*=\s*["']?([^"'\s<>]{1,200})""", re.IGNORECASE)
_NOT_SLUG = re.compile(r"[^\w\- ]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")


def anchors_that_lead_nowhere(sheet: Sheet) -> Iterator[Finding]:
    there: frozenset[str] | None = None
    for link, line in sheet.links:
        if not link.startswith("#") or len(link) < 2:
            continue
        there = _anchors(sheet) if there is None else there
        if _decoded(link[1:]).casefold() not in there:
            yield sheet.said("anchor-leads-nowhere", line, link=link)


def malformed_links(sheet: Sheet) -> Iterator[Finding]:
    if "](" not in sheet.page.source:
        return
    for number, line in enumerate(sheet.lines, 1):
        if "](" in line:
            for pattern in (_DOUBLE_OPEN, _ADDRESS):
                yield from (sheet.said("link-malformed", number, link=found[0][1:]) for found in pattern.finditer(line))


def files_that_lead_nowhere(sheet: Sheet, files: Collection[str]) -> Iterator[Finding]:
    """`files` are all files that exist where this page's links may lead; addresses and anchors of the page are no files."""
    for link, line in sheet.links:
        target = target_of(sheet.path, link)
        if target is not None and target not in files:
            yield sheet.said("file-leads-nowhere", line, link=link)


def target_of(path: str, link: str) -> str | None:
    """The file that a relative link of a page leads to, as a path like the page's own; None where it is no such link."""
    bare = _decoded(link.split("#", 1)[0].split("?", 1)[0])
    if not bare or _SCHEME.match(bare) or bare.startswith(("/", "\\", "(", "~")) or "@" in bare or "." not in bare:
        return None
    parts = path.split("/")[:-1]
    for part in bare.split("/"):
        if part == ".." and parts and parts[-1] not in ("..", ""):
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _decoded(link: str) -> str:
    """Percent signs and entities resolved; bytes that are no UTF-8 stay as they were."""
    if "%" in link:
        raw = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), link)
        try:
            link = raw.encode("latin-1").decode("utf-8")
        except UnicodeError:
            return raw
    return unescape(link)


def _anchors(sheet: Sheet) -> frozenset[str]:
    """What headings can be reached by: their words with hyphens, numbered where a heading comes again, and tags with a name."""
    found: dict[str, int] = {}
    anchors: set[str] = set()
    for unit in sheet.units:
        if unit.kind == "heading":
            slug = slug_of(unit.text)
            anchors.add(f"{slug}-{found[slug]}" if slug in found else slug)
            found[slug] = found.get(slug, 0) + 1
    if "<" in sheet.page.source:
        anchors.update(name.casefold() for name in _ANCHOR_TAG.findall(sheet.page.source))
    return frozenset(anchors)


@lru_cache(maxsize=1024)
def slug_of(title: str) -> str:
    return _NOT_SLUG.sub("", title.strip().casefold()).replace(" ", "-")
