"""The decision: wait, ask, cancel, or approve, which opens the engagement."""

from django.db import transaction

from tasuki.core.calendar import today_in
from tasuki.core.engagement.facts import NewFact
from tasuki.core.finding import Finding
from tasuki.records.models import Contact, Engagement, Intake, Person, Request, Tenant
from tasuki.records.models.intake import OPEN_INTAKE
from tasuki.records.site import site
from tasuki.services import clock, engagements, places, rights, shipped, trails
from tasuki.services.intake.form import LONGEST_TENANT_ID, choices
from tasuki.services.intake.requestor import record, write
from tasuki.services.intake.weighing import managers, tenant_named
from tasuki.services.refusal import Refusal


def hold(person: Person, intake: Intake, reason: str, *, ask: bool) -> None:
    """Wait, or ask the requestor; he is told why."""
    rights.require(person, "decide-request")
    _need_reason(reason)
    state, kind = ("asked", "request-asked") if ask else ("on-hold", "request-on-hold")
    fact = NewFact("request-asked" if ask else "request-held", data={"reference": intake.reference}, text=reason)
    _decide(intake, fact, kind, by=person, state=state, reason=reason)


def resume(person: Person, intake: Intake) -> None:
    """Back into the list, with the clock as it was; the requestor is told."""
    rights.require(person, "decide-request")
    if intake.state == "submitted":
        return
    fact = NewFact("request-resumed", data={"reference": intake.reference})
    _decide(intake, fact, "request-resumed", by=person, state="submitted", reason="")


def cancel(person: Person, intake: Intake, reason: str) -> None:
    rights.require(person, "decide-request")
    _need_reason(reason)
    fact = NewFact("request-cancelled", data={"reference": intake.reference}, text=reason)
    _decide(intake, fact, "request-cancelled", by=person, state="cancelled", reason=reason, decided_by=person, decided_at=clock.now())


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal(Finding(code="request-field-missing", values={"key": "reason"}))


def _decide(intake: Intake, fact: NewFact, letter: str, *, by: Person, **columns: object) -> None:
    """State, trail and letter together; nothing where somebody else has decided."""
    with transaction.atomic():
        _set_state(intake, **columns)
        record(intake, fact, by=by.login)
        write(intake, letter, {"reason": str(columns.get("reason", ""))})


def _set_state(intake: Intake, **columns: object) -> None:
    """A claim that must hit exactly one row."""
    if Intake.objects.filter(pk=intake.pk, state__in=OPEN_INTAKE).update(**columns) != 1:
        raise _decided_already(intake)
    intake.refresh_from_db()


def _claim(intake: Intake) -> None:
    """Nobody else decides until this transaction is over: whoever comes second waits here, and finds it decided."""
    if Intake.objects.select_for_update().filter(pk=intake.pk, state__in=OPEN_INTAKE).first() is None:
        raise _decided_already(intake)


def _decided_already(intake: Intake) -> Refusal:
    intake.refresh_from_db()
    return Refusal(Finding(code="request-decided", values={"reference": intake.reference, "state": intake.state}))


def approve(person: Person, intake: Intake, *, tenant_id: str, manager: str) -> Engagement:
    """The tenant, if it is new, its contacts, and the engagement with a lane for each service, in one transaction."""
    rights.require(person, "decide-request")
    if not tenant_id.strip():
        raise Refusal(Finding(code="request-field-missing", values={"key": "tenant_id"}))
    if len(tenant_id.strip()) > LONGEST_TENANT_ID:
        raise Refusal(Finding(code="request-field-long", values={"key": "tenant_id", "limit": LONGEST_TENANT_ID}))
    chosen = next((one for one in managers() if one.login == manager), None)
    if manager and chosen is None:
        raise Refusal(Finding(code="unknown-manager", values={"login": manager, "managers": [one.login for one in managers()]}))
    services = [key for key in intake.answers.get("services", "").split(";") if key in choices("services")]
    if not services:
        raise Refusal(Finding(code="request-no-services", values={"reference": intake.reference}))
    with transaction.atomic():
        _claim(intake)
        if Request.objects.filter(pk=intake.reference).exists():
            raise Refusal(Finding(code="request-id-taken", values={"request_id": intake.reference}))
        return _approved(person, intake, tenant_id.strip(), chosen, services)


def _approved(person: Person, intake: Intake, tenant_id: str, chosen: Person | None, services: list[str]) -> Engagement:
    tenant = tenant_named(tenant_id) or _new_tenant(intake, tenant_id, chosen, by=person.login)
    manager = chosen or tenant.manager
    migratable = shipped.plain("requests.yaml")["migratable"]
    migrating = [key for key in services if key in migratable] if intake.answers.get("migration") == "yes" else []
    request = Request.objects.create(
        request_id=intake.reference,
        tenant=tenant,
        motion=site().default_motion,
        submitted=today_in(places.zone_of(tenant), intake.submitted_at),
        services=services,
        migration_services=migrating,
        manager=manager,
    )
    now = clock.now()
    _set_state(intake, state="approved", tenant=tenant, request=request, decided_by=person, decided_at=now, reason="")
    if manager is not None:
        Tenant.objects.filter(pk=tenant.pk, manager=None).update(manager=manager)
    _add_contacts(intake, tenant, by=person.login)
    engagement = engagements.open_engagement(request, manager=manager, by=person.login, at=now)
    record(intake, NewFact("request-approved", data={"reference": intake.reference, "tenant_id": tenant.pk}), by=person.login)
    write(intake, "request-approved", {"manager": manager.name if manager else ""})
    return engagement


def _new_tenant(intake: Intake, tenant_id: str, manager: Person | None, *, by: str) -> Tenant:
    answers = intake.answers
    tenant = Tenant.objects.create(
        tenant_id=tenant_id,
        name=intake.organisation,
        country=answers["country"],
        region=places.region_of(imported="", override="", country=answers["country"]),
        language=answers["language"],
        seats=int(answers["seats"]),
        manager=manager,
        team=manager.teams.first() if manager else None,
    )
    trails.add({f"tenant/{tenant.pk}": [NewFact("tenant-added", data={"request": intake.reference})]}, by=by)
    return tenant


def _add_contacts(intake: Intake, tenant: Tenant, *, by: str) -> None:
    """Whoever of the customer, account team or partner was named and is not known yet."""
    answers = intake.answers
    named = [(answers["requestor"], answers["name"], answers["email"], answers["language"])]
    if answers.get("contact_email"):
        named.append(("customer", answers.get("contact_name") or answers["contact_email"], answers["contact_email"], answers["language"]))
    new = []
    for kind, name, email, language in named:
        if not Contact.objects.filter(tenant=tenant, kind=kind, email__iexact=email).exists():
            Contact.objects.create(tenant=tenant, kind=kind, name=name, email=email, language=language)
            new.append(NewFact("contact-imported", data={"kind": kind, "request": intake.reference}))
    trails.add({f"tenant/{tenant.pk}": new} if new else {}, by=by)
