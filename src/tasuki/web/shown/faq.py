"""The FAQ as entries that can be searched: every heading of the second level begins one."""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.safestring import SafeString

from tasuki.web import prose

_HEADING = re.compile(r"^## +(.+)$", re.MULTILINE)
_TITLE = re.compile(r"\A# .*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Entry:
    anchor: str
    title: str
    text: SafeString


def intro_of(text: str) -> SafeString:
    """What stands before the first entry; the page has its own title."""
    first = _HEADING.search(text)
    return prose.whole(_TITLE.sub("", text[: first.start()] if first else text, count=1))


def entries_of(text: str, search: str = "") -> list[Entry]:
    """Those that hold every word of the search, in heading or text; half and full width, large and small are the same."""
    found = list(_HEADING.finditer(text))
    ends = [*(one.start() for one in found[1:]), len(text)]
    wanted = _folded(search).split()
    entries = []
    for number, (heading, end) in enumerate(zip(found, ends, strict=True), start=1):
        body = text[heading.end() : end]
        if all(word in _folded(heading[1] + body) for word in wanted):
            entries.append(Entry(f"entry-{number}", heading[1].strip(), prose.whole(body)))
    return entries


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
