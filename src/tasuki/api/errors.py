"""Refusals as problem documents (RFC 9457): 404 not visible, 412 overtaken, 409 refused, 422 no such command or key."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI

from tasuki.api.reader import tongue_of
from tasuki.core.engagement.commands import UsageError
from tasuki.services.refusal import Refusal
from tasuki.wording.findings import document

_STATUS = {"not-found": HTTPStatus.NOT_FOUND, "overtaken": HTTPStatus.PRECONDITION_FAILED}


def answer_with_problems(api: NinjaAPI) -> None:
    """Translate, once, what the services say no with."""
    api.add_exception_handler(Refusal, _refused)
    api.add_exception_handler(UsageError, _unusable)


def problem(status: HTTPStatus, code: str, **more: object) -> HttpResponse:
    told = {"type": f"about:blank#{code}", "title": status.phrase, "status": int(status), "code": code, **more}
    return JsonResponse(told, status=status, content_type="application/problem+json")


def _refused(request: HttpRequest, refusal: Refusal | type[Refusal]) -> HttpResponse:
    findings = [] if isinstance(refusal, type) else list(refusal.findings)
    code = findings[0].code if findings else "refused"
    tongue = tongue_of(request)
    return problem(_STATUS.get(code, HTTPStatus.CONFLICT), code, refused=[document(finding, tongue) for finding in findings])


def _unusable(_request: HttpRequest, error: UsageError | type[UsageError]) -> HttpResponse:
    word, valid = ("", ()) if isinstance(error, type) else (error.word, error.valid)
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "unknown-word", word=word, valid=list(valid))
