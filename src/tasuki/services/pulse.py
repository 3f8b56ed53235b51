"""Whether the site can work: the database answers, and mail that is due leaves."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connection

from tasuki.records.models import Outbox
from tasuki.services import clock

_PATIENCE = timedelta(minutes=15)
"""A mail that has been due for longer says that no worker runs."""


@dataclass(frozen=True, slots=True)
class Health:
    """`worker` is idle, busy, behind (mail is due and nobody takes it) or unknown."""

    database: str
    worker: str
    mail_due: int | None

    @property
    def well(self) -> bool:
        return self.database == "ok"

    def plain(self) -> dict[str, Any]:
        return {
            "status": "ok" if self.well and self.worker != "behind" else "degraded" if self.well else "down",
            "database": self.database,
            "worker": self.worker,
            "mail_due": self.mail_due,
        }


def look() -> Health:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return _worker()
    except DatabaseError:
        return Health("unreachable", "unknown", None)


def _worker() -> Health:
    now = clock.now()
    due = Outbox.objects.filter(state="queued", due__lte=now)
    oldest = due.order_by("due").values_list("due", flat=True).first()
    if oldest is not None and oldest < now - _PATIENCE:
        return Health("ok", "behind", due.count())
    busy = oldest is not None or Outbox.objects.filter(state="sending").exists()
    return Health("ok", "busy" if busy else "idle", due.count())
