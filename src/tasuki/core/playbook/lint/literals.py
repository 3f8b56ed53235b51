"""Names that a system knows literally: a person who reads a translation of them finds nothing to choose."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from tasuki.core.finding import Finding
from tasuki.core.playbook.lint.sheet import Sheet, Unit, any_of, words_of
from tasuki.core.playbook.model import SystemWord
from tasuki.core.playbook.quotes import normal
from tasuki.core.playbook.vocabulary import Vocabulary

_LONGEST = 60


def values_with_foreign_letters(sheet: Sheet) -> Iterator[Finding]:
    """System values are plain Latin; a letter beyond that was put there by a translator."""
    for unit, value in _values(sheet):
        if not value.isascii() and not any(mark in value for mark in "\u2013\u2014"):
            yield sheet.said("system-value-translated", unit.line, text=value, prefix=value.split()[0])


def values_that_differ(sheet: Sheet, reference: Sheet) -> Iterator[Finding]:
    """Values that the reference page does not know, where it has some of the same beginning that are not translated themselves."""
    known: dict[str, dict[str, str]] = {}
    for _, value in _values(reference):
        if value.isascii():
            known.setdefault(value.split()[0], {})[normal(value)] = value
    foreign = {id(unit) for unit, value in _values(sheet) if not value.isascii()}
    for unit, value in _values(sheet):
        expected = known.get(value.split()[0])
        if expected and normal(value) not in expected and id(unit) not in foreign:
            yield sheet.said("system-value-differs", unit.line, text=value, expected=sorted(expected.values()), other_path=reference.path)


def translated_literals(sheet: Sheet, literals: Sequence[SystemWord]) -> Iterator[Finding]:
    """Translations that the rules file lists, on a page that does not write the literal beside them."""
    wanted = _translations(literals)
    for unit in sheet.units if wanted else ():
        text = normal(unit.text)
        found = [(also, word) for also, word in wanted.items() if also in text and normal(word[1]) not in text]
        for also, (written, word) in found:
            if not any(also != longer and also in longer for longer, _ in found):
                yield sheet.said("literal-translated", unit.line, text=written, word=word)


def _translations(literals: Sequence[SystemWord]) -> Mapping[str, tuple[str, str]]:
    return {normal(also): (also, one.word) for one in literals for names in one.also.values() for also in names if also != one.word}


def _values(sheet: Sheet) -> Iterator[tuple[Unit, str]]:
    """List items that are nothing but such a value."""
    begins = words_of(sheet.vocabulary, "system-values")
    pattern = _begins(sheet.vocabulary)
    if any(begin in sheet.page.source for begin in begins):
        for unit in sheet.units:
            if unit.kind == "item" and len(unit.text) <= _LONGEST and pattern.match(unit.text):
                yield unit, unit.text.rstrip(" .。")


@lru_cache(maxsize=8)
def _begins(vocabulary: Vocabulary) -> re.Pattern[str]:
    return re.compile(rf"{any_of(vocabulary, 'system-values')}\s\S")
