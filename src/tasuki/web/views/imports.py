"""Files that come in: looked at first, taken in then; what could not be taken is shown row by row, and given back as a sheet."""

import tempfile
from pathlib import Path

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tasuki.records.queries import imports_made
from tasuki.services import imports as service
from tasuki.services import milestones, rights
from tasuki.services.imports import kept
from tasuki.services.imports.columns import COLUMNS
from tasuki.services.imports.result import Result
from tasuki.services.refusal import Refusal
from tasuki.web import words
from tasuki.web.requests import person_of

_SHOWN = 200
_PER_PAGE = 30


def imports(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    kinds = [kind for kind in service.KINDS if rights.may(person, right_for(kind))]
    kind, dry_run = request.POST.get("kind", ""), "dry-run" in request.POST
    context: dict[str, object] = {"kinds": kinds, "kind": kind, "dry_run": dry_run}
    status = 200
    if request.method == "POST":
        try:
            token, path = _file(request)
        except Refusal as refusal:
            context |= {"findings": refusal.findings}
            path, token = None, ""
        result = service.run(kind, path, by=person.login, dry_run=dry_run) if path and kind in kinds else None
        status = 200 if result and not result.nothing_taken and not _unreadable(result) else 422
        context |= {"swept": _sweep(kind, result, person.login) if result and not dry_run else None}
        context |= {"result": result, "token": token, "nothing_given": result is None and "findings" not in context}
        context |= {"rejected": result.rejected[:_SHOWN], "more": max(0, len(result.rejected) - _SHOWN)} if result else {}
    context["columns"] = [(one, COLUMNS[one]) for one in kinds]
    context["page"] = Paginator(imports_made(), _PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "tasuki/imports.html", context, status=status)


def _sweep(kind: str, result: Result, by: str) -> milestones.Sweep | None:
    """Whoever brings usage in wants to know at once who has reached what."""
    return milestones.run(by=by) if kind == "usage" and (result.created or result.updated) else None


def right_for(kind: str) -> str:
    return "import-assignments" if kind == "assignments" else "import"


def _file(request: HttpRequest) -> tuple[str, Path | None]:
    """The file that came along, else the one that was looked at before."""
    upload, login = request.FILES.get("file"), person_of(request).login
    if upload is not None:
        return kept.keep(upload.read(), upload.name or "", login)
    token = request.POST.get("token", "")
    return token, kept.kept(token, login) if token else None


def rejected(request: HttpRequest) -> HttpResponse:
    """The rejected rows with the reasons in front: corrected, the sheet can be imported as it is."""
    person, kind = person_of(request), request.POST.get("kind", "")
    if kind not in service.KINDS or not rights.may(person, right_for(kind)):
        return imports(request)
    try:
        path = kept.kept(request.POST.get("token", ""), person.login)
    except Refusal as refusal:
        return render(request, "tasuki/refused.html", {"findings": refusal.findings}, status=422)
    result = service.run(kind, path, by=person.login, dry_run=True)
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder) / "rejected.csv"
        service.write_rejected(result, sheet, words.sentence)
        content = sheet.read_bytes()
    headers = {"Content-Disposition": f'attachment; filename="{kind}-rejected.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _unreadable(result: Result) -> bool:
    return any(finding.severity == "error" for finding in result.findings)
