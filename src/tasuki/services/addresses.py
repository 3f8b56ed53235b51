"""The addresses of the site and of its engagements, which nobody can make up.

An engagement has two: answers go to the one that every mail names; a copy to the other, which only colleagues are shown, records a mail.
Were they one, a customer could write in a colleague's name what only a colleague may say.
"""

import re
from email.utils import parseaddr
from hmac import compare_digest
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.crypto import salted_hmac

from tasuki.records.models import SignedLink

_OWN = re.compile(r"([er])(\d{1,12})-([0-9a-f]{16})")


def site_address() -> str:
    """Who writes where no person does."""
    return settings.TASUKI_MAIL_ADDRESS or f"tasuki@{urlsplit(settings.TASUKI_BASE_URL).hostname or 'localhost'}"


def own_address(engagement_id: int) -> str:
    """Where answers go; blank at a site that reads no mailbox."""
    return _address("e", engagement_id)


def record_address(engagement_id: int) -> str:
    """Where a colleague sends a copy of what he wrote from his own mailbox; blank at a site that reads none."""
    return _address("r", engagement_id)


def engagement_at(address: str) -> int | None:
    """The engagement to whose address for answers this is."""
    return _engagement("e", address)


def recorded_at(address: str) -> int | None:
    """The engagement to whose address for copies this is."""
    return _engagement("r", address)


def engagement_of(subject: str) -> int | None:
    """The engagement that mail of a ledger subject is about: the subject itself, or what a link is about."""
    kind, _, number = subject.partition("/")
    if kind == "link":
        about = SignedLink.objects.filter(pk=int(number)).values_list("about", flat=True).first() or ""
        kind, _, number = about.partition("/")
    return int(number) if kind == "engagement" else None


def _address(use: str, engagement_id: int) -> str:
    local, _, domain = settings.TASUKI_MAIL_ADDRESS.rpartition("@")
    return f"{local}+{use}{engagement_id}-{_mark(use, engagement_id)}@{domain}" if local else ""


def _engagement(use: str, address: str) -> int | None:
    local, _, domain = parseaddr(address)[1].casefold().rpartition("@")
    base, _, ours = settings.TASUKI_MAIL_ADDRESS.casefold().rpartition("@")
    name, _, tag = local.rpartition("+")
    found = _OWN.fullmatch(tag)
    if not base or (name, domain) != (base, ours) or found is None or found[1] != use:
        return None
    number = int(found[2])
    return number if compare_digest(found[3], _mark(use, number)) else None


def _mark(use: str, engagement_id: int) -> str:
    return salted_hmac("tasuki.addresses", f"{use}{engagement_id}", algorithm="sha256").hexdigest()[:16]
