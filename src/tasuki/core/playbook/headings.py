"""What stands around the name in a heading or a label and is no part of it: numbers, bullets, brackets, anchors."""

import re
import unicodedata
from functools import lru_cache

from tasuki.core.playbook.vocabulary import Vocabulary, any_of

_DEEPEST_NUMBERED = 2  # further down, a number makes a known name the title of a step
_ATTRIBUTES = re.compile(r"[ \t]*\{:?[ \t]*[#.][^{}]{0,200}\}[ \t]*$")
_OF_PICTURES = "\ufe0e\ufe0f\u20e3"
_ARABIC = r"\d{1,2}(?:\.\d{1,2})*|[\u2460-\u2473\u2160-\u217f\u3220-\u3229]"
_ROMAN_OR_LETTER = "[ivx]{1,5}|[a-z]"


def title_text(text: str) -> str:
    """A heading as it is written, without the anchor behind it (`{#name}`)."""
    return _ATTRIBUTES.sub("", text)


def unadorned(text: str) -> str:
    """Without bullets, brackets, pictures and punctuation on either side."""
    start, end = 0, len(text)
    while start < end and not _is_of_a_word(text[start]):
        start += 1
    while end > start and not _is_of_a_word(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_of_a_word(char: str) -> bool:
    """A letter, a digit, or an accent that stands as a character of its own behind its letter."""
    return char.isalnum() or (unicodedata.category(char)[0] == "M" and char not in _OF_PICTURES)


def section_of(title: str, level: int, vocabulary: Vocabulary) -> str | None:
    """The section that a heading names, matched whole; at the levels where sections stand, it may be numbered and adorned."""
    exact = vocabulary.key_of("sections", title.strip(":： "))
    if exact is not None or level > _DEEPEST_NUMBERED:
        return exact
    bare = unadorned(title)
    return vocabulary.key_of("sections", bare) or vocabulary.key_of("sections", unadorned(_counter(vocabulary).sub("", bare, count=1)))


@lru_cache(maxsize=8)
def _counter(vocabulary: Vocabulary) -> re.Pattern[str]:
    """A number before a name: `3.`, `3.1`, `IV.`, `Chapter 3`, and as Japanese and Chinese number (the words are data)."""
    letters = f"{_ROMAN_OR_LETTER}|{any_of(vocabulary.names('counters', 'digits'))}{{1,3}}"
    words = any_of(vocabulary.names("counters", "before"))
    behind = any_of(vocabulary.names("counters", "behind"))
    return re.compile(
        rf"^(?:{words}\s*(?:{_ARABIC}|{letters})\s*{behind}?(?![a-z])|(?:{_ARABIC})\s*{behind}?|(?:{letters})(?=[\s.．)）、:：]))",
        re.IGNORECASE,
    )
