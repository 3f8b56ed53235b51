"""Whom a fact concerns, so that he is told without asking: the site says which kinds, the engagement says who."""

from collections.abc import Iterator, Sequence

from tasuki.core.engagement.facts import Fact
from tasuki.core.engagement.plan import Plan
from tasuki.core.engagement.reminders import owner_of
from tasuki.records.models import Cover, Engagement, Notice, Person
from tasuki.records.site import site
from tasuki.services import clock


def note(engagement: Engagement, plan: Plan, facts: Sequence[Fact], manager: str | None) -> None:
    """In the transaction of the facts: who has to know of them, himself excepted. One act in several lanes is told once."""
    told: set[tuple[str, object]] = set()
    rows = []
    for fact in facts:
        same = (fact.kind, fact.data.get("message_id") or fact.data.get("criterion") or fact.data.get("milestone") or fact.number)
        if same in told:
            continue
        told.add(same)
        rows += [
            Notice(person_id=login, engagement=engagement, number=fact.number, at=fact.at)
            for login in _readers(engagement, plan, fact, manager)
            if login != fact.by
        ]
    if rows:
        Notice.objects.bulk_create(rows, ignore_conflicts=True)


def has_read(engagement: Engagement, login: str) -> None:
    """Whoever acts himself has the engagement before him, and knows what he was told of it; whoever brings in a file has not."""
    Notice.objects.filter(person=login, engagement=engagement, read_at=None).update(read_at=clock.now())


def _readers(engagement: Engagement, plan: Plan, fact: Fact, manager: str | None) -> set[str]:
    names = {fact.kind, *_also(plan, fact)}
    concerned = {role for role, kinds in site().notices.items() if names & kinds}
    readers = _managers(fact, manager) if "manager" in concerned else set()
    people = Person.objects.filter(is_active=True).order_by()
    if "lead" in concerned and engagement.tenant.team_id:
        readers |= set(people.filter(role="lead", teams=engagement.tenant.team_id).values_list("login", flat=True))
    if "assignment" in concerned:
        readers |= set(people.filter(role="assignment").values_list("login", flat=True))
    return readers


def _also(plan: Plan, fact: Fact) -> Iterator[str]:
    """What a fact means beyond its kind, by the words of site.yaml."""
    said, low = str(fact.data.get("satisfaction", "")), plan.main.advice.get("satisfaction-low")
    if low is not None and said.isdigit() and int(said) <= low:
        yield "satisfaction-low"
    if fact.data.get("escalate") == "yes":
        yield "note-escalated"


def _managers(fact: Fact, manager: str | None) -> set[str]:
    """Who manages it, whom the fact takes it from, whose next action it is; and whoever stands in for one of them today."""
    named = {str(fact.data.get("manager") or ""), str(fact.data.get("from") or ""), owner_of(fact)} - {manager, ""}
    readers = {manager} if manager else set()
    if named:
        readers |= set(Person.objects.filter(login__in=named, is_active=True).order_by().values_list("login", flat=True))
    today = clock.today()
    covers = Cover.objects.filter(person__in=readers, begins__lte=today, ends__gte=today).order_by()
    return {*readers, *covers.values_list("cover", flat=True)}
