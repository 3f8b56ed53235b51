"""Mail that somebody should look at: what did not arrive, what can still be taken back, what came in and belongs nowhere."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tasuki.records.models import Engagement, Incoming, Outbox, Person
from tasuki.records.queries import covered_by, engagements_for, leaving_mail, mail_among, sight, troubled_mail
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
    """Mail that did not arrive, or of which nobody knows whether it did, the newest first."""
    return [Posted(mail, row) for mail, row in mail_among(troubled_mail(), sight(person, clock.today()), _LISTED)]


def mails_leaving(person: Person) -> list[Posted]:
    """Mail that waits to leave, and so can be taken back."""
    return [Posted(mail, row) for mail, row in mail_among(leaving_mail(), sight(person, clock.today()), _LISTED)]


def strays(person: Person) -> QuerySet[Incoming]:
    """Mail that came in and stands on no timeline; what belongs to no engagement is for those who look after all."""
    found = Incoming.objects.filter(outcome__in=_NOT_TAKEN).select_related("engagement__tenant").order_by("-received_at", "-pk")
    own = Q(engagement__in=engagements_for(person, clock.today()))
    return found.filter(own | Q(engagement=None) if person.role in _SEES_STRAYS else own)[:_LISTED]


def open_troubles(person: Person, most: int) -> list[Posted]:
    """The newest troubles with mail of open engagements; of a manager his own ones, and those he stands in for."""
    seen = sight(person, clock.today())
    own = {person.pk, *covered_by(person, clock.today()).values_list("pk", flat=True)} if person.role == "manager" else None

    def fits(row: Engagement) -> bool:
        return row.closed_at is None and (own is None or row.manager_id in own) and seen(row)

    return [Posted(mail, row) for mail, row in mail_among(troubled_mail(), fits, most)]
