"""A request is filed by anybody, once for each form."""

import secrets
from collections.abc import Mapping, Sequence
from hashlib import sha256
from json import dumps

from django.db import IntegrityError, transaction

from tasuki.core.engagement.facts import SYSTEM, NewFact
from tasuki.core.finding import Finding
from tasuki.records.models import Intake
from tasuki.records.models.intake import OPEN_INTAKE
from tasuki.services import clock, door
from tasuki.services.intake.form import ALL_QUESTIONS, read
from tasuki.services.intake.requestor import record, write
from tasuki.services.intake.weighing import tenant_named
from tasuki.services.refusal import Refusal

_DOOR = "request-form"

_DETAILS = tuple(question.key for question in ALL_QUESTIONS if question.key != "language")


def file(given: Mapping[str, Sequence[str]], *, form_key: str, trap: str, place: str, language: str) -> Intake:
    """Take a request in, once for each form. Raises `Refusal` with all that is wrong; nothing is kept then."""
    filed = _filed_with(form_key)
    if filed is not None:
        return filed
    if door.is_shut(_DOOR, place):
        raise Refusal(Finding(code="request-too-often", values={"minutes": door.MINUTES}))
    answers, findings = read(given)
    if trap:
        findings.append(Finding(code="request-trap"))
    if findings:
        raise Refusal(*findings)
    door.knocked(_DOOR, place)
    try:
        with transaction.atomic():
            return _filed(answers, form_key or secrets.token_urlsafe(12), language)
    except IntegrityError:  # the same form, sent twice in one moment
        twin = _filed_with(form_key)
        if twin is None:
            raise
        return twin


def _filed_with(form_key: str) -> Intake | None:
    return Intake.objects.filter(form_key=form_key).first() if form_key else None


def _filed(answers: dict[str, str], form_key: str, language: str) -> Intake:
    digest = sha256(dumps([answers[key].casefold() for key in _DETAILS], ensure_ascii=False).encode()).hexdigest()
    first = Intake.objects.filter(details_digest=digest, state__in=(*OPEN_INTAKE, "approved")).first()
    intake = Intake.objects.create(
        reference=f"new-{secrets.token_urlsafe(12)}",
        form_key=form_key,
        state="cancelled" if first else "submitted",
        submitted_at=clock.now(),
        language=answers["language"] or language,
        organisation=answers["organisation"],
        email=answers["email"].lower(),
        answers=answers,
        details_digest=digest,
        tenant=tenant_named(answers["tenant_id"]),
        duplicate_of=first,
        decided_at=clock.now() if first else None,
    )
    intake.reference = f"RFA-{intake.submitted_at:%Y}-{intake.pk:05d}"
    intake.save(update_fields=["reference"])
    record(intake, NewFact("request-filed", data={"reference": intake.reference}), by=SYSTEM)
    if first:
        record(intake, NewFact("request-cancelled", data={"reference": intake.reference, "duplicate_of": first.reference}), by=SYSTEM)
    write(intake, "request-duplicate" if first else "request-received", {"first": first.reference if first else ""})
    return intake
