"""Mail that somebody should look at: what did not arrive, what can still be taken back, what came in and belongs nowhere."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tasuki.records.models import Engagement, Incoming, Outbox, Person
from tasuki.records.queries import engagements_for, leaving_mail, troubled_mail
from tasuki.services import clock

_LISTED = 200
_NOT_TAKEN = ("refused", "automatic", "loop", "unknown", "unreadable", "delayed")
_SEES_STRAYS = ("lead", "auditor")


@dataclass(frozen=True, slots=True)
class Posted:
    """A mail of an engagement that the person sees."""

    mail: Outbox
    engagement: Engagement


def mails_in_trouble(person: Person) -> list[Posted]:
    """Mail that did not arrive, or of which nobody knows whether it did, the newest first. Three queries."""
    return _posted(person, troubled_mail)


def mails_leaving(person: Person) -> list[Posted]:
    """Mail that waits to leave, and so can be taken back."""
    return _posted(person, leaving_mail)


def strays(person: Person) -> QuerySet[Incoming]:
    """Mail that came in and stands on no timeline; what belongs to no engagement is for those who look after all."""
    found = Incoming.objects.filter(outcome__in=_NOT_TAKEN).select_related("engagement__tenant").order_by("-received_at", "-pk")
    own = Q(engagement__in=engagements_for(person, clock.today()))
    return found.filter(own | Q(engagement=None) if person.role in _SEES_STRAYS else own)[:_LISTED]


def _posted(person: Person, find: Callable[[Collection[str]], QuerySet[Outbox]]) -> list[Posted]:
    seen = {row.subject: row for row in engagements_for(person, clock.today()).select_related("tenant")}
    return [Posted(mail, seen[mail.fact_subject]) for mail in find(list(seen))[:_LISTED]]
