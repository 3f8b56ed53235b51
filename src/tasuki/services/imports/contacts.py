"""Contacts: one address stands once in each kind of a tenant's contacts. The trail names fields, never what they say."""

from collections.abc import Sequence
from typing import Any

from tasuki.records.models import Contact
from tasuki.services.imports.cells import BadCell
from tasuki.services.imports.sheets import Row
from tasuki.services.imports.taking import Taking, in_pieces, known_tenants, set_changed

_CHANGEABLE = ("name", "name_kana", "email", "department", "title", "role", "language", "verified_on", "do_not_contact")
_Key = tuple[str, str, str]


def take(taking: Taking) -> None:
    tenants = known_tenants()
    for piece in in_pieces(taking.readable(("tenant_id", "kind", "email"))):
        existing = _existing(piece)
        created: list[Contact] = []
        updated: list[Contact] = []
        for row, values in piece:
            if values["tenant_id"] not in tenants:
                taking.reject(row, BadCell("unknown-tenant", tenant_id=values["tenant_id"]))
                continue
            contact = existing.get(_key(values["tenant_id"], values["kind"], values["email"]))
            _take_row(taking, contact, values, created, updated)
        Contact.objects.bulk_create(created)
        Contact.objects.bulk_update(updated, _CHANGEABLE)


def _take_row(taking: Taking, contact: Contact | None, values: dict[str, Any], created: list[Contact], updated: list[Contact]) -> None:
    subject = f"tenant/{values['tenant_id']}"
    if contact is None:
        created.append(Contact(**values))
        taking.result.created += 1
        taking.note(subject, "contact-imported", kind=values["kind"])
        return
    told = {name: value for name, value in values.items() if name in _CHANGEABLE}
    changed = set_changed(contact, told)
    if changed:
        updated.append(contact)
        taking.result.updated += 1
        taking.note(subject, "contact-changed", contact=contact.pk, kind=contact.kind, fields=sorted(changed))
    else:
        taking.result.unchanged += 1


def _existing(piece: Sequence[tuple[Row, dict[str, Any]]]) -> dict[_Key, Contact]:
    tenants = {values["tenant_id"] for _, values in piece}
    return {_key(one.tenant_id, one.kind, one.email): one for one in Contact.objects.filter(tenant_id__in=tenants)}


def _key(tenant_id: str, kind: str, email: str) -> _Key:
    return (tenant_id, kind, email.casefold())
