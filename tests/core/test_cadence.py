"""When a customer's regular meeting takes place."""

from datetime import UTC, date, datetime, time
from typing import Any

from tasuki.core.engagement.cadence import Cadence, meetings

TUESDAY = {"weekday": 1, "at": time(10), "zone": "Asia/Tokyo", "starting": date(2026, 10, 6), "minutes": 30}
NOW = datetime(2026, 10, 6, 3, 0, tzinfo=UTC)
"""Noon of a Tuesday in Tokyo: that day's meeting is over."""

ROWS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("today's is over", {"every": "week"}, ["2026-10-13", "2026-10-20", "2026-10-27"]),
    ("later today", {"every": "week", "at": time(15)}, ["2026-10-06", "2026-10-13", "2026-10-20"]),
    ("every second week counts from its start", {"every": "two-weeks"}, ["2026-10-20", "2026-11-17", "2026-12-01"]),
    ("a start long ago", {"every": "two-weeks", "starting": date(2026, 1, 1)}, ["2026-10-13", "2026-10-27", "2026-11-10"]),
    ("a start on another weekday", {"every": "two-weeks", "starting": date(2026, 10, 7)}, ["2026-10-13", "2026-10-27", "2026-11-10"]),
    ("a start to come", {"every": "week", "starting": date(2026, 12, 1)}, ["2026-12-01", "2026-12-08", "2026-12-15"]),
    ("the second of a month", {"every": "month", "nth": 2}, ["2026-10-13", "2026-11-10", "2026-12-08"]),
    ("the first is over, and the next a holiday", {"every": "month", "nth": 1}, ["2026-12-01", "2027-01-05", "2027-02-02"]),
    ("the last of months with four and five", {"every": "month", "nth": 5}, ["2026-10-27", "2026-11-24", "2026-12-29"]),
]
HOLIDAYS = {date(2026, 11, 3)}


def test_the_next_meetings_follow_from_the_rule() -> None:
    for name, changed, days in ROWS:
        cadence = Cadence(**{**TUESDAY, **changed})
        assert [one.date().isoformat() for one in meetings(cadence, NOW, HOLIDAYS, 3)] == days, name


def test_the_clock_at_the_tenants_stays_when_summer_ends() -> None:
    cadence = Cadence(every="week", weekday=0, at=time(9, 30), zone="Europe/Berlin", starting=date(2026, 10, 1), minutes=60)
    found = meetings(cadence, datetime(2026, 10, 18, tzinfo=UTC), (), 2)
    assert [one.isoformat() for one in found] == ["2026-10-19T09:30:00+02:00", "2026-10-26T09:30:00+01:00"]
