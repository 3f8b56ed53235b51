"""What became of the mail of one engagement. Who may see the engagement may see this."""

from collections.abc import Collection

from django.db.models import QuerySet

from tasuki.records.models import Engagement, Outbox


def mails_of(subject: str) -> QuerySet[Outbox]:
    """All mail of a ledger subject, in the order of its facts."""
    return Outbox.objects.filter(fact_subject=subject).order_by("fact_number")


def uncertain_mail() -> QuerySet[Outbox]:
    """Attempts nobody saw the end of: a person must say whether they arrived."""
    return Outbox.objects.filter(state="uncertain").order_by("due", "id")


def troubled_mail(subjects: Collection[str] | QuerySet[Engagement, str]) -> QuerySet[Outbox]:
    """Mail of these subjects that did not arrive, or of which nobody knows whether it did, the newest first."""
    return _troubled().filter(fact_subject__in=subjects)


def troubled_letters() -> QuerySet[Outbox]:
    """The same of letters that carry a link or a code, whatever it is about."""
    return _troubled().filter(fact_subject__startswith="link/")


def _troubled() -> QuerySet[Outbox]:
    return Outbox.objects.filter(state__in=("refused", "failed", "uncertain", "bounced")).order_by("-due", "-id")


def leaving_mail(subjects: Collection[str]) -> QuerySet[Outbox]:
    """Mail of these subjects that waits to leave, the next first."""
    return Outbox.objects.filter(state="queued", fact_subject__in=subjects).order_by("due", "id")
