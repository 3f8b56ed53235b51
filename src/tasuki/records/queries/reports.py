"""What reports read: the engagements a person sees, and their facts of some kinds. Two queries, however many engagements there are."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from json import loads
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

from tasuki.core.engagement.facts import Fact
from tasuki.records.models import Engagement
from tasuki.records.models import Fact as StoredFact
from tasuki.records.queries.engagements import ledger_names

_COLUMNS = (
    *("pk", "tenant_id", "tenant__name", "tenant__country", "request_id", "state", "opened_at", "manager_id", "closed_by_id"),
    *("tenant__team__name", "tenant__region", "lanes", "pins", "criteria_due", "criteria_met", "criteria_waived"),
)


def report_rows(seen: QuerySet[Engagement]) -> list[dict[str, Any]]:
    """One row for each engagement, with what reports group by."""
    return list(seen.order_by("pk").values(*_COLUMNS))


def report_facts(seen: QuerySet[Engagement], kinds: Sequence[str]) -> Iterator[tuple[int, list[Fact]]]:
    """The facts of these kinds, engagement by engagement, oldest first."""
    rows = (
        StoredFact.objects.filter(subject__in=ledger_names(seen), kind__in=kinds)
        .order_by("subject", "number")
        .values_list("subject", "number", "kind", "at", "by", "workload", "process", "data")
    )
    for subject, some in groupby(rows.iterator(), key=itemgetter(0)):
        facts = [
            Fact(number, kind, at, by, workload or None, process or None, loads(data), "")
            for _, number, kind, at, by, workload, process, data in some
        ]
        yield int(subject.removeprefix("engagement/")), facts
