"""The demonstration's files, as a customer system would send them: they stay in the data folder, to be looked at and imported again."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from tasuki.core.milestones.model import MilestoneRule
from tasuki.records.site import site
from tasuki.services import playbooks
from tasuki.services.demo.curves import Shape, curve
from tasuki.services.demo.data import chance, told
from tasuki.services.demo.days import Programme
from tasuki.services.demo.plot import Plot
from tasuki.services.demo.world import Customer

_TENANTS = (
    "tenant_id",
    "name",
    "name_kana",
    "tpid",
    "country",
    "language",
    "seats",
    "managed",
    "partner_led",
    "cadence",
    "team",
    "manager",
)
_CONTACTS = (
    *("tenant_id", "kind", "name", "name_kana", "email", "department", "title", "role", "language", "verified_on", "do_not_contact"),
)
_REQUESTS = ("request_id", "tenant_id", "motion", "submitted", "services", "migration_services", "manager")
_USAGE = ("tenant_id", "service", "date", "seats", "active_users", "source")
_FIRST_REQUEST = 20_001

Row = Sequence[object]
Story = tuple[Customer, Plot]


@dataclass(slots=True)
class Sheets:
    """Where the files lie, by number of the import that takes them in; `request_ids` by customer, the successor's last."""

    folder: Path
    tenants: Path
    contacts: Path
    requests: dict[int, Path] = field(default_factory=dict)
    usage: dict[int, Path] = field(default_factory=dict)
    request_ids: dict[int, list[str]] = field(default_factory=dict)


def write(folder: Path, stories: Sequence[Story], programme: Programme, seed: int) -> Sheets:
    folder.mkdir(parents=True, exist_ok=True)
    sheets = Sheets(folder, folder / "tenants.csv", folder / "contacts.csv")
    _write(sheets.tenants, _TENANTS, (_tenant(customer) for customer, _ in stories))
    begun = programme.imports[0]
    _write(sheets.contacts, _CONTACTS, (row for customer, _ in stories for row in _contacts(customer, begun)))
    _write_requests(sheets, stories, programme, seed)
    _write_usage(sheets, stories, programme, seed)
    return sheets


def _write(path: Path, header: Sequence[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def _tenant(customer: Customer) -> Row:
    words = (customer.tenant_id, customer.name, customer.name_kana, customer.tpid, customer.country, customer.language, customer.seats)
    partner = "yes" if customer.partner_led else "no"
    return (*words, customer.managed, partner, customer.cadence, customer.manager.team_name, customer.manager.login)


def _contacts(customer: Customer, begun: date) -> Iterable[Row]:
    for one in customer.contacts:
        person = (one.kind, one.name, one.name_kana, one.email, one.department, one.title, one.role, one.language)
        verified = begun - timedelta(days=one.verified)
        yield (customer.tenant_id, *person, verified.isoformat(), one.do_not_contact)


# ---------------------------------------------------------------- requests


def _write_requests(sheets: Sheets, stories: Sequence[Story], programme: Programme, seed: int) -> None:
    rows: dict[int, list[tuple[Customer, date]]] = {}
    for customer, plot in stories:
        for number in (plot.opened, plot.successor):
            if number is not None:
                dice = chance(seed, "request", customer.number, number)
                submitted = programme.imports[number] - timedelta(days=dice.randint(3, 27))
                rows.setdefault(number, []).append((customer, submitted))
    counted = _FIRST_REQUEST
    for number, requests in sorted(rows.items()):
        lines = []
        for customer, submitted in sorted(requests, key=lambda one: (one[1], one[0].number)):
            request_id = f"RFA-{counted}"
            counted += 1
            sheets.request_ids.setdefault(customer.number, []).append(request_id)
            lines.append(_request(customer, request_id, submitted))
        sheets.requests[number] = sheets.folder / f"requests-{programme.imports[number].isoformat()}.csv"
        _write(sheets.requests[number], _REQUESTS, lines)


def _request(customer: Customer, request_id: str, submitted: date) -> Row:
    motion = customer.scenario.motion or site().default_motion
    services, migrating = ";".join(customer.services), ";".join(customer.migrating)
    return (request_id, customer.tenant_id, motion, submitted.isoformat(), services, migrating, customer.manager.login)


# ---------------------------------------------------------------- usage


def _write_usage(sheets: Sheets, stories: Sequence[Story], programme: Programme, seed: int) -> None:
    rows: dict[int, list[Row]] = {number: [] for number in range(1, len(programme.imports))}
    blank = _place_of_blank(stories, seed)
    overflowing = _place_of_overflow(stories)
    rule = _rule()
    for place, (customer, plot) in enumerate(stories):
        monthly = customer.chance.random() < 0.35  # a third of the sources tell month ends only
        for service in customer.services:
            shape = _shape(customer, plot, service, overflows=place == overflowing and service == customer.services[0])
            for number, row in _readings(customer, service, plot, shape, programme, rule, monthly=monthly):
                rows[number].append(row)
        if place == blank:
            rows[1][-1] = (*rows[1][-1][:4], "", rows[1][-1][5])
    for number, lines in rows.items():
        last = programme.imports[number] - timedelta(days=1)
        sheets.usage[number] = sheets.folder / f"usage-{last.isoformat()}.csv"
        _write(sheets.usage[number], _USAGE, lines)


def _rule() -> MilestoneRule:
    """The milestone of the first process, as it is published."""
    version = playbooks.newest(site().processes["services"])
    milestones = playbooks.playbook(version.slug, version.version).milestones
    name = min(milestones)
    return MilestoneRule.from_plain(name, milestones[name])


def _place_of_blank(stories: Sequence[Story], seed: int) -> int:
    """One customer's source left a figure out once."""
    return chance(seed, "blank").randrange(len(stories))


def _place_of_overflow(stories: Sequence[Story]) -> int:
    """One customer, who reached the milestone before last night, ends with more users than seats."""
    places = [place for place, (customer, plot) in enumerate(stories) if 0 < plot.reached.get(customer.services[0], 0) < plot.opened + 99]
    return next((place for place in places if stories[place][0].scenario.upto == "release"), places[0] if places else -1)


def _shape(customer: Customer, plot: Plot, service: str, *, overflows: bool) -> Shape:
    dice = customer.chance
    if service in plot.reached:
        return Shape(
            reached=0, level=dice.uniform(1.4, 5.0), dips=dice.random() < 0.15 and not overflows, overflows=overflows
        )  # some dip later
    stalls = (customer.scenario.main if service == customer.services[0] else customer.scenario.others) == "stalled"
    return Shape(reached=None, level=dice.uniform(0.25, 0.8) if stalls else dice.uniform(0.9, 1.6))


def _readings(
    customer: Customer, service: str, plot: Plot, shape: Shape, programme: Programme, rule: MilestoneRule, *, monthly: bool
) -> Iterable[tuple[int, Row]]:
    days = [
        (number, day)
        for number in range(1, len(programme.imports))
        for day in (programme.readings(number)[-1:] if monthly else programme.readings(number))
    ]
    if shape.reached is not None:
        shape = Shape(_place_reached(days, plot.reached[service], customer.chance), shape.level, shape.dips, shape.overflows)
    seats = [customer.seats] * len(days)
    users = curve([day for _, day in days], seats, _required(rule, days[-1][1]), shape, customer.chance)
    source = told("customers.yaml")["sources"][customer.number % len(told("customers.yaml")["sources"])]
    for (number, day), count in zip(days, users, strict=True):
        yield number, (customer.tenant_id, service, day.isoformat(), customer.seats, count, source)


def _place_reached(days: Sequence[tuple[int, date]], number: int, dice: Random) -> int:
    """One of the readings in the file of that import."""
    return dice.choice([place for place, (own, _) in enumerate(days) if own == number])


def _required(rule: MilestoneRule, day: date) -> Callable[[int], int]:
    tier = rule.tier_on(day)
    if tier is None:
        raise LookupError(f"milestone {rule.name} has no tier on {day}")
    return tier.required
