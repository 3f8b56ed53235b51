"""What a view asks of a request: who it is, whence he comes, what he sees."""

from ipaddress import ip_address

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from tasuki.core.engagement.circumstances import Actor
from tasuki.records.queries import Engagement, Person, Tenant, tenants_for
from tasuki.services import clock, engagements
from tasuki.services.refusal import Refusal


def person_of(request: HttpRequest) -> Person:
    """The person who is signed in; `access.screen` has seen to it that there is one."""
    assert request.user.is_authenticated  # noqa: S101 - tells mypy what the guard of every screen has made sure
    return request.user


def actor_of(request: HttpRequest) -> Actor:
    return engagements.actor_of(person_of(request))


def place_of(request: HttpRequest) -> str:
    """The network address a request comes from: what the outermost of our own proxies (TASUKI_PROXIES) wrote down, for what stands
    left of that the caller may have made up."""
    nearest: str = request.META.get("REMOTE_ADDR", "")
    told = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",")]
    if not 0 < settings.TASUKI_PROXIES <= len(told):
        return nearest
    try:
        return str(ip_address(told[-settings.TASUKI_PROXIES]))
    except ValueError:
        return nearest


def engagement_or_404(request: HttpRequest, engagement_id: int) -> Engagement:
    """What somebody does not see is not there."""
    try:
        return engagements.seen_by(person_of(request), engagement_id)
    except Refusal:
        raise Http404 from None


def tenant_or_404(request: HttpRequest, tenant_id: str) -> Tenant:
    tenant = tenants_for(person_of(request), clock.today()).filter(pk=tenant_id).select_related("team", "manager").first()
    if tenant is None:
        raise Http404
    return tenant


def seen_by_form(request: HttpRequest) -> int | None:
    """How many facts there were when the form was shown; None where it did not say."""
    told = request.POST.get("facts", "")
    return int(told) if told.isascii() and told.isdigit() else None


def back_of(request: HttpRequest) -> str:
    """The page of ours that the form was opened from, where it asks to come back to it."""
    asked = request.POST.get("back") or request.GET.get("back", "")
    return asked if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, None) else ""


def asks_for_fragment(request: HttpRequest) -> bool:
    """Whether htmx wants a part of the page; a browser that goes back in its history wants all of it."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
