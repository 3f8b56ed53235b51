"""Mail that somebody should look at: what leaves in a moment, what did not arrive, what came in and belongs nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tasuki.core.engagement.commands import Command
from tasuki.core.engagement.roles import ever_may
from tasuki.core.finding import Finding
from tasuki.services.trouble import Posted, mails_in_trouble, mails_leaving, strays
from tasuki.web import words
from tasuki.web.links import ActLink, act_link
from tasuki.web.requests import actor_of, person_of

_FOR_TROUBLE = {
    "refused": ("resend-mail", "settle-mail"),
    "failed": ("resend-mail", "settle-mail"),
    "uncertain": ("resend-mail", "settle-mail"),
    "bounced": ("settle-mail",),
}


@dataclass(frozen=True, slots=True)
class Line:
    posted: Posted
    links: list[ActLink]


@dataclass(frozen=True, slots=True)
class Stray:
    """A mail that came in; `why` it stands on no timeline."""

    row: object
    outcome: str
    why: str


def troubled(request: HttpRequest) -> HttpResponse:
    person, actor = person_of(request), actor_of(request)
    may = {name for name in ("take-back-mail", "resend-mail", "settle-mail") if ever_may(actor, Command(name))}
    came_in = [Stray(row, words.outcome_of_mail(row.outcome), _why(row.finding)) for row in strays(person)]
    context = {
        "leaving": [_line(posted, [name for name in ("take-back-mail",) if name in may]) for posted in mails_leaving(person)],
        "mails": [_line(posted, [n for n in _FOR_TROUBLE[posted.mail.state] if n in may]) for posted in mails_in_trouble(person)],
        "came_in": came_in,
    }
    return render(request, "tasuki/mails.html", context)


def _line(posted: Posted, commands: Sequence[str]) -> Line:
    keys = {"mail": str(posted.mail.fact_number)}
    return Line(posted, [act_link(posted.engagement.pk, name, None, keys) for name in commands])


def _why(finding: dict[str, object]) -> str:
    values = finding.get("values")
    code = str(finding.get("code", ""))
    return words.sentence(Finding(code=code, values=values if isinstance(values, dict) else {})) if code else ""
