"""Many engagements at once, for lists: as many queries for a hundred as for one."""

from collections import OrderedDict, defaultdict
from collections.abc import Hashable, Sequence
from functools import cache
from threading import Lock

from django.db.models import Model, QuerySet

from tasuki.records import ledger
from tasuki.records.models import Engagement, Request
from tasuki.services import places, playbooks
from tasuki.services.circumstances import circumstances_of, people
from tasuki.services.engagements import Case, plan_of

_KEPT = 2000
_kept: OrderedDict[int, tuple[Hashable, Case]] = OrderedDict()
_one_at_a_time = Lock()


def cases_of(engagements: QuerySet[Engagement]) -> list[Case]:
    """Every engagement as it stands, in the given order. A handful of queries, and one assessment each when asked for."""
    rows = _rows(engagements)
    return _read(rows, _requests_of(rows))


def standing_cases(engagements: QuerySet[Engagement]) -> list[Case]:
    """As `cases_of`, for screens that are opened again and again: a case is kept, with what was derived of it, for as long as its
    newest fact, its tenant, contacts, readings, requests and people, and the day, are the same. `circumstances.now` is that of then."""
    rows = _rows(engagements)
    requests, heads, cast = _requests_of(rows), ledger.heads([row.subject for row in rows]), hash(people())
    marks = {row.pk: _mark(row, (heads.get(row.subject), cast, frozenset(requests[row.tenant_id]))) for row in rows}
    with _one_at_a_time:
        known = {number: kept[1] for number, mark in marks.items() if (kept := _kept.get(number)) and kept[0] == mark}
    fresh = _read([row for row in rows if row.pk not in known], requests)
    with _one_at_a_time:
        for case in fresh:
            _kept[case.engagement.pk] = (marks[case.engagement.pk], case)
            _kept.move_to_end(case.engagement.pk)
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    found = known | {case.engagement.pk: case for case in fresh}
    return [found[row.pk] for row in rows]


def _mark(row: Engagement, told: Hashable) -> Hashable:
    tenant = row.tenant
    around = tuple(tuple(_values(one) for one in related) for related in (tenant.contacts.all(), tenant.readings.all()))
    return told, places.today_at(tenant), _values(row), _values(tenant), around


def _values(row: Model) -> Hashable:
    """A row's columns. Those of JSON are lists and dictionaries, so they count as they are written."""
    return tuple(str(value) for name, value in sorted(vars(row).items()) if not name.startswith("_"))


def _rows(engagements: QuerySet[Engagement]) -> list[Engagement]:
    return list(engagements.select_related("tenant", "manager").prefetch_related("tenant__contacts", "tenant__readings"))


def _read(rows: Sequence[Engagement], requests: dict[str, set[str]]) -> list[Case]:
    histories = ledger.read_each([row.subject for row in rows])
    find = cache(playbooks.playbook)
    cast = people() if rows else ()
    cases = []
    for row in rows:
        history = histories[row.subject]
        plan = plan_of(history, find)
        others = frozenset(requests[row.tenant_id] - {row.request_id or ""})
        cases.append(Case(row, plan, history, circumstances_of(row, plan.main, cast=cast, requests=others)))
    return cases


def _requests_of(rows: Sequence[Engagement]) -> dict[str, set[str]]:
    requests: dict[str, set[str]] = defaultdict(set)
    tenants = {row.tenant_id for row in rows}
    for request_id, tenant_id in Request.objects.filter(tenant__in=tenants).values_list("request_id", "tenant_id"):
        requests[tenant_id].add(request_id)
    return requests
