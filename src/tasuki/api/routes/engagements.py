"""Engagements: list, assessment, history, and every command."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from tasuki.api.reader import person_of, tongue_of
from tasuki.api.schemas import Act
from tasuki.services import engagements
from tasuki.wording import documents

_OURS = re.compile("[0-9]{1,9}")

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
    facts = engagements.perform(person_of(request), number, command, act.keys, after=_seen(request.headers.get("If-Match")))
    response["ETag"] = _etag(facts[-1].number)
    return {"facts": documents.history(facts, engagements.digests(number))}


def _seen(if_match: str | None) -> int | None:
    """The number of facts that the caller has seen; -1, which matches nothing, where no strong tag of ours is given (RFC 9110, 13.1.1)."""
    if if_match is None or if_match.strip() == "*":
        return None
    tags = (tag.strip().strip('"') for tag in if_match.split(","))
    return max((int(tag) for tag in tags if _OURS.fullmatch(tag)), default=-1)


def _etag(facts: int) -> str:
    return f'"{facts}"'
