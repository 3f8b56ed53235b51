"""Many engagements at once, for lists: as many queries for a hundred as for one."""

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Sequence
from functools import cache
from threading import Lock

from django.db.models import Model, QuerySet

from tasuki.records import ledger
from tasuki.records.around import Around, around
from tasuki.records.folding import place_of
from tasuki.records.models import Engagement
from tasuki.services import places, playbooks
from tasuki.services.circumstances import circumstances_of, people
from tasuki.services.engagements import Case, plan_of

_KEPT = 2000
_kept: OrderedDict[int, tuple[Hashable, Case]] = OrderedDict()
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
    rows = _rows(engagements)
    beside, heads, cast = _beside(rows), ledger.heads([row.subject for row in rows]), hash(people())
    marks = {row.pk: _mark(row, beside[row.tenant_id], (heads.get(row.subject), cast)) for row in rows}
    with _one_at_a_time:
        known = {number: kept[1] for number, mark in marks.items() if (kept := _kept.get(number)) and kept[0] == mark}
    fresh = _read([row for row in rows if row.pk not in known], beside)
    with _one_at_a_time:
        for case in fresh:
            _kept[case.engagement.pk] = (marks[case.engagement.pk], case)
            _kept.move_to_end(case.engagement.pk)
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    found = known | {case.engagement.pk: case for case in fresh}
    return [found[row.pk] for row in rows]


def _mark(row: Engagement, beside: Around, told: Hashable) -> Hashable:
    around_it = (tuple(beside.contacts), tuple(sorted(beside.readings.items())), frozenset(beside.requests))
    return told, places.today_at(row.tenant), _values(row), _values(row.tenant), around_it


def _values(row: Model) -> Hashable:
    """A row's columns. Those of JSON are lists and dictionaries, so they count as they are written."""
    return tuple(str(value) for name, value in sorted(vars(row).items()) if not name.startswith("_"))


def _rows(engagements: QuerySet[Engagement]) -> list[Engagement]:
    return list(engagements.select_related("tenant", "manager"))


def _beside(rows: Sequence[Engagement]) -> dict[str, Around]:
    return around(list({row.tenant_id for row in rows}))


def _read(rows: Sequence[Engagement], beside: dict[str, Around] | None = None) -> list[Case]:
    histories = ledger.read_each([row.subject for row in rows])
    find = cache(playbooks.playbook)
    cast = people() if rows else ()
    beside = _beside(rows) if beside is None else beside
    cases = []
    for row in rows:
        history = histories[row.subject]
        plan = plan_of(history, find)
        cases.append(Case(row, plan, history, circumstances_of(row, plan.main, cast=cast, beside=beside[row.tenant_id])))
    return cases
