"""Gathering what a decision must know from rows: the tenant, its contacts, the people, the day it is there."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings

from tasuki.core.calendar import business_days_between, today_in
from tasuki.core.engagement.circumstances import Circumstances, ContactCard, PersonCard, ReadingCard, TenantCard
from tasuki.core.playbook.model import Playbook
from tasuki.records.models import Contact, Engagement, Person, Request, Tenant
from tasuki.records.site import closing_days
from tasuki.services import clock, loading, places, playbooks, shipped


def circumstances_of(
    engagement: Engagement, playbook: Playbook, *, cast: tuple[PersonCard, ...] | None = None, requests: frozenset[str] | None = None
) -> Circumstances:
    """One engagement's circumstances, now. Five queries; a list hands in the people and requests that it has read for all."""
    tenant = engagement.tenant
    today = places.today_at(tenant)
    return Circumstances(
        now=clock.now(),
        today=today,
        zone=places.zone_of(tenant),
        subject=engagement.subject,
        mail_domain=urlsplit(settings.TASUKI_BASE_URL).hostname or "localhost",
        tenant=_tenant_card(tenant),
        contacts=tuple(_contact_card(contact) for contact in tenant.contacts.all()),
        people=people() if cast is None else cast,
        readings=_readings(tenant),
        requests=_other_requests(engagement) if requests is None else requests,
        holidays=days_off(tenant.country, today.year),
        words=words(),
        faq_versions=playbooks.faq_versions(playbook.faq) if playbook.faq else {},
    )


def people() -> tuple[PersonCard, ...]:
    """Everybody who may be named in an engagement."""
    rows = Person.objects.filter(is_active=True).values_list("login", "name", "email", "role", "language")
    return tuple(
        PersonCard(login=login, name=name, email=email or None, role=role, language=language or settings.LANGUAGE_CODE)
        for login, name, email, role, language in rows
    )


def _tenant_card(tenant: Tenant) -> TenantCard:
    return TenantCard(
        id=tenant.tenant_id,
        name=tenant.name,
        language=tenant.language,
        country=tenant.country or None,
        region=tenant.region or None,
        partner_led=bool(tenant.partner_led),
    )


def _contact_card(contact: Contact) -> ContactCard:
    return ContactCard(
        kind=contact.kind,
        name=contact.name,
        email=contact.email or None,
        language=contact.language or None,
        verified_on=contact.verified_on,
        do_not_contact=contact.do_not_contact,
    )


def _readings(tenant: Tenant) -> dict[str, ReadingCard]:
    return {row.service: ReadingCard(date=row.date, seats=row.seats, active_users=row.active_users) for row in tenant.readings.all()}


def _other_requests(engagement: Engagement) -> frozenset[str]:
    requests = Request.objects.filter(tenant=engagement.tenant).exclude(pk=engagement.request_id)
    return frozenset(requests.values_list("request_id", flat=True))


def business_days_since(circumstances: Circumstances, moment: datetime) -> int:
    """How many business days have passed at the tenant's since then."""
    return business_days_between(today_in(circumstances.zone, moment), circumstances.today, circumstances.holidays)


@cache
def days_off(country: str, year: int) -> frozenset[date]:
    """What is no business day around a year, besides week-ends: a country's public holidays, and the site's own closing days."""
    return holidays_of(country, year) | closing_days(year)


@cache
def holidays_of(country: str, year: int) -> frozenset[date]:
    """Public holidays of a country around a year; none where the calendar does not know the country."""
    try:
        known = loading.module("holidays").country_holidays(country, years=range(year - 1, year + 2))
    except NotImplementedError:  # how the library says that it has no calendar for a country
        return frozenset()
    return frozenset(known)


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Labels by language, as `kind.token`: those of words.yaml, and every service by the first of its names."""
    spoken: dict[str, dict[str, str]] = {}
    for kind, tokens in shipped.plain("words.yaml").items():
        for token, names in tokens.items():
            for language, label in names.items():
                spoken.setdefault(language, {})[f"{kind}.{token}"] = label
    for key, names in shipped.plain("vocabulary.yaml")["services"].items():
        for labels in spoken.values():
            labels.setdefault(f"workload.{key}", names[0])
            labels[f"service.{key}"] = labels[f"workload.{key}"]
    return spoken
