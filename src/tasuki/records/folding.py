"""Names as people look them up: width, kana and letter case make no difference, and a legal form is no part of a name."""

import re
import unicodedata
from functools import cache

from tasuki.records.site import site

_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_BETWEEN = re.compile(r"[\s\u30fb\uff65]+")


def folded(text: str) -> str:
    """For comparing: half width letters, katakana, no blanks."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text).casefold().translate(_TO_KATAKANA))


def place_of(name: str, reading: str) -> str:
    """Where a name stands in a list: by its reading where it has one, without the legal form."""
    found = folded(reading or name)
    for form in _forms():
        found = found.replace(form, "")
    return (found or folded(name))[:400]


@cache
def _forms() -> tuple[str, ...]:
    return tuple(folded(form) for form in site().company_forms)
