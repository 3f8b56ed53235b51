"""One mail a day, to each person in his language: what is new since the last one, and what waits for him."""

from datetime import date, datetime, time
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy

from tasuki.core.engagement.facts import SYSTEM, Fact, NewFact
from tasuki.records import ledger
from tasuki.records.models import Notice, Person, Wish
from tasuki.records.site import site
from tasuki.services import clock, notices, outbox, today, trails
from tasuki.services.circumstances import words
from tasuki.wording.words import Tongue

_SALT = "tasuki.digest"
_LONGEST = 50
SUBJECT = gettext_lazy("Tasuki: {count} new on {day}")
BODY = gettext_lazy(
    "Hello {name},\n\nnew since the last mail:\n\n{news}\n\nWaiting for you: {acts}\n{url}\n\n"
    "You get this mail at most once a day. To stop it: {stop}"
)


def write_due() -> int:
    """The mails that are due this morning, into the outbox: about what happened before today, and only where something did."""
    now, day = clock.now(), clock.today()
    zone = ZoneInfo(settings.TIME_ZONE)
    if now.astimezone(zone).hour < site().digest_hour:
        return 0
    before = datetime.combine(day, time(0), zone)
    untold = Notice.objects.filter(told_at=None, read_at=None, at__lt=before)
    people = Person.objects.filter(pk__in=untold.values("person"), is_active=True).exclude(email="").exclude(wish__digest=False)
    return sum(_write(person, day, before) for person in people)


def _write(person: Person, day: date, before: datetime) -> bool:
    """One person's mail; False where another worker was quicker, or nothing of it is his to read."""
    try:
        with transaction.atomic():
            Wish.objects.get_or_create(person=person)
            if Wish.objects.filter(person=person, digest=True).exclude(digest_on=day).update(digest_on=day) != 1:
                return False
            news = list(notices.listed(person).filter(told_at=None, read_at=None, at__lt=before))
            if not news:  # whoever was told of an engagement may not see it any more
                return False
            _queue(person, day, news)
            Notice.objects.filter(pk__in=[one.pk for one in news]).update(told_at=clock.now())
            return True
    except (IntegrityError, ledger.Conflict):
        return False


def _queue(person: Person, day: date, news: list[Notice]) -> None:
    language = person.language or settings.LANGUAGE_CODE
    tongue = Tongue(language, words())
    stop = stop_url(person)
    lines = [f"- {line}" for line in notices.spoken(news[:_LONGEST], language, person)]
    values = {
        "name": person.name,
        "news": "\n".join(lines),
        "acts": str(len(today.entries_for(person))),
        "url": f"{settings.TASUKI_BASE_URL}/",
        "stop": stop,
    }
    subject = f"person/{person.login}"
    data = {
        "template": "digest",
        "to": [person.email],
        "cc": [],
        "subject": tongue.say(SUBJECT, {"count": str(len(news)), "day": day.isoformat()}),
        "language": language,
        "message_id": f"<digest.{day.isoformat()}.{person.login}@{urlsplit(settings.TASUKI_BASE_URL).hostname}>",
    }
    number = len(ledger.read(subject))
    ledger.append(subject, number, [NewFact("mail-queued", data=data)], by=SYSTEM, at=clock.now())
    queued = Fact(number + 1, "mail-queued", clock.now(), SYSTEM, None, None, {**data, "unsubscribe": stop}, tongue.say(BODY, values))
    outbox.enqueue(subject, queued)


def stop_url(person: Person) -> str:
    """Where this person, and nobody else, stops his daily mail; good for as long as he gets it."""
    return f"{settings.TASUKI_BASE_URL}/notices/stop/{signing.dumps(person.login, salt=_SALT)}/"


def person_stopping(token: str) -> Person | None:
    """Whose daily mail the address in it stops; None for a forged one."""
    try:
        login = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return Person.objects.filter(login=login, is_active=True).first()


def is_wanted(person: Person) -> bool:
    return not Wish.objects.filter(person=person, digest=False).exists()


def wants(person: Person, *, digest: bool) -> None:
    """The person's own choice; a fact, like everything that changes what he is told."""
    with transaction.atomic():
        Wish.objects.update_or_create(person=person, defaults={"digest": digest})
        trails.add({f"person/{person.login}": [NewFact("digest-chosen", data={"digest": digest})]}, by=person.login)
