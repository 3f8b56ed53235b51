"""Many engagements at once, for lists: as many queries for a hundred as for one."""

from functools import cache

from django.db.models import QuerySet

from tasuki.records import ledger
from tasuki.records.around import around
from tasuki.records.models import Engagement
from tasuki.services import playbooks
from tasuki.services.circumstances import circumstances_of, people
from tasuki.services.engagements import Case, plan_of


def cases_of(engagements: QuerySet[Engagement]) -> list[Case]:
    """Every engagement as it stands, in the given order. A handful of queries, and one assessment each when asked for."""
    rows = list(engagements.select_related("tenant", "manager"))
    histories = ledger.read_each([row.subject for row in rows])
    find = cache(playbooks.playbook)
    cast = people()
    beside = around(list({row.tenant_id for row in rows}))
    cases = []
    for row in rows:
        history = histories[row.subject]
        plan = plan_of(history, find)
        cases.append(Case(row, plan, history, circumstances_of(row, plan.main, cast=cast, beside=beside[row.tenant_id])))
    return cases
