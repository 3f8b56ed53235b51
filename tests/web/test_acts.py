"""Acting in an engagement: every command has its form, a refusal keeps what was typed, and nobody is overwritten."""

import re
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tasuki.core.engagement.commands import COMMANDS
from tasuki.core.engagement.roles import ALLOWED
from tasuki.records.models import Contact, Outbox
from tasuki.services import clock, engagements, worker
from tests.web import world
from tests.web.conftest import SignedIn
from tests.web.test_screens import foreign_words

ROLES = {"manager": "sato", "engineer": "mori", "assignment": "kato", "lead": "ono"}


def there(command: str, request: str = "R-1187", **keys: str) -> str:
    path = reverse("act", args=[world.engagement(request).pk, command])
    return path + ("?" + "&".join(f"{name}={value}" for name, value in keys.items()) if keys else "")


def history(request: str = "R-1187") -> list[str]:
    return [fact.kind for fact in engagements.case_of(world.engagement(request)).history]


def post(client: Client, command: str, request: str = "R-1187", **given: Any) -> Any:
    return client.post(there(command, request), given)


def test_every_command_has_a_form_for_whoever_may_use_it(signed_in: SignedIn) -> None:
    faults = []
    for role, login in ROLES.items():
        client = signed_in(login, "ja")
        for command in ALLOWED[role] - {"resume", "reopen", "review-inactive-tenant"}:
            if (role, command) == ("engineer", "complete-task"):
                continue
            response = client.get(there(command))
            html = response.content.decode()
            if response.status_code != 200 or left_over(html):
                faults.append(f"{role} {command}: {response.status_code} {left_over(html)}")
            faults += [f"{command} has no field {key.name}" for key in COMMANDS[command].keys if f'name="{_posted(key.name)}"' not in html]
    assert not faults, "\n".join(faults)


def left_over(html: str) -> set[str]:
    return foreign_words(html)


def _posted(key: str) -> str:
    return "attempts-0-on" if key == "attempts" else key


def test_what_is_done_is_told_and_stands_in_the_history(signed_in: SignedIn) -> None:
    client = signed_in("sato", "ja")
    answer = client.post(there("record-note"), {"category": "environment", "text": "ネットワークは更新済みです。"}, follow=True)
    html = answer.content.decode()
    assert answer.redirect_chain[0][1] == 302
    assert "メモを記録した" in html
    assert "ネットワークは更新済みです。" in html
    assert f'id="fact-{world.engagement("R-1187").facts}"' in html


def test_a_refusal_names_every_reason_keeps_everything_and_records_nothing(signed_in: SignedIn) -> None:
    client, before = signed_in("sato", "ja"), history()
    answer = post(
        client,
        "hold-discussion",
        workload="exchange",
        on="2026-02-31",
        attendees="山田 太郎、鈴木 花子",
        ready="no",
        concerns="席が増えます。",
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert history() == before
    assert "席が増えます。" in html
    assert "山田 太郎\n鈴木 花子" in html, "a list is shown line by line"
    assert 'value="2026-02-31"' in html
    assert html.count('class="amiss"') >= 3, "each wrong field says why"
    assert re.search(r'<a class="btn small" href="/engagements/\d+/do/', html), "a remedy is a link to its form"
    assert not left_over(html)


def test_whoever_was_overtaken_sees_what_happened_and_can_submit_again(signed_in: SignedIn) -> None:
    sato, mori = signed_in("sato", "ja"), signed_in("mori")
    shown = world.engagement("R-1187").facts
    post(mori, "record-note", category="environment", text="エンジニアからの連絡です。")
    answer = post(sato, "record-note", category="environment", text="同じ時に書いたメモです。", facts=str(shown))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "エンジニアからの連絡です。" in html
    assert "同じ時に書いたメモです。" in html
    now = re.search(r'name="facts" value="(\d+)"', html)
    assert now
    assert post(sato, "record-note", category="environment", text="同じ時に書いたメモです。", facts=now[1]).status_code == 302


def test_what_the_program_itself_records_meanwhile_disturbs_nobody(signed_in: SignedIn) -> None:
    client = signed_in("sato")
    post(client, "send-mail", template="account-team", workload="exchange")
    shown = world.engagement("R-1187").facts
    worker.run_once()
    assert world.engagement("R-1187").facts == shown, "it can still be taken back"
    with clock.moved_to(clock.now() + timedelta(minutes=1)):
        worker.run_once()
    assert world.engagement("R-1187").facts > shown
    assert post(client, "record-note", category="environment", text="続けて書きます。", facts=str(shown)).status_code == 302


def test_a_mail_is_shown_as_it_will_leave_and_sent_as_it_was_changed(signed_in: SignedIn) -> None:
    client = signed_in("sato", "ja")
    page = client.get(there("send-mail", template="account-team", workload="exchange")).content.decode()
    assert "takahashi@account.example" in page
    assert "高橋 一郎" in page
    assert history().count("mail-queued") == 0, "looking sends nothing"
    composed = re.search(r'name="composed" value="(\w+)"', page)
    body = re.search(r'<textarea id="key-body"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    subject = re.search(r'id="key-subject" name="subject" value="([^"]*)"', page)
    assert composed
    assert body
    assert subject
    changed = body[1].replace("調整中です。決まりしだいお知らせします。", "10月20日（火）10時")
    given = {"template": "account-team", "workload": "exchange", "subject": subject[1], "composed": composed[1]}
    again = client.post(there("send-mail"), {**given, "body": changed, "preview": "1"})
    assert again.status_code == 200
    assert "10月20日（火）10時" in again.content.decode()
    assert 'name="composed"' not in again.content.decode(), "words changed by hand are not taken for the template's on the next post"
    del given["composed"]
    assert client.post(there("send-mail"), {**given, "body": changed}).status_code == 302
    sent = [fact for fact in engagements.case_of(world.engagement("R-1187")).history if fact.kind == "mail-queued"]
    assert "10月20日（火）10時" in sent[0].text


def test_a_mail_from_ones_own_mailbox_is_read_from_its_file(signed_in: SignedIn) -> None:
    head = b"From: sato@tasuki.example\r\nTo: Ichiro <takahashi@account.example>\r\nDate: Mon, 05 Oct 2026 10:00:00 +0900\r\n"
    content = head + b"Subject: Review\r\n\r\nHello\r\n"
    file = SimpleUploadedFile("sent.eml", content)
    answer = signed_in("sato").post(there("record-mail"), {"template": "account-team", "workload": "exchange", "file": file})
    assert answer.status_code == 302, answer.content.decode()
    recorded = engagements.case_of(world.engagement("R-1187")).history
    mail = next(fact for fact in recorded if fact.kind == "mail-recorded")
    assert mail.data["to"] == ["takahashi@account.example"]
    assert mail.data["on"] == "2026-10-05"


def test_a_mail_of_another_engagement_proves_nothing_here(signed_in: SignedIn) -> None:
    def recorded(to: str, message: str = "<own@tasuki.example>", **given: str) -> Any:
        head = f"From: sato@tasuki.example\r\nTo: {to}\r\nDate: Mon, 05 Oct 2026 10:00:00 +0900\r\nMessage-ID: {message}\r\n\r\nHello\r\n"
        file = SimpleUploadedFile("sent.eml", head.encode())
        return signed_in("sato", "en").post(
            there("record-mail"), {"template": "account-team", "workload": "exchange", "file": file, **given}
        )

    assert b"none of them is a contact of this kind" in recorded("ito@account.example").content
    post(signed_in("sato"), "send-mail", template="account-team", workload="exchange")
    ours = Outbox.objects.get()
    assert b"left from here" in recorded("takahashi@account.example", ours.message_id).content
    assert not [fact for fact in engagements.case_of(world.engagement("R-1187")).history if fact.kind == "mail-recorded"]
    assert recorded("ito@account.example", reason="山田様の依頼で伊藤さんに送りました。").status_code == 302, (
        "a person may say why it counts"
    )


def test_a_time_is_meant_where_the_tenant_is(signed_in: SignedIn) -> None:
    post(signed_in("sato"), "schedule-discussion", workload="exchange", at="2026-10-20T10:00")
    planned = next(fact for fact in engagements.case_of(world.engagement("R-1187")).history if fact.kind == "discussion-scheduled")
    assert planned.data["at"] == "2026-10-20T10:00:00+09:00"


def test_attempts_are_rows_and_blank_rows_count_for_nothing(signed_in: SignedIn) -> None:
    rows = [("2026-09-01", "call", "山田 太郎"), ("2026-09-08", "mail", "山田 太郎"), ("2026-09-15", "call", "山田 太郎")]
    given = {
        f"attempts-{n}-{part}": value for n, row in enumerate(rows) for part, value in zip(("on", "channel", "contact"), row, strict=True)
    }
    client = signed_in("ono", "ja")
    short = client.post(
        there("close-without-discussion"), {name: value for name, value in given.items() if not name.startswith("attempts-2")}
    )
    assert short.status_code == 422
    assert 'value="2026-09-08"' in short.content.decode()
    assert client.post(there("close-without-discussion"), given).status_code == 302
    assert history()[-1] == "closed-without-discussion"


def test_unknown_commands_are_not_there(signed_in: SignedIn) -> None:
    assert signed_in("sato").get(there("make-coffee")).status_code == 404


@pytest.mark.parametrize("answer", ["confirm-queue-move", "decline-queue-move"])
def test_the_board_answers_several_at_once_and_says_what_came_of_each(
    signed_in: SignedIn, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One request that can be answered, and one engagement that has none."""
    first, second = world.engagement("R-1187").pk, world.engagement("R-1190").pk
    asked: list[int] = []
    real = engagements.perform

    def perform(person: Any, number: int, command: str, given: Any) -> Any:
        asked.append(number)
        return () if number == first else real(person, number, command, given)

    monkeypatch.setattr(engagements, "perform", perform)
    response = signed_in("kato", "ja").post("/hand-over/", {"engagement": [first, second], "answer": answer, "reason": "確認しました。"})
    html = response.content.decode()
    assert sorted(asked) == sorted([first, second])
    assert response.status_code == 422
    assert "記録済み" in html
    assert "未記録" in html
    assert not left_over(html)


def test_the_board_asks_for_a_choice(signed_in: SignedIn) -> None:
    assert signed_in("kato").post("/hand-over/", {"answer": "confirm-queue-move"}).status_code == 422


def test_a_contact_that_changed_elsewhere_is_not_overwritten(signed_in: SignedIn) -> None:
    client = signed_in("sato", "en")
    page = client.get(there("correct-contact", email="yamada@aoba.example")).content.decode()
    seen = re.findall(r'name="contacts" value="(\w+)"', page)[0]
    Contact.objects.filter(email="yamada@aoba.example").update(department="総務部")
    given = {"email": "yamada@aoba.example", "department": "営業部", "contacts": seen}
    second = post(client, "correct-contact", **given)
    assert second.status_code == 409
    assert "総務部" in second.content.decode()
    assert 'value="営業部"' in second.content.decode()
    now = re.findall(r'name="contacts" value="(\w+)"', second.content.decode())[0]
    assert post(client, "correct-contact", **{**given, "contacts": now}).status_code == 302


def way_back(client: Client, page: str) -> Any:
    """Press the one button of what the screen says."""
    said = page[page.index('class="said"') : page.index("</ul>", page.index('class="said"'))]
    (address,) = re.findall(r'<form method="post" action="([^"]+)"', said)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', said))
    return client.post(
        address.replace("&amp;", "&"), {name: value for name, value in fields.items() if name != "csrfmiddlewaretoken"}, follow=True
    )


@pytest.mark.parametrize(
    ("command", "given"),
    [
        ("set-next-action", {"date": "2026-12-24"}),
        ("schedule-discussion", {"at": "2026-12-24T10:00", "workload": "exchange"}),
        ("hold", {"reason": "The customer is away."}),
    ],
)
def test_what_was_just_recorded_is_undone_beside_its_sentence(signed_in: SignedIn, command: str, given: dict[str, str]) -> None:
    client = signed_in("sato", "ja")
    page = client.post(there(command), given, follow=True).content.decode()
    assert way_back(client, page).status_code == 200
    assert history()[-1] == "act-taken-back"
    engagement = world.engagement("R-1187")
    assert (engagement.next_action_date, engagement.state) == (None, "active")


def test_a_draft_and_a_view_come_back_after_they_were_thrown_away(signed_in: SignedIn) -> None:
    client = signed_in("sato", "en")
    kept = reverse("draft", args=[world.engagement("R-1187").pk, "record-note"])
    client.post(kept, {"category": "environment", "text": "Half a thought"})
    page = client.post(kept, {"discard": "1"}, follow=True).content.decode()
    assert "Half a thought" in way_back(client, page).content.decode()
    client.post("/list/views/?q=aoba", {"do": "save", "name": "Aoba"})
    number = re.findall(r'name="view" value="(\d+)"', client.get("/tenants/?all=1").content.decode())[0]
    page = client.post("/list/views/", {"do": "drop", "view": number}, follow=True).content.decode()
    assert "is deleted" in page
    way_back(client, page)
    assert ">Aoba</a>" in client.get("/tenants/?all=1").content.decode()


def test_whoever_writes_a_mail_knows_of_the_rehearsal_and_of_the_way_back(signed_in: SignedIn, settings: Any) -> None:
    sato = signed_in("sato", "en")
    page = sato.get(there("send-mail", template="account-team", workload="exchange")).content.decode()
    assert "You can take it back within 60 seconds." in page
    assert "This is a rehearsal" not in page
    settings.TASUKI_MAIL_REHEARSAL = "trial@tasuki.example"
    page = sato.get(there("send-mail", template="account-team", workload="exchange")).content.decode()
    assert "all mail goes to trial@tasuki.example instead of its recipients" in page


def next_act(html: str) -> str:
    """The card with the next act and its form."""
    return html.partition('id="next"')[2].partition("</section>")[0]


def shown_fields(html: str) -> set[str]:
    """What the form asks for; hidden fields are settled."""
    return set(re.findall(r'<(?:input(?! type="hidden")|select|textarea)[^>]*? name="(\w+)"', html))


def comes_first(command: str, case: engagements.Case) -> bool:
    return [act.command for act in case.guide.next_acts()][:1] == [command]


@pytest.mark.parametrize(
    ("command", "asked", "not_asked"),
    [
        ("attest", {"text"}, {"criterion", "workload"}),
        ("complete-task", set(), {"task", "workload"}),
        ("hold-discussion", {"workload", "on", "attendees"}, set()),
        ("set-next-action", {"text", "owner"}, {"date"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_next_act_does_not_ask_for_what_its_heading_says(
    signed_in: SignedIn, command: str, asked: set[str], not_asked: set[str]
) -> None:
    """One meeting may be for several workloads, so that is asked."""
    world.carry_on("R-1187", partial(comes_first, command))
    sato = signed_in("sato", "en")
    form = next_act(sato.get(f"/engagements/{world.engagement('R-1187').pk}/").content.decode())
    assert shown_fields(form) >= asked
    assert not shown_fields(form) & not_asked
    given = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    if command != "hold-discussion":
        given = {name: value for name, value in given.items() if name != "csrfmiddlewaretoken"}
        assert sato.post(there(command), {**given, "text": "Told on the phone."}).status_code == 302


def test_whoever_reviews_the_contacts_sees_who_is_on_record(signed_in: SignedIn) -> None:
    page = signed_in("sato", "en").get(there("review-contacts")).content.decode()
    assert re.search(r"On record now\. Account team: \S.*\. Customer: \S.*\.", page)


def test_contacts_are_ticked_and_others_written_beside_them(signed_in: SignedIn) -> None:
    sato = signed_in("sato", "en")
    names = [contact.name for contact in Contact.objects.filter(tenant=world.engagement("R-1187").tenant, kind="customer")]
    world.carry_on("R-1187", lambda case: any(act.command == "hold-discussion" for act in case.guide.next_acts()))
    ticked = f'name="attendees" value="{names[0]}"'
    assert ticked in sato.get(there("hold-discussion")).content.decode()
    refused = post(sato, "hold-discussion", attendees=[names[0], f"{names[0]}\nA guest"], workload="exchange")
    assert refused.status_code == 422
    page = refused.content.decode()
    assert f"{ticked} checked" in page
    assert re.search(r'<textarea[^>]* name="attendees"[^>]*>A guest</textarea>', page)


def test_a_mail_for_readers_of_a_language_without_a_template_says_so_and_offers_the_others(signed_in: SignedIn) -> None:
    engagement = world.engagement("R-1187")
    Contact.objects.filter(tenant=engagement.tenant).update(language="it")
    engagement.tenant.language = "it"
    engagement.tenant.save()
    world.carry_on("R-1187", lambda case: any(act.command == "send-mail" for act in case.guide.next_acts()))
    sato = signed_in("sato", "en")
    page = sato.get(there("send-mail", template="account-team", language="ja", workload="exchange")).content.decode()
    assert "Its readers' language is italiano, in which there is no template." in page
    assert re.search(r'<button class="btn small" form="act-form" name="preview" value="en" lang="en">English</button>', page)
    fields = {"template": "account-team", "language": "ja", "workload": "exchange", "preview": "en"}
    body = post(sato, "send-mail", **fields).content.decode()
    assert '<pre class="letter" lang="en">' in body


def test_whoever_decides_on_a_waiver_sees_who_asked_and_why_and_can_also_refuse(signed_in: SignedIn) -> None:
    asked = {"criterion": "account-team-informed", "workload": "exchange", "reason": "The account team has no mailbox."}
    assert post(signed_in("sato", "en"), "request-waiver", **asked).status_code == 302
    ono, about = signed_in("ono", "en"), {"criterion": "account-team-informed", "workload": "exchange"}
    page = ono.get(there("grant-waiver", **about)).content.decode()
    assert "The account team has no mailbox." in page
    assert "佐藤 葵" in page
    assert shown_fields(page.partition('class="act"')[2]) == {"reason", "until"}
    (refuse,) = re.findall(r'href="([^"]*/do/refuse-waiver/[^"]*)"', page)
    assert "The account team has no mailbox." in ono.get(refuse.replace("&amp;", "&")).content.decode()
    assert post(ono, "grant-waiver", **about, reason="Agreed.").status_code == 302
    assert "The account team has no mailbox." not in ono.get(there("grant-waiver", **about)).content.decode()


def test_a_lead_is_told_how_many_attempts_it_takes_and_what_was_withdrawn(signed_in: SignedIn) -> None:
    ono = signed_in("ono", "en")
    page = ono.get(there("close-without-discussion")).content.decode()
    assert "At least 3 attempts through 2 channels, 2 business days apart." in page
    assert ">letter</option>" in page
    assert ">手紙</option>" in signed_in("ono", "ja").get(there("close-without-discussion")).content.decode()
    post(signed_in("sato", "en"), "withdraw", reason="The customer was bought by another.")
    page = signed_in("ono", "en").get(there("close-without-discussion")).content.decode()
    assert "attempts-0-on" not in page, "a lead agrees to what was recorded; nothing is counted"
    assert "The customer was bought by another." in page
    assert post(signed_in("ono", "en"), "close-without-discussion").status_code == 302
