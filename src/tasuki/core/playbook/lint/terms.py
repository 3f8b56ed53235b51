"""Words for things: headings that say something else than they are read as, and one thing with two names on a page."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from tasuki.core.finding import Finding
from tasuki.core.playbook.lint.sheet import Sheet, Unit, bounded
from tasuki.core.playbook.vocabulary import Vocabulary, normal_name

_LONGEST = 60
_BLANK = re.compile(r"\s")


def words_that_mislead(sheet: Sheet) -> Iterator[Finding]:
    """Headings and labels that the reader knows as something that their words do not say; each once a page."""
    told: set[str] = set()
    for unit in sheet.units if sheet.page.steps else ():
        if unit.kind == "item" or len(unit.text) > _LONGEST:
            continue
        section = sheet.vocabulary.key_of("misleading", unit.text.strip(":： "))
        if section is not None and normal_name(unit.text) not in told:
            told.add(normal_name(unit.text))
            yield sheet.said("words-mislead", unit.line, text=unit.text.strip(), section=section)


def things_with_two_names(sheet: Sheet) -> Iterator[Finding]:
    """Said once a thing, where its rarer name stands first; how a name is spaced and capitalised makes no other name."""
    for names in _terms(sheet.vocabulary).values():
        places = {name: found for name, pattern in names.items() if (found := _places(sheet, name, pattern))}
        if len(places) > 1:
            rarer, *_, usual = sorted(places, key=lambda name: len(places[name]))
            line, other = places[rarer][0].line, places[usual][0].line
            yield sheet.said("one-thing-two-names", line, text=rarer, other=usual, other_line=other)


def _places(sheet: Sheet, name: str, pattern: re.Pattern[str]) -> list[Unit]:
    if _BLANK.sub("", name.casefold()) not in sheet.folded_tight:
        return []
    return [unit for unit in sheet.units if pattern.search(unit.text) is not None]


@lru_cache(maxsize=8)
def _terms(vocabulary: Vocabulary) -> Mapping[str, Mapping[str, re.Pattern[str]]]:
    def pattern(name: str) -> re.Pattern[str]:
        return re.compile(r"\s?".join(bounded(part) for part in name.split()), re.IGNORECASE)

    return {key: {name: pattern(name) for name in names} for key, names in vocabulary.kinds.get("terms", {}).items()}
