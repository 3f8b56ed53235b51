"""When things happen in the demonstration: months of imports, and people's working hours. All of it follows from today."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from tasuki.core.calendar import business_days_after, is_business_day

_MONTHS = 12
_NIGHT = time(0, 1)
_LATEST = timedelta(minutes=10)
_OPENS, _CLOSES = time(9), time(17, 30)
_LEAST = timedelta(minutes=2)


@dataclass(frozen=True)
class Programme:
    """The year before `today`. Files come in on the night after each month's end, and last night."""

    today: date
    zone: str

    @cached_property
    def imports(self) -> tuple[date, ...]:
        """Days of the imports: the first brings the customers, each later one the usage since the one before."""
        first = self.today.replace(day=1)
        days = [_months_before(first, count) for count in range(_MONTHS, -1, -1)]
        return (*days, self.today) if self.today > first else tuple(days)

    @cached_property
    def horizon(self) -> datetime:
        """Nothing of the demonstration happens later: minutes after today began, so that its facts depend on the day alone."""
        return datetime.combine(self.today, time(), ZoneInfo(self.zone)).astimezone(UTC) + _LATEST

    def night(self, day: date) -> datetime:
        """When the files of a day come in."""
        return datetime.combine(day, _NIGHT, ZoneInfo(self.zone)).astimezone(UTC)

    def readings(self, number: int) -> tuple[date, ...]:
        """The as-of dates in the file of an import: the middle and the end of its month, or yesterday."""
        begin, end = self.imports[number - 1], self.imports[number] - timedelta(days=1)
        middle = begin.replace(day=15)
        return tuple(day for day in (middle, end) if begin <= day <= end) if middle < end else (end,)

    def import_before(self, day: date) -> int:
        """The number of the newest import on an earlier day; the first where there is none."""
        return max((number for number, on in enumerate(self.imports) if on < day), default=0)


def _months_before(first: date, count: int) -> date:
    months = first.year * 12 + first.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)


@dataclass(frozen=True)
class Desk:
    """One person's working time, up to the programme's horizon."""

    zone: str
    holidays: Container[date]
    horizon: datetime

    @cached_property
    def last_day(self) -> date:
        """The newest business day of which some working time has passed."""
        local = self.horizon.astimezone(ZoneInfo(self.zone))
        started = datetime.combine(local.date(), _OPENS, local.tzinfo) + _LEAST <= local
        if started and is_business_day(local.date(), self.holidays):
            return local.date()
        return business_days_after(local.date(), -1, self.holidays)

    @property
    def is_at_work(self) -> bool:
        """Whether the horizon lies in this person's working time."""
        return self.hours(self.last_day)[1] == self.horizon

    def ago(self, count: int) -> date:
        return business_days_after(self.last_day, -count, self.holidays)

    def ahead(self, count: int) -> date:
        return business_days_after(max(self.last_day, self.horizon.astimezone(ZoneInfo(self.zone)).date()), count, self.holidays)

    def hours(self, day: date) -> tuple[datetime, datetime]:
        zone = ZoneInfo(self.zone)
        begin, end = (datetime.combine(day, when, zone).astimezone(UTC) for when in (_OPENS, _CLOSES))
        return begin, min(end, self.horizon)

    def moment(self, day: date, part: float, after: datetime) -> datetime:
        """A moment within the working time of a day, or of the next that still has some after what went before."""
        if not is_business_day(day, self.holidays):
            day = business_days_after(day, 1, self.holidays)
        begin, end = self.hours(day)
        found = begin + (end - begin) * part
        if found > after or day >= self.last_day:
            return max(found, after + timedelta(seconds=1))
        if after + timedelta(minutes=5) < end:
            return max(begin, after + timedelta(minutes=5))
        return self.moment(business_days_after(day, 1, self.holidays), part / 2, after)
