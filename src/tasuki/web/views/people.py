"""People: who works here, and letting somebody in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tasuki.records.queries import ROLES, Person, everybody, team_names
from tasuki.services import people as service
from tasuki.services import rights
from tasuki.services.refusal import Refusal
from tasuki.web.requests import person_of

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
    context |= {"people": everybody(), "teams": team_names()}
    return render(request, "tasuki/people.html", context, status=status)


def _add(actor: Person, given: dict[str, str]) -> tuple[Person, str]:
    rights.require(actor, "add-person")
    teams = [given["team"]] if given["team"] else []
    details = {name: given[name] for name in ("role", "email", "language")}
    return service.add_person(given["login"], name=given["name"] or given["login"], teams=teams, by=actor.login, **details)
