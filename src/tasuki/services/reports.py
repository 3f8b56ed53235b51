"""Reports: each figure from the facts of what this person sees, and never from what somebody typed into a sheet."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date
from itertools import chain
from threading import Lock
from typing import Any, Final, TypeVar

from django.db.models import QuerySet

from tasuki.core.calendar import business_days_between, today_in
from tasuki.core.engagement.facts import Fact
from tasuki.core.reporting import KINDS, MEASURES, BusinessDays, Group, Measure, Row, Story, Subject, between, figure_of, grouped, story_of
from tasuki.records.models import Engagement, Person
from tasuki.records.queries import REPORT_COLUMNS, engagements_for, newest_record, report_facts, report_rows
from tasuki.services import clock
from tasuki.services.circumstances import DaysOff

Answer = TypeVar("Answer")
Period = tuple[date | None, date | None]
Rows = Mapping[str, Sequence[Row]]
"""By measure, what one engagement adds to it."""

_KEPT: Final = 60_000
_REPORTS: Final = 50
_ANSWERS: Final = 300
_rows: OrderedDict[int, tuple[object, Rows]] = OrderedDict()
_reports: OrderedDict[Hashable, "Report"] = OrderedDict()
_one_at_a_time = Lock()


@dataclass(frozen=True)
class Report:
    """What one person's reports are made of, and what was already counted of it: the same for as long as nothing is recorded."""

    newest: Hashable
    engagements: int
    rows: Mapping[str, Sequence[Row]]
    answers: dict[Hashable, Any] = field(default_factory=dict)

    def within(self, measure: Measure, period: Period) -> Sequence[Row]:
        """Rows of a measure whose day is in the period, the largest value first."""
        return self._kept((measure.name, period), lambda: _ordered(between(self.rows[measure.name], *period)))

    def figure(self, measure: Measure, period: Period) -> float | None:
        return self._kept((measure.name, period, "figure"), lambda: figure_of(self.within(measure, period), measure.figure))

    def groups(self, measure: Measure, period: Period, by: str) -> Sequence[Group]:
        return self._kept((measure.name, period, "by", by), lambda: grouped(self.within(measure, period), by, measure.figure))

    def _kept(self, key: Hashable, count: Callable[[], Answer]) -> Answer:
        """Several threads ask the same report, so what is answered is never read from where another may clear it away."""
        answer: Answer | None = self.answers.get(key)
        if answer is None:
            if len(self.answers) >= _ANSWERS:
                self.answers.clear()
            answer = self.answers[key] = count()
        return answer


def report_for(person: Person) -> Report:
    """What this person sees, as far as reports ask. Counted anew only after something was recorded, and then only of the engagements
    whose row is another: histories of tens of thousands take seconds to read."""
    seen = engagements_for(person, clock.today())
    key, newest = (str(seen.query), clock.today()), newest_record()
    with _one_at_a_time:
        if (kept := _reports.get(key)) is not None and kept.newest == newest:
            return kept
        told = _told(seen)
        report = Report(newest, len(told), {name: [row for rows in told for row in rows[name]] for name in MEASURES})
        _reports[key] = report
        while len(_reports) > _REPORTS:
            _reports.popitem(last=False)
    return report


def forget() -> None:
    """Throw away what is kept: another database stands behind it now."""
    with _one_at_a_time:
        _reports.clear()
        _rows.clear()


def _told(seen: QuerySet[Engagement]) -> list[Rows]:
    """Three queries at most. Only what has changed is read again."""
    marks = {row[0]: (row, clock.today()) for row in report_rows(seen)}
    changed = [number for number, mark in marks.items() if number not in _rows or _rows[number][0] != mark]
    for number, facts in chain(report_facts(seen, KINDS, changed), ((number, []) for number in changed)):
        mark = marks.get(number)
        if mark is not None and (number not in _rows or _rows[number][0] != mark):
            story = _story(dict(zip(REPORT_COLUMNS, mark[0], strict=True)), facts)
            _rows[number] = (mark, {name: tuple(measure.rows(story)) for name, measure in MEASURES.items()})
            _rows.move_to_end(number)
    told = [_rows[number][1] for number in marks]
    while len(_rows) > _KEPT:
        _rows.popitem(last=False)
    return told


def _ordered(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (-row.value, row.on, row.subject.engagement))


def _story(row: Mapping[str, Any], facts: list[Fact]) -> Story:
    subject = Subject(
        engagement=row["pk"],
        tenant_id=row["tenant_id"],
        tenant=row["tenant__name"],
        request=row["request_id"] or "",
        state=row["state"],
        opened=today_in("UTC", row["opened_at"]),
        manager=row["manager_id"] or row["closed_by_id"] or "",
        team=row["tenant__team__name"] or "",
        region=row["tenant__region"],
        lanes=tuple((workload, process) for workload, process in row["lanes"]),
        versions=row["pins"],
        due=row["criteria_due"],
        met=row["criteria_met"],
        waived=row["criteria_waived"],
    )
    return story_of(subject, [_in_utc(fact) for fact in facts], _business_days(row["tenant__country"]), clock.today())


def _in_utc(fact: Fact) -> Fact:
    return replace(fact, at=fact.at.astimezone(UTC))


def _business_days(country: str) -> BusinessDays:
    def count(earlier: date, later: date) -> int:
        return business_days_between(earlier, later, DaysOff(country))

    return count
