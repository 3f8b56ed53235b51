"""What the holders of signed links do: each purpose has its one role and its few acts; everything goes through the core.

Finding codes:
    link-stale   {}    the link is about a request that was answered or taken back since
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from tasuki.core.engagement.facts import Fact, NewFact
from tasuki.core.finding import Finding
from tasuki.records.models import Contact, Engagement, Person, SignedLink
from tasuki.services import clock, engagements, lines, links, trails
from tasuki.services.engagements import Case, case_of
from tasuki.services.refusal import Refusal

CODES = ("link-stale",)

_ACTS: Mapping[str, tuple[str, frozenset[str]]] = {
    "account-team": ("account-team", frozenset({"confirm-leaving", "raise-objection"})),
    "satisfaction": ("customer", frozenset({"rate-engagement"})),
    "customer": ("customer", frozenset({"sign-off", "leave-comment"})),
}
"""By purpose, the role its holder has and the commands it is for."""
_LONGEST = 200
_OWN = ("name", "name_kana", "department", "title", "language")


def case_about(link: SignedLink) -> Case:
    """The engagement that a link is about."""
    return case_of(Engagement.objects.select_related("tenant", "request").get(pk=int(link.about.removeprefix("engagement/"))))


def say(token: str, command: str, given: Mapping[str, str]) -> tuple[Fact, ...]:
    """Account team or customer: one command, under the holder's own name. Raises `Refusal`."""

    def act(link: SignedLink) -> tuple[Fact, ...]:
        role, commands = _ACTS.get(link.purpose, ("", frozenset()))
        if command not in commands:
            raise Refusal(Finding(code="link-refused"))
        return engagements.perform_by_link(link, role, command, {**given, "contact": link.holder})

    return links.use(token, command, act)


def confirm_move(token: str, reason: str = "") -> tuple[Fact, ...]:
    """The assignment team's own person confirms the very request that the link is about, with the rights of his role. Raises `Refusal`."""

    def act(link: SignedLink) -> tuple[Fact, ...]:
        case, person = move_about(link)
        return engagements.perform(person, case.engagement.pk, "confirm-queue-move", {"reason": reason} if reason else {})

    return links.use(token, "confirm-queue-move", act)


def move_about(link: SignedLink) -> tuple[Case, Person]:
    """The request that still waits, and who is to confirm it. Raises `Refusal` where that has changed."""
    if link.purpose != "queue-move":
        raise Refusal(Finding(code="link-refused"))
    case = case_about(link)
    request = case.assessment.open_request
    person = Person.objects.filter(pk=link.data["login"], is_active=True).first()
    if request is None or request.number != link.data["request"] or person is None:
        raise Refusal(Finding(code="link-stale"))
    return case, person


# ---------------------------------------------------------------- one's own data


def own_contact(link: SignedLink) -> Contact | None:
    """What is kept of the holder at this customer."""
    case_tenant = Engagement.objects.values_list("tenant", flat=True).get(pk=int(link.about.removeprefix("engagement/")))
    return Contact.objects.filter(tenant=case_tenant, kind="customer", email__iexact=link.email).first()


def correct_own(token: str, given: Mapping[str, str]) -> list[str]:
    """The fields that changed; the ledger keeps which, not what. Raises `Refusal`."""

    def act(link: SignedLink) -> list[str]:
        contact = _own_of(link)
        changed = [name for name in _OWN if name in given and getattr(contact, name) != given[name].strip()]
        if "name" in changed and not given["name"].strip():
            raise Refusal(Finding(code="request-field-missing", values={"key": "name"}))
        for name in changed:
            if len(given[name].strip()) > _LONGEST:
                raise Refusal(Finding(code="request-field-long", values={"key": name, "limit": _LONGEST}))
        for name in changed:
            setattr(contact, name, given[name].strip())
        if changed:
            contact.verified_on = clock.today()
            contact.save(update_fields=[*changed, "verified_on"])
            lines.refresh([contact.tenant_id])
            _trail(contact, "contact-corrected-by-holder", {"fields": changed}, by=link.subject)
        return changed

    return links.use(token, "correct-own-data", act)


def ask_deletion(token: str) -> datetime:
    """From now on nobody writes to the holder; the person who manages the engagement deletes him. Raises `Refusal`."""

    def act(link: SignedLink) -> datetime:
        contact = _own_of(link)
        if contact.deletion_asked_at is None:
            contact.deletion_asked_at, contact.do_not_contact = clock.now(), True
            contact.save(update_fields=["deletion_asked_at", "do_not_contact"])
            _trail(contact, "contact-deletion-asked", {"kind": contact.kind}, by=link.subject)
        return contact.deletion_asked_at

    return links.use(token, "ask-deletion", act)


def delete_contact(contact: Contact, *, by: str) -> None:
    """As its holder has asked. What facts say of him stays until it is redacted; every link of his ends."""
    with transaction.atomic():
        for link in SignedLink.objects.filter(email__iexact=contact.email, revoked_at=None):
            links.revoke(link, by=by)
        _trail(contact, "contact-deleted", {"kind": contact.kind}, by=by)
        contact.delete()
        lines.refresh([contact.tenant_id])


def _own_of(link: SignedLink) -> Contact:
    contact = own_contact(link) if link.purpose == "customer" else None
    if contact is None:
        raise Refusal(Finding(code="link-refused"))
    return contact


def _trail(contact: Contact, kind: str, data: Mapping[str, object], *, by: str) -> None:
    fact = NewFact(kind, data=data)
    trails.add({f"tenant/{contact.tenant_id}": [fact]}, by=by)
