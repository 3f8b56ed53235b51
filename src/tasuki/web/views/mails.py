"""Mail that somebody should look at: what leaves in a moment, what did not arrive, what came in and belongs nowhere."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tasuki.core.finding import Finding
from tasuki.services.trouble import mails_in_trouble, mails_leaving, strays
from tasuki.web import words
from tasuki.web.requests import actor_of, person_of
from tasuki.web.shown.posted import in_trouble, leaving


@dataclass(frozen=True, slots=True)
class Stray:
    """A mail that came in; `why` it stands on no timeline."""

    row: object
    outcome: str
    why: str


def troubled(request: HttpRequest) -> HttpResponse:
    person, actor = person_of(request), actor_of(request)
    came_in = [Stray(row, words.outcome_of_mail(row.outcome), _why(row.finding)) for row in strays(person)]
    context = {
        "leaving": leaving(mails_leaving(person), actor),
        "mails": in_trouble(mails_in_trouble(person), actor),
        "came_in": came_in,
    }
    return render(request, "tasuki/mails.html", context)


def _why(finding: dict[str, object]) -> str:
    values = finding.get("values")
    code = str(finding.get("code", ""))
    return words.sentence(Finding(code=code, values=values if isinstance(values, dict) else {})) if code else ""
