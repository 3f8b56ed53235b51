"""Names as people look them up: width, kana and letter case make no difference, and a legal form is no part of a name."""

import re
import unicodedata
from functools import cache

from tasuki.records.site import site

_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_KANJI = re.compile(r"[\u3005\u3400-\u9fff\uf900-\ufaff]")
_BETWEEN = re.compile(r"[\s\u30fb\uff65]+")


def folded(text: str) -> str:
    """For comparing: half width letters, katakana, no blanks."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text).casefold().translate(_TO_KATAKANA))


def place_of(name: str, reading: str = "") -> str:
    """Where a name stands in a list: by its reading where it has one, without the legal form. Every list of names goes by it."""
    found = folded(reading or name)
    for form in _forms():
        found = found.replace(form, "")
    return (found or folded(name))[:400]


def place_of_person(name: str, login: str) -> str:
    """A colleague has no reading on record, and code points of kanji are no order: who is written in kanji stands where his login does."""
    return place_of(name, login if _KANJI.match(name) else "")


@cache
def _forms() -> tuple[str, ...]:
    """The longest first, so that none leaves the rest of another."""
    return tuple(sorted((folded(form) for form in site().company_forms), key=len, reverse=True))
