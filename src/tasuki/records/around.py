"""What stands around an engagement in other rows, as a decision knows it: plain statements, for one tenant or for hundreds.

Every act reads this before it is decided; as model instances it cost ten times as much.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.backends.utils import CursorWrapper

from tasuki.core.engagement.circumstances import ContactCard, ReadingCard
from tasuki.records.bulk import pieces

_AT_ONCE = 500
_CONTACTS = (
    'SELECT "tenant_id", "kind", "name", "name_kana", "email", "language", "verified_on", "do_not_contact" FROM records_contact '
    'WHERE "tenant_id" IN ({}) ORDER BY "tenant_id", "kind", "name", "id"'
)
_READINGS = 'SELECT "tenant_id", "service", "date", "seats", "active_users" FROM records_reading WHERE "tenant_id" IN ({})'
_REQUESTS = 'SELECT "tenant_id", "request_id" FROM records_request WHERE "tenant_id" IN ({})'
_OUTLINED = {
    "records_contact": "id, kind, name, name_kana, email, language, verified_on, do_not_contact",
    "records_reading": "service, date, seats, active_users",
    "records_request": "request_id",
}
_PEOPLE = 'SELECT "login", "name", "email", "role", "language" FROM records_person WHERE "is_active" ORDER BY "login"'
_COVERED = (
    'SELECT p."login" FROM records_cover c JOIN records_person p ON p."login" = c."person_id" '
    'WHERE c."cover_id" = %s AND c."begins" <= %s AND c."ends" >= %s AND p."role" = %s'
)


@dataclass(frozen=True, slots=True)
class Around:
    """One tenant's contacts, newest readings by service, and requests."""

    contacts: list[ContactCard] = field(default_factory=list)
    readings: dict[str, ReadingCard] = field(default_factory=dict)
    requests: set[str] = field(default_factory=set)


def around(tenants: Sequence[str]) -> dict[str, Around]:
    """By tenant. Three queries for each five hundred."""
    found = {tenant: Around() for tenant in tenants}
    for piece in pieces(tenants, _AT_ONCE):
        with connection.cursor() as cursor:
            _read(cursor, piece, found)
    return found


def _read(cursor: CursorWrapper, tenants: Sequence[str], found: dict[str, Around]) -> None:
    marks = ", ".join(["%s"] * len(tenants))
    cursor.execute(_CONTACTS.format(marks), tenants)
    for tenant, kind, name, kana, email, language, verified_on, do_not_contact in cursor.fetchall():
        card = ContactCard(
            kind=kind,
            name=name,
            name_kana=kana,
            email=email or None,
            language=language or None,
            verified_on=verified_on,
            do_not_contact=bool(do_not_contact),
        )
        found[tenant].contacts.append(card)
    cursor.execute(_READINGS.format(marks), tenants)
    for tenant, service, day, seats, active_users in cursor.fetchall():
        found[tenant].readings[service] = ReadingCard(date=day, seats=seats, active_users=active_users)
    cursor.execute(_REQUESTS.format(marks), tenants)
    for tenant, request in cursor.fetchall():
        found[tenant].requests.add(request)


def outlines(tenants: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The same rows by tenant as one text for each table, to tell whether anything has changed: put together by the database, they come
    in half the time. Three queries for each five hundred."""
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    row, together = ("json_build_array", "string_agg") if connection.vendor == "postgresql" else ("json_array", "group_concat")
    with connection.cursor() as cursor:
        for piece in pieces(tenants, _AT_ONCE):
            for table, columns in _OUTLINED.items():
                whole = f"CAST({row}({columns}) AS text)"
                cursor.execute(
                    f"SELECT tenant_id, {together}({whole}, ' ') FROM {table} WHERE tenant_id IN ({', '.join(['%s'] * len(piece))}) "  # noqa: S608 - fixed names
                    "GROUP BY tenant_id",
                    piece,
                )
                for tenant, text in cursor.fetchall():
                    found[tenant] = (*found[tenant], table, text)
    return found


def active_people() -> list[tuple[str, str, str, str, str]]:
    """Login, name, address, role and language of everybody who works here."""
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE)
        return list(cursor.fetchall())


def covered_logins(login: str, role: str, today: date) -> frozenset[str]:
    """Whom somebody stands in for today: `queries.covered_by`, for the path of every act."""
    with connection.cursor() as cursor:
        cursor.execute(_COVERED, [login, today, today, role])
        return frozenset(covered for (covered,) in cursor.fetchall())
