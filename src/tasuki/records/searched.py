"""Which lines of the tenants' list contain certain words, wherever in a name or an address they stand: an index of pairs of neighbouring
letters, kept by the database itself, whatever writes or deletes a line. The letters are those of `folding.folded`.

SQLite has a full-text table of all pairs in their order: a word is a phrase of its pairs, so that the answer is exact. Triggers keep it,
and a migration that makes the table of lines anew must make them anew, too. Pairs are written as hexadecimal digits, for an index of
words would leave out dots and dashes. PostgreSQL has an index of an expression, which proposes lines; longer words are looked at again.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

_TABLE = "records_lineword"


def containing(words: Sequence[str], most: int | None = None) -> RawSQL:
    """The numbers of the lines that contain every word, or of some of them, as a question of its own."""
    if connection.vendor == "postgresql":
        letters = sorted({part for word in words for part in _parts(word)})
        return RawSQL("SELECT tasuki_lines(%s::text[], %s::text[], %s::bigint)", [letters, [word for word in words if word[2:]], most])
    sql = f"SELECT rowid FROM {_TABLE} WHERE {_TABLE} MATCH %s LIMIT %s"  # noqa: S608 - a fixed name
    return RawSQL(sql, [" AND ".join(map(_phrase, words)), -1 if most is None else most])  # noqa: S611 - fixed names


def first(words: Sequence[str], most: int) -> list[int]:
    """The numbers of at most so many of these lines."""
    question: Any = containing(words, most)
    with connection.cursor() as cursor:
        cursor.execute(question.sql, question.params)
        return [number for (number,) in cursor.fetchall()]


def are_more(words: Sequence[str], than: int) -> bool:
    question: Any = containing(words, than + 1)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({question.sql}) hits", question.params)  # noqa: S608 - fixed names
        return bool(cursor.fetchone()[0] > than)


def _parts(word: str) -> list[str]:
    return [word[at : at + 2] for at in range(len(word) - 1)] or [word]


def _phrase(word: str) -> str:
    """A single letter is the beginning of a pair: also the last of a text has one, with the line break after it."""
    return '"' + " ".join(part.encode().hex() for part in _parts(word)) + ('"' if word[1:] else '"*')
