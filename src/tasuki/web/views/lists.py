"""What people do with the tenants' list: keep views of it, act on many lines at once, look at one and be told what is new."""

from uuid import UUID, uuid4

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tasuki.core.engagement.commands import COMMANDS, UsageError
from tasuki.core.finding import Finding
from tasuki.records.queries import SavedView, engagements_for, version_numbers
from tasuki.services import bulk, clock, looking
from tasuki.services import views as service
from tasuki.services.engagements import case_of
from tasuki.services.refusal import Refusal
from tasuki.web.forms import Choice, Field, form_for
from tasuki.web.requests import engagement_or_404, person_of
from tasuki.web.said import Beside, say
from tasuki.web.shown.listing import asked_by, found, given_by


@require_POST
def views(request: HttpRequest) -> HttpResponse:
    """Save the list as it is, pin one, open with one, drop one; then back to the list."""
    query = _query(request)
    number = request.POST.get("view", "")
    try:
        if request.POST.get("do") == "save":
            return _saved(request, query)
        if number.isascii() and number.isdigit():
            _change(request, int(number))
    except Refusal as refusal:
        return render(request, "tasuki/list_refused.html", {"findings": refusal.findings, "query": query}, status=422)
    return redirect(_list(query))


def _saved(request: HttpRequest, query: str) -> HttpResponse:
    """A name that was used before now means this list; what it meant is offered back."""
    person, name = person_of(request), request.POST.get("name", "")
    former = service.named(person, name)
    view = service.save(person, name, query, request.POST.get("audience", "own"))
    if former is not None and former.query != view.query:
        say(request, _("The view “%(name)s” now shows this list.") % {"name": view.name}, _as_it_was(former))
    return redirect(_list(view.query, view=view.pk))


def _as_it_was(view: SavedView) -> Beside:
    fields = {"do": "save", "name": view.name, "audience": view.audience}
    return Beside(undo=f"{reverse('list-views')}?{view.query}", fields=fields)


def _change(request: HttpRequest, number: int) -> None:
    person, change = person_of(request), request.POST.get("do", "")
    if change in ("pin", "opens"):
        service.mark(person, number, change)
    elif change == "drop" and (view := service.drop(person, number)) is not None:
        say(request, _("The view “%(name)s” is deleted.") % {"name": view.name}, _as_it_was(view))


def _query(request: HttpRequest) -> str:
    """The list's own words of what was posted; what is no filter of the list falls away."""
    return asked_by(given_by(request.GET)).query()


def _list(query: str, view: int | None = None) -> str:
    chosen = f"&view={view}" if view else ""
    return f"/tenants/?{query or 'all=1'}{chosen}"


@require_POST
def looked(request: HttpRequest, engagement_id: int) -> HttpResponse:
    looking.looked(person_of(request), engagement_or_404(request, engagement_id))
    return HttpResponse(status=204)


# ---------------------------------------------------------------- many at once


@require_POST
def many(request: HttpRequest) -> HttpResponse:
    """Choose an act, see what each engagement's gate says to it, then do it. Only the last of the three records anything."""
    person, act = person_of(request), request.POST.get("act", "")
    if act not in bulk.acts_for(person):
        raise BadRequest(act)
    try:
        numbers = bulk.seen(person, _chosen(request))
        given = {name: request.POST.get(name, "").strip() for name in bulk.KEYS[act]}
        if "run" in request.POST:
            key = _key(request.POST.get("key", ""))
            bulk.run(person, key, act, given, numbers)
            return redirect("many-done", key)
        answers = bulk.preview(person, numbers, act, given) if "preview" in request.POST else None
    except Refusal as refusal:
        return render(request, "tasuki/list_refused.html", {"findings": refusal.findings, "query": _query(request)}, status=422)
    except UsageError as error:
        raise BadRequest(error.word) from error
    context = {
        "act": act,
        "numbers": numbers,
        "query": _query(request),
        "fields": _fields(request, act, numbers, given),
        "answers": answers,
        "accepted": sum(answer.accepted for answer in answers or ()),
        "key": uuid4(),
    }
    return render(request, "tasuki/many.html", context)


def _chosen(request: HttpRequest) -> list[int]:
    """The lines that were marked, or every one that fits what the list asks for."""
    if "every" in request.POST:
        lines = found(person_of(request), asked_by(given_by(request.GET))).exclude(engagement=None)
        return list(lines.order_by().values_list("engagement_id", flat=True))
    return [int(number) for number in request.POST.getlist("engagement") if number.isascii() and number.isdigit()]


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BadRequest("key") from None


def _fields(request: HttpRequest, act: str, numbers: list[int], given: dict[str, str]) -> list[Field]:
    """The act's own form, as far as it is the same for all; what there is to choose from comes from the first of them."""
    if act == bulk.MOVE:
        offered = [(f"{slug}:{version}", f"{slug} {version}") for slug, version, current in version_numbers() if current]
        choices = tuple(Choice(value, label, value == given["version"]) for value, label in offered)
        return [Field("version", "select", _("Playbook version"), given["version"], wanted=True, choices=choices)]
    first = engagements_for(person_of(request), clock.today()).filter(pk__in=numbers).order_by("pk").select_related("tenant")[0]
    form = form_for(case_of(first), COMMANDS[act], {name: value for name, value in given.items() if value})
    fields = {field.name: field for field in (*form.asked, *form.further)}
    return [fields[name] for name in bulk.KEYS[act]]


def many_done(request: HttpRequest, key: UUID) -> HttpResponse:
    """What became of each, and the way back."""
    person = person_of(request)
    run = bulk.run_of(person, key)
    if run is None:
        raise Http404
    if request.method == "POST":
        bulk.undo(person, run, request.POST.get("reason", "").strip())
        return redirect("many-done", key)
    seen = engagements_for(person, clock.today())
    results = [(row, bulk.findings_of(row)) for row in run.results.select_related("engagement__tenant")]
    context = {
        "run": run,
        "results": results,
        "seen": set(seen.filter(pk__in=[row.engagement_id for row, _ in results]).values_list("pk", flat=True)),
        "counts": {outcome: sum(row.outcome == outcome for row, _ in results) for outcome in ("done", "refused", "undone")},
        "reversible": sum(row.outcome == "done" and row.undo is not None for row, _ in results),
        "asks_reason": run.act == "reassign-manager",
        "nothing": Finding(code="not-reversible"),
    }
    return render(request, "tasuki/many_done.html", context)
