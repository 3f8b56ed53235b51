"""The board's world in use: hand-over, review, cover, portfolio, reports, settings, imports, audit."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from tasuki.records.models import Cover, Engagement, Fact, Person, Tenant
from tasuki.records.site import settings_in_force, site
from tasuki.services import clock, engagements, handing_over, imports, loading, worker, yearly_review
from tasuki.services.engagements import case_of
from tasuki.services.refusal import Refusal
from tasuki.web.shown.settings import settings_told
from tests.core.cast import sensible
from tests.web import world
from tests.web.conftest import SignedIn

load_workbook = loading.module("openpyxl").load_workbook
OWNERS = {"manager": "lee", "assignment": "kato", "engineer": "mori", "lead": "ono"}
APJ = "FTCQ Inactive APJ"
AMERICAS = "FTCQ Inactive Americas"
FRIDAY = "2026-10-09T15:00:00+00:00"
"""Friday at eleven in New York; the Monday after it is a public holiday there."""


def follow(until: str) -> Engagement:
    """Whoever's turn it is does what comes next, for the customer with one workload in America."""
    engagement = world.engagement("R-2001")
    for _ in range(60):
        worker.run_once()
        act = case_of(world.engagement("R-2001")).guide.next_acts()[0]
        if act.command == until:
            return world.engagement("R-2001")
        given = {**act.keys, **{name: sensible(name, clock.today()) for name in act.needs}}
        if act.workload:
            given["workload"] = act.workload
        engagements.perform(world.person(OWNERS[act.role]), engagement.pk, act.command, given)
    raise AssertionError(f"{until} never came")


@pytest.fixture
def asked(portal: None, settings: Any) -> Engagement:
    """The manager asks on a Friday; the mail has left."""
    settings.TASUKI_AT = FRIDAY
    return follow("confirm-queue-move")


def kinds(engagement: Engagement) -> list[str]:
    return [fact.kind for fact in case_of(engagement).history]


def pressed(client: Any, engagement: Engagement, answer: str, **more: str) -> Any:
    return client.post("/hand-over/", {"engagement": [engagement.pk], "answer": answer, **more})


def test_a_preview_shows_the_gates_answer_and_records_nothing(asked: Engagement, signed_in: SignedIn) -> None:
    other = world.engagement("R-1187")
    client = signed_in("kato", "en")
    page = client.post("/hand-over/", {"engagement": [asked.pk, other.pk], "answer": "confirm-queue-move", "look": "1"})
    html = page.content.decode()
    assert page.status_code == 200
    assert "can be recorded" in html
    assert "would be refused" in html
    assert "queue-move-confirmed" not in kinds(asked)


def test_an_answer_can_be_taken_back_until_the_manager_is_released(asked: Engagement, signed_in: SignedIn) -> None:
    client = signed_in("kato", "en")
    assert pressed(client, asked, "acknowledge-queue-move").status_code == 200
    assert pressed(client, asked, "acknowledge-queue-move").status_code == 422
    assert "Undo what was recorded" in pressed(client, asked, "confirm-queue-move").content.decode()
    assert world.engagement("R-2001").queue == AMERICAS
    assert pressed(client, asked, "take-back-queue-answer").status_code == 200
    again = world.engagement("R-2001")
    assert (again.state, again.queue, again.requested_queue) == ("handing-over", "", AMERICAS)
    with pytest.raises(Refusal):
        engagements.perform(world.person("lee"), asked.pk, "release-manager", {})
    pressed(client, asked, "decline-queue-move", reason="Which team?")
    assert world.engagement("R-2001").state == "active"
    pressed(client, asked, "take-back-queue-answer")
    pressed(client, asked, "confirm-queue-move")
    engagements.perform(world.person("lee"), asked.pk, "release-manager", {})
    assert pressed(client, asked, "take-back-queue-answer").status_code == 422
    assert kinds(asked).count("queue-answer-taken-back") == 2


def test_the_worker_reminds_and_escalates_by_business_days_each_once(asked: Engagement, settings: Any) -> None:
    """Asked on Friday the 9th; Monday the 12th is Columbus Day; so Wednesday is the second business day, Thursday the third."""
    due = {"2026-10-13": [], "2026-10-14": ["queue-move-reminded"], "2026-10-15": ["queue-move-reminded", "queue-move-escalated"]}
    for day, told in due.items():
        settings.TASUKI_AT = f"{day}T15:00:00+00:00"
        worker.run_once()
        worker.run_once()
        assert [kind for kind in kinds(asked) if kind in ("queue-move-reminded", "queue-move-escalated")] == told, day


def test_the_site_may_have_the_manager_released_by_itself(asked: Engagement, signed_in: SignedIn, settings: Any, tmp_path: Path) -> None:
    pressed(signed_in("kato"), asked, "confirm-queue-move")
    assert worker.run_once()["released"] == 0
    settings.TASUKI_DATA = tmp_path
    (tmp_path / "site.yaml").write_text("hand-over: {release-when-confirmed: yes}\n", encoding="utf-8")
    _forget_site()
    try:
        assert worker.run_once()["released"] == 1
        assert worker.run_once()["released"] == 0
    finally:
        (tmp_path / "site.yaml").unlink()
        _forget_site()
    released = case_of(world.engagement("R-2001")).history[-1]
    assert (released.kind, released.by, released.data["rule"]) == ("manager-released", "system", "release-when-confirmed")
    assert world.engagement("R-2001").state == "closed"


def _forget_site() -> None:
    site.cache_clear()
    settings_in_force.cache_clear()


def test_every_setting_is_said_in_words(db: None) -> None:
    with translation.override("ja"):
        assert [one.key for one in settings_told() if not one.meaning or one.key.rpartition(".")[2] in one.meaning] == []


def test_a_wrong_setting_is_told_and_what_is_shipped_holds(signed_in: SignedIn, settings: Any, tmp_path: Path) -> None:
    settings.TASUKI_DATA = tmp_path
    wrong = "sign-in-link-days: soon\nclosing-days: ['13-40']\ncoffee: 3\nhand-over: {remind: 5}\n"
    (tmp_path / "site.yaml").write_text(wrong, encoding="utf-8")
    _forget_site()
    try:
        assert (site().sign_in_link_days, site().answer_remind, site().answer_escalate) == (7, 5, 3)
        html = signed_in("kanri", "ja").get("/settings/").content.decode()
        assert all(word in html for word in ("coffee", "13-40", "soon", "このサイト独自"))
    finally:
        (tmp_path / "site.yaml").unlink()
        _forget_site()


def test_a_file_of_assignments_confirms_what_was_asked_for_and_nothing_else(asked: Engagement, tmp_path: Path) -> None:
    def take(lines: str) -> Any:
        file = tmp_path / "assignments.csv"
        file.write_text(f"Tenant ID,role,Assigned to,since\n{lines}", encoding="utf-8")
        return imports.run("assignments", file, by="kato")

    elsewhere = take(f"t-5001,RM,{APJ},2026-10-08\nt-4021,RM,{APJ},2026-10-08\nt-9,RM,{APJ},2026-10-08\nt-4022,FM,lee,2026-10-08\n")
    assert (elsewhere.updated, elsewhere.unchanged, [one.code for one in elsewhere.rejected]) == (0, 3, ["unknown-tenant"])
    assert [finding.code for finding in elsewhere.findings] == ["held-by-another-queue", "manager-differs"]
    done = take(f"t-5001,Relationship Manager,{AMERICAS},2026-10-08\n")
    assert (done.updated, done.rejected) == (1, [])
    confirmed = next(fact for fact in case_of(asked).history if fact.kind == "queue-move-confirmed")
    assert (confirmed.by, confirmed.data["since"], bool(confirmed.data["import"])) == ("kato", "2026-10-08", True)
    again = take(f"t-5001,Relationship Manager,{AMERICAS},2026-10-08\n")
    assert (again.repeated, again.unchanged, kinds(asked).count("queue-move-confirmed")) == (True, 1, 1)


def closed(client: Any, engagement: Engagement) -> None:
    pressed(client, engagement, "confirm-queue-move")
    engagements.perform(world.person("lee"), engagement.pk, "release-manager", {})


def test_the_yearly_review_opens_in_december_with_a_share_for_each_day(asked: Engagement, signed_in: SignedIn, settings: Any) -> None:
    client = signed_in("kato")
    closed(client, asked)
    assert world.engagement("R-2001").next_action_date.isoformat() == "2027-12-31"  # type: ignore[union-attr]  # it is set
    settings.TASUKI_AT = "2027-11-30T03:00:00+00:00"
    assert (yearly_review.season_for(world.person("kato")).number, worker.run_once()["review_opened"]) == (0, False)
    settings.TASUKI_AT = "2027-12-01T03:00:00+00:00"
    assert (worker.run_once()["review_opened"], worker.run_once()["review_opened"]) == (True, False)
    season = yearly_review.season_for(world.person("kato"))
    assert [(due.share.isoformat(), due.late) for due in season[0:50]] == [("2027-12-01", False)]
    given = {"engagement": [asked.pk], "answer": "review-inactive-tenant", "decision": "contact"}
    assert client.post("/hand-over/review/", given).status_code == 422
    assert client.post("/hand-over/review/", {**given, "decision": "keep", "look": "1"}).status_code == 200
    assert "inactive-tenant-reviewed" not in kinds(asked)
    assert client.post("/hand-over/review/", {**given, "decision": "keep"}).status_code == 200
    reviewed = world.engagement("R-2001")
    assert (reviewed.state, str(reviewed.next_action_date)) == ("closed", "2028-12-31")
    assert client.post("/hand-over/review/", {**given, "decision": "keep"}).status_code == 422
    assert yearly_review.season_for(world.person("kato")).number == 0


def test_who_stands_in_sees_and_acts_and_every_fact_says_for_whom(signed_in: SignedIn, settings: Any) -> None:
    number = world.engagement("R-1187").pk
    lee = signed_in("lee")
    assert lee.get(f"/engagements/{number}/").status_code == 404
    arranged = {"act": "cover", "cover": "lee", "begins": "2026-10-06", "ends": "2026-10-07"}
    assert signed_in("sato").post("/absence/", {**arranged, "cover": "ono"}).status_code == 422
    assert signed_in("sato").post("/absence/", arranged).status_code == 200
    assert lee.get(f"/engagements/{number}/").status_code == 200
    note = {"category": "environment", "text": "The proxy is new."}
    assert lee.post(f"/engagements/{number}/do/record-note/", note).status_code == 302
    written = case_of(world.engagement("R-1187")).history[-1]
    assert (written.by, written.data["for"]) == ("lee", "sato")
    settings.TASUKI_AT = "2026-10-08T03:00:00+00:00"
    assert lee.get(f"/engagements/{number}/").status_code == 404
    settings.TASUKI_AT = world.NOON
    ended = signed_in("ono").post("/people/sato/", {"act": "end-cover", "number": Cover.objects.get().pk})
    assert ended.status_code == 200
    assert not Cover.objects.exists()


def test_a_lead_arranges_cover_for_his_own_teams_alone(signed_in: SignedIn) -> None:
    """Otherwise he could let himself, or a friend, see the customers of another team."""
    arranged = {"act": "cover", "cover": "sato", "begins": "2026-10-06", "ends": "2026-10-07"}
    assert signed_in("ono").post("/people/lee/", arranged).status_code == 422
    assert not Cover.objects.exists()
    assert signed_in("kanri").post("/people/lee/", arranged).status_code == 200
    assert signed_in("ono").post("/people/lee/", {"act": "end-cover", "number": Cover.objects.get().pk}).status_code == 422


def test_a_leavers_portfolio_goes_to_others_row_by_row(signed_in: SignedIn) -> None:
    Tenant.objects.create(
        tenant_id="t-77", name="Sakura", language="ja", team=world.person("ono").teams.get(), manager=world.person("sato")
    )
    first, second = world.engagement("R-1187"), world.engagement("R-1190")
    lead, given = signed_in("ono", "en"), {"to": "lee", "reason": "Leaves in October", f"to-{second.pk}": "ono"}
    page = lead.post("/people/sato/hand-over/", {**given, "look": "1"}).content.decode()
    assert page.count("can be recorded") == 2
    assert world.engagement("R-1187").manager_id == "sato"
    assert lead.post("/people/sato/hand-over/", given).status_code == 200
    assert [world.engagement(key).manager_id for key in ("R-1187", "R-1190")] == ["lee", "ono"]
    assert Tenant.objects.get(pk="t-77").manager_id == "lee"
    assert Fact.objects.get(subject="tenant/t-77").kind == "manager-changed"
    assert lead.post("/people/sato/hand-over/", {"to": "kato", "reason": "?"}).status_code == 422
    assert "manager-reassigned" in kinds(first)


def test_somebody_leaves_only_when_nothing_is_left_with_him(signed_in: SignedIn) -> None:
    admin = signed_in("kanri")
    assert admin.post("/people/sato/", {"act": "active", "active": "no"}).status_code == 422
    assert admin.post("/people/mori/", {"act": "active", "active": "no"}).status_code == 200
    assert not world.person("mori").is_active
    assert admin.post("/people/kanri/", {"act": "active", "active": "no"}).status_code == 422
    details = {"act": "change", "name": "佐藤 葵", "role": "manager", "teams": "東日本；西日本", "email": "", "language": "en"}
    assert admin.post("/people/sato/", details).status_code == 200
    assert {team.name for team in world.person("sato").teams.all()} == {"東日本", "西日本"}
    assert signed_in("ono").post("/people/sato/", details).status_code == 422


def test_a_report_opens_into_its_rows_and_goes_into_a_sheet(
    asked: Engagement, signed_in: SignedIn, django_assert_max_num_queries: Any
) -> None:
    client = signed_in("kato", "en")
    with django_assert_max_num_queries(12):
        html = client.get("/reports/discussed-not-handed-over/?by=manager").content.decode()
    assert "<svg " in html
    assert "Jordan Lee" in html
    assert "Contoso" in client.get("/reports/discussed-not-handed-over/?by=manager&value=lee").content.decode()
    assert "Contoso" not in client.get("/reports/discussed-not-handed-over/?by=manager&value=sato").content.decode()
    assert "Nothing falls into this period" in client.get("/reports/discussed-not-handed-over/?until=2026-01-01").content.decode()
    book = load_workbook(io.BytesIO(client.get("/reports/discussed-not-handed-over/?format=xlsx").content))
    assert [cell.value for cell in list(book.active.rows)[1]][:4] == ["t-5001", "Contoso Ltd", "R-2001", "Jordan Lee"]
    others = signed_in("sato").get("/reports/discussed-not-handed-over/?format=xlsx")
    assert load_workbook(io.BytesIO(others.content)).active.max_row == 1


def test_a_file_is_kept_between_its_dry_run_and_its_import(signed_in: SignedIn, settings: Any, tmp_path: Path) -> None:
    settings.TASUKI_DATA = tmp_path
    content = b"tenant_id,name,country,language\nt-9,Nine,JP,ja\nt-10,,JP,ja\n"
    lead = signed_in("ono")
    looked = lead.post("/imports/", {"kind": "tenants", "dry-run": "1", "file": SimpleUploadedFile("new.csv", content)})
    token = looked.context["token"]
    assert not Tenant.objects.filter(pk="t-9").exists()
    sheet = lead.post("/imports/rejected/", {"kind": "tenants", "token": token}).content.decode("utf-8-sig")
    assert sheet.splitlines()[1].startswith("2,blank-cell,")
    assert signed_in("kanri").post("/imports/", {"kind": "tenants", "token": token}).status_code == 422
    assert lead.post("/imports/", {"kind": "tenants", "token": token}).status_code == 200
    assert Tenant.objects.filter(pk="t-9").exists()
    assert signed_in("kato").post("/imports/", {"kind": "tenants", "file": SimpleUploadedFile("x.csv", content)}).status_code == 422


def test_the_audit_narrows_by_who_what_and_when(asked: Engagement, signed_in: SignedIn) -> None:
    auditor = signed_in("abe")
    page = auditor.get(f"/audit/?subject=engagement/{asked.pk}&kind=discussion-held&from=2026-10-01&until=2026-10-31")
    assert [fact.kind for _, fact, _ in page.context["found"]] == ["discussion-held"]
    assert not auditor.get("/audit/?by=lee&until=2026-10-01").context["found"]
    assert auditor.get("/audit/?by=lee&from=0001-01-01&until=9999-12-31").context["found"], "the ends of the calendar are no limits"
    sheet = auditor.get("/audit/export/?by=lee&kind=discussion-held&format=xlsx")
    rows = list(load_workbook(io.BytesIO(sheet.content)).active.values)
    assert [row[3:5] for row in rows[1:]] == [("lee", "discussion-held")]


def test_the_faq_is_searched_in_any_width_and_leads_back_to_the_engagement(signed_in: SignedIn) -> None:
    number = world.engagement("R-1187").pk
    sato = signed_in("sato", "ja")
    whole, some = (sato.get(f"/faq/completion-faq/?q={words}").context["entries"] for words in ("", "１,０００"))
    assert 0 < len(some) < len(whole)
    assert f"/engagements/{number}/do/review-faq/" in sato.get(f"/faq/completion-faq/?engagement={number}").content.decode()
    assert signed_in("lee").get(f"/faq/completion-faq/?engagement={number}").status_code == 404
    assert not sato.get("/faq/completion-faq/?q=zebra").context["entries"]


def test_the_board_counts_from_the_day_of_the_tenant(asked: Engagement) -> None:
    (waiting,) = handing_over.waiting_for(world.person("kato"))
    assert (waiting.age, waiting.urgency, waiting.asked.isoformat()) == (0, "on-track", "2026-10-09")


def shown_with(page: str) -> str:
    """How many facts the form says it was shown with."""
    found: list[str] = re.findall(r'name="facts" value="(\d+)"', page)
    return found[0]


def test_who_changes_a_person_second_sees_both_and_overwrites_nothing(signed_in: SignedIn) -> None:
    client = signed_in("kanri", "en")
    shown = shown_with(client.get("/people/mori/").content.decode())
    details = {"act": "change", "name": "Mori", "role": "engineer", "teams": "東日本", "email": "mori@tasuki.example", "language": "ja"}
    assert client.post("/people/mori/", {**details, "facts": shown, "email": "first@tasuki.example"}).status_code == 200
    second = client.post("/people/mori/", {**details, "facts": shown, "email": "second@tasuki.example"})
    page = second.content.decode()
    assert second.status_code == 409
    assert Person.objects.get(pk="mori").email == "first@tasuki.example"
    assert 'value="second@tasuki.example"' in page, "what was typed is kept"
    assert "first@tasuki.example</p>" in page, "what was recorded stands beside it"
    mine = {**details, "facts": shown_with(page), "email": "second@tasuki.example"}
    assert client.post("/people/mori/", mine).status_code == 200
    assert Person.objects.get(pk="mori").email == "second@tasuki.example"


def test_a_refused_change_of_a_person_keeps_what_was_typed(signed_in: SignedIn) -> None:
    given = {"act": "change", "name": "New Name", "role": "engineer", "teams": "東日本; 西日本", "email": "nowhere", "language": "ja"}
    page = signed_in("kanri", "en").post("/people/mori/", given).content.decode()
    assert 'value="New Name"' in page
    assert 'value="nowhere"' in page
    assert 'value="東日本; 西日本"' in page


def test_who_sets_a_regular_meeting_second_is_offered_both(signed_in: SignedIn) -> None:
    client = signed_in("sato", "en")
    there = "/tenants/t-4021/regular-meeting/"
    shown = shown_with(client.get(there).content.decode())
    rule = {
        "every": "week",
        "weekday": "1",
        "nth": "1",
        "at": "10:00",
        "minutes": "30",
        "time_zone": "Asia/Tokyo",
        "starting": "2026-10-06",
    }
    assert client.post(there, {**rule, "facts": shown}).status_code == 302
    second = client.post(there, {**rule, "facts": shown, "at": "15:00"})
    assert second.status_code == 409
    assert "Every Tuesday at 10:00" in second.content.decode()
    assert 'value="15:00"' in second.content.decode()


def test_an_auditor_reads_whose_an_engagement_is_and_an_administrator_does_not(signed_in: SignedIn) -> None:
    number = world.engagement("R-1187").pk
    for path in ("/audit/", f"/audit/?subject=engagement/{number}", "/audit/?kind=engagement-opened"):
        assert "株式会社青葉製作所 · R-1187" in signed_in("abe", "ja").get(path).content.decode(), path
        assert "株式会社青葉製作所" not in signed_in("kanri", "ja").get(path).content.decode(), path


def test_the_evidence_sheet_names_the_manager_who_was_released(signed_in: SignedIn) -> None:
    world.carry_on("R-1187", lambda case: case.assessment.state == "closed")
    page = signed_in("abe", "ja").get(f"/engagements/{world.engagement('R-1187').pk}/evidence/").content.decode()
    assert "佐藤 葵（担当解除済み）" in page
