"""Figures of reports, each beside the sum that a person does by hand."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from tasuki.core.calendar import business_days_between
from tasuki.core.engagement.facts import Fact
from tasuki.core.reporting import MEASURES, Row, Story, Subject, between, figure_of, grouped, story_of

TODAY = date(2026, 10, 30)
EXCHANGE = ("exchange", "completion")
TEAMS = ("teams", "completion")
Said = tuple[str, str, tuple[str, str] | None, Mapping[str, Any]]


def story(*said: Said, number: int = 1, state: str = "active", **more: Any) -> Story:
    subject = Subject(
        engagement=number,
        tenant_id="t-1",
        tenant="Contoso",
        request="R-1",
        state=state,
        opened=date(2026, 9, 1),
        lanes=(EXCHANGE, TEAMS),
        versions={"completion": 2},
        **more,
    )
    facts = [_fact(place, one) for place, one in enumerate(said, start=1)]
    return story_of(subject, facts, lambda earlier, later: business_days_between(earlier, later, {date(2026, 10, 12)}), TODAY)


def _fact(number: int, said: Said) -> Fact:
    kind, day, lane, data = said
    workload, process = lane or (None, None)
    return Fact(number, kind, datetime.fromisoformat(f"{day}T03:00:00").replace(tzinfo=UTC), "aoi", workload, process, data, "")


def reached(day: str, lane: tuple[str, str] = EXCHANGE) -> Said:
    return "milestone-reached", "2026-10-01", lane, {"date": day}


def held(day: str, satisfaction: str = "4", lane: tuple[str, str] = EXCHANGE) -> Said:
    return "discussion-held", day, lane, {"on": day, "activities_reviewed": "yes", "satisfaction": satisfaction}


def rows(name: str, *stories: Story) -> list[Row]:
    return [row for one in stories for row in MEASURES[name].rows(one)]


def values(found: Sequence[Row]) -> list[float]:
    return [row.value for row in found]


def test_reached_and_not_discussed_counts_workloads_and_days_until_today() -> None:
    waiting = story(reached("2026-09-30"), reached("2026-10-20", TEAMS), held("2026-10-21", lane=TEAMS))
    assert [(row.workload, row.value) for row in rows("reached-not-discussed", waiting)] == [("exchange", 30)]
    assert not rows("reached-not-discussed", story(reached("2026-09-30"), state="closed"))
    withdrawn = story(reached("2026-09-30"), ("milestone-withdrawn", "2026-10-02", EXCHANGE, {"date": "2026-09-30"}))
    assert not rows("reached-not-discussed", withdrawn)
    by_word = story(("no-blocker-confirmed", "2026-10-02", EXCHANGE, {"on": "2026-10-10"}))
    assert values(rows("reached-not-discussed", by_word)) == [20]


def test_discussed_and_not_handed_over_ends_with_the_confirmation() -> None:
    asked: Said = ("queue-move-requested", "2026-10-20", None, {"queue": "Q"})
    confirmed: Said = ("queue-move-confirmed", "2026-10-21", None, {"queue": "Q", "request": 2})
    assert values(rows("discussed-not-handed-over", story(held("2026-10-15"), asked))) == [15]
    assert not rows("discussed-not-handed-over", story(held("2026-10-15"), asked, confirmed))
    taken_back: Said = ("queue-answer-taken-back", "2026-10-22", None, {"answer": 3, "request": 2})
    assert values(rows("discussed-not-handed-over", story(held("2026-10-15"), asked, confirmed, taken_back))) == [15]


def test_time_in_steps_is_the_median_of_finished_steps() -> None:
    done = story(
        reached("2026-09-11"),
        held("2026-09-25"),
        ("queue-move-requested", "2026-10-01", None, {"queue": "Q"}),
        ("queue-move-confirmed", "2026-10-02", None, {"queue": "Q", "request": 3}),
        ("manager-released", "2026-10-05", None, {"manager": "aoi"}),
        state="closed",
    )
    slower = story(reached("2026-09-21"))
    found = grouped(rows("time-in-steps", done, slower), "step", "median")
    assert [(one.key, one.count, one.figure, one.extreme) for one in found] == [
        ("to-milestone", 2, 15, 20),
        ("to-discussion", 1, 14, 14),
        ("to-request", 1, 6, 6),
        ("to-answer", 1, 1, 1),
        ("to-release", 1, 3, 3),
    ]


def test_an_answer_is_measured_in_business_days_from_each_request_to_the_first_sign() -> None:
    """9 October 2026 is a Friday, the Monday after it a holiday: Tuesday is the first business day."""
    facts: list[Said] = [
        ("queue-move-requested", "2026-10-09", None, {"queue": "Q"}),
        ("queue-move-acknowledged", "2026-10-13", None, {"queue": "Q", "request": 1}),
        ("queue-move-declined", "2026-10-16", None, {"queue": "Q", "request": 1}),
        ("queue-move-requested", "2026-10-19", None, {"queue": "Q"}),
        ("queue-move-confirmed", "2026-10-22", None, {"queue": "Q", "request": 4}),
        ("queue-move-requested", "2026-10-26", None, {"queue": "Q"}),
    ]
    assert values(rows("answer-time", story(*facts))) == [1, 3]


def test_satisfaction_counts_answers_and_evidence_what_was_closed() -> None:
    said = rows("satisfaction", story(held("2026-10-01", "5"), held("2026-10-02", "unknown", TEAMS)), story(held("2026-10-03", "2")))
    assert figure_of(said, "mean") == 3.5
    assert figure_of([], "mean") is None
    released: Said = ("manager-released", "2026-10-05", None, {"manager": "aoi"})
    closed = [story(released, state="closed", due=20, met=19, waived=1), story(released, state="closed", due=10, met=9)]
    assert values(rows("evidence", *closed, story(due=5, met=1))) == [95, 90]


def test_groups_and_periods() -> None:
    mine = story(reached("2026-10-01"), manager="aoi", team="East", region="APJ")
    theirs = story(reached("2026-10-10"), reached("2026-10-12", TEAMS), number=2, manager="ben", team="East")
    found = rows("reached-not-discussed", mine, theirs)
    assert [(one.key, one.count) for one in grouped(found, "manager", "count")] == [("ben", 2), ("aoi", 1)]
    assert [(one.key, one.count) for one in grouped(found, "service", "count")] == [("exchange", 2), ("teams", 1)]
    assert [one.key for one in grouped(found, "version", "count")] == ["completion 2"]
    assert len(between(found, date(2026, 10, 2), date(2026, 10, 10))) == 1
