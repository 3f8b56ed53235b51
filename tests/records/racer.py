"""One of several processes that want the same thing at the same moment: `python -m tests.records.racer append|add|claim|seal COUNT`."""

import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime

import django

django.setup()

from django.db import transaction  # noqa: E402 - after Django is set up

from tasuki.core.engagement.facts import NewFact  # noqa: E402 - after Django is set up
from tasuki.records import ledger  # noqa: E402 - after Django is set up
from tasuki.records.models import Team  # noqa: E402 - after Django is set up
from tasuki.services import outbox, trails  # noqa: E402 - after Django is set up

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


def append(number: int) -> bool:
    """Two facts at the place where all others want theirs."""
    try:
        ledger.append(f"engagement/{number}", 0, [NewFact("first"), NewFact("second")], by=str(number), at=AT)
    except ledger.Conflict:
        return False
    return True


def add(number: int) -> bool:
    """One fact at the end of a trail where all others want theirs, too, beside an ordinary row in one transaction."""
    with transaction.atomic():
        Team.objects.create(name=f"{number} of {os.getpid()}")
        trails.add({f"tenant/{number}": [NewFact("manager-changed")]}, by="racer")
    return True


def claim(number: int) -> bool:
    return outbox.claim(number, "racer:1:x") is not None


def seal(number: int) -> bool:
    return ledger.seal(date(2026, 3, number), at=AT) is not None


ACTS: dict[str, Callable[[int], bool]] = {"append": append, "add": add, "claim": claim, "seal": seal}

if __name__ == "__main__":
    act, count = ACTS[sys.argv[1]], int(sys.argv[2])
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps([number for number in range(1, count + 1) if act(number)]))
