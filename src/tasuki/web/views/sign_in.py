"""Coming in, by password or by a link that works once, and going out."""

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tasuki.records.queries import Person
from tasuki.services import demo, door, looking, people
from tasuki.services.refusal import Refusal
from tasuki.web.requests import place_of

_BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def by_password(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _door(request, {"next": request.GET.get("next", "")})
    name, following = request.POST.get("login", "").strip(), request.POST.get("next", "")
    place = place_of(request)
    if door.is_shut(name, place):
        return _door(request, {"login": name, "next": following, "shut": door.MINUTES}, status=429)
    person = authenticate(request, username=name, password=request.POST.get("password", ""))
    if person is None:
        door.knocked(name, place)
        return _door(request, {"login": name, "next": following, "wrong": True}, status=422)
    door.opened(name, place)
    _come_in(request, person)
    is_ours = url_has_allowed_host_and_scheme(following, {request.get_host()}, require_https=request.is_secure())
    return redirect(following if is_ours else "today")


def _door(request: HttpRequest, told: dict[str, object], status: int = 200) -> HttpResponse:
    """A demonstration names its accounts, so that somebody can be each of them in turn without reading anything else."""
    guests: dict[str, list[demo.Account]] = {}
    for one in demo.accounts_here():
        guests.setdefault(one.role, []).append(one)
    return render(request, "tasuki/sign_in.html", {**told, "guests": list(guests.items())}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """A GET only shows who would come in: mail scanners open links, too."""
    try:
        if request.method != "POST":
            return render(request, "tasuki/sign_in_link.html", {"person": people.look_at_link(token)})
        person = people.redeem_link(token)
    except Refusal as refusal:
        return render(request, "tasuki/sign_in_link.html", {"findings": refusal.findings}, status=404)
    _come_in(request, person)
    return redirect("password")


def _come_in(request: HttpRequest, person: Person) -> None:
    login(request, person, backend=_BACKEND)
    looking.begins(person)


@require_POST
def out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("sign-in")
