"""Markdown inside a line, reduced to the text a person reads: no emphasis marks, no link targets, no escapes.

More forgiving than CommonMark about emphasis beside CJK punctuation, where translators' bold never renders, and linear in
the length of the text whatever it holds.
"""

import html
import re
from collections.abc import Collection
from dataclasses import dataclass, field

from tasuki.core.playbook.vocabulary import normal_name

_TOKEN = re.compile(
    r"""\\[!-/:-@\[-`{-~]
    |`+
    |<!--.{0,300}?-->
    |<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]{0,2000}>
    |<[^\s<>@]{1,200}@[^\s<>@]{1,200}>
    |</?[A-Za-z][A-Za-z0-9]{0,9}(?:\s[^<>]{0,500})?/?>
    |!\[|\[|\]|\*+|_+|~~
    |&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});""",
    re.VERBOSE | re.DOTALL,
)
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_TAGS = frozenset(
    {"a", "abbr", "b", "big", "br", "cite", "code", "del", "div", "em", "font", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "q"}
    | {"s", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "th", "tr", "tt", "u", "ul"}
)
_TARGET = re.compile(r"""[ \n]{0,9}(?:<[^<>\n]{0,2000}>|(?P<bare>[^\s<]))""")
_TITLE = re.compile(r"""[ \n]{0,9}(?:[ \n](?:"[^"]{0,1000}"|'[^']{0,1000}'|\([^()]{0,1000}\)))?[ \n]{0,9}\)""")
_REFERENCE = re.compile(r"\[([^\[\]]{0,200})\]")
_LONGEST_TARGET = 2000
_DEEPEST_TARGET = 8  # brackets inside brackets; CommonMark asks for three at least

_CJK = "\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
_TIGHT_BREAK = re.compile(rf"(?<=[{_CJK}])\n|\n(?=[{_CJK}])")
_MARKED = re.compile(r"[\\`<\[\]*_&~\x00]")
_MARK = "\x00"


@dataclass(slots=True)
class _Scan:
    """What has been put out so far; opening marks are kept by their place in `out`, to be taken back when they close."""

    text: str
    references: Collection[str]
    out: list[str] = field(default_factory=list)
    brackets: list[tuple[int, int]] = field(default_factory=list)
    openers: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: {"*": [], "_": []})
    struck: int | None = None
    ticks: dict[int, list[int]] = field(default_factory=dict)


def plain(text: str, *, tight: bool = False, references: Collection[str] = ()) -> str:
    """The text without its marks; soft line breaks become a blank, or nothing beside CJK where `tight`."""
    if _MARKED.search(text) is not None:
        text = _without_marks(text.replace(_MARK, "\ufffd"), references).replace("**", "").replace(_MARK, "*")
    if "\n" in text:
        text = text.replace("\\\n", "\n")
        text = _TIGHT_BREAK.sub("", text) if tight else text
    return " ".join(text.split())


def _without_marks(text: str, references: Collection[str]) -> str:
    scan = _Scan(text, references)
    for run in re.finditer("`+", text):
        scan.ticks.setdefault(len(run[0]), []).append(run.start())
    for places in scan.ticks.values():
        places.reverse()
    at = 0
    while (found := _TOKEN.search(text, at)) is not None:
        scan.out.append(text[at : found.start()])
        at = _take(scan, found[0], found.start())
    scan.out.append(text[at:])
    return "".join(scan.out)


def _take(scan: _Scan, token: str, at: int) -> int:
    """Puts out what a token stands for and returns where reading goes on."""
    end = at + len(token)
    first = token[0]
    if first == "\\":
        scan.out.append(_MARK if token[1] == "*" else token[1])
    elif first == "`":
        return _take_code(scan, token, at)
    elif first == "<":
        scan.out.append(_visible(token))
    elif first == "&":
        scan.out.append(html.unescape(token).replace("*", _MARK))
    elif first in "*_":
        _take_emphasis(scan, token, at)
    elif first == "]":
        return _take_link(scan, end)
    elif first == "~":
        _take_struck(scan)
    else:
        scan.brackets.append((len(scan.out), end))
        scan.out.append(token)
    return end


def _visible(token: str) -> str:
    if token.startswith("<!--"):
        return ""
    tag = _TAG.match(token)
    if tag is not None and tag[1].lower() in _TAGS:
        return "\n" if tag[1].lower() == "br" else ""
    return token[1:-1] if ":" in token or "@" in token else token


def _take_code(scan: _Scan, token: str, at: int) -> int:
    end = at + len(token)
    places = scan.ticks.get(len(token), [])
    while places and places[-1] < end:
        places.pop()
    if not places:
        scan.out.append(token)
        return end
    closing = places.pop()
    scan.out.append(scan.text[end:closing].strip().replace("*", _MARK))
    return closing + len(token)


def _take_emphasis(scan: _Scan, token: str, at: int) -> None:
    char = token[0]
    before = scan.text[at - 1] if at else " "
    after = scan.text[at + len(token)] if at + len(token) < len(scan.text) else " "
    opens, closes = not after.isspace(), not before.isspace()
    if char == "_":
        opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
    openers = scan.openers[char]
    left = len(token)
    while closes and left and openers:
        place, length = openers.pop()
        paired = min(left, length)
        left -= paired
        scan.out[place] = char * (length - paired)
        if length > paired:
            openers.append((place, length - paired))
    if opens and left:
        openers.append((len(scan.out), left))
    scan.out.append(char * left)


def _take_struck(scan: _Scan) -> None:
    """What is struck out stays to be read; only its marks go, as those of emphasis do."""
    if scan.struck is not None:
        scan.out[scan.struck] = ""
    scan.struck = len(scan.out) if scan.struck is None else None
    scan.out.append("~~" if scan.struck is not None else "")


def _take_link(scan: _Scan, end: int) -> int:
    """Behind a `]`: with a target, or a label the page defines, the brackets go; otherwise they were meant literally."""
    scan.out.append("]")
    if not scan.brackets:
        return end
    place, start = scan.brackets.pop()
    after = _after_target(scan.text, end)
    if after is None and scan.references:
        after = _after_reference(scan, start, end)
    if after is None:
        return end
    is_footnote = scan.text.startswith("^", start) and not scan.text.startswith("(", end)
    for emptied in range(place, len(scan.out)) if is_footnote else (place, -1):
        scan.out[emptied] = ""
    return after


def _after_target(text: str, at: int) -> int | None:
    if not text.startswith("(", at):
        return None
    found = _TARGET.match(text, at + 1)
    if found is None:
        empty = _TITLE.match(text, at + 1)
        return None if empty is None else empty.end()
    end = found.end()
    if found["bare"] is not None:
        end = _balanced(text, found.start("bare"))
    closing = _TITLE.match(text, end)
    return None if closing is None else closing.end()


def _balanced(text: str, at: int) -> int:
    """The end of a bare link target: the first blank, or the bracket that closes more than was opened."""
    depth = 0
    end = at
    limit = min(len(text), at + _LONGEST_TARGET)
    while end < limit and depth <= _DEEPEST_TARGET and not text[end].isspace():
        if text[end] == "\\" and end + 1 < limit:
            end += 1
        elif text[end] == "(":
            depth += 1
        elif text[end] == ")":
            if depth == 0:
                break
            depth -= 1
        end += 1
    return end if depth == 0 else at


def _after_reference(scan: _Scan, start: int, end: int) -> int | None:
    label = _REFERENCE.match(scan.text, end)
    if label is not None and label[1]:
        return label.end() if normal_name(label[1]) in scan.references else None
    if end - start > 200 or normal_name(scan.text[start : end - 1]) not in scan.references:
        return None
    return end if label is None else label.end()
