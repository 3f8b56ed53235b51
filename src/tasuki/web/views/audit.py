"""Proving: whether the ledger is whole, what it says of each subject, and a copy to prove it elsewhere."""

import json
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from tasuki.records.queries import subjects
from tasuki.services import audit, trails
from tasuki.services.circumstances import people
from tasuki.web import words


def show(request: HttpRequest) -> HttpResponse:
    """Verifying costs one pass over all facts, so it is done when asked for."""
    starting = request.GET.get("subject", "").strip()
    held = subjects(starting)
    chosen = starting if any(one.name == starting for one in held) else ""
    tell = words.teller(people())
    context = {
        "verdict": audit.verify() if "verify" in request.GET else None,
        "starting": starting,
        "subjects": held,
        "chosen": chosen,
        "facts": [(fact, tell(fact)) for fact in trails.facts_of(chosen)] if chosen else [],
    }
    return render(request, "tasuki/audit.html", context)


def export(request: HttpRequest) -> StreamingHttpResponse:
    """One JSON list, streamed: a ledger can be long."""
    subject = request.GET.get("subject", "").strip() or None
    name = (subject or "ledger").replace("/", "-")
    headers = {"Content-Disposition": f'attachment; filename="{name}.json"'}
    return StreamingHttpResponse(_lines(subject), content_type="application/json", headers=headers)


def _lines(subject: str | None) -> Iterator[str]:
    before = "[\n"
    for fact in audit.export(subject):
        yield before + json.dumps(fact, ensure_ascii=False)
        before = ",\n"
    yield "\n]\n" if before == ",\n" else "[]\n"
