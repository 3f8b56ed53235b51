"""Reading a message as it came in: bytes to plain values. Whatever strangers send, this reads what can be read and raises nothing.

The older part of the standard library's parser, because the newer one raises at headers that real mail programs write.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from hashlib import sha256
from html import unescape
from typing import Any

_ADDRESS = re.compile(r"[^\s\x00-\x1f\x7f<>()\[\]\\,;:\"]+@[^\s\x00-\x1f\x7f<>()\[\]\\,;:\"]+")
_ID = re.compile(r"<[^<>\s\x00-\x1f\x7f]{1,240}>")
_TAG = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/tr|/h\d)\b[^>]*>", re.IGNORECASE)
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_SPECIAL_CHARSETS = {"iso-2022-jp": "iso2022_jp_ext", "shift_jis": "cp932", "windows-31j": "cp932", "cp50220": "iso2022_jp_ext"}
_SHORT = 400
_NAMED = 120


@dataclass(frozen=True, slots=True)
class Attachment:
    """`kind` by its first bytes, never by its name."""

    name: str
    kind: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Failure:
    """What a delivery report says of one recipient (RFC 3464)."""

    recipient: str
    action: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One message. `follows` are the messages it names as those it answers, newest first; `inner` a message that it carries whole."""

    message_id: str
    sender: str
    sender_name: str
    to: tuple[str, ...]
    reached_by: tuple[str, ...]
    at: datetime | None
    subject: str
    follows: tuple[str, ...]
    text: str
    attachments: tuple[Attachment, ...]
    is_automatic: bool
    failures: tuple[Failure, ...]
    inner: "Letter | None"


def read_letter(content: bytes) -> Letter:
    return _letter(message_from_bytes(content), depth=0)


def _letter(message: Message, depth: int) -> Letter:
    parts = list(_leaves(message))
    inner = next((part for part in parts if part.get_content_type() == "message/rfc822"), None) if depth == 0 else None
    returned = next(iter(_parts(inner)), None) if inner is not None else None
    failures = tuple(_failures(parts))
    follows = _ids(message, "in-reply-to") + tuple(reversed(_ids(message, "references")))
    if failures:
        follows = _returned_ids(parts, returned) + follows
    sender = _addresses(message, "from")
    return Letter(
        message_id=next(iter(_ids(message, "message-id")), ""),
        sender=sender[0] if sender else "",
        sender_name=_clean(_name(message), _SHORT),
        to=_addresses(message, "to"),
        reached_by=_addresses(message, "to", "cc", "bcc", "delivered-to", "x-original-to", "envelope-to"),
        at=_moment(message),
        subject=_clean(_header(message, "subject"), _SHORT),
        follows=tuple(dict.fromkeys(follows)),
        text=_text(parts),
        attachments=tuple(_attachment(part) for part in parts if _is_attachment(part)),
        is_automatic=_is_automatic(message),
        failures=failures,
        inner=_letter(returned, depth + 1) if returned is not None and not failures else None,
    )


def _leaves(message: Message) -> Iterator[Message]:
    """Parts that hold something, a carried message as one of them."""
    if message.is_multipart() and not message.get_content_type().startswith("message/"):
        for part in _parts(message):
            yield from _leaves(part)
    else:
        yield message


def _parts(message: Message) -> list[Message]:
    payload: Any = message.get_payload() if message.is_multipart() else []
    return [part for part in payload if isinstance(part, Message)]


# ---------------------------------------------------------------- headers


def _header(message: Message, name: str) -> str:
    """The header in words; what cannot be decoded stays as it came."""
    raw = " ".join(str(message.get(name, "")).split())
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, ValueError):
        return raw
    return "".join(_decoded(piece, charset or "ascii") if isinstance(piece, bytes) else piece for piece, charset in pieces)


def _decoded(content: bytes, charset: str) -> str:
    try:
        return content.decode(_SPECIAL_CHARSETS.get(charset.lower(), charset), "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")


def _addresses(message: Message, *names: str) -> tuple[str, ...]:
    values = [str(value) for name in names for value in message.get_all(name, [])]
    found = [address.strip() for _, address in getaddresses(values)]
    return tuple(dict.fromkeys(address for address in found if _ADDRESS.fullmatch(address)))


def _name(message: Message) -> str:
    return next((name for name, _ in getaddresses([_header(message, "from")]) if name), "")


def _ids(message: Message, name: str) -> tuple[str, ...]:
    return tuple(_ID.findall(str(message.get(name, ""))))


def _moment(message: Message) -> datetime | None:
    try:
        return parsedate_to_datetime(str(message.get("date", "")))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _is_automatic(message: Message) -> bool:
    """Written by a machine: answering it would make two machines talk."""
    submitted = str(message.get("auto-submitted", "no")).split(";")[0].strip().lower()
    by_header = any(message.get(name) for name in ("x-autoreply", "x-autorespond", "x-auto-response-suppress", "list-id", "feedback-id"))
    precedence = str(message.get("precedence", "")).strip().lower() in ("bulk", "junk", "list", "auto_reply")
    return submitted != "no" or by_header or precedence or str(message.get("return-path", "")).strip() == "<>"


# ---------------------------------------------------------------- text and attachments


def _bytes(part: Message) -> bytes:
    try:
        if part.get_content_type().startswith("message/"):
            return b"".join(one.as_bytes() for one in _parts(part))
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        content = None
    return content if isinstance(content, bytes) else b""


def _is_attachment(part: Message) -> bool:
    if part.get_content_type() in ("message/delivery-status", "text/rfc822-headers"):
        return False
    return bool(_given_name(part)) or part.get_content_disposition() == "attachment" or part.get_content_maintype() != "text"


def _text(parts: list[Message]) -> str:
    """The plain part; else the words of the HTML one."""
    texts = [part for part in parts if part.get_content_maintype() == "text" and not _is_attachment(part)]
    for kind in ("text/plain", "text/html"):
        for part in texts:
            if part.get_content_type() == kind:
                said = _decoded(_bytes(part), part.get_content_charset() or "utf-8")
                said = unescape(_TAG.sub("", _BREAK.sub("\n", said))) if kind == "text/html" else said
                return _UNSAFE.sub("", said.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return ""


def _attachment(part: Message) -> Attachment:
    content = _bytes(part)
    return Attachment(_file_name(part), kind_of(content, part.get_content_type()), len(content), sha256(content).hexdigest())


def _given_name(part: Message) -> str:
    try:
        return part.get_filename() or ""
    except (ValueError, TypeError):
        return ""


def _file_name(part: Message) -> str:
    """Without folders and marks that could make it look like another."""
    holder = Message()
    holder["name"] = _given_name(part).replace("\r", " ").replace("\n", " ")
    return _clean(re.split(r"[\\/]", _header(holder, "name"))[-1], _NAMED)


_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
    (b"\xd0\xcf\x11\xe0", "old-office"),
    (b"\x78\x9f\x3e\x22", "winmail"),
    (b"BEGIN:VCALENDAR", "calendar"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
)
_MARKUP = re.compile(rb"<\s*(?:script|html|svg|!doctype)", re.IGNORECASE)


def kind_of(content: bytes, declared: str = "") -> str:
    """By the first bytes; office files are archives that hold a list of their contents."""
    for start, kind in _MAGIC:
        if content.startswith(start):
            return kind
    if content.startswith(b"PK\x03\x04"):
        plain = b"[Content_Types].xml" in content[:4000]
        return ("macros" if b"vbaProject" in content else "office") if plain else "archive"
    if declared == "message/rfc822":
        return "mail"
    if b"\x00" in content[:4000]:
        return "unknown"
    return "markup" if _MARKUP.search(content[:1000]) else "text"


def _clean(text: str, longest: int) -> str:
    return " ".join(_UNSAFE.sub("", text).split())[:longest]


# ---------------------------------------------------------------- delivery reports


def _failures(parts: list[Message]) -> Iterator[Failure]:
    for part in parts:
        for block in _parts(part) if part.get_content_type() == "message/delivery-status" else ():
            recipient = block.get("final-recipient") or block.get("original-recipient")
            address = _ADDRESS.search(str(recipient or ""))
            if address:
                yield Failure(
                    recipient=address[0],
                    action=_clean(str(block.get("action", "")), 20).lower(),
                    status=_clean(str(block.get("status", "")), 20),
                    reason=_clean(str(block.get("diagnostic-code", "")).removeprefix("smtp;"), _SHORT),
                )


def _returned_ids(parts: list[Message], returned: Message | None) -> tuple[str, ...]:
    """The Message-ID of the mail that came back, whole or as its headers."""
    if returned is not None and (found := _ids(returned, "message-id")):
        return found
    headers = (part for part in parts if part.get_content_type() == "text/rfc822-headers")
    return tuple(one for part in headers for one in _ids(message_from_bytes(_bytes(part)), "message-id"))
