"""The assignment team's board: queue moves that wait for an answer, and the yearly review of those who were handed over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from tasuki.core.engagement.circumstances import Actor
from tasuki.core.engagement.commands import DECISIONS
from tasuki.core.engagement.roles import ALLOWED
from tasuki.records.site import site
from tasuki.services import clock, each, handing_over, yearly_review
from tasuki.services.each import Answer
from tasuki.services.engagements import Case
from tasuki.services.handing_over import ANSWERS, Waiting
from tasuki.services.trouble import Posted, newest_troubles
from tasuki.web import words
from tasuki.web.requests import actor_of, person_of
from tasuki.web.shown.kept import kept
from tasuki.web.shown.posted import Line, in_trouble

TAKE_BACK = "take-back-queue-answer"
REVIEW = "review-inactive-tenant"
PER_PAGE = 50
_TROUBLES = 50


@dataclass(frozen=True, slots=True)
class Bulk:
    """One act for many: what was asked, and what came of each row, or would come of it."""

    command: str = ""
    chosen: tuple[int, ...] = ()
    preview: bool = False
    rows: tuple[Answer, ...] = ()
    nothing_chosen: bool = False

    @property
    def status(self) -> int:
        return 422 if self.nothing_chosen or (not self.preview and self.refused) else 200

    @property
    def refused(self) -> list[int]:
        return [row.engagement.pk for row in self.rows if not row.accepted]

    @property
    def done(self) -> list[int]:
        return [row.engagement.pk for row in self.rows if row.accepted]

    @property
    def still_chosen(self) -> list[int]:
        return list(self.chosen) if self.preview or self.nothing_chosen else self.refused

    @property
    def can_be_undone(self) -> bool:
        return not self.preview and self.command in ANSWERS[:2] and bool(self.done)


def board(request: HttpRequest) -> HttpResponse:
    person, actor = person_of(request), actor_of(request)
    reason = request.POST.get("reason", "").strip()
    bulk = _asked(request, (*ANSWERS, TAKE_BACK), {"reason": reason})
    waiting = handing_over.waiting_for(person)
    region = request.GET.get("region", "")
    shown = [one for one in waiting if region in ("", one.case.engagement.tenant.region or "none")]
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    confirmed = handing_over.confirmed_for(person)
    context = {
        "waiting": [(one, _cells(one, actor)) for one in page.object_list],
        "page": page,
        "query": urlencode({"region": region}) if region else "",
        "number": len(waiting),
        "filtered": len(waiting) - len(shown),
        "chips": _chips([one.case.engagement.tenant.region for one in waiting], region),
        "late": sum(one.urgency != "on-track" for one in waiting),
        "escalated": sum(one.told == "queue-move-escalated" for one in waiting),
        "bulk": bulk,
        "region": region,
        "answers": [name for name in ANSWERS if name in ALLOWED[person.role]],
        "reason": reason if bulk.still_chosen else "",
        "all": "all" in request.GET,
        "may_answer": any(one.may_answer for one in page.object_list),
        "confirmed": list(confirmed if "confirmed" in request.GET else confirmed[:PER_PAGE]),
        "hidden": 0 if "confirmed" in request.GET else max(0, confirmed.count() - PER_PAGE),
        "may_take_back": TAKE_BACK in ALLOWED[person.role],
        "take_back": TAKE_BACK,
        "site": site(),
        "troubled": _troubled(request, waiting),
    }
    return render(request, "tasuki/hand_over.html", context, status=bulk.status)


def _cells(one: Waiting, actor: Actor) -> SafeString:
    return kept(one.case, "tasuki/parts/waiting_cells.html", actor, lambda: {"one": one})


def _chips(regions: list[str], chosen: str) -> list[tuple[str, str, bool, int]]:
    found = sorted({region or "none" for region in regions})
    labels = {"none": words.no_region()}
    chips = [(words.every_state(), "", not chosen, len(regions))]
    chips += [(labels.get(one) or words.word("region", one), one, one == chosen, regions.count(one.replace("none", ""))) for one in found]
    return chips if len(found) > 1 else []


def _troubled(request: HttpRequest, waiting: Sequence[Waiting]) -> list[Line]:
    """Requests whose mail did not arrive; other mail is for those who look after the customer."""
    cases = {one.case.engagement.pk: one.case for one in waiting}
    found = newest_troubles([case.engagement for case in cases.values()], _TROUBLES)
    return in_trouble((one for one in found if _carries_request(one, cases[one.engagement.pk])), actor_of(request))


def _carries_request(posted: Posted, case: Case) -> bool:
    return "request" in case.history[posted.mail.fact_number - 1].data


def _asked(request: HttpRequest, commands: tuple[str, ...], given: Mapping[str, str]) -> Bulk:
    """The bulk act of a posted form, done or looked at; each engagement on its own."""
    command = request.POST.get("answer", "")
    if request.method != "POST" or command not in commands:
        return Bulk()
    chosen = tuple(int(one) for one in request.POST.getlist("engagement") if one.isdecimal())
    preview = "look" in request.POST or "look" in request.GET
    if not chosen:
        return Bulk(command, nothing_chosen=True, preview=preview)
    act = each.foreseen if preview else each.done
    kept = {name: value for name, value in given.items() if value}
    person = person_of(request)
    return Bulk(command, chosen, preview, tuple(act(person, each.chosen_by(person, chosen), command, lambda _: kept)))


def review(request: HttpRequest) -> HttpResponse:
    """The yearly review: a share of the tenants each business day, decided on one by one or many at once."""
    person = person_of(request)
    names = ("decision", "date", "owner", "reason")
    given = {name: request.POST.get(name, "").strip() for name in names}
    bulk = _asked(request, (REVIEW,), given)
    season = yearly_review.season_for(person)
    due: Any = season
    page = Paginator(due, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "bulk": bulk,
        "season": season,
        "page": page,
        "given": given if bulk.still_chosen else {},
        "decisions": DECISIONS,
        "answer": REVIEW,
        "all": "all" in request.GET,
        "today": clock.today(),
        "may_answer": REVIEW in ALLOWED[person.role],
    }
    return render(request, "tasuki/yearly_review.html", context, status=bulk.status)
