"""When a customer's regular meeting takes place: a rule, and the meetings that follow from it."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from tasuki.core.calendar import is_business_day

Every = Literal["week", "two-weeks", "month"]
EVERY: tuple[Every, ...] = get_args(Every)
WEEKDAYS = range(7)
LAST = 5
"""In `nth`, the month's last such weekday; 1 to 4 count from its beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """`starting` is the day of one meeting: the weeks of every second week count from it. `nth` matters for months alone."""

    every: Every
    weekday: int
    at: time
    zone: str
    starting: date
    nth: int = 1
    minutes: int


def meetings(cadence: Cadence, after: datetime, holidays: Container[date], count: int) -> list[datetime]:
    """The next meetings after a moment, in the cadence's own time zone. One that would fall on a holiday does not take place."""
    zone = ZoneInfo(cadence.zone)
    begin = after.astimezone(zone).date()
    found = (datetime.combine(day, cadence.at, zone) for day in _days(cadence, begin) if day not in holidays or _is_weekend(day))
    return list(islice((moment for moment in found if moment > after), count))


def _is_weekend(day: date) -> bool:
    """Who meets on a Sunday meant it; only public holidays cancel a meeting."""
    return not is_business_day(day, ())


def _days(cadence: Cadence, begin: date) -> Iterator[date]:
    if cadence.every == "month":
        yield from (day for day in _of_months(cadence, begin) if day >= begin)
        return
    step = timedelta(weeks=1 if cadence.every == "week" else 2)
    first = cadence.starting + timedelta(days=(cadence.weekday - cadence.starting.weekday()) % 7)
    day = first + step * max(0, -((first - begin) // step))
    while True:
        yield day
        day += step


def _of_months(cadence: Cadence, begin: date) -> Iterator[date]:
    year, month = begin.year, begin.month
    while True:
        yield _nth(year, month, cadence.weekday, cadence.nth)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)  # months, not a figure of any process


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    day = first + timedelta(days=(weekday - first.weekday()) % 7)
    days = [one for one in (day + timedelta(weeks=week) for week in range(LAST)) if one.month == month]
    return days[-1] if nth >= LAST else days[nth - 1]
