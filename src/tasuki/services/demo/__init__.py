"""The demonstration programme: a year of invented customers, told day by day through the same doors that people and files use.

It is a function of the number of tenants, the seed and today. All of it is one transaction: a site has the whole of it, or nothing.

Finding codes:
    not-empty    {tenants}    the site has customers already
"""

import heapq
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language

from tasuki.core.engagement.facts import SYSTEM, NewFact
from tasuki.core.finding import Finding
from tasuki.records import ledger
from tasuki.records.models import Engagement, Fact, Notice, Outbox, Person, Reached, Tenant
from tasuki.records.queries import sees
from tasuki.services import cadences, clock, imports, milestones, playbooks, trails
from tasuki.services.demo import people, sheets
from tasuki.services.demo.acting import Story
from tasuki.services.demo.data import told
from tasuki.services.demo.days import Programme
from tasuki.services.demo.people import Account, accounts
from tasuki.services.demo.plot import plot
from tasuki.services.demo.post import Post
from tasuki.services.demo.scenarios import assigned
from tasuki.services.demo.sheets import Sheets
from tasuki.services.demo.world import Customer, invent
from tasuki.services.places import zone_of
from tasuki.services.refusal import Refusal

__all__ = ["CODES", "Account", "DemoResult", "accounts", "accounts_for", "accounts_here", "build", "is_here"]

CODES = ("not-empty",)

_BUILT = "demonstration-built"
_PEOPLE_BEFORE = timedelta(days=20)
_MONTHS_TOLD = 3


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What was built, by name, and how to sign in."""

    counts: Mapping[str, int]
    accounts: tuple[Account, ...]


def is_here() -> bool:
    """Whether this site is a demonstration. One row at most is read: the sign-in page asks each time."""
    return Fact.objects.filter(subject="site", kind=_BUILT).exists()


def accounts_here() -> tuple[Account, ...]:
    """Who can come in at a demonstration; nobody of an ordinary site."""
    if not is_here():
        return ()
    active = set(Person.objects.filter(is_active=True).values_list("login", flat=True))
    return tuple(one for one in accounts() if one.login in active)


def accounts_for(engagement: Engagement, roles: Collection[str]) -> tuple[Account, ...]:
    """Who of those that can come in here has one of these roles and sees this engagement: in a demonstration one reader is all of them.

    First those of the reader's language, since the portal then speaks theirs.
    """
    here = accounts_here()
    those = Person.objects.filter(login__in=[one.login for one in here], role__in=roles)
    speaks = {person.login: person.language for person in those if sees(person, engagement, clock.today())}
    read = (get_language() or settings.LANGUAGE_CODE)[:2]
    return tuple(sorted((one for one in here if one.login in speaks), key=lambda one: speaks[one.login] != read))


def build(*, tenants: int = 60, seed: int = 1, say: Callable[[str], None] = lambda _: None) -> DemoResult:
    """Fill an empty site. Raises `Refusal` with `not-empty`."""
    if there := Tenant.objects.count():
        raise Refusal(Finding(code="not-empty", values={"tenants": there}))
    programme = Programme(clock.today(), settings.TIME_ZONE)
    with transaction.atomic():
        _Building(programme, tenants, seed, say).run()
        counts = _counts()
    say(_sentence(2))
    return DemoResult(counts, accounts())


def _sentence(place: int, **values: object) -> str:
    progress = told("sentences.yaml")["progress"]
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    return str((progress.get(language) or progress["en"])[place]).format(**values)


class _Building:
    def __init__(self, programme: Programme, tenants: int, seed: int, say: Callable[[str], None]) -> None:
        self.programme = programme
        self.tenants = tenants
        self.seed = seed
        self.say = say
        self.folder = settings.TASUKI_DATA / "demo"
        self.post = Post(self.folder / "mail")

    def run(self) -> None:
        self.say(_sentence(0, tenants=self.tenants))
        begun = self.programme.night(self.programme.imports[0]) - _PEOPLE_BEFORE
        with clock.moved_to(begun):
            playbooks.publish_shipped(by=SYSTEM)
            known = people.add_all(by=SYSTEM)
        customers = invent(assigned(self.tenants, self.seed), self.seed, self.programme)
        plots = [(customer, plot(customer, self.programme)) for customer in customers]
        self.post.folder.mkdir(parents=True, exist_ok=True)
        files = sheets.write(self.folder, plots, self.programme, self.seed)
        tales = [
            Story(customer, told_by, self.programme, known, self.post, files.request_ids[customer.number]).tell()
            for customer, told_by in plots
        ]
        self._play([self._nights(files, customers), *tales])
        self._empty_outbox()
        with clock.moved_to(self.programme.horizon):
            data = {"tenants": self.tenants, "seed": self.seed, "today": self.programme.today.isoformat()}
            trails.add({"site": [NewFact(_BUILT, data=data)]}, by=SYSTEM)
            Notice.objects.update(told_at=clock.now(), posted_at=clock.now())  # nobody gets a mail about an invented past

    def _play(self, tales: list[Iterator[datetime]]) -> None:
        """All tales side by side, in the order of time; what would come after the horizon has not happened yet."""
        waiting = [(moment, place) for place, tale in enumerate(tales) if (moment := next(tale, None)) is not None]
        heapq.heapify(waiting)
        while waiting and waiting[0][0] <= self.programme.horizon:
            _, place = heapq.heappop(waiting)
            moment = next(tales[place], None)
            if moment is not None:
                heapq.heappush(waiting, (moment, place))

    def _nights(self, files: Sheets, customers: Sequence[Customer]) -> Iterator[datetime]:
        """The imports, each with the sweep that follows it and the seal over the day before."""
        for number, day in enumerate(self.programme.imports):
            night = self.programme.night(day)
            yield night
            with clock.moved_to(night):
                self._import(files, number)
                if number == 0:
                    self._agree_on_meetings(customers, day)
                ledger.seal(day - timedelta(days=1), at=night)
            if number % _MONTHS_TOLD == 0 and number:
                self.say(_sentence(1, month=f"{day - timedelta(days=1):%Y-%m}"))

    def _import(self, files: Sheets, number: int) -> None:
        if number == 0:
            imports.run("tenants", files.tenants, by=SYSTEM)
            imports.run("contacts", files.contacts, by=SYSTEM)
        if number in files.requests:
            imports.run("requests", files.requests[number], by=SYSTEM)
        if number in files.usage:
            imports.run("usage", files.usage[number], by=SYSTEM)
            milestones.run(by=SYSTEM)

    def _agree_on_meetings(self, customers: Sequence[Customer], day: date) -> None:
        """Where the sheet's words are a plain rule, the manager has said it."""
        rules = told("customers.yaml")["meetings"]
        managers = {person.login: person for person in Person.objects.all()}
        tenants = {tenant.pk: tenant for tenant in Tenant.objects.all()}
        for customer in customers:
            if customer.cadence in rules:
                tenant = tenants[customer.tenant_id]
                given = {"nth": "1", "time_zone": zone_of(tenant), "starting": day.isoformat(), **rules[customer.cadence]}
                cadences.put(tenant, given, managers[customer.manager.login])

    def _empty_outbox(self) -> None:
        """What was to wait for the site's worker waits only where the worker will not take it to a real server; past links never wait."""
        for mail in Outbox.objects.filter(state="queued", fact_subject__startswith="link/").order_by("id"):
            self.post.deliver(ledger.read(mail.fact_subject)[mail.fact_number - 1], mail.due, ())
        if settings.TASUKI_MAIL_URL.startswith("file:"):
            return
        for mail in Outbox.objects.filter(state="queued").order_by("id"):
            fact = ledger.read(mail.fact_subject)[mail.fact_number - 1]
            self.post.deliver(fact, self.programme.horizon, ())


def _counts() -> Mapping[str, int]:
    states = Counter(Engagement.objects.values_list("state", flat=True))
    mails = Counter(Outbox.objects.values_list("state", flat=True))
    return {
        "tenants": Tenant.objects.count(),
        "people": Person.objects.count(),
        "engagements": sum(states.values()),
        **{f"engagements-{state}": count for state, count in sorted(states.items())},
        "reached": Reached.objects.count(),
        **{f"mails-{state}": count for state, count in sorted(mails.items())},
        "facts": Fact.objects.count(),
    }
