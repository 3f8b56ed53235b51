"""Addresses with the names of the people behind them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tasuki.core.engagement.circumstances import Circumstances


@dataclass(frozen=True, slots=True)
class Recipient:
    address: str
    name: str


def names_of(circumstances: Circumstances) -> dict[str, str]:
    contacts = {contact.email: contact.name for contact in circumstances.contacts if contact.email}
    return contacts | {person.email: person.name for person in circumstances.people if person.email}


def named(addresses: Iterable[str], known: Mapping[str, str]) -> list[Recipient]:
    return [Recipient(address, known.get(address, "")) for address in addresses]
