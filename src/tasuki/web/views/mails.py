"""Mail that somebody should look at: what leaves in a moment, what did not arrive, what came in and belongs nowhere."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tasuki.core.finding import Finding
from tasuki.records.queries import Person
from tasuki.services import stuck
from tasuki.services.refusal import Refusal
from tasuki.services.trouble import LISTED, mails_in_trouble, mails_leaving, strays
from tasuki.web import words
from tasuki.web.requests import actor_of, person_of
from tasuki.web.shown.posted import in_trouble, leaving


@dataclass(frozen=True, slots=True)
class Stray:
    """A mail that came in; `why` it stands on no timeline."""

    row: object
    outcome: str
    why: str


@require_http_methods(["GET", "HEAD", "POST"])
def troubled(request: HttpRequest) -> HttpResponse:
    person, actor = person_of(request), actor_of(request)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST":
        try:
            _act(person, request.POST.get("act", ""), request.POST.get("letter", ""))
        except Refusal as refusal:
            findings = refusal.findings
        else:
            messages.success(request, _("Recorded."))
            return redirect("mails")
    came_in = [Stray(row, words.label("outcome_of_mail", row.outcome), _why(row.finding)) for row in strays(person)]
    mails = in_trouble(mails_in_trouble(person), actor)
    letters = stuck.stuck_letters(person)
    context = {
        "leaving": leaving(mails_leaving(person), actor),
        "mails": mails,
        "letters": letters,
        "in_trouble": len(mails) + len(letters),
        "came_in": came_in,
        "most": LISTED,
        "findings": findings,
    }
    return render(request, "tasuki/mails.html", context, status=422 if findings else 200)


def _act(person: Person, act: str, letter: str) -> None:
    if act not in ("again", "arrived", "leave") or not (letter.isascii() and letter.isdigit()):
        raise Http404
    if act == "again":
        stuck.send_again(person, int(letter))
    else:
        stuck.settle(person, int(letter), arrived=act == "arrived")


def _why(finding: dict[str, object]) -> str:
    values = finding.get("values")
    code = str(finding.get("code", ""))
    return words.sentence(Finding(code=code, values=values if isinstance(values, dict) else {})) if code else ""
