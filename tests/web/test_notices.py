"""What people are told without asking: in the portal, in one daily mail, in a chat channel, in their calendar; and what they can stop."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.urls import reverse

from tasuki.core.engagement.facts import NewFact
from tasuki.records.models import Contact, Notice, Outbox, Tenant
from tasuki.services import clock, digest, engagements, feed, letterbox, links, notices, worker
from tests.web import world
from tests.web.conftest import SignedIn
from tests.web.test_screens import foreign_words

TOMORROW = "2026-10-07T09:00:00+00:00"


def mail() -> Outbox:
    """Sato has written to the account team."""
    number = world.engagement("R-1187").pk
    sato = world.person("sato")
    engagements.perform(sato, number, "review-contacts", {"account_team": "known"})
    engagements.perform(sato, number, "schedule-discussion", {"workload": "exchange", "at": "2026-10-20T10:00:00+09:00"})
    engagements.perform(sato, number, "send-mail", {"template": "account-team", "workload": "exchange"})
    return Outbox.objects.latest("pk")


def refused() -> Outbox:
    one = mail()
    worker.send(one.pk, transport=lambda mail, at: letterbox.Outcome("refused", "550 5.1.1", dict.fromkeys(mail.to, "550 5.1.1")))
    return one


def test_who_is_concerned_is_told_once_and_reads_it(signed_in: SignedIn) -> None:
    Notice.objects.all().delete()
    refused()
    assert [(one.person_id, one.read_at) for one in Notice.objects.all()] == [("sato", None)]
    client = signed_in("sato", "ja")
    page = client.get(reverse("notices")).content.decode()
    assert "新着 1" in page
    assert "青葉製作所" in page
    assert "550 5.1.1" in page
    assert not foreign_words(page)
    (key,) = Notice.objects.values_list("pk", flat=True)
    signed_in("ono").post(reverse("notices-read"), {"notice": str(key)})
    assert notices.unread(world.person("sato")) == 1, "nobody reads for another"
    client.post(reverse("notices-read"), {"notice": str(key)})
    page = client.get(reverse("notices")).content.decode()
    assert "新着 1" not in page
    assert "550 5.1.1" in page


def test_who_acts_has_read_and_who_brings_in_a_file_has_not(portal: None) -> None:
    Notice.objects.all().delete()
    refused()
    sato, row = world.person("sato"), world.engagement("R-1187")
    engagements.record(row, lambda case: [NewFact("note-recorded", data={"import": 1})], by="sato")
    assert notices.unread(sato)
    engagements.perform(sato, row.pk, "record-note", {"category": "environment", "text": "見ました"})
    assert not notices.unread(sato)


def test_one_mail_a_day_in_ones_own_language_and_it_can_be_stopped(portal: None, settings: Any) -> None:
    Notice.objects.all().delete()
    refused()
    assert digest.write_due() == 0, "today's news are told tomorrow"
    settings.TASUKI_AT = TOMORROW
    assert digest.write_due() == 1
    assert digest.write_due() == 0, "one, not fifty"
    told = Outbox.objects.get(template="digest")
    assert (told.to, told.language, told.automatic) == (["sato@tasuki.example"], "ja", True)
    assert "青葉製作所" in told.body
    assert "前回のお知らせ" in told.body
    sent = letterbox.message_of(told, clock.now())
    address = str(sent["List-Unsubscribe"])[1:-1]
    assert (address in told.body, sent["List-Unsubscribe-Post"]) == (True, "List-Unsubscribe=One-Click")
    path = address.removeprefix(settings.TASUKI_BASE_URL)
    nobody = Client(enforce_csrf_checks=True)
    assert nobody.get(path).status_code == 200
    assert digest.is_wanted(world.person("sato")), "a GET changes nothing"
    assert nobody.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not digest.is_wanted(world.person("sato"))
    assert nobody.post(path[:-4] + "xyz/").status_code == 404
    assert worker.run_once()["mail"] == {"handed-over": 1}


def test_no_mail_tells_of_what_one_does_not_see_any_more(portal: None, settings: Any) -> None:
    """Who is taken an engagement from is concerned, and yet nothing of it is his to read."""
    Notice.objects.all().delete()
    engagements.perform(world.person("ono"), world.engagement("R-1187").pk, "reassign-manager", {"to": "lee", "reason": "leave"})
    Tenant.objects.update(manager="lee")
    assert ("sato", "manager-reassigned") in heard()
    settings.TASUKI_AT = TOMORROW
    digest.write_due()
    assert ["sato@tasuki.example"] not in [one.to for one in Outbox.objects.filter(template="digest")]


class Channel(BaseHTTPRequestHandler):
    posted: list[dict[str, Any]] = []
    answer = 200

    def do_POST(self) -> None:
        self.posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.answer)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def channel(settings: Any) -> Iterator[type[Channel]]:
    server = HTTPServer(("127.0.0.1", 0), Channel)
    thread = Thread(target=server.serve_forever)
    thread.start()
    settings.TASUKI_NOTICE_URLS = [f"json://127.0.0.1:{server.server_port}/"]
    Channel.posted, Channel.answer = [], 200
    yield Channel
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.filterwarnings("ignore:'imghdr':DeprecationWarning")  # of the library, until Python 3.13
def test_what_is_new_is_posted_once_to_the_sites_channel(portal: None, channel: type[Channel]) -> None:
    Notice.objects.all().delete()
    refused()
    channel.answer = 500
    assert notices.post() == 0
    channel.answer = 200
    assert notices.post() == 1, "a channel that failed is tried again"
    assert notices.post() == 0
    assert re.search(r"青葉製作所.*550 5.1.1.*/engagements/\d+/#fact-", channel.posted[-1]["message"])


def test_the_calendar_is_private_keeps_its_uids_and_can_be_ended(signed_in: SignedIn, settings: Any) -> None:
    sato, number = world.person("sato"), world.engagement("R-1187").pk
    mail()
    client = signed_in("sato", "ja")
    assert feed.address_of(sato) == ""
    client.post(reverse("notices-wish"), {"feed": "yes"})
    path = feed.address_of(sato).removeprefix(settings.TASUKI_BASE_URL)
    assert path in client.get(reverse("notices")).content.decode()
    (before,) = events(path)
    engagements.perform(sato, number, "schedule-discussion", {"workload": "exchange", "at": "2026-10-21T10:00:00+09:00", "minutes": "30"})
    (moved,) = events(path)
    assert (before["uid"], before["sequence"], moved["sequence"]) == (moved["uid"], 0, 1)
    assert (moved["dtend"].dt - moved["dtstart"].dt, moved["status"]) == (timedelta(minutes=30), "CONFIRMED")
    engagements.perform(sato, number, "hold", {"reason": "the customer waits"})
    assert [(one["status"], one["sequence"]) for one in events(path)] == [("CANCELLED", 2)]
    engagements.perform(sato, number, "resume", {"reason": "the customer goes on"})
    assert [(one["status"], one["sequence"]) for one in events(path)] == [("CONFIRMED", 3)]
    (slip,) = engagements.perform(sato, number, "hold", {"reason": "of another customer"})
    engagements.perform(sato, number, "take-back", {"fact": str(slip.number)})
    assert [(one["status"], one["sequence"]) for one in events(path)] == [("CONFIRMED", 5)]
    engagements.perform(sato, number, "schedule-discussion", {"workload": "exchange", "at": "2026-10-22T10:00:00+09:00"})
    (again,) = events(path)
    assert (again["uid"], again["sequence"], again["dtend"].dt - again["dtstart"].dt) == (before["uid"], 6, timedelta(hours=1))
    client.post(reverse("notices-wish"), {"feed": "yes"})
    assert Client().get(path).status_code == 404, "the address before is void"
    client.post(reverse("notices-wish"), {"feed": "no"})
    assert feed.address_of(sato) == ""


def events(path: str) -> list[Any]:
    response = Client().get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return list(icalendar.Calendar.from_ical(response.content).walk("VEVENT"))


def test_a_mail_of_the_portal_can_be_undone_for_a_minute(signed_in: SignedIn) -> None:
    number = world.engagement("R-1187").pk
    sato = world.person("sato")
    engagements.perform(sato, number, "review-contacts", {"account_team": "known"})
    engagements.perform(sato, number, "schedule-discussion", {"workload": "exchange", "at": "2026-10-20T10:00:00+09:00"})
    client = signed_in("sato", "ja")

    def send() -> Outbox:
        client.post(reverse("act", args=[number, "send-mail"]), {"template": "account-team", "workload": "exchange"})
        return Outbox.objects.latest("pk")

    one = send()
    page = client.get(reverse("engagement", args=[number])).content.decode()
    assert "12:01" in page
    assert "メール送信の取り消し" in page
    assert f'name="mail" value="{one.fact_number}"' in page
    assert "まもなく送信" in client.get(reverse("mails")).content.decode()
    assert client.post(reverse("act", args=[number, "take-back-mail"]), {"mail": str(one.fact_number)}).status_code == 302
    with clock.moved_to(clock.now() + timedelta(minutes=2)):
        assert worker.run_once()["mail"] == {}
        assert Outbox.objects.get(pk=one.pk).state == "taken-back"
    sure = send()
    now = reverse("act", args=[number, "send-mail-now"])
    assert now in client.get(reverse("engagement", args=[number])).content.decode()
    assert client.post(now, {"mail": str(sure.fact_number)}).status_code == 302
    assert client.post(now, {"mail": str(sure.fact_number)}).status_code == 422, "once"
    assert worker.run_once()["mail"] == {"handed-over": 1}
    assert client.post(reverse("act", args=[number, "take-back-mail"]), {"mail": str(sure.fact_number)}).status_code == 422
    two = send()
    Outbox.objects.filter(pk=two.pk).update(state="sending", claimed_at=clock.now(), claimed_by="elsewhere:1:x")
    answer = client.post(reverse("act", args=[number, "take-back-mail"]), {"mail": str(two.fact_number)})
    assert answer.status_code == 422
    assert "取り消せません" in answer.content.decode(), "the worker was quicker"


def test_mail_in_trouble_is_sent_again_or_settled_from_its_list(signed_in: SignedIn) -> None:
    one = refused()
    client, number = signed_in("sato", "ja"), world.engagement("R-1187").pk
    page = client.get(reverse("mails")).content.decode()
    assert "550 5.1.1" in page
    assert not foreign_words(page)
    again = reverse("act", args=[number, "resend-mail"])
    assert f"{again}?mail={one.fact_number}" in page
    assert client.get(f"{again}?mail={one.fact_number}").status_code == 200
    assert client.post(again, {"mail": str(one.fact_number)}).status_code == 302
    assert Outbox.objects.get(pk=one.pk).state == "queued"
    assert worker.run_once()["mail"] == {"handed-over": 1}
    assert "550 5.1.1" not in client.get(reverse("mails")).content.decode()


def lines_of(client: Client) -> str:
    return client.get(reverse("notices")).content.decode()


def heard() -> set[tuple[str, str]]:
    """Who was told of which kinds of facts."""
    found = list(Notice.objects.select_related("engagement"))
    facts = notices.facts_of(found)
    return {(one.person_id, facts[one.pk].kind) for one in found}


def test_a_queue_move_is_told_to_everybody_concerned_with_the_way_to_answer(signed_in: SignedIn, settings: Any) -> None:
    Notice.objects.all().delete()
    number = world.carry_on("R-1187", lambda case: case.acts[0].command == "request-queue-move").engagement.pk
    sato, kato = world.person("sato"), world.person("kato")
    engagements.perform(sato, number, "request-queue-move", {})
    assert ("kato", "queue-move-requested") in heard()
    page = lines_of(signed_in("kato", "ja"))
    assert reverse("hand-over") in page
    assert "キュー移動の対応者のため" in page
    assert not foreign_words(page)
    worker.run_once()
    engagements.perform(kato, number, "acknowledge-queue-move", {})
    engagements.perform(kato, number, "decline-queue-move", {"reason": "容量を確認してください"})
    page = lines_of(signed_in("sato", "ja"))
    assert all(
        words in page
        for words in ("容量を確認してください", reverse("act", args=[number, "request-queue-move"]), "あなたが担当しているため")
    )
    engagements.perform(sato, number, "request-queue-move", {})
    worker.run_once()
    for day, hour in ((8, 3), (9, 3)):
        settings.TASUKI_AT = f"2026-10-{day:02}T0{hour}:00:00+00:00"
        worker.run_once()
    engagements.perform(kato, number, "confirm-queue-move", {})
    told = {"queue-move-acknowledged", "queue-move-declined", "queue-move-escalated", "queue-move-confirmed"}
    assert {("sato", kind) for kind in told} <= heard()
    assert {("kato", "queue-move-reminded"), ("kato", "queue-move-escalated"), ("ono", "queue-move-escalated")} <= heard()
    assert reverse("act", args=[number, "release-manager"]) in lines_of(signed_in("sato", "ja"))


def test_a_lead_hears_of_a_low_score_and_of_a_note_that_asks_for_help(signed_in: SignedIn) -> None:
    world.carry_on("R-1190", lambda case: case.acts[0].command == "hold-discussion")
    Notice.objects.all().delete()
    number, sato = world.engagement("R-1190").pk, world.person("sato")
    held = {key: world.SENSIBLE[key] for key in ("on", "attendees", "activities_reviewed", "ready", "satisfaction", "rfa_explained")}
    engagements.perform(sato, number, "record-note", {"category": "environment", "text": "何事もない"})
    assert heard() == set()
    engagements.perform(sato, number, "hold-discussion", {**held, "satisfaction": "2"})
    engagements.perform(sato, number, "record-note", {"category": "environment", "text": "助けてほしい", "escalate": "yes"})
    assert heard() == {("ono", "discussion-held"), ("ono", "note-recorded")}
    page = lines_of(signed_in("ono", "ja"))
    assert "助けてほしい" in page
    assert "あなたがチームリーダーのため" in page


def test_a_next_action_is_reminded_of_on_the_last_business_day_before(signed_in: SignedIn, settings: Any) -> None:
    """Monday the 12th of October is a holiday in Japan; so is the week-end before it: Friday comes last. Moved, it is told again."""
    number, sato = world.engagement("R-1187").pk, world.person("sato")
    engagements.perform(sato, number, "set-next-action", {"date": "2026-10-13", "text": "電話する", "owner": "森 健太"})
    Notice.objects.all().delete()
    reminded = []
    for day in ("08", "09", "09", "10", "13"):
        settings.TASUKI_AT = f"2026-10-{day}T03:00:00+00:00"
        reminded.append(worker.run_once()["next_actions_reminded"])
    assert reminded == [0, 1, 0, 0, 0]
    assert heard() == {("sato", "next-action-reminded"), ("mori", "next-action-reminded")}
    assert "次の対応があなたの担当のため" in lines_of(signed_in("mori", "ja"))
    engagements.perform(sato, number, "set-next-action", {"date": "2026-10-16"})
    settings.TASUKI_AT = "2026-10-15T03:00:00+00:00"
    assert worker.run_once()["next_actions_reminded"] == 1


def test_today_shows_what_waits_besides_engagements(signed_in: SignedIn, settings: Any) -> None:
    filed = world.filed()
    own = Contact.objects.get(email="yamada@aoba.example")
    Contact.objects.filter(pk=own.pk).update(deletion_asked_at=clock.now(), do_not_contact=True)
    pages = {login: signed_in(login, "ja").get(reverse("today")).content.decode() for login in ("kato", "ono", "sato", "lee")}
    decide, delete = reverse("request", args=[filed.reference]), reverse("links", args=[world.engagement("R-1187").pk])
    assert {login for login, page in pages.items() if decide in page} == {"kato", "ono"}
    assert {login for login, page in pages.items() if delete in page} == {"ono", "sato"}, "not of another's customer"
    assert not any(foreign_words(pages[login]) for login in ("kato", "ono", "sato"))


def test_mail_in_trouble_stands_on_today_with_its_way_out(signed_in: SignedIn) -> None:
    one = refused()
    page = signed_in("sato", "ja").get(reverse("today")).content.decode()
    assert f"{reverse('act', args=[world.engagement('R-1187').pk, 'resend-mail'])}?mail={one.fact_number}" in page


def test_a_letter_with_a_link_that_did_not_arrive_is_seen_until_there_is_a_new_one(signed_in: SignedIn) -> None:
    number = world.engagement("R-1187").pk
    mail()
    worker.run_once()
    letter = Outbox.objects.get(fact_subject__startswith="link/")
    assert letter.state in ("queued", "handed-over")
    Outbox.objects.filter(pk=letter.pk).update(state="refused", reason="550 5.1.1")
    client = signed_in("sato", "ja")
    for screen in ("today", "mails"):
        assert "550 5.1.1" in client.get(reverse(screen)).content.decode(), screen
    links.revoke_open("account-team", f"engagement/{number}")
    assert "550 5.1.1" not in client.get(reverse("today")).content.decode()
