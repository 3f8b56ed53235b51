"""Tenants in inactive queues whose next action falls due: looked at once a year, a share each business day (domain.md R-14)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from tasuki.core.calendar import business_days_from, spread
from tasuki.core.engagement.facts import SYSTEM, NewFact
from tasuki.records import ledger
from tasuki.records.models import Engagement, Person
from tasuki.records.queries import due_for_review, every_due_for_review
from tasuki.records.site import site
from tasuki.services import clock
from tasuki.services.circumstances import DaysOff


@dataclass(frozen=True, slots=True)
class Due:
    """One tenant to look at, and the day whose share it belongs to."""

    engagement: Engagement
    share: date
    late: bool


@dataclass(frozen=True)
class Season:
    """The review of a year: a list in the order of the days, read page by page. Before it opens it holds what is due already."""

    today: date
    opens: date
    until: date
    rows: QuerySet[Engagement]
    number: int

    @property
    def is_open(self) -> bool:
        return self.today >= self.opens

    @property
    def share_of_today(self) -> int:
        """How many of those still open today's share is: what is left, spread over the days that are left."""
        shares = self._shares()
        return shares.count(shares[0]) if shares else 0

    def count(self) -> int:
        return self.number

    def __getitem__(self, part: slice) -> list[Due]:
        shares = self._shares()[part]
        rows = zip(self.rows[part], shares, strict=True)
        return [Due(row, share, late=(row.next_action_date or self.today) < self.today) for row, share in rows]

    def __len__(self) -> int:
        return self.number

    def _shares(self) -> list[date]:
        return spread(self.number, _days(self.today, self.until) if self.is_open else []) or [self.today] * self.number


def season_for(person: Person) -> Season:
    """What this person may look at this year."""
    today = clock.today()
    opens, until = _span(today)
    rows = due_for_review(person, today, until if today >= opens else today)
    return Season(today, opens, until, rows, rows.count())


def _span(today: date) -> tuple[date, date]:
    return date.fromisoformat(f"{today.year}-{site().yearly_review_opens}"), date(today.year + 1, 1, 1) - timedelta(days=1)


def _days(first: date, last: date) -> list[date]:
    return business_days_from(first, last, DaysOff(site().country))


def open_when_due() -> bool:
    """Once a year the worker says that the review is open: whoever comes second finds the fact there."""
    today = clock.today()
    opens, until = _span(today)
    subject, days = f"review/{opens.year}", _days(opens, until)
    if today < opens or not days or ledger.read(subject):
        return False
    count = every_due_for_review(until).count()
    if not count:
        return False
    data = {"tenants": count, "first": days[0].isoformat(), "last": days[-1].isoformat()}
    try:
        ledger.append(subject, 0, [NewFact("review-opened", data=data)], by=SYSTEM, at=clock.now())
    except ledger.Conflict:
        return False
    return True
