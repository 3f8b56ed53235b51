"""A large programme to list; imported only after Django is set up."""

import importlib
import random
import re
import time
from datetime import timedelta

from django.conf import settings
from django.test import Client

from bench.site import a_manager_with_engagements
from tasuki.records.models import Contact, Engagement, Person, Request, Team, Tenant
from tasuki.services import clock, lines

STATES = ("active",) * 6 + ("handing-over", "on-hold") + ("closed",) * 2
REGIONS = ("APJ", "EMEA", "Americas")
WORDS = ("青葉", "みなと", "銀杏町", "霞ノ森", "Contoso", "Harbour", "千歳川", "Larkspur")
KINDS = ("製作所", "商事", "電工", "建設", "Energy", "Pharma")
SERVICES = ("exchange", "teams", "sharepoint", "intune")
OPEN_AT_ONCE = 60


def build(tenants: int) -> None:
    """First a manager with open engagements that have histories, then everybody else by plain inserts."""
    a_manager_with_engagements(OPEN_AT_ONCE)
    chance = random.Random(1)
    teams = [Team.objects.create(name=f"Team {number}") for number in range(12)]
    people = [Person(login=f"m{number}", name=f"Manager {number}", role="manager") for number in range(400)]
    Person.objects.bulk_create(people)
    Person.objects.create(login="all", name="Assignment", role="assignment")
    Person.objects.create(login="lead", name="Lead", role="lead").teams.add(teams[0])
    started = time.perf_counter()
    keys = range(tenants)
    Tenant.objects.bulk_create([_tenant(number, chance, teams, people) for number in keys], batch_size=5000)
    Contact.objects.bulk_create([_contact(number) for number in keys], batch_size=5000)
    Request.objects.bulk_create([_request(number) for number in keys], batch_size=5000)
    Engagement.objects.bulk_create([_engagement(number, chance, people) for number in keys], batch_size=5000)
    print(f"{tenants} tenants inserted in {time.perf_counter() - started:.0f} s")
    started = time.perf_counter()
    print(f"{lines.refresh()} lines derived in {time.perf_counter() - started:.0f} s")
    importlib.import_module("tasuki.project.wsgi")  # as the server starts: everything loaded, and out of the collector's way


def _tenant(number: int, chance: random.Random, teams: list[Team], people: list[Person]) -> Tenant:
    name = f"株式会社{chance.choice(WORDS)}{chance.choice(KINDS)}{number}"
    manager = people[number % len(people)]
    return Tenant(
        tenant_id=f"b-{number:06}",
        name=name,
        name_kana="",
        tpid=str(700_000 + number),
        country="JP",
        region=chance.choice(REGIONS),
        language="ja",
        team=teams[number % len(teams)],
        manager=manager,
    )


def _contact(number: int) -> Contact:
    return Contact(tenant_id=f"b-{number:06}", kind="customer", name=f"山田 {number}", email=f"yamada{number}@example.org")


def _request(number: int) -> Request:
    return Request(request_id=f"B-{number:06}", tenant_id=f"b-{number:06}", motion="rfa", submitted=clock.today())


def _engagement(number: int, chance: random.Random, people: list[Person]) -> Engagement:
    state, now = chance.choice(STATES), clock.now()
    closed = now - timedelta(days=chance.randrange(300)) if state == "closed" else None
    day = clock.today() + timedelta(days=chance.randrange(-20, 400)) if chance.random() < 0.5 else None
    return Engagement(
        tenant_id=f"b-{number:06}",
        request_id=f"B-{number:06}",
        motion="rfa",
        state=state,
        manager=None if closed else people[number % len(people)],
        closed_by=people[number % len(people)] if closed else None,
        next_action_date=day,
        queue="FTCQ Inactive APJ" if closed else "",
        lanes=[[chance.choice(SERVICES), "completion-enablement"]],
        pins={"completion-enablement": 1},
        facts=chance.randrange(1, 30),
        opened_at=now - timedelta(days=400),
        closed_at=closed,
    )


def today(rounds: int) -> None:
    print(f"Today of a manager with {OPEN_AT_ONCE} open engagements")
    _timed("mori", "/", rounds)


QUESTIONS = (
    ("all", "?all=1"),
    ("all", "?state=active"),
    ("all", "?state=active&region=APJ"),
    ("all", "?milestone=-&sort=-name"),
    ("all", "?next=overdue&sort=next"),
    ("all", "?next=none&state=on-hold"),
    ("all", "?owner=m17"),
    ("all", "?owner=-&state=active"),
    ("all", "?service=teams&version=completion-enablement:1"),
    ("all", "?queue=-&sort=changed"),
    ("all", "?q=霞ノ森 電工"),
    ("all", "?q=b-099"),
    ("all", "?q=yamada777@"),
    ("all", "?q=ないもの"),
    ("lead", "?all=1"),
    ("lead", "?state=handing-over&sort=-next"),
    ("m17", "?all=1"),
)


def measure(rounds: int) -> float:
    """Every question, its first page and one far in; the slowest p95."""
    slowest = 0.0
    for login, question in QUESTIONS:
        slowest = max(slowest, _timed(login, f"/tenants/{question}", rounds, deep=True))
    return slowest


def _timed(login: str, path: str, rounds: int, *, deep: bool = False) -> float:
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(Person.objects.get(pk=login), backend="django.contrib.auth.backends.ModelBackend")
    taken, walked = _rounds(client, path, rounds, deep=deep)
    taken.sort()
    p95 = taken[min(len(taken) - 1, int(len(taken) * 0.95))] * 1000
    print(f"{login:5} {path:55} p50 {taken[len(taken) // 2] * 1000:6.1f}  p95 {p95:6.1f} ms{f', {walked} pages' if deep else ''}")
    return p95


def _rounds(client: Client, path: str, rounds: int, *, deep: bool) -> tuple[list[float], int]:
    """The same page again and again, or page after page as far as there are some."""
    taken, walked, here = [], 1, path
    client.get(here)
    for _ in range(rounds):
        started = time.process_time()
        response = client.get(here)
        taken.append(time.process_time() - started)
        assert response.status_code == 200, (here, response.status_code)
        following = re.search(r'rel="next" href="\?([^"]+)"', response.content.decode())
        walked += bool(deep and following)
        here = f"/tenants/?{following[1].replace('&amp;', '&')}" if deep and following else path
    return taken, walked
