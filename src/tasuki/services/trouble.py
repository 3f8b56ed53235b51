"""Mail that somebody should look at: what did not arrive, what can still be taken back, what came in and belongs nowhere."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tasuki.records.models import Engagement, Incoming, Outbox, Person
from tasuki.records.queries import engagements_for, leaving_mail, open_links_about, troubled_mail
from tasuki.services import clock

_LISTED = 200
_NOT_TAKEN = ("refused", "automatic", "loop", "unknown", "unreadable", "delayed")
_SEES_STRAYS = ("lead", "auditor")


@dataclass(frozen=True, slots=True)
class Posted:
    """A mail of an engagement that the person sees: its own, or the letter of a link about it."""

    mail: Outbox
    engagement: Engagement

    @property
    def is_letter(self) -> bool:
        return self.mail.fact_subject != self.engagement.subject


def mails_in_trouble(person: Person) -> list[Posted]:
    """Mail that did not arrive, or of which nobody knows whether it did, the newest first; letters with links, too. A few queries."""
    rows = _seen(person)
    return sorted([*_posted(rows, troubled_mail), *_letters(rows)], key=lambda one: one.mail.due, reverse=True)[:_LISTED]


def troubles_of(engagements: Iterable[Engagement]) -> list[Posted]:
    """The same, of engagements that one has before oneself."""
    rows = {one.subject: one for one in engagements}
    return sorted([*_posted(rows, troubled_mail), *_letters(rows)], key=lambda one: one.mail.due, reverse=True)


def mails_leaving(person: Person) -> list[Posted]:
    """Mail that waits to leave, and so can be taken back."""
    return _posted(_seen(person), leaving_mail)


def strays(person: Person) -> QuerySet[Incoming]:
    """Mail that came in and stands on no timeline; what belongs to no engagement is for those who look after all."""
    found = Incoming.objects.filter(outcome__in=_NOT_TAKEN).select_related("engagement__tenant").order_by("-received_at", "-pk")
    own = Q(engagement__in=engagements_for(person, clock.today()))
    return found.filter(own | Q(engagement=None) if person.role in _SEES_STRAYS else own)[:_LISTED]


def _seen(person: Person) -> dict[str, Engagement]:
    return {row.subject: row for row in engagements_for(person, clock.today()).select_related("tenant")}


def _posted(rows: Mapping[str, Engagement], find: Callable[[Collection[str]], QuerySet[Outbox]]) -> list[Posted]:
    return [Posted(mail, rows[mail.fact_subject]) for mail in find(list(rows))[:_LISTED]]


def _letters(rows: Mapping[str, Engagement]) -> list[Posted]:
    """Letters whose links are still to be used: with a new link, or without the old one, nobody misses them any more."""
    links = open_links_about(list(rows), clock.now())
    return [Posted(mail, rows[links[mail.fact_subject].about]) for mail in troubled_mail(list(links))[:_LISTED]]
