"""A large programme to look at: the demonstration's customers again and again; imported only after Django is set up.

Histories, mails and readings are real ones, copied by plain inserts, so a ledger made so is not whole and must not be verified.
"""

import random
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.models import Model

from tasuki.records import noted
from tasuki.records.models import Contact, Engagement, Fact, Intake, Notice, Outbox, Person, Reached, Reading, Request, Team, Tenant
from tasuki.services import clock, demo, lines, playbooks

WORDS = ("青葉", "みなと", "銀杏町", "霞ノ森", "Contoso", "Harbour", "千歳川", "Larkspur")
KINDS = ("製作所", "商事", "電工", "建設", "Energy", "Pharma")
MANAGERS, TEAMS, DOZENS = 400, 12, 60
CLOSED = ("closed", "closed-without-discussion")
_AT_ONCE = 5000


@dataclass(frozen=True)
class Size:
    """`opened` and `closed` engagements among so many tenants; the rest have none."""

    tenants: int
    opened: int
    closed: int


def build(size: Size) -> None:
    """The demonstration, and copies of it up to the size. `m0` manages dozens, others a dozen; `lead` has one team, `head` six."""
    call_command("migrate", verbosity=0)
    playbooks.publish_shipped(by="system")
    demo.build()
    started = time.perf_counter()
    if size.tenants:
        _Copies(size).make()
    print(f"{Fact.objects.count()} facts of {Tenant.objects.count()} tenants in {time.perf_counter() - started:.0f} s")
    started = time.perf_counter()
    print(f"{lines.refresh()} lines derived in {time.perf_counter() - started:.0f} s")


class _Copies:
    def __init__(self, size: Size) -> None:
        self.size, self.chance = size, random.Random(1)
        self.models = list(Tenant.objects.all())
        self.opened = list(Engagement.objects.exclude(state__in=CLOSED))
        self.closed = list(Engagement.objects.filter(state__in=CLOSED))
        self.first = max(row.pk for row in (*self.opened, *self.closed)) + 1

    def make(self) -> None:
        self.teams = [Team.objects.create(name=f"Team {number}") for number in range(TEAMS)]
        Person.objects.bulk_create(Person(login=f"m{n}", name=f"Manager {n}", role="manager") for n in range(MANAGERS))
        Person.objects.create(login="lead", name="Lead", role="lead").teams.add(self.teams[0])
        Person.objects.create(login="head", name="Head", role="lead").teams.add(*self.teams[: TEAMS // 2])
        whole = range(self.size.tenants)
        _save(Tenant, (self.tenant(n) for n in whole))
        _save(Contact, self.beside(Contact))
        _save(Reading, self.beside(Reading))
        _save(Reached, self.beside(Reached))
        pairs = list(self.engagements())
        _save(Request, (self.request(n) for n, _, _ in pairs))
        _save(Engagement, (row for _, _, row in pairs))
        self.histories(pairs)
        _save(Intake, (_intake(n) for n in range(3000)))
        if connection.vendor == "postgresql":
            connection.cursor().execute("SELECT setval('records_engagement_id_seq', (SELECT max(id) FROM records_engagement))")

    def manager(self, number: int) -> str:
        return f"m{0 if number < DOZENS else number % MANAGERS}"

    def tenant(self, number: int) -> Tenant:
        name = f"株式会社{self.chance.choice(WORDS)}{self.chance.choice(KINDS)}{number}"
        given = {"tenant_id": _key(number), "name": name, "name_kana": "", "tpid": str(700_000 + number)}
        team = self.teams[number % MANAGERS % TEAMS].pk
        return _copy(self.models[number % len(self.models)], **given, team_id=team, manager_id=self.manager(number))

    def beside(self, model: type[Any]) -> Iterator[Any]:
        """What each model tenant has, for each of its copies."""
        rows = {tenant.pk: list(model.objects.filter(tenant=tenant)) for tenant in self.models}
        for number in range(self.size.tenants):
            for row in rows[self.models[number % len(self.models)].pk]:
                more = {"email": f"{number}-{row.email}"} if model is Contact else {}
                yield _copy(row, tenant_id=_key(number), **more)

    def request(self, number: int) -> Request:
        return Request(request_id=f"B-{number:06}", tenant_id=_key(number), motion="rfa", submitted=clock.today())

    def engagements(self) -> Iterator[tuple[int, Engagement, Engagement]]:
        for number in range(self.size.opened + self.size.closed):
            is_open = number < self.size.opened
            model = (self.opened if is_open else self.closed)[number % len(self.opened if is_open else self.closed)]
            key = _key(number)
            given: dict[str, Any] = {"pk": self.first + number, "tenant_id": key, "request_id": f"B-{number:06}"}
            who = self.manager(number)
            given |= {"manager_id": who if model.manager_id else None, "closed_by_id": who if model.closed_by_id else None}
            if model.closed_at:
                given["closed_at"] = model.closed_at - timedelta(days=self.chance.randrange(300))
            yield number, model, _copy(model, **given)

    def histories(self, pairs: list[tuple[int, Engagement, Engagement]]) -> None:
        facts: dict[str, list[Fact]] = {row.subject: list(Fact.objects.filter(subject=row.subject)) for _, row, _ in pairs[:500]}
        facts |= {row.subject: list(Fact.objects.filter(subject=row.subject)) for _, row, _ in pairs[-500:]}
        mails = {name: list(Outbox.objects.filter(fact_subject=name)) for name in facts}
        notices = {name: list(Notice.objects.filter(engagement=int(name.split("/")[1]))) for name in facts}
        _save(Fact, (fact for pair in pairs for fact in self._facts(facts[pair[1].subject], *pair)))
        _save(Outbox, (mail for _, model, row in pairs for mail in _mails(mails[model.subject], row)))
        _save(Notice, (note for number, model, row in pairs for note in self._notices(notices[model.subject], number, model, row)))
        if connection.vendor == "sqlite":
            told = Fact.objects.filter(kind=noted.KIND, subject__in=[row.subject for _, _, row in pairs[:2000]])
            noted.remember(list(told.values_list("subject", "number", "text")))

    def _facts(self, facts: list[Fact], number: int, model: Engagement, row: Engagement) -> Iterator[Fact]:
        before = model.manager_id or model.closed_by_id or ""
        after = self.manager(number)
        for fact in facts:
            data = fact.data.replace(f'"{before}"', f'"{after}"')
            yield _copy(fact, subject=row.subject, data=data, by=after if fact.by == before else fact.by)

    def _notices(self, notices: list[Notice], number: int, model: Engagement, row: Engagement) -> Iterator[Notice]:
        for one in notices:
            who = self.manager(number) if one.person_id in (model.manager_id, model.closed_by_id) else one.person_id
            yield _copy(one, engagement_id=row.pk, person_id=who)


def _mails(mails: list[Outbox], row: Engagement) -> Iterator[Outbox]:
    for mail in mails:
        yield _copy(mail, fact_subject=row.subject, message_id=f"<{row.pk}.{mail.fact_number}@example.org>")


def _intake(number: int) -> Intake:
    return Intake(
        reference=f"X-{number}",
        form_key=f"x{number}",
        state="submitted" if number < 40 else "cancelled",
        submitted_at=clock.now() - timedelta(hours=number),
        language="ja",
        organisation=f"会社 {number}",
        email=f"x{number}@example.org",
        answers={"organisation": f"会社 {number}", "services": "exchange"},
        details_digest=f"{number}",
    )


def _key(number: int) -> str:
    return f"b-{number:06}"


def _copy(row: Any, **given: Any) -> Any:
    columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}  # noqa: SLF001 - Django's documented name
    return type(row)(**{**columns, **given})


def _save(model: type[Any], rows: Iterable[Model]) -> None:
    rows = iter(rows)
    while piece := list(islice(rows, _AT_ONCE)):
        model.objects.bulk_create(piece)
