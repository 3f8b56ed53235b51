"""What happens without anybody asking: mail leaves, days are sealed. Any number of workers may run; what one has claimed no other takes."""

import os
import socket
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import count
from secrets import token_hex
from threading import Event
from typing import Any

import structlog
from django.conf import settings
from django.db import close_old_connections

from tasuki.records import ledger
from tasuki.records.models import Outbox
from tasuki.services import (
    clock,
    digest,
    engagements,
    handing_over,
    imap,
    invitations,
    letterbox,
    notices,
    outbox,
    pulse,
    reminders,
    trails,
    yearly_review,
)

Transport = Callable[[Outbox, datetime], letterbox.Outcome]
ME = f"{socket.gethostname()}:{os.getpid()}:{token_hex(4)}"
_NEVER = Event()
_READ_EVERY = 12  # rounds between two looks into the mailbox
_SIGN_EVERY = timedelta(seconds=30)  # of life, also while a mail server takes its time
_log = structlog.get_logger("tasuki.worker")


def run_once(worker: str = ME, stop: Event = _NEVER, *, read: bool = True) -> dict[str, Any]:
    """Do everything that is due, and say how much it was; once `stop` is set, finish the piece at hand.

    `read` is whether the mailbox is looked into, too.
    """
    taken = imap.read_mailbox(stop) if settings.TASUKI_IMAP_URL and read else {}
    digest.write_due()
    mail, signed = _recover(worker), clock.now()
    for key in outbox.due():
        if stop.is_set():
            break
        if stop is not _NEVER and clock.now() - signed >= _SIGN_EVERY:
            pulse.sign(worker)
            signed = clock.now()
        outcome = send(key, worker)
        if outcome is not None:
            mail[outcome] += 1
    notices.post()
    sealed = ledger.seal(clock.today() - timedelta(days=1), at=clock.now())
    invitations.remind_satisfaction()
    done = {"mail": dict(sorted(mail.items())), "sealed": sealed.day.isoformat() if sealed else None, **handing_over.pulse()}
    done["review_opened"] = yearly_review.open_when_due()
    done["next_actions_reminded"] = reminders.pulse()
    return {**done, "received": taken} if taken else done


def run_forever(stop: Event, *, every: float = 5.0, worker: str = ME) -> None:
    """Until `stop` is set, which the one who listens to signals does; the piece of work at hand is finished first."""
    for number in count():
        if stop.is_set():
            break
        close_old_connections()
        try:
            pulse.sign(worker)
            done = run_once(worker, stop, read=number % _READ_EVERY == 0)
        except Exception:  # noqa: BLE001 - the item that failed is settled or will be found as left behind; the others must not wait
            _log.exception("worker.failed")
        else:
            if any(done.values()):
                _log.info("worker.done", **done)
        stop.wait(every)
    pulse.sign_off(worker)
    close_old_connections()


def send(key: int, worker: str = ME, transport: Transport | None = None) -> str | None:
    """One attempt at one mail of the outbox, and what it came to; None where another worker was quicker.

    `transport` instead of the configured one: the demonstration's past mails must not reach a real server.
    """
    claimed = outbox.claim(key, worker)
    return None if claimed is None else _send(claimed, transport or letterbox.hand_over)


def _send(mail: Outbox, transport: Transport) -> str:
    """A state of the outbox, or `later`."""
    try:
        outcome = transport(mail, clock.now())
    except Exception as unforeseen:
        _close(mail, letterbox.Outcome("uncertain", f"{type(unforeseen).__name__}: {unforeseen}"), "uncertain")
        raise
    if outcome.result == "later":
        if outbox.postpone(mail, outcome.reason):
            return "later"
        everybody = dict.fromkeys([*mail.to, *mail.cc], outcome.reason)
        return _close(mail, letterbox.Outcome("refused", outcome.reason, everybody), "failed")
    return _close(mail, outcome, outcome.result)


def _close(mail: Outbox, outcome: letterbox.Outcome, state: str) -> str:
    """State and facts together, so that no gate opens on a mail that the outbox does not call handed over, nor the other way."""

    def close() -> str:
        if outbox.settle(mail, state, outcome.reason):
            _record(mail, outcome)
        return state

    return trails.again(close)


def _record(mail: Outbox, outcome: letterbox.Outcome) -> None:
    told: dict[str, Any] = {"template": mail.template, "message_id": mail.message_id}
    if settings.TASUKI_MAIL_REHEARSAL:
        told["rehearsal"] = settings.TASUKI_MAIL_REHEARSAL
    if outcome.result == "handed-over":
        taken = [address for address in mail.to if address not in outcome.refused]
        _tell(mail, "mail-handed-over", {**told, "to": taken})
    if outcome.result == "uncertain":
        _tell(mail, "mail-uncertain", {**told, "to": list(mail.to), "reason": outcome.reason})
    elif outcome.refused:
        _tell(mail, "mail-refused", {**told, "to": list(mail.to), "recipients": sorted(outcome.refused), "reason": outcome.reason})


def _tell(mail: Outbox, kind: str, data: Mapping[str, Any]) -> None:
    if not mail.fact_subject.startswith("engagement/"):
        trails.record_mail_outcome(subject=mail.fact_subject, queued=mail.fact_number, kind=kind, data=data)
        return
    engagements.record_mail_outcome(subject=mail.fact_subject, queued=mail.fact_number, kind=kind, data=data)


def _recover(worker: str) -> Counter[str]:
    """Attempts that nobody saw the end of: a folder can be asked what happened, a mail server cannot."""
    found: Counter[str] = Counter()
    dead = [other for other in outbox.workers() if other != worker and _is_dead(other)]
    for mail in outbox.left_behind(worker, dead):
        there = letterbox.is_in_folder(mail)
        if there:
            found[_close(mail, letterbox.Outcome("handed-over"), "handed-over")] += 1
        elif there is None:
            unseen = letterbox.Outcome("uncertain", "the worker ended before the mail server's answer")
            found[_close(mail, unseen, "uncertain")] += 1
        else:
            outbox.let_go(mail)
    return found


def _is_dead(worker: str) -> bool:
    """Only a process of this machine can be looked at; of others only their silence tells."""
    host, pid, _ = worker.rsplit(":", 2)
    if host != socket.gethostname():
        return False
    if int(pid) == os.getpid():
        return True  # this process came after one with the same number
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
