"""A page as the linter sees it: its texts without marks, its headings, the lines of its front matter."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from tasuki.core.finding import Finding
from tasuki.core.playbook.headings import section_of
from tasuki.core.playbook.lint.codes import said
from tasuki.core.playbook.page import Page, Text
from tasuki.core.playbook.plain import plain
from tasuki.core.playbook.vocabulary import Vocabulary, normal_name

_EAST_ASIAN = ("ja", "zh")
_MOST_TEXTS = 20_000  # a page with more is hostile; what lies beyond is read, but not linted
_LONGEST = 4_000  # characters of one text that are looked at
_FIGURE = re.compile(r"[0-9]")
_DATE_KEY = re.compile(r"ms\.date\s*:")
_TARGET = re.compile(r"\]\(\s*<?([^\s()<>]{1,500})")


@dataclass(frozen=True, slots=True)
class Unit:
    """One heading, paragraph or list item; `text` as a person reads it, `raw` as it is written."""

    kind: Literal["heading", "paragraph", "item"]
    level: int
    line: int
    text: str
    raw: str

    def line_of(self, fragment: str) -> int:
        """The line on which a piece of the raw text stands."""
        at = self.raw.find(fragment)
        return self.line + (self.raw.count("\n", 0, at) if at > 0 else 0)


@dataclass(frozen=True)
class Sheet:
    page: Page
    vocabulary: Vocabulary

    @property
    def path(self) -> str:
        return self.page.path

    @property
    def is_east_asian(self) -> bool:
        return self.page.language in _EAST_ASIAN

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        tight = self.is_east_asian
        return tuple(_unit(text, tight) for text in self.page.texts[:_MOST_TEXTS])

    @cached_property
    def text(self) -> str:
        """All texts, one a line: a pattern that is not in it is in none of them."""
        return "\n".join(unit.text for unit in self.units)

    def prose(self, start: int, end: int) -> tuple[Unit, ...]:
        """Headings and paragraphs from line `start` up to line `end`, which is not among them."""
        lines = self._prose[1]
        return self._prose[0][bisect_left(lines, start) : bisect_left(lines, end)]

    @cached_property
    def _prose(self) -> tuple[tuple[Unit, ...], list[int]]:
        found = tuple(sorted((unit for unit in self.units if unit.kind != "item"), key=lambda unit: unit.line))
        return found, [unit.line for unit in found]

    @cached_property
    def units_with_figures(self) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.units if _FIGURE.search(unit.text) is not None)

    def units_naming(self, kind: str) -> Iterator[Unit]:
        """The texts that hold a name of the kind as a piece of text: cheaper than a pattern, which may then look closer."""
        names = _folded(self.vocabulary, kind)
        there = [name for name in names if name in self.folded]
        yield from (unit for unit in self.units if there and any(name in unit.text.casefold() for name in there))

    @cached_property
    def folded(self) -> str:
        return self.text.casefold()

    @cached_property
    def folded_tight(self) -> str:
        return "".join(self.folded.split())

    @cached_property
    def lines(self) -> list[str]:
        return self.page.source.split("\n")

    @cached_property
    def sections(self) -> dict[str, int]:
        """Known section names and the line of the first heading that bears them."""
        found: dict[str, int] = {}
        for unit in self.units:
            if unit.kind == "heading" and (key := section_of(unit.text, unit.level, self.vocabulary)) is not None:
                found.setdefault(key, unit.line)
        return found

    @cached_property
    def links(self) -> tuple[tuple[str, int], ...]:
        """Targets of links, each with its line; those in tables too."""
        if "](" not in self.page.source:
            return ()
        return tuple((target, number) for number, line in enumerate(self.lines, 1) if "](" in line for target in _TARGET.findall(line))

    @property
    def title_line(self) -> int:
        return next((unit.line for unit in self.units if unit.kind == "heading"), 1)

    @property
    def date_line(self) -> int:
        return next((number for number, line in enumerate(self.lines[:200], 1) if _DATE_KEY.match(line)), 1)

    def said(self, code: str, line: int, **values: object) -> Finding:
        return said(code, self.path, line, **values)


def _unit(text: Text, tight: bool) -> Unit:
    raw = text.raw[:_LONGEST]
    return Unit(text.kind, text.level, text.line, plain(raw, tight=tight), raw)


@lru_cache(maxsize=32)
def _folded(vocabulary: Vocabulary, kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.casefold() for name in words_of(vocabulary, kind)))


def words_of(vocabulary: Vocabulary, kind: str) -> tuple[str, ...]:
    """All names of a kind, whatever their key."""
    return tuple(name for name, _ in vocabulary.all_names(kind))


@lru_cache(maxsize=64)
def any_of(vocabulary: Vocabulary, kind: str, key: str | None = None) -> str:
    """A pattern of the names of a kind; names in Latin letters are whole words, the longest first. Never matches where there is none."""
    names = words_of(vocabulary, kind) if key is None else vocabulary.names(kind, key)
    return f"(?:{'|'.join(bounded(name) for name in sorted(names, key=len, reverse=True)) or '(?!)'})"


def bounded(name: str) -> str:
    before = r"(?<![A-Za-zÀ-ÿ])" if name[:1].isascii() and name[:1].isalpha() else ""
    after = r"(?![A-Za-zÀ-ÿ])" if name[-1:].isascii() and name[-1:].isalpha() else ""
    return f"{before}{re.escape(name)}{after}"


@lru_cache(maxsize=8)
def normal_words(vocabulary: Vocabulary, kind: str) -> frozenset[str]:
    return frozenset(normal_name(name) for name in words_of(vocabulary, kind))


def sentences(text: str) -> Iterator[str]:
    yield from _SENTENCE_END.split(text)


_SENTENCE_END = re.compile(r"(?<=[。．\uff01\uff1f])|(?<=[.!?])\s")
