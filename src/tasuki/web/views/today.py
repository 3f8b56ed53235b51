"""Home: what I can do now, most urgent first; then what I wait for; then what is coming."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tasuki.services import clock
from tasuki.services.cases import cases_of
from tasuki.services.today import open_for
from tasuki.web.access import ACTING
from tasuki.web.requests import person_of
from tasuki.web.shown.today import lists_for


def show(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    acts = person.role in ACTING
    lists = lists_for(person, cases_of(open_for(person))) if acts else []
    return render(request, "tasuki/today.html", {"lists": lists, "today": clock.today(), "watching": not acts})
