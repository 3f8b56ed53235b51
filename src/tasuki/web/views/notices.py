"""What one is told without asking, and how one wants to be told."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tasuki.services import digest, feed, notices
from tasuki.web import words
from tasuki.web.requests import person_of
from tasuki.web.shown.noticed import noticed

_LISTED = 100


def listed(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    lines = noticed(notices.listed(person)[:_LISTED])
    context = {
        "unread": [line for line in lines if not line.is_read],
        "read": sorted((line for line in lines if line.is_read), key=lambda line: line.at, reverse=True),
        "digest": digest.is_wanted(person),
        "feed": feed.address_of(person),
    }
    return render(request, "tasuki/notices.html", context)


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """One, or all where none is named."""
    keys = [int(key) for key in request.POST.getlist("notice") if key.isdecimal()]
    notices.read(person_of(request), keys or None)
    return redirect("notices")


@require_POST
def wish(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if "digest" in request.POST:
        digest.wants(person, digest=request.POST["digest"] == "yes")
    if "feed" in request.POST:
        feed.choose(person, open_it=request.POST["feed"] == "yes")
    messages.success(request, _("Your choice is kept."))
    return redirect("notices")


@csrf_exempt
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """From the mail itself: a page with one button. Mail programs post here by themselves (RFC 8058), so the signature is the proof."""
    person = digest.person_stopping(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        digest.wants(person, digest=False)
    done = not digest.is_wanted(person)
    return render(request, "tasuki/notices_stop.html", {"done": done, "reader": person.name, "language_of": words.reader_language()})


def calendar(_request: HttpRequest, token: str) -> HttpResponse:
    person = feed.reader_of(token)
    if person is None:
        raise Http404
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": 'inline; filename="tasuki.ics"'}
    return HttpResponse(feed.calendar_of(person), content_type="text/calendar; charset=utf-8", headers=headers)
