"""What was taken in, and what the ledger is about. For those who prove: screens ask for the role first."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from json import loads
from typing import Any, Final

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.timezone import make_aware

from tasuki.core.engagement.facts import Fact
from tasuki.records.models import Engagement, Import
from tasuki.records.models import Fact as StoredFact

_FEW: Final = 2000
_MANY: Final = 50_000
_UNLED: Final = Concat("subject", Value(""))
"""The subject as no index has it: asked of each fact on the way."""
_LAST_LETTER: Final = "\U0010ffff"


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
        self._length = self._rows.order_by().count() if self._length is None else self._length
        return self._length

    def __iter__(self) -> Iterator[tuple[str, Fact]]:
        return (_told(row) for row in self._rows.iterator())

    def __getitem__(self, part: slice) -> list[tuple[str, Fact]]:
        """Where they stand is told from an index; only those of the page are opened."""
        numbers = list(self._rows.values_list("pk", flat=True)[part])
        rows = StoredFact.objects.in_bulk(numbers)
        return [_told(rows[number]) for number in numbers]


def facts_found(asked: FactFilter) -> FactsFound:
    given: dict[str, Any] = {"by": asked.by, "kind": asked.kind, "at__gte": _begin(asked.first), "at__lt": _begin(asked.last, after=1)}
    rows = StoredFact.objects.filter(**{name: value for name, value in given.items() if value})
    return FactsFound(_beginning(rows, asked.subject).order_by("-at", "-id"))


def _begin(day: date | None, after: int = 0) -> datetime | None:
    """The first moment of a day, or of so many days after it; no limit where the calendar ends."""
    try:
        return make_aware(datetime.combine(day, time.min) + timedelta(days=after)).astimezone(UTC) if day else None
    except OverflowError:
        return None


def _beginning(rows: QuerySet[StoredFact], subject: str) -> QuerySet[StoredFact]:
    """A name that few facts' subjects begin with finds them first; any other is asked for on the way."""
    if not subject:
        return rows
    found = list(_named(subject).values_list("pk", flat=True)[: _FEW + 1])
    if len(found) <= _FEW:
        return rows.filter(pk__in=found)
    return _asked_of_each(rows, subject)


def _asked_of_each(rows: QuerySet[StoredFact], subject: str) -> QuerySet[StoredFact]:
    return rows.alias(named=_UNLED).filter(named__startswith=subject) if subject else rows


def _named(subject: str) -> QuerySet[StoredFact]:
    """By an index: of PostgreSQL for patterns, of SQLite for what lies between two words."""
    if connection.vendor == "postgresql":
        return StoredFact.objects.filter(subject__startswith=subject)
    return StoredFact.objects.filter(subject__gte=subject, subject__lt=subject + _LAST_LETTER)


def _told(row: StoredFact) -> tuple[str, Fact]:
    return row.subject, Fact(row.number, row.kind, row.at, row.by, row.workload or None, row.process or None, loads(row.data), row.text)


def imports_made() -> QuerySet[Import]:
    """Files that were taken in, the newest first."""
    return Import.objects.order_by("-id")


def engagements_named(names: Iterable[str]) -> dict[str, str]:
    """Of subjects that are engagements: whose they are, for a reader who does not know numbers."""
    numbers = [int(name.removeprefix("engagement/")) for name in names if re.fullmatch(r"engagement/\d+", name)]
    found = Engagement.objects.filter(pk__in=numbers).values_list("pk", "tenant__name", "request_id")
    return {f"engagement/{number}": f"{tenant} · {request}" for number, tenant, request in found}


def subjects(starting: str = "", limit: int = 200) -> list[Subject]:
    """Subjects whose name begins so, those with the newest facts first. Facts are numbered without a gap, so the number of the newest
    is how many there are: of each subject only its last fact is looked for, from the newest on."""
    later = StoredFact.objects.filter(subject=OuterRef("subject"), number=OuterRef("number") + 1)
    named = _named(starting)
    rows = named if starting and named[: _MANY + 1].count() <= _MANY else _asked_of_each(StoredFact.objects.all(), starting)
    heads = rows.filter(~Exists(later)).order_by("-id")
    return [Subject(*told) for told in heads.values_list("subject", "number", "at")[:limit]]
