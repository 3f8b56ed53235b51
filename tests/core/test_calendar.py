"""Days as people count them."""

from datetime import UTC, date, datetime

import pytest

from tasuki.core.calendar import (
    business_days_after,
    business_days_between,
    business_days_from,
    days_named,
    is_business_day,
    spread,
    today_in,
)

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


def test_a_holiday_is_no_business_day() -> None:
    assert business_days_after(date(2026, 12, 31), -1, NEW_YEAR) == date(2026, 12, 30)
    assert not is_business_day(date(2026, 12, 31), NEW_YEAR)


def test_what_is_spread_gives_each_day_its_share_in_order() -> None:
    days = business_days_from(date(2026, 12, 29), date(2027, 1, 5), NEW_YEAR)
    assert days == [date(2026, 12, 29), date(2026, 12, 30), date(2027, 1, 4), date(2027, 1, 5)]
    assert [spread(10, days).count(day) for day in days] == [3, 2, 3, 2]
    assert spread(2, days) == [days[0], days[2]]
    assert spread(3, []) == []


def test_closing_days_are_every_years_or_one_years_and_may_pass_new_year() -> None:
    assert days_named(["12-30/01-02"], [2026]) == {date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)}
    assert days_named(["08-13/08-14", "2027-05-02"], [2026, 2027]) >= {date(2026, 8, 13), date(2027, 8, 14), date(2027, 5, 2)}
    for wrong in ("13-01", "08-32", "tomorrow", "2027-05-02/2026-01-01"):
        with pytest.raises(ValueError, match=r".*"):
            days_named([wrong], [2028])
