"""Mail that somebody should look at: what did not arrive, what can still be taken back, what came in and belongs nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tasuki.records.models import Engagement, Incoming, Outbox, Person
from tasuki.records.queries import about_seen, leaving_mail, mail_among, sight, troubled_mail, troubled_mail_of
from tasuki.services import clock

LISTED = 50
"""So many of each kind are shown at once."""
_NOT_TAKEN = ("refused", "automatic", "loop", "unknown", "unreadable", "delayed")
_SEES_STRAYS = ("lead", "auditor")


@dataclass(frozen=True, slots=True)
class Posted:
    """A mail of an engagement that the person sees."""

    mail: Outbox
    engagement: Engagement


def mails_in_trouble(person: Person) -> list[Posted]:
    """Mail that did not arrive, or of which nobody knows whether it did, the newest first."""
    return [Posted(mail, row) for mail, row in mail_among(troubled_mail(), sight(person, clock.today()), LISTED)]


def mails_leaving(person: Person) -> list[Posted]:
    """Mail that waits to leave, and so can be taken back."""
    return [Posted(mail, row) for mail, row in mail_among(leaving_mail(), sight(person, clock.today()), LISTED)]


def strays(person: Person) -> QuerySet[Incoming]:
    """Mail that came in and stands on no timeline; what belongs to no engagement is for those who look after all."""
    found = Incoming.objects.filter(outcome__in=_NOT_TAKEN).select_related("engagement__tenant").order_by("-received_at", "-pk")
    own = about_seen(person, clock.today())
    return found.filter(own | Q(engagement=None) if person.role in _SEES_STRAYS else own)[:LISTED]


def newest_troubles(among: Iterable[Engagement], most: int) -> list[Posted]:
    """The newest troubles with mail of these engagements. One query."""
    rows = {row.subject: row for row in among}
    return [Posted(mail, rows[mail.fact_subject]) for mail in troubled_mail_of(rows)[:most]]
