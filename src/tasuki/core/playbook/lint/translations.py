"""Pages of one playbook in several languages, sentence by sentence where they align: figures, comparisons, note categories."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from tasuki.core.finding import Finding
from tasuki.core.playbook.lint.figures import Figure, Threshold, figures_in, thresholds_in
from tasuki.core.playbook.lint.sheet import Sheet, Unit, any_of
from tasuki.core.playbook.page import Item, Step
from tasuki.core.playbook.translation import partners
from tasuki.core.playbook.vocabulary import Vocabulary

_LISTS = ("inputs", "outputs", "actions")
_SECTIONS = ("objectives", "key_inputs", "key_outputs", "next_steps")

Twins = tuple[Unit, Unit]


def aligned_units(sheet: Sheet, reference: Sheet) -> Iterator[Twins]:
    """What says the same on both pages: list items where the outlines are equal, paragraphs where there are as many, task names by id."""
    same = partners(sheet.page, reference.page)
    steps = [(sheet.page.steps[here], reference.page.steps[there]) for here, there in same.items()]
    mine, theirs = _by_line(sheet), _by_line(reference)
    for here, there in _aligned_lists(sheet, reference, steps):
        if here.line in mine and there.line in theirs:
            yield mine[here.line], theirs[there.line]
    yield from _aligned_prose(sheet, reference, steps)
    names = {task.id: task for task in reference.page.tasks}
    for task in sheet.page.tasks:
        if (other := names.get(task.id)) is not None:
            yield Unit("item", 1, task.line, task.name, ""), Unit("item", 1, other.line, other.name, "")


def _by_line(sheet: Sheet) -> dict[int, Unit]:
    return {unit.line: unit for unit in sheet.units if unit.kind == "item"}


def _aligned_lists(sheet: Sheet, reference: Sheet, steps: Sequence[tuple[Step, Step]]) -> Iterator[tuple[Item, Item]]:
    lists = [(getattr(here, name), getattr(there, name)) for here, there in steps for name in _LISTS]
    lists += [(getattr(sheet.page, name), getattr(reference.page, name)) for name in _SECTIONS]
    for here, there in lists:
        if here and there and [item.level for item in here] == [item.level for item in there]:
            yield from zip(here, there, strict=True)


def _aligned_prose(sheet: Sheet, reference: Sheet, steps: Sequence[tuple[Step, Step]]) -> Iterator[Twins]:
    first = [page.steps[0].line if page.steps else 1 << 60 for page in (sheet.page, reference.page)]
    places = [((1, first[0]), (1, first[1]))] + [((here.line, here.end), (there.line, there.end)) for here, there in steps]
    for mine, theirs in places:
        here, there = sheet.prose(*mine), reference.prose(*theirs)
        if [unit.kind for unit in here] == [unit.kind for unit in there]:
            yield from zip(here, there, strict=True)


def turned_comparisons(sheet: Sheet, reference: Sheet, twins: Sequence[Twins]) -> Iterator[Finding]:
    """The same figure compared the other way round. Words that are not known compare nothing, and are not guessed."""
    for here, there in twins:
        mine, theirs = (_compared(figures_in(unit.text, sheet.vocabulary)) for unit in (here, there))
        for value, figures in mine.items():
            others = theirs.get(value, [])
            if len(figures) == len(others) and sorted(one.sign or "" for one in figures) != sorted(one.sign or "" for one in others):
                values = {
                    "figure": f"{value:,f}",
                    "here": [one.bound for one in figures],
                    "there": [one.bound for one in others],
                }
                yield sheet.said("comparison-turned", here.line, **values, other_path=reference.path, other_line=there.line)


def _compared(figures: Sequence[Figure]) -> dict[object, list[Figure]]:
    found: dict[object, list[Figure]] = {}
    for figure in figures:
        if figure.direction is not None:
            found.setdefault(figure.value, []).append(figure)
    return found


def differing_thresholds(sheet: Sheet, reference: Sheet, twins: Sequence[Twins]) -> Iterator[Finding]:
    """The same condition on both pages, and another figure of the same kind; said once a sentence."""
    for here, there in twins:
        mine, theirs = (_asked(thresholds_in(unit.text, sheet.vocabulary)) for unit in (here, there))
        for condition, figures in mine.items():
            others = theirs.get(condition, {})
            if others and not figures.keys() & others.keys():
                bound, figure = next(iter(figures.values()))
                values = {"bound": bound, "figure": figure, "other_figure": next(iter(others.values()))[1]}
                yield sheet.said("threshold-translated", here.line, **values, other_path=reference.path, other_line=there.line)
                break


def _asked(thresholds: Sequence[Threshold]) -> dict[object, dict[object, tuple[str, str]]]:
    """By condition and kind of figure, the figures that are asked for, and how bound and figure are shown."""
    found: dict[object, dict[object, tuple[str, str]]] = {}
    for one in thresholds:
        kind = (one.condition.sign, one.condition.value, one.outcome.percent)
        found.setdefault(kind, {})[one.outcome.value] = (one.condition.bound, one.outcome.shown)
    return found


def differing_numbers(sheet: Sheet, reference: Sheet, twins: Sequence[Twins]) -> Iterator[Finding]:
    """A figure that the other language neither writes nor spells out."""
    vocabulary = sheet.vocabulary
    for here, there in twins:
        mine, theirs = (_digits(unit.text, vocabulary) for unit in (here, there))
        if not _all_spelled(mine - theirs, there.text, vocabulary) or not _all_spelled(theirs - mine, here.text, vocabulary):
            values = {"here": sorted(mine), "there": sorted(theirs)}
            yield sheet.said("number-differs", here.line, **values, other_path=reference.path, other_line=there.line)


def _digits(text: str, vocabulary: Vocabulary) -> set[str]:
    """Whole numbers and what stands behind the point apart: 31.12. and 12/31 are one date."""
    return {part for figure in figures_in(text, vocabulary) for part in f"{figure.value:f}".split(".")}


def _all_spelled(numbers: set[str], text: str, vocabulary: Vocabulary) -> bool:
    """Whether a text writes all of these numbers as words, names of months among them."""
    return all(any(word.search(text) is not None for word in _number_words(vocabulary).get(number, ())) for number in numbers)


@lru_cache(maxsize=8)
def _number_words(vocabulary: Vocabulary) -> dict[str, list[re.Pattern[str]]]:
    words: dict[str, list[re.Pattern[str]]] = {}
    for kind in ("numbers", "months"):
        for key in vocabulary.kinds.get(kind, {}):
            words.setdefault(key, []).append(re.compile(any_of(vocabulary, kind, key), re.IGNORECASE))
    return words


def differing_note_categories(sheet: Sheet, reference: Sheet) -> Iterator[Finding]:
    """Into which note the evidence of a step goes: told for each list, for the lists themselves may be built differently."""
    kinds = sheet.vocabulary.kinds.get("note-categories", {})
    patterns = {key: re.compile(any_of(sheet.vocabulary, "note-categories", key), re.IGNORECASE) for key in kinds}
    # A language whose words for the notes nobody knows says nothing.
    if not all(any(pattern.search(one.text) for pattern in patterns.values()) for one in (sheet, reference)):
        return
    for here, there in partners(sheet.page, reference.page).items():
        for name in ("inputs", "outputs"):
            mine: tuple[Item, ...] = getattr(sheet.page.steps[here], name) or ()
            theirs: tuple[Item, ...] = getattr(reference.page.steps[there], name) or ()
            said, expected = _categories(mine, patterns), _categories(theirs, patterns)
            if said and expected and said != expected:
                place = (sheet.page.steps[here].title, name)
                values = {"place": place, "category": sorted(said), "other_category": sorted(expected)}
                yield sheet.said("note-category-differs", mine[0].line, **values, other_path=reference.path, other_line=theirs[0].line)


def _categories(items: Sequence[Item], patterns: dict[str, re.Pattern[str]]) -> set[str]:
    return {key for key, pattern in patterns.items() if any(pattern.search(item.text) for item in items)}
