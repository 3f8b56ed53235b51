"""What reports count: from the days on which things happened to rows, and from rows to figures. A figure can be opened into its rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from tasuki.core.engagement.checks import standing
from tasuki.core.engagement.facts import Fact

BY = ("manager", "team", "region", "service", "version", "step")
STEPS = ("to-milestone", "to-discussion", "to-request", "to-answer", "to-release")
KINDS = (
    *("milestone-reached", "milestone-withdrawn", "no-blocker-confirmed", "migrated-confirmed", "discussion-held"),
    *("queue-move-requested", "queue-move-acknowledged", "queue-move-confirmed", "queue-move-declined", "queue-move-taken-back"),
    *("queue-answer-taken-back", "manager-released", "reopened", "waiver-requested", "waiver-granted", "waiver-refused"),
)
"""The facts that reports are made of."""
Figure = Literal["count", "median", "mean", "share"]
BusinessDays = Callable[[date, date], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One engagement, as far as a report asks: whose it is, and by what it is grouped."""

    engagement: int
    tenant_id: str
    tenant: str
    request: str
    state: str
    opened: date
    manager: str = ""
    team: str = ""
    region: str = ""
    lanes: tuple[tuple[str, str], ...] = ()
    versions: Mapping[str, int] = field(default_factory=dict)
    due: int = 0
    met: int = 0
    waived: int = 0

    @property
    def is_open(self) -> bool:
        return not self.state.startswith("closed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a figure is made of: a value on a day, in an engagement. `step` also holds the word of a waiver's state."""

    subject: Subject
    on: date
    value: float
    workload: str = ""
    process: str = ""
    step: str = ""

    def group(self, by: str) -> str:
        if by == "service":
            return self.workload
        if by == "step":
            return self.step
        if by == "version":
            process = self.process or (self.subject.lanes[0][1] if self.subject.lanes else "")
            return f"{process} {self.subject.versions.get(process, '')}".strip()
        return str(getattr(self.subject, by))


@dataclass(frozen=True, slots=True)
class Measure:
    """`figure` says what becomes of the rows' values; `by` what they are grouped by, unless the reader says otherwise."""

    name: str
    figure: Figure
    rows: Callable[["Story"], Iterable[Row]]
    by: str = "manager"


@dataclass(frozen=True)
class Story:
    """One engagement's facts of the kinds that reports ask for, oldest first; answers taken back are left out."""

    subject: Subject
    facts: Sequence[Fact]
    business_days: BusinessDays
    today: date

    def newest(self, *kinds: str, lane: tuple[str, str] | None = None) -> Fact | None:
        return next((fact for fact in reversed(self.facts) if fact.kind in kinds and _in_lane(fact, lane)), None)

    def since_reopening(self, kind: str) -> Fact | None:
        reopened = self.newest("reopened")
        found = self.newest(kind)
        return found if found and (reopened is None or found.number > reopened.number) else None

    def reached(self, lane: tuple[str, str]) -> date | None:
        """The day of the milestone, else that on which the customer's word stood for it, or the migration was done."""
        milestone = self.newest("milestone-reached", "milestone-withdrawn", lane=lane)
        if milestone is not None and milestone.kind == "milestone-reached":
            return date.fromisoformat(str(milestone.data["date"]))
        word = self.newest("no-blocker-confirmed", "migrated-confirmed", lane=lane)
        return _day(word)

    def discussed(self, lane: tuple[str, str]) -> date | None:
        held = self.newest("discussion-held", lane=lane)
        return _day(held) if held is not None and held.data.get("activities_reviewed") != "no" else None


def _in_lane(fact: Fact, lane: tuple[str, str] | None) -> bool:
    return lane is None or (fact.workload, fact.process) == lane


def _day(fact: Fact | None) -> date | None:
    if fact is None:
        return None
    return date.fromisoformat(str(fact.data["on"])) if fact.data.get("on") else fact.at.date()


def story_of(subject: Subject, facts: Sequence[Fact], business_days: BusinessDays, today: date) -> Story:
    return Story(subject, standing(facts), business_days, today)


# ---------------------------------------------------------------- the measures


def _reached_not_discussed(story: Story) -> Iterable[Row]:
    for lane in story.subject.lanes if story.subject.is_open else ():
        day = story.reached(lane)
        if day is not None and story.discussed(lane) is None:
            yield _row(story, day, (story.today - day).days, lane)


def _discussed_not_handed_over(story: Story) -> Iterable[Row]:
    confirmed = story.since_reopening("queue-move-confirmed") is not None
    for lane in story.subject.lanes if story.subject.is_open and not confirmed else ():
        day = story.discussed(lane)
        if day is not None:
            yield _row(story, day, (story.today - day).days, lane)


def _time_in_steps(story: Story) -> Iterable[Row]:
    """Only steps that are finished: how long an unfinished one takes, nobody knows."""
    whole = [_day(story.since_reopening(kind)) for kind in ("queue-move-requested", "queue-move-confirmed", "manager-released")]
    for lane in story.subject.lanes:
        days = [story.subject.opened, story.reached(lane), story.discussed(lane), whole[0]]
        yield from _steps(story, STEPS[:3], days, lane)
    yield from _steps(story, STEPS[3:], whole, None)


def _steps(story: Story, names: Sequence[str], days: Sequence[date | None], lane: tuple[str, str] | None) -> Iterable[Row]:
    for name, begun, done in zip(names, days, days[1:], strict=False):
        if begun is not None and done is not None:
            yield _row(story, done, max((done - begun).days, 0), lane, name)


def _answer_time(story: Story) -> Iterable[Row]:
    """From each request to the first sign of the assignment team, in business days at the tenant's."""
    first = ("queue-move-acknowledged", "queue-move-confirmed", "queue-move-declined")
    for request in (fact for fact in story.facts if fact.kind == "queue-move-requested"):
        answer = next((fact for fact in story.facts if fact.kind in first and fact.data.get("request") == request.number), None)
        if answer is not None:
            yield _row(story, answer.at.date(), story.business_days(request.at.date(), answer.at.date()), None)


def _waivers(story: Story) -> Iterable[Row]:
    for fact in story.facts:
        if fact.kind.startswith("waiver-"):
            lane = (fact.workload or "", fact.process or "")
            yield _row(story, fact.at.date(), 1, lane, fact.kind)


def _satisfaction(story: Story) -> Iterable[Row]:
    for lane in story.subject.lanes:
        held = story.newest("discussion-held", lane=lane)
        said, day = (str(held.data.get("satisfaction")), _day(held)) if held else ("", None)
        if said.isdigit() and day is not None:
            yield _row(story, day, int(said), lane)


def _completeness(story: Story) -> Iterable[Row]:
    """Of those that are closed: the share of criteria with evidence of their own, waivers and excuses not counted as such."""
    released = _day(story.newest("manager-released"))
    if not story.subject.is_open and story.subject.due and released is not None:
        yield _row(story, released, 100 * story.subject.met / story.subject.due, None)


def _row(story: Story, on: date, value: float, lane: tuple[str, str] | None, step: str = "") -> Row:
    workload, process = lane or ("", "")
    return Row(subject=story.subject, on=on, value=value, workload=workload, process=process, step=step)


MEASURES: Mapping[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure("reached-not-discussed", "count", _reached_not_discussed),
        Measure("discussed-not-handed-over", "count", _discussed_not_handed_over),
        Measure("time-in-steps", "median", _time_in_steps, "step"),
        Measure("answer-time", "median", _answer_time, "region"),
        Measure("waivers", "count", _waivers, "step"),
        Measure("satisfaction", "mean", _satisfaction, "service"),
        Measure("evidence", "share", _completeness, "team"),
    )
}


# ---------------------------------------------------------------- from rows to figures


@dataclass(frozen=True, slots=True)
class Group:
    """One line of a report: how many rows, their figure (none without rows), the longest or lowest of them."""

    key: str
    count: int
    figure: float | None
    extreme: float | None


def figure_of(rows: Sequence[Row], figure: Figure) -> float | None:
    values = sorted(row.value for row in rows)
    if figure == "count":
        return len(values)
    if not values:
        return None
    return median(values) if figure == "median" else sum(values) / len(values)


def median(ordered: Sequence[float]) -> float:
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def grouped(rows: Iterable[Row], by: str, figure: Figure) -> list[Group]:
    """The largest group first; steps in the order of the process."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.group(by), []).append(row)
    groups = [Group(key, len(some), figure_of(some, figure), _extreme(some, figure)) for key, some in found.items()]
    order = {step: place for place, step in enumerate(STEPS)}
    return sorted(groups, key=lambda one: (order.get(one.key, len(order)), -one.count, one.key))


def _extreme(rows: Sequence[Row], figure: Figure) -> float:
    values = [row.value for row in rows]
    return min(values) if figure in ("mean", "share") else max(values)


def between(rows: Iterable[Row], first: date | None, last: date | None) -> list[Row]:
    return [row for row in rows if (first is None or row.on >= first) and (last is None or row.on <= last)]
