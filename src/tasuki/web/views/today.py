"""Home: what I can do now, most urgent first; then what I wait for; then what is coming."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tasuki.services import clock, rights
from tasuki.services.cases import standing_cases
from tasuki.services.chores import chores_of
from tasuki.services.engagements import Case
from tasuki.services.stuck import stuck_letters
from tasuki.services.today import open_for
from tasuki.services.trouble import newest_troubles
from tasuki.web.access import ACTING, may_open
from tasuki.web.requests import actor_of, person_of
from tasuki.web.shown.escalated import escalated_in
from tasuki.web.shown.posted import Line, in_trouble
from tasuki.web.shown.today import BUCKETS, Agenda, Chosen, agenda_for, reviews

_MAILS = 10


def show(request: HttpRequest) -> HttpResponse:
    person, today = person_of(request), clock.today()
    acts = person.role in ACTING
    bucket = request.GET.get("bucket", "")
    chosen = Chosen(bucket if bucket in BUCKETS else "", request.GET.get("manager", ""), "all" in request.GET)
    cases = standing_cases(open_for(person)) if acts else []
    shown = agenda_for(person, cases, chosen) if acts else Agenda()
    context = {
        "shown": shown,
        "chosen": chosen,
        "buckets": [(bucket, shown.counts.get(bucket, 0)) for bucket in BUCKETS],
        "escalated": escalated_in(cases) if person.role == "lead" else [],
        "today": today,
        "watching": not acts,
        "acts_first": person.role != "lead" or bool(shown.mine),
        "mails": _actionable(request, cases) if may_open(person.role, "mails") else [],
        "letters": [one for one in stuck_letters(person) if one.may_act and one.is_open] if may_open(person.role, "mails") else [],
        "chores": chores_of(person),
        "reviews": reviews(today) if rights.may(person, "publish-playbook") else [],
    }
    return render(request, "tasuki/today.html", context)


def _actionable(request: HttpRequest, cases: Sequence[Case]) -> list[Line]:
    """Mail in trouble with which this person can do something; whoever can only look finds it on the screen of all mail."""
    found = newest_troubles([case.engagement for case in cases], _MAILS)
    return [line for line in in_trouble(found, actor_of(request)) if line.links]
