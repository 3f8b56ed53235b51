"""The lines of a page before Markdown sees them: invisible characters, limits, conflict markers and front matter."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tasuki.core.playbook.dates import read_date
from tasuki.core.playbook.notices import Notices
from tasuki.core.playbook.page import Meta
from tasuki.core.playbook.vocabulary import Vocabulary

# The largest real page has 40,000 characters, 422 lines and no line over 600: beyond these limits nobody wrote a page.
LONGEST_LINE = 20_000
MOST_CHARACTERS = 4_000_000
MOST_LINES = 300_000

_LINE_END = re.compile(r"\r\n?")
_ZERO_WIDTH = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_NO_BREAK = re.compile("[\u0085\u00a0\u2000-\u200a\u2028\u2029\u202f\u205f]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffd]")

_FENCE = re.compile(r"---[ \t]*")
_CLOSING = re.compile(r"(?:-{3,}|\.\.\.)[ \t]*")
_KEY = re.compile(r"([A-Za-z][\w.-]{0,60})[ \t]*:(?!//)[ \t]*(.*)")
_QUOTED = re.compile(r"""(["'])(.*)\1[ \t]*(?:#.*)?""")
_COMMENT = re.compile(r"[ \t]#.*")
_INSIDE = re.compile(r"[ \t]*(?:#.*)?|[ \t]+\S.*|- .*")
_LONGEST_FRONT = 200
_BLANKS_BEFORE = 10


@dataclass(slots=True)
class Source:
    """The page's lines with the numbers of the file: index 0 is line 1."""

    lines: list[str]
    text: str
    meta: Meta = field(default_factory=Meta)
    front_title: str = ""
    body: int = 0  # index of the first line after the front matter
    markers: frozenset[int] = frozenset()  # indexes of conflict markers, blank by now


def open_source(text: str, vocabulary: Vocabulary, notices: Notices) -> Source:
    lines = _limited(_LINE_END.sub("\n", text[: MOST_CHARACTERS + 1]), len(text), notices)
    lines = _visible(lines, notices)
    source = Source(lines, "\n".join(lines))
    _take_front_matter(source, vocabulary, notices)
    source.markers = frozenset(_blank_conflicts(lines, source.body, notices))
    return source


def _limited(text: str, length: int, notices: Notices) -> list[str]:
    lines = text[:MOST_CHARACTERS].split("\n")
    if length > MOST_CHARACTERS:
        notices.add("page-cut", len(lines), length=length, limit=MOST_CHARACTERS, unit="characters")
    if len(lines) > MOST_LINES:
        notices.add("page-cut", MOST_LINES, length=len(lines), limit=MOST_LINES, unit="lines")
        del lines[MOST_LINES:]
    for index, line in enumerate(lines):
        if len(line) > LONGEST_LINE:
            notices.add("line-cut", index + 1, length=len(line), limit=LONGEST_LINE)
            lines[index] = line[:LONGEST_LINE]
    return lines


def _visible(lines: list[str], notices: Notices) -> list[str]:
    """Without what nobody sees; one note a page counts it, for every second real page is full of it."""
    text = "\n".join(lines).replace("\x0b", " ").replace("\x0c", " ")
    first = min((place.start() for one in (_ZERO_WIDTH, _NO_BREAK) if (place := one.search(text))), default=None)
    broken = _CONTROL.search(text)
    line_of_first = 0 if first is None else text.count("\n", 0, first) + 1
    line_of_broken = 0 if broken is None else text.count("\n", 0, broken.start()) + 1
    text, zero_width = _ZERO_WIDTH.subn("", text)
    text, no_break = _NO_BREAK.subn(" ", text)
    text, control = _CONTROL.subn("\ufffd", text)
    lines = text.split("\n")
    trailing = [index for index, line in enumerate(lines) if line[-1:] in (" ", "\t") and line[0] in "#-" and _is_untidy(line)]
    if zero_width or no_break or trailing:
        line = min([line_of_first or len(lines), *(index + 1 for index in trailing[:1])])
        notices.add("invisible-characters", line, zero_width=zero_width, no_break=no_break, trailing=len(trailing))
    if control:
        notices.add("control-characters", line_of_broken, count=control)
    return lines


def _is_untidy(line: str) -> bool:
    """Blanks behind a heading or a fence mean nothing; behind text, two of them are a line break."""
    return line.startswith("#") or _FENCE.fullmatch(line) is not None


def _take_front_matter(source: Source, vocabulary: Vocabulary, notices: Notices) -> None:
    lines = source.lines
    start = next((index for index, line in enumerate(lines[:_BLANKS_BEFORE]) if line.strip()), 0)
    if not _FENCE.fullmatch(lines[start]):
        return
    end = start + 1
    limit = min(len(lines), _LONGEST_FRONT)
    while end < limit and not _CLOSING.fullmatch(lines[end]) and (_KEY.fullmatch(lines[end]) or _INSIDE.fullmatch(lines[end])):
        end += 1
    closed = end < limit and _CLOSING.fullmatch(lines[end]) is not None
    values = _values(lines, start + 1, end, closed=closed)
    if not values:
        return
    if not closed:
        end = max(line for _, line in values.values())
        notices.add("front-matter-unclosed", 1)
    source.body = end + 1 if closed else end
    source.meta = _meta(values, vocabulary, notices)
    source.front_title = values.get("title", ("", 0))[0]
    lines[: source.body] = [""] * source.body


def _values(lines: list[str], start: int, end: int, *, closed: bool) -> dict[str, tuple[str, int]]:
    """Each key with its value and line; a value that runs on below its key is joined, unless the block might be the page itself."""
    values: dict[str, tuple[str, int]] = {}
    key = ""
    for index in range(start, end):
        found = _KEY.fullmatch(lines[index])
        if found is not None:
            key = found[1].lower()
            values[key] = (_unquoted(found[2]), index + 1)
        elif closed and key and (more := lines[index].strip()) and not more.startswith("#"):
            value, line = values[key]
            below = more.removeprefix("- ")
            joined = ", " if below != more and value else " "
            values[key] = (f"{value}{joined}{below}".strip(), line)
    return values


def _unquoted(value: str) -> str:
    value = value.strip()
    found = _QUOTED.fullmatch(value)
    if found is not None:
        return found[2].replace("''", "'").strip() if found[1] == "'" else found[2].strip()
    value = _COMMENT.sub("", value).strip()
    if value.startswith("[") and value.endswith("]"):
        return value[1:-1].strip()
    return "" if value in ("null", "~", ">", ">-", "|", "|-") else value


def _meta(values: dict[str, tuple[str, int]], vocabulary: Vocabulary, notices: Notices) -> Meta:
    def value(key: str) -> str | None:
        return values.get(key, ("", 0))[0] or None

    day, line = values.get("ms.date", ("", 0))
    return Meta(
        owner=value("ft.owner"),
        manager=value("manager"),
        author=value("author"),
        date=read_date(day, line, vocabulary, notices) if day else None,
        audience=value("ft.audience"),
    )


def _blank_conflicts(lines: list[str], start: int, notices: Notices) -> Iterator[int]:
    """Takes conflict markers out, so that both sides are read; the common ancestor of a three-way conflict is no side."""
    side = ""
    for index in range(start, len(lines)):
        marker = _marker(lines[index], side)
        if marker == "<" or (marker == ">" and not side):
            notices.add("merge-conflict", index + 1)
        if marker:
            side = "" if marker == ">" else marker
        if marker or side == "|":
            lines[index] = ""
            yield index


def _marker(line: str, side: str) -> str:
    line = line.rstrip()
    char = line[:1]
    if char not in ("<", "|", "=", ">") or line[:7] != char * 7 or line[7:8] not in ("", " "):
        return ""
    if char == "|":
        return char if side == "<" else ""
    if char == "=":
        return char if side in ("<", "|") and len(line) == 7 else ""
    return char
