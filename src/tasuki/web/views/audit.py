"""Proving: whether the ledger is whole, what it says of each subject, and a copy to prove it elsewhere."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tasuki.core.engagement.facts import Fact
from tasuki.records.queries import FactFilter, engagements_named, facts_found, subjects
from tasuki.services import audit, sheets, trails
from tasuki.services.circumstances import people
from tasuki.services.engagements import case_named
from tasuki.services.refusal import Refusal
from tasuki.web import words
from tasuki.web.access import may_open
from tasuki.web.requests import person_of
from tasuki.web.shown.telling import teller_of

_PER_PAGE = 50
_FIELDS = ("subject", "by", "kind", "from", "until")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(request: HttpRequest) -> HttpResponse:
    """Verifying costs one pass over all facts, so it is done when asked for."""
    asked = {name: request.GET.get(name, "").strip() for name in _FIELDS}
    narrowed = any(asked[name] for name in _FIELDS[1:])
    held = [] if narrowed else subjects(asked["subject"])
    chosen = asked["subject"] if any(one.name == asked["subject"] for one in held) else ""
    tell = words.teller(people())
    case = case_named(chosen) if chosen else None
    tell_chosen = teller_of(case) if case else tell
    found = _page(request, asked) if narrowed else None
    met = {one.name for one in held} | ({subject for subject, _fact in found.object_list} if found else set())
    context = {
        "names": engagements_named(met) if may_open(person_of(request).role, "engagement") else {},
        "verdict": audit.verify() if "verify" in request.GET else None,
        "asked": asked,
        "until": asked["until"],
        "first": asked["from"],
        "subjects": held,
        "chosen": chosen,
        "narrowed": narrowed,
        "page": found,
        "found": [(subject, fact, tell(fact)) for subject, fact in found.object_list] if found else [],
        "facts": [(fact, tell_chosen(fact)) for fact in trails.facts_of(chosen)] if chosen else [],
        "query": urlencode({name: value for name, value in asked.items() if value}),
    }
    return render(request, "tasuki/audit.html", context)


def _page(request: HttpRequest, asked: dict[str, str]) -> Page[tuple[str, Fact]]:
    facts: Any = facts_found(_filter(asked))
    return Paginator(facts, _PER_PAGE).get_page(request.GET.get("page"))


def _filter(asked: dict[str, str]) -> FactFilter:
    return FactFilter(subject=asked["subject"], by=asked["by"], kind=asked["kind"], first=_day(asked["from"]), last=_day(asked["until"]))


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None


def export(request: HttpRequest) -> HttpResponseBase:
    """What was asked for as one JSON list, streamed, for a ledger can be long; or, without digests, as a sheet to read."""
    asked = {name: request.GET.get(name, "").strip() for name in _FIELDS}
    name = (asked["subject"] or "ledger").replace("/", "-")
    if request.GET.get("format") == "xlsx":
        return _sheet(request, _filter(asked), name)
    headers = {"Content-Disposition": f'attachment; filename="{name}.json"'}
    return StreamingHttpResponse(_lines(asked["subject"] or None), content_type="application/json", headers=headers)


def _sheet(request: HttpRequest, asked: FactFilter, name: str) -> HttpResponse:
    found = facts_found(asked)
    try:
        sheets.refuse_too_many(len(found))
    except Refusal as refusal:
        return render(request, "tasuki/refused.html", {"findings": refusal.findings}, status=422)
    tell = words.teller(people())
    head = (pgettext("ledger", "Subject"), _("Number"), _("When"), _("By"), _("Kind"), _("What happened"), _("Text"))
    rows = [(subject, fact.number, fact.at.isoformat(), fact.by, fact.kind, tell(fact), fact.text) for subject, fact in found]
    file = sheets.as_xlsx(_("Audit"), [head, *rows], (20, 8, 22, 14, 24, 70, 50))
    return HttpResponse(file, content_type=_XLSX, headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'})


def _lines(subject: str | None) -> Iterator[str]:
    before = "[\n"
    for fact in audit.export(subject):
        yield before + json.dumps(fact, ensure_ascii=False)
        before = ",\n"
    yield "\n]\n" if before == ",\n" else "[]\n"
