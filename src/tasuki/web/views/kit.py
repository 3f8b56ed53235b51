"""The discussion kit: brief, agenda, invitation, the one form of the discussion, the request form for show, and the customer's summary."""

from datetime import datetime
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from tasuki.core.engagement.commands import COMMANDS
from tasuki.core.engagement.offering import offered
from tasuki.services import cadences, meetings
from tasuki.services.engagements import Case, case_of
from tasuki.services.places import zone_of
from tasuki.web import words
from tasuki.web.forms import form_for
from tasuki.web.links import act_link
from tasuki.web.requests import actor_of, engagement_or_404, person_of
from tasuki.web.shown import brief
from tasuki.web.shown.acting import needs_of
from tasuki.web.shown.begun import begun
from tasuki.web.shown.meetings import in_words, places

_DISCUSSION = "hold-discussion"


def kit(request: HttpRequest, engagement_id: int) -> HttpResponse:
    case = case_of(engagement_or_404(request, engagement_id))
    commands = {spec.name for spec in offered(case.assessment, actor_of(request))}
    cadence = cadences.of(case.engagement.tenant)
    due = _due(case)
    language = brief.customers_language(case)
    spec = COMMANDS[_DISCUSSION]
    next_act = next((act for act in case.guide.next_acts() if act.command == _DISCUSSION), None)
    asked = {**({"workload": next_act.workload} if next_act and next_act.workload else {}), **(next_act.keys if next_act else {})}
    given, draft = begun(person_of(request), case, spec, asked)
    context = {
        **_head(case),
        "brief": brief.brief_of(case),
        "cadence": in_words(cadence),
        "slots": [
            (
                _label(place),
                act_link(case.engagement.pk, "schedule-discussion", None, {"at": place.isoformat(), "workload": ";".join(due)}).url,
            )
            for place in (places(cadence, case) if "schedule-discussion" in commands else [])
        ],
        "meetings": meetings.planned(case),
        "agenda": brief.agenda(due or case.plan.workloads, language),
        "customers_language": language,
        "commands": commands,
        "form": form_for(case, spec, given, needs_of(case, spec, given)) if _DISCUSSION in commands else None,
        "draft": draft,
        "shown": any(fact.kind == "request-form-shown" for fact in case.history),
    }
    return render(request, "tasuki/kit.html", context)


def _label(place: datetime) -> str:
    """By the clock of the regular meeting itself."""
    return _("%(day)s, %(time)s") % {"day": words.day_with_weekday(place.date()), "time": f"{place:%H:%M}"}


def _head(case: Case) -> dict[str, object]:
    tenant = case.engagement.tenant
    manager = case.circumstances.person(case.assessment.manager)
    return {"case": case, "engagement": case.engagement, "tenant": tenant, "zone": zone_of(tenant), "manager": manager}


def _due(case: Case) -> list[str]:
    """Workloads whose discussion was not held yet."""
    held = {(fact.workload, fact.process) for fact in case.history if fact.kind == "discussion-held"}
    return list(dict.fromkeys(lane.workload for lane in case.plan.lanes if lane.workload and (lane.workload, lane.process) not in held))


def invitation(request: HttpRequest, engagement_id: int) -> HttpResponse:
    """A calendar file to send from one's own mailbox; looking at it records nothing."""
    case = case_of(engagement_or_404(request, engagement_id))
    meeting = next((one for one in meetings.planned(case) if one.key == request.GET.get("meeting", one.key)), None)
    if meeting is None:
        raise Http404
    cancelled, language = "cancel" in request.GET, brief.customers_language(case)
    told = {"title": brief.title(case, meeting.workloads, language), "description": brief.description(meeting, language)}
    method = "CANCEL" if cancelled else "REQUEST"
    name = f"{case.engagement.request_id}-{method.lower()}.ics"
    return HttpResponse(
        meetings.calendar(case, meeting, **told, cancelled=cancelled),
        content_type=f"text/calendar; charset=utf-8; method={method}",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def summary(request: HttpRequest, engagement_id: int) -> HttpResponse:
    """One page for the customer, in the customer's language unless another is asked for. Nothing of our own notes is on it."""
    case = case_of(engagement_or_404(request, engagement_id))
    language = brief.spoken(request.GET.get("in", "")) or brief.customers_language(case)
    with translation.override(language):
        held = [fact for fact in case.history if fact.kind == "discussion-held"]
        told = brief.brief_of(case)
        context = {
            **_head(case),
            "usage": told.ours,
            "done": told.done,
            "held": [(words.service(fact.workload), fact.data["on"]) for fact in held],
            "wanted": [name for fact in held for name in fact.data.get("next_workloads", ())],
            "resources": case.plan.main.resources_for(case.plan.workloads, language),
            "today": case.circumstances.today,
            "others": [(code, f"?{urlencode({'in': code})}") for code in ("ja", "en") if code != language],
        }
        return render(request, "tasuki/summary.html", context)
