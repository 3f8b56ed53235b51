"""The one writer and reader of facts: append, read, prove, export, redact.

The write path is thin on purpose: one parameterised INSERT for the facts of an act, no model instances.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from json import dumps, loads
from typing import Any

from django.db import DEFAULT_DB_ALIAS, IntegrityError, connections, transaction

from tasuki.core.engagement.facts import Fact, NewFact
from tasuki.records import chain, noted
from tasuki.records.bulk import pieces
from tasuki.records.chain import Broken, Row
from tasuki.records.models import Engagement, Seal
from tasuki.records.models import Fact as FactRow

_COLUMNS = ("subject", "number", "kind", "at", "by", "workload", "process", "data", "text", "text_digest", "previous", "digest")
_QUOTED = ", ".join(f'"{name}"' for name in _COLUMNS)
# Names and placeholders only, here and below: every value is a parameter.
_INSERT = f"INSERT INTO records_fact ({_QUOTED}) VALUES "  # noqa: S608 - fixed names
_VALUES = f"({', '.join(['%s'] * len(_COLUMNS))})"
_STORED = f"SELECT {_QUOTED} FROM records_fact"  # noqa: S608 - fixed names
_IN_ORDER = ' ORDER BY "subject", "number"'
_OF_SUBJECT = ' WHERE "subject" = %s'
_HISTORY = (
    'SELECT "digest", "number", "kind", "at", "by", "workload", "process", "data", "text" FROM records_fact '
    'WHERE "subject" = %s ORDER BY "number"'
)
_HISTORIES = 'SELECT "subject", "number", "kind", "at", "by", "workload", "process", "data", "text" FROM records_fact'
_AT_ONCE = 500
_DIGEST = 'SELECT "digest" FROM records_fact WHERE "subject" = %s AND "number" = %s'
_HEADS = (
    'SELECT f."subject", f."number", f."digest" FROM records_fact f JOIN (SELECT "subject", MAX("number") AS "number" FROM records_fact '
    'WHERE "subject" IN (%s) GROUP BY "subject") h ON h."subject" = f."subject" AND h."number" = f."number"'
)
_TAKEN = ("23505", "SQLITE_CONSTRAINT_UNIQUE")


class Conflict(Exception):
    """The history has grown since it was read. The transaction is spent: begin again, outside it."""

    def __init__(self, subject: str, number: int) -> None:
        super().__init__(f"{subject} already has a fact {number}")
        self.subject = subject
        self.number = number


def read(subject: str, *, using: str = DEFAULT_DB_ALIAS) -> tuple[Fact, ...]:
    """The whole history of a subject, oldest first."""
    return read_to_append(subject, using=using)[0]


def read_to_append(subject: str, *, using: str = DEFAULT_DB_ALIAS) -> tuple[tuple[Fact, ...], bytes]:
    """The whole history, and the digest that its next fact is chained to."""
    with connections[using].cursor() as cursor:
        cursor.execute(_HISTORY, [subject])
        rows = cursor.fetchall()
    return tuple([_fact(row[1:]) for row in rows]), bytes(rows[-1][0]) if rows else chain.origin_of(subject)


def read_each(subjects: Sequence[str]) -> dict[str, tuple[Fact, ...]]:
    """The histories of many subjects at once, for lists. A subject without facts is absent."""
    histories: dict[str, list[Fact]] = {}
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        for piece in pieces(subjects, _AT_ONCE):
            marks = ", ".join(["%s"] * len(piece))
            cursor.execute(f'{_HISTORIES} WHERE "subject" IN ({marks}){_IN_ORDER}', piece)
            for subject, *row in cursor.fetchall():
                histories.setdefault(subject, []).append(_fact(tuple(row)))
    return {subject: tuple(facts) for subject, facts in histories.items()}


def append(subject: str, after: int, facts: Sequence[NewFact], *, by: str, at: datetime, head: bytes | None = None) -> tuple[Fact, ...]:
    """Record facts as numbers `after + 1` and up, or raise `Conflict` and leave nothing.

    `head` is the digest of fact `after`, for who has it from `read_to_append`. Inside an open transaction it needs no savepoint, and a
    conflict spends that transaction on either database.
    """
    if not facts:
        return ()
    with transaction.atomic(savepoint=False):
        rows = chain.chained(subject, after, head or _digest_of(subject, after), facts, by, at)
        _insert(rows)
        noted.remember([(subject, row.number, row.text) for row in rows if row.kind == noted.KIND and row.text])
    return tuple(
        Fact(row.number, fact.kind, row.at, by, fact.workload or None, fact.process or None, fact.data, fact.text)
        for row, fact in zip(rows, facts, strict=True)
    )


def append_each(histories: Mapping[str, Sequence[NewFact]], *, by: str, at: datetime) -> None:
    """Record facts at the end of many subjects at once: the trail of an import. Raises `Conflict` like `append`."""
    with transaction.atomic(savepoint=False):
        heads = _heads_of(sorted(histories))
        rows: list[Row] = []
        for subject in sorted(histories):
            number, previous = heads.get(subject, (0, chain.origin_of(subject)))
            rows += chain.chained(subject, number, previous, histories[subject], by, at)
        if rows:
            _insert(rows)


def redact(subject: str, number: int, *, reason: str, by: str, at: datetime) -> tuple[Fact, ...]:
    """Empty the text of one fact, for good; a fact of its own says who did it and why. Number, kind, data and digests stay."""
    with transaction.atomic():
        history = read(subject)
        redacted = next((fact for fact in history if fact.number == number), None)
        if redacted is None:
            raise LookupError(f"{subject} has no fact {number}")
        if redacted.kind == noted.KIND and redacted.text:
            noted.forget(subject, number, redacted.text)
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute('UPDATE records_fact SET "text" = \'\' WHERE "subject" = %s AND "number" = %s', [subject, number])
        told = append(subject, len(history), [NewFact(chain.REDACTED, data={"number": number, "reason": reason})], by=by, at=at)
        _count(subject, len(history) + len(told))
        return told


def _count(subject: str, facts: int) -> None:
    """An engagement's row says how many facts it has; a redaction is one more, and no act of the process."""
    kind, _, key = subject.partition("/")
    if kind == "engagement":
        Engagement.objects.filter(pk=int(key)).update(facts=facts)


def export(subject: str | None = None) -> Iterator[dict[str, Any]]:
    """Every fact, or one subject's, with digests in hexadecimal: enough to prove the chain without this program."""
    for row in _stored(subject):
        yield {
            "subject": row.subject,
            "number": row.number,
            "kind": row.kind,
            "at": row.at.isoformat(),
            "by": row.by,
            "workload": row.workload or None,
            "process": row.process or None,
            "data": loads(row.data),
            "text": row.text,
            "text_digest": row.text_digest.hex(),
            "previous": row.previous.hex(),
            "digest": row.digest.hex(),
        }


def digests(subject: str) -> dict[int, str]:
    """The digest of each fact of a subject by number, as a history shows it."""
    return {row.number: row.digest.hex() for row in _stored(subject)}


def seal(day: date, *, at: datetime) -> Seal | None:
    """Seal all heads for a day, once; None where that day is sealed already, or nothing has happened since the last seal."""
    with transaction.atomic():
        last = Seal.objects.order_by("day").last()
        if last is not None and last.day >= day:
            return None
        changed = _heads_changed_since(dict(_sealed_heads(DEFAULT_DB_ALIAS)))
        if not changed:
            return None
        previous = bytes(last.digest) if last else b""
        heads = dumps([[subject, number] for subject, number, _ in changed], ensure_ascii=False)
        try:
            with transaction.atomic():
                return Seal.objects.create(day=day, made_at=at, heads=heads, previous=previous, digest=chain.seal_digest(previous, changed))
        except IntegrityError:
            return None  # another worker was first


def verify(*, using: str = DEFAULT_DB_ALIAS) -> dict[str, Any]:
    """Recompute every digest and every seal. Costs one pass over all facts."""
    return verdict(_stored(using=using), Seal.objects.using(using).order_by("day").iterator())


def verdict(rows: Iterable[Row], seals: Iterable[Seal]) -> dict[str, Any]:
    """What `verify` says, for facts and seals from anywhere: the tables, or a backup."""
    sealed = [(one, [(subject, number) for subject, number in loads(one.heads)]) for one in seals]
    wanted = {head for _, heads in sealed for head in heads}
    found: dict[tuple[str, int], bytes] = {}
    subjects = facts = 0
    first: Broken | None = None
    for subject, group in groupby(rows, key=lambda row: row.subject):
        history = list(group)
        subjects, facts = subjects + 1, facts + len(history)
        first = first or chain.first_broken(subject, history)
        found |= {(subject, row.number): row.digest for row in history if (subject, row.number) in wanted}
    first = first or _first_broken_seal(sealed, found)
    return {"whole": first is None, "subjects": subjects, "facts": facts, "first_broken": first.plain() if first else None}


def _first_broken_seal(sealed: list[tuple[Seal, list[tuple[str, int]]]], found: Mapping[tuple[str, int], bytes]) -> Broken | None:
    """Chains that are whole in themselves may still be shorter than, or other than, what was sealed."""
    previous = b""
    for one, heads in sealed:
        missing = next((head for head in heads if head not in found), None)
        if missing is not None:
            return Broken(*missing, "cut-off")
        name = f"seal/{one.day.isoformat()}"
        if bytes(one.previous) != previous:
            return Broken(name, 0, "seal")
        if bytes(one.digest) != chain.seal_digest(previous, [(*head, found[head]) for head in heads]):
            return Broken(name, 0, "rewritten")
        previous = bytes(one.digest)
    return None


def _insert(rows: Sequence[Row]) -> None:
    connection = connections[DEFAULT_DB_ALIAS]
    adapt = connection.ops.adapt_datetimefield_value
    try:
        with connection.cursor() as cursor:
            for piece in pieces(rows, _AT_ONCE):
                values = [getattr(row, name) if name != "at" else adapt(row.at) for row in piece for name in _COLUMNS]
                cursor.execute(_INSERT + ", ".join([_VALUES] * len(piece)), values)
    except IntegrityError as error:
        if _says_taken(error):
            raise Conflict(rows[0].subject, rows[0].number) from error
        raise


def _says_taken(error: IntegrityError) -> bool:
    """By code, never by sentence: PostgreSQL speaks the server's language."""
    cause = error.__cause__
    return getattr(cause, "sqlstate", None) in _TAKEN or getattr(cause, "sqlite_errorname", None) in _TAKEN


def _digest_of(subject: str, number: int) -> bytes:
    if number == 0:
        return chain.origin_of(subject)
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(_DIGEST, [subject, number])
        row = cursor.fetchone()
    if row is None:
        raise LookupError(f"{subject} has no fact {number} to follow")
    return bytes(row[0])


def _heads_of(subjects: Sequence[str]) -> dict[str, tuple[int, bytes]]:
    heads: dict[str, tuple[int, bytes]] = {}
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        for start in range(0, len(subjects), 500):
            some = subjects[start : start + 500]
            cursor.execute(_HEADS % ", ".join(["%s"] * len(some)), list(some))
            heads |= {subject: (number, bytes(digest)) for subject, number, digest in cursor.fetchall()}
    return heads


def _heads_changed_since(sealed: Mapping[str, int]) -> list[tuple[str, int, bytes]]:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute('SELECT "subject", MAX("number") FROM records_fact GROUP BY "subject"')
        changed = sorted(subject for subject, number in cursor.fetchall() if sealed.get(subject) != number)
    heads = _heads_of(changed)
    return [(subject, *heads[subject]) for subject in changed]


def _sealed_heads(using: str) -> Iterator[tuple[str, int]]:
    for heads in Seal.objects.using(using).order_by("day").values_list("heads", flat=True).iterator():
        yield from ((subject, number) for subject, number in loads(heads))


def _stored(subject: str | None = None, *, using: str = DEFAULT_DB_ALIAS) -> Iterator[Row]:
    """Rows in chain order, read in pieces: the ledger may be larger than memory."""
    with connections[using].chunked_cursor() as cursor:
        if subject is None:
            cursor.execute(_STORED + _IN_ORDER)
        else:
            cursor.execute(_STORED + _OF_SUBJECT + _IN_ORDER, [subject])
        while rows := cursor.fetchmany(5000):
            yield from (Row(*row) for row in rows)


def fact_of(row: FactRow) -> Fact:
    """A row that a query has found, as everybody else knows a fact."""
    return _fact((row.number, row.kind, row.at, row.by, row.workload, row.process, row.data, row.text))


def _fact(row: tuple[Any, ...]) -> Fact:
    number, kind, at, by, workload, process, data, text = row
    return Fact(number, kind, chain.in_utc(at), by, workload or None, process or None, loads(data), text)
