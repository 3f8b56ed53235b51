"""Engagements: list, assessment, history, and every command."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from tasuki.api.reader import person_of, tongue_of
from tasuki.api.schemas import Act
from tasuki.services import engagements
from tasuki.wording import documents

router = Router(tags=["engagements"])


@router.get("", summary="The engagements this person sees")
def listed(request: HttpRequest) -> list[dict[str, Any]]:
    return engagements.listed_for(person_of(request))


@router.get("/{number}", summary="One engagement, assessed now; the ETag is the number of its facts")
def show(request: HttpRequest, response: HttpResponse, number: int) -> dict[str, Any]:
    case = engagements.case_of(engagements.seen_by(person_of(request), number))
    response["ETag"] = _etag(len(case.history))
    return documents.engagement_show(number, case.assessment, case.guide, tongue_of(request))


@router.get("/{number}/history", summary="Its facts")
def history(request: HttpRequest, number: int) -> list[dict[str, Any]]:
    engagement = engagements.seen_by(person_of(request), number)
    return documents.history(*engagements.history_of(engagement))


@router.post("/{number}/commands/{command}", summary="One command; If-Match refuses it where others have acted since")
def do(request: HttpRequest, response: HttpResponse, number: int, command: str, act: Act) -> dict[str, Any]:
    expected = request.headers.get("If-Match")
    after = int(expected.strip('"')) if expected and expected.strip('"').isdigit() else None
    facts = engagements.perform(person_of(request), number, command, act.keys, after=after)
    response["ETag"] = _etag(facts[-1].number)
    return {"facts": documents.history(facts, {})}


def _etag(facts: int) -> str:
    return f'"{facts}"'
