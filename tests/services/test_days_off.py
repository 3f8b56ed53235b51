"""Business days where the tenant is: public holidays of its country, the site's own closing days, and what happens where nobody knows."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tasuki.core.calendar import business_days_after, business_days_between
from tasuki.records import site as site_file
from tasuki.records.models import Engagement, Intake, Tenant
from tasuki.services import circumstances, health, intake
from tasuki.services.circumstances import DaysOff

JAPAN, AMERICA = DaysOff("JP"), DaysOff("US")


@pytest.fixture
def closed_in_obon(settings: Any, tmp_path: Path) -> Iterator[None]:
    """A site that closes from 13 to 15 August, and on no other day."""
    settings.TASUKI_DATA = tmp_path
    (tmp_path / "site.yaml").write_text("closing-days: [08-13/08-15]\n", encoding="utf-8")
    _forget()
    yield
    (tmp_path / "site.yaml").unlink()
    _forget()


def _forget() -> None:
    for kept in (site_file.site, site_file.settings_in_force, circumstances._days_off):
        kept.cache_clear()


@pytest.mark.parametrize(
    ("days", "begin", "end", "passed", "why"),
    [
        (JAPAN, date(2026, 12, 28), date(2027, 1, 4), 1, "closed from 29 December to 3 January"),
        (JAPAN, date(2025, 12, 26), date(2026, 1, 5), 1, "the same a year earlier"),
        (JAPAN, date(2026, 4, 28), date(2026, 5, 7), 3, "Golden Week: 29 April, 3 to 5 May, and the 6th instead of a Sunday"),
        (JAPAN, date(2026, 9, 18), date(2026, 9, 24), 1, "a Tuesday between two holidays is one"),
        (JAPAN, date(2027, 3, 19), date(2027, 3, 23), 1, "the equinox falls on a Sunday, so Monday is off"),
        (JAPAN, date(2020, 7, 22), date(2020, 7, 27), 1, "long ago counts as exactly"),
        (AMERICA, date(2026, 5, 1), date(2026, 5, 7), 4, "Golden Week is no matter elsewhere"),
        (AMERICA, date(2026, 12, 28), date(2027, 1, 4), 1, "the site's closing days are"),
        (DaysOff(""), date(2026, 4, 28), date(2026, 5, 7), 3, "no country: the site's own"),
    ],
)
def test_business_days(days: DaysOff, begin: date, end: date, passed: int, why: str) -> None:
    assert business_days_between(begin, end, days) == passed, why


def test_a_site_has_closing_days_of_its_own(closed_in_obon: None) -> None:
    assert business_days_after(date(2026, 8, 12), 1, JAPAN) == date(2026, 8, 17)
    assert business_days_after(date(2026, 12, 28), 1, JAPAN) == date(2026, 12, 29)


@pytest.mark.django_db
def test_a_request_does_not_age_while_the_site_is_closed(closed_in_obon: None, settings: Any) -> None:
    settings.TASUKI_AT = "2026-08-17T03:00:00+00:00"
    filed = Intake(answers={"country": "JP"}, submitted_at=datetime(2026, 8, 12, 3, tzinfo=UTC))
    assert intake.age_of(filed) == 1


@pytest.mark.django_db
def test_a_calendar_that_lacks_the_year_is_told(settings: Any) -> None:
    """The library ends with 2026 for Sri Lanka: from the beginning of December that is worth a word."""
    tenant = Tenant.objects.create(tenant_id="t-1", name="Ceylon Tea", country="LK", language="en")
    Engagement.objects.create(tenant=tenant, motion="rfa", opened_at=datetime(2026, 10, 1, tzinfo=UTC))
    settings.TASUKI_AT = "2026-11-20T03:00:00+00:00"
    assert _told() == []
    settings.TASUKI_AT = "2026-12-10T03:00:00+00:00"
    assert _told() == [{"country": "LK", "year": 2027}]
    assert not DaysOff("LK").lacks(2026)
    assert DaysOff("no country").lacks(2026)
    Engagement.objects.update(state="closed", closed_at=datetime(2026, 12, 9, tzinfo=UTC))
    assert _told() == []


def _told() -> list[Any]:
    return [dict(finding.values) for finding in health.doctor() if finding.code == "holidays-unknown"]
