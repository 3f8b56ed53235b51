"""Requests: each row opens one engagement. A newer file may add workloads to it; nothing is ever taken away from it by a file."""

from collections.abc import Mapping, Sequence
from typing import Any

from tasuki.core.engagement.eligibility import judge
from tasuki.records import shelf
from tasuki.records.models import Engagement, Person, Request, Tenant
from tasuki.records.site import site
from tasuki.services import engagements
from tasuki.services.eligibility import rules as eligibility
from tasuki.services.imports.cells import BadCell
from tasuki.services.imports.taking import Taking, found, in_pieces, manager_of, people_by_login
from tasuki.services.refusal import Refusal


def take(taking: Taking) -> None:
    people = people_by_login()
    published = shelf.slugs()
    for piece in in_pieces(taking.readable(("request_id",))):
        tenants = found(Tenant, [values["tenant_id"] for _, values in piece])
        requests = found(Request, [values["request_id"] for _, values in piece])
        for row, values in piece:
            try:
                _refuse_unknown_playbook(values, published)
                _take_row(taking, values, tenants.get(values["tenant_id"]), requests.get(values["request_id"]), people)
            except BadCell as bad:
                taking.reject(row, bad)


def _refuse_unknown_playbook(values: Mapping[str, Any], published: Sequence[str]) -> None:
    if "playbook" in values and values["playbook"] not in published:
        raise BadCell("unknown-playbook", playbook=values["playbook"], published=list(published))


def _take_row(
    taking: Taking, values: Mapping[str, Any], tenant: Tenant | None, request: Request | None, people: Mapping[str, Person]
) -> None:
    if tenant is None:
        raise BadCell("unknown-tenant", tenant_id=values["tenant_id"])
    migrating: list[str] = values.get("migration_services", [])
    services = list(dict.fromkeys([*values["services"], *migrating]))
    named = manager_of(values["manager"], people) if "manager" in values else None
    if request is None:
        _open(taking, values, tenant, services, migrating, named)
    else:
        _add(taking, values, request, services, migrating, named)


def _open(
    taking: Taking, values: Mapping[str, Any], tenant: Tenant, services: list[str], migrating: list[str], named: Person | None
) -> None:
    manager = named or tenant.manager
    request = Request.objects.create(
        request_id=values["request_id"],
        tenant=tenant,
        motion=values.get("motion", site().default_motion),
        submitted=values["submitted"],
        services=services,
        migration_services=migrating,
        manager=named,
        playbook=values.get("playbook", ""),
    )
    if manager is None:
        taking.result.find("no-manager", tenant_id=tenant.tenant_id, request_id=request.request_id)
    _tell_eligibility(taking, tenant, request)
    engagements.open_engagement(request, manager=manager, by=taking.by, at=taking.at)
    taking.result.created += 1


def _tell_eligibility(taking: Taking, tenant: Tenant, request: Request) -> None:
    """A request that came in is an approved one: too few seats is worth a word, never a rejected row (domain.md 3.4)."""
    answers = {"seats": str(tenant.seats or 0), "migration": "yes" if request.migration_services else "no"}
    least = max((one.rule.at_least or 0 for one in judge(eligibility(), answers) if one.verdict == "not-met"), default=0)
    if tenant.seats is not None and least:
        taking.result.find("below-eligibility", tenant_id=tenant.tenant_id, request_id=request.request_id, seats=tenant.seats, least=least)


def _add(
    taking: Taking, values: Mapping[str, Any], request: Request, services: list[str], migrating: list[str], named: Person | None
) -> None:
    _refuse_other_request(values, request)
    _tell_ignored(taking, request, services, migrating, named)
    more = [service for service in services if service not in request.services]
    more_migrating = [service for service in migrating if service not in request.migration_services]
    if not more and not more_migrating:
        taking.result.unchanged += 1
        return
    engagement = Engagement.objects.get(request=request)
    try:
        engagements.add_workloads(engagement, services=more, migration_services=more_migrating, by=taking.by, at=taking.at)
    except Refusal as refusal:
        raise BadCell(refusal.findings[0].code, request_id=request.request_id, services=[*more, *more_migrating]) from None
    request.services = [*request.services, *more]
    request.migration_services = [*request.migration_services, *more_migrating]
    request.save(update_fields=["services", "migration_services"])
    taking.result.updated += 1


def _refuse_other_request(values: Mapping[str, Any], request: Request) -> None:
    """One id for two requests: which of them is meant, nobody here can know."""
    told = {"tenant_id": values["tenant_id"], "motion": values.get("motion", request.motion), "submitted": values["submitted"]}
    told["playbook"] = values.get("playbook", request.playbook)
    differing = [name for name, value in told.items() if getattr(request, name) != value]
    if differing:
        name = differing[0]
        raise BadCell("request-differs", request_id=request.request_id, column=name, was=str(getattr(request, name)), now=str(told[name]))


def _tell_ignored(taking: Taking, request: Request, services: list[str], migrating: list[str], named: Person | None) -> None:
    gone = [service for service in request.services if service not in services]
    gone += [service for service in request.migration_services if service not in migrating and service not in gone]
    if gone:
        taking.result.find("services-kept", request_id=request.request_id, services=gone)
    if named is not None and request.manager_id not in (None, named.login):
        taking.result.find("manager-kept", request_id=request.request_id, manager=request.manager_id, told=named.login)
