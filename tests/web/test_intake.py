"""Requests for assistance: filed by anybody, decided by the assignment team or a lead, told by mail at each step."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tasuki.records.models import Contact, Engagement, Fact, Intake, Outbox, Request, Tenant
from tasuki.services import intake, worker
from tasuki.services.engagements import case_of
from tasuki.services.intake import filing
from tasuki.services.refusal import Refusal
from tests.web import world
from tests.web.conftest import SignedIn

FORM = {**world.ANSWERS, "form_key": "one-form"}
CONTOSO = {"organisation": "CONTOSO, Ltd.", "email": "new@contoso.example", "country": "US", "language": "en"}


def send(client: Client, **changed: Any) -> Any:
    return client.post("/request/", {**FORM, **changed})


def decide(signed_in: SignedIn, filed: Intake, login: str = "kato", **given: str) -> Any:
    return signed_in(login).post(f"/requests/{filed.reference}/", given)


def state(filed: Intake) -> str:
    filed.refresh_from_db()
    return filed.state


def test_anybody_files_a_request_and_follows_it_by_the_mailed_link(portal: None, tmp_path: Path) -> None:
    client = Client()
    assert send(client).headers["Location"] == "/l/thanks/request/"
    assert send(client).status_code == 302, "the same form twice"
    filed = Intake.objects.get()
    assert (filed.state, filed.organisation) == ("submitted", "かえで食品株式会社")
    worker.run_once()
    (letter,) = world.letters_to(tmp_path, "nakamura@kaede.example")
    (there,) = world.paths_in(letter)
    facts = Fact.objects.count()
    page = Client().get(there).content.decode()
    assert filed.reference in page
    assert "有償シートが 150 以上ある" in page
    assert Fact.objects.count() == facts


def test_the_same_form_sent_twice_in_one_moment_files_one_request(portal: None, monkeypatch: pytest.MonkeyPatch) -> None:
    first = world.filed()
    found, blind = filing._filed_with, iter([True])  # as for who looked before the other had written
    monkeypatch.setattr(filing, "_filed_with", lambda key: None if next(blind, False) else found(key))
    assert world.filed() == first
    assert Intake.objects.count() == 1


def test_everything_wrong_is_said_at_once_and_nothing_typed_is_lost(portal: None) -> None:
    client = Client(headers={"accept-language": "ja"})
    answer = send(client, email="x", seats="many", services="", country="??", target_date="31 February", business_reason="在宅勤務のため")
    html = answer.content.decode()
    assert answer.status_code == 422
    for said in (
        "「x」はメールアドレスではありません",
        "「many」は整数ではありません",
        "サービスが入力されていません",
        "「??」は選択肢にありません",
    ):
        assert said in html
    assert "在宅勤務のため" in html
    other = send(client, switch="en", business_reason="在宅勤務のため")
    assert '<html lang="en">' in other.content.decode()
    assert "在宅勤務のため" in other.content.decode(), "another language keeps what was typed"
    assert not Intake.objects.exists()


def test_the_trap_is_told_of_and_a_flood_is_stopped(portal: None) -> None:
    assert send(Client(), website="https://spam.example").status_code == 422
    assert not Intake.objects.exists()
    statuses = [send(Client(), form_key=f"form-{n}", organisation=f"会社{n}").status_code for n in range(9)]
    assert statuses[-1] == 429
    assert set(statuses[:-1]) == {302}
    assert Client(enforce_csrf_checks=True).post("/request/", FORM).status_code == 403


def test_a_request_that_equals_an_earlier_one_is_cancelled_with_a_word_that_names_the_first(portal: None, tmp_path: Path) -> None:
    first, again = world.filed(), intake.file(as_given(), form_key="another", trap="", place="x", language="ja")
    assert (again.state, again.duplicate_of) == ("cancelled", first)
    worker.run_once()
    assert first.reference in world.letters_to(tmp_path, "nakamura@kaede.example")[-1]
    similar = world.filed(seats="310")
    assert similar.state == "submitted"
    assert first in intake.look(similar).similar


def as_given() -> dict[str, list[str]]:
    return {key: value.split(";") for key, value in world.ANSWERS.items()}


def test_hold_ask_answer_cancel_each_with_its_reason_and_mail(signed_in: SignedIn, tmp_path: Path) -> None:
    filed = world.filed(seats="120")
    assert decide(signed_in, filed, act="cancel", reason="").status_code == 422
    assert decide(signed_in, filed, "abe", act="cancel", reason="x").status_code == 422, "an auditor only reads"
    assert state(filed) == "submitted"
    decide(signed_in, filed, act="hold", reason="ライセンスの確認中です。")
    assert state(filed) == "on-hold"
    for _ in range(2):
        decide(signed_in, filed, act="resume")
    worker.run_once()
    assert sum("再開いたしました" in text for text in world.letters_to(tmp_path, "nakamura@kaede.example")) == 1, (
        "as the letter before promised"
    )
    decide(signed_in, filed, act="ask", reason="シート数は 120 で正しいでしょうか。")
    assert state(filed) == "asked"
    worker.run_once()
    letter = world.letters_to(tmp_path, "nakamura@kaede.example")[-1]
    assert "シート数は 120 で正しいでしょうか。" in letter
    (there,) = world.paths_in(letter)
    assert Client().post(there, {"text": ""}).status_code == 422
    assert Client().post(there, {"text": "150 に増えました。"}).status_code == 302
    assert Client().post(there, {"text": "もう一度。"}).status_code == 422
    assert state(filed) == "submitted"
    assert "150 に増えました。" in signed_in("kato").get(f"/requests/{filed.reference}/").content.decode()
    decide(signed_in, filed, act="cancel", reason="別の窓口をご案内しました。")
    assert decide(signed_in, filed, act="hold", reason="x").status_code == 422
    assert state(filed) == "cancelled"
    kinds = [fact.kind for fact in intake.look(filed).facts]
    assert kinds == [
        *("request-filed", "request-held", "request-resumed", "request-asked", "request-answered", "request-cancelled"),
    ]


def test_an_approval_opens_the_engagement_with_a_lane_for_each_service(signed_in: SignedIn) -> None:
    filed = world.filed(services="exchange;teams", migration="yes", seats="800")
    assert decide(signed_in, filed, act="approve", tenant_id="").status_code == 422
    assert decide(signed_in, filed, act="approve", tenant_id="t-9001", manager="mori").status_code == 422, "no engineer manages"
    assert not Tenant.objects.filter(pk="t-9001").exists()
    assert decide(signed_in, filed, act="approve", tenant_id="t-9001", manager="sato").status_code == 302
    engagement = Engagement.objects.get(request=filed.reference)
    case = case_of(engagement)
    lanes = [(lane.workload, lane.process) for lane in case.plan.lanes if lane.workload]
    assert sorted(lanes) == [
        ("exchange", "completion-enablement"),
        ("exchange", "completion-migration"),
        ("teams", "completion-enablement"),
    ]
    tenant = Tenant.objects.get(pk="t-9001")
    assert (tenant.name, tenant.region, tenant.manager_id, tenant.team.name if tenant.team else "") == (
        *("かえで食品株式会社", "APJ", "sato", "東日本"),
    )
    assert Contact.objects.get(tenant=tenant).email == "nakamura@kaede.example"
    assert signed_in("sato").get(f"/engagements/{engagement.pk}/").status_code == 200
    assert decide(signed_in, filed, act="approve", tenant_id="t-9001", manager="sato").status_code == 422
    with pytest.raises(Refusal) as refusal:
        intake.approve(world.person("kato"), filed, tenant_id="t-9002", manager="sato")
    assert [finding.code for finding in refusal.value.findings] == ["request-decided"], "whoever decides second is told that it is decided"
    assert Engagement.objects.filter(tenant=tenant).count() == 1
    assert Outbox.objects.filter(template="request-approved").count() == 1


def test_a_tenant_in_an_inactive_queue_shows_who_served_it_before(signed_in: SignedIn) -> None:
    world.carry_on("R-1187", lambda case: case.assessment.state == "closed")
    filed = world.filed(organisation="青葉製作所", email="suzuki@aoba.example", form_key="aoba")
    look = intake.look(filed)
    assert [tenant.pk for tenant in look.tenants] == ["t-4021"]
    assert [(one.engagement.queue, one.recent) for one in look.served] == [("FTCQ Inactive APJ", True)]
    html = signed_in("kato", "ja").get(f"/requests/{filed.reference}/").content.decode()
    assert "佐藤 葵" in html
    assert '<option value="sato" selected>' in html, "the former manager is proposed"
    decide(signed_in, filed, act="approve", tenant_id="T-4021", manager="sato")
    assert Tenant.objects.get(pk="t-4021").manager_id == "sato"


def test_names_are_compared_without_width_case_and_legal_form(portal: None) -> None:
    rows = [
        ("株式会社青葉製作所", "青葉製作所"),
        ("（株）青葉製作所", "㈱青葉製作所"),
        ("CONTOSO, Ltd.", "Contoso"),
        ("Ｃｏｎｔｏｓｏ Inc", "contoso"),
    ]
    assert all(intake.folded(one) == intake.folded(other) for one, other in rows)
    assert intake.folded("Coca Incorporated Foods") != intake.folded("Coca")
    assert [tenant.pk for tenant in intake.look(world.filed(**CONTOSO)).tenants] == ["t-5001"]


def test_the_clock_counts_business_days_where_the_customer_is(portal: None, settings: Any) -> None:
    """Filed on Friday before a Japanese holiday on Monday: on Tuesday one business day has passed."""
    settings.TASUKI_AT = "2026-10-09T03:00:00+00:00"
    filed = world.filed()
    settings.TASUKI_AT = "2026-10-13T03:00:00+00:00"
    assert intake.age_of(filed) == 1
    settings.TASUKI_AT = "2026-10-14T03:00:00+00:00"
    assert intake.look(filed).late


def test_the_demonstration_keeps_nothing_but_that_it_was_shown(signed_in: SignedIn) -> None:
    sato, number = signed_in("sato", "ja"), world.engagement("R-1187").pk
    there = f"/engagements/{number}/request-form/"
    assert "実演を始める" in sato.get(there).content.decode()
    assert sato.post(there, {"begin": "1"}).headers["Location"] == f"{there}?show=1"
    html = sato.get(f"{there}?show=1").content.decode()
    assert "デモンストレーション" in html
    assert 'value="株式会社青葉製作所"' in html
    before = (Fact.objects.count(), Outbox.objects.count())
    tried = sato.post(there, {**FORM, "seats": "100"}).content.decode()
    assert "150 未満のため" in tried
    assert (Fact.objects.count(), Outbox.objects.count(), Intake.objects.count()) == (*before, 0)
    assert [fact.kind for fact in case_of(world.engagement("R-1187")).history].count("request-form-shown") == 1


def test_a_decision_needs_the_right_role_at_the_service_too(portal: None) -> None:
    filed = world.filed()
    with pytest.raises(Refusal):
        intake.approve(world.person("sato"), filed, tenant_id="t-9001", manager="sato")
    assert state(filed) == "submitted"


@pytest.mark.parametrize(
    ("changed", "status"), [({"name": "a\0b"}, 400), ({"name": "x" * 201}, 422), ({"email": "x" * 250 + "@e.example"}, 422)]
)
def test_what_no_database_could_hold_is_refused_at_the_door(portal: None, changed: dict[str, str], status: int) -> None:
    given = {key: value.split(";") for key, value in (world.ANSWERS | changed).items()}
    assert Client().post("/request/", given).status_code == status
    assert not Intake.objects.exists()


def test_a_customer_of_another_motion_is_pointed_out(signed_in: SignedIn) -> None:
    filed = world.filed(tenant_id="t-4021")
    there = f"/requests/{filed.reference}/"
    assert b"under the motion" not in signed_in("kato", "en").get(there).content
    Request.objects.filter(pk="R-1187").update(motion="customer-health")
    assert b"under the motion" in signed_in("kato", "en").get(there).content
