"""Tokens and codes of signed links: computed from the site's key whenever they are needed, and kept nowhere.

In the ledger and in the outbox a letter has a mark where its link or code will stand; it is filled in on the way to the mail server.
"""

import hmac
from hashlib import sha256

from django.conf import settings
from django.core.signing import BadSignature, Signer

from tasuki.records.models import Outbox, SignedLink

LINK_MARK, CODE_MARK = "[[link]]", "[[code]]"
_SALT = "tasuki.link"
_DIGITS = 6


def token_of(link: SignedLink) -> str:
    return _signer().sign(link.nonce)


def nonce_of(token: str) -> str | None:
    """None for a token that this site never signed."""
    try:
        return _signer().unsign(token)
    except BadSignature:
        return None


def code_of(link: SignedLink) -> str:
    """The newest code of the link, as many as it has had."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"{_SALT}.code.{link.nonce}.{link.codes}".encode(), sha256)
    return f"{int.from_bytes(digest[:8]) % 10**_DIGITS:0{_DIGITS}d}"


def address_of(link: SignedLink) -> str:
    return f"{settings.TASUKI_BASE_URL}/l/{token_of(link)}"


def filled(mail: Outbox) -> str:
    """The text as its reader gets it. Only the letters of a link may bear that very link."""
    if not mail.fact_subject.startswith("link/"):
        return mail.body
    link = SignedLink.objects.get(pk=int(mail.fact_subject.removeprefix("link/")))
    return mail.body.replace(LINK_MARK, address_of(link)).replace(CODE_MARK, code_of(link))


def _signer() -> Signer:
    return Signer(salt=_SALT, sep=".")
