"""Home: what I can do now, most urgent first; then what I wait for; then what is coming."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tasuki.services import clock
from tasuki.services.cases import cases_of
from tasuki.services.today import open_for
from tasuki.web.access import ACTING
from tasuki.web.requests import person_of
from tasuki.web.shown.escalated import escalated_in
from tasuki.web.shown.today import lists_for


def show(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    acts = person.role in ACTING
    cases = cases_of(open_for(person)) if acts else []
    context = {
        "lists": lists_for(person, cases) if acts else [],
        "escalated": escalated_in(cases) if person.role == "lead" else [],
        "today": clock.today(),
        "watching": not acts,
    }
    return render(request, "tasuki/today.html", context)
