"""STUB of the seams that imports, milestones and the worker call. The core-engagement part owns this module and fills it in.

All of these are called inside an open `transaction.atomic()`, and may raise `ledger.Conflict`: the caller runs its transaction once more.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tasuki.core.milestones.model import Reached
from tasuki.records.models import Engagement, Person, Request, Tenant


def open_engagement(
    *,
    tenant: Tenant,
    request: Request,
    motion: str,
    services: Sequence[str],
    migration_services: Sequence[str],
    manager: Person | None,
    by: str,
    at: datetime,
) -> Engagement:
    """`services` are all keys, those that migrate included; `migration_services` are those among them that also get a migration lane."""
    raise NotImplementedError


def add_workloads(
    engagement: Engagement, *, services: Sequence[str], migration_services: Sequence[str], by: str, at: datetime
) -> None:
    """The lanes that a newer file of the same request adds: only those that were not there; a migration lane may be new for an old service."""
    raise NotImplementedError


def record_milestone(engagement: Engagement, *, reached: Reached, file_digest: str, by: str, at: datetime) -> None:
    """A milestone reached, or reached earlier than was known; does nothing where the newest such fact already says the same."""
    raise NotImplementedError


def withdraw_milestone(engagement: Engagement, *, reached: Reached, reason: str, by: str, at: datetime) -> None:
    """A milestone read by hand that an import of the same day contradicts; `reason` is a code: `contradicted-by-import`."""
    raise NotImplementedError


def record_mail_outcome(*, subject: str, queued: int, kind: str, data: Mapping[str, Any], at: datetime) -> None:
    """`mail-handed-over` or `mail-refused` for the `mail-queued` fact with number `queued`, by `system`."""
    raise NotImplementedError
