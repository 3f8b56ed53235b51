"""What people were told without asking, read by them: in the portal, in the daily mail, and in the site's chat channels."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import starmap
from typing import Any
from urllib.parse import urlencode

import structlog
from django.conf import settings
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy

from tasuki.core.engagement.commands import COMMANDS
from tasuki.core.engagement.facts import Fact
from tasuki.core.engagement.reminders import owner_of
from tasuki.records import ledger
from tasuki.records.models import Engagement, Notice, Person
from tasuki.records.queries import about_seen
from tasuki.services import clock, loading, playbooks
from tasuki.services.circumstances import people, words
from tasuki.services.letters import spell_day
from tasuki.wording.facts import speak_fact
from tasuki.wording.words import Phrase, Tongue

_log = structlog.get_logger("tasuki.notices")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_POSTED_WITHIN = timedelta(days=1)
_AT_ONCE = 50
LINE = gettext_lazy("{tenant}: {sentence} {url}")
LINE_TO = gettext_lazy("{tenant}: {sentence} ({why}) {url}")
WHY = {
    "own": gettext_lazy("you manage this engagement"),
    "named": gettext_lazy("the next action is yours"),
    "lead": gettext_lazy("you lead the team"),
    "assignment": gettext_lazy("you answer queue moves"),
    "formerly": gettext_lazy("you stand in for its manager, or were its manager"),
}


def unread(person: Person) -> int:
    """One query."""
    return _seen_by(person).filter(read_at=None).count()


def _seen_by(person: Person) -> QuerySet[Notice]:
    """Of engagements that this person still sees."""
    return Notice.objects.filter(about_seen(person, clock.today()), person=person)


def listed(person: Person) -> QuerySet[Notice]:
    """Unread ones first, the newest of each first."""
    return _seen_by(person).select_related("engagement__tenant", "person").order_by(F("read_at").desc(nulls_first=True), "-at", "-pk")


def read(person: Person, keys: Iterable[int] | None = None) -> int:
    """Mark some, or all, as read."""
    mine = Notice.objects.filter(person=person, read_at=None)
    return (mine if keys is None else mine.filter(pk__in=list(keys))).update(read_at=clock.now())


def facts_of(found: Sequence[Notice]) -> dict[int, Fact]:
    """The fact of each notice, by the notice's key."""
    histories = ledger.read_each(sorted({f"engagement/{one.engagement_id}" for one in found}))
    return {one.pk: histories[f"engagement/{one.engagement_id}"][one.number - 1] for one in found}


def spoken(found: Sequence[Notice], language: str, reader: Person | None = None) -> list[str]:
    """Each as one line with its address, in a language, for what leaves the portal; with the reason why the reader gets it."""
    facts = facts_of(found)
    said = criteria_of(found, facts, language)
    known = words().get(language, {})
    cast = {f"{kind}.{card.login}": card.name for card in people() for kind in ("manager", "to", "from")}

    def tongue(one: Notice) -> Tongue:
        return _LetterTongue(language, {language: {**known, **cast, **{f"criterion.{key}": text for key, text in said[one.pk].items()}}})

    return [_line(one, facts[one.pk], tongue(one), reader) for one in found]


class _LetterTongue(Tongue):
    """Days as the language writes them."""

    def value(self, name: str, value: Any) -> str:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return spell_day(date.fromisoformat(value), self.language)
        return super().value(name, value)


def criteria_of(found: Iterable[Notice], facts: Mapping[int, Fact], language: str) -> dict[int, dict[str, str]]:
    """By the notice's key, what the criterion that its fact names says, by that one's key. A query for each version of a playbook."""
    find = cache(playbooks.playbook)

    def said(notice: Notice, key: str) -> dict[str, str]:
        named = [(one, one.criterion(key)) for one in starmap(find, notice.engagement.pins.items())]
        return {criterion.key: one.text_of(criterion, language).rstrip(".\u3002") for one, criterion in named if criterion is not None}

    return {one.pk: said(one, facts[one.pk].data["criterion"]) if "criterion" in facts[one.pk].data else {} for one in found}


def _line(notice: Notice, fact: Fact, tongue: Tongue, reader: Person | None) -> str:
    values = {"tenant": notice.engagement.tenant.name, "sentence": speak_fact(fact, tongue), "url": _url(notice, fact, reader)}
    if reader is None:
        return tongue.say(LINE, values)
    return tongue.say(LINE_TO, {**values, "why": tongue.say(why(notice.engagement, fact, reader))})


def why(engagement: Engagement, fact: Fact, reader: Person) -> Phrase:
    """Why this person is told of what happens in the engagement."""
    if reader.login == engagement.manager_id:
        return WHY["own"]
    if reader.login == owner_of(fact):
        return WHY["named"]
    return WHY.get(reader.role, WHY["formerly"])


@dataclass(frozen=True, slots=True)
class Asked:
    """The act that a notice asks for; without a command it is an answer on the hand-over board."""

    command: str = ""
    workload: str | None = None
    keys: Mapping[str, str] = field(default_factory=dict)


def asked(fact: Fact, reader: Person) -> Asked | None:
    """What the fact asks this reader to do, if it asks for anything; whether it can still be done is for its page to say."""
    if fact.kind in _FOR_THE_BOARD and reader.role in ("assignment", "lead"):
        return Asked()
    role, command, key = _ACTS.get(fact.kind, ("", "", ""))
    if not command or role != reader.role:
        return None
    value = fact.data.get(key, fact.number) if key else None
    name = {"queued": "mail", "number": "mail"}.get(key, key)
    workload = fact.workload if COMMANDS[command].lane != "engagement" else None
    return Asked(command, workload, {name: str(value)} if name else {})


_FOR_THE_BOARD = ("queue-move-requested", "queue-move-reminded", "queue-move-escalated")
_ACTS: Mapping[str, tuple[str, str, str]] = {
    "milestone-reached": ("manager", "schedule-discussion", ""),
    "mail-refused": ("manager", "resend-mail", "queued"),
    "mail-uncertain": ("manager", "settle-mail", "queued"),
    "mail-bounced": ("manager", "settle-mail", "queued"),
    "objection-raised": ("manager", "answer-objection", ""),
    "queue-move-declined": ("manager", "request-queue-move", ""),
    "queue-move-confirmed": ("manager", "release-manager", ""),
    "waiver-requested": ("lead", "grant-waiver", "criterion"),
    "mail-drafted": ("lead", "release-mail", "number"),
    "withdrawn": ("lead", "close-without-discussion", ""),
    "superseded": ("lead", "close-without-discussion", ""),
}
"""By the kind of the fact: whom it asks, for which act, and which of the fact's data the act needs (its own number, where it has none)."""


def _url(notice: Notice, fact: Fact, reader: Person | None) -> str:
    """Where the act is done that the notice asks its reader for, else where the fact stands."""
    page = f"{settings.TASUKI_BASE_URL}/engagements/{notice.engagement_id}/"
    wanted = asked(fact, reader) if reader is not None else None
    if wanted is None:
        return f"{page}#fact-{notice.number}"
    if not wanted.command:
        return f"{settings.TASUKI_BASE_URL}/hand-over/"
    given = {**({"workload": wanted.workload} if wanted.workload else {}), **wanted.keys}
    return f"{page}do/{wanted.command}/" + (f"?{urlencode(given)}" if given else "")


def post() -> int:
    """What is new, to the site's chat channels. A fact several people are told of is posted once; a channel that fails is tried again."""
    if not settings.TASUKI_NOTICE_URLS:
        return 0
    fresh = Notice.objects.filter(posted_at=None, at__gte=clock.now() - _POSTED_WITHIN)
    found = list(fresh.select_related("engagement__tenant").order_by("at", "pk")[:_AT_ONCE])
    mine = [one for one in found if Notice.objects.filter(pk=one.pk, posted_at=None).update(posted_at=clock.now()) == 1]
    if not mine:
        return 0
    once = list({(one.engagement_id, one.number): one for one in mine}.values())
    if not _channels().notify(body="\n".join(spoken(once, settings.LANGUAGE_CODE)), title="Tasuki"):
        Notice.objects.filter(pk__in=[one.pk for one in mine]).update(posted_at=None)
        _log.warning("notices.not-posted", count=len(once))
        return 0
    return len(once)


def _channels() -> Any:
    channels = loading.module("apprise").Apprise()
    for url in settings.TASUKI_NOTICE_URLS:
        channels.add(url)
    return channels
