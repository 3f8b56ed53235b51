"""Many engagements at once, for lists: as many queries for a hundred as for one."""

from collections import defaultdict
from functools import cache

from django.db.models import QuerySet

from tasuki.records import ledger
from tasuki.records.models import Engagement, Request
from tasuki.services import playbooks
from tasuki.services.circumstances import circumstances_of, people
from tasuki.services.engagements import Case, plan_of


def cases_of(engagements: QuerySet[Engagement]) -> list[Case]:
    """Every engagement as it stands, in the given order. A handful of queries, and one assessment each when asked for."""
    rows = list(engagements.select_related("tenant", "manager").prefetch_related("tenant__contacts", "tenant__readings"))
    histories = ledger.read_each([row.subject for row in rows])
    find = cache(playbooks.playbook)
    cast = people()
    requests = _requests_of(rows)
    cases = []
    for row in rows:
        history = histories[row.subject]
        plan = plan_of(history, find)
        others = frozenset(requests[row.tenant_id] - {row.request_id or ""})
        cases.append(Case(row, plan, history, circumstances_of(row, plan.main, cast=cast, requests=others)))
    return cases


def _requests_of(rows: list[Engagement]) -> dict[str, set[str]]:
    requests: dict[str, set[str]] = defaultdict(set)
    tenants = {row.tenant_id for row in rows}
    for request_id, tenant_id in Request.objects.filter(tenant__in=tenants).values_list("request_id", "tenant_id"):
        requests[tenant_id].add(request_id)
    return requests
