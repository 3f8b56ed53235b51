"""Coming in: by password, by a link that works once, and not by guessing."""

import re

import pytest
from django.test import Client

from tasuki.core.engagement.facts import NewFact
from tasuki.records import ledger
from tasuki.services import clock, door, people
from tests.web import world

pytestmark = pytest.mark.usefixtures("portal")


def knock(password: str, login: str = "sato", client: Client | None = None) -> int:
    return (client or Client()).post("/sign-in/", {"login": login, "password": password}).status_code


def test_the_right_password_opens_and_leads_where_one_wanted_to_go() -> None:
    client = Client()
    asked = client.get("/tenants/?q=x")
    answer = client.post(asked.headers["Location"], {"login": "SATO", "password": world.PASSWORD, "next": "/tenants/?q=x"})
    assert answer.headers["Location"] == "/tenants/?q=x"
    assert client.get("/").status_code == 200


def test_a_wrong_password_says_so_and_keeps_the_login() -> None:
    answer = Client().post("/sign-in/", {"login": "sato", "password": "wrong"}, headers={"accept-language": "ja"})
    assert answer.status_code == 422
    assert "ログイン名またはパスワードが違います" in answer.content.decode()
    assert 'value="sato"' in answer.content.decode()


def test_nobody_is_led_to_another_site() -> None:
    answer = Client().post("/sign-in/", {"login": "sato", "password": world.PASSWORD, "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"


def test_after_too_many_tries_even_the_right_password_waits_but_others_come_in() -> None:
    assert [knock("wrong") for _ in range(door.TRIES)] == [422] * door.TRIES
    assert knock(world.PASSWORD) == 429
    assert knock(world.PASSWORD, "mori") == 302


def test_somebody_who_has_left_does_not_come_in() -> None:
    person = world.person("sato")
    person.is_active = False
    person.save()
    assert knock(world.PASSWORD) == 422


def test_a_link_shows_who_and_opens_only_when_the_button_is_pressed() -> None:
    link = people.new_link(world.person("mori"), by="system")
    path = link[link.index("/sign-in/") :]
    client = Client()
    for _ in range(2):
        assert "森 健太" in client.get(path).content.decode(), "looking uses nothing up"
    assert client.get("/").status_code == 302, "and lets nobody in"
    assert client.post(path).headers["Location"] == "/password/"
    assert client.get("/").status_code == 200
    assert Client().post(path).status_code == 404, "once"


def test_a_password_is_set_after_a_link_and_checked_when_it_changes() -> None:
    person = world.person("mori")
    person.set_unusable_password()
    person.save()
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    new = {"new_password1": "a-quiet-river-at-dawn", "new_password2": "a-quiet-river-at-dawn"}
    assert client.post("/password/", new).status_code == 302
    assert client.get("/").status_code == 200, "still signed in"
    assert client.post("/password/", new).status_code == 422, "now the old one is asked for"
    assert client.post("/password/", {**new, "old": "a-quiet-river-at-dawn", "new_password2": "other"}).status_code == 422
    assert knock("a-quiet-river-at-dawn", "mori") == 302


def test_going_out_takes_a_press_of_a_button() -> None:
    client = Client()
    knock(world.PASSWORD, client=client)
    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")
    assert client.get("/").status_code == 302


def test_a_demonstration_names_its_accounts_at_the_door_and_no_other_site_does() -> None:
    """One button a person who is here; the demonstration's password goes with it."""
    client = Client(headers={"accept-language": "ja"})
    assert "demonstration" not in client.get("/sign-in/").content.decode()
    built = {"tenants": 3, "seed": 1, "today": "2026-10-06"}
    ledger.append_each({"site": [NewFact("demonstration-built", data=built)]}, by="system", at=clock.now())
    html = client.get("/sign-in/?next=/tenants/").content.decode()
    assert re.findall(r'name="login" value="(\w+)"', html) == ["mori", "abe"], "of the demonstration's people those who are here"
    password = re.search(r'type="hidden" name="password" value="([^"]+)"', html)
    assert password
    mori = world.person("mori")
    mori.set_password(password[1])
    mori.save()
    answer = client.post("/sign-in/", {"login": "mori", "password": password[1], "next": "/tenants/"})
    assert answer.headers["Location"] == "/tenants/"


def test_in_a_demonstration_one_click_leads_on_as_whoever_an_engagement_waits_for() -> None:
    """Only those who see it and can do the act; on an ordinary site nobody is named."""
    number = world.carry_on("R-1187", lambda case: case.acts[0].command == "confirm-queue-move").engagement.pk
    page = f"/engagements/{number}/"
    client = Client(headers={"accept-language": "ja"})
    knock(world.PASSWORD, client=client)
    assert "/sign-in/" not in client.get(page).content.decode()
    built = {"tenants": 3, "seed": 1, "today": "2026-10-06"}
    ledger.append_each({"site": [NewFact("demonstration-built", data=built)]}, by="system", at=clock.now())
    assert "/sign-in/" not in client.get(page).content.decode(), "nobody of the demonstration can do it"
    mori = world.person("mori")
    mori.role = "assignment"
    offered = re.compile(r'name="next" value="([^"]+)"><input type="hidden" name="password" value="([^"]+)">.*?name="login" value="(\w+)"')
    mori.save()
    following, password, login = offered.findall(client.get(page).content.decode())[0]
    mori.set_password(password)
    mori.save()
    assert (login, client.post("/sign-in/", {"login": login, "password": password, "next": following}).headers["Location"]) == (
        "mori",
        page,
    )
    assert "confirm-queue-move" in client.get(page).content.decode()
