"""Today and the tenants' list in the portal: what stands there, what can be taken along, kept, marked and done at once."""

import csv
import io
import re
from datetime import timedelta
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook  # type: ignore[import-untyped]  # the package ships no types

from tasuki.records.models import BulkRun, Contact, Engagement, Look, SavedView, Tenant
from tasuki.services import clock, engagements, lines, looking
from tasuki.services.cases import cases_of, standing_cases
from tests.web import world
from tests.web.conftest import SignedIn


def html(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def names(page: str) -> list[str]:
    return [unescape(name) for name in re.findall(r'class="who">(?:<i [^>]*></i>)?<a href="[^"]*"><b>(.*?)</b>', page)]


# ---------------------------------------------------------------- the list


def test_a_filter_stands_in_the_address_as_a_chip_that_takes_it_back(signed_in: SignedIn) -> None:
    page = html(signed_in("sato"), "/tenants/?q=みなと&region=APJ&sort=-next&nonsense=1")
    assert names(page) == ["みなと商事株式会社"]
    chips = [unescape(url) for url in re.findall(r'class="chip">.*?href="([^"]+)"', page)]
    assert chips == ["?region=APJ&sort=-next", "?q=%E3%81%BF%E3%81%AA%E3%81%A8&sort=-next"]
    fragment = signed_in("sato").get("/tenants/?q=みなと&owner=&sort=name", headers={"HX-Request": "true"})
    assert fragment.content.decode().strip().startswith('<div id="rows"')
    assert fragment.headers["HX-Push-Url"] == "/tenants/?q=%E3%81%BF%E3%81%AA%E3%81%A8"


def test_an_empty_list_tells_none_from_none_that_fit(signed_in: SignedIn) -> None:
    fits = html(signed_in("sato"), "/tenants/?q=どこにもない")
    Tenant.objects.update(manager=None)
    Engagement.objects.update(manager=None)
    none = html(signed_in("sato"), "/tenants/?all=1")
    assert fits.count('class="empty"') == none.count('class="empty"') == 1
    assert re.findall(r'class="empty">(.*?)<', fits) != re.findall(r'class="empty">(.*?)<', none)


def test_a_sheet_is_exactly_the_list_and_nothing_in_it_is_calculated(signed_in: SignedIn) -> None:
    evil = '=HYPERLINK("http://elsewhere.example")'
    Tenant.objects.filter(pk="t-4022").update(name=evil)
    lines.refresh(["t-4022"])
    client, asked = signed_in("sato"), "sort=-name&cols=tenant_id,seats,next"
    shown = names(html(client, f"/tenants/?{asked}"))
    assert sorted(shown) == sorted([evil, "株式会社青葉製作所"])
    book = load_workbook(io.BytesIO(client.get(f"/list/export/?{asked}&format=xlsx").content))
    rows = list(book.worksheets[0].iter_rows())
    assert [cell.value for cell in rows[0]] == ["テナント", "テナント ID", "次回対応日", "シート数"]
    assert [row[0].value for row in rows[1:]] == shown
    assert {(row[0].data_type, row[3].data_type) for row in rows[1:]} == {("s", "n")}
    streamed: Any = client.get(f"/list/export/?{asked}&format=csv")
    text = b"".join(streamed.streaming_content).decode()
    assert text.startswith("\ufeff"), "Excel takes it for another encoding otherwise"
    told = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row[0] for row in told[1:]] == [f"'{name}" if name == evil else name for name in shown]


def test_a_sheet_tells_nobody_more_than_the_list(signed_in: SignedIn) -> None:
    streamed: Any = signed_in("lee").get("/list/export/?format=csv")
    text = b"".join(streamed.streaming_content).decode()
    assert "Contoso Ltd" in text
    assert "t-4021" not in text
    assert signed_in("ueda").get("/list/export/?format=csv").status_code == 403


def test_next_and_previous_lead_through_the_list_that_one_came_from(signed_in: SignedIn) -> None:
    client = signed_in("kato")
    listed = html(client, "/tenants/?sort=-name")
    there = [unescape(url) for url in re.findall(r'c-request[^>]*><a href="([^"]+)"', listed)]
    assert len(there) == 3
    page = html(client, there[0])
    assert 'rel="prev"' not in page
    walked = [there[0]]
    while found := re.search(r'rel="next" href="([^"]+)"', page):
        walked.append(unescape(found[1]))
        page = html(client, walked[-1])
    assert walked == there
    assert 'class="neighbours' not in html(client, re.sub(r"in=.*", "in=q%3Dnothing", there[0]))


# ---------------------------------------------------------------- news, views


def test_news_are_marked_until_one_has_looked_and_looking_is_a_post(signed_in: SignedIn) -> None:
    client, number = signed_in("sato"), world.engagement("R-1187").pk
    note = {"category": "environment", "text": "前からある情報"}
    engagements.perform(world.person("mori"), number, "record-note", note)
    with clock.moved_to(clock.now() + timedelta(minutes=1)):
        looking.begins(world.person("sato"))
    assert html(client, "/tenants/?q=青葉").count('class="unread"') == 0, "what was there before one came is no news"
    with clock.moved_to(clock.now() + timedelta(minutes=2)):
        engagements.perform(world.person("mori"), number, "record-note", note)
    assert html(client, "/tenants/?q=青葉").count('class="unread"') == 1
    html(client, f"/engagements/{number}/")
    assert not Look.objects.exists()
    assert client.post(reverse("looked", args=[number])).status_code == 204
    assert html(client, "/tenants/?q=青葉").count('class="unread"') == 0
    engagements.perform(world.person("mori"), number, "record-note", {"category": "environment", "text": "新しい環境の情報"})
    assert html(client, "/tenants/?q=青葉").count('class="unread"') == 1
    client.post(reverse("act", args=[number, "record-note"]), {"category": "environment", "text": "自分のメモ"})
    assert html(client, "/tenants/?q=青葉").count('class="unread"') == 0, "one's own act is no news"
    assert signed_in("lee").post(reverse("looked", args=[number])).status_code == 404


def test_a_column_is_changed_from_the_list_and_leads_back_to_it(signed_in: SignedIn) -> None:
    client, number = signed_in("sato", "en"), world.engagement("R-1187").pk
    page = html(client, "/tenants/?state=active")
    (address,) = re.findall(rf'hx-get="(/engagements/{number}/do/set-next-action/[^"]+)"', page)
    assert "reassign-manager" not in page, "that is a lead's"
    fragment = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert 'name="back" value="/tenants/?state=active"' in fragment
    answer = client.post(f"/engagements/{number}/do/set-next-action/", {"date": "2026-12-24", "back": "/tenants/?state=active"})
    assert answer.headers["Location"] == "/tenants/?state=active"
    assert "24 Dec 2026" in html(client, "/tenants/?state=active")
    elsewhere = client.post(f"/engagements/{number}/do/set-next-action/", {"date": "2026-12-25", "back": "//evil.example/"})
    assert elsewhere.headers["Location"] == f"/engagements/{number}/"
    assert "/do/reassign-manager/?back=" in html(signed_in("ono"), "/tenants/")


def test_a_view_is_its_owners_his_teams_or_everybodys_and_may_open_the_list(signed_in: SignedIn) -> None:
    lead, manager, stranger = signed_in("ono"), signed_in("sato"), signed_in("lee")
    save = reverse("list-views") + "?next=none&sort=-name&evil=%3Cscript%3E"
    assert lead.post(save, {"do": "save", "name": "  次回対応なし ", "audience": "team"}).status_code == 302
    assert manager.post(save, {"do": "save", "name": "x", "audience": "everybody"}).status_code == 422
    assert manager.post(save, {"do": "save", "name": " ", "audience": "own"}).status_code == 422
    view = SavedView.objects.get()
    assert (view.name, view.query) == ("次回対応なし", "next=none&sort=-name")
    assert "次回対応なし</b>" in html(manager, "/tenants/?all=1")
    assert "次回対応なし</b>" not in html(stranger, "/tenants/?all=1")
    manager.post(reverse("list-views"), {"do": "opens", "view": view.pk})
    stranger.post(reverse("list-views"), {"do": "opens", "view": view.pk})
    assert manager.get("/tenants/").headers["Location"] == f"/tenants/?next=none&sort=-name&view={view.pk}"
    assert stranger.get("/tenants/").status_code == 200
    manager.post(reverse("list-views"), {"do": "drop", "view": view.pk})
    assert SavedView.objects.exists()
    lead.post(reverse("list-views"), {"do": "drop", "view": view.pk})
    assert manager.get("/tenants/").status_code == 200


# ---------------------------------------------------------------- many at once


def test_all_that_fit_are_assigned_after_a_preview_and_taken_back(signed_in: SignedIn) -> None:
    client = signed_in("ono")
    asked = {"act": "reassign-manager", "every": "1", "to": "ono", "reason": "担当の交代"}
    facts = sum(Engagement.objects.values_list("facts", flat=True))
    preview = client.post(reverse("many") + "?service=exchange", {**asked, "preview": "1"}).content.decode()
    chosen = re.findall(r'name="engagement" value="(\d+)"[^>]* checked', preview)
    assert len(chosen) == 2
    assert sum(Engagement.objects.values_list("facts", flat=True)) == facts
    key = re.findall(r'name="key" value="([^"]+)"', preview)[0]
    run = {"act": "reassign-manager", "engagement": chosen, "to": "ono", "reason": "担当の交代", "key": key, "run": "1"}
    done = client.post(reverse("many"), run)
    assert done.headers["Location"] == reverse("many-done", args=[key])
    client.post(reverse("many"), run)
    assert BulkRun.objects.get().results.count() == 2
    assert Engagement.objects.filter(manager="ono").count() == 2
    assert signed_in("sato").get(done.headers["Location"]).status_code == 404
    client.post(done.headers["Location"], {"reason": "取り消し"})
    assert Engagement.objects.filter(manager="ono").count() == 0
    assert html(client, done.headers["Location"]).count('class="pill waived"') == 3


def test_what_is_refused_in_many_says_why_in_each_line(signed_in: SignedIn) -> None:
    client = signed_in("kato")
    page = client.post(reverse("many"), {"act": "confirm-queue-move", "every": "1", "reason": "", "preview": "1"}).content.decode()
    assert page.count('class="pill missing"') == 3
    assert page.count('class="reason"') >= 3
    assert 'name="run"' not in page
    nothing = client.post(reverse("many"), {"act": "confirm-queue-move", "preview": "1"})
    assert nothing.status_code == 422
    assert client.post(reverse("many"), {"act": "release-manager", "every": "1"}).status_code == 400
    for login in ("abe", "ueda", "kanri"):
        assert signed_in(login).post(reverse("many"), {"act": "confirm-queue-move", "every": "1"}).status_code == 403
    assert client.get(reverse("many")).status_code == 405


# ---------------------------------------------------------------- Today


def test_today_has_one_line_for_an_engagement_and_says_why(signed_in: SignedIn) -> None:
    page = html(signed_in("sato", "en"), "/")
    yours = page.split('id="list-now"')[1].split("</section>")[0]
    assert yours.count('class="whom"') == 2
    assert "Milestone reached 39 days ago, no discussion date." in yours
    assert yours.count("No next action date") == 2
    assert "more act" in yours
    assert reverse("act", args=[world.engagement("R-1187").pk, "schedule-discussion"]) in yours
    stuck = html(signed_in("sato", "en"), "/?bucket=behind").split('id="list-now"')[1].split("</section>")[0]
    assert "None of this urgency." in stuck or stuck.count('class="whom"') < 2


def test_a_lead_sees_what_each_manager_has_to_do(signed_in: SignedIn) -> None:
    engagements.perform(world.person("ono"), world.engagement("R-1190").pk, "reassign-manager", {"to": "ono", "reason": "交代"})
    client = signed_in("ono", "en")
    page = html(client, "/")
    assert "佐藤 葵" in page.split('id="list-managers"')[1].split("</section>")[0]
    of_sato = html(client, "/?manager=sato").split('id="list-team"')[1].split("</section>")[0]
    assert "株式会社青葉製作所" in of_sato
    assert "みなと商事株式会社" not in of_sato


def test_what_is_kept_between_two_looks_is_never_older_than_the_rows(signed_in: SignedIn) -> None:
    """A case is kept as long as nothing around it changes: facts, contacts, people, readings, the day."""
    rows = Engagement.objects.order_by("pk")
    sato, number = world.person("sato"), world.engagement("R-1187").pk

    def same() -> bool:
        first = [(case.history, case.acts, case.guide.waiting()) for case in standing_cases(rows)]
        return first == [(case.history, case.acts, case.guide.waiting()) for case in cases_of(rows)]

    kept = standing_cases(rows)
    assert [id(case) for case in standing_cases(rows)] == [id(case) for case in kept]
    engagements.perform(sato, number, "review-contacts", {"account_team": "known"})
    assert same()
    Contact.objects.filter(tenant="t-4021", kind="account-team").update(do_not_contact=True)
    assert same()
    Tenant.objects.update(region="")
    assert same()
    with clock.moved_to(clock.now() + timedelta(days=40)):
        assert same()
