"""What the mail commands record (domain.md section 6): one act, one mail, a fact in each lane."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tasuki.core.engagement.facts import Fact, NewFact
from tasuki.core.engagement.letters import Filled, fill, values_for
from tasuki.core.engagement.post import TROUBLED, Standing, lanes_of, mail_numbered, standing_of
from tasuki.core.engagement.situation import Situation
from tasuki.core.finding import Remedy
from tasuki.core.playbook.model import MailTemplate

if TYPE_CHECKING:
    from tasuki.core.engagement.plan import Lane

ASSIGNMENT = "assignment"
"""The kind of recipients of a template that carries the queue move request."""


def template_of(situation: Situation) -> MailTemplate | None:
    """The template that the command names, if its lane's playbook has it."""
    return situation.playbook.mails.get(situation.command.keys.get("template", ""))


def send_mail(situation: Situation) -> list[NewFact]:
    """Queues the mail, one for each language of its readers; the worker hands it over, and only that counts as evidence."""
    template = _known_template(situation)
    if template is None:
        return []
    if template.to == ASSIGNMENT:
        return _send_request_again(situation)
    to = _recipients(situation, template)
    cc = _copies(situation)
    _check_addresses(situation, [*to, *cc])
    facts: list[NewFact] = []
    for language, readers in _by_language(situation, template, to).items():
        letter = _letter(situation, template, language, {"contact": _names(situation, readers)})
        if letter is not None:
            facts += _queued(situation, template, letter, language, readers, cc, situation.next_number + len(facts))
    return facts


def _queued(
    situation: Situation, template: MailTemplate, letter: Filled, language: str, to: list[str], cc: list[str], number: int
) -> list[NewFact]:
    """The mail in each lane; where a second pair of eyes is wanted, its draft."""
    data = {
        "template": template.name,
        "to": to,
        "cc": cc,
        "subject": situation.values.get("subject") or letter.subject,
        "language": language,
        "message_id": message_id(situation, number),
    }
    body = situation.values.get("body") or letter.body
    if template.four_eyes:
        return situation.in_each_lane("mail-drafted", data, body)
    return situation.in_each_lane("mail-queued", {**data, "due": leaves_at(situation)}, body)


def leaves_at(situation: Situation) -> str:
    circumstances = situation.circumstances
    return (circumstances.now + timedelta(seconds=circumstances.undo_seconds)).isoformat()


def _by_language(situation: Situation, template: MailTemplate, to: list[str]) -> dict[str, list[str]]:
    """Everybody in his own language, else the tenant's (R-17); one letter for all where somebody has chosen its language or its words."""
    own = situation.circumstances.tenant.language
    written = "language" in situation.values or ("subject" in situation.values and "body" in situation.values)
    if written or not to:
        return {situation.values.get("language") or situation.guide.mail_language(template.to): to}
    known = {contact.email: contact.language or own for contact in situation.circumstances.contacts}
    groups: dict[str, list[str]] = {}
    for address in to:
        groups.setdefault(known.get(address) or situation.guide.mail_language(template.to), []).append(address)
    return groups


def _copies(situation: Situation) -> list[str]:
    copies = list(situation.values.get("cc", []))
    if situation.values.get("copy_to_me") == "yes":
        me = situation.circumstances.person(situation.actor.login)
        if me is None or not me.email:
            situation.refuse("no-own-address", login=situation.actor.login)
        elif me.email not in copies:
            copies.append(me.email)
    return copies


# ---------------------------------------------------------------- a mail that is there already


def release_mail(situation: Situation) -> list[NewFact]:
    """A second person lets a drafted mail go, as it was written."""
    draft = _mail_standing(situation, "drafted")
    if draft is None:
        return []
    if draft.by == situation.actor.login:
        situation.refuse("own-mail", mail=draft.number, by=draft.by)
    data = {
        **draft.data,
        "draft": draft.data["message_id"],
        "drafted_by": draft.by,
        "message_id": message_id(situation, situation.next_number),
        "due": leaves_at(situation),
    }
    return _like(situation, draft, "mail-queued", data, draft.text)


def take_back_mail(situation: Situation) -> list[NewFact]:
    """Before it has left: a queued mail, or a draft."""
    mail = _mail_standing(situation, "drafted", "on-its-way")
    return _about(situation, mail, "mail-taken-back", {})


def send_mail_now(situation: Situation) -> list[NewFact]:
    """Whoever is sure of a mail need not wait until it could no longer be taken back."""
    mail = _mail_standing(situation, "on-its-way")
    if mail is not None and not _waits(situation, mail):
        situation.refuse("mail-stands-otherwise", mail=mail.number, standing="on-its-way")
        return []
    return _about(situation, mail, "mail-hastened", {})


def _waits(situation: Situation, mail: Fact) -> bool:
    due = mail.data.get("due")
    return due is not None and datetime.fromisoformat(due) > situation.circumstances.now


def call_off_request(situation: Situation, request: int) -> list[NewFact]:
    """A request that is taken back needs no mail any more: what has not left yet does not leave."""
    history = situation.assessment.history
    asked = [fact for fact in history.of("mail-queued") if fact.data.get("request") == request]
    waiting = [mail for mail in asked if standing_of(history, mail) == "on-its-way"]
    return [fact for mail in waiting for fact in _about(situation, mail, "mail-taken-back", {})]


def resend_mail(situation: Situation) -> list[NewFact]:
    """The same message once more, by somebody who accepts that it may arrive twice where its fate is uncertain."""
    mail = _mail_standing(situation, "refused", "uncertain")
    return _about(situation, mail, "mail-resent", {})


def settle_mail(situation: Situation) -> list[NewFact]:
    """What a person has found out about a mail in trouble. One that arrived counts as a mail sent outside does."""
    mail = _mail_standing(situation, *TROUBLED)
    arrived = situation.values.get("arrived")
    facts = _about(situation, mail, "mail-settled", {"arrived": arrived})
    if mail is None or arrived != "yes":
        return facts
    kept = {name: mail.data[name] for name in ("template", "to", "message_id", "request") if name in mail.data}
    data = {**kept, "on": situation.today.isoformat(), "sent_outside": False}
    return [*facts, *_like(situation, mail, "mail-recorded", data, situation.values.get("reason", ""))]


def _mail_standing(situation: Situation, *standings: Standing) -> Fact | None:
    """The mail that the command names, if it stands as the command needs it."""
    number = situation.values.get("mail")
    if number is None:
        return None
    history = situation.assessment.history
    mail = mail_numbered(history, number)
    if mail is None:
        situation.refuse("unknown-mail", mail=number)
        return None
    standing = standing_of(history, mail)
    if standing not in standings:
        situation.refuse("mail-stands-otherwise", mail=number, standing=standing)
        return None
    return mail


def _about(situation: Situation, mail: Fact | None, kind: str, data: dict[str, Any]) -> list[NewFact]:
    if mail is None:
        return []
    told = {**{name: mail.data[name] for name in ("template", "to", "message_id")}, "mail": mail.number, **data}
    return _like(situation, mail, kind, told, situation.values.get("reason", ""))


def _like(situation: Situation, mail: Fact, kind: str, data: dict[str, Any], text: str) -> list[NewFact]:
    """A fact in each lane in which the mail was an act."""
    return [NewFact(kind, fact.workload, fact.process, data, text) for fact in lanes_of(situation.assessment.history, mail)]


def record_mail(situation: Situation) -> list[NewFact]:
    """A mail sent from one's own mailbox satisfies the gate and is shown as sent outside (domain.md R-7)."""
    template = _known_template(situation)
    wanted = ("to", "on") if "file" in situation.values else ("to", "on", "reason")
    for name in wanted:
        situation.need(name)
    if template is not None and "file" in situation.values and "reason" not in situation.values:
        _check_readers(situation, template)
    situation.not_after_today()
    data: dict[str, Any] = {**situation.values, "sent_outside": True}
    data.pop("reason", None)
    if template is not None and template.to == ASSIGNMENT:
        request = _open_request(situation)
        data["request"] = request
    return situation.in_each_lane("mail-recorded", data, situation.values.get("reason", ""))


def _check_readers(situation: Situation, template: MailTemplate) -> None:
    """A file speaks for itself where it went to one of those it should reach; the mail of another customer does not."""
    circumstances = situation.circumstances
    known = {str(contact.email).casefold() for contact in circumstances.contacts if contact.kind == template.to and contact.email}
    known |= {str(person.email).casefold() for person in circumstances.people if person.role == template.to and person.email}
    to = situation.values.get("to", [])
    if to and not known & {address.casefold() for address in to}:
        remedy = Remedy(command="record-mail", keys={"template": template.name}, needs=("to", "on", "reason"))
        situation.refuse("mail-went-elsewhere", remedy, to=list(to), recipients=template.to)


def mail_to_assignment(situation: Situation, values: dict[str, Any], request: int) -> list[NewFact]:
    """The mail that carries a queue move request to everybody of the assignment team who has an address."""
    playbook = situation.assessment.plan.main
    template = next((mail for mail in playbook.mails.values() if mail.to == ASSIGNMENT), None)
    to = situation.guide.assignment_team()
    if not to:
        situation.refuse("no-recipient", recipients=ASSIGNMENT)
    if template is None:
        situation.refuse("unknown-template", template=ASSIGNMENT, templates=sorted(playbook.mails))
        return []
    queue = playbook.queues.get(str(values.get("queue")))
    values = {**values, "region": situation.circumstances.tenant.region or (queue.region if queue else None)}
    team = [person for person in situation.circumstances.people if person.email in to]
    languages = {person.language for person in team} & set(template.languages)
    own = situation.circumstances.tenant.language
    language = languages.pop() if len(languages) == 1 else own if own in template.languages else playbook.reference
    letter = _letter(situation, template, language, values)
    if letter is None:
        return []
    number = request + 1 if request == situation.next_number else situation.next_number
    data = {
        "template": template.name,
        "to": to,
        "cc": [],
        "subject": letter.subject,
        "language": language,
        "message_id": message_id(situation, number),
        "due": leaves_at(situation),
        "request": request,
    }
    return [situation.fact("mail-queued", None, data, letter.body)]


def _send_request_again(situation: Situation) -> list[NewFact]:
    request = situation.assessment.open_request
    number = _open_request(situation)
    if request is None or number is None:
        return []
    return mail_to_assignment(situation, {"queue": request.data["queue"], "reason": request.text}, number)


def _open_request(situation: Situation) -> int | None:
    request = situation.assessment.open_request
    if request is None:
        situation.refuse("no-open-request", Remedy(command="request-queue-move"))
        return None
    return request.number


def _known_template(situation: Situation) -> MailTemplate | None:
    name = situation.values.get("template")
    if name is None:
        return None
    template = template_of(situation)
    if template is None:
        situation.refuse("unknown-template", template=name, templates=sorted(situation.playbook.mails))
    return template


def _recipients(situation: Situation, template: MailTemplate) -> list[str]:
    """Nobody but those the rule names, unless somebody names others."""
    if "to" in situation.values:
        return list(situation.values["to"])
    contacts = situation.circumstances.contacts_of(template.to)
    if not contacts:
        lane = situation.lanes[0] if situation.lanes else None
        remedy = Remedy(
            command=situation.command.name,
            workload=lane.workload if lane else None,
            keys={"template": template.name},
        )
        situation.refuse("no-recipient", situation.guide.other_way(template.to, remedy), recipients=template.to)
    return [contact.email for contact in contacts if contact.email]


def _names(situation: Situation, addresses: list[str]) -> list[str]:
    by_address = {contact.email: contact.name for contact in situation.circumstances.contacts}
    return [by_address.get(address, address) for address in addresses]


def _check_addresses(situation: Situation, addresses: list[str]) -> None:
    closed = {c.email for c in situation.circumstances.contacts if c.do_not_contact}
    for address in addresses:
        if "@" not in address.strip("@") or any(c.isspace() or ord(c) < 33 for c in address):
            situation.refuse("not-an-address", key="to", value=address)
        elif address in closed:
            situation.refuse(
                "do-not-contact",
                Remedy(command="record-mail", keys={}, needs=("to", "on", "reason")),
                address=address,
            )


def _letter(situation: Situation, template: MailTemplate, language: str, values: dict[str, Any]) -> Filled | None:
    """The filled template, or None with a finding: no template in the language, or a value that is missing (R-17)."""
    form = template.languages.get(language)
    if form is None:
        leading = template.leading_language(situation.playbook.reference)
        situation.refuse(
            "no-template-language",
            Remedy(command=situation.command.name, keys={**situation.command.keys, "language": leading}),
            template=template.name,
            language=language,
            languages=sorted(template.languages),
        )
        return None
    lanes: list[Lane] = [lane for lane in situation.lanes if lane is not None]
    known = values_for(situation.assessment, situation.circumstances, lanes, language)
    letter = fill(form, {**known, **{key: value for key, value in values.items() if value}}, language, situation.circumstances)
    # A request's reason is owed only where another queue, or a partner, asks for one.
    missing = [name for name in letter.missing if (template.to, name) != (ASSIGNMENT, "reason")]
    if missing and not ("body" in situation.values and "subject" in situation.values):
        situation.refuse("placeholder-missing", _wording(situation), template=template.name, names=missing)
    return letter


def _wording(situation: Situation) -> Remedy:
    """What the template cannot say somebody must write; in a request to the assignment team, a manager who can be reached is missing."""
    command = situation.command
    if command.spec.key("body") is None:
        return Remedy(command="reassign-manager", needs=("to", "reason"))
    workload = command.workloads[0] if command.workloads else None
    return Remedy(command=command.name, workload=workload, keys=dict(command.keys), needs=("subject", "body"))


def message_id(situation: Situation, number: int) -> str:
    """Stable: the same fact is the same message, however often it is tried."""
    subject = situation.circumstances.subject.replace("/", "-")
    return f"<{subject}.{number}@{situation.circumstances.mail_domain}>"
