"""A person is added, and comes in the first time by a link that opens once."""

from typing import Any

import pytest

from tasuki.records import ledger
from tasuki.records.models import Person, SignInLink, Team
from tasuki.services import clock, people
from tasuki.services.refusal import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def movable(settings: Any) -> None:
    settings.TASUKI_ALLOW_AT = True


def refused(login: str = "ito", role: str = "manager", email: str = "") -> list[str]:
    with pytest.raises(Refusal) as refusal:
        people.add_person(login, name="Ito", role=role, email=email, by="system")
    return [finding.code for finding in refusal.value.findings]


def added(at: str = "2026-03-02T12:00:00+09:00") -> str:
    with clock.at(at):
        return people.add_person("ito", name="伊藤", role="manager", teams=["North"], by="system")[1].rsplit("/", 1)[1]


def test_a_team_that_is_named_exists_from_then_on() -> None:
    added()
    assert list(Team.objects.values_list("name", "people")) == [("North", "ito")]
    assert not Person.objects.get().has_usable_password()
    assert [fact.kind for fact in ledger.read("person/ito")] == ["person-added", "sign-in-link-made"]


def test_the_link_opens_once_and_looking_at_it_changes_nothing() -> None:
    token = added()
    with clock.at("2026-03-09T11:59:00+09:00"):
        assert people.look_at_link(token) == people.look_at_link(token) == people.redeem_link(token)
        with pytest.raises(Refusal):
            people.redeem_link(token)
    assert token not in str(SignInLink.objects.values())


def test_the_link_ends_after_seven_days_with_a_newer_one_and_with_its_person() -> None:
    token = added()
    with clock.at("2026-03-09T12:00:01+09:00"), pytest.raises(Refusal):
        people.redeem_link(token)
    with clock.at("2026-03-02T13:00:00+09:00"):
        newer = people.new_link(Person.objects.get(), by="root").rsplit("/", 1)[1]
        with pytest.raises(Refusal):
            people.redeem_link(token)
        Person.objects.update(is_active=False)
        with pytest.raises(Refusal):
            people.redeem_link(newer)


def test_what_cannot_be_added_is_refused_with_all_reasons() -> None:
    added()
    assert refused("ITO") == ["login-taken"]
    assert refused("i t o", "king", "ito@") == ["login-unusable", "unknown-role", "email-unusable"]
    assert refused("system") == ["login-unusable"]


def test_time_moves_only_where_it_is_allowed(settings: Any) -> None:
    settings.TASUKI_ALLOW_AT = False
    with pytest.raises(Refusal), clock.at("2026-03-02T12:00:00+09:00"):
        pass
    settings.TASUKI_ALLOW_AT = True
    for unreadable in ("yesterday", "2026-03-02T12:00:00", "2026-02-31T12:00:00Z"):
        with pytest.raises(Refusal), clock.at(unreadable):
            pass
    settings.TASUKI_AT = "2026-03-02T23:30:00+09:00"
    assert (clock.today("Asia/Tokyo").day, clock.today("Pacific/Auckland").day, clock.now().hour) == (2, 3, 14)
