"""The REST door: the same gates as every other."""

import pytest
from django.test import Client

from tasuki.records.models import Engagement, Person, Request, Tenant
from tasuki.services import clock, engagements, playbooks

pytestmark = pytest.mark.django_db


@pytest.fixture
def mori() -> Person:
    playbooks.publish_shipped(by="system")
    return Person.objects.create(login="mori", name="森 葵", role="manager", email="mori@example.org", language="ja")


@pytest.fixture
def engagement(mori: Person) -> Engagement:
    tenant = Tenant.objects.create(tenant_id="t-1", name="日の出食品", country="JP", region="APJ", language="ja", manager=mori)
    request = Request.objects.create(
        request_id="R-1", tenant=tenant, motion="rfa", submitted=clock.today(), services=["exchange"], manager=mori
    )
    return engagements.open_engagement(request, manager=mori, by="system", at=clock.now())


def _client(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _do(client: Client, engagement: Engagement, command: str, keys: dict[str, str], **headers: str) -> tuple[int, dict[str, object]]:
    url = f"/api/engagements/{engagement.pk}/commands/{command}"
    answer = client.post(url, {"keys": keys}, content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


def test_a_manager_sees_his_engagements_and_acts(mori: Person, engagement: Engagement) -> None:
    client = _client(mori)
    assert [one["id"] for one in client.get("/api/engagements").json()] == [engagement.pk]
    shown = client.get(f"/api/engagements/{engagement.pk}")
    assert shown.json()["state"] == "active"
    assert shown["ETag"] == f'"{shown.json()["facts"]}"'

    status, answer = _do(client, engagement, "review-contacts", {"account_team": "known"})
    assert (status, [fact["kind"] for fact in answer["facts"]]) == (200, ["contacts-reviewed"])  # type: ignore[attr-defined]  # the answer is JSON of unknown shape
    assert client.get(f"/api/engagements/{engagement.pk}/history").json()[-1] == answer["facts"][-1], "with its digest"  # type: ignore[index]  # the answer is JSON of unknown shape


def test_a_browser_without_a_token_is_told_what_is_missing(mori: Person, engagement: Engagement) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(mori)
    status, answer = _do(client, engagement, "review-contacts", {"account_team": "known"})
    assert (status, answer["code"]) == (403, "token-missing")


def test_a_mail_that_is_only_named_proves_nothing(mori: Person, engagement: Engagement) -> None:
    """Only a file that was read does without a reason; a made-up name in the key is refused, and nothing is recorded."""
    before = engagements.history_of(engagement)[0]
    made_up = {"template": "account-team", "to": "rin@vendor.example", "on": "2026-01-05", "file": "sent.eml"}
    status, answer = _do(_client(mori), engagement, "record-mail", made_up)
    assert (status, [finding["code"] for finding in answer["refused"]]) == (409, ["mail-file-not-read"])  # type: ignore[attr-defined]  # the answer is JSON of unknown shape
    assert engagements.history_of(engagement)[0] == before


def test_what_comes_too_early_is_a_409_with_every_reason_and_records_nothing(mori: Person, engagement: Engagement) -> None:
    before = engagements.history_of(engagement)[0]
    status, answer = _do(_client(mori), engagement, "release-manager", {})
    assert status == 409
    assert {finding["values"]["criterion"] for finding in answer["refused"]} >= {"queue-confirmed", "discussed"}  # type: ignore[attr-defined]  # the answer is JSON of unknown shape
    assert engagements.history_of(engagement)[0] == before


def test_who_acts_on_an_old_view_is_told_so(mori: Person, engagement: Engagement) -> None:
    client = _client(mori)
    assert _do(client, engagement, "review-contacts", {"account_team": "known"})[0] == 200
    assert _do(client, engagement, "review-contacts", {"account_team": "unknown"}, **{"If-Match": '"1"'})[0] == 412


@pytest.mark.parametrize("tag", ['W/"1"', '"1", "0"', "garbage", '"99999999999999999999"', ""])
def test_a_tag_that_cannot_match_never_lets_an_act_through(mori: Person, engagement: Engagement, tag: str) -> None:
    client = _client(mori)
    assert _do(client, engagement, "review-contacts", {"account_team": "known"})[0] == 200
    assert _do(client, engagement, "review-contacts", {"account_team": "unknown"}, **{"If-Match": tag})[0] == 412
    assert _do(client, engagement, "review-contacts", {"account_team": "unknown"}, **{"If-Match": "*"})[0] == 200


@pytest.mark.parametrize(("command", "keys"), [("fly", {}), ("review-contacts", {"wings": "2"})])
def test_words_that_do_not_exist_are_a_422(mori: Person, engagement: Engagement, command: str, keys: dict[str, str]) -> None:
    assert _do(_client(mori), engagement, command, keys)[0] == 422


def test_strangers_see_nothing(engagement: Engagement) -> None:
    assert Client().get("/api/engagements").status_code == 401
    other = Person.objects.create(login="other", name="Other", role="manager")
    assert _client(other).get(f"/api/engagements/{engagement.pk}").status_code == 404
    assert _do(_client(other), engagement, "review-contacts", {"account_team": "known"})[0] == 404
