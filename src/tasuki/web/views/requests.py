"""Requests for assistance: the public form, its demonstration, the intake list, and one request with its decision."""

import secrets
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tasuki.core.engagement.eligibility import judge
from tasuki.core.engagement.offering import offered
from tasuki.core.finding import Finding
from tasuki.records.queries import Intake, Person, mails_of
from tasuki.services import answers as services_answers
from tasuki.services import eligibility, engagements, intake, links, rights
from tasuki.services.engagements import Case, case_of
from tasuki.services.refusal import Refusal
from tasuki.web import words
from tasuki.web.requests import actor_of, engagement_or_404, person_of, place_of
from tasuki.web.shown import requests as shown
from tasuki.web.views.links import has_shown_code

_SPEAKS = "switch"
DEMONSTRATION = "show-request-form"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest) -> HttpResponse:
    """For anybody. Changing the language keeps what was typed."""
    if request.method != "POST":
        return _form(request, _known(request), secrets.token_urlsafe(12))
    answers, form_key = _typed(request), request.POST.get("form_key", "")[:40]
    if (language := request.POST.get(_SPEAKS, "")) in dict(settings.LANGUAGES):
        return _in_language(request, language, answers, form_key)
    try:
        filed = intake.file(
            _lists(request),
            form_key=form_key,
            trap=request.POST.get("website", ""),
            place=place_of(request),
            language=words.reader_language(),
        )
    except Refusal as refusal:
        return _form(request, answers, form_key, refusal.findings)
    messages.success(request, _("Your request has the number %(reference)s.") % {"reference": filed.reference})
    return redirect("link-thanks", "request")


def _lists(request: HttpRequest) -> dict[str, list[str]]:
    return {name: [value.replace("\r\n", "\n") for value in request.POST.getlist(name)] for name in request.POST}


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: ";".join(values) for name, values in _lists(request).items()}


def _known(request: HttpRequest) -> dict[str, str]:
    """A customer who comes from his own page finds the form filled in."""
    start = {"language": words.reader_language()}
    token = request.GET.get("from", "")
    if not token:
        return start
    try:
        link = links.look(token)
    except Refusal:
        return start
    if link.purpose != "customer" or not has_shown_code(request, link):
        return start
    case = services_answers.case_about(link)
    return {**start, **shown.filled_from(case.engagement.tenant, {"name": link.holder, "email": link.email})}


def _form(
    request: HttpRequest, answers: Mapping[str, str], form_key: str, findings: Sequence[Finding] = (), **more: object
) -> HttpResponse:
    context = {"groups": shown.groups(answers, findings), "form_key": form_key, "findings": findings, **more}
    status = 429 if any(finding.code == "request-too-often" for finding in findings) else 422 if findings else 200
    return render(request, "tasuki/public/request_form.html", context, status=status)


def _in_language(request: HttpRequest, language: str, answers: Mapping[str, str], form_key: str) -> HttpResponse:
    translation.activate(language)
    request.LANGUAGE_CODE = language
    response = _form(request, answers, form_key)
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=31_536_000, samesite="Lax", secure=request.is_secure())
    return response


# ---------------------------------------------------------------- demonstration


@require_http_methods(["GET", "HEAD", "POST"])
def demonstration(request: HttpRequest, engagement_id: int) -> HttpResponse:
    """The form as the customer will see it, marked. Begun by a button, which is the fact that it was shown; nothing typed is kept."""
    case = case_of(engagement_or_404(request, engagement_id))
    if request.method == "POST" and "begin" in request.POST:
        return _begin(request, case)
    if request.method == "POST":
        return _tried(request, case)
    begun = any(fact.kind == "request-form-shown" for fact in case.history)
    may = DEMONSTRATION in {spec.name for spec in offered(case.assessment, actor_of(request))}
    if not begun and not may:
        raise PermissionDenied
    answers = {**shown.filled_from(case.engagement.tenant, _first_contact(case)), "language": words.reader_language()}
    return _form(request, answers, "", demonstration=case, begun=begun and "show" in request.GET)


def _begin(request: HttpRequest, case: Case) -> HttpResponse:
    try:
        engagements.perform(person_of(request), case.engagement.pk, DEMONSTRATION, {})
    except Refusal as refusal:
        return _form(request, {}, "", refusal.findings, demonstration=case, begun=False)
    return redirect(f"{request.path}?show=1")


def _tried(request: HttpRequest, case: Case) -> HttpResponse:
    answers, findings = intake.read(_lists(request))
    told = [] if findings else shown.outcomes(judge(eligibility.rules(), answers))
    return _form(request, _typed(request), "", findings, demonstration=case, begun=True, tried=not findings, outcomes=told)


def _first_contact(case: Case) -> dict[str, str]:
    contact = next((one for one in case.circumstances.contacts if one.kind == "customer"), None)
    return {"name": contact.name, "email": contact.email or ""} if contact else {}


# ---------------------------------------------------------------- intake


def listed(request: HttpRequest) -> HttpResponse:
    return render(request, "tasuki/requests.html", {"looks": intake.waiting(), "decided": intake.decided()})


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, reference: str) -> HttpResponse:
    filed = intake.find(reference)
    if filed is None:
        raise Http404
    findings: Sequence[Finding] = ()
    if request.method == "POST":
        try:
            _decide(person_of(request), filed, request)
        except Refusal as refusal:
            findings = refusal.findings
        else:
            messages.success(request, _("Recorded. The requestor is told by mail."))
            return redirect("request", reference)
        filed.refresh_from_db()
    look, letters = intake.look(filed), links.about(filed.subject)
    named = filed.answers.get("tenant_id", "")
    context = {
        "look": look,
        "filed": filed,
        "answers": shown.answers_of(filed),
        "outcomes": shown.outcomes(look.outcomes),
        "may_decide": rights.may(person_of(request), "decide-request"),
        "managers": intake.managers(),
        "manager": request.POST.get("manager", _former(look)),
        "tenant_id": request.POST.get("tenant_id", look.tenants[0].pk if look.tenants else named),
        "reason": request.POST.get("reason", ""),
        "findings": findings,
        "links": letters,
        "mails": [mail for link in letters for mail in mails_of(link.subject)],
        "facts": [(fact, words.teller()(fact)) for fact in reversed(look.facts)],
    }
    return render(request, "tasuki/request.html", context, status=422 if findings else 200)


def _former(look: intake.Look) -> str:
    """Whoever had the tenant a short while ago; else who has it now."""
    recent = next((one.engagement.closed_by_id for one in look.served if one.recent), None)
    running = next((one.engagement.manager_id for one in look.served if one.is_open), None)
    return running or recent or (look.tenants[0].manager_id if look.tenants else None) or ""


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip().replace("\r\n", "\n")


def _decide(person: Person, filed: Intake, request: HttpRequest) -> None:
    match request.POST.get("act", ""):
        case "approve":
            intake.approve(person, filed, tenant_id=request.POST.get("tenant_id", ""), manager=request.POST.get("manager", ""))
        case "hold" | "ask" as act:
            intake.hold(person, filed, _reason(request), ask=act == "ask")
        case "resume":
            intake.resume(person, filed)
        case "cancel":
            intake.cancel(person, filed, _reason(request))
        case _:
            raise Http404
