"""Reports: each figure from the facts of what this person sees, and never from what somebody typed into a sheet."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date
from typing import Any

from tasuki.core.calendar import business_days_between, today_in
from tasuki.core.engagement.facts import Fact
from tasuki.core.reporting import KINDS, BusinessDays, Measure, Row, Story, Subject, story_of
from tasuki.records.models import Person
from tasuki.records.queries import engagements_for, report_facts, report_rows
from tasuki.services import clock
from tasuki.services.circumstances import DaysOff


def stories_for(person: Person) -> list[Story]:
    """Every engagement that this person sees, as far as reports ask. Two queries."""
    seen = engagements_for(person, clock.today())
    facts = dict(report_facts(seen, KINDS))
    return [_story(row, facts.get(row["pk"], [])) for row in report_rows(seen)]


def rows_of(measure: Measure, stories: list[Story]) -> list[Row]:
    return [row for story in stories for row in measure.rows(story)]


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
