"""Reports on a whole programme: each figure once more, counted fact by fact from the ledger as somebody would do it with a pencil."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import mean, median
from typing import Any

import holidays
import pytest
from django.test import Client
from holidays.registry import EntityLoader

from tasuki.core.reporting import MEASURES
from tasuki.records.models import Engagement, Fact, Person
from tasuki.records.site import closing_days
from tasuki.services import clock, demo, engagements, reports

pytestmark = [pytest.mark.long, pytest.mark.django_db]

NOON = "2026-10-30T03:00:00+00:00"
EVER = (None, None)
LATER = ("request", "answer", "release")


@pytest.fixture
def programme(db: None, settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.TASUKI_DATA = tmp_path
    settings.TASUKI_USAGE_URL = str(tmp_path / "usage")
    settings.TASUKI_MAIL_URL = f"file:{tmp_path / 'mail'}"
    settings.TASUKI_ALLOW_AT = True
    settings.ALLOWED_HOSTS = ["testserver"]
    reports.forget()
    with clock.at(NOON):
        demo.build()
        yield


class Told:
    """One engagement read from its first fact to its last, remembering what stands at the end."""

    def __init__(self, row: Engagement) -> None:
        self.row = row
        self.reached: dict[tuple[str, str], date] = {}
        self.word: dict[tuple[str, str], date] = {}
        self.held: dict[tuple[str, str], date | None] = {}
        self.said: dict[tuple[str, str], str] = {}
        self.whole: dict[str, date | None] = dict.fromkeys(LATER)
        self.asked: dict[int, date] = {}
        self.answers: dict[int, tuple[int, date]] = {}
        self.waivers: Counter[str] = Counter()
        taken_back = set()
        facts = list(Fact.objects.filter(subject=row.subject).order_by("number"))
        for fact in facts:
            if fact.kind == "queue-answer-taken-back":
                taken_back.add(json.loads(fact.data)["answer"])
        for fact in facts:
            if fact.number not in taken_back:
                self.take(fact, json.loads(fact.data))

    def take(self, fact: Fact, data: dict[str, Any]) -> None:
        at = fact.at.astimezone(UTC).date()
        lane, day = (fact.workload, fact.process), date.fromisoformat(data["on"]) if data.get("on") else at
        match fact.kind:
            case "milestone-reached":
                self.reached[lane] = date.fromisoformat(data["date"])
            case "milestone-withdrawn":
                self.reached.pop(lane, None)
            case "no-blocker-confirmed" | "migrated-confirmed":
                self.word[lane] = day
            case "discussion-held":
                self.held[lane] = day if data.get("activities_reviewed") != "no" else None
                self.said[lane] = data.get("satisfaction", "")
            case "reopened":
                self.whole = dict.fromkeys(LATER)
            case kind:
                self.take_of_the_whole(kind, fact.number, data, day, at)

    def take_of_the_whole(self, kind: str, number: int, data: dict[str, Any], day: date, at: date) -> None:
        name = {"queue-move-requested": "request", "queue-move-confirmed": "answer", "manager-released": "release"}.get(kind)
        if name:
            self.whole[name] = day
        if kind == "queue-move-requested":
            self.asked[number] = at
        if kind in ("queue-move-acknowledged", "queue-move-confirmed", "queue-move-declined"):
            self.answers.setdefault(data["request"], (number, at))
        if kind.startswith("waiver-"):
            self.waivers[kind] += 1

    def since(self, lane: tuple[str, str]) -> date | None:
        return self.reached.get(lane) or self.word.get(lane)

    @property
    def lanes(self) -> list[tuple[str, str]]:
        return [(workload, process) for workload, process in self.row.lanes]

    def steps(self) -> Iterator[tuple[str, int]]:
        opened = self.row.opened_at.astimezone(UTC).date()
        for lane in self.lanes:
            yield from _between(
                ("to-milestone", "to-discussion", "to-request"), opened, self.since(lane), self.held.get(lane), self.whole["request"]
            )
        yield from _between(("to-answer", "to-release"), *(self.whole[name] for name in LATER))


def _between(names: tuple[str, ...], *days: date | None) -> Iterator[tuple[str, int]]:
    for place, name in enumerate(names):
        begun, done = days[place], days[place + 1]
        if begun and done:
            yield name, max(0, (done - begun).days)


def _business_days(country: str, earlier: date, later: date) -> int:
    """Of a country that the library does not know, week-ends and closing days still count."""
    is_known = country in EntityLoader.get_country_codes()
    public = holidays.country_holidays(country, years=range(earlier.year, later.year + 1)) if is_known else holidays.HolidayBase()
    days = [earlier + timedelta(days=n) for n in range(1, (later - earlier).days + 1)]
    return sum(day.weekday() < 5 and day not in public and day not in closing_days(later.year) for day in days)


def test_every_figure_is_what_the_ledger_says(programme: None) -> None:
    told = [Told(row) for row in Engagement.objects.select_related("tenant")]
    unfinished = [one for one in told if not one.row.state.startswith("closed")]
    report = reports.report_for(Person.objects.get(pk="abe"))
    assert report.engagements == len(told) > 50

    def rows(name: str) -> list[Any]:
        return list(report.within(MEASURES[name], EVER))

    waiting = [(one.row.pk, lane[0]) for one in unfinished for lane in one.lanes if one.since(lane) and not one.held.get(lane)]
    assert Counter(waiting) == Counter((row.subject.engagement, row.workload) for row in rows("reached-not-discussed"))
    held = [(one.row.pk, lane[0]) for one in unfinished for lane in one.lanes if one.held.get(lane) and not one.whole["answer"]]
    assert Counter(held) == Counter((row.subject.engagement, row.workload) for row in rows("discussed-not-handed-over"))
    steps = defaultdict(list)
    for one in told:
        for name, days in one.steps():
            steps[name].append(days)
    assert {group.key: group.figure for group in report.groups(MEASURES["time-in-steps"], EVER, "step")} == {
        name: median(days) for name, days in steps.items()
    }
    answered = [
        _business_days(one.row.tenant.country, one.asked[number], day)
        for one in told
        for number, (_, day) in one.answers.items()
        if number in one.asked
    ]
    assert report.figure(MEASURES["answer-time"], EVER) == median(answered)
    waivers: Counter[str] = sum((one.waivers for one in told), Counter())
    assert {group.key: group.count for group in report.groups(MEASURES["waivers"], EVER, "step")} == dict(waivers)
    said = [int(word) for one in told for lane, word in one.said.items() if lane in one.lanes and word.isdigit()]
    assert report.figure(MEASURES["satisfaction"], EVER) == pytest.approx(mean(said))
    closed = [one.row for one in told if one.row.state.startswith("closed") and one.row.criteria_due and _released(one.row)]
    shares = [engagements.case_of(row).assessment for row in closed]
    assert len(shares) == len(rows("evidence")) > 5
    assert report.figure(MEASURES["evidence"], EVER) == pytest.approx(mean(100 * row.criteria_met / row.criteria_due for row in closed))
    assert all(rows(name) for name in MEASURES), "the programme has something of everything"


def _released(row: Engagement) -> bool:
    return Fact.objects.filter(subject=row.subject, kind="manager-released").exists()


def test_every_grouping_has_every_row_and_opens_into_it(programme: None) -> None:
    person = Person.objects.get(pk="abe")
    report, client = reports.report_for(person), Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    for name, measure in MEASURES.items():
        for by in ("manager", "team", "region", "service", "version"):
            groups = report.groups(measure, EVER, by)
            assert sum(group.count for group in groups) == len(report.within(measure, EVER)), (name, by)
        page = client.get(f"/reports/{name}/?by=manager")
        for line in page.context["lines"]:
            opened = client.get(f"/reports/{name}/?{line.query}").context
            assert (opened["page"].paginator.count, opened["figure"]) == (line.group.count, line.figure), (name, line.name)


def test_what_is_kept_is_what_is_counted_anew(programme: None) -> None:
    """After an act, and on another day."""
    lead = Person.objects.get(pk="yamada")
    reports.report_for(lead)
    row = Engagement.objects.filter(state="active", tenant__team__in=lead.teams.all()).exclude(manager=None)[0]
    assert row.manager is not None
    engagements.perform(lead, row.pk, "hold", {"reason": "お客様の都合"})
    for later in (0, 3):
        with clock.moved_to(datetime.fromisoformat(NOON) + timedelta(days=later)):
            kept = reports.report_for(lead)
            reports.forget()
            assert kept.rows == reports.report_for(lead).rows
