"""For those who watch the site: whether it answers, in JSON, without secrets and without names."""

from django.http import HttpRequest, JsonResponse

from tasuki.services import pulse as state


def health(_request: HttpRequest) -> JsonResponse:
    found = state.look()
    return JsonResponse(found.plain(), status=200 if found.well else 503, headers={"Cache-Control": "no-store"})
