"""Dates as people type them into front matter and change tables: month/day/year, and what else is unmistakable."""

import re
import unicodedata
from datetime import date

from tasuki.core.playbook.notices import Notices
from tasuki.core.playbook.vocabulary import Vocabulary

_AROUND_SLASH = re.compile(r" ?/ ?")
_US = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})\s?\D\s?(\d{1,2})\s?\D\s?(\d{1,2})\s?\D?")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})")
_DAY_NAMED = re.compile(r"(\d{1,2})\.?[\s-]+(?:de\s+)?([^\W\d_]{3,12})\.?,?[\s-]+(?:de\s+)?(\d{4})")
_NAMED_DAY = re.compile(r"([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")


def read_date(text: str, line: int, vocabulary: Vocabulary, notices: Notices) -> date | None:
    """None, with a finding, where nobody can read it."""
    text = _AROUND_SLASH.sub("/", unicodedata.normalize("NFKC", text))
    if (found := _US.fullmatch(text)) is not None:
        day = _made(found[3], found[1], found[2])
    elif (day := _otherwise(text, vocabulary)) is not None:
        notices.add("date-format", line, text=text, date=day.isoformat())
    if day is None:
        notices.add("unreadable-date", line, text=text)
    return day


def _otherwise(text: str, vocabulary: Vocabulary) -> date | None:
    if (found := _YEAR_FIRST.fullmatch(text)) is not None:
        return _made(found[1], found[2], found[3])
    if (found := _DOTTED.fullmatch(text)) is not None:
        return _made(found[3], found[2], found[1])
    if (found := _DAY_NAMED.fullmatch(text)) is not None:
        return _made(found[3], vocabulary.key_of("months", found[2]) or "0", found[1])
    if (found := _NAMED_DAY.fullmatch(text)) is not None:
        return _made(found[3], vocabulary.key_of("months", found[1]) or "0", found[2])
    return None


def _made(year: str, month: str, day: str) -> date | None:
    century = 2000 if len(year) == 2 else 0
    try:
        return date(century + int(year), int(month), int(day))
    except ValueError:
        return None
