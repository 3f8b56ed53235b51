"""Which notes contain certain words: an index of all pairs of neighbouring letters, for a Japanese word may be two letters long.

The index proposes, the text decides: what it finds is looked at again, so an entry too many costs time and never a wrong answer.
A word too short for it is looked for in the newest notes alone.
SQLite has a full-text table that `ledger` keeps, PostgreSQL an index over an expression.
"""

import itertools
import unicodedata
from collections.abc import Iterator, Sequence

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BigIntegerField, Exists, Max, OuterRef, QuerySet, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce, Concat, Substr

from tasuki.records.models import Engagement
from tasuki.records.models import Fact as Row

KIND = "note-recorded"
_TABLE = "records_noteword"
_LOOKED_AT = 500
_ENGAGEMENT = "engagement/"
_OPENED = 1000
"""So many notes are opened for words that the index does not have."""
_WALKED = 50_000
"""So many facts are walked through in search of them, where few may be of somebody's engagements."""


def folded(text: str) -> str:
    """As people look for it: without regard to width and case."""
    return unicodedata.normalize("NFKC", text).lower()


def are_too_short(words: Sequence[str]) -> bool:
    """Words that are looked for in the newest notes only."""
    return bool(words) and not _grams_of([folded(word) for word in words])


def containing(words: Sequence[str], engagements: QuerySet[Engagement] | None, most: int, *, wide: bool = False) -> list[Row]:
    """The newest notes that contain every word, in these engagements, which may be many (`wide`); None stands for all."""
    looked_for = [folded(word) for word in words]
    found = _proposed(looked_for).order_by("-id")
    if engagements is not None:
        found = _of_these(found, engagements, wide=wide)
    if not looked_for:
        found = found[:most]
    elif are_too_short(words):
        found = _newest(found, wide=wide)
    kept: list[Row] = []
    for row in found.iterator(chunk_size=_LOOKED_AT):
        text = folded(row.text)
        if all(word in text for word in looked_for):
            kept.append(row)
            if len(kept) == most:
                break
    return kept


def _newest(found: QuerySet[Row], *, wide: bool) -> QuerySet[Row]:
    if wide:
        last = Row.objects.aggregate(last=Max("pk"))["last"] or 0
        found = found.filter(pk__gt=last - _WALKED)
    return found[:_OPENED]


def _of_these(found: QuerySet[Row], engagements: QuerySet[Engagement], *, wide: bool) -> QuerySet[Row]:
    """Among many each note is asked whether it is of one: SQLite would name thousands of engagements before it opens the first note,
    and PostgreSQL, which expects few notes, would compare each with all these names."""
    if wide:
        return found.filter(Exists(engagements.filter(pk=Cast(Substr(OuterRef("subject"), len(_ENGAGEMENT) + 1), BigIntegerField()))))
    named = Concat(Value(_ENGAGEMENT), Cast("pk", TextField()), output_field=TextField())
    return found.filter(subject__in=engagements.annotate(named=named).values("named"))


def _proposed(words: Sequence[str]) -> QuerySet[Row]:
    """Those that the index knows, which has nothing but notes; all notes, where every word is too short for it. Those are asked for
    their kind on the way: the index of kinds is in another order, and the newest are wanted."""
    grams = _grams_of(words)
    if not grams:
        return Row.objects.alias(the_kind=Coalesce("kind", Value(""))).filter(the_kind=KIND).exclude(text="")
    if connections[DEFAULT_DB_ALIAS].vendor == "postgresql":
        wanted = RawSQL("SELECT id FROM records_fact WHERE kind = 'note-recorded' AND tasuki_bigrams(text) @> %s::text[]", [grams])
    else:
        asked = " AND ".join(f'"{gram}"' for gram in grams)
        wanted = RawSQL(f"SELECT rowid FROM {_TABLE} WHERE {_TABLE} MATCH %s", [asked])  # noqa: S608, S611 - fixed names
    return Row.objects.filter(pk__in=wanted)


def _grams_of(words: Sequence[str]) -> list[str]:
    return sorted({gram for word in words for gram in _grams(word)})


def _grams(text: str) -> Iterator[str]:
    """Pairs of letters or digits that stand together. `text` is folded."""
    for first, second in itertools.pairwise(text):
        if _counts(first) and _counts(second):
            yield first + second


def _counts(letter: str) -> bool:
    return letter.isalnum()


# ---------------------------------------------------------------- kept by the ledger, on SQLite


def remember(notes: Sequence[tuple[str, int, str]]) -> None:
    """Take new notes into the index: subject, number and text of each."""
    if connections[DEFAULT_DB_ALIAS].vendor != "sqlite":
        return
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        for subject, number, text in notes:
            cursor.execute(
                f"INSERT INTO {_TABLE} (rowid, grams) SELECT id, %s FROM records_fact WHERE subject = %s AND number = %s",  # noqa: S608 - fixed name
                [_told(text), subject, number],
            )


def forget(subject: str, number: int, text: str) -> None:
    """Take a note that is redacted out of the index: its letters would still tell of it."""
    if connections[DEFAULT_DB_ALIAS].vendor != "sqlite":
        return
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_TABLE} ({_TABLE}, rowid, grams) SELECT 'delete', id, %s FROM records_fact WHERE subject = %s AND number = %s",  # noqa: S608 - fixed name
            [_told(text), subject, number],
        )


def _told(text: str) -> str:
    return " ".join(sorted(set(_grams(folded(text)))))
