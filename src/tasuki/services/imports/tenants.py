"""Tenants: a row adds one or changes it; a blank cell changes nothing."""

from collections.abc import Mapping
from typing import Any

from tasuki.records.models import Person, Team, Tenant
from tasuki.services import places
from tasuki.services.imports.cells import BadCell
from tasuki.services.imports.result import Result
from tasuki.services.imports.taking import Taking, found, in_pieces, manager_of, people_by_login, set_changed

_CHANGEABLE = (
    *("name", "name_kana", "tpid", "country", "region", "region_imported", "language", "time_zone", "seats", "managed", "partner_led"),
    *("cadence", "team", "manager"),
)


def take(taking: Taking) -> None:
    people = people_by_login()
    teams = {team.name: team for team in Team.objects.all()}
    for piece in in_pieces(taking.readable(("tenant_id",))):
        existing = found(Tenant, [values["tenant_id"] for _, values in piece])
        created: list[Tenant] = []
        updated: list[Tenant] = []
        for _, values in piece:
            tenant = existing.get(values["tenant_id"])
            new = tenant is None
            tenant = tenant or Tenant(tenant_id=values["tenant_id"])
            changed = set_changed(tenant, _fields(values, people, _with_team(values, teams, taking), taking.result))
            changed += set_changed(tenant, {"region": _region(tenant, taking.result)})
            _count(taking, tenant, new, changed, created, updated)
        Tenant.objects.bulk_create(created)
        Tenant.objects.bulk_update(updated, _CHANGEABLE)


def _count(taking: Taking, tenant: Tenant, new: bool, changed: list[str], created: list[Tenant], updated: list[Tenant]) -> None:
    subject = f"tenant/{tenant.tenant_id}"
    if new:
        created.append(tenant)
        taking.result.created += 1
        taking.note(subject, "tenant-added")
    elif changed:
        updated.append(tenant)
        taking.result.updated += 1
        taking.note(subject, "tenant-changed", fields=sorted(changed))
    else:
        taking.result.unchanged += 1


def _fields(values: Mapping[str, Any], people: Mapping[str, Person], team: Team | None, result: Result) -> dict[str, Any]:
    """What the row sets. A manager who is not known (yet) leaves the tenant as it is, with a finding: the tenant itself is right."""
    plain = {name: value for name, value in values.items() if name not in {"tenant_id", "region", "team", "manager"}}
    if "country" in plain and len(plain["country"]) == 2:
        plain["country"] = plain["country"].upper()
    if "region" in values:
        plain["region_imported"] = values["region"]
    if team is not None:
        plain["team"] = team
    if "manager" in values:
        try:
            plain["manager"] = manager_of(values["manager"], people)
        except BadCell as bad:
            result.find(bad.code, tenant_id=values["tenant_id"], **bad.values)
    return plain


def _with_team(values: Mapping[str, Any], teams: dict[str, Team], taking: Taking) -> Team | None:
    """A team that is named exists from then on; a finding says so, for it may be a typing error."""
    name = values.get("team")
    if name is None:
        return None
    if name not in teams:
        teams[name] = Team.objects.create(name=name)
        taking.result.find("team-added", "note", team=name)
    return teams[name]


def _region(tenant: Tenant, result: Result) -> str:
    region = places.region_of(imported=tenant.region_imported, override=tenant.region_override, country=tenant.country)
    if not tenant.country:
        result.find("no-country", tenant_id=tenant.tenant_id, region=region)
    elif not places.is_country(tenant.country):
        result.find("unknown-country", tenant_id=tenant.tenant_id, country=tenant.country, region=region)
    elif places.asked_once(tenant.country) and not (tenant.region_imported or tenant.region_override):
        result.find("region-to-confirm", "note", tenant_id=tenant.tenant_id, country=tenant.country, region=region)
    return region
