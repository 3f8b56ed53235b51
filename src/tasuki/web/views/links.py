"""Pages that a signed link opens, without an account. A GET shows; only a POST does something, and both show nothing for a bad link."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tasuki.core.finding import Finding
from tasuki.records.queries import SignedLink
from tasuki.records.site import site
from tasuki.services import answers, clock, door, intake, links
from tasuki.services.customer_page import customer_page
from tasuki.services.places import zone_of
from tasuki.services.refusal import Refusal
from tasuki.web import words
from tasuki.web.forms import Choice, Field
from tasuki.web.requests import place_of
from tasuki.web.shown import requests as shown

_DOOR = "link"
_SCORES = ("5", "4", "3", "2", "1")
OWN = ("name", "name_kana", "department", "title")


@dataclass(frozen=True, slots=True)
class Visit:
    """One request to a link that opens something."""

    request: HttpRequest
    token: str
    link: SignedLink

    @property
    def posted(self) -> bool:
        return self.request.method == "POST"

    def given(self, name: str) -> str:
        return self.request.POST.get(name, "").strip().replace("\r\n", "\n")

    def page(self, template: str, context: Mapping[str, object], findings: Sequence[Finding] = ()) -> HttpResponse:
        everything = {"link": self.link, "token": self.token, "findings": findings, **context}
        return render(self.request, f"tasuki/public/{template}.html", everything, status=422 if findings else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def opened(request: HttpRequest, token: str) -> HttpResponse:
    place = place_of(request)
    if request.method == "POST" and door.is_shut(_DOOR, place):
        return render(request, "tasuki/public/refused.html", {"shut": door.MINUTES}, status=429)
    try:
        link = links.look(token)
    except Refusal:
        return _refused(request, token, place)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and not request.user.is_authenticated:
        _speak(request, link.language)
    return _PAGES[link.purpose](Visit(request, token, link))


def _refused(request: HttpRequest, token: str, place: str) -> HttpResponse:
    """Kindly, and the same for every reason. Only the attempt to do something is recorded."""
    if request.method == "POST":
        door.knocked(_DOOR, place)
        links.record_refusal(token, "post")
    return render(request, "tasuki/public/refused.html", {}, status=404)


def _speak(request: HttpRequest, language: str) -> None:
    """The holder's language, until he chooses another."""
    base = language.partition("-")[0]
    if base in dict(settings.LANGUAGES):
        translation.activate(base)
        request.LANGUAGE_CODE = base


def thanks(request: HttpRequest, what: str) -> HttpResponse:
    """After something was done by a link that has ended with it."""
    return render(request, "tasuki/public/thanks.html", {"what": what})


# ---------------------------------------------------------------- one page for each purpose


def _account_team(visit: Visit) -> HttpResponse:
    case = answers.case_about(visit.link)
    answer, reason = visit.given("answer"), visit.given("reason")
    findings: Sequence[Finding] = ()
    if visit.posted:
        commands = {"agree": "confirm-leaving", "object": "raise-objection"}
        if answer not in commands:
            findings = (Finding(code="request-field-missing", values={"key": "answer"}),)
        elif answer == "object" and not reason:
            findings = (Finding(code="request-field-missing", values={"key": "reason"}),)
        else:
            try:
                answers.say(visit.token, commands[answer], {"text" if answer == "agree" else "reason": reason} if reason else {})
            except Refusal as refusal:
                findings = refusal.findings
            else:
                return redirect("link-thanks", "account-team")
    page = customer_page(case, words.reader_language())
    meetings = [workload.meeting_on for workload in page.workloads if workload.meeting_on]
    held = [workload.discussed_on for workload in page.workloads if workload.discussed_on]
    days = {"meeting": min(meetings, default=None), "held": max(held, default=None)}
    return visit.page("account_team", {"page": page, **days, "answer": answer, "reason": reason}, findings)


def _queue_move(visit: Visit) -> HttpResponse:
    try:
        case, person = answers.move_about(visit.link)
    except Refusal as stale:
        return visit.page("queue_move", {"case": None}, stale.findings)
    findings: Sequence[Finding] = ()
    if visit.posted:
        try:
            answers.confirm_move(visit.token)
        except Refusal as refusal:
            findings = refusal.findings
        else:
            return redirect("link-thanks", "queue-move")
    request = case.assessment.open_request
    context = {"case": case, "tenant": case.engagement.tenant, "person": person, "queue": request.data["queue"] if request else ""}
    return visit.page("queue_move", context, findings)


def _satisfaction(visit: Visit) -> HttpResponse:
    case = answers.case_about(visit.link)
    score = visit.given("score") if visit.posted else visit.request.GET.get("score", "")
    findings: Sequence[Finding] = ()
    if visit.posted:
        given = {"satisfaction": score, "text": visit.given("text")}
        try:
            answers.say(visit.token, "rate-engagement", {name: value for name, value in given.items() if value})
        except Refusal as refusal:
            findings = refusal.findings
        else:
            return redirect("link-thanks", "satisfaction")
    choices = [Choice(one, words.label("score", one), one == score) for one in _SCORES]
    context = {"page": customer_page(case, words.reader_language()), "choices": choices, "text": visit.given("text")}
    return visit.page("satisfaction", context, findings)


def _request(visit: Visit) -> HttpResponse:
    findings: Sequence[Finding] = ()
    if visit.posted:
        try:
            links.use(visit.token, "answer", lambda link: intake.answer(link, visit.given("text")))
        except Refusal as refusal:
            findings = refusal.findings
        else:
            return redirect("link", visit.token)
    filed = intake.about(visit.link)
    outcomes = shown.outcomes(intake.outcomes(filed))
    services = filed.answers.get("services", "").split(";")
    return visit.page("request", {"filed": filed, "services": services, "outcomes": outcomes, "text": visit.given("text")}, findings)


def _customer(visit: Visit) -> HttpResponse:
    """First the mailed code, then the page; every act keeps the page open."""
    if not _has_shown_code(visit):
        return _code(visit)
    findings: Sequence[Finding] = ()
    if visit.posted:
        try:
            _customer_act(visit)
        except Refusal as refusal:
            findings = refusal.findings
        else:
            return redirect("link", visit.token)
    case = answers.case_about(visit.link)
    contact = answers.own_contact(visit.link)
    context = {
        "page": customer_page(case, words.reader_language()),
        "zone": zone_of(case.engagement.tenant),
        "fields": own_fields({name: getattr(contact, name) for name in OWN}) if contact else [],
        "contact": contact,
        "text": visit.given("text"),
        "mine": any(one.name == visit.link.holder for one in customer_page(case, "").signed_off),
    }
    return visit.page("customer", context, findings)


def own_fields(values: dict[str, str]) -> list[Field]:
    return [Field(name=f"own-{name}", widget="text", label=words.label("key", name), value=values[name]) for name in OWN]


_CUSTOMER_ACTS: dict[str, Callable[[Visit], object]] = {
    "sign-off": lambda visit: answers.say(visit.token, "sign-off", {}),
    "comment": lambda visit: answers.say(visit.token, "leave-comment", {"text": visit.given("text")} if visit.given("text") else {}),
    "correct": lambda visit: answers.correct_own(visit.token, _own_given(visit)),
    "delete": lambda visit: answers.ask_deletion(visit.token),
}


def _own_given(visit: Visit) -> dict[str, str]:
    """What the form does not bring stays as it is."""
    return {name: visit.given(f"own-{name}") for name in OWN if f"own-{name}" in visit.request.POST}


def _customer_act(visit: Visit) -> None:
    act = _CUSTOMER_ACTS.get(visit.given("act"))
    if act is None:
        raise Refusal(Finding(code="link-refused"))
    act(visit)


def _code(visit: Visit) -> HttpResponse:
    findings: Sequence[Finding] = ()
    if visit.posted:
        try:
            if visit.given("act") == "send-code":
                links.send_code(visit.link)
            else:
                links.check_code(visit.token, visit.given("code"))
                until = clock.now() + timedelta(minutes=site().page_minutes)
                visit.request.session.cycle_key()
                visit.request.session[_kept(visit.link)] = until.isoformat()
            return redirect("link", visit.token)
        except Refusal as refusal:
            findings = refusal.findings
    sent = visit.link.code_until is not None and visit.link.code_until > clock.now()
    return visit.page("code", {"sent": sent, "masked": _masked(visit.link.email), "minutes": site().code_minutes}, findings)


def _has_shown_code(visit: Visit) -> bool:
    return has_shown_code(visit.request, visit.link)


def has_shown_code(request: HttpRequest, link: SignedLink) -> bool:
    """Whether this browser was let in with a code, a short while ago."""
    until = request.session.get(_kept(link))
    return until is not None and datetime.fromisoformat(until) > clock.now()


def _kept(link: SignedLink) -> str:
    return f"customer-page-{link.pk}"


def _masked(email: str) -> str:
    """Enough to recognise one's own address by."""
    local, _, domain = email.partition("@")
    return f"{local[:2]}\N{HORIZONTAL ELLIPSIS}@{domain}"


_PAGES: dict[str, Callable[[Visit], HttpResponse]] = {
    "account-team": _account_team,
    "queue-move": _queue_move,
    "satisfaction": _satisfaction,
    "request": _request,
    "customer": _customer,
}
