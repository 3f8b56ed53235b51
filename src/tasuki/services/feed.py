"""A person's private calendar, for programs that fetch it: his discussions and next actions, under an address that he can end."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils.translation import gettext_lazy

from tasuki.core.engagement.assessment import PAUSES
from tasuki.core.engagement.checks import standing
from tasuki.core.engagement.facts import Fact, NewFact
from tasuki.records import ledger
from tasuki.records.models import Engagement, Person, Wish
from tasuki.records.models.engagements import CLOSED_STATES
from tasuki.records.site import site
from tasuki.services import cadences, clock, loading, trails
from tasuki.services.circumstances import words
from tasuki.wording.words import Tongue

DISCUSSION = gettext_lazy("{tenant}: completion discussion, {workload}")
NEXT_ACTION = gettext_lazy("{tenant}: next action")


def _signer() -> signing.Signer:
    """Without a time in it: the address stays what it is for as long as it is open."""
    return signing.Signer(salt="tasuki.feed")


def address_of(person: Person) -> str:
    """The address of the calendar, blank where it is not open."""
    wish = Wish.objects.filter(person=person, feed_open=True).first()
    return f"{settings.TASUKI_BASE_URL}/calendar/{_signer().sign_object([person.login, wish.feed])}.ics" if wish else ""


def choose(person: Person, *, open_it: bool) -> None:
    """A new address, or none; the one before is void either way."""
    with transaction.atomic():
        wish, _ = Wish.objects.get_or_create(person=person)
        Wish.objects.filter(pk=wish.pk).update(feed=wish.feed + 1, feed_open=open_it)
        trails.add({f"person/{person.login}": [NewFact("feed-chosen", data={"open": open_it})]}, by=person.login)


def reader_of(token: str) -> Person | None:
    """Whose calendar the address opens; None for one that is forged or void."""
    try:
        login, number = _signer().unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    wish = Wish.objects.filter(person_id=login, feed=number, feed_open=True, person__is_active=True).select_related("person").first()
    return wish.person if wish else None


def calendar_of(person: Person) -> bytes:
    """The calendar as a file. Three queries, whatever the number of engagements."""
    icalendar = loading.module("icalendar")
    tongue = Tongue(person.language or settings.LANGUAGE_CODE, words())
    mine = list(Engagement.objects.filter(manager=person).exclude(state__in=CLOSED_STATES).select_related("tenant").order_by("pk"))
    histories = ledger.read_each([one.subject for one in mine])
    regular = cadences.of_each([one.tenant_id for one in mine])
    minutes = {tenant: cadence.minutes for tenant, cadence in regular.items()}
    calendar = icalendar.Calendar()
    for name, value in (("prodid", "-//Tasuki//calendar//"), ("version", "2.0"), ("method", "PUBLISH"), ("x-wr-calname", "Tasuki")):
        calendar.add(name, value)
    for one in mine:
        usual = minutes.get(one.tenant_id, site().meeting_minutes)
        for event in (*_discussions(one, histories[one.subject], tongue, usual), *_next_action(one, tongue)):
            calendar.add_component(_component(icalendar, event))
    return bytes(calendar.to_ical())


def _discussions(engagement: Engagement, history: Sequence[Fact], tongue: Tongue, usual: int) -> Iterator[dict[str, Any]]:
    """The newest appointment of each lane: moved, it keeps its UID; while the engagement rests, it is called off.

    Whatever changes it counts SEQUENCE up: another time, the pause, the end of the pause, and taking one of them back.
    """
    lanes: dict[tuple[str | None, str | None], list[Fact]] = {}
    for fact in history:
        if fact.kind in ("discussion-scheduled", "act-taken-back"):
            lanes.setdefault((fact.workload, fact.process), []).append(fact)
    rests = engagement.state == "on-hold"
    set_now = {(fact.workload, fact.process): fact for fact in standing(history) if fact.kind == "discussion-scheduled"}
    pausing = (*PAUSES, "resumed")
    pauses = [fact for fact in history if fact.kind in pausing or fact.data.get("kind") in pausing]
    for (workload, process), fact in set_now.items():
        facts = lanes[workload, process]
        start = datetime.fromisoformat(fact.data["at"])
        values = {"tenant": engagement.tenant.name, "workload": workload}
        yield {
            "uid": _uid(engagement, f"{workload}.{process}"),
            "sequence": len(facts) - 1 + sum(fact.number > facts[0].number for fact in pauses),
            "summary": tongue.say(DISCUSSION, values),
            "dtstart": start,
            "dtend": start + timedelta(minutes=int(fact.data.get("minutes") or usual)),
            "status": "CANCELLED" if rests else "CONFIRMED",
            "url": _url(engagement),
        }


def _next_action(engagement: Engagement, tongue: Tongue) -> Iterator[dict[str, Any]]:
    day: date | None = engagement.next_action_date
    if day is not None:
        summary = tongue.say(NEXT_ACTION, {"tenant": engagement.tenant.name})
        yield {"uid": _uid(engagement, "next-action"), "summary": summary, "dtstart": day, "url": _url(engagement)}


def _component(icalendar: Any, event: dict[str, Any]) -> Any:
    component = icalendar.Event()
    component.add("dtstamp", clock.now())
    for name, value in event.items():
        component.add(name, value)
    return component


def _uid(engagement: Engagement, name: str) -> str:
    return f"engagement-{engagement.pk}.{name}@{urlsplit(settings.TASUKI_BASE_URL).hostname}"


def _url(engagement: Engagement) -> str:
    return f"{settings.TASUKI_BASE_URL}/engagements/{engagement.pk}/"
