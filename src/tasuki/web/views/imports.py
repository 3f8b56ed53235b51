"""Files that come in: looked at first, taken in then; what could not be taken is shown row by row."""

import tempfile
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tasuki.records.queries import imports_made
from tasuki.services import imports as service
from tasuki.services.imports.result import Result
from tasuki.web.requests import person_of

_SHOWN = 200


def imports(request: HttpRequest) -> HttpResponse:
    context: dict[str, object] = {"kinds": list(service.KINDS), "kind": request.POST.get("kind", "")}
    status = 200
    if request.method == "POST":
        result, dry_run = _taken(request), "dry-run" in request.POST
        context |= {"result": result, "dry_run": dry_run, "nothing_given": result is None}
        status = 200 if result and not result.nothing_taken and not _unreadable(result) else 422
        context |= {"rejected": result.rejected[:_SHOWN], "more": max(0, len(result.rejected) - _SHOWN)} if result else {}
    context["made"] = imports_made()[:30]
    return render(request, "tasuki/imports.html", context, status=status)


def _taken(request: HttpRequest) -> Result | None:
    upload, kind = request.FILES.get("file"), request.POST.get("kind", "")
    if upload is None or kind not in service.KINDS:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(upload.name or "").name or "upload.csv")
        with path.open("wb") as file:
            file.writelines(upload.chunks())
        return service.run(kind, path, by=person_of(request).login, dry_run="dry-run" in request.POST)


def _unreadable(result: Result) -> bool:
    return any(finding.severity == "error" for finding in result.findings)
