"""A tenant, the drafts of a form, notes, and the discussion kit, as people use them."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from tasuki.records.models import Draft
from tasuki.services import engagements
from tests.web import world
from tests.web.conftest import SignedIn

HTMX = {"HX-Request": "true"}


def act(command: str, name: str = "act") -> str:
    return reverse(name, args=[world.engagement("R-1187").pk, command])


def facts() -> list[Any]:
    return list(engagements.case_of(world.engagement("R-1187")).history)


def html(client: Client, path: str, **asked: str) -> str:
    answer = client.get(path, asked)
    assert answer.status_code == 200, path
    return answer.content.decode()


# ---------------------------------------------------------------- tenant


def test_a_tenant_shows_each_workload_as_a_plot_in_words_and_as_a_table(signed_in: SignedIn) -> None:
    page = html(signed_in("sato", "ja"), "/tenants/t-4021/")
    plots = re.findall(r'<svg role="img" aria-label="([^"]*)"', page)
    assert len(plots) == 2
    assert "マイルストーンに到達しました" in plots[0]
    assert "あと 7 人足りません" in plots[1], "Teams has 9 of the 16 users that 155 seats ask for"
    assert page.count("<table") == 3


def test_contacts_are_corrected_where_somebody_may(signed_in: SignedIn) -> None:
    mine = html(signed_in("sato"), "/tenants/t-4021/")
    assert "/do/correct-contact/?email=yamada%40aoba.example&amp;kind=customer&amp;name=" in mine
    assert "/do/add-contact/" in mine
    assert "/do/correct-contact/" not in html(signed_in("abe"), "/tenants/t-4021/"), "an auditor only reads"


def test_the_timeline_is_filtered_by_its_address(signed_in: SignedIn) -> None:
    client = signed_in("sato", "en")
    client.post(act("record-note"), {"category": "environment", "text": "Only mine.", "workload": "exchange"})
    everything = html(client, "/tenants/t-4021/")
    assert "The tenant was imported." in everything
    assert "Only mine." in everything
    by_me = html(client, "/tenants/t-4021/", kind="note", workload="exchange", by="sato")
    assert "Only mine." in by_me
    assert "The tenant was imported." not in by_me
    assert len(re.findall(r"<time ", by_me.split('id="story"')[1])) == 1
    none = html(client, "/tenants/t-4021/", kind="note", by="nobody")
    assert "Nothing on record fits these filters." in none


# ---------------------------------------------------------------- drafts and conflicts


def test_what_was_typed_is_kept_until_the_act_is_done_and_is_nobody_elses(signed_in: SignedIn) -> None:
    sato = signed_in("sato", "ja")
    typed = {"category": "environment", "text": "途中まで書いた", "next_action_date": "2026-02-31"}
    answer = sato.post(act("record-note", "draft"), typed, headers=HTMX).content.decode()
    assert "下書きを保存しました" in answer
    assert re.search(r'id="amiss-next_action_date"[^>]*><p class="amiss">', answer), "what is wrong is said beside the field"
    assert not re.search(r'id="amiss-text"[^>]*><p', answer)
    assert "途中まで書いた" in html(signed_in("sato", "ja"), act("record-note")), "another session finds it"
    assert "途中まで書いた" not in html(signed_in("mori"), act("record-note"))
    assert not any(fact.text == "途中まで書いた" for fact in facts()), "a draft is no fact"
    assert sato.post(act("record-note"), {"category": "environment", "text": "書き終えた"}).status_code == 302
    assert not Draft.objects.exists()


def test_a_draft_without_javascript_is_a_button_and_can_be_thrown_away(signed_in: SignedIn) -> None:
    sato = signed_in("sato", "ja")
    page = sato.post(act("record-note", "draft"), {"text": "あとで"}, follow=True).content.decode()
    assert "あとで" in page
    sato.post(act("record-note", "draft"), {"text": "あとで", "discard": "1"})
    assert not Draft.objects.exists()


def test_a_mail_that_was_changed_by_hand_comes_back_from_its_draft_as_it_was_changed(signed_in: SignedIn) -> None:
    sato, there = signed_in("sato", "ja"), act("send-mail")
    page = html(sato, there, template="account-team", workload="exchange")
    composed = re.search(r'name="composed" value="(\w+)"', page)
    assert composed
    typed = {"template": "account-team", "workload": "exchange", "subject": "件名", "body": "手で書き直した本文", "composed": composed[1]}
    sato.post(act("send-mail", "draft"), typed, headers=HTMX)
    again = html(sato, there, template="account-team", workload="exchange")
    assert "手で書き直した本文" in again
    assert 'name="composed"' not in again
    sato.post(there, {name: value for name, value in typed.items() if name != "composed"})
    assert next(fact.text for fact in facts() if fact.kind == "mail-queued").strip() == "手で書き直した本文"


def test_a_draft_about_another_criterion_does_not_slip_into_the_form(signed_in: SignedIn) -> None:
    sato = signed_in("sato", "ja")
    sato.post(act("attest", "draft"), {"criterion": "end-understood", "text": "こちらの条件について"})
    other = html(sato, act("attest"), criterion="satisfied")
    assert "こちらの条件について" not in other
    assert "?draft=1" in other
    assert "こちらの条件について" in html(sato, act("attest"), draft="1")


def test_whoever_comes_second_sees_both_and_loses_nothing(signed_in: SignedIn) -> None:
    sato, mori = signed_in("sato", "ja"), signed_in("mori")
    shown = str(world.engagement("R-1187").facts)
    mori.post(act("record-note"), {"category": "environment", "text": "先に書いた内容"})
    answer = sato.post(act("record-note"), {"category": "environment", "text": "後から書いた内容", "facts": shown})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert re.search(r'class="theirs">.*?先に書いた内容', page, re.DOTALL)
    assert re.search(r"<textarea[^>]*>後から書いた内容", page)
    assert "自分の内容も記録する" in page
    assert Draft.objects.get().given["text"] == "後から書いた内容"


def test_whoever_is_overtaken_while_submitting_is_told_like_anybody_else(signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look at the history and the act itself somebody else was quicker."""
    sato, mori = signed_in("sato", "ja"), world.person("mori")
    shown = str(world.engagement("R-1187").facts)
    real = engagements.perform
    begun: list[int] = []

    def perform(person: Any, number: int, command: str, given: Any, **more: Any) -> Any:
        if not begun:
            begun.append(number)
            real(mori, number, command, {"category": "environment", "text": "一瞬早かった"})
        return real(person, number, command, given, **more)

    monkeypatch.setattr(engagements, "perform", perform)
    answer = sato.post(act("record-note"), {"category": "environment", "text": "遅れて届いた", "facts": shown})
    assert answer.status_code == 409
    assert "一瞬早かった" in answer.content.decode()
    assert not any(fact.text == "遅れて届いた" for fact in facts())


# ---------------------------------------------------------------- notes


def test_a_template_is_added_after_what_was_written(signed_in: SignedIn) -> None:
    answer = signed_in("sato", "en").post(act("record-note"), {"category": "environment", "text": "Mine first.", "insert": "blocker"})
    text = re.search(r'<textarea id="key-text"[^>]*>(.*?)</textarea>', answer.content.decode(), re.DOTALL)
    assert text
    assert text[1].startswith("Mine first.\n\nProblem:")


def test_a_search_finds_only_what_one_may_see(signed_in: SignedIn) -> None:
    signed_in("sato").post(act("record-note"), {"category": "environment", "text": "鳳凰計画の件"})
    assert "鳳凰計画の件" in html(signed_in("sato"), "/notes/", q="鳳凰")
    assert "鳳凰計画の件" in html(signed_in("abe"), "/notes/", q="計画")
    assert "鳳凰計画の件" not in html(signed_in("lee"), "/notes/", q="鳳凰")


def test_a_lead_redacts_and_only_with_a_reason(signed_in: SignedIn) -> None:
    signed_in("sato").post(act("record-note"), {"category": "environment", "text": "消すべき氏名"})
    number = world.engagement("R-1187").facts
    there = reverse("redact", args=[world.engagement("R-1187").pk, number])
    assert signed_in("sato").post(there, {"reason": "x"}).status_code == 403
    ono = signed_in("ono", "ja")
    assert ono.post(there, {"reason": " "}).status_code == 422
    assert ono.post(there, {"reason": "ご本人の申し出による"}).status_code == 302
    assert facts()[number - 1].text == ""
    assert facts()[-1].kind == "text-redacted"
    assert world.engagement("R-1187").facts == len(facts())
    assert ono.get(there).status_code == 403, "there is nothing left to redact"


def test_an_escalation_stands_above_the_engagement_until_a_lead_answers(signed_in: SignedIn) -> None:
    there = reverse("engagement", args=[world.engagement("R-1187").pk])
    signed_in("sato").post(act("record-note"), {"category": "environment", "text": "助けてください", "escalate": "yes"})
    assert "チームリーダーに支援を求めています" in html(signed_in("ono", "ja"), there)
    assert "助けてください" in html(signed_in("ono"), "/")
    assert "助けてください" not in html(signed_in("sato"), "/")
    signed_in("ono").post(act("record-note"), {"category": "environment", "text": "明日話しましょう"})
    assert "チームリーダーに支援を求めています" not in html(signed_in("sato", "ja"), there)
    assert "助けてください" not in html(signed_in("ono"), "/")


# ---------------------------------------------------------------- discussion kit

WEEKLY = {"every": "week", "weekday": "1", "nth": "1", "at": "10:00", "minutes": "45", "time_zone": "Asia/Tokyo", "starting": "2026-10-06"}


def test_the_discussion_finds_its_place_in_the_regular_meeting(signed_in: SignedIn) -> None:
    sato = signed_in("sato", "ja")
    wrong = sato.post("/tenants/t-4021/regular-meeting/", {**WEEKLY, "at": "25:00", "minutes": ""})
    assert wrong.status_code == 422
    assert wrong.content.decode().count('class="amiss"') == 2
    assert sato.post("/tenants/t-4021/regular-meeting/", WEEKLY).status_code == 302
    kit = html(sato, reverse("kit", args=[world.engagement("R-1187").pk]))
    assert "毎週火曜日 10:00" in kit
    offered = re.findall(r"schedule-discussion/\?at=([^&]*)&", kit)
    assert offered[:2] == ["2026-10-13T10%3A00%3A00%2B09%3A00", "2026-10-20T10%3A00%3A00%2B09%3A00"]
    assert "2026年10月13日（火） 10:00" in kit
    assert "定例会議を設定した" in html(sato, "/tenants/t-4021/")


def test_an_invitation_that_is_moved_keeps_its_name_and_counts_up(signed_in: SignedIn) -> None:
    sato = signed_in("sato", "ja")
    there = reverse("invitation", args=[world.engagement("R-1187").pk])
    assert sato.get(there).status_code == 404
    told = []
    for at in ("2026-10-20T10:00", "2026-10-27T10:00"):
        sato.post(act("schedule-discussion"), {"workload": ["exchange", "teams"], "at": at, "minutes": "45"})
        told += [_entry(sato, there), _entry(sato, there + "?cancel=1")]
    assert [(one["method"], one["sequence"]) for one in told] == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2), ("CANCEL", 3)]
    assert len({one["uid"] for one in told}) == 1
    assert told[2]["start"] == "2026-10-27T10:00:00+09:00"
    assert "山田 太郎" in told[0]["text"]
    assert "BEGIN:VTIMEZONE" in told[0]["text"]


def _entry(client: Client, path: str) -> dict[str, Any]:
    answer = client.get(path)
    calendar = Calendar.from_ical(answer.content)
    event = calendar.walk("VEVENT")[0]
    assert f"method={calendar['method']}" in answer.headers["Content-Type"]
    text = answer.content.decode().replace("\r\n ", "")
    return {
        "method": str(calendar["method"]),
        "uid": str(event["uid"]),
        "sequence": event["sequence"],
        "start": event.decoded("dtstart").isoformat(),
        "text": text,
    }


def test_the_summary_speaks_the_customers_language_and_tells_nothing_of_our_notes(signed_in: SignedIn) -> None:
    sato = signed_in("sato", "en")
    sato.post(act("record-note"), {"category": "environment", "text": "社内だけの話"})
    page = html(sato, reverse("summary", args=[world.engagement("R-1187").pk]))
    assert '<html lang="ja">' in page
    assert "これまでの成果のまとめ" in page
    assert "社内だけの話" not in page
    assert '<html lang="en">' in html(sato, reverse("summary", args=[world.engagement("R-1187").pk]), **{"in": "en"})


# ---------------------------------------------------------------- whose the next action is


def test_a_next_action_stands_on_its_owners_today_once_it_is_due(signed_in: SignedIn) -> None:
    manager, engineer = signed_in("sato", "en"), signed_in("mori", "en")
    manager.post(act("set-next-action"), {"date": "2026-10-06", "text": "Look at the mail flow.", "owner": "mori"})
    assert "Your next action is due today: Look at the mail flow." in html(engineer, "/")
    assert "Next action: Look at the mail flow." in html(manager, "/"), "he waits for it, and is told for whom"
    assert "森 健太" in html(manager, "/")
    assert "6 Oct 2026 · 森 健太" in html(manager, f"/engagements/{world.engagement('R-1187').pk}/")
    manager.post(act("set-next-action"), {"date": "2026-10-07", "text": "Ask about the training.", "owner": "customer"})
    assert "Your next action" not in html(engineer, "/")
    assert re.search(r"Ask about the training\..*?<p class=\"aged\">Customer", html(manager, "/"), re.DOTALL)
