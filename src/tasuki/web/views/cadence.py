"""The form of a tenant's regular meeting."""

from collections.abc import Mapping, Sequence
from zoneinfo import available_timezones

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tasuki.core.engagement.cadence import EVERY, LAST
from tasuki.core.finding import Finding
from tasuki.records.queries import Person, Tenant
from tasuki.records.site import site
from tasuki.services import cadences, rights, trails
from tasuki.services.places import today_at, zone_of
from tasuki.services.refusal import Refusal
from tasuki.web.requests import person_of, seen_by_form, tenant_or_404
from tasuki.web.shown.meetings import in_words, nth_name


def may_set(person: Person) -> bool:
    return rights.may(person, "set-cadence")


def edit(request: HttpRequest, tenant_id: str) -> HttpResponse:
    tenant = tenant_or_404(request, tenant_id)
    person = person_of(request)
    if not may_set(person):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, tenant, _present(tenant))
    given = {key: request.POST.get(key, "") for key in cadences.KEYS}
    try:
        cadence = cadences.put(tenant, given, person, seen=seen_by_form(request))
    except Refusal as refusal:
        if any(finding.code == "overtaken" for finding in refusal.findings):
            return _page(request, tenant, given, overtaken=refusal.findings, status=409)
        findings = {str(finding.values.get("key")): finding for finding in refusal.findings}
        return _page(request, tenant, given, findings, status=422)
    messages.success(request, _("Regular meeting: %(cadence)s") % {"cadence": in_words(cadence)})
    return redirect("tenant", tenant.pk)


def _present(tenant: Tenant) -> dict[str, str]:
    cadence = cadences.of(tenant)
    if cadence is None:
        today = today_at(tenant).isoformat()
        return {"every": "week", "nth": "1", "minutes": str(site().meeting_minutes), "time_zone": zone_of(tenant), "starting": today}
    return {
        "every": cadence.every,
        "weekday": str(cadence.weekday),
        "nth": str(cadence.nth),
        "at": cadence.at.strftime("%H:%M"),
        "minutes": str(cadence.minutes),
        "time_zone": cadence.zone,
        "starting": cadence.starting.isoformat(),
    }


def _page(
    request: HttpRequest,
    tenant: Tenant,
    given: Mapping[str, str],
    findings: Mapping[str, Finding] | None = None,
    *,
    overtaken: Sequence[Finding] = (),
    status: int = 200,
) -> HttpResponse:
    every = {
        "week": pgettext("how often", "every week"),
        "two-weeks": pgettext("how often", "every second week"),
        "month": pgettext("how often", "every month"),
    }
    context = {
        "tenant": tenant,
        "given": given,
        "findings": findings or {},
        "every": [(one, every[one]) for one in EVERY],
        "weekdays": [(str(number), name) for number, name in WEEKDAYS.items()],
        "nths": [(str(nth), nth_name(nth)) for nth in range(1, LAST + 1)],
        "zones": sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/", "right/"))),
        "told": tenant.cadence,
        "facts": len(trails.facts_of(f"tenant/{tenant.pk}")),
        "overtaken": overtaken,
        "theirs": in_words(cadences.of(tenant)) if overtaken else "",
    }
    return render(request, "tasuki/cadence.html", context, status=status)
