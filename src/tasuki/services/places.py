"""Where a tenant is: its region and its time zone, from one data file for all playbooks."""

from datetime import date
from zoneinfo import available_timezones

from django.conf import settings

from tasuki.records.models import Tenant
from tasuki.services import clock, shipped


def region_of(*, imported: str, override: str, country: str) -> str:
    """The file's region, else a person's answer, else the country's; blank where nobody knows, for it is asked, never guessed."""
    return imported or override or _countries().get(country, {}).get("region", "")


def is_country(code: str) -> bool:
    return code in _countries()


def regions() -> list[str]:
    return sorted({place["region"] for place in _countries().values()})


def asked_once(country: str) -> bool:
    """Countries whose region practice disagrees about: a person confirms it before the hand-over."""
    return country in shipped.plain("regions.yaml").get("ask-once", [])


def zone_of(tenant: Tenant) -> str:
    """The tenant's own time zone, else its country's principal one, else the site's."""
    return zone_in(tenant.time_zone, tenant.country)


def zone_in(zone: str, country: str) -> str:
    return zone or _countries().get(country, {}).get("zone", "") or settings.TIME_ZONE


def is_zone(name: str) -> bool:
    return name in available_timezones()


def today_at(tenant: Tenant) -> date:
    return clock.today(zone_of(tenant))


def _countries() -> dict[str, dict[str, str]]:
    countries: dict[str, dict[str, str]] = shipped.plain("regions.yaml")["countries"]
    return countries
