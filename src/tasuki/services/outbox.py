"""The outbox: mail is put in with its fact, taken by one worker at a time, and never silently sent twice.

    queued --claim--> sending --> handed-over | refused | failed | uncertain
       |                 '------> queued again, later
       '--> taken-back            handed-over --> bounced; what is in trouble --> queued again, or settled, by a person

Finding codes:
    mail-header-unsafe   {header}    a line end or control character where a header would be
    mail-has-left        {mail}      too late to take it back
    mail-in-no-trouble   {mail}      the worker, or somebody else, was quicker
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F

from tasuki.core.engagement.facts import Fact
from tasuki.core.finding import Finding
from tasuki.records.models import Outbox, Person
from tasuki.records.site import site
from tasuki.services import clock
from tasuki.services.addresses import engagement_of, site_address
from tasuki.services.refusal import Refusal

CODES = ("mail-header-unsafe", "mail-has-left", "mail-in-no-trouble")

_THREAD = 10
"""So many messages a mail names as those it follows: the first, and the newest."""


def enqueue(subject: str, fact: Fact) -> None:
    """The mail of a `mail-queued` fact, in the caller's transaction. One act in several lanes is one mail: call it for the first fact."""
    data = fact.data
    person = Person.objects.filter(login=fact.by).first()
    headers = {"subject": data["subject"], "message_id": data["message_id"]}
    for header, value in (*headers.items(), *(("to", to) for to in data["to"]), *(("cc", cc) for cc in data.get("cc") or ())):
        if any(ord(mark) < ord(" ") or ord(mark) == 127 for mark in value):
            raise Refusal(Finding(code="mail-header-unsafe", values={"header": header}))
    due = data.get("due")
    Outbox.objects.create(
        fact_subject=subject,
        fact_number=fact.number,
        message_id=data["message_id"],
        template=data.get("template") or "",
        sender=person.email if person and person.email else site_address(),
        sender_name=" ".join(person.name.split()) if person and person.email else "",
        to=list(data["to"]),
        cc=list(data.get("cc") or ()),
        subject=data["subject"],
        body=fact.text,
        language=data.get("language") or "",
        references=_thread(subject, [*data["to"], *(data.get("cc") or ())]),
        unsubscribe=data.get("unsubscribe") or "",
        automatic=person is None,
        due=datetime.fromisoformat(due) if due else fact.at,
    )


def _thread(subject: str, readers: Sequence[str]) -> list[str]:
    """What this mail follows: the newest that one of its readers has got, of the same subject, or of the engagement that a link is about;
    strangers' messages are not named."""
    about = engagement_of(subject)
    subjects = {subject, f"engagement/{about}"} if about else {subject}
    earlier = Outbox.objects.filter(fact_subject__in=subjects).exclude(state__in=("taken-back", "refused")).order_by("-pk")
    before = next((mail for mail in earlier if set(readers) & {*mail.to, *mail.cc}), None)
    if before is None:
        return []
    chain = [*before.references, before.message_id]
    return chain if len(chain) <= _THREAD else [chain[0], *chain[1 - _THREAD :]]


def take_back(fact: Fact) -> None:
    """In the transaction of the fact; whoever claims the row first has it. A draft has none.

    One that waits for another attempt has not left either: the mail server took it for nobody.
    """
    rows = Outbox.objects.filter(message_id=fact.data["message_id"])
    if rows.exists() and rows.filter(state="queued").update(state="taken-back", finished_at=fact.at) != 1:
        raise Refusal(Finding(code="mail-has-left", values={"mail": fact.data["mail"]}))


def hasten(fact: Fact) -> None:
    """In the transaction of the fact: what waits only because it could be taken back is due at once."""
    rows = Outbox.objects.filter(message_id=fact.data["message_id"], state="queued", due__gt=fact.at)
    if rows.update(due=fact.at) != 1:
        raise Refusal(Finding(code="mail-has-left", values={"mail": fact.data["mail"]}))


def send_again(fact: Fact) -> None:
    """In the transaction of the fact: what did not go through, or what a person has decided to risk; its Message-ID stays the same."""
    rows = Outbox.objects.filter(message_id=fact.data["message_id"], state__in=("uncertain", "failed", "refused"))
    if rows.update(state="queued", due=fact.at, attempts=0, claimed_at=None, claimed_by="", finished_at=None, reason="") != 1:
        raise Refusal(Finding(code="mail-in-no-trouble", values={"mail": fact.data["mail"]}))


def lay_to_rest(fact: Fact) -> None:
    """In the transaction of the fact: a person has found out what became of it."""
    rows = Outbox.objects.filter(message_id=fact.data["message_id"], state__in=("uncertain", "failed", "refused", "bounced"))
    if rows.update(state="settled", finished_at=fact.at) != 1:
        raise Refusal(Finding(code="mail-in-no-trouble", values={"mail": fact.data["mail"]}))


def due() -> list[int]:
    """What could be claimed now, the longest due first."""
    return list(Outbox.objects.filter(state="queued", due__lte=clock.now()).order_by("due", "id").values_list("pk", flat=True))


def claim(key: int, worker: str) -> Outbox | None:
    """Mark one mail as being sent by this worker; None where another was quicker. Committed before the first word to the server."""
    now = clock.now()
    hit = Outbox.objects.filter(pk=key, state="queued", due__lte=now).update(
        state="sending", claimed_at=now, claimed_by=worker, attempts=F("attempts") + 1
    )
    return Outbox.objects.get(pk=key) if hit == 1 else None


def settle(mail: Outbox, state: str, reason: str = "") -> bool:
    """The end of an attempt, by the worker that made it; False where it was taken for dead in between."""
    mine = Outbox.objects.filter(pk=mail.pk, state="sending", claimed_by=mail.claimed_by)
    return mine.update(state=state, reason=reason, finished_at=clock.now()) == 1


def postpone(mail: Outbox, reason: str) -> bool:
    """Try again later; False where it has been tried often enough."""
    waits = site().mail_wait_minutes
    if mail.attempts > len(waits):
        return False
    later = clock.now() + timedelta(minutes=waits[mail.attempts - 1])
    mine = Outbox.objects.filter(pk=mail.pk, state="sending", claimed_by=mail.claimed_by)
    mine.update(state="queued", due=later, reason=reason, claimed_at=None, claimed_by="")
    return True


def left_behind(worker: str, dead: Sequence[str]) -> list[Outbox]:
    """Attempts whose worker has died or fallen silent."""
    silent_since = clock.now() - timedelta(minutes=site().mail_lease_minutes)
    sending = Outbox.objects.filter(state="sending").exclude(claimed_by=worker)
    return [mail for mail in sending if mail.claimed_by in dead or (mail.claimed_at and mail.claimed_at < silent_since)]


def workers() -> list[str]:
    """Who is sending something, or died while doing so."""
    return list(Outbox.objects.filter(state="sending").values_list("claimed_by", flat=True).distinct())


def let_go(mail: Outbox) -> None:
    """An attempt of a dead worker that certainly came to nothing: it is anybody's again."""
    mine = Outbox.objects.filter(pk=mail.pk, state="sending", claimed_by=mail.claimed_by)
    mine.update(state="queued", due=clock.now(), claimed_at=None, claimed_by="")
