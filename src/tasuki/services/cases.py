"""Many engagements at once, for lists: as many queries for a hundred as for one."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from functools import cache
from threading import Lock
from typing import Any

from django.db.models import QuerySet

from tasuki.records import ledger
from tasuki.records.around import around
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
    return sorted(cases, key=lambda case: place_of_engagement(case.engagement))


def place_of_engagement(row: Engagement) -> tuple[str, int]:
    return place_of(row.tenant.name, row.tenant.name_kana), row.pk


def standing_cases(engagements: QuerySet[Engagement]) -> list[Case]:
    """As `cases_of`, for screens that are opened again and again: a case is kept, with what was derived of it, for as long as its
    newest fact, its tenant, contacts, readings, requests and people, and the day, are the same. `circumstances.now` is that of then."""
    marks = _marks(list(engagements.values_list(*_OWN, *_TENANTS)))
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


_OWN = tuple(field.attname for field in Engagement._meta.concrete_fields)  # noqa: SLF001 - Django's documented name
_TENANTS = tuple(f"tenant__{field.attname}" for field in Tenant._meta.concrete_fields)  # noqa: SLF001 - the same
_NUMBER, _TENANT, _ZONE, _COUNTRY = ((*_OWN, *_TENANTS).index(name) for name in ("id", "tenant_id", "tenant__time_zone", "tenant__country"))


def _marks(rows: list[tuple[Any, ...]]) -> dict[int, object]:
    """By engagement, everything that a case is made of, as plain values: rows of thousands would take longer to make than to compare."""
    beside = around(list({row[_TENANT] for row in rows}))
    heads, cast = ledger.heads([f"engagement/{row[_NUMBER]}" for row in rows]), hash(people())
    day = cache(lambda zone, country: clock.today(places.zone_in(zone, country)))
    return {
        row[_NUMBER]: (row, beside[row[_TENANT]], heads.get(f"engagement/{row[_NUMBER]}"), cast, day(row[_ZONE], row[_COUNTRY]))
        for row in rows
    }


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
