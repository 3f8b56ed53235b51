"""A tenant's contacts as a form has shown them, so that nobody overwrites what another engagement or an import has changed meanwhile."""

from collections.abc import Mapping
from hashlib import sha256

from tasuki.records.queries import Tenant

CHANGED_BY = ("verify-contact", "correct-contact")
_COLUMNS = ("kind", "name", "name_kana", "email", "department", "title", "role", "language", "verified_on", "do_not_contact")


def digest_of(tenant: Tenant) -> str:
    rows = tenant.contacts.order_by("pk").values_list("pk", *_COLUMNS)
    return sha256(repr(list(rows)).encode()).hexdigest()[:16]


def told(tenant: Tenant, given: Mapping[str, str]) -> str:
    """The contact that the form is about as it is now, in one line; nothing where it is not there any more."""
    address, name = given.get("email", "").casefold(), given.get("name", "")
    contacts = list(tenant.contacts.order_by("pk"))
    found = [one for one in contacts if address and one.email.casefold() == address] or [
        one for one in contacts if name and one.name == name
    ]
    return " · ".join(part for part in (found[0].name, found[0].email, found[0].department, found[0].title) if part) if found else "–"
