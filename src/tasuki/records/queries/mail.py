"""What became of the mail of one engagement. Who may see the engagement may see this."""

from collections.abc import Callable, Collection

from django.db.models import QuerySet

from tasuki.records.bulk import pieces, these
from tasuki.records.models import Engagement, Outbox

_AT_ONCE = 200
_TOLD = (
    *("manager", "closed_by", "closed_at", "request_id", "tenant__name", "tenant__name_kana", "tenant__team", "tenant__manager"),
    *("tenant__time_zone", "tenant__country"),
)
"""What tells who sees an engagement, and names it."""


def mails_of(subject: str) -> QuerySet[Outbox]:
    """All mail of a ledger subject, in the order of its facts."""
    return Outbox.objects.filter(fact_subject=subject).order_by("fact_number")


def uncertain_mail() -> QuerySet[Outbox]:
    """Attempts nobody saw the end of: a person must say whether they arrived."""
    return Outbox.objects.filter(state="uncertain").order_by("due", "id")


def troubled_mail() -> QuerySet[Outbox]:
    """Mail that did not arrive, or of which nobody knows whether it did, the newest first."""
    return Outbox.objects.filter(state__in=("refused", "failed", "uncertain", "bounced")).order_by("-due", "-id")


def troubled_letters() -> QuerySet[Outbox]:
    """The same of letters that carry a link or a code, whatever it is about."""
    return troubled_mail().filter(fact_subject__startswith="link/")


def troubled_mail_of(subjects: Collection[str]) -> QuerySet[Outbox]:
    """The same of some subjects."""
    return troubled_mail().filter(fact_subject__in=these(subjects, "text"))


def leaving_mail() -> QuerySet[Outbox]:
    """Mail that waits to leave, the next first."""
    return Outbox.objects.filter(state="queued").order_by("due", "id")


def mail_among(mails: QuerySet[Outbox], seen: Callable[[Engagement], bool], most: int) -> list[tuple[Outbox, Engagement]]:
    """The first mails that belong to these engagements. There are few mails to look at and there may be many engagements, so it is the
    mails that are looked through, some hundred at a time."""
    found: list[tuple[int, Engagement]] = []
    for piece in pieces(mails.values_list("pk", "fact_subject").iterator(), _AT_ONCE):
        numbers = {subject: int(key) for _, subject in piece for kind, _, key in [subject.partition("/")] if kind == "engagement"}
        rows = Engagement.objects.select_related("tenant").only(*_TOLD).in_bulk(set(numbers.values()))
        belong = ((mail, rows[numbers[subject]]) for mail, subject in piece if numbers.get(subject) in rows)
        found += [(mail, row) for mail, row in belong if seen(row)]
        if len(found) >= most:
            break
    whole = Outbox.objects.in_bulk([mail for mail, _ in found[:most]])
    return [(whole[mail], row) for mail, row in found[:most] if mail in whole]
