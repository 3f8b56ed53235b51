"""What was taken in, and what the ledger is about. For those who prove: screens ask for the role first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from json import loads
from typing import Any

from django.db.models import Count, Max, QuerySet

from tasuki.core.engagement.facts import Fact
from tasuki.records.models import Fact as StoredFact
from tasuki.records.models import Import


@dataclass(frozen=True, slots=True)
class Subject:
    """One chain of the ledger: how many facts it has, and when the last was recorded."""

    name: str
    facts: int
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FactFilter:
    """`subject` is how its name begins; blank asks for nothing."""

    subject: str = ""
    by: str = ""
    kind: str = ""
    first: date | None = None
    last: date | None = None


class FactsFound:
    """Facts that fit, the newest first, read page by page: as much of a sequence as a paginator asks for."""

    def __init__(self, rows: QuerySet[StoredFact]) -> None:
        self._rows = rows
        self._length: int | None = None

    def __len__(self) -> int:
        self._length = self._rows.count() if self._length is None else self._length
        return self._length

    def __iter__(self) -> Iterator[tuple[str, Fact]]:
        return (_told(row) for row in self._rows.iterator())

    def __getitem__(self, part: slice) -> list[tuple[str, Fact]]:
        return [_told(row) for row in self._rows[part]]


def facts_found(asked: FactFilter) -> FactsFound:
    given: dict[str, Any] = {"subject__startswith": asked.subject, "by": asked.by, "kind": asked.kind}
    given |= {"at__date__gte": asked.first, "at__date__lte": asked.last}
    rows = StoredFact.objects.filter(**{name: value for name, value in given.items() if value})
    return FactsFound(rows.order_by("-id"))


def _told(row: StoredFact) -> tuple[str, Fact]:
    return row.subject, Fact(row.number, row.kind, row.at, row.by, row.workload or None, row.process or None, loads(row.data), row.text)


def imports_made() -> QuerySet[Import]:
    """Files that were taken in, the newest first."""
    return Import.objects.order_by("-id")


def subjects(starting: str = "", limit: int = 200) -> list[Subject]:
    """Subjects whose name begins so, those with the newest facts first."""
    found = StoredFact.objects.filter(subject__startswith=starting).values("subject").annotate(facts=Count("id"), last=Max("at"))
    return [Subject(row["subject"], row["facts"], row["last"]) for row in found.order_by("-last", "subject")[:limit]]
