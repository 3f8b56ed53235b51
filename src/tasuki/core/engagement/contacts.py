"""What each command records about the customer's contacts, and which of them it means."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeVar

from tasuki.core.engagement.facts import NewFact
from tasuki.core.engagement.situation import Situation
from tasuki.core.finding import Remedy


class _Contact(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str | None: ...


_C = TypeVar("_C", bound=_Contact)


def meant(contacts: Iterable[_C], values: Mapping[str, Any]) -> list[_C]:
    """Those with the address; where none has it, it is new, and those with the name. The kind tells one of several from the others."""
    known = list(contacts)
    email = _address(values)
    found = [one for one in known if email and (one.email or "").lower() == email]
    found = found or [one for one in known if one.name == values.get("name")]
    return [one for one in found if one.kind == values.get("kind")] or found


def _address(values: Mapping[str, Any]) -> str:
    return str(values.get("email", "")).lower()


def add_contact(situation: Situation) -> list[NewFact]:
    email = _valid_address(situation)
    if email and any((contact.email or "").lower() == email for contact in situation.circumstances.contacts):
        situation.refuse(
            "contact-exists",
            Remedy(command="correct-contact", keys={"email": situation.values.get("email", "")}),
            email=email,
        )
    return situation.in_each_lane("contact-added")


def verify_contact(situation: Situation) -> list[NewFact]:
    _known(situation)
    situation.not_after_today("verified_on")
    verified = situation.values.get("verified_on") or situation.today.isoformat()
    return situation.in_each_lane("contact-verified", {**situation.values, "verified_on": verified})


def correct_contact(situation: Situation) -> list[NewFact]:
    _known(situation)
    situation.not_after_today("verified_on")
    return situation.in_each_lane("contact-corrected")


def _known(situation: Situation) -> None:
    """One is meant at least; and one alone where the act gives a new address or kind, which two cannot share."""
    values, email = situation.values, _valid_address(situation)
    found = meant(situation.circumstances.contacts, values)
    if not found:
        situation.refuse(
            "unknown-contact",
            Remedy(command="add-contact", needs=("kind", "name", "email")),
            email=email or None,
            name=values.get("name"),
        )
    moves = any(email and (one.email or "").lower() != email for one in found)
    turns = any(one.kind != values.get("kind", one.kind) for one in found)
    if len(found) > 1 and (moves or turns):
        addresses = sorted({one.email or one.name for one in found})
        situation.refuse("several-contacts", Remedy(command="add-contact", needs=("kind", "name", "email")), contacts=addresses)


def _valid_address(situation: Situation) -> str:
    email = _address(situation.values)
    if email and not is_address(email):
        situation.refuse("not-an-address", key="email", value=situation.values["email"])
    return email


def is_address(text: str) -> bool:
    """A mail address as far as a form can tell: one @, a dotted domain or host, no blanks or control characters."""
    local, at, host = text.rpartition("@")
    return bool(local and at and host) and "@" not in local and not any(c.isspace() or ord(c) < 33 for c in text)
