"""A tenant's regular meeting: said once, so that the completion discussion finds its place in it.

Finding codes:
    cadence-incomplete   {key}           a field without which there is no rule
    cadence-unreadable   {key, value}    a value that no rule can have
"""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from tasuki.core.engagement.cadence import EVERY, LAST, WEEKDAYS, Cadence
from tasuki.core.engagement.facts import NewFact
from tasuki.core.finding import Finding
from tasuki.records.models import Cadence as Row
from tasuki.records.models import Person, Tenant
from tasuki.services import places, rights, trails
from tasuki.services.refusal import Refusal

CODES = ("cadence-incomplete", "cadence-unreadable")
KEYS = ("every", "weekday", "nth", "at", "minutes", "time_zone", "starting")
_LONGEST = 480


def of(tenant: Tenant) -> Cadence | None:
    return of_each([tenant.pk]).get(tenant.pk)


def of_each(tenants: Sequence[str]) -> dict[str, Cadence]:
    """Of those tenants that have one, by tenant. One query."""
    return {row.tenant_id: _cadence(row) for row in Row.objects.filter(tenant__in=tenants)}


def _cadence(row: Row) -> Cadence:
    every = next(one for one in EVERY if one == row.every)
    return Cadence(every=every, weekday=row.weekday, nth=row.nth, at=row.at, minutes=row.minutes, zone=row.time_zone, starting=row.starting)


def put(tenant: Tenant, given: Mapping[str, str], person: Person, *, seen: int | None = None) -> Cadence:
    """Record the rule from what was typed, and a fact on the tenant; `seen` as in `trails`. Raises `Refusal` with every reason."""
    rights.require(person, "set-cadence")
    findings: list[Finding] = []
    values = {key: _read(key, given.get(key, "").strip(), findings) for key in KEYS}
    if findings:
        raise Refusal(*findings)
    subject = f"tenant/{tenant.pk}"
    with trails.one_act(subject):
        Row.objects.update_or_create(tenant=tenant, defaults=values)
        told = {key: str(value) for key, value in values.items()}
        trails.record_unless_overtaken(subject, NewFact("cadence-set", data=told), by=person.login, seen=seen)
    cadence = of(tenant)
    assert cadence is not None  # noqa: S101 - it was written a line above
    return cadence


def _read(key: str, value: str, findings: list[Finding]) -> Any:
    if not value:
        findings.append(Finding(code="cadence-incomplete", values={"key": key}))
        return None
    read = _READERS[key](value)
    if read is None:
        findings.append(Finding(code="cadence-unreadable", values={"key": key, "value": value}))
    return read


def _number(value: str, allowed: range) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and int(value) in allowed else None


def _time(value: str) -> time | None:
    try:
        return time.fromisoformat(value).replace(tzinfo=None)
    except ValueError:
        return None


def _date(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


_READERS = {
    "every": lambda value: value if value in EVERY else None,
    "weekday": lambda value: _number(value, WEEKDAYS),
    "nth": lambda value: _number(value, range(1, LAST + 1)),
    "at": _time,
    "minutes": lambda value: _number(value, range(5, _LONGEST + 1)),
    "time_zone": lambda value: value if places.is_zone(value) else None,
    "starting": _date,
}
