"""Small damage of the text: punctuation that stands twice, brackets left empty, debris of another language, broken sentences."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, pairwise

from tasuki.core.finding import Finding
from tasuki.core.playbook.lint.sheet import Sheet, Unit, any_of
from tasuki.core.playbook.vocabulary import Vocabulary

# Every alternative begins with a mark, so that the search leaps from mark to mark.
_DOUBLED = re.compile(
    r"\.(?<![.\s]\.)[:：](?=\s|$)|\.(?<=\w\.)\.(?=\s|$)|。\s?[:：.。]|[:：](?<!:[:：])[:：](?![:：])|、[、。]|,(?<!,,),(?!,)|,\.(?=\s|$)"
)
_PERCENT = re.compile("[%\uff05]\\s?[%\uff05]")
_EMPTY = re.compile(r"[(（]\s*[)）]")
_CODE = re.compile(r"`[^`]*`")
_CJK = "\u3041-\u30ff\u3400-\u9fff"
_LATIN_START = re.compile(rf"([A-Za-z]+)((?: [A-Za-z]+){{0,6}}) ?(?=[{_CJK}])")
_ENDS = re.compile(r"(?:[.!?。．\uff01\uff1f:：;；)）」』\]】>*_\\|,，、]|<br ?/?>)$")
_KATAKANA = re.compile(r"[\u30a1-\u30ff]{2,}(?: [\u30a1-\u30ff]{2,})+")
_AROUND = 12
_MOST_COMPOUNDS = 500  # each is looked for in the whole page
_MOST_BROKEN = 3  # a page with more breaks its lines on purpose


def doubled_punctuation(sheet: Sheet) -> Iterator[Finding]:
    abbreviated = _abbreviation(sheet.vocabulary)
    for unit in _units_with(sheet, _DOUBLED):
        found = _DOUBLED.search(unit.text)
        if found is not None and abbreviated.search(unit.text, 0, found.start()) is None:
            yield sheet.said("doubled-punctuation", _line(unit, found[0]), text=_around(unit.text, found))


def doubled_percent(sheet: Sheet) -> Iterator[Finding]:
    for unit in _units_with(sheet, _PERCENT):
        if (found := _PERCENT.search(unit.text)) is not None:
            yield sheet.said("doubled-percent", _line(unit, found[0]), text=_around(unit.text, found))


def empty_brackets(sheet: Sheet) -> Iterator[Finding]:
    for unit in _units_with(sheet, _EMPTY):
        found = _EMPTY.search(_CODE.sub("", unit.raw))
        if found is not None:
            yield sheet.said("empty-brackets", _line(unit, found[0]), text=_around(unit.text, _EMPTY.search(unit.text) or found))


def foreign_debris(sheet: Sheet) -> Iterator[Finding]:
    """A sentence that begins in English on a page in another language; names and abbreviations may stand there."""
    if sheet.page.language == "en":
        return
    if not sheet.is_east_asian:
        begins = _debris(sheet.vocabulary)
        for unit in sheet.units:
            if (start := begins.match(unit.text)) is not None:
                yield sheet.said("foreign-debris", unit.line, text=_around(unit.text, start))
        return
    common = {word.casefold() for word in sheet.vocabulary.names("languages", "en")}
    for unit in sheet.units:
        found = _LATIN_START.match(unit.text)
        if found is not None and found[1].casefold() in common:
            yield sheet.said("foreign-debris", unit.line, text=found[0].strip())


def broken_sentences(sheet: Sheet) -> Iterator[Finding]:
    """A line that ends in the middle of a sentence, on a page that otherwise breaks none."""
    broken = [found for unit in sheet.units if unit.kind != "heading" and "\n" in unit.raw for found in _breaks(sheet, unit)]
    if len(broken) <= _MOST_BROKEN:
        for line, above, below in broken:
            yield sheet.said("sentence-broken", line, text=above[-_AROUND:], goes_on=below[:_AROUND])


def _breaks(sheet: Sheet, unit: Unit) -> Iterator[tuple[int, str, str]]:
    raw = unit.raw.split("\n")
    for place, (above, below) in enumerate(pairwise(raw)):
        if not above or not below or _ENDS.search(above) is not None or _is_label(sheet, above) or _is_label(sheet, below):
            continue
        # Two blanks at the end of a line are a line break that somebody wanted.
        written = sheet.lines[unit.line - 1 + place] if unit.line - 1 + place < len(sheet.lines) else ""
        if not written.endswith("  ") and below[0] not in "*_[<!":
            yield unit.line + place, above, below


def _is_label(sheet: Sheet, line: str) -> bool:
    head = re.split("[:：]", line, maxsplit=1)[0].strip("*_ ")
    kinds = ("labels", "criteria")
    return any(sheet.vocabulary.key_of(kind, head) is not None for kind in kinds)


def spelled_two_ways(sheet: Sheet) -> Iterator[Finding]:
    """A compound in katakana with and without its blank; said once, where the rarer form stands first."""
    if sheet.page.language != "ja":
        return
    for parted in islice(dict.fromkeys(_KATAKANA.findall(sheet.text)), _MOST_COMPOUNDS):
        joined = parted.replace(" ", "")
        if joined in sheet.text:
            rare, usual = sorted((parted, joined), key=sheet.text.count)
            line = next(unit.line for unit in sheet.units if rare in unit.text)
            yield sheet.said("spelled-two-ways", line, text=rare, other=usual)


def resources_without_link(sheet: Sheet) -> Iterator[Finding]:
    """A document that instructions tell to use, with no link to open it; criteria only say that it was used."""
    if not sheet.page.steps:
        return
    criteria = {item.line for step in sheet.page.steps for item in (*(step.inputs or ()), *(step.outputs or ()))}
    criteria |= {item.line for items in (sheet.page.key_inputs, sheet.page.key_outputs, sheet.page.objectives) for item in items or ()}
    named = _resource(sheet.vocabulary)
    for unit in sheet.units_naming("resources"):
        if unit.kind == "heading" or unit.line in criteria or "](" in unit.raw:
            continue
        if (found := named.search(unit.text)) is not None:
            yield sheet.said("resource-without-link", _line(unit, found[0]), text=found[0])


def notes_read_as_verbs(sheet: Sheet) -> Iterator[Finding]:
    """“Please note that” in a criterion: often the note, in which something is to be documented, was taken for the verb."""
    asks = _asks(sheet.vocabulary)
    for step in sheet.page.steps:
        for item in (*(step.inputs or ()), *(step.outputs or ())):
            if (found := asks.search(item.text)) is not None:
                yield sheet.said("criterion-says-note", item.line, text=_around(item.text, found))


def sentence_names(sheet: Sheet) -> Iterator[Finding]:
    """A task's name that is an instruction, full stop included: prose and lists cannot name the task by it."""
    for task in sheet.page.tasks:
        if task.name.endswith("。") or (task.name.endswith(".") and not task.name.endswith("..") and " " in task.name):
            yield sheet.said("task-name-is-sentence", task.line, task=task.id, name=task.name)


@lru_cache(maxsize=8)
def _abbreviation(vocabulary: Vocabulary) -> re.Pattern[str]:
    return re.compile(rf"{any_of(vocabulary, 'abbreviations')}\Z", re.IGNORECASE)


@lru_cache(maxsize=8)
def _asks(vocabulary: Vocabulary) -> re.Pattern[str]:
    return re.compile(any_of(vocabulary, "please-note"), re.IGNORECASE)


@lru_cache(maxsize=8)
def _debris(vocabulary: Vocabulary) -> re.Pattern[str]:
    return re.compile(rf"{any_of(vocabulary, 'debris')}\s")


@lru_cache(maxsize=8)
def _resource(vocabulary: Vocabulary) -> re.Pattern[str]:
    return re.compile(any_of(vocabulary, "resources"), re.IGNORECASE)


def _units_with(sheet: Sheet, pattern: re.Pattern[str]) -> Iterator[Unit]:
    """The texts with a match; most pages have none, and are looked through only once."""
    if pattern.search(sheet.text) is not None:
        yield from (unit for unit in sheet.units if pattern.search(unit.text) is not None)


def _line(unit: Unit, fragment: str) -> int:
    return unit.line_of(fragment)


def _around(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - _AROUND) : found.end() + _AROUND]
