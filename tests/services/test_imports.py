"""Files come in whole, say what they did, and never guess."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tasuki.core.finding import Finding
from tasuki.records import ledger
from tasuki.records.models import Contact, Engagement, Fact, Import, Person, Reading, Request, Tenant
from tasuki.services import clock, engagements, imports
from tasuki.services.imports import usage
from tasuki.services.imports.result import Result

pytestmark = pytest.mark.django_db

NOON = "2026-03-02T12:00:00+00:00"
TENANTS = "tenant_id,name,country,language,seats,managed,manager\nT1,Contoso,JP,ja,1200,yes,ito\nT2,Fabrikam,US,en,,,\n"
USAGE = "tenant_id,service,date,seats,active_users,source\n"
Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def cast(settings: Any, tmp_path: Path) -> None:
    """Ito manages, Abe audits; nothing is left of other tests' readings."""
    settings.TASUKI_USAGE_URL = str(tmp_path / "usage")
    settings.TASUKI_ALLOW_AT = True
    Person.objects.create(login="ito", name="Ito", role="manager")
    Person.objects.create(login="abe", name="Abe", role="auditor")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def run(kind: str, content: str | bytes, **options: Any) -> Result:
        file = tmp_path / f"{kind}.csv"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        with clock.at(NOON):
            return imports.run(kind, file, **options)

    return run


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What the import asked of the engagements, which have tests of their own."""
    asked: list[tuple[Any, ...]] = []

    def open_engagement(request: Request, *, manager: Person | None, by: str, at: Any) -> Engagement:
        asked.append(("open", request.request_id, request.motion, request.services, request.migration_services, manager and manager.login))
        return Engagement.objects.create(tenant=request.tenant, request=request, motion=request.motion, opened_at=at)

    def add_workloads(engagement: Engagement, *, services: Sequence[str], migration_services: Sequence[str], by: str, at: Any) -> None:
        asked.append(("add", engagement.request_id, list(services), list(migration_services)))

    monkeypatch.setattr(engagements, "open_engagement", open_engagement)
    monkeypatch.setattr(engagements, "add_workloads", add_workloads)
    return asked


def counts(result: Result) -> tuple[int, int, int, int, int]:
    return result.rows, result.created, result.updated, result.unchanged, len(result.rejected)


def codes(findings: Sequence[Finding]) -> list[str]:
    return [finding.code for finding in findings]


# ---------------------------------------------------------------- the file as a whole

BAD_FILES = [
    (b"", "empty-file", "nothing in it"),
    (b"\xef\xbb\xbf  \r\n", "empty-file", "a mark and blanks are nothing"),
    ("tenant_id,name\nT1,株式会社\n".encode("cp932"), "not-utf-8", "Japanese Excel's own encoding"),
    ("tenant_id,name\n".encode("utf-16"), "not-utf-8", "Excel's Unicode text"),
    (b"T1,Contoso,JP,ja\nT2,Fabrikam,US,en\n", "no-header", "rows without a header"),
    (b"tenant_id,name,country\nT1,Contoso,JP\n", "missing-column", "no language"),
    (b"tenant_id,Tenant ID,name,language\nT1,T1,Contoso,ja\n", "column-twice", "two names of one column"),
]


@pytest.mark.parametrize(("content", "code", "why"), BAD_FILES, ids=[why for _, _, why in BAD_FILES])
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(run: Run, content: bytes, code: str, why: str) -> None:
    result = run("tenants", content)
    assert codes(result.findings) == [code], why
    assert counts(result) == (0, 0, 0, 0, 0)
    assert not Import.objects.exists()


def test_headers_are_matched_without_case_blanks_and_marks_and_unknown_columns_are_named(run: Run) -> None:
    result = run("tenants", "\ufeffTENANT-ID;Customer;Country;Language;Time Zone;Colour\nT1;Contoso;JP;ja;Asia/Tokyo;blue\n\n;;;;;\n")
    assert counts(result) == (1, 1, 0, 0, 0)
    assert [dict(finding.values) for finding in result.findings if finding.code == "unknown-columns"] == [{"columns": ["Colour"]}]
    assert Tenant.objects.get().time_zone == "Asia/Tokyo"


def test_only_a_header_is_a_warning(run: Run) -> None:
    assert codes(run("tenants", TENANTS.split("\n", maxsplit=1)[0]).findings) == ["no-rows"]


# ---------------------------------------------------------------- tenants


def test_tenants_are_added_with_region_and_manager(run: Run) -> None:
    result = run("tenants", TENANTS)
    assert counts(result) == (2, 2, 0, 0, 0)
    contoso, fabrikam = Tenant.objects.order_by("tenant_id")
    assert (contoso.region, contoso.manager_id, contoso.seats, contoso.managed) == ("APJ", "ito", 1200, "yes")
    assert (fabrikam.region, fabrikam.manager_id, fabrikam.seats, fabrikam.managed) == ("Americas", None, None, "unknown")
    assert [fact.kind for fact in ledger.read("tenant/T1")] == ["tenant-added"]
    assert [fact.kind for fact in ledger.read("site")] == ["file-imported"]
    assert ledger.verify()["whole"]


def test_one_tenant_is_one_however_its_letters_are_composed_and_whatever_nobody_sees_between_them(run: Run) -> None:
    head = "tenant_id,name,country,language\n"
    run("tenants", f"{head}ガ-1,Ärzte\u200d,JP,ja\n")
    again = run("tenants", f"{head}\u3000カ\u3099\u200b-1\u202e ,A\u0308rzte\u200d,JP,ja\n")
    assert counts(again) == (1, 0, 0, 1, 0)
    assert Tenant.objects.get().name == "Ärzte\u200d"


def test_the_same_file_again_changes_nothing_and_says_so(run: Run) -> None:
    run("tenants", TENANTS)
    facts = Fact.objects.count()
    Tenant.objects.filter(tenant_id="T1").update(name="Contoso KK")
    again = run("tenants", TENANTS)
    assert again.repeated
    assert counts(again) == (2, 0, 0, 2, 0)
    assert Tenant.objects.get(tenant_id="T1").name == "Contoso KK"
    assert (Fact.objects.count(), Import.objects.count()) == (facts, 1)


def test_a_row_rejected_before_is_taken_when_the_same_file_comes_again(run: Run) -> None:
    contacts = "tenant_id,kind,name,email\nT1,customer,Aoki,aoki@contoso.example\nT2,customer,Bell,bell@fabrikam.example\n"
    run("tenants", TENANTS.rsplit("T2", 1)[0])
    assert [one.code for one in run("contacts", contacts).rejected] == ["unknown-tenant"]
    run("tenants", TENANTS)
    again = run("contacts", contacts)
    assert again.repeated
    assert counts(again) == (2, 1, 0, 1, 0)
    assert counts(run("contacts", contacts)) == (2, 0, 0, 2, 0)


def test_a_newer_file_updates_and_a_blank_cell_erases_nothing(run: Run) -> None:
    run("tenants", TENANTS)
    result = run("tenants", "tenant_id,name,country,language,seats\nT1,Contoso KK,,ja,\nT2,Fabrikam,US,en,\n")
    assert counts(result) == (2, 0, 1, 1, 0)
    contoso = Tenant.objects.get(tenant_id="T1")
    assert (contoso.name, contoso.country, contoso.seats, contoso.manager_id) == ("Contoso KK", "JP", 1200, "ito")
    assert ledger.read("tenant/T1")[-1].data["fields"] == ["name"]


TENANT_FINDINGS = [
    ("T1,A,,ja,,,", ["no-country"], "", "asked for, never guessed"),
    ("T1,A,ZZ,ja,,,", ["unknown-country"], "", "no such country"),
    ("T1,A,Japan,ja,,,", ["unknown-country"], "", "a name is no code"),
    ("T1,A,jp,ja,,,", [], "APJ", "small letters are a code"),
    ("T1,A,PK,ja,,,", ["region-to-confirm"], "EMEA", "practice disagrees"),
    ("T1,A,NO,ja,,,", [], "EMEA", "Norway is not false"),
    ("T1,A,JP,ja,,,nobody", ["unknown-manager"], "APJ", "the tenant itself is right"),
    ("T1,A,JP,ja,,,abe", ["not-a-manager"], "APJ", "an auditor manages nothing"),
]


@pytest.mark.parametrize(("row", "expected", "region", "why"), TENANT_FINDINGS, ids=[row[3] for row in TENANT_FINDINGS])
def test_what_is_odd_about_a_tenant_is_a_finding(run: Run, row: str, expected: list[str], region: str, why: str) -> None:
    result = run("tenants", f"tenant_id,name,country,language,seats,managed,manager\n{row}\n")
    assert (codes(result.findings), counts(result)) == (expected, (1, 1, 0, 0, 0)), why
    assert Tenant.objects.get().region == region


BAD_TENANTS = [
    (",A,JP,ja,,,", "blank-cell"),
    ("T1,A,JP,,,,", "blank-cell"),
    ("T1,A,JP,ja,many,,", "not-a-number"),
    ("T1,A,JP,ja,-5,,", "negative-number"),
    ("T1,A,JP,ja,,perhaps,", "not-a-choice"),
    ("T1,A,JP,ja,,", "wrong-number-of-cells"),
    ("T1,A,JP,ja,,,,extra", "wrong-number-of-cells"),
    ("T1,A\x00,JP,ja,,,", "control-character"),
    ("T1," + "A" * 301 + ",JP,ja,,,", "too-long"),
    ("T9,A,JP,ja,,,", "duplicate-row"),
    ('"T1"x,A,JP,ja,,,', "unreadable-row"),
]


@pytest.mark.parametrize(("row", "code"), BAD_TENANTS, ids=[code for _, code in BAD_TENANTS])
def test_a_bad_row_is_rejected_and_stops_no_other(run: Run, row: str, code: str) -> None:
    result = run("tenants", f"tenant_id,name,country,language,seats,managed,manager\nT9,Nine,JP,ja,,,\n{row}\nT8,Eight,US,en,,,\n")
    assert [(one.row, one.code) for one in result.rejected] == [(2, code)]
    assert counts(result) == (3, 2, 0, 0, 1)


def test_a_dry_run_says_the_same_and_does_nothing(run: Run) -> None:
    assert counts(run("tenants", TENANTS, dry_run=True)) == (2, 2, 0, 0, 0)
    assert not Tenant.objects.exists()
    assert not Import.objects.exists()
    assert not Fact.objects.exists()


def test_rejected_rows_come_back_as_a_sheet_that_can_be_imported(run: Run, tmp_path: Path) -> None:
    result = run("tenants", "tenant_id,name,country,language,seats\nT1,株式会社 A,JP,ja,many\nT2,B,US,en,5\n")
    sheet = tmp_path / "rejected.csv"
    imports.write_rejected(result, sheet, lambda finding: f"because {finding.code}")
    rows = list(csv.reader(sheet.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[1] == ["1", "not-a-number", "because not-a-number", "T1", "株式会社 A", "JP", "ja", "many"]
    corrected = run("tenants", sheet.read_text(encoding="utf-8-sig").replace("many", "7"))
    assert counts(corrected) == (1, 1, 0, 0, 0)
    assert codes(corrected.findings) == []


def test_all_reasons_of_a_row_are_told(run: Run) -> None:
    result = run("tenants", "tenant_id,name,country,language,seats\nT1,,JP,ja,many\n")
    assert result.rejected[0].values == {"column": "name", "also": [{"code": "not-a-number", "column": "seats", "value": "many"}]}
    assert result.nothing_taken


# ---------------------------------------------------------------- contacts


def test_contacts_are_one_for_each_address_and_kind(run: Run) -> None:
    run("tenants", TENANTS)
    header = "tenant_id,kind,name,email,verified_on,do_not_contact\n"
    result = run("contacts", f"{header}T1,customer,青木,aoki@contoso.example,2026-01-31,no\nT1,Account Team,Doi,doi@sales.example,,yes\n")
    assert counts(result) == (2, 2, 0, 0, 0)
    changed = run("contacts", f"{header}T1,customer,青木 一郎,AOKI@contoso.example,,\n")
    assert counts(changed) == (1, 0, 1, 0, 0)
    aoki = Contact.objects.get(kind="customer")
    assert (aoki.name, str(aoki.verified_on), aoki.do_not_contact) == ("青木 一郎", "2026-01-31", False)
    assert all("青木" not in str(dict(fact.data)) for fact in ledger.read("tenant/T1"))


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("T7,customer,A,a@b.example,,", "unknown-tenant"),
        ("T1,friend,A,a@b.example,,", "not-a-choice"),
        ("T1,customer,A,a(at)b.example,,", "not-an-email"),
        ("T1,customer,A,,,", "blank-cell"),
        ("T1,customer,A,a@b.example,2026-02-31,", "impossible-date"),
        ("T1,customer,A,a@b.example,31.01.2026,", "not-a-date"),
        ("T1,customer,A,a@b.example,2027-01-31,", "future-date"),
        ('T1,customer,A,"a@b.example\r\nBcc: c@d.example",,', "not-an-email"),
    ],
)
def test_a_bad_contact_is_rejected(run: Run, row: str, code: str) -> None:
    run("tenants", TENANTS)
    result = run("contacts", f"tenant_id,kind,name,email,verified_on,do_not_contact\n{row}\n")
    assert [one.code for one in result.rejected] == [code]


# ---------------------------------------------------------------- requests

REQUESTS = "RFA ID,tenant_id,motion,submitted,services,migration_services,manager\n"


def test_each_request_opens_one_engagement(run: Run, opened: list[tuple[Any, ...]]) -> None:
    run("tenants", TENANTS)
    result = run("requests", f"{REQUESTS}R1,T1,,2026-02-01,Teams;Exchange,exchange,\nR2,T2,Customer Health,2026/2/1,teams,,\n")
    assert counts(result) == (2, 2, 0, 0, 0)
    assert opened == [
        ("open", "R1", "rfa", ["teams", "exchange"], ["exchange"], "ito"),
        ("open", "R2", "customer-health", ["teams"], [], None),
    ]
    assert codes(result.findings) == ["no-manager"]


def test_a_newer_file_adds_workloads_and_takes_none_away(run: Run, opened: list[tuple[Any, ...]]) -> None:
    run("tenants", TENANTS)
    run("requests", f"{REQUESTS}R1,T1,,2026-02-01,Teams,,\n")
    assert counts(run("requests", f"{REQUESTS}R1,T1,rfa,2026-02-01,Teams,,\n")) == (1, 0, 0, 1, 0)
    assert counts(run("requests", f"{REQUESTS}R1,T1,,2026-02-01,Teams;SharePoint,Teams,\n")) == (1, 0, 1, 0, 0)
    assert opened[1:] == [("add", "R1", ["sharepoint"], ["teams"])]
    fewer = run("requests", f"{REQUESTS}R1,T1,,2026-02-01,SharePoint,,\n")
    assert (codes(fewer.findings), len(opened)) == (["services-kept"], 2)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("R1,T7,,2026-02-01,Teams,,", "unknown-tenant"),
        ("R1,T1,,2026-02-01,Telepathy,,", "unknown-service"),
        ("R1,T1,,2026-02-01,All Services,,", "unknown-service"),
        ("R1,T1,,2026-02-01,,,", "blank-cell"),
        ("R1,T1,slow,2026-02-01,Teams,,", "unknown-motion"),
        ("R1,T1,,2026-02-30,Teams,,", "impossible-date"),
        ("R1,T1,,2026-02-01,Teams,,nobody", "unknown-manager"),
        ("R1,T1,,2026-02-01,Teams,,abe", "not-a-manager"),
        ("R0,T2,,2026-02-01,Teams,,", "request-differs"),
    ],
)
def test_a_bad_request_is_rejected_and_opens_nothing(run: Run, opened: list[tuple[Any, ...]], row: str, code: str) -> None:
    run("tenants", TENANTS)
    run("requests", f"{REQUESTS}R0,T1,,2026-02-01,Teams,,\n")
    result = run("requests", f"{REQUESTS}{row}\n")
    assert ([one.code for one in result.rejected], len(opened)) == ([code], 1)


def test_nothing_is_left_when_an_engagement_cannot_be_opened(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("tenants", TENANTS)
    monkeypatch.setattr(engagements, "open_engagement", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        run("requests", f"{REQUESTS}R1,T1,,2026-02-01,Teams,,\n")
    assert not Request.objects.exists()
    assert Import.objects.count() == 1


# ---------------------------------------------------------------- usage


def test_readings_go_into_the_dataset_and_the_newest_into_a_row(run: Run) -> None:
    run("tenants", TENANTS)
    header = "Tenant ID,Workload,As-Of,PAU,MAU\n"
    result = run("usage", f'{header}T1,Teams,2026-01-31,"1,200",１００\nT1,teams,2026-02-28,1200,130\nT2,Exchange,2026-02-28,0,0\n')
    assert counts(result) == (3, 3, 0, 0, 0)
    reading = Reading.objects.get(tenant_id="T1")
    assert (str(reading.date), reading.seats, reading.active_users, reading.source) == ("2026-02-28", 1200, 130, "usage.csv")
    assert len(usage.committed()) == 2


def test_the_same_figures_are_not_written_again_and_others_restate(run: Run) -> None:
    run("tenants", TENANTS)
    run("usage", f"{USAGE}T1,teams,2026-02-01,100,5,lynx\nT1,exchange,2026-02-01,100,5,lynx\n")
    result = run("usage", f"{USAGE}T1,teams,2026-02-01,100,5,lynx\nT1,exchange,2026-02-01,100,7,other\nT1,teams,2026-01-01,100,4,lynx\n")
    assert counts(result) == (3, 1, 1, 1, 0)
    assert {one.service: one.active_users for one in Reading.objects.all()} == {"teams": 5, "exchange": 7}
    assert sum("restating" in name for name in usage.committed()) == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("T1,teams,2026-02-31,100,5,", "impossible-date"),
        ("T1,teams,2026-04-01,100,5,", "future-date"),
        ("T1,teams,,100,5,", "blank-cell"),
        ("T1,teams,2026-02-01,,5,", "blank-cell"),
        ("T1,teams,2026-02-01,100,,", "blank-cell"),
        ("T1,teams,2026-02-01,100,-5,", "negative-number"),
        ("T1,teams,2026-02-01,100,\u22125,", "negative-number"),
        ("T1,teams,2026-02-01,100,5.5,", "not-a-number"),
        ("T1,teams,2026-02-01,100,#N/A,", "not-a-number"),
        ("T1,teams,2026-02-01,99999999999999,5,", "number-too-large"),
        ("T7,teams,2026-02-01,100,5,", "unknown-tenant"),
        ("T1,telepathy,2026-02-01,100,5,", "unknown-service"),
        ("T2,Teams,2026-02-01,100,6,", "duplicate-row"),
        ("T1,teams,2026-02-01,100", "wrong-number-of-cells"),
    ],
)
def test_a_bad_reading_is_rejected_never_taken_for_zero(run: Run, row: str, code: str) -> None:
    run("tenants", TENANTS)
    result = run("usage", f"{USAGE}T2,teams,2026-02-01,100,5,\n{row}\n")
    assert [(one.row, one.code) for one in result.rejected] == [(2, code)]
    assert Reading.objects.count() == 1


def test_the_same_figures_in_a_file_of_another_name_are_no_news(run: Run, tmp_path: Path) -> None:
    run("tenants", TENANTS)
    run("usage", "tenant_id,service,date,seats,active_users\nT1,teams,2026-02-01,100,5\n")
    (tmp_path / "tomorrow.csv").write_text(
        "tenant_id,service,date,seats,active_users\nT1,teams,2026-02-01,100,5\nT1,teams,2026-02-02,100,5\n"
    )
    with clock.at(NOON):
        result = imports.run("usage", tmp_path / "tomorrow.csv")
    assert counts(result) == (2, 1, 0, 1, 0)


def test_more_users_than_seats_are_taken_with_a_finding(run: Run) -> None:
    run("tenants", TENANTS)
    result = run("usage", f"{USAGE}T1,teams,2026-02-01,100,105,\n")
    assert (codes(result.findings), counts(result)) == (["more-users-than-seats"], (1, 1, 0, 0, 0))


def test_a_file_written_before_a_failure_is_taken_away_again(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    run("tenants", TENANTS)
    monkeypatch.setattr(ledger, "append_each", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        run("usage", f"{USAGE}T1,teams,2026-02-01,100,5,\n")
    assert not list(tmp_path.rglob("*.parquet"))
    assert not Reading.objects.exists()


def test_the_result_has_the_shape_of_the_contract(run: Run) -> None:
    plain = run("tenants", "tenant_id,name,country,language\nT1,A,,ja\n,B,JP,ja\n").plain(
        lambda finding: finding.code, lambda finding: {"code": finding.code}
    )
    assert plain | {"sha256": "…"} == {
        "file": "tenants.csv",
        "sha256": "…",
        "kind": "tenants",
        "rows": 2,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "rejected": [{"row": 2, "code": "blank-cell", "values": {"column": "tenant_id"}, "sentence": "blank-cell"}],
        "findings": [{"code": "no-country"}],
        "repeated": False,
    }
