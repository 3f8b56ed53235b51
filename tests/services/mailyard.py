"""A site full of mail: `python -m tests.services.mailyard fill COUNT | work | left | tell`; a process each, to be killed."""

import json
import signal
import sys
from collections import Counter
from datetime import UTC, date, datetime
from threading import Event

import django

django.setup()

from django.db import transaction  # noqa: E402 - after Django is set up

from tasuki.core.engagement.facts import NewFact  # noqa: E402 - after Django is set up
from tasuki.records import ledger  # noqa: E402 - after Django is set up
from tasuki.records.models import Incoming, Outbox, Person, Request, Tenant  # noqa: E402 - after Django is set up
from tasuki.services import engagements, outbox, worker  # noqa: E402 - after Django is set up

AT = datetime(2026, 3, 2, 3, tzinfo=UTC)
_EACH = 10
"""Mails of one engagement."""


def fill(count: int) -> None:
    with transaction.atomic():
        ito = Person.objects.create(login="ito", name="伊藤 花子", role="manager", email="ito@tasuki.example")
        for place in range(-(-count // _EACH)):
            tenant = Tenant.objects.create(tenant_id=f"t-{place}", name=f"顧客 {place}", language="ja", country="JP", manager=ito)
            request = Request.objects.create(
                request_id=f"R-{place}", tenant=tenant, motion="rfa", submitted=date(2026, 1, 5), services=["teams"]
            )
            opened = engagements.open_engagement(request, manager=ito, by="system", at=AT)
            for number in range(min(_EACH, count - place * _EACH)):
                data = {
                    "template": "account-team",
                    "to": [f"a{number}@contoso.example"],
                    "subject": f"件名 {number}",
                    "message_id": f"<{place}.{number}@tasuki.example>",
                    "due": AT.isoformat(),
                }
                after = len(ledger.read(opened.subject))
                (fact,) = ledger.append(opened.subject, after, [NewFact("mail-queued", data=data, text="本文")], by="ito", at=AT)
                outbox.enqueue(opened.subject, fact)


def work() -> None:
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    print("ready", flush=True)
    worker.run_forever(stop, every=0.05)


def left() -> None:
    """How many mails still wait, or are leaving; and how many that came in were taken."""
    print(Outbox.objects.filter(state__in=("queued", "sending")).count(), Incoming.objects.count())


def tell() -> None:
    """What the rows say, and what the facts say, of each message that left and of each that came in."""
    facts: dict[str, Counter[str]] = {}
    for told in ledger.export():
        message = told["data"].get("message_id")
        if message and told["kind"] in ("mail-handed-over", "mail-uncertain", "mail-refused", "mail-received"):
            facts.setdefault(message, Counter())[told["kind"]] += 1
    rows = dict(Outbox.objects.values_list("message_id", "state"))
    taken = dict(Incoming.objects.values_list("key", "outcome"))
    print(json.dumps({"rows": rows, "taken": taken, "facts": facts, "whole": ledger.verify()["whole"]}))


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]))
    else:
        {"work": work, "left": left, "tell": tell}[sys.argv[1]]()
