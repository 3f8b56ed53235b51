"""One glance: where we are, what is missing, who must act."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tasuki.records.queries import Outbox
from tasuki.services.engagements import Case
from tasuki.services.places import zone_of
from tasuki.web import words
from tasuki.web.shown.acting import Acting
from tasuki.web.shown.parts import Part
from tasuki.web.shown.process import StepStanding


@dataclass(frozen=True, slots=True)
class Glance:
    """`who` acts, in words; `mine` where it is the reader."""

    where: str
    missing: int
    due: int
    who: str
    what: str
    mine: bool


def leaving_of(mails: Sequence[Outbox]) -> Outbox | None:
    """The first mail that is about to leave; one that has failed before and is tried again later is not."""
    return next((mail for mail in mails if mail.state == "sending" or (mail.state == "queued" and not mail.attempts)), None)


def glance(case: Case, doing: Acting, parts: Sequence[Part], steps: Sequence[StepStanding], leaving: Outbox | None = None) -> Glance:
    here = next(part for part in parts if part.here)
    now = next((step.title for step in steps if step.is_now), "")
    due, done = sum(part.due for part in parts), sum(part.done for part in parts)
    who, what, mine = _who(case, doing, leaving)
    return Glance(f"{here.label} · {now}" if now else here.label, due - done, due, who, what, mine)


def _who(case: Case, doing: Acting, leaving: Outbox | None) -> tuple[str, str, bool]:
    if doing.first is not None:
        return _("You"), words.label("command", doing.first.command), True
    if doing.others:
        act = doing.others[0]
        manager = case.circumstances.person(case.assessment.manager)
        role = words.label("role", act.role)
        return f"{role} {manager.name}" if act.role == "manager" and manager else role, words.label("command", act.command), False
    if leaving is not None:
        moment = words.moment(leaving.due, zone_of(case.engagement.tenant))
        return "", _("Nobody for the moment: a mail leaves on %(moment)s, then it goes on.") % {"moment": moment}, False
    if doing.waiting:
        return "", words.sentence(doing.waiting[0]), False
    return "", _("Nothing is left to do here."), False
