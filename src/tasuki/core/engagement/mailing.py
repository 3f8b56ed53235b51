"""What the mail commands record (domain.md section 6): one act, one mail, a fact in each lane."""

from typing import TYPE_CHECKING, Any

from tasuki.core.engagement.facts import NewFact
from tasuki.core.engagement.letters import Filled, fill, values_for
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
    """Queues the mail; the worker hands it over, and only that counts as evidence."""
    template = _known_template(situation)
    if template is None:
        return []
    if template.to == ASSIGNMENT:
        return _send_request_again(situation)
    to = _recipients(situation, template)
    language = situation.values.get("language") or situation.guide.mail_language(template.to)
    letter = _letter(situation, template, language, {"contact": _names(situation, to)})
    if letter is None:
        return []
    data = {
        "template": template.name,
        "to": to,
        "cc": situation.values.get("cc", []),
        "subject": situation.values.get("subject") or letter.subject,
        "language": language,
        "message_id": message_id(situation, situation.next_number),
        "due": situation.circumstances.now.isoformat(),
    }
    _check_addresses(situation, [*to, *data["cc"]])
    return situation.in_each_lane("mail-queued", data, situation.values.get("body") or letter.body)


def record_mail(situation: Situation) -> list[NewFact]:
    """A mail sent from one's own mailbox satisfies the gate and is shown as sent outside (domain.md R-7)."""
    template = _known_template(situation)
    wanted = ("to", "on") if "file" in situation.values else ("to", "on", "reason")
    for name in wanted:
        situation.need(name)
    situation.not_after_today()
    data: dict[str, Any] = {**situation.values, "sent_outside": True}
    data.pop("reason", None)
    if template is not None and template.to == ASSIGNMENT:
        request = _open_request(situation)
        data["request"] = request
    return situation.in_each_lane("mail-recorded", data, situation.values.get("reason", ""))


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
        "due": situation.circumstances.now.isoformat(),
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
