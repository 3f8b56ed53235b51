"""Which contact an act on contacts means, where several share a name or an address."""

from pathlib import Path

import pytest

from tasuki.records.models import Contact
from tasuki.services import engagements
from tasuki.services.refusal import Refusal
from tests.web import world
from tests.web.conftest import moved

__all__ = ["moved"]
TENANT = "t-4021"


@pytest.fixture(autouse=True)
def programme(db: None, moved: None, tmp_path: Path) -> None:
    world.build(tmp_path)


def act(command: str, **given: str) -> None:
    engagements.perform(world.person("sato"), world.engagement("R-1187").pk, command, given)


def refusals(command: str, **given: str) -> list[str]:
    with pytest.raises(Refusal) as refusal:
        act(command, **given)
    return [finding.code for finding in refusal.value.findings]


def add(kind: str, email: str, name: str = "田中 花子") -> None:
    Contact.objects.create(tenant_id=TENANT, kind=kind, name=name, email=email)


def told(*columns: str) -> set[tuple[str, ...]]:
    return set(Contact.objects.filter(tenant=TENANT, name="田中 花子").values_list(*columns))


def test_a_name_that_two_bear_does_not_say_whose_address_changes() -> None:
    add("customer", "old@tanaka.example")
    add("customer", "older@tanaka.example")
    assert refusals("correct-contact", name="田中 花子", email="new@tanaka.example") == ["several-contacts"]
    assert told("email") == {("old@tanaka.example",), ("older@tanaka.example",)}
    act("correct-contact", name="田中 花子", email="old@tanaka.example", title="部長")
    assert told("email", "title") == {("old@tanaka.example", "部長"), ("older@tanaka.example", "")}


def test_the_kind_says_which_of_those_with_one_name_or_address_is_meant() -> None:
    add("customer", "hanako@tanaka.example")
    add("partner", "hanako@tanaka.example")
    act("correct-contact", email="hanako@tanaka.example", kind="partner", title="顧問")
    assert told("kind", "title") == {("customer", ""), ("partner", "顧問")}
    act("correct-contact", name="田中 花子", kind="partner", email="hanako@partner.example")
    assert told("kind", "email") == {("customer", "hanako@tanaka.example"), ("partner", "hanako@partner.example")}
    assert refusals("correct-contact", name="田中 花子", kind="account-team") == ["several-contacts"]


def test_the_address_goes_before_the_name_and_one_person_in_two_kinds_is_verified_at_once() -> None:
    add("customer", "hanako@tanaka.example")
    add("partner", "hanako@tanaka.example")
    add("customer", "other@tanaka.example", name="田中 次郎")
    act("verify-contact", email="hanako@tanaka.example", name="田中 次郎", verified_on="2026-09-30")
    assert Contact.objects.filter(tenant=TENANT, name="田中 次郎", verified_on__isnull=False).count() == 2, "it is a new name"
