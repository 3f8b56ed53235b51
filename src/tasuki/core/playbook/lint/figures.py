"""Figures in a sentence, what they are compared with, and which figure is asked for under which condition."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from tasuki.core.playbook.lint.sheet import any_of, sentences
from tasuki.core.playbook.vocabulary import Vocabulary

_NUMBER = re.compile(r"(?<![A-Za-z\d.,_])\d{1,3}(?:[., ]\d{3})+(?![\d])(?:[.,]\d{1,2})?|(?<![A-Za-z\d.,_])\d{1,12}(?:[.,]\d{1,2})?(?![\d])")
_GROUPING = re.compile(r"[., ](?=\d{3}(?:\D|$))")
_MOST = 8  # a clause with more figures is a table in disguise
_DIGIT = re.compile(r"[0-9]")
_DIRECTIONS = ("at-least", "at-most", "above", "below")
_BETWEEN = r"[^\d,、，。;；()（）]{0,12}?"  # what may stand between a figure and the word that compares it
_UP = ("above", "at-least")
_NOUN = re.compile(r"\s?([A-Za-zÀ-ÿ]{2,}|[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Figure:
    """`direction` is above, at-least, below, at-most, or None where it is compared with nothing."""

    value: Decimal
    percent: bool
    direction: str | None
    noun: str
    start: int

    @property
    def sign(self) -> str | None:
        return None if self.direction is None else "up" if self.direction in _UP else "down"

    @property
    def shown(self) -> str:
        return f"{self.value:,f}%" if self.percent else f"{self.value:,f}"

    @property
    def bound(self) -> str:
        marks = {"above": ">", "at-least": "≥", "below": "<", "at-most": "≤"}
        return f"{marks.get(self.direction or '', '')} {self.shown}".strip()


@dataclass(frozen=True, slots=True)
class Threshold:
    """Under a condition (a compared figure) a page asks for an outcome (a plain one)."""

    condition: Figure
    outcome: Figure


@dataclass(frozen=True, slots=True)
class _Patterns:
    before: tuple[tuple[str, re.Pattern[str]], ...]
    after: tuple[tuple[str, re.Pattern[str]], ...]
    percent: re.Pattern[str]
    scales: tuple[tuple[int, re.Pattern[str]], ...]
    names: re.Pattern[str]
    clause_end: re.Pattern[str]


@lru_cache(maxsize=8)
def _patterns(vocabulary: Vocabulary) -> _Patterns:
    def each(kind: str, template: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((key, re.compile(template.format(any_of(vocabulary, kind, key)), re.IGNORECASE)) for key in _DIRECTIONS)

    alternative = any_of(vocabulary, "alternatives")
    behind = any_of(vocabulary, "comparisons-after")
    scales = vocabulary.kinds.get("scales", {})
    return _Patterns(
        before=each("comparisons-before", r"{}\s*$"),
        after=each("comparisons-after", rf"{_BETWEEN}{{}}".replace("{0,12}", "{{0,12}}")),
        percent=re.compile(rf"\s?{any_of(vocabulary, 'percent')}", re.IGNORECASE),
        scales=tuple((int(key), re.compile(rf"\s?{any_of(vocabulary, 'scales', key)}", re.IGNORECASE)) for key in scales),
        names=re.compile(any_of(vocabulary, "names-with-numbers"), re.IGNORECASE),
        clause_end=re.compile(rf"(?P<kept>{behind})|[;；()（）、]|[,，:：](?!\d)|{alternative}", re.IGNORECASE),
    )


@lru_cache(maxsize=4096)
def figures_in(text: str, vocabulary: Vocabulary) -> tuple[Figure, ...]:
    """The figures of a text in its order, without those that are part of a product's name."""
    if _DIGIT.search(text) is None:
        return ()
    known = _patterns(vocabulary)
    text = known.names.sub(lambda name: " " * len(name[0]), text)
    return tuple(_figure(text, number, known) for number in _NUMBER.finditer(text))


def _figure(text: str, number: re.Match[str], known: _Patterns) -> Figure:
    value = _value(number[0])
    end = number.end()
    for factor, scale in known.scales:
        if (scaled := scale.match(text, end)) is not None:
            value, end = value * factor, scaled.end()
            break
    percent = known.percent.match(text, end)
    noun = _NOUN.match(text, end if percent is None else percent.end())
    direction = _direction(text, number.start(), end, known)
    return Figure(value, percent is not None, direction, noun[1].casefold() if noun else "", number.start())


def _value(digits: str) -> Decimal:
    whole = _GROUPING.sub("", digits).replace(" ", "")
    return Decimal(whole.replace(",", "."))


def _direction(text: str, start: int, end: int, known: _Patterns) -> str | None:
    before = text[max(0, start - 24) : start]
    for direction, pattern in known.before:
        if pattern.search(before) is not None:
            return direction
    for direction, pattern in known.after:
        if pattern.match(text, end) is not None:
            return direction
    return None


@lru_cache(maxsize=4096)
def thresholds_in(text: str, vocabulary: Vocabulary) -> tuple[Threshold, ...]:
    """Every (condition, outcome) of a text: of one clause, or of a condition and the clause that follows it."""
    found = figures_in(text, vocabulary)
    if len(found) < 2 or all(figure.direction is None for figure in found):
        return ()
    return tuple(_thresholds(text, vocabulary))


def _thresholds(text: str, vocabulary: Vocabulary) -> Iterator[Threshold]:
    clause_end = _patterns(vocabulary).clause_end
    for sentence in sentences(text):
        waiting: Sequence[Figure] = ()
        for clause in _clauses(sentence, clause_end):
            found = figures_in(clause, vocabulary)
            conditions = [figure for figure in found if figure.direction is not None and not figure.percent][:_MOST]
            outcomes = [figure for figure in found if figure.direction is None or figure.percent][:_MOST]
            for condition in conditions or (waiting if outcomes else ()):
                yield from (Threshold(condition, outcome) for outcome in outcomes)
            waiting = conditions if conditions and not outcomes else () if outcomes else waiting


def _clauses(sentence: str, clause_end: re.Pattern[str]) -> Iterator[str]:
    """Parts between commas, brackets and words for “or”; the one inside “or more” parts nothing."""
    start = 0
    for end in clause_end.finditer(sentence):
        if end["kept"] is not None:
            continue
        yield sentence[start : end.start()]
        start = end.end()
    yield sentence[start:]
