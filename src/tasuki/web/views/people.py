"""People: who works here, who stands in for whom, letting somebody in, and handing over what a leaver looks after."""

from collections.abc import Callable, Iterable
from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tasuki.core.engagement.roles import MANAGES
from tasuki.core.finding import Finding
from tasuki.records.queries import ROLES, Person, colleagues_of, covers_from, everybody, team_names
from tasuki.services import clock, portfolio, rights, trails
from tasuki.services import people as service
from tasuki.services.refusal import Refusal
from tasuki.web.requests import person_of, seen_by_form

_PER_PAGE = 50
_FIELDS = ("login", "name", "role", "email", "team", "language")


def people(request: HttpRequest) -> HttpResponse:
    """A new person's link is shown once, on the answer itself; it is kept nowhere."""
    actor = person_of(request)
    context: dict[str, object] = {"given": {}, "roles": ROLES if rights.may(actor, "add-person") else ()}
    status = 200
    if request.method == "POST":
        given = {name: request.POST.get(name, "").strip() for name in _FIELDS}
        try:
            added, link = _add(actor, given)
            context |= {"added": added, "link": link}
        except Refusal as refusal:
            context |= {"findings": refusal.findings, "given": given}
            status = 422
    search = request.GET.get("q", "").strip()
    away = {cover.person_id: cover for cover in covers_from(clock.today()) if cover.begins <= clock.today()}
    page = Paginator(everybody(search), _PER_PAGE).get_page(request.GET.get("page"))
    context |= {"people": [(one, away.get(one.pk)) for one in page.object_list], "teams": team_names(), "search": search}
    context |= {"page": page, "query": urlencode({"q": search}) if search else ""}
    return render(request, "tasuki/people.html", context, status=status)


def _add(actor: Person, given: dict[str, str]) -> tuple[Person, str]:
    rights.require(actor, "add-person")
    teams = [given["team"]] if given["team"] else []
    details = {name: given[name] for name in ("role", "email", "language")}
    return service.add_person(given["login"], name=given["name"] or given["login"], teams=teams, by=actor.login, **details)


def one(request: HttpRequest, login: str) -> HttpResponse:
    """One person; what was posted is one of the acts below, each behind its own right."""
    actor, person = person_of(request), _person_or_404(login)
    context: dict[str, object] = {}
    status = 200
    if request.method == "POST":
        try:
            context |= _ACTS[request.POST.get("act", "")](request, actor, person)
        except KeyError:
            raise Http404 from None
        except Refusal as refusal:
            context |= {"given": {**_details(person), **{name: request.POST[name] for name in _DETAILS if name in request.POST}}}
            overtaken = [finding for finding in refusal.findings if finding.code == "overtaken"]
            context |= {"overtaken": overtaken} if overtaken else {"findings": refusal.findings}
            status = 409 if overtaken else 422
        person = _person_or_404(login)
    context = {"given": _details(person), **context}
    context |= {
        "person": person,
        "stands": _details(person),
        "facts": len(trails.facts_of(f"person/{person.login}")),
        "roles": ROLES,
        "languages": [code for code, _name in settings.LANGUAGES],
        "covers": [cover for cover in covers_from(clock.today()) if person.pk in (cover.person_id, cover.cover_id)],
        "colleagues": colleagues_of(person, person.role),
        "today": clock.today(),
        "may_change": rights.may(actor, "change-person"),
        "may_cover": service.may_arrange_cover(actor, person),
        "may_hand_over": rights.may(actor, "hand-over-portfolio") and person.role in MANAGES,
    }
    return render(request, "tasuki/person.html", context, status=status)


_DETAILS = ("name", "role", "teams", "email", "language")


def _details(person: Person) -> dict[str, str]:
    """What the form is filled with: as it stands, unless somebody has typed otherwise."""
    teams = "; ".join(team.name for team in person.teams.all())
    return {"name": person.name, "role": person.role, "teams": teams, "email": person.email, "language": person.language}


def _person_or_404(login: str) -> Person:
    person = everybody().filter(pk=login).first()
    if person is None:
        raise Http404
    return person


def _change(request: HttpRequest, actor: Person, person: Person) -> dict[str, object]:
    rights.require(actor, "change-person")
    given = {name: request.POST.get(name, "").strip() for name in ("name", "role", "email", "language")}
    teams = [team.strip() for team in request.POST.get("teams", "").replace("\uff1b", ";").split(";") if team.strip()]
    given["name"] = given["name"] or person.name
    service.change_person(person, **given, teams=teams, by=actor.login, seen=seen_by_form(request))
    return {"said": _("Saved.")}


def _link(_request: HttpRequest, actor: Person, person: Person) -> dict[str, object]:
    rights.require(actor, "change-person")
    return {"link": service.new_link(service.person_of(person.login), by=actor.login)}


def _active(request: HttpRequest, actor: Person, person: Person) -> dict[str, object]:
    rights.require(actor, "change-person")
    service.set_active(person, request.POST.get("active") == "yes", by=actor.login)
    return {"said": _("Saved.")}


def _cover(request: HttpRequest, actor: Person, person: Person) -> dict[str, object]:
    _require_cover(actor, person)
    return _arranged(request, actor, person)


def _require_cover(actor: Person, person: Person) -> None:
    if not service.may_arrange_cover(actor, person):
        raise Refusal(Finding(code="not-allowed", values={"role": actor.role, "act": "arrange-cover"}))


def _arranged(request: HttpRequest, actor: Person, person: Person) -> dict[str, object]:
    cover = everybody().filter(pk=request.POST.get("cover", "")).first()
    begins, ends = _day(request, "begins"), _day(request, "ends")
    service.arrange_cover(person, cover, begins, ends, by=actor.login)
    return {"said": _("The cover is arranged.")}


def _day(request: HttpRequest, name: str) -> date:
    given = request.POST.get(name, "")
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise Refusal(Finding(code="date-unreadable", values={"value": given})) from None


def _end_cover(request: HttpRequest, actor: Person, person: Person) -> dict[str, object]:
    _require_cover(actor, person)
    number = request.POST.get("number", "")
    found = covers_from(clock.today()).filter(person=person, pk=int(number) if number.isdecimal() else 0).first()
    if found is None:
        raise Http404
    service.end_cover(found, by=actor.login)
    return {"said": _("The cover has ended.")}


_ACTS: dict[str, Callable[[HttpRequest, Person, Person], dict[str, object]]] = {
    "change": _change,
    "link": _link,
    "active": _active,
    "cover": _cover,
    "end-cover": _end_cover,
}


def absence(request: HttpRequest) -> HttpResponse:
    """One's own absence: everybody may say who stands in for him."""
    person = person_of(request)
    context: dict[str, object] = {}
    status = 200
    if request.method == "POST":
        act = _end_cover if request.POST.get("act") == "end-cover" else _arranged
        try:
            context |= act(request, person, person)
        except Refusal as refusal:
            context["findings"], status = refusal.findings, 422
    covers = [cover for cover in covers_from(clock.today()) if person.pk in (cover.person_id, cover.cover_id)]
    context |= {
        "person": person,
        "covers": covers,
        "colleagues": colleagues_of(person, person.role),
        "today": clock.today(),
        "may_cover": True,
    }
    return render(request, "tasuki/absence.html", context, status=status)


def hand_over(request: HttpRequest, login: str) -> HttpResponse:
    """A leaver's whole portfolio: a successor for all, another for some; preview, then a result for each."""
    actor, leaver = person_of(request), _person_or_404(login)
    if leaver.role not in MANAGES:
        raise Http404
    held = portfolio.portfolio_of(actor, leaver)
    to, reason = request.POST.get("to", "").strip(), request.POST.get("reason", "").strip()
    own = {case.engagement.pk: request.POST.get(f"to-{case.engagement.pk}", "") for case in held.cases}
    context: dict[str, object] = {"leaver": leaver, "to": to, "reason": reason, "preview": "look" in request.POST}
    status = 200
    if request.method == "POST":
        try:
            context |= _handed_over(actor, held, to, {pk: login or to for pk, login in own.items()}, reason, look="look" in request.POST)
        except Refusal as refusal:
            context["findings"], status = refusal.findings, 422
        held = portfolio.portfolio_of(actor, leaver)
    colleagues = colleagues_of(leaver, *MANAGES)
    options = _options((one.pk, one.name) for one in colleagues)
    chosen = [(case, options(own.get(case.engagement.pk, ""))) for case in held.cases]
    context |= {"held": held, "cases": chosen, "colleagues": colleagues}
    return render(request, "tasuki/portfolio.html", context, status=status)


def _options(told: Iterable[tuple[str, str]]) -> Callable[[str], SafeString]:
    """The same choice beside each of dozens of rows: written once, for hundreds of colleagues."""
    written = [(value, format_html('<option value="{}">{}</option>', value, name)) for value, name in told]
    whole = "".join(text for value, text in written)

    def with_chosen(chosen: str) -> SafeString:
        found = next((text for value, text in written if value == chosen), None)
        return SafeString(whole.replace(found, found.replace(">", " selected>", 1)) if found else whole)

    return with_chosen


def _handed_over(actor: Person, held: portfolio.Portfolio, to: str, each: dict[int, str], reason: str, *, look: bool) -> dict[str, object]:
    successor = portfolio.successor_of(to)
    if look:
        return {"rows": portfolio.previewed(actor, held, each, reason), "followed": len(held.tenants)}
    rows = portfolio.handed_over(actor, held, each, reason)
    return {"rows": rows, "followed": portfolio.name_successor(held, successor, reason=reason, by=actor.login)}
