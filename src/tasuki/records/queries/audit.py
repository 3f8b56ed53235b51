"""What was taken in, and what the ledger is about. For those who prove: screens ask for the role first."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, QuerySet

from tasuki.records.models import Fact, Import


@dataclass(frozen=True, slots=True)
class Subject:
    """One chain of the ledger: how many facts it has, and when the last was recorded."""

    name: str
    facts: int
    last: datetime


def imports_made() -> QuerySet[Import]:
    """Files that were taken in, the newest first."""
    return Import.objects.order_by("-id")


def subjects(starting: str = "", limit: int = 200) -> list[Subject]:
    """Subjects whose name begins so, those with the newest facts first."""
    found = Fact.objects.filter(subject__startswith=starting).values("subject").annotate(facts=Count("id"), last=Max("at"))
    return [Subject(row["subject"], row["facts"], row["last"]) for row in found.order_by("-last", "subject")[:limit]]
