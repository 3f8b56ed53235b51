"""Days as people count them. What is a holiday, and which zone somebody lives in, is told from outside."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

_SATURDAY = 5


def today_in(zone: str, now: datetime) -> date:
    """The day it is in a time zone."""
    return now.astimezone(ZoneInfo(zone)).date()


def is_business_day(day: date, holidays: Collection[date]) -> bool:
    return day.weekday() < _SATURDAY and day not in holidays


def business_days_after(day: date, count: int, holidays: Collection[date]) -> date:
    """The day `count` business days after `day`, or before it when `count` is negative; 0 is the day itself, whatever it is."""
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_business_day(day, holidays):
            day += step
    return day


def business_days_between(earlier: date, later: date, holidays: Collection[date]) -> int:
    """How many business days passed after `earlier`, up to and including `later`; 0 when `later` is not later."""
    days = (earlier + timedelta(days=passed) for passed in range(1, (later - earlier).days + 1))
    return sum(is_business_day(day, holidays) for day in days)


def last_business_day_before(day: date, holidays: Collection[date]) -> date:
    return business_days_after(day, -1, holidays)
