"""Mail that somebody should look at, each with what can be done about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tasuki.core.engagement.circumstances import Actor
from tasuki.core.engagement.commands import COMMANDS, Command
from tasuki.core.engagement.roles import ever_may
from tasuki.services.trouble import Posted
from tasuki.web.links import ActLink, act_link

# The same address would refuse the mail again, so the way to another comes first.
_FOR_TROUBLE = {
    "refused": ("correct-contact", "resend-mail", "settle-mail"),
    "failed": ("resend-mail", "settle-mail"),
    "uncertain": ("resend-mail", "settle-mail"),
    "bounced": ("correct-contact", "settle-mail"),
}


@dataclass(frozen=True, slots=True)
class Line:
    posted: Posted
    links: list[ActLink]


def in_trouble(found: Iterable[Posted], actor: Actor) -> list[Line]:
    return [_line(one, _FOR_TROUBLE[one.mail.state], actor) for one in found]


def leaving(found: Iterable[Posted], actor: Actor) -> list[Line]:
    return [_line(one, ("send-mail-now", "take-back-mail"), actor) for one in found]


def _line(posted: Posted, commands: Sequence[str], actor: Actor) -> Line:
    keys = {"mail": str(posted.mail.fact_number)}
    offered = [name for name in commands if ever_may(actor, Command(name))]
    return Line(posted, [act_link(posted.engagement.pk, name, None, keys if COMMANDS[name].key("mail") else {}) for name in offered])
