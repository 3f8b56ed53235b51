"""Days as people count them."""

from datetime import UTC, date, datetime

import pytest

from tasuki.core.calendar import business_days_after, business_days_between, is_business_day, last_business_day_before, today_in

NEW_YEAR = {date(2026, 12, 31), date(2027, 1, 1)}


def test_the_day_depends_on_the_zone() -> None:
    now = datetime(2026, 12, 31, 15, 30, tzinfo=UTC)
    assert today_in("Asia/Tokyo", now) == date(2027, 1, 1)
    assert today_in("America/New_York", now) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("start", "count", "expected", "why"),
    [
        (date(2026, 3, 6), 1, date(2026, 3, 9), "over a weekend"),
        (date(2026, 3, 7), 0, date(2026, 3, 7), "none is the day itself"),
        (date(2026, 3, 9), -1, date(2026, 3, 6), "backwards"),
        (date(2026, 12, 30), 1, date(2027, 1, 4), "over holidays and a weekend"),
        (date(2026, 3, 6), 5, date(2026, 3, 13), "a week"),
    ],
)
def test_business_days_after(start: date, count: int, expected: date, why: str) -> None:
    assert business_days_after(start, count, NEW_YEAR) == expected, why


def test_business_days_between_count_the_later_day_and_not_the_earlier() -> None:
    assert business_days_between(date(2026, 3, 6), date(2026, 3, 9), ()) == 1
    assert business_days_between(date(2026, 3, 6), date(2026, 3, 8), ()) == 0
    assert business_days_between(date(2026, 3, 9), date(2026, 3, 6), ()) == 0
    assert business_days_between(date(2026, 12, 30), date(2027, 1, 4), NEW_YEAR) == 1


def test_the_last_business_day_before_a_holiday() -> None:
    assert last_business_day_before(date(2026, 12, 31), NEW_YEAR) == date(2026, 12, 30)
    assert not is_business_day(date(2026, 12, 31), NEW_YEAR)
