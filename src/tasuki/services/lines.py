"""Keeping the lines of the tenants' list true: after an act one update, after an import whatever of the tenants concerned has changed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from tasuki.core.engagement.facts import Fact
from tasuki.core.milestones.model import MilestoneRule
from tasuki.records import bulk, engagement_rows, shelf
from tasuki.records.folding import folded, place_of
from tasuki.records.models import Contact, Engagement, Line, Reached, Reading, Request, Tenant
from tasuki.records.models import Fact as FactRow
from tasuki.records.models.lines import NEVER, WORDS
from tasuki.records.site import site
from tasuki.services import clock, playbooks

NO_ENGAGEMENT = "none"
_PIECE = 500
_COLUMNS = (
    *("place", "folded", "region", "team_id", "owner_id", "state", "queue", "next_action", "milestone", "services", "versions", "facts"),
    "changed_at",
)


def follow(engagement: Engagement, history: Sequence[Fact], columns: Mapping[str, Any]) -> None:
    """After an act: what the engagement's derived columns say now; `columns` may be those alone that the act has changed. One update,
    for this is on the path of every act."""
    told: dict[str, Any] = {name: derive(columns[column]) for column, (name, derive) in _FOLLOWED.items() if column in columns}
    told |= {"facts": len(history), "changed_at": history[-1].at}
    if any(fact.kind == "milestone-reached" for fact in history):
        told["milestone"] = "reached"
    engagement_rows.write_line(engagement.pk, told)


def refresh(tenants: Iterable[str] | None = None) -> int:
    """Derive the lines of these tenants, or of all, from their rows again; only what differs is written. How many lines."""
    keys = Tenant.objects.order_by("pk").values_list("pk", flat=True).iterator() if tenants is None else sorted(set(tenants))
    rules = _rules()
    return sum(_refresh(piece, rules) for piece in bulk.pieces(keys, _PIECE))


def reach(pairs: Iterable[tuple[str, str]]) -> None:
    """After a sweep: the lines of these tenants that have the service. A hundred thousand news are some hundred updates."""
    tenants: dict[str, set[str]] = defaultdict(set)
    for tenant, service in pairs:
        tenants[service].add(tenant)
    for service, concerned in tenants.items():
        for piece in bulk.pieces(sorted(concerned), _PIECE):
            found = Line.objects.filter(tenant__in=piece, services__contains=f",{service},")
            found.exclude(milestone="reached").update(milestone="reached")


def after_readings(tenants: Iterable[str]) -> None:
    """What is reached stays so: only other lines may have come near, and those without an engagement may have a further service."""
    for piece in bulk.pieces(sorted(set(tenants)), _PIECE):
        open_to_news = Line.objects.filter(tenant__in=piece).filter(~Q(milestone="reached") | Q(engagement=None))
        refresh(open_to_news.values_list("tenant_id", flat=True))


def complete() -> int:
    """Give a line to every tenant that has none: after an upgrade, or rows that came another way."""
    return refresh(Tenant.objects.filter(lines=None).values_list("pk", flat=True))


def _refresh(keys: Sequence[str], rules: Sequence[MilestoneRule]) -> int:
    with transaction.atomic():
        wanted = {(line.tenant_id, line.engagement_id): line for line in _derived(keys, rules)}
        there = {(line.tenant_id, line.engagement_id): line for line in Line.objects.filter(tenant__in=keys)}
        Line.objects.filter(pk__in=[line.pk for key, line in there.items() if key not in wanted]).delete()
        Line.objects.bulk_create([line for key, line in wanted.items() if key not in there])
        changed = [there[key] for key, line in wanted.items() if key in there and _take_over(there[key], line)]
        Line.objects.bulk_update(changed, _COLUMNS, batch_size=100)
        return len(wanted)


def _take_over(line: Line, wanted: Line) -> bool:
    differing = [name for name in _COLUMNS if getattr(line, name) != getattr(wanted, name)]
    for name in differing:
        setattr(line, name, getattr(wanted, name))
    return bool(differing)


def _derived(keys: Sequence[str], rules: Sequence[MilestoneRule]) -> Iterable[Line]:
    """Eight queries for five hundred tenants."""
    engagements: dict[str, list[Engagement]] = defaultdict(list)
    for row in Engagement.objects.filter(tenant__in=keys):
        engagements[row.tenant_id].append(row)
    subjects = {row.subject: row.pk for rows in engagements.values() for row in rows}
    newest = dict(FactRow.objects.filter(subject__in=subjects).values_list("subject").annotate(Max("at")))
    people, requests = _words_of(Contact, ("name", "name_kana", "email"), keys), _words_of(Request, ("request_id",), keys)
    standings = _standings(keys, rules)
    now = clock.now()
    for tenant in Tenant.objects.filter(pk__in=keys).order_by("pk"):
        words = (tenant.name, tenant.name_kana, tenant.pk, tenant.tpid, *requests[tenant.pk], *people[tenant.pk])
        found = "\n".join(dict.fromkeys(folded(word) for word in words if word))
        own: Sequence[Engagement | None] = engagements[tenant.pk] or [None]
        for engagement in own:
            at = newest.get(engagement.subject, engagement.opened_at) if engagement else now
            yield _line(tenant, engagement, found, standings[tenant.pk], at)


def _line(tenant: Tenant, engagement: Engagement | None, words: str, standings: dict[str, str], at: datetime) -> Line:
    services = list(dict.fromkeys(workload for workload, _ in engagement.lanes)) if engagement else sorted(standings)
    told = {standings.get(service, "") for service in services}
    return Line(
        tenant=tenant,
        engagement=engagement,
        place=place_of(tenant.name, tenant.name_kana),
        folded=words[:WORDS],
        region=tenant.region,
        team_id=tenant.team_id,
        owner_id=engagement.manager_id if engagement else tenant.manager_id,
        state=engagement.state if engagement else NO_ENGAGEMENT,
        queue=engagement.queue if engagement else "",
        next_action=(engagement.next_action_date if engagement else None) or NEVER,
        milestone="reached" if "reached" in told else "near" if "near" in told else "",
        services=_between_commas(services),
        versions=_versions(engagement.pins) if engagement else "",
        facts=engagement.facts if engagement else 0,
        changed_at=at,
    )


def _words_of(model: type[Contact | Request], columns: Sequence[str], keys: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for tenant, *words in model.objects.filter(tenant__in=keys).order_by("pk").values_list("tenant_id", *columns):
        found[tenant] += words
    return found


def _standings(keys: Sequence[str], rules: Sequence[MilestoneRule]) -> dict[str, dict[str, str]]:
    """By tenant and service: reached, near, or neither."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for reading in Reading.objects.filter(tenant__in=keys):
        found[reading.tenant_id][reading.service] = "near" if any(_is_near(rule, reading) for rule in rules) else ""
    for tenant, service in Reached.objects.filter(tenant__in=keys).values_list("tenant_id", "service"):
        found[tenant][service] = "reached"
    return found


def _is_near(rule: MilestoneRule, reading: Reading) -> bool:
    tier = rule.tier_on(reading.date)
    return tier is not None and 0 < tier.required(reading.seats) * site().near_milestone_percent <= reading.active_users * 100


def _rules() -> list[MilestoneRule]:
    versions = [version for slug in shelf.slugs() if (version := shelf.newest(slug))]
    found = [playbooks.playbook(version.slug, version.version) for version in versions]
    return [MilestoneRule.from_plain(name, tiers) for playbook in found for name, tiers in playbook.milestones.items()]


def _between_commas(words: Iterable[str]) -> str:
    kept = list(dict.fromkeys(words))
    return f",{','.join(kept)}," if kept else ""


def _versions(pins: dict[str, int]) -> str:
    return _between_commas(f"{slug}:{number}" for slug, number in sorted(pins.items()))


_FOLLOWED: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "state": ("state", lambda state: state),
    "manager_id": ("owner_id", lambda manager: manager),
    "queue": ("queue", lambda queue: queue),
    "next_action_date": ("next_action", lambda day: day or NEVER),
    "lanes": ("services", lambda lanes: _between_commas(workload for workload, _ in lanes)),
    "pins": ("versions", _versions),
}
"""By column of the engagement the line's, and how it is written there."""
