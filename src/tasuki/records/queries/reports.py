"""What reports read: the engagements a person sees, and their facts of some kinds. Two queries, however many engagements there are."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from json import loads
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

from tasuki.core.engagement.facts import Fact
from tasuki.records.models import Engagement, Import
from tasuki.records.models import Fact as StoredFact
from tasuki.records.queries.engagements import ledger_names

REPORT_COLUMNS = (
    *("pk", "tenant_id", "tenant__name", "tenant__country", "request_id", "state", "opened_at", "manager_id", "closed_by_id"),
    *("tenant__team__name", "tenant__region", "lanes", "pins", "criteria_due", "criteria_met", "criteria_waived", "facts"),
)
_FEW = 500
_MAY_BE_LATE = 1000


def report_rows(seen: QuerySet[Engagement]) -> list[tuple[Any, ...]]:
    """`REPORT_COLUMNS` of each engagement: what reports group by, and how many facts it has."""
    return list(seen.order_by("pk").values_list(*REPORT_COLUMNS))


def newest_record() -> tuple[object, ...]:
    """Other after everything that is recorded, and every file that is taken in.

    Numbers are given when a fact is written and seen when its act is done, so that one below the newest may come last: the newest are
    counted.
    """
    number, digest = StoredFact.objects.order_by("-pk").values_list("pk", "digest").first() or (0, b"")
    late = StoredFact.objects.filter(pk__gt=number - _MAY_BE_LATE).count()
    return number, bytes(digest), late, Import.objects.order_by("-pk").values_list("pk", flat=True).first()


def report_facts(seen: QuerySet[Engagement], kinds: Sequence[str], numbers: Sequence[int]) -> Iterator[tuple[int, list[Fact]]]:
    """The facts of these kinds, engagement by engagement, oldest first: of these engagements, which are among the seen; of all the
    seen, where they are many."""
    subjects: Any = [f"engagement/{number}" for number in numbers] if len(numbers) <= _FEW else ledger_names(seen)
    rows = (
        StoredFact.objects.filter(subject__in=subjects, kind__in=kinds)
        .order_by("subject", "number")
        .values_list("subject", "number", "kind", "at", "by", "workload", "process", "data")
    )
    for subject, some in groupby(rows.iterator(), key=itemgetter(0)):
        facts = [
            Fact(number, kind, at, by, workload or None, process or None, loads(data), "")
            for _, number, kind, at, by, workload, process, data in some
        ]
        yield int(subject.removeprefix("engagement/")), facts
