"""The sweep finds what was newly reached, and every open engagement hears of it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tasuki.records import ledger
from tasuki.records.models import Engagement, Person, Reached, Tenant
from tasuki.services import clock, engagements, imports, milestones, playbooks
from tasuki.services.imports.result import Result
from tasuki.services.milestones import Sweep

pytestmark = pytest.mark.django_db

NOON = "2026-03-02T12:00:00+00:00"
USAGE = "tenant_id,service,date,seats,active_users,source\n"
Tell = Callable[..., Result]


@pytest.fixture(autouse=True)
def programme(settings: Any, tmp_path: Path) -> None:
    """Contoso has an open request for Teams, Fabrikam has none."""
    settings.TASUKI_USAGE_URL = str(tmp_path / "usage")
    settings.TASUKI_ALLOW_AT = True
    Person.objects.create(login="ito", name="Ito", role="manager")
    Tenant.objects.create(tenant_id="T1", name="Contoso", language="ja", country="JP", region="APJ", manager_id="ito")
    Tenant.objects.create(tenant_id="T2", name="Fabrikam", language="en", country="US", region="Americas")
    with clock.at(NOON):
        playbooks.publish_shipped(by="system")


@pytest.fixture
def tell(tmp_path: Path) -> Tell:
    def tell(content: str, kind: str = "usage") -> Result:
        file = tmp_path / "told.csv"
        file.write_text(content)
        with clock.at(NOON):
            result = imports.run(kind, file)
        assert not result.rejected
        return result

    return tell


def sweep(**options: Any) -> Sweep:
    with clock.at(NOON):
        return milestones.run(**options)


def news(found: Sweep) -> list[tuple[str, str, str]]:
    return [(one.tenant_id, one.service, one.date.isoformat()) for one in found.newly_reached]


def codes(found: Sweep) -> list[str]:
    return [finding.code for finding in found.findings]


def facts_of(kind: str) -> list[Any]:
    return [fact for fact in ledger.read(Engagement.objects.get().subject) if fact.kind == kind]


def open_teams(tell: Tell) -> None:
    tell("request_id,tenant_id,submitted,services\nR1,T1,2026-01-05,Teams\n", "requests")


def test_a_dry_run_lists_and_records_nothing_and_a_second_sweep_finds_nothing_new(tell: Tell) -> None:
    tell(f"{USAGE}T1,teams,2026-02-01,1200,99,\nT1,teams,2026-02-15,1200,100,lynx\nT2,teams,2026-02-15,0,50,\n")
    dry = sweep(dry_run=True)
    assert (news(dry), Reached.objects.count()) == ([("T1", "teams", "2026-02-15")], 0)
    found = sweep()
    assert news(found) == news(dry)
    assert (found.readings, found.pairs, found.reached) == (3, 2, 1)
    again = sweep()
    assert (news(again), again.reached) == ([], 1)


def test_the_result_has_the_shape_of_the_contract(tell: Tell) -> None:
    tell(f"{USAGE}T1,teams,2026-02-15,155,16,lynx\n")
    assert sweep(dry_run=True).plain(lambda finding: {"code": finding.code}) == {
        "as_of": "2026-03-02",
        "engine": "duckdb",
        "readings": 1,
        "pairs": 1,
        "reached": 1,
        "newly_reached": [
            {
                "tenant_id": "T1",
                "service": "teams",
                "date": "2026-02-15",
                "seats": 155,
                "active_users": 16,
                "required": 16,
                "milestone": "enablement",
                "seat_basis": "service",
                "source": "lynx",
            }
        ],
        "findings": [],
    }


def test_an_open_engagement_hears_of_it_once(tell: Tell) -> None:
    open_teams(tell)
    tell(f"{USAGE}T1,teams,2026-02-15,1200,100,lynx\n")
    sweep()
    sweep()
    (fact,) = facts_of("milestone-reached")
    assert (fact.workload, fact.data["date"], fact.data["required"], fact.data["source"]) == ("teams", "2026-02-15", 100, "lynx")
    assert len(fact.data["file_digest"]) == 64


def test_an_engagement_opened_later_copies_it(tell: Tell) -> None:
    tell(f"{USAGE}T1,teams,2026-02-15,1200,100,lynx\n")
    sweep()
    open_teams(tell)
    assert len(facts_of("milestone-reached")) == 1


def test_a_late_reading_with_an_earlier_date_restates(tell: Tell) -> None:
    open_teams(tell)
    tell(f"{USAGE}T1,teams,2026-02-15,1200,100,\n")
    sweep()
    tell(f"{USAGE}T1,teams,2026-01-15,1200,110,\n")
    found = sweep()
    assert (news(found), codes(found)) == ([("T1", "teams", "2026-01-15")], ["milestone-restated"])
    assert [fact.data["date"] for fact in facts_of("milestone-reached")] == ["2026-02-15", "2026-01-15"]
    assert Reached.objects.get().date == date(2026, 1, 15)


def test_a_dip_and_a_missing_file_lower_nothing(tell: Tell) -> None:
    tell(f"{USAGE}T1,teams,2026-02-01,1200,100,\n")
    sweep()
    tell(f"{USAGE}T1,teams,2026-02-15,1200,3,\n")
    found = sweep()
    assert (news(found), codes(found), found.reached) == ([], [], 1)


@pytest.mark.parametrize(
    ("correction", "code"),
    [("T1,teams,2026-02-01,1200,3,\n", "milestone-no-longer-shown"),
     ("T1,teams,2026-02-01,1200,3,\nT1,teams,2026-02-20,1200,200,\n", "milestone-now-later")],
)  # fmt: skip
def test_a_correction_that_takes_it_back_is_told_and_the_evidence_stands(tell: Tell, correction: str, code: str) -> None:
    tell(f"{USAGE}T1,teams,2026-02-01,1200,100,\n")
    sweep()
    tell(f"{USAGE}{correction}")
    found = sweep()
    assert (news(found), codes(found)) == ([], [code])
    assert Reached.objects.get().date == date(2026, 2, 1)


def read_by_hand() -> None:
    data = {"on": "2026-02-10", "seats": "1000", "active_users": "100", "source": "screen", "workload": "teams"}
    engagements.perform(Person.objects.get(), Engagement.objects.get().pk, "record-usage", data)


@pytest.mark.parametrize(
    ("rows", "expected", "left", "why"),
    [
        ("T1,teams,2026-02-10,1000,20,\n", ["milestone-withdrawn"], None, "an import of that day says otherwise"),
        ("T1,teams,2026-02-11,1000,20,\n", [], True, "an import of another day says nothing about that day"),
        ("T1,teams,2026-02-20,1000,150,\n", [], False, "an import shows it too, and supersedes the hand"),
    ],
)
def test_an_import_supersedes_a_hand(tell: Tell, rows: str, expected: list[str], left: bool | None, why: str) -> None:
    open_teams(tell)
    with clock.at(NOON):
        read_by_hand()
    assert len(facts_of("milestone-reached")) == 1
    tell(f"{USAGE}{rows}")
    found = sweep()
    assert codes(found) == expected, why
    row = Reached.objects.first()
    assert (row.by_hand if row else None) is left, why
    assert len(facts_of("milestone-withdrawn")) == len(expected)
    assert news(sweep()) == []


def test_a_finding_says_where_the_other_seats_would_give_another_answer(tell: Tell) -> None:
    Tenant.objects.filter(tenant_id="T1").update(seats=5000)
    Tenant.objects.filter(tenant_id="T2").update(seats=200)
    tell(f"{USAGE}T1,teams,2026-02-15,200,25,\nT2,teams,2026-02-15,200,25,\n")
    found = sweep()
    assert [dict(finding.values) for finding in found.findings] == [
        {"tenant_id": "T1", "service": "teams", "milestone": "enablement", "by_service": True, "by_tenant": False}
    ]


def test_readings_after_the_day_do_not_count(tell: Tell) -> None:
    tell(f"{USAGE}T1,teams,2026-02-15,1200,100,\n")
    assert news(sweep(as_of=date(2026, 2, 14))) == []
    assert sweep(as_of=date(2026, 2, 14)).readings == 0
    assert len(news(sweep(as_of=date(2026, 2, 15)))) == 1
