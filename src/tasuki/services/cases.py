"""Many engagements at once, for lists: as many queries for a hundred as for one."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from functools import cache
from threading import Lock

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast, JSONArray

from tasuki.records import ledger
from tasuki.records.around import around, outlines
from tasuki.records.folding import place_of
from tasuki.records.models import Engagement, Tenant
from tasuki.services import clock, places, playbooks
from tasuki.services.circumstances import circumstances_of, people
from tasuki.services.engagements import Case, plan_of

_KEPT = 6000
_kept: OrderedDict[int, tuple[object, Case]] = OrderedDict()
_one_at_a_time = Lock()


def cases_of(engagements: QuerySet[Engagement]) -> list[Case]:
    """Every engagement as it stands, in the given order. A handful of queries, and one assessment each when asked for."""
    return _read(_rows(engagements))


def by_name(cases: Iterable[Case]) -> list[Case]:
    """In the order in which people look customers up."""
    return sorted(cases, key=lambda case: (place_of(case.engagement.tenant.name, case.engagement.tenant.name_kana), case.engagement.pk))


def standing_cases(engagements: QuerySet[Engagement]) -> list[Case]:
    """As `cases_of`, for screens that are opened again and again: a case is kept, with what was derived of it, for as long as its
    newest fact, its tenant, contacts, readings, requests and people, and the day, are the same. `circumstances.now` is that of then."""
    marks = _marks(engagements)
    with _one_at_a_time:
        known = {number: kept[1] for number, mark in marks.items() if (kept := _kept.get(number)) and kept[0] == mark}
    fresh = cases_of(engagements.filter(pk__in=[number for number in marks if number not in known])) if len(known) < len(marks) else []
    with _one_at_a_time:
        for case in fresh:
            _kept[case.engagement.pk] = (marks[case.engagement.pk], case)
            _kept.move_to_end(case.engagement.pk)
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    found = known | {case.engagement.pk: case for case in fresh}
    return [found[number] for number in marks if number in found]


_COLUMNS = (
    *(field.attname for field in Engagement._meta.concrete_fields),  # noqa: SLF001 - Django's documented name
    *(f"tenant__{field.attname}" for field in Tenant._meta.concrete_fields),  # noqa: SLF001 - Django's documented name
)


def _marks(engagements: QuerySet[Engagement]) -> dict[int, object]:
    """By engagement, everything that a case is made of, in a form that is only good for comparing: the rows of thousands would take
    longer to read than to compare. What was recorded is told by how many facts there are."""
    whole = Cast(JSONArray(*_COLUMNS), TextField())
    rows = list(engagements.values_list("pk", "tenant_id", "tenant__time_zone", "tenant__country", whole))
    beside, cast = outlines(list({tenant for _, tenant, *_ in rows})), hash(people())
    day = cache(lambda zone, country: clock.today(places.zone_in(zone, country)))
    return {number: (whole, beside.get(tenant), cast, day(zone, country)) for number, tenant, zone, country, whole in rows}


def _rows(engagements: QuerySet[Engagement]) -> list[Engagement]:
    return list(engagements.select_related("tenant", "manager"))


def _read(rows: Sequence[Engagement]) -> list[Case]:
    histories = ledger.read_each([row.subject for row in rows])
    find = cache(playbooks.playbook)
    cast = people() if rows else ()
    beside = around(list({row.tenant_id for row in rows}))
    cases = []
    for row in rows:
        history = histories[row.subject]
        plan = plan_of(history, find)
        cases.append(Case(row, plan, history, circumstances_of(row, plan.main, cast=cast, beside=beside[row.tenant_id])))
    return cases
