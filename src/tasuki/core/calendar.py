"""Days as people count them. What is a holiday, and which zone somebody lives in, is told from outside."""

from abc import abstractmethod
from collections.abc import Container, Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

_SATURDAY = 5


class Calendar(Container[date]):
    """Days that are no business days, looked up one by one, of a place whose calendar may not know every year."""

    @abstractmethod
    def lacks(self, year: int) -> bool:
        """Whether nobody can tell this year's public holidays there: then only week-ends, and what the site says itself, are left out."""


def today_in(zone: str, now: datetime) -> date:
    """The day it is in a time zone."""
    return now.astimezone(ZoneInfo(zone)).date()


def is_business_day(day: date, holidays: Container[date]) -> bool:
    return day.weekday() < _SATURDAY and day not in holidays


def business_days_after(day: date, count: int, holidays: Container[date]) -> date:
    """The day `count` business days after `day`, or before it when `count` is negative; 0 is the day itself, whatever it is."""
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_business_day(day, holidays):
            day += step
    return day


def business_days_between(earlier: date, later: date, holidays: Container[date]) -> int:
    """How many business days passed after `earlier`, up to and including `later`; 0 when `later` is not later."""
    days = (earlier + timedelta(days=passed) for passed in range(1, (later - earlier).days + 1))
    return sum(is_business_day(day, holidays) for day in days)


def last_business_day_before(day: date, holidays: Container[date]) -> date:
    return business_days_after(day, -1, holidays)


def business_days_from(first: date, last: date, holidays: Container[date]) -> list[date]:
    """Every business day of a span, its ends included."""
    days = (first + timedelta(days=passed) for passed in range((last - first).days + 1))
    return [day for day in days if is_business_day(day, holidays)]


def spread(count: int, days: Sequence[date]) -> list[date]:
    """A day for each of so many things: as even as can be, and in order, so that each day has its share."""
    return [days[place * len(days) // count] for place in range(count)] if days else []


def days_named(spans: Iterable[str], years: Iterable[int]) -> frozenset[date]:
    """The days of spans such as `12-29/01-03`, `08-13/08-15` or `2027-05-02`: every year's, or of the year that is named.

    Raises ValueError for what is no such span.
    """
    return frozenset(day for span in spans for year in years for day in _days_of(span, year))


def _days_of(span: str, year: int) -> list[date]:
    first, _, last = span.partition("/")
    begin = _day_of(first, year)
    end = _day_of(last, begin.year) if last else begin
    if end < begin:
        end = _day_of(last, begin.year + 1)
    if end < begin:
        raise ValueError(span)
    return [begin + timedelta(days=passed) for passed in range((end - begin).days + 1)]


def _day_of(name: str, year: int) -> date:
    return date.fromisoformat(name if name.count("-") > 1 else f"{year}-{name}")
