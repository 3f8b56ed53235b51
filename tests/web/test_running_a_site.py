"""Imports, people, audit: the screens of those who run a site and prove its records."""

import json
import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web import world
from tests.web.conftest import SignedIn

CSV = "tenant_id,name,country,language\nt-9001,株式会社あおぞら,JP,ja\nt-9002,株式会社ゆうやけ,XX,\n"


def upload(client: Client, content: str, *, dry_run: bool = False, kind: str = "tenants") -> str:
    file = SimpleUploadedFile("tenants.csv", content.encode())
    response = client.post("/imports/", {"kind": kind, "file": file, **({"dry-run": "1"} if dry_run else {})})
    return response.content.decode()


def test_a_dry_run_says_what_would_come_of_it_and_takes_nothing_in(signed_in: SignedIn) -> None:
    html = upload(signed_in("kanri", "ja"), CSV, dry_run=True)
    assert "事前確認の結果" in html
    assert "取り込めなかった行" in html
    assert "t-9001" not in signed_in("abe").get("/tenants/").content.decode()


def test_an_import_takes_the_good_rows_and_shows_the_rejected_ones(signed_in: SignedIn) -> None:
    html = upload(signed_in("ono", "ja"), CSV)
    assert re.search(r'<td class="num" data-label="行">2</td>', html), "the second row is the rejected one"
    assert "t-9001" in signed_in("abe").get("/tenants/?q=あおぞら").content.decode()


def test_usage_that_comes_in_is_looked_at_at_once(signed_in: SignedIn) -> None:
    rows = f"{world.engagement('R-1187').tenant_id},teams,2026-10-01,155,20\n"
    file = SimpleUploadedFile("usage.csv", f"tenant_id,service,date,seats,active_users\n{rows}".encode())
    html = signed_in("ono", "ja").post("/imports/", {"kind": "usage", "file": file}).content.decode()
    assert "新たに 1 件のマイルストーンに到達しました" in html
    assert [f.workload for f in world.facts_of("R-1187") if f.kind == "milestone-reached"] == ["exchange", "teams"]


def test_without_a_file_it_asks_for_one(signed_in: SignedIn) -> None:
    response = signed_in("kanri", "ja").post("/imports/", {"kind": "tenants"})
    assert response.status_code == 422
    assert "ファイルの種類とファイルを選択してください" in response.content.decode()


def test_a_file_that_is_none_is_refused_with_its_reason(signed_in: SignedIn) -> None:
    client = signed_in("kanri", "ja")
    response = client.post("/imports/", {"kind": "usage", "file": SimpleUploadedFile("usage.csv", b"\xff\xfe\x00")})
    assert response.status_code == 422


def test_a_new_person_gets_a_link_that_is_shown_once(signed_in: SignedIn) -> None:
    client = signed_in("kanri", "ja")
    given = {"login": "endo", "name": "遠藤 光", "role": "manager", "team": "東日本", "email": "endo@tasuki.example", "language": "ja"}
    html = client.post("/people/", given).content.decode()
    link = re.search(r"<code>\S*(/sign-in/\S+)</code>", html)
    assert link
    assert "遠藤 光" in Client().get(link[1]).content.decode()
    assert link[1] not in client.get("/people/").content.decode()


def test_a_person_who_cannot_be_added_is_refused_and_what_was_typed_stays(signed_in: SignedIn) -> None:
    response = signed_in("kanri", "ja").post("/people/", {"login": "sato", "name": "別の佐藤", "role": "manager"})
    assert response.status_code == 422
    assert "別の佐藤" in response.content.decode()


def test_a_lead_sees_the_people_and_adds_nobody(signed_in: SignedIn) -> None:
    client = signed_in("ono", "ja")
    assert "佐藤 葵" in client.get("/people/").content.decode()
    assert client.post("/people/", {"login": "endo", "name": "遠藤 光", "role": "admin"}).status_code == 422
    assert "遠藤 光" not in client.get("/people/").content.decode()


def test_the_ledger_is_proven_and_given_away(signed_in: SignedIn) -> None:
    client = signed_in("abe", "ja")
    assert "記録に改ざんはありません" in client.get("/audit/?verify=1").content.decode()
    number = world.engagement("R-1187").pk
    told = exported(client, f"engagement/{number}")
    assert [fact["number"] for fact in told] == list(range(1, len(told) + 1))
    assert all(fact["digest"] for fact in told)
    assert exported(client, "nothing") == []


def exported(client: Client, subject: str) -> Any:
    response: Any = client.get(f"/audit/export/?subject={subject}")
    return json.loads(b"".join(response.streaming_content))
