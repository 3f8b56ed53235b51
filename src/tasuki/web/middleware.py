"""What every request passes and every answer gets: no NUL, a policy that lets nothing foreign in, and the reader's language."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import translation

_Next = Callable[[HttpRequest], HttpResponse]

# Everything from this site, no inline script or style, nobody may frame it, forms go nowhere else.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def content_security(get_response: _Next) -> _Next:
    """Also keeps pages out of shared caches: what a person may see is nobody else's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()")
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def no_nul(get_response: _Next) -> _Next:
    """Nobody types the character NUL, and PostgreSQL has no place for it: whoever sends one gets nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = (value for form in (request.GET, request.POST) for name, values in form.lists() for value in (name, *values))
        if "\0" in request.path or any("\0" in value for value in given):
            return HttpResponseBadRequest()
        return get_response(request)

    return middleware


def persons_language(get_response: _Next) -> _Next:
    """The language that a person has chosen wins over what the browser prefers."""

    def middleware(request: HttpRequest) -> HttpResponse:
        language = request.user.language if request.user.is_authenticated else ""
        if language and translation.check_for_language(language):
            translation.activate(language)
            request.LANGUAGE_CODE = translation.get_language() or language
        return get_response(request)

    return middleware
