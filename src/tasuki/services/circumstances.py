"""Gathering what a decision must know from rows: the tenant, its contacts, the people, the day it is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings

from tasuki.core.calendar import Calendar, business_days_between, today_in
from tasuki.core.engagement.circumstances import Circumstances, PersonCard, TenantCard
from tasuki.core.playbook.model import Playbook
from tasuki.records.around import Around, active_people, around
from tasuki.records.models import Engagement, Tenant
from tasuki.records.site import closing_days, site
from tasuki.services import clock, loading, places, playbooks, shipped


def circumstances_of(
    engagement: Engagement, playbook: Playbook, *, cast: tuple[PersonCard, ...] | None = None, beside: Around | None = None
) -> Circumstances:
    """One engagement's circumstances, now. Four queries; a list hands in what it has read for all."""
    tenant = engagement.tenant
    beside = beside or around([tenant.pk])[tenant.pk]
    today = places.today_at(tenant)
    return Circumstances(
        now=clock.now(),
        today=today,
        zone=places.zone_of(tenant),
        subject=engagement.subject,
        mail_domain=urlsplit(settings.TASUKI_BASE_URL).hostname or "localhost",
        tenant=_tenant_card(tenant),
        contacts=tuple(beside.contacts),
        people=people() if cast is None else cast,
        readings=beside.readings,
        requests=frozenset(beside.requests - {engagement.request_id}),
        holidays=DaysOff(tenant.country),
        words=words(),
        faq_versions=playbooks.faq_versions(playbook.faq) if playbook.faq else {},
    )


def people() -> tuple[PersonCard, ...]:
    """Everybody who may be named in an engagement."""
    return tuple(
        PersonCard(login=login, name=name, email=email or None, role=role, language=language or settings.LANGUAGE_CODE)
        for login, name, email, role, language in active_people()
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


def business_days_since(circumstances: Circumstances, moment: datetime) -> int:
    """How many business days have passed at the tenant's since then."""
    return business_days_between(today_in(circumstances.zone, moment), circumstances.today, circumstances.holidays)


@dataclass(frozen=True, slots=True)
class DaysOff(Calendar):
    """What is no business day besides week-ends: a country's public holidays, the site's own country's where none is known, and the
    site's closing days. Looked up when somebody asks for one: most acts never do, and the calendars take long to load.
    """

    country: str

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in _days_off(self._place, day.year)

    def lacks(self, year: int) -> bool:
        return holidays_of(self._place, year) is None

    @property
    def _place(self) -> str:
        return self.country or site().country


@cache
def _days_off(country: str, year: int) -> frozenset[date]:
    return (holidays_of(country, year) or frozenset()) | closing_days(year)


@cache
def holidays_of(country: str, year: int) -> frozenset[date] | None:
    """Public holidays of a country in a year; None where the library has no calendar for the country, or none for that year.

    Its registry tells which countries it knows; its list of what it supports would load all 250 calendars for the sake of one.
    """
    if country not in loading.module("holidays.registry").EntityLoader.get_country_codes():
        return None
    known = loading.module("holidays").country_holidays(country, years=year)
    return frozenset(known) if known.start_year <= year <= known.end_year else None


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
