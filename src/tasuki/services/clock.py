"""The only place that asks the time, so that `--at` and TASUKI_AT hold for every act, reading and worker alike.

Finding codes:
    at-not-allowed   {at}    *now* was moved, and TASUKI_ALLOW_AT is not 1
    at-unreadable    {at}    no time in ISO 8601 with an offset
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

from django.conf import settings

from tasuki.core.calendar import today_in
from tasuki.core.finding import Finding
from tasuki.services.refusal import Refusal

CODES = ("at-not-allowed", "at-unreadable")

_moved: ContextVar[datetime | None] = ContextVar("moved", default=None)


def now() -> datetime:
    """In UTC; the moment of `--at`, else of TASUKI_AT, else the real one."""
    moved = _moved.get()
    if moved is None and settings.TASUKI_AT:
        moved = _allowed(str(settings.TASUKI_AT))
    return moved or datetime.now(UTC)


def today(zone: str | None = None) -> date:
    """The day it is in a time zone, or in the site's."""
    return today_in(zone or settings.TIME_ZONE, now())


@contextmanager
def at(moment: str | None) -> Iterator[None]:
    """Everything inside happens at this moment; None leaves the time alone."""
    if moment is None:
        yield
        return
    with moved_to(_allowed(moment)):
        yield


@contextmanager
def moved_to(moment: datetime) -> Iterator[None]:
    """Everything inside happens at this moment, asked or not: for the invented past of the demonstration, never for what somebody says."""
    token = _moved.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _moved.reset(token)


def _allowed(moment: str) -> datetime:
    if not settings.TASUKI_ALLOW_AT:
        raise Refusal(Finding(code="at-not-allowed", values={"at": moment}))
    try:
        read = datetime.fromisoformat(moment)
    except ValueError:
        raise Refusal(Finding(code="at-unreadable", values={"at": moment})) from None
    if read.tzinfo is None:
        raise Refusal(Finding(code="at-unreadable", values={"at": moment}))
    return read.astimezone(UTC)
