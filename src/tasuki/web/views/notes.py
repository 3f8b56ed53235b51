"""Notes of everything one may see: found by their words, and redacted where somebody must be forgotten."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tasuki.core.finding import Finding
from tasuki.services import notes
from tasuki.services.circumstances import people
from tasuki.services.engagements import Case, case_of
from tasuki.services.places import zone_of
from tasuki.services.refusal import Refusal
from tasuki.web.requests import asks_for_fragment, engagement_or_404, person_of
from tasuki.web.shown.timeline import timeline, told


def search(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()
    found = notes.search(person_of(request), asked)
    cast = people()
    context = {
        "asked": asked,
        "found": [(one.engagement, zone_of(one.engagement.tenant), told([one.fact], cast)[0]) for one in found],
        "most": notes.SHOWN,
        "newest_only": notes.looks_at_the_newest_only(asked),
    }
    return render(request, "tasuki/parts/notes_found.html" if asks_for_fragment(request) else "tasuki/notes.html", context)


def redact(request: HttpRequest, engagement_id: int, number: int) -> HttpResponse:
    case = case_of(engagement_or_404(request, engagement_id))
    if not 0 < number <= len(case.history):
        raise Http404
    if not notes.may_redact(person_of(request), case.history[number - 1]):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, case, number)
    try:
        notes.redact(person_of(request), engagement_id, number, request.POST.get("reason", ""))
    except Refusal as refusal:
        return _page(request, case, number, refusal.findings)
    messages.success(request, _("The text of fact %(number)d is gone for good.") % {"number": number})
    return redirect("engagement", engagement_id)


def _page(request: HttpRequest, case: Case, number: int, findings: tuple[Finding, ...] = ()) -> HttpResponse:
    context = {
        "case": case,
        "engagement": case.engagement,
        "tenant": case.engagement.tenant,
        "zone": zone_of(case.engagement.tenant),
        "entry": timeline(case, [case.history[number - 1]])[0],
        "number": number,
        "findings": findings,
    }
    return render(request, "tasuki/redact.html", context, status=422 if findings else 200)
