"""Letters of signed links that did not arrive: who should know of them, and what he can do. Mail of an engagement has commands for that.

Finding codes:
    letter-outdated   {mail}   its link or code opens nothing any more, so that sending it again would help nobody
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tasuki.core.engagement.facts import Fact, NewFact
from tasuki.core.finding import Finding
from tasuki.records.models import Engagement, Intake, Outbox, Person, SignedLink
from tasuki.records.queries import engagements_for, troubled_letters
from tasuki.services import clock, links, outbox, rights, trails
from tasuki.services.refusal import Refusal

CODES = ("letter-outdated",)


@dataclass(frozen=True, slots=True)
class Stuck:
    """`about` is the engagement or the request that the letter's link is about. `may_act`: the person sends it again, or settles it."""

    mail: Outbox
    link: SignedLink
    about: Engagement | Intake
    may_act: bool

    @property
    def is_open(self) -> bool:
        """Whether anybody misses the letter still: its link opens something, and no newer one took its place."""
        return links.state_of(self.link) == "open"

    @property
    def may_send_again(self) -> bool:
        """A code is asked for anew by whoever needs one."""
        return self.may_act and self.mail.template != "code" and self.mail.state != "bounced" and self.is_open


def stuck_letters(person: Person) -> list[Stuck]:
    """What this person should know of, the newest first. Four queries, however many links there are."""
    mails = list(troubled_letters())
    known = {link.subject: link for link in SignedLink.objects.filter(pk__in=[_number(mail.fact_subject) for mail in mails])}
    places = _engagements(person, known.values()) | _requests(person, known.values())
    found = [(mail, known[mail.fact_subject]) for mail in mails if mail.fact_subject in known]
    return [Stuck(mail, link, *places[link.about]) for mail, link in found if link.about in places]


def _number(subject: str) -> int:
    return int(subject.partition("/")[2])


def _engagements(person: Person, about: Any) -> dict[str, tuple[Engagement | Intake, bool]]:
    numbers = [_number(link.about) for link in about if link.about.startswith("engagement/")]
    seen = engagements_for(person, clock.today()).filter(pk__in=numbers).select_related("tenant") if numbers else ()
    return {row.subject: (row, rights.may_invite(person, row)) for row in seen}


def _requests(person: Person, about: Any) -> dict[str, tuple[Engagement | Intake, bool]]:
    numbers = [_number(link.about) for link in about if link.about.startswith("intake/")]
    if not numbers or not rights.may(person, "decide-request"):
        return {}
    return {row.subject: (row, True) for row in Intake.objects.filter(pk__in=numbers)}


def send_again(person: Person, mail: int) -> None:
    """The same letter once more. Raises `Refusal` where it stands otherwise, or its link has ended."""
    stuck = _own(person, mail)
    if not stuck.may_send_again:
        raise Refusal(Finding(code="letter-outdated", values={"mail": stuck.mail.fact_number}))
    _record(person, stuck, "mail-resent", {}, outbox.send_again)


def settle(person: Person, mail: int, *, arrived: bool) -> None:
    """What the person has found out about it. Raises `Refusal` where somebody was quicker."""
    _record(person, _own(person, mail), "mail-settled", {"arrived": "yes" if arrived else "no"}, outbox.lay_to_rest)


def _own(person: Person, mail: int) -> Stuck:
    found = next((one for one in stuck_letters(person) if one.mail.pk == mail and one.may_act), None)
    if found is None:
        raise Refusal(Finding(code="mail-in-no-trouble", values={"mail": mail}))
    return found


def _record(person: Person, stuck: Stuck, kind: str, more: Mapping[str, Any], do: Callable[[Fact], None]) -> None:
    mail = stuck.mail
    data = {"template": mail.template, "to": mail.to, "message_id": mail.message_id, "mail": mail.fact_number, **more}
    with trails.one_act(mail.fact_subject):
        do(trails.record(mail.fact_subject, NewFact(kind, data=data), by=person.login))
