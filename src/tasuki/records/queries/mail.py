"""What became of the mail of one engagement. Who may see the engagement may see this."""

from django.db.models import QuerySet

from tasuki.records.models import Outbox


def mails_of(subject: str) -> QuerySet[Outbox]:
    """All mail of a ledger subject, in the order of its facts."""
    return Outbox.objects.filter(fact_subject=subject).order_by("fact_number")


def uncertain_mail() -> QuerySet[Outbox]:
    """Attempts nobody saw the end of: a person must say whether they arrived."""
    return Outbox.objects.filter(state="uncertain").order_by("due", "id")
