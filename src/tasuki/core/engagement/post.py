"""Where a mail of an engagement stands, read from its facts alone: one message, whatever lanes it was an act in."""

from typing import Literal

from tasuki.core.engagement.checks import History
from tasuki.core.engagement.facts import Fact

Standing = Literal["drafted", "on-its-way", "handed-over", "refused", "uncertain", "bounced", "taken-back", "settled"]

_STANDINGS: dict[str, Standing] = {
    "mail-queued": "on-its-way",
    "mail-resent": "on-its-way",
    "mail-handed-over": "handed-over",
    "mail-refused": "refused",
    "mail-uncertain": "uncertain",
    "mail-bounced": "bounced",
    "mail-taken-back": "taken-back",
    "mail-settled": "settled",
}
TROUBLED: tuple[Standing, ...] = ("refused", "uncertain", "bounced")
"""What somebody has to look at: it did not arrive, or nobody knows whether it did."""


def mail_numbered(history: History, number: int) -> Fact | None:
    """The queued or drafted mail that bears this number."""
    fact = history.facts[number - 1] if 0 < number <= len(history.facts) else None
    return fact if fact is not None and fact.kind in ("mail-queued", "mail-drafted") else None


def lanes_of(history: History, mail: Fact) -> list[Fact]:
    """The facts of one mail, a lane each."""
    return [fact for fact in history.of(mail.kind) if fact.data.get("message_id") == mail.data["message_id"]]


def standing_of(history: History, mail: Fact) -> Standing:
    """What was last said of it. A refusal of some recipients does not undo what the others got."""
    message = mail.data["message_id"]
    if mail.kind == "mail-drafted":
        return _standing_of_draft(history, message)
    standing: Standing = "on-its-way"
    for fact in history.of(*_STANDINGS):
        if fact.data.get("message_id") == message and not (fact.kind == "mail-refused" and standing == "handed-over"):
            standing = _STANDINGS[fact.kind]
    return standing


def _standing_of_draft(history: History, message: str) -> Standing:
    if any(fact.data.get("draft") == message for fact in history.of("mail-queued")):
        return "on-its-way"
    return "taken-back" if any(fact.data.get("message_id") == message for fact in history.of("mail-taken-back")) else "drafted"


def acts_on(history: History, mail: Fact) -> tuple[str, ...]:
    """What can be done with a mail as it stands."""
    return _ACTS.get(standing_of(history, mail), ())


_ACTS: dict[Standing, tuple[str, ...]] = {
    "drafted": ("release-mail", "take-back-mail"),
    "on-its-way": ("send-mail-now", "take-back-mail"),
    "refused": ("resend-mail", "settle-mail"),
    "uncertain": ("resend-mail", "settle-mail"),
    "bounced": ("settle-mail",),
}
