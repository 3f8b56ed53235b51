"""Refusals as problem documents (RFC 9457): 404 not visible, 412 overtaken, 409 refused, 422 no such command or key,
or a body that is none; 401 nobody is signed in, 400 no JSON, 403 no token against forged forms."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from tasuki.api.reader import tongue_of
from tasuki.core.engagement.commands import UsageError
from tasuki.services.refusal import Refusal
from tasuki.wording.findings import document

_STATUS = {"not-found": HTTPStatus.NOT_FOUND, "overtaken": HTTPStatus.PRECONDITION_FAILED}


def answer_with_problems(api: NinjaAPI) -> None:
    """Translate, once, what the services say no with."""
    api.add_exception_handler(Refusal, _refused)
    api.add_exception_handler(UsageError, _unusable)
    api.add_exception_handler(ValidationError, _not_of_the_schema)
    api.add_exception_handler(HttpError, _unreadable)
    api.add_exception_handler(AuthenticationError, _nobody)


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


def _not_of_the_schema(_request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
    errors = [] if isinstance(error, type) else error.errors
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "not-of-the-schema", errors=errors)


def _unreadable(_request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    if isinstance(error, type):
        return problem(HTTPStatus.BAD_REQUEST, "unreadable")
    code = "token-missing" if error.status_code == HTTPStatus.FORBIDDEN else "unreadable"
    return problem(HTTPStatus(error.status_code), code, detail=str(error))


def _nobody(_request: HttpRequest, _error: AuthenticationError | type[AuthenticationError]) -> HttpResponse:
    return problem(HTTPStatus.UNAUTHORIZED, "not-signed-in")
