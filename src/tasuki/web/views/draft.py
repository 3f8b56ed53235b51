"""While somebody types: the form is kept as a draft, and what already speaks against it is said beside the fields."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tasuki.core.engagement.commands import COMMANDS, CommandSpec, UsageError
from tasuki.core.engagement.decisions import Refused
from tasuki.core.engagement.offering import offered
from tasuki.core.finding import Finding
from tasuki.services import drafts
from tasuki.services.engagements import Case, case_of
from tasuki.services.places import zone_of
from tasuki.services.refusal import Refusal
from tasuki.services.rehearsal import rehearse
from tasuki.web.forms import given_by, unless_composed
from tasuki.web.requests import actor_of, asks_for_fragment, engagement_or_404, person_of
from tasuki.web.said import Beside, say


@dataclass(frozen=True, slots=True)
class Amiss:
    """What is wrong with one field as it is now."""

    name: str
    findings: tuple[Finding, ...]


@require_POST
def keep(request: HttpRequest, engagement_id: int, command: str) -> HttpResponse:
    spec = COMMANDS.get(command)
    if spec is None:
        raise Http404
    case = case_of(engagement_or_404(request, engagement_id))
    if spec not in offered(case.assessment, actor_of(request)):
        raise PermissionDenied
    there = reverse("act", args=[engagement_id, command])
    if "discard" in request.POST:
        thrown = drafts.drop(person_of(request), case.engagement, command)
        back = Beside(undo=reverse("draft", args=[engagement_id, command]), fields=thrown) if thrown else None
        say(request, _("The draft was thrown away."), back)
        return redirect("engagement", engagement_id)
    given = _given(request, case, spec)
    draft = drafts.keep(person_of(request), case.engagement, command, given)
    if not asks_for_fragment(request):
        messages.success(request, _("Saved as a draft. Nothing is recorded yet."))
        return redirect(f"{there}?draft=1")
    amiss, ahead = _checked(request, case, spec, given)
    context = {
        "draft": draft,
        "amiss": amiss,
        "ahead": ahead,
        "zone": zone_of(case.engagement.tenant),
        "engagement": case.engagement,
        "spec": spec,
    }
    return render(request, "tasuki/parts/checked.html", context)


def _given(request: HttpRequest, case: Case, spec: CommandSpec) -> dict[str, str]:
    """Words only: a file is chosen again."""
    request.FILES.clear()
    return unless_composed(request, given_by(request, case, spec))


def _checked(request: HttpRequest, case: Case, spec: CommandSpec, given: Mapping[str, str]) -> tuple[list[Amiss], list[Finding]]:
    """By field what is wrong with what was typed, and what else the gate still waits for. Nobody is reproached for a blank field yet."""
    try:
        decision = rehearse(person_of(request), case, spec.name, given)
    except (Refusal, UsageError):
        return [], []
    findings = decision.findings if isinstance(decision, Refused) else ()
    amiss = [
        Amiss(key.name, tuple(one for one in findings if one.values.get("key") == key.name and given.get(key.name))) for key in spec.keys
    ]
    return amiss, [one for one in findings if not one.values.get("key")]
