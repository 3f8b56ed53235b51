"""The names that playbook pages use, in six languages, and the language-neutral keys behind them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_BLANKS = re.compile(r"\s+")

_ACCENTS = re.compile("[\u0300-\u036f]")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})

_ABBREVIATED = re.compile(r"([^()]+)\(([^()]+)\)")

_NOBODY = frozenset({"-", "--"})

# Translators left an article before this abbreviation or a particle behind it; other abbreviations were never seen so.
_WITH_DEBRIS = "FE"
_ABBREVIATION = re.compile(r"(?<![A-Za-z0-9À-ÿ])[A-Z]{2,5}(?![A-Za-z0-9À-ÿ])")

# Cells longer than this are prose that strayed into a cell; looking for known names in them would be quadratic.
_MOST_PIECES = 64


@lru_cache(maxsize=8192)
def normal_name(name: str) -> str:
    """The form names are compared in: no case, no white space, no invisible characters, one kind of dash."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFKC", name))
    return _BLANKS.sub("", visible.translate(_DASHES)).casefold()


def without_accents(name: str) -> str:
    return name if name.isascii() else unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", name)))


@dataclass(frozen=True, slots=True)
class Named:
    """One name out of a cell: the key, or None with the text as it was written; `debris` = words around it were dropped."""

    key: str | None
    text: str
    debris: bool = False

    @property
    def value(self) -> str:
        return self.text if self.key is None else self.key


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Names by kind (phases, motions, roles, services, labels, sections, criteria, requirement, columns …) and key.

    `separator` stands between two names, `joins` at the end of a text that a name must follow, `goes_on` at the beginning of one.
    """

    kinds: Mapping[str, Mapping[str, tuple[str, ...]]]
    keys: Mapping[str, Mapping[str, str]]
    separator: re.Pattern[str]
    joins: re.Pattern[str]
    goes_on: re.Pattern[str]

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Vocabulary":
        """Takes the parsed vocabulary.yaml; where two keys claim one name, the first keeps it."""
        kinds = {
            kind: {str(key): tuple(str(name) for name in names or ()) for key, names in entries.items()} for kind, entries in plain.items()
        }
        keys: dict[str, dict[str, str]] = {}
        for kind, entries in kinds.items():
            found = keys.setdefault(kind, {})
            for key, names in entries.items():
                for name in names:
                    found.setdefault(normal_name(name), key)
        for known in keys.values():
            for name, key in list(known.items()):
                for bare in (without_accents(name), without_accents(name.translate(_UMLAUTS))):
                    known.setdefault(bare, key)
        return cls(kinds, keys, *_separators(kinds.get("separators", {})))

    def key_of(self, kind: str, name: str) -> str | None:
        """Letters may lack their accents, umlauts be written with e, and a hyphen join words that have a blank between them."""
        known = self.keys.get(kind, {})
        normal = normal_name(name)
        found = known.get(normal) or (None if normal.isascii() else known.get(without_accents(normal)))
        return found or (known.get(normal.replace("-", "")) if "-" in normal else None) or self._with_abbreviation(kind, normal)

    def _with_abbreviation(self, kind: str, normal: str) -> str | None:
        """A name with another name of the same thing in brackets behind it."""
        found = _ABBREVIATED.fullmatch(normal)
        key = None if found is None else self.keys[kind].get(found[1])
        return key if found is not None and key == self.keys[kind].get(found[2]) else None

    def names(self, kind: str, key: str) -> tuple[str, ...]:
        return self.kinds.get(kind, {}).get(key, ())

    def all_names(self, kind: str) -> Iterator[tuple[str, str]]:
        """Every (name, key) of a kind, in the order of the file."""
        for key, names in self.kinds.get(kind, {}).items():
            for name in names:
                yield name, key

    def split(self, kind: str, cell: str) -> tuple[Named, ...]:
        """The names of a cell, each once. A name that itself contains a separator wins; `-` names nobody."""
        return _split(self, kind, cell)

    def pieces(self, kind: str, cell: str) -> list[Named]:
        bounds = _bounds(self.separator, cell)
        found: list[Named] = []
        start = 0
        while start < len(bounds):
            last = self._longest(kind, cell, bounds, start)
            text = cell[bounds[start][0] : bounds[last][1]].strip()
            if text:
                found.append(Named(self.key_of(kind, text), text))
            start = last + 1
        return found

    def _longest(self, kind: str, cell: str, bounds: Sequence[tuple[int, int]], start: int) -> int:
        """The last piece of the longest known name that begins with piece `start`; an unknown name is one piece."""
        for last in range(min(len(bounds), start + 6) - 1, start, -1):
            if self.key_of(kind, cell[bounds[start][0] : bounds[last][1]]) is not None:
                return last
        return start

    def without_debris(self, piece: Named) -> Named:
        """An unknown role name around a known abbreviation stands for that; around two it could be either."""
        known = {word for word in _ABBREVIATION.findall(piece.text) if self.key_of("roles", word) is not None}
        return Named(self.key_of("roles", _WITH_DEBRIS), piece.text, debris=True) if known == {_WITH_DEBRIS} else piece


def _separators(known: Mapping[str, tuple[str, ...]]) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """The longer alternative comes first, so that "and/or" is one separator."""
    words = any_of(known.get("words", ()))
    marks = any_of(known.get("marks", ("/", ",", ";", "&")))
    return (
        re.compile(rf"\s+{words}\s+|\s*{marks}\s*", re.IGNORECASE),
        re.compile(rf"(?:{marks}|\s{words})$", re.IGNORECASE),
        re.compile(rf"\s*(?:{marks}|{words}\s)", re.IGNORECASE),
    )


def any_of(names: Iterable[str]) -> str:
    """A pattern of all these names, the longer ones first; of none, one that matches nowhere."""
    return f"(?:{'|'.join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or '(?!)'})"


@lru_cache(maxsize=4096)
def _split(vocabulary: Vocabulary, kind: str, cell: str) -> tuple[Named, ...]:
    """Remembered, for the same few cells stand in every table."""
    cell = _BLANKS.sub(" ", cell)
    found = [piece for piece in vocabulary.pieces(kind, cell) if normal_name(piece.text) not in _NOBODY]
    if kind == "roles":
        found = [vocabulary.without_debris(piece) if piece.key is None else piece for piece in found]
    return tuple({piece.value: piece for piece in found}.values())


def _bounds(between: re.Pattern[str], cell: str) -> list[tuple[int, int]]:
    bounds: list[tuple[int, int]] = []
    start = 0
    for separator in between.finditer(cell):
        if len(bounds) == _MOST_PIECES:
            break
        bounds.append((start, separator.start()))
        start = separator.end()
    bounds.append((start, len(cell)))
    return bounds
