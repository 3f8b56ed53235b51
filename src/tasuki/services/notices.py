"""What people are told without asking: a fact that concerns them, in the portal, in the daily mail, and in the site's chat channels."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy

from tasuki.core.engagement.facts import Fact
from tasuki.records import ledger
from tasuki.records.models import Engagement, Notice, Person
from tasuki.records.queries import engagements_for
from tasuki.records.site import site
from tasuki.services import clock, loading, playbooks
from tasuki.services.circumstances import people, words
from tasuki.services.letters import spell_day
from tasuki.wording.facts import speak_fact
from tasuki.wording.words import Tongue

_log = structlog.get_logger("tasuki.notices")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_POSTED_WITHIN = timedelta(days=1)
_AT_ONCE = 50
LINE = gettext_lazy("{tenant}: {sentence} {url}")


def note(engagement: Engagement, facts: Sequence[Fact], manager: str | None) -> None:
    """In the transaction of the facts: who has to know of them, himself excepted. One act in several lanes is told once."""
    told: set[tuple[str, object]] = set()
    rows = []
    for fact in facts:
        same = (fact.kind, fact.data.get("message_id") or fact.data.get("criterion") or fact.number)
        if same in told:
            continue
        told.add(same)
        rows += [
            Notice(person_id=login, engagement=engagement, number=fact.number, at=fact.at)
            for login in _readers(engagement, fact, manager)
            if login != fact.by
        ]
    if rows:
        Notice.objects.bulk_create(rows, ignore_conflicts=True)


def _readers(engagement: Engagement, fact: Fact, manager: str | None) -> set[str]:
    kinds = site().notices
    readers = {manager} if manager and fact.kind in kinds["manager"] else set()
    if fact.kind in kinds["lead"]:
        team = engagement.tenant.team_id
        readers |= set(Person.objects.filter(role="lead", is_active=True, teams=team).values_list("login", flat=True)) if team else set()
    return readers


def unread(person: Person) -> int:
    """One query."""
    return _seen_by(person).filter(read_at=None).count()


def _seen_by(person: Person) -> QuerySet[Notice]:
    """Of engagements that this person still sees."""
    return Notice.objects.filter(person=person, engagement__in=engagements_for(person, clock.today()))


def listed(person: Person) -> QuerySet[Notice]:
    """Unread ones first, the newest of each first."""
    return _seen_by(person).select_related("engagement__tenant").order_by(F("read_at").desc(nulls_first=True), "-at", "-pk")


def read(person: Person, keys: Iterable[int] | None = None) -> int:
    """Mark some, or all, as read."""
    mine = Notice.objects.filter(person=person, read_at=None)
    return (mine if keys is None else mine.filter(pk__in=list(keys))).update(read_at=clock.now())


def facts_of(found: Sequence[Notice]) -> dict[int, Fact]:
    """The fact of each notice, by the notice's key."""
    histories = ledger.read_each(sorted({f"engagement/{one.engagement_id}" for one in found}))
    return {one.pk: histories[f"engagement/{one.engagement_id}"][one.number - 1] for one in found}


def spoken(found: Sequence[Notice], language: str) -> list[str]:
    """Each as one line with its address, in a language; for what leaves the portal."""
    facts = facts_of(found)
    cast = {f"{kind}.{card.login}": card.name for card in people() for kind in ("manager", "to", "from")}
    lines = []
    for one in found:
        criteria = {f"criterion.{key}": text for key, text in criteria_of(one, facts[one.pk], language).items()}
        tongue = _LetterTongue(language, {language: {**words().get(language, {}), **cast, **criteria}})
        said = {"tenant": one.engagement.tenant.name, "sentence": speak_fact(facts[one.pk], tongue), "url": _url(one)}
        lines.append(tongue.say(LINE, said))
    return lines


class _LetterTongue(Tongue):
    """Days as the language writes them."""

    def value(self, name: str, value: Any) -> str:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return spell_day(date.fromisoformat(value), self.language)
        return super().value(name, value)


def criteria_of(notice: Notice, fact: Fact, language: str) -> dict[str, str]:
    """What the criterion that a fact names says, by its key; one query where there is one."""
    if "criterion" not in fact.data:
        return {}
    read = [playbooks.playbook(slug, version) for slug, version in notice.engagement.pins.items()]
    named = [(playbook, playbook.criterion(fact.data["criterion"])) for playbook in read]
    return {found.key: playbook.text_of(found, language).rstrip(".\u3002") for playbook, found in named if found is not None}


def _url(notice: Notice) -> str:
    return f"{settings.TASUKI_BASE_URL}/engagements/{notice.engagement_id}/#fact-{notice.number}"


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
