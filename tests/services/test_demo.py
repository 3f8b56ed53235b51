"""The demonstration programme: a year of invented customers that anybody can look at, and that is always the same."""

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date, time, timedelta
from email import message_from_bytes
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from tasuki.core.calendar import business_days_between
from tasuki.core.finding import Finding
from tasuki.records import ledger
from tasuki.records.models import Contact, Engagement, Import, Outbox, Person, Reached, Reading, Tenant
from tasuki.services import clock, demo, engagements, imports, letterbox, worker
from tasuki.services.circumstances import DaysOff
from tasuki.services.demo.curves import Shape, curve
from tasuki.services.demo.data import chance, told
from tasuki.services.demo.days import Desk, Programme
from tasuki.services.demo.people import player
from tasuki.services.demo.scenarios import assigned, scenarios
from tasuki.services.demo.world import invent
from tasuki.services.engagements import Case
from tasuki.services.refusal import Refusal

pytestmark = pytest.mark.django_db

NOON = "2026-11-25T12:00:00+00:00"  # a Wednesday
FEW = 5
ALL_STATES = {"active", "on-hold", "handing-over", "closed", "closed-without-discussion"}


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.TASUKI_DATA = tmp_path
    settings.TASUKI_USAGE_URL = str(tmp_path / "usage")
    settings.TASUKI_MAIL_URL = f"file:{tmp_path / 'mail'}"
    settings.TASUKI_ALLOW_AT = True
    return tmp_path


def build(tenants: int = FEW, seed: int = 1, at: str = NOON) -> demo.DemoResult:
    with clock.at(at):
        return demo.build(tenants=tenants, seed=seed)


def told_again(**options: Any) -> list[dict[str, Any]]:
    """All facts of a programme that is taken back at once."""
    with transaction.atomic():
        build(**options)
        facts = list(ledger.export())
        transaction.set_rollback(True)
    return facts


# ---------------------------------------------------------------- the same for the same day


def test_it_is_the_same_programme_for_the_same_number_seed_and_day() -> None:
    morning = told_again(at="2026-11-25T00:20:00+00:00")
    assert morning == told_again(at="2026-11-25T22:00:00+00:00")


def test_another_seed_tells_of_other_customers() -> None:
    today = Programme(date(2026, 11, 25), "UTC")
    one, other = ([customer.name for customer in invent(assigned(20, seed), seed, today)] for seed in (1, 2))
    assert one != other
    assert len(set(one)) == len(one)


def test_more_customers_have_names_of_their_own() -> None:
    names = [customer.name for customer in invent(assigned(1500, 1), 1, Programme(date(2026, 11, 25), "UTC"))]
    assert len(set(names)) == len(names)


@pytest.mark.long
@pytest.mark.parametrize("at", ["2026-11-28T12:00:00+00:00", "2027-01-01T03:00:00+00:00", "2028-02-29T12:00:00+00:00"])
def test_it_can_be_built_on_any_day(at: str) -> None:
    """A Saturday, the first of a month, of a year even, and the 29th of February."""
    assert build(tenants=3, at=at).counts["tenants"] == 3
    assert ledger.verify()["whole"]


# ---------------------------------------------------------------- into an empty site, all or nothing


def test_it_refuses_a_site_that_has_customers() -> None:
    Tenant.objects.create(tenant_id="T1", name="Contoso", language="en")
    with pytest.raises(Refusal) as refused:
        build()
    assert refused.value.findings == (Finding(code="not-empty", values={"tenants": 1}),)
    assert Person.objects.count() == 0


def test_one_that_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: Any) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(imports, "run", lambda *args, **options: fail())
    with pytest.raises(OSError, match="no space"):
        build()
    assert not Person.objects.exists()
    assert not demo.is_here()


def test_everybody_can_sign_in_with_the_one_password() -> None:
    result = build(tenants=1)
    assert demo.is_here()
    people = {person.login: person for person in Person.objects.all()}
    assert {account.login for account in result.accounts} == set(people)
    assert {account.role for account in result.accounts} == {"manager", "engineer", "assignment", "lead", "author", "auditor", "admin"}
    first = result.accounts[0]
    assert people[first.login].check_password(first.password)
    assert len({person.password for person in people.values()}) == 1
    assert {person.language for person in people.values()} == {"ja", "en"}
    assert Counter(person.role for person in people.values())["assignment"] == 2


def test_its_files_can_be_imported_again_and_say_that_they_are_known(folder: Path) -> None:
    build()
    facts = len(list(ledger.export()))
    with clock.at(NOON):
        for kind in ("tenants", "contacts", "requests", "usage"):
            files = sorted((folder / "demo").glob(f"{kind}*.csv"))
            assert files
            for file in files:
                assert imports.run(kind, file).repeated, file.name
    assert len(list(ledger.export())) == facts


# ---------------------------------------------------------------- mail of the past


def test_past_mail_reaches_no_mail_server_whatever_the_site_is_set_to(settings: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.TASUKI_MAIL_URL = "smtp://mail.example:25"
    monkeypatch.setattr(letterbox, "hand_over", lambda *_: pytest.fail("a past mail went to the site's own transport"))
    monkeypatch.setattr(
        "tasuki.services.demo.assigned", lambda *_: [one for one in scenarios() if one.name in {"mail-queued", "task-done"}]
    )
    build(tenants=2)
    assert set(Outbox.objects.values_list("state", flat=True)) == {"handed-over"}, "none is left that a worker would send"
    letters = list((folder / "demo" / "mail").glob("*.eml"))
    assert len(letters) == Outbox.objects.count()
    assert message_from_bytes(letters[0].read_bytes())["To"]


def test_the_newest_mail_waits_for_a_worker_that_writes_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasuki.services.demo.assigned", lambda *_: [one for one in scenarios() if one.name == "mail-queued"])
    build(tenants=1)
    assert Outbox.objects.filter(state="queued").count() == 1
    with clock.at(NOON):
        assert worker.run_once()["mail"] == {"handed-over": 1}
    assert len(list((folder / "mail").glob("*.eml"))) == 1


# ---------------------------------------------------------------- the default programme, built once


@pytest.mark.long
def test_the_default_programme_shows_everything(folder: Path) -> None:
    result = build(tenants=60)
    by_scenario = _cases()
    _tells_every_scenario(by_scenario)
    _shows_every_stage(by_scenario)
    _has_requests_of_all_ages(by_scenario)
    _keeps_working_hours(case for cases in by_scenario.values() for case in cases)
    _has_customers_of_all_kinds()
    _has_usage_of_all_kinds(folder)
    _has_no_address_of_anybody()
    assert ledger.verify()["whole"]
    assert result.counts["tenants"] == 60
    before = list(Engagement.objects.order_by("pk").values())
    with clock.at(NOON):
        engagements.rebuild()
    assert list(Engagement.objects.order_by("pk").values()) == before, "stored columns are what the facts say"


def _cases() -> dict[str, list[Case]]:
    """Every engagement that a scenario tells, read anew."""
    names = [scenario.name for scenario in assigned(60, 1)]
    found: dict[str, list[Case]] = {}
    seen: set[str] = set()
    with clock.at(NOON):
        for engagement in Engagement.objects.select_related("tenant").order_by("id"):
            if engagement.tenant_id not in seen:
                seen.add(engagement.tenant_id)
                found.setdefault(names[int(engagement.tenant_id.removeprefix("T-")) - 1001], []).append(engagements.case_of(engagement))
    return found


def _kinds(case: Case) -> list[str]:
    return [fact.kind for fact in case.history if fact.kind != "note-recorded"]


def _tells_every_scenario(found: dict[str, list[Case]]) -> None:
    assert set(found) == {scenario.name for scenario in scenarios()}
    assert set(Engagement.objects.values_list("state", flat=True)) == ALL_STATES


# The newest fact that each scenario ends with, and what comes next; None where that is not one thing.
STAGES: dict[str, tuple[str, str | None]] = {
    "reached-now": ("milestone-reached", "review-contacts"),
    "contacts-reviewed": ("contacts-reviewed", None),
    "account-mail-refused": ("mail-refused", "correct-contact"),
    "scheduled": ("discussion-scheduled", None),
    "overdue": ("discussion-scheduled", "hold-discussion"),
    "discussed-ready": ("discussion-held", None),
    "discussed-not-ready": ("discussion-held", None),
    "mail-queued": ("mail-queued", "record-note"),
    "customer-mail-refused": ("mail-refused", "correct-contact"),
    "mailed": ("mail-handed-over", "record-note"),
    "do-not-contact": ("task-completed", "set-service-status"),
    "task-done": ("task-completed", "set-service-status"),
    "one-of-two": ("service-status-set", "confirm-no-blocker"),
    "migrating": ("service-status-set", "confirm-migrated"),
    "migrated": ("discussion-held", None),
    "date-missing": ("service-status-set", "set-next-action"),
    "note-missing": ("next-action-set", "record-note"),
    "region-unknown": ("next-action-set", "request-queue-move"),
    "asked-today": ("mail-handed-over", "confirm-queue-move"),
    "asked-yesterday": ("mail-handed-over", "confirm-queue-move"),
    "asked-two-days-ago": ("mail-handed-over", "confirm-queue-move"),
    "asked-four-days-ago": ("mail-handed-over", "confirm-queue-move"),
    "partner-led": ("mail-handed-over", "confirm-queue-move"),
    "declined": ("queue-move-declined", "request-queue-move"),
    "asked-again": ("mail-handed-over", "confirm-queue-move"),
    "taken-back": ("queue-move-taken-back", "request-queue-move"),
    "confirmed": ("queue-move-confirmed", "release-manager"),
    "closed-recently": ("manager-released", None),
    "closed-long-ago": ("manager-released", None),
    "closed-migration": ("manager-released", None),
    "reopened": ("reopened", "request-queue-move"),
    "on-hold": ("held", "resume"),
    "withdrawn": ("withdrawn", "close-without-discussion"),
    "superseded": ("superseded", "close-without-discussion"),
    "given-up": ("manager-released", None),
    "waiver-requested": ("waiver-requested", None),
    "waiver-granted": ("waiver-granted", "hold-discussion"),
    "reassigned": ("manager-reassigned", None),
}


def _shows_every_stage(found: dict[str, list[Case]]) -> None:
    for name, (newest, wanted) in STAGES.items():
        for case in found[name]:
            told = [kind for kind in _kinds(case) if kind == newest or kind != "next-action-set"]  # most managers set one besides
            assert told[-1] == newest, (name, _kinds(case))
            if wanted is not None:
                assert [act.command for act in case.guide.next_acts()][:1] == [wanted], name
    assert not any("milestone-reached" in _kinds(case) for name in ("growing", "stalled", "no-blocker") for case in found[name])
    assert "no-blocker-confirmed" in _kinds(found["no-blocker"][0])
    assert all("queue-move-declined" in _kinds(case) for case in found["asked-again"])
    assert "mail-recorded" in _kinds(found["do-not-contact"][0])
    assert {found["targeting"][0].engagement.motion, found["customer-health"][0].engagement.motion} == {"targeting", "customer-health"}


def _has_requests_of_all_ages(found: dict[str, list[Case]]) -> None:
    for name, age in {"asked-today": 0, "asked-yesterday": 1, "asked-two-days-ago": 2, "asked-four-days-ago": 4}.items():
        for case in found[name]:
            manager = player(case.assessment.manager or "")
            zone = ZoneInfo(manager.zone)
            asked = case.engagement.queue_requested_at
            assert asked is not None
            country = case.engagement.tenant.country
            desk = manager.desk(Programme(date(2026, 11, 25), "UTC"), also=country)
            assert business_days_between(asked.astimezone(zone).date(), desk.last_day, desk.holidays) == age, name
    released = [case.engagement.closed_at for name in ("closed-recently", "closed-long-ago") for case in found[name]]
    ages = [(date(2026, 11, 25) - at.date()).days for at in released if at is not None]
    assert min(ages) < 60 < max(ages)


def _keeps_working_hours(cases: Iterator[Case]) -> None:
    for case in cases:
        for earlier, later in pairwise(case.history):
            assert earlier.at <= later.at, case.engagement.subject
        for fact in case.history:
            if fact.by != "system":
                local = fact.at.astimezone(ZoneInfo(player(fact.by).zone))
                assert local.weekday() < 5, (case.engagement.subject, fact.number, local)
                assert time(9) <= local.time() <= time(17, 45), (case.engagement.subject, fact.number, local)


def _has_customers_of_all_kinds() -> None:
    assert {9, 155, 999, 1000, 1001} <= set(Tenant.objects.values_list("seats", flat=True))
    assert set(Tenant.objects.values_list("region", flat=True)) == {"Americas", "APJ", "EMEA", ""}
    assert Tenant.objects.filter(partner_led=True).count() == 1
    assert Contact.objects.filter(do_not_contact=True).count() == 1
    assert not Tenant.objects.filter(country="JP", name_kana="").exists()
    assert not Contact.objects.filter(language="ja", name_kana="").exists()
    with_team = Contact.objects.filter(kind="account-team").values_list("tenant_id", flat=True).distinct().count()
    assert 0 < with_team < 60
    services = {workload for lanes in Engagement.objects.values_list("lanes", flat=True) for workload, _ in lanes}
    assert len(services) >= 18
    assert {len({workload for workload, _ in lanes}) for lanes in Engagement.objects.values_list("lanes", flat=True)} == {1, 2, 3}


def _has_usage_of_all_kinds(folder: Path) -> None:
    rejected = [one["code"] for record in Import.objects.filter(kind="usage") for one in record.result["rejected"]]
    assert rejected == ["blank-cell"]
    newest = Reading.objects.order_by("-date")[0].date
    assert newest == date(2026, 11, 24)
    texts = [file.read_text(encoding="utf-8") for file in (folder / "demo").glob("usage*.csv")]
    rows = [row for text in texts for row in csv.DictReader(text.splitlines())]
    assert {int(row["active_users"] or 0) > int(row["seats"]) for row in rows} == {True, False}
    reached = {(one.tenant_id, one.service): one for one in Reached.objects.all()}
    below = [one for one in Reading.objects.all() if (had := reached.get((one.tenant_id, one.service))) and one.active_users < had.required]
    assert below, "somewhere a milestone was reached and usage is below it now"
    assert len({(row["tenant_id"], row["service"]) for row in rows}) > len(reached), "somewhere it was not reached yet"


def _has_no_address_of_anybody() -> None:
    addresses = {*Contact.objects.values_list("email", flat=True), *Person.objects.values_list("email", flat=True)}
    addresses |= {address for to in Outbox.objects.values_list("to", flat=True) for address in to}
    assert {address.rpartition(".")[2] for address in addresses} == {"example"}


# ---------------------------------------------------------------- its parts


def test_a_curve_passes_what_is_required_at_the_reading_that_shall_reach_it() -> None:
    days = [date(2026, 1, 1) + timedelta(days=15 * place) for place in range(24)]
    for seats in (1, 9, 155, 1000, 32000):
        required = min(100, -(-seats // 10))
        for reached in (0, 7, 23, None):
            for seed in range(20):
                users = curve(days, [seats] * 24, {seats: required}.__getitem__, Shape(reached, 3.0, dips=True), chance(seed))
                first = next((place for place, count in enumerate(users) if count >= required), None)
                assert first == reached, (seats, reached, users)
                assert all(0 <= count <= seats for count in users)


@pytest.mark.parametrize(
    ("today", "imports", "last"),
    [
        (date(2026, 11, 25), 14, (date(2026, 11, 15), date(2026, 11, 24))),
        (date(2026, 11, 10), 14, (date(2026, 11, 9),)),
        (date(2026, 11, 2), 14, (date(2026, 11, 1),)),
        (date(2026, 11, 1), 13, (date(2026, 10, 15), date(2026, 10, 31))),
    ],
)
def test_readings_end_yesterday(today: date, imports: int, last: tuple[date, ...]) -> None:
    programme = Programme(today, "UTC")
    assert len(programme.imports) == imports
    assert programme.readings(imports - 1) == last
    assert programme.imports[0].year == 2025


def test_nobody_works_at_night_or_on_holidays() -> None:
    programme = Programme(date(2026, 11, 25), "UTC")
    tokyo = Desk("Asia/Tokyo", DaysOff("JP"), programme.horizon)
    assert tokyo.is_at_work
    assert [tokyo.ago(count).isoformat() for count in (0, 1, 2)] == ["2026-11-25", "2026-11-24", "2026-11-20"]  # the 23rd is a holiday
    london = Desk("Europe/London", frozenset(), programme.horizon)
    assert not london.is_at_work
    assert london.last_day == date(2026, 11, 24)
    evening = london.hours(date(2026, 11, 20))[1]
    assert london.moment(date(2026, 11, 20), 0.1, evening).date() == date(2026, 11, 23), "what does not fit into Friday is done on Monday"


def test_every_sentence_is_there_in_both_languages() -> None:
    for occasion, by_language in told("sentences.yaml").items():
        assert set(by_language) == {"ja", "en"}, occasion
        assert all(by_language.values()), occasion
