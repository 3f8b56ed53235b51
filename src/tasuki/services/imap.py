"""Reading the site's mailbox over IMAP: what is new since the last time, each message once, none deleted."""

import imaplib
import re
import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from threading import Event
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import structlog
from django.conf import settings

from tasuki.records.models import MailboxMark
from tasuki.records.site import site
from tasuki.services import incoming
from tasuki.services.incoming import Place

_TIMEOUT = 30.0
_AT_ONCE = 500  # so that a full mailbox does not hold up what is to leave; the rest comes with the next look
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_OF_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")
_log = structlog.get_logger("tasuki.imap")
Problem = (OSError, imaplib.IMAP4.error)


def read_mailbox(stop: Event) -> dict[str, int]:
    """Everything new, by what it became. A mailbox that does not answer is no reason for other work to wait."""
    became: Counter[str] = Counter()
    try:
        with opened() as server:
            for place in _new(server):
                if stop.is_set():
                    break
                became[_take(server, place)] += 1
    except Problem as error:
        _log.warning("mailbox.unreachable", problem=str(error))
    return dict(sorted(became.items()))


class PasswordRefused(imaplib.IMAP4.error):
    """The mailbox is there, and does not know the user, or his password."""


@contextmanager
def opened() -> Iterator[imaplib.IMAP4]:
    """The mailbox at TASUKI_IMAP_URL. Raises a `Problem`."""
    url = urlsplit(settings.TASUKI_IMAP_URL)
    server = _connected(url)
    try:
        _sign_in(server, url)
        answer, said = server.select(_folder(url))
        if answer != "OK":
            raise imaplib.IMAP4.error(str(said[0]))
        yield server
    finally:
        _close(server)


def _sign_in(server: imaplib.IMAP4, url: SplitResult) -> None:
    try:
        server.login(unquote(url.username or ""), unquote(url.password or ""))
    except imaplib.IMAP4.abort:
        raise  # the line broke, which says nothing about the password
    except imaplib.IMAP4.error as no:
        raise PasswordRefused(str(no)) from no


def _connected(url: SplitResult) -> imaplib.IMAP4:
    """A password never goes over an open line, unless the line does not leave the machine."""
    host, port = url.hostname or "localhost", url.port or port_of(url)
    context = ssl.create_default_context()
    if url.scheme == "imaps":
        return imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=_TIMEOUT)
    server = imaplib.IMAP4(host, port, timeout=_TIMEOUT)
    if host not in _OF_THIS_MACHINE:
        try:
            server.starttls(context)
        except BaseException:
            _close(server)
            raise
    return server


def _close(server: imaplib.IMAP4) -> None:
    """A line that broke cannot be closed once more; what broke it is what counts."""
    with suppress(OSError):
        server.shutdown()


def port_of(url: SplitResult) -> int:
    """Where a mailbox listens, unless the address says otherwise."""
    return 993 if url.scheme == "imaps" else 143


def _folder(url: SplitResult) -> str:
    return '"' + (unquote(url.path.strip("/")) or "INBOX").replace('"', "") + '"'


def _mailbox(url: SplitResult) -> str:
    return sha256(f"{url.hostname}:{url.port}/{url.username}{url.path}".encode()).hexdigest()


def _new(server: imaplib.IMAP4) -> list[Place]:
    """What lies behind the mark; everything, where the mailbox says that its numbers have begun anew."""
    mailbox = _mailbox(urlsplit(settings.TASUKI_IMAP_URL))
    _, said = server.response("UIDVALIDITY")
    validity = int(said[0] or 0) if said else 0
    mark = MailboxMark.objects.filter(mailbox=mailbox, validity=validity).first()
    last = mark.uid if mark else 0
    _, found = server.uid("SEARCH", f"UID {last + 1}:*")
    numbers = [int(number) for number in (found[0] or b"").split()]
    return [Place(mailbox, validity, number) for number in sorted(numbers) if number > last][:_AT_ONCE]


def _take(server: imaplib.IMAP4, place: Place) -> str:
    """Of one that is too large only the head is fetched."""
    limit = site().incoming_megabytes * 2**20
    told = _SIZE.search(b" ".join(part if isinstance(part, bytes) else part[0] for part in _fetched(server, place, "RFC822.SIZE")))
    size = int(told[1]) if told else 0
    parts = _fetched(server, place, "BODY.PEEK[HEADER]" if size > limit else "BODY.PEEK[]")
    content = next((part[1] for part in parts if isinstance(part, tuple)), None)
    if content is None:
        return "gone"  # somebody else has deleted it since it was listed
    outcome = incoming.take(content, size=size, place=place)
    server.uid("STORE", str(place.uid), "+FLAGS.SILENT", "(\\Seen)")
    return outcome


def _fetched(server: imaplib.IMAP4, place: Place, section: str) -> list[Any]:
    """A server that cannot read its own message now is asked again later: whoever went on would have lost it."""
    answer, parts = server.uid("FETCH", str(place.uid), f"({section})")
    if answer != "OK":
        raise imaplib.IMAP4.error(f"{answer}: {parts}")
    return [part for part in parts if part]
