"""Whether the site can work: the database answers, and mail that is due leaves. Workers leave their signs of life here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection

from tasuki.records.models import Outbox, WorkerSign
from tasuki.records.site import site
from tasuki.services import clock

_PATIENCE = timedelta(minutes=15)
"""A mail that has been due for longer says that no worker runs."""


@dataclass(frozen=True, slots=True)
class Health:
    """`worker` is idle, busy, behind (mail is due and nobody takes it) or unknown; `workers` are those that gave a sign of late."""

    database: str
    worker: str
    mail_due: int | None
    workers: int | None = None

    @property
    def well(self) -> bool:
        return self.database == "ok"

    def plain(self) -> dict[str, Any]:
        return {
            "status": "ok" if self.well and self.worker != "behind" else "degraded" if self.well else "down",
            "database": self.database,
            "worker": self.worker,
            "mail_due": self.mail_due,
            "workers": self.workers,
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
        return Health("ok", "behind", due.count(), alive())
    busy = oldest is not None or Outbox.objects.filter(state="sending").exists()
    return Health("ok", "busy" if busy else "idle", due.count(), alive())


def sign(worker: str) -> None:
    """This worker lives. Signs that are a day old tell nothing any more."""
    now = clock.now()
    WorkerSign.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()
    WorkerSign.objects.update_or_create(worker=worker, defaults={"seen_at": now}, create_defaults={"seen_at": now, "started_at": now})


def sign_off(worker: str) -> None:
    """This worker ended as it should, so nobody misses it."""
    WorkerSign.objects.filter(pk=worker).delete()


def alive() -> int:
    return WorkerSign.objects.filter(seen_at__gte=_silent_since()).count()


def silent() -> list[WorkerSign]:
    """Workers that neither ended as they should nor gave a sign of late."""
    return list(WorkerSign.objects.filter(seen_at__lt=_silent_since()).order_by("worker"))


def _silent_since() -> datetime:
    return clock.now() - timedelta(minutes=site().worker_silent_minutes)
