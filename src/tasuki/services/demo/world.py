"""Inventing customers: names, sizes, places, contacts. A customer is a function of the seed, its number and its scenario."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tasuki.services import places
from tasuki.services.demo.data import chance, told
from tasuki.services.demo.days import Programme
from tasuki.services.demo.people import Player, players
from tasuki.services.demo.scenarios import Scenario

_FIRST_NUMBER = 1001
_ACCOUNT_TEAMS = (("known", 70), ("unknown", 12), ("unmanaged", 10), ("unknown-and-unmanaged", 8))
_OFFICE = "office.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One contact, as a row of the contacts file."""

    kind: str
    name: str
    email: str
    name_kana: str = ""
    department: str = ""
    title: str = ""
    role: str = ""
    language: str = ""
    verified: int = 0  # so many days before the first import
    do_not_contact: str = ""


@dataclass(slots=True, kw_only=True)
class Customer:
    """One invented customer. `account_team` is what a review of the contacts will find; `bounces` are addresses that mail cannot reach."""

    number: int
    scenario: Scenario
    chance: Random
    tenant_id: str
    name: str
    name_kana: str
    tpid: str
    country: str
    language: str
    seats: int
    manager: Player
    cadence: str
    services: list[str]
    migrating: list[str]
    account_team: str
    partner_led: bool
    contacts: list[Person] = field(default_factory=list)
    bounces: set[str] = field(default_factory=set)

    @property
    def managed(self) -> str:
        return {"known": "yes", "unknown": "yes", "unmanaged": "no", "unknown-and-unmanaged": "no"}[self.account_team]

    def people(self, kind: str) -> list[Person]:
        return [contact for contact in self.contacts if contact.kind == kind]


def invent(scenarios: Sequence[Scenario], seed: int, programme: Programme) -> list[Customer]:
    return [_customer(number, scenario, seed, programme) for number, scenario in enumerate(scenarios)]


def _customer(number: int, scenario: Scenario, seed: int, programme: Programme) -> Customer:
    dice = chance(seed, "customer", number)
    words = told("customers.yaml")
    manager, home = _home(number, scenario, dice, programme)
    in_japan = home is words["japanese"]
    name, kana, domain = _japanese_name(number, seed) if in_japan else _international_name(number, seed, home)
    own = scenario.tenant
    account_team = "known" if own.get("managed") else _weighted(dice, _ACCOUNT_TEAMS)
    migrates = words["migrates"] if scenario.migration else words["services"]
    services = _services(dice, scenario, migrates, words["services"])
    customer = Customer(
        number=number,
        scenario=scenario,
        chance=dice,
        tenant_id=f"T-{_FIRST_NUMBER + number}",
        name=name,
        name_kana=kana,
        tpid=str(dice.randint(1_000_000, 9_999_999)),
        country=own.get("country", home["country"]),
        language=home["language"],
        seats=own.get("seats") or dice.choice(words["seats"]),
        manager=manager,
        cadence=dice.choice(words["japanese" if in_japan else "international"]["cadences"]),
        services=services,
        migrating=services[:1] if scenario.migration else [],
        account_team=account_team,
        partner_led=bool(own.get("partner-led")),
    )
    customer.contacts = _contacts(customer, domain, home, own, dice)
    customer.bounces = {contact.email for contact in customer.people(own.get("bounces", ""))}
    return customer


def _home(number: int, scenario: Scenario, dice: Random, programme: Programme) -> tuple[Player, Mapping[str, Any]]:
    """Where a customer is, and who is its manager; a scenario of this very morning needs a manager who is at work."""
    words = told("customers.yaml")
    managers = [one for one in players() if one.role == "manager"]
    if scenario.at_work:
        managers = [one for one in managers if one.desk(programme).is_at_work] or managers
    countries = words["international"]["countries"]
    country = countries[number // 2 % len(countries)]
    region = places.region_of(imported="", override="", country=country["country"])
    japan = words["japanese"]["country"]
    in_japan = number * 37 % 100 < words["japanese"]["share"] and scenario.tenant.get("country") is None
    serving = [one for one in managers if one.serves == (japan if in_japan else region)]
    if not serving:
        serving = [dice.choice(managers)]
        in_japan = serving[0].serves == japan
        country = next((one for one in countries if _is_served(one, serving[0])), country)
    return serving[dice.randrange(len(serving))], words["japanese"] if in_japan else country


def _is_served(country: Mapping[str, Any], manager: Player) -> bool:
    return places.region_of(imported="", override="", country=country["country"]) == manager.serves


def _pair(number: int, seed: int, first: Sequence[Any], second: Sequence[Any], kind: str) -> tuple[Any, Any, str]:
    """A pair of words that no other number has; after all pairs are used up, with a roman numeral behind."""
    firsts, seconds = list(first), list(second)
    chance(seed, kind, "first").shuffle(firsts)
    chance(seed, kind, "second").shuffle(seconds)
    round_, place = divmod(number, len(firsts) * len(seconds))
    row, column = divmod(place, len(firsts))
    return firsts[column], seconds[(row + column) % len(seconds)], "I" * (round_ + 1) if round_ else ""


def _japanese_name(number: int, seed: int) -> tuple[str, str, str]:
    words = told("customers.yaml")["japanese"]
    first, second, again = _pair(number, seed, words["first"], words["second"], "japanese")
    form, spoken = words["forms"]["before"]
    trade, kana = first[0] + second[0] + again, first[1] + second[1]
    in_front = number % 3 != 0
    name = f"{form}{trade}" if in_front else f"{trade}{form}"
    return name, f"{spoken} {kana}" if in_front else f"{kana} {spoken}", f"{first[2]}-{second[2]}{again.lower()}.example"


def _international_name(number: int, seed: int, home: Mapping[str, Any]) -> tuple[str, str, str]:
    words = told("customers.yaml")["international"]
    first, second, again = _pair(number, seed, words["first"], words["second"], "international")
    trade = " ".join(part for part in (first, second, again) if part)
    label = "".join(mark if mark.isalnum() else "-" for mark in trade.lower().replace(" & ", "-"))
    return f"{trade} {home['form']}", "", f"{label}.example"


def _services(dice: Random, scenario: Scenario, first: Sequence[str], all_: Sequence[str]) -> list[str]:
    count = dice.randint(*scenario.services)
    main = dice.choice(first)
    return [main, *dice.sample([key for key in all_ if key != main], count - 1)]


def _contacts(customer: Customer, domain: str, home: Mapping[str, Any], own: Mapping[str, Any], dice: Random) -> list[Person]:
    unwanted = "yes" if own.get("do-not-contact") else ""
    contacts = [_contact("customer", domain, home, dice, do_not_contact=unwanted)]
    if not unwanted and dice.random() < 0.6:  # three customers in five name two people
        contacts.append(_contact("customer", domain, home, dice))
    if customer.account_team == "known":
        contacts.append(_contact("account-team", _OFFICE, home, dice))
    if customer.partner_led:
        contacts.append(_contact("partner", f"partner-{domain}", home, dice))
    return list({(contact.kind, contact.email): contact for contact in contacts}.values())


def _contact(kind: str, domain: str, home: Mapping[str, Any], dice: Random, *, do_not_contact: str = "") -> Person:
    words = told("customers.yaml")
    japanese = words["japanese"]
    in_japan = home is japanese
    around = japanese if in_japan else words["international"]
    if in_japan:
        family, given = dice.choice(japanese["family"]), dice.choice(japanese["given"])
        name, kana, mailbox = f"{family[0]} {given[0]}", f"{family[1]} {given[1]}", f"{given[2]}.{family[2]}"
    else:
        names = around["names"][home["names"]]
        first, last = dice.choice(names["given"]), dice.choice(names["family"])
        name, kana, mailbox = f"{first} {last}", "", f"{first}.{last}".lower().replace(" ", "-")
    is_customer = kind == "customer"
    return Person(
        kind=kind,
        name=name,
        name_kana=kana,
        email=f"{mailbox}@{domain}",
        department=dice.choice(around["departments"]) if is_customer else around["account_department"],
        title=dice.choice(around["titles"]) if is_customer else around["account_title"],
        role=dice.choice(around["roles"]) if is_customer else "",
        language="ja" if in_japan else "en",
        verified=dice.randint(2, 70),
        do_not_contact=do_not_contact,
    )


def _weighted(dice: Random, choices: Sequence[tuple[str, int]]) -> str:
    return dice.choices([word for word, _ in choices], [weight for _, weight in choices])[0]
