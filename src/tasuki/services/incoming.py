"""What came into the site's mailbox: a reply, a bounce, a mail sent from one's own mailbox. It never opens anything, and nothing is lost.

Every message becomes one row of `Incoming`, in the transaction of what it became; it stays in the mailbox, too. Tasuki answers none.

Finding codes:
    incoming-unknown        {sender}              it belongs to no engagement; nobody's mail opens one
    incoming-unreadable     {sender}              a delivery report that names no mail of ours
    incoming-unforeseen     {sender, problem}     Tasuki failed at it; the log says where
    incoming-too-large      {megabytes, limit}    only its head was read
    incoming-automatic      {sender}              an absence note, a list: machines do not talk to one another here
    incoming-loop           {sender, limit}       more within an hour than a person writes, or our own mail came back
    incoming-not-a-colleague {sender}             who records a mail by sending a copy must be a person of this site
    incoming-fits-no-mail   {to}                  no mail that is due here goes to these recipients
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

import structlog
from django.db import DatabaseError, IntegrityError, transaction

from tasuki.core.engagement.facts import SYSTEM, NewFact
from tasuki.core.finding import Finding
from tasuki.records import ledger
from tasuki.records.models import Contact, Engagement, Incoming, MailboxMark, Outbox, Person
from tasuki.records.site import site
from tasuki.services import clock, engagements, mailbox, trails
from tasuki.services.addresses import engagement_at, engagement_of, recorded_at
from tasuki.services.engagements import Case, case_of
from tasuki.services.letters_in import Attachment, Failure, Letter, read_letter
from tasuki.services.refusal import Refusal

CODES = (
    *("incoming-unknown", "incoming-unreadable", "incoming-too-large", "incoming-automatic", "incoming-loop"),
    *("incoming-not-a-colleague", "incoming-fits-no-mail", "incoming-unforeseen"),
)
_log = structlog.get_logger("tasuki.incoming")
_NAMES_RECORDED = ("record-mail", "send-mail")


@dataclass(frozen=True, slots=True)
class Became:
    """What a message became; `finding` where somebody should know why it became no more."""

    outcome: str
    engagement: Engagement | None = None
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a mailbox a message lies."""

    mailbox: str
    validity: int
    uid: int


def take(content: bytes, *, size: int | None = None, place: Place | None = None) -> str:
    """One message: its outcome, or `known` for one that was taken before. `size` where `content` is only the head of a larger one."""
    letter = read_letter(content)
    key = letter.message_id or f"sha256:{sha256(content).hexdigest()}"

    def taken() -> str:
        _mark(place)
        return _once(key, letter, size)

    return trails.again(taken)


def _mark(place: Place | None) -> None:
    if place is not None:
        defaults = {"validity": place.validity, "uid": place.uid}
        MailboxMark.objects.update_or_create(mailbox=place.mailbox, defaults=defaults)


def _once(key: str, letter: Letter, size: int | None) -> str:
    try:
        with transaction.atomic():
            row = Incoming.objects.create(
                key=key[:250], received_at=clock.now(), outcome="unknown", sender=letter.sender[:400], subject=letter.subject
            )
    except IntegrityError:
        return "known"
    became = _understood(letter, size)
    row.outcome, row.engagement = became.outcome, became.engagement
    if became.finding is not None:
        row.finding = {"code": became.finding.code, "values": dict(became.finding.values)}
    row.save(update_fields=["outcome", "engagement", "finding"])
    return became.outcome


def _understood(letter: Letter, size: int | None) -> Became:
    """One message that nobody has foreseen must not hold up all that come after it: it is listed, and stays in the mailbox."""
    try:
        with transaction.atomic():
            return _become(letter, size)
    except (ledger.Conflict, DatabaseError):
        raise  # tells nothing about the message: it is taken again
    except Exception as problem:  # noqa: BLE001 - whatever it is, the next message must not wait for it
        _log.exception("mailbox.message", sender=letter.sender)
        finding = Finding(code="incoming-unforeseen", values={"sender": letter.sender, "problem": type(problem).__name__})
        return Became("unreadable", None, finding)


def _become(letter: Letter, size: int | None) -> Became:
    if letter.failures:
        return _bounce(letter)
    if letter.message_id and Outbox.objects.filter(message_id=letter.message_id).exists() and not _copied_to(letter):
        return Became("loop", None, Finding(code="incoming-loop", values={"sender": letter.sender, "limit": 1}))
    engagement = _engagement_of(letter)
    if engagement is None:
        return Became("unknown", None, Finding(code="incoming-unknown", values={"sender": letter.sender}))
    if letter.is_automatic:
        return Became("automatic", engagement, Finding(code="incoming-automatic", values={"sender": letter.sender}))
    if _is_flooding(letter, engagement):
        limit = site().incoming_an_hour
        return Became("loop", engagement, Finding(code="incoming-loop", values={"sender": letter.sender, "limit": limit}))
    if _copied_to(letter):
        return _copy(letter, engagement)
    return _reply(letter, engagement, size)


def _engagement_of(letter: Letter) -> Engagement | None:
    """By the thread it answers; else by the engagement's own address."""
    subjects = dict(Outbox.objects.filter(message_id__in=letter.follows).values_list("message_id", "fact_subject"))
    named = next((subjects[one] for one in letter.follows if one in subjects), "")
    found = engagement_of(named) or next(filter(None, map(engagement_at, letter.reached_by)), None) or _copied_to(letter)
    return Engagement.objects.select_related("tenant").filter(pk=found).first() if found else None


def _copied_to(letter: Letter) -> int | None:
    """The engagement whose address for records got a copy."""
    return next(filter(None, map(recorded_at, letter.reached_by)), None)


def _is_flooding(letter: Letter, engagement: Engagement) -> bool:
    since = clock.now() - timedelta(hours=1)
    got = Incoming.objects.filter(engagement=engagement, sender=letter.sender[:400], received_at__gte=since)
    return got.count() >= site().incoming_an_hour


# ---------------------------------------------------------------- a reply


def _reply(letter: Letter, engagement: Engagement, size: int | None) -> Became:
    limit = site().incoming_megabytes
    large = size is not None and size > limit * 2**20
    finding = Finding(code="incoming-too-large", values={"megabytes": round((size or 0) / 2**20), "limit": limit}) if large else None
    _put_on_timeline(letter, engagement, finding)
    return Became("reply", engagement, finding)


def _put_on_timeline(letter: Letter, engagement: Engagement, finding: Finding | None) -> None:
    longest = site().incoming_characters
    kept = letter.attachments[: site().incoming_attachments]

    def act(case: Case) -> Sequence[NewFact]:
        answers = Outbox.objects.filter(fact_subject=engagement.subject, message_id__in=letter.follows).order_by("-fact_number").first()
        data: dict[str, Any] = {
            "sender": letter.sender,
            "sender_name": letter.sender_name,
            "subject": letter.subject,
            "message_id": letter.message_id,
            "on": (letter.at or clock.now()).date().isoformat(),
            "is_contact": letter.sender.casefold() in {str(one.email).casefold() for one in case.circumstances.contacts},
            "attachments": [_told(one) for one in kept],
        }
        if answers is not None:
            data["queued"] = answers.fact_number
        if len(letter.attachments) > len(kept) or len(letter.text) > longest:
            data["shortened"] = True
        if finding is not None:
            data["megabytes"] = finding.values["megabytes"]
        return [NewFact("mail-received", data=data, text=letter.text[:longest])]

    engagements.record(engagement, act, by=SYSTEM)


def _told(attachment: Attachment) -> dict[str, Any]:
    return {**asdict(attachment), "known": attachment.kind in site().attachments_known}


# ---------------------------------------------------------------- a bounce


def _bounce(letter: Letter) -> Became:
    """On the mail, in each of its lanes, and on the contacts; a delay is only listed."""
    mail = _returned_mail(letter)
    if mail is None:
        return Became("unreadable", None, Finding(code="incoming-unreadable", values={"sender": letter.sender}))
    engagement = Engagement.objects.select_related("tenant").filter(pk=engagement_of(mail.fact_subject) or 0).first()
    failed = [one for one in letter.failures if one.action == "failed"]
    if not failed:
        return Became("delayed", engagement)
    recipients = [one.recipient for one in failed]
    data = {
        "template": mail.template,
        "to": list(mail.to),
        "message_id": mail.message_id,
        "recipients": recipients,
        "status": failed[0].status,
        "reason": failed[0].reason or failed[0].status,
    }
    if {one.casefold() for one in mail.to} <= {one.casefold() for one in recipients}:
        Outbox.objects.filter(pk=mail.pk, state__in=("handed-over", "uncertain", "settled")).update(state="bounced", reason=data["reason"])
    if engagement is not None and engagement.subject == mail.fact_subject:
        engagements.record_mail_outcome(subject=mail.fact_subject, queued=mail.fact_number, kind="mail-bounced", data=data)
    else:
        trails.record_mail_outcome(subject=mail.fact_subject, queued=mail.fact_number, kind="mail-bounced", data=data)
    if engagement is not None:
        _mark_contacts(engagement, failed)
    return Became("bounce", engagement)


def _mark_contacts(engagement: Engagement, failed: Sequence[Failure]) -> None:
    for one in failed:
        contacts = Contact.objects.filter(tenant=engagement.tenant, email__iexact=one.recipient)
        contacts.update(bounced_at=clock.now(), bounce_reason=(one.reason or one.status)[:400])


def _returned_mail(letter: Letter) -> Outbox | None:
    """By its Message-ID; else the newest mail to that recipient of the engagement that the report was addressed to."""
    by_id = Outbox.objects.filter(message_id__in=letter.follows).first()
    if by_id is not None:
        return by_id
    number = next(filter(None, map(engagement_at, letter.reached_by)), None)
    recipients = {one.recipient.casefold() for one in letter.failures}
    mails = Outbox.objects.filter(fact_subject=f"engagement/{number}").order_by("-fact_number") if number else ()
    return next((mail for mail in mails if recipients & {one.casefold() for one in (*mail.to, *mail.cc)}), None)


# ---------------------------------------------------------------- a mail sent from one's own mailbox


def _copy(letter: Letter, engagement: Engagement) -> Became:
    """A copy, or a forward with the mail attached, from a person of this site: recorded as `record-mail` would, by the same gates."""
    person = Person.objects.filter(email__iexact=letter.sender, is_active=True).first() if letter.sender else None
    sent = letter.inner or letter
    if person is None:
        return Became("refused", engagement, Finding(code="incoming-not-a-colleague", values={"sender": letter.sender}))
    try:
        with transaction.atomic():
            given = _given(sent, case_of(engagement))
            engagements.perform(person, engagement.pk, "record-mail", given)
    except Refusal as refusal:
        first = refusal.findings[0]
        plain = Finding(code=first.code, values={name: value for name, value in first.values.items() if isinstance(value, str | int)})
        if not any(finding.code in ("not-found", "not-allowed") for finding in refusal.findings):
            _put_on_timeline(sent, engagement, None)
        return Became("refused", engagement, plain)
    return Became("recorded", engagement)


def _given(letter: Letter, case: Case) -> mailbox.Filled:
    """The keys of `record-mail`: the mail that is due now and goes to such recipients."""
    ours = {address for address in letter.to if recorded_at(address) or engagement_at(address)}
    to = [address for address in letter.to if address not in ours]
    kinds = _kinds(case, to)
    mails = {name: mail for lane in case.plan.lanes for name, mail in lane.playbook.mails.items() if mail.to in kinds}
    due = [act for act in case.guide.next_acts() if act.command in _NAMES_RECORDED and act.keys.get("template") in mails]
    if not due:
        raise Refusal(Finding(code="incoming-fits-no-mail", values={"to": ", ".join(to)}))
    day = letter.at.date() if letter.at else clock.today()
    given = {
        "template": due[0].keys["template"],
        "workload": due[0].workload or "",
        "to": ";".join(to),
        "on": day.isoformat(),
        "sender": letter.sender,
        "message_id": letter.message_id,
        "file": f"{letter.message_id.strip('<>') or 'mail'}.eml",
    }
    return mailbox.Filled({name: value for name, value in given.items() if value})


def _kinds(case: Case, to: Sequence[str]) -> set[str]:
    addresses = {address.casefold() for address in to}
    kinds = {one.kind for one in case.circumstances.contacts if str(one.email).casefold() in addresses}
    team = {one.role for one in case.circumstances.people if one.role == "assignment" and str(one.email).casefold() in addresses}
    return kinds | team
