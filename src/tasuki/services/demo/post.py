"""Past mail: handed over into a folder of the demonstration, whatever mail server the site has, so that none of it reaches anybody."""

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tasuki.core.engagement.facts import Fact
from tasuki.records.models import Outbox
from tasuki.services import clock, letterbox, worker

_ME = "demonstration"
_UNSAFE_IN_NAME = re.compile(r"[^A-Za-z0-9._@+-]")
_UNKNOWN_USER = "550 5.1.1 The address does not exist."


@dataclass(slots=True)
class Post:
    """`kept` are the messages that shall wait for the site's own worker."""

    folder: Path
    kept: set[str] = field(default_factory=set)
    outcomes: Counter[str] = field(default_factory=Counter)

    def keep(self, queued: Fact) -> None:
        self.kept.add(queued.data["message_id"])

    def deliver(self, queued: Fact, at: datetime, bounces: Collection[str]) -> None:
        """As the worker does it, by another way; the facts that follow are the worker's own."""

        def transport(mail: Outbox, now: datetime) -> letterbox.Outcome:
            refused = {address: _UNKNOWN_USER for address in (*mail.to, *mail.cc) if address in bounces}
            if len(refused) == len(mail.to) + len(mail.cc):
                return letterbox.Outcome("refused", _UNKNOWN_USER, refused)
            name = _UNSAFE_IN_NAME.sub("_", mail.message_id.strip("<>"))
            (self.folder / f"{name}.eml").write_bytes(letterbox.message_of(mail, now).as_bytes())
            return letterbox.Outcome("handed-over", "", refused)

        with clock.moved_to(at):
            key = Outbox.objects.values_list("pk", flat=True).get(message_id=queued.data["message_id"])
            self.outcomes[worker.send(key, _ME, transport) or ""] += 1
